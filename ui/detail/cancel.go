package detail

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/notice"
)

// Cancels answers buyers' requests to cancel.
type Cancels interface {
	// OfOrder is the newest request to cancel an order, an open one before all others; nil when nobody has asked.
	OfOrder(ctx context.Context, order string) (*fulfillment.Cancellation, error)
	// RejectReasons asks the shop which reasons it accepts. It may take some seconds.
	RejectReasons(ctx context.Context, cancel string) ([]fulfillment.RejectReason, error)
	// Answer keeps a decision for a worker to tell the shop. ErrConflict says that it has been decided otherwise.
	Answer(ctx context.Context, a fulfillment.CancelAnswer) error
}

// The actions about a request to cancel.
const (
	doApprove = "detail.approve"
	doReject  = "detail.reject"
	doYes     = "detail.yes"
	doNo      = "detail.no"
	doReason  = "detail.reason." // With the reason's place, from 1.
)

const (
	askTimeout = 20 * time.Second // For what the shop is asked.
	maxReasons = 9                // As many as there are digits.
)

// asking is a decision that is being made.
type asking struct {
	verdict fulfillment.CancelVerdict // Empty while none is.
	reasons []fulfillment.RejectReason
	reading bool // The reasons are on their way.
	reason  int  // The one chosen, from 1; 0 while none is.
}

// sure reports whether only y is missing.
func (a *asking) sure() bool {
	return a.verdict == fulfillment.CancelApprove || a.verdict == fulfillment.CancelReject && a.reason > 0
}

// reasonsMsg brings the shop's reasons.
type reasonsMsg struct {
	pane    *Pane
	cancel  string
	reasons []fulfillment.RejectReason
	err     error
}

// decidedMsg says what came of keeping a decision.
type decidedMsg struct {
	pane *Pane
	err  error
}

// cancelActions is what can be done about a request now.
func (p *Pane) cancelActions() []keys.Action {
	switch a := &p.asking; {
	case a.sure():
		return []keys.Action{keys.New(doYes, "y").Hinted(), keys.New(doNo, "n").Hinted()}
	case a.verdict == fulfillment.CancelReject:
		list := []keys.Action{keys.New(doNo, "n").Hinted()}
		for i := range a.reasons {
			n := strconv.Itoa(i + 1)
			list = append(list, keys.New(doReason+n, n))
		}
		return list
	case p.cancels == nil:
		return nil
	}
	approve, reject := keys.New(doApprove, "a").Hinted(), keys.New(doReject, "x").Hinted()
	if why := p.mayDecide(); why != "" {
		approve.Off, reject.Off = why, why
	}
	return []keys.Action{approve, reject}
}

// Table is every action of the page, those included that a question hides or brings.
func (p *Pane) Table() []keys.Action {
	list := append([]keys.Action{}, p.keymap...)
	list = append(list, p.trackAction(), keys.New(doApprove, "a").Hinted(), keys.New(doReject, "x").Hinted(), keys.New(doYes, "y").Hinted(), keys.New(doNo, "n").Hinted())
	for n := 1; n <= maxReasons; n++ {
		list = append(list, keys.New(doReason+strconv.Itoa(n), strconv.Itoa(n)))
	}
	return list
}

// mayDecide says why nothing can be decided, or nothing.
func (p *Pane) mayDecide() i18n.Key {
	c := p.request
	switch {
	case c == nil || !c.Open:
		return "off.no_request"
	case c.Answer != nil && c.Answer.State != fulfillment.ShipRefused:
		return "off.answered"
	default:
		return ""
	}
}

// doCancel carries out an action about a request; ok is false for all others.
func (p *Pane) doCancel(id string) (cmd tea.Cmd, ok bool) {
	defer func() {
		if ok {
			p.page = page{}
		}
	}()
	if n, is := strings.CutPrefix(id, doReason); is {
		at, err := strconv.Atoi(n)
		if err == nil && at >= 1 && at <= len(p.asking.reasons) {
			p.asking.reason = at
		}
		return nil, true
	}
	switch id {
	case doApprove, doReject:
		if p.mayDecide() != "" || p.cancels == nil {
			return nil, true
		}
		p.top = 0
		if id == doApprove {
			p.asking = asking{verdict: fulfillment.CancelApprove}
			return nil, true
		}
		p.asking = asking{verdict: fulfillment.CancelReject, reading: true}
		return p.askReasons(), true
	case doYes:
		if p.asking.sure() {
			return p.decide(), true
		}
		return nil, true
	case doNo:
		p.asking = asking{}
		return nil, true
	default:
		return nil, false
	}
}

func (p *Pane) askReasons() tea.Cmd {
	ctx, desk, cancel := p.ctx, p.cancels, p.request.ID
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(ctx, askTimeout)
		defer stop()
		reasons, err := desk.RejectReasons(ctx, cancel)
		return reasonsMsg{pane: p, cancel: cancel, reasons: reasons, err: err}
	}
}

// decide keeps the decision that stands on the page.
func (p *Pane) decide() tea.Cmd {
	a := fulfillment.CancelAnswer{Cancel: p.request.ID, Verdict: p.asking.verdict, Holder: p.holder()}
	if p.asking.reason > 0 {
		a.Reason = p.asking.reasons[p.asking.reason-1].Key
	}
	p.asking = asking{}
	ctx, desk := p.ctx, p.cancels
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(ctx, timeout)
		defer stop()
		return decidedMsg{pane: p, err: desk.Answer(ctx, a)}
	}
}

// tookCancel takes the answers to what was asked; ok is false for all other messages.
func (p *Pane) tookCancel(msg any) (cmd tea.Cmd, ok bool) {
	say := p.look.Say
	switch msg := msg.(type) {
	case reasonsMsg:
		if msg.pane != p {
			return nil, false
		}
		if p.asking.verdict != fulfillment.CancelReject || p.request == nil || p.request.ID != msg.cancel {
			return nil, true
		}
		p.page = page{}
		p.asking.reading = false
		if msg.err != nil || len(msg.reasons) == 0 {
			p.asking = asking{}
			return notice.Say(notice.Warn, "cancel", say.F("cancel.no_reasons", args{"Error": oneLine(msg.err)})), true
		}
		p.asking.reasons = msg.reasons[:min(len(msg.reasons), maxReasons)]
		return nil, true
	case decidedMsg:
		if msg.pane != p {
			return nil, false
		}
		if msg.err != nil {
			return notice.Say(notice.Bad, "cancel", say.F("cancel.not_kept", args{"Error": oneLine(msg.err)})), true
		}
		return tea.Batch(p.read(), notice.Say(notice.Good, "cancel", say.T("cancel.kept"))), true
	}
	return nil, false
}

func oneLine(err error) string {
	if err == nil {
		return ""
	}
	return fulfillment.Clause(err)
}

// readRequest reads the request to cancel the order shown.
func (p *Pane) readRequest() tea.Cmd {
	if p.cancels == nil {
		return nil
	}
	desk, id := p.cancels, p.id
	return p.requests.Start(p.ctx, timeout, func(ctx context.Context) (*fulfillment.Cancellation, error) { return desk.OfOrder(ctx, id) })
}

// writeRequest shows the request, its clock, what was decided, and the question that stands.
func (p *Pane) writeRequest(b *writer) {
	c := p.request
	if c == nil || !c.Open && c.Answer == nil {
		return
	}
	say, t := p.look.Say, &p.look.Theme
	b.title(say.T("cancel.title"))
	b.pair(say.T("cancel.why"), c.Words)
	b.pair(say.T("cancel.refund"), strings.TrimSpace(c.Amount+" "+c.Currency))
	if c.Open && !c.AnswerBy.IsZero() {
		b.lines = append(b.lines, line{
			before: " " + p.look.Fit(say.T("cancel.until"), nameWidth) + " ", clock: fulfillment.Deadline{At: c.AnswerBy, Source: fulfillment.SourceShop},
			after: " " + p.look.Stamp(c.AnswerBy),
		})
	}
	if a := c.Answer; a != nil {
		text := say.T("cancel.did_"+i18n.Key(a.Verdict)) + " " + t.Glyphs.Dot + " " + say.T("cancel.state_"+i18n.Key(a.State))
		if a.Says != "" && a.State != fulfillment.ShipDone {
			text += ": " + a.Says
		}
		b.pair(say.T("cancel.answer"), text)
	}
	p.writeAsking(b)
}

func (p *Pane) writeAsking(b *writer) {
	say, t, a := p.look.Say, &p.look.Theme, &p.asking
	switch {
	case a.verdict == "":
		if p.mayDecide() == "" {
			b.wrapped(t.Strong, " ", say.T("cancel.how"))
		}
	case a.verdict == fulfillment.CancelApprove:
		b.band(t.Band, say.T("cancel.ask_approve"), say.T("cancel.confirm"))
	case a.reading:
		b.band(t.Band, say.T("cancel.ask_reason"), say.T("cancel.reading"))
	case a.reason == 0:
		b.band(t.Band, say.T("cancel.ask_reason"), say.T("cancel.choose"))
		for i, r := range a.reasons {
			b.wrapped(t.Strong, "   "+strconv.Itoa(i+1)+"  ", r.Words)
		}
	default:
		b.band(t.Band, say.F("cancel.ask_reject", args{"Reason": fulfillment.Clean(a.reasons[a.reason-1].Words)}), say.T("cancel.confirm"))
	}
}
