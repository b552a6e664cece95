package pack

import (
	"cmp"
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
)

// face is what the packer sees first: the verdict of the last step, or what stands against the next one.
type face struct {
	style  theme.Style
	sign   string // One cell that says the same as the colour.
	word   string
	block  string // The word in block letters.
	detail string
}

// face words the bench as it is.
func (p *Pane) face() face {
	t, say, b := &p.look.Theme, p.look.Say, &p.view.Bench
	worded := func(style theme.Style, sign, key, detail string) face {
		return face{
			style: style, sign: sign, word: say.T("verdict." + i18n.Key(key)), block: say.T("block." + i18n.Key(key)), detail: detail,
		}
	}
	switch {
	case p.line.trouble != nil:
		return worded(t.Band, "~", "wait", say.N("pack.held", len(p.line.waiting)))
	case p.fault.text != "":
		return worded(t.Bad, t.Glyphs.Times, "fault", p.fault.scan)
	case !p.seen:
		return worded(t.Quantity, "~", "wait", "")
	case b.Alarm != nil:
		style := t.Bad
		if b.Alarm.Kind == fulfillment.AlarmStopped {
			style = t.Stop
		}
		return worded(style, t.Glyphs.Times, "stop", p.alarmTitle(b.Alarm))
	case p.menu.kind != "":
		return worded(t.Band, "?", "ask", say.T(p.menu.kind))
	case b.Question != nil:
		return worded(t.Band, "?", "ask", p.questionTitle(b.Question))
	case b.Count > 0:
		return face{style: t.Quantity, sign: t.Glyphs.Times, word: strconv.Itoa(b.Count), block: "X " + strconv.Itoa(b.Count), detail: say.N("pack.count", b.Count)}
	}
	return p.verdict(worded)
}

// verdict words the last turn.
func (p *Pane) verdict(worded func(style theme.Style, sign, key, detail string) face) face {
	t, say := &p.look.Theme, p.look.Say
	fine := func(key, detail string) face { return worded(t.Fine, t.Glyphs.Check, key, detail) }
	open := p.view.Bench.Open
	if p.unprinted() {
		return worded(t.Bad, t.Glyphs.Times, "unprinted", fulfillment.Clean(open.Box().Label.Why))
	}
	switch v := p.turn.Verdict; v {
	case fulfillment.VerdictNot:
		return worded(t.Band, "!", "not", say.T(not(p.turn.Not)))
	case fulfillment.VerdictUnit:
		if open == nil {
			break
		}
		key := "unit"
		if open.Missing() == 1 {
			key = "one_more"
		}
		return fine(key, p.moved(open))
	case fulfillment.VerdictOpened:
		if open != nil {
			return fine("opened", say.N("pack.to_scan", open.Missing()))
		}
	case fulfillment.VerdictPacked:
		if open != nil {
			return fine("packed", say.N("pack.all_in", open.Box().Units()))
		}
	case fulfillment.VerdictNumber:
		if open != nil {
			return fine("number", fulfillment.Clean(open.Box().Label.Tracking))
		}
	case fulfillment.VerdictProven:
		return fine("proven", "")
	case fulfillment.VerdictClosed:
		key := "closed"
		if p.left != nil && p.left.Box().Proof != fulfillment.ProofNone {
			key = "proven"
		}
		return fine(key, cmp.Or(p.packagesDone(open), p.leftBehind()))
	case fulfillment.VerdictParked:
		return worded(t.Band, t.Glyphs.Check, "parked", p.leftBehind())
	case fulfillment.VerdictLeft:
		return worded(t.Quantity, t.Glyphs.Check, "left", p.leftBehind())
	case fulfillment.VerdictUndone:
		if open != nil {
			return worded(t.Quantity, t.Glyphs.Left, "undone", p.moved(open))
		}
	case fulfillment.VerdictNoted:
		return fine("noted", p.noted())
	case fulfillment.VerdictNone, fulfillment.VerdictStop, fulfillment.VerdictAsk, fulfillment.VerdictCleared, fulfillment.VerdictRepeat:
	}
	if open == nil {
		return worded(t.Quantity, t.Glyphs.Right, "ready", "")
	}
	detail := ""
	if n := open.Missing(); n > 0 {
		detail = say.N("pack.to_scan", n)
	}
	return worded(t.Quantity, t.Glyphs.Right, "go_on", detail)
}

// moved says of the line that has moved what it is and how far it has come.
func (p *Pane) moved(open *fulfillment.Packing) string {
	var parts []string
	if i := p.turn.Line; i >= 0 && i < len(open.Lines) {
		l := &open.Lines[i]
		parts = append(parts, skuOf(l)+" "+strconv.Itoa(l.Done)+"/"+strconv.Itoa(l.Need))
	}
	parts = append(parts, p.look.Say.N("pack.more", open.Missing()))
	return strings.Join(parts, " "+p.look.Theme.Glyphs.Dot+" ")
}

// unprinted reports whether the label that has to be scanned next did not come out.
func (p *Pane) unprinted() bool {
	open := p.view.Bench.Open
	return open != nil && open.Phase == fulfillment.PhaseProof && open.Box().Label.State == fulfillment.LabelFailed
}

// noted says what the last step has recorded.
func (p *Pane) noted() string {
	say, open := p.look.Say, p.view.Bench.Open
	for _, e := range p.turn.Entries {
		switch e.Kind {
		case fulfillment.EntryBadge:
			return fulfillment.Clean(p.view.Bench.Holder.Operator)
		case fulfillment.EntryCarton:
			if c := p.carton(e.Detail["carton"]); c != nil {
				return p.cartonName(c)
			}
		case fulfillment.EntryWeight:
			if open != nil {
				return open.Box().Weight.String()
			}
		case fulfillment.EntryPrint, fulfillment.EntryReprint:
			return say.T("label.asked")
		case fulfillment.EntryChecklist:
			if open != nil {
				return strconv.Itoa(len(open.Box().Checked)) + "/" + strconv.Itoa(len(fulfillment.Checklist()))
			}
		default:
		}
	}
	return ""
}

// leftBehind names the order that has just left the bench.
func (p *Pane) leftBehind() string {
	if p.left == nil || len(p.left.Orders) == 0 {
		return ""
	}
	text := p.look.Say.F("detail.order", args{"ID": fulfillment.Clean(p.left.Orders[0])})
	if r := p.left.Parked.Reason; r != "" && p.turn.Verdict == fulfillment.VerdictParked {
		text += " " + p.look.Theme.Glyphs.Dot + " " + p.reason(fulfillment.Reason(r))
	}
	return text
}

// reason words why a packer did something.
func (p *Pane) reason(r fulfillment.Reason) string {
	return fulfillment.Clean(i18n.Word(p.look.Say, "reason", r))
}

// skuOf is the code by which a packer finds a line on the shelf.
func skuOf(l *fulfillment.PackLine) string {
	if l.SellerSKU != "" {
		return fulfillment.Clean(l.SellerSKU)
	}
	return fulfillment.Clean(l.SKUID)
}

// prompt says what to do now.
func (p *Pane) prompt() string {
	say, b := p.look.Say, &p.view.Bench
	switch {
	case p.line.trouble != nil:
		return say.F("prompt.trouble", args{"Error": fulfillment.Clause(p.line.trouble)})
	case p.fault.text != "":
		return say.T("prompt.fault")
	case p.typing && p.numbers:
		return say.T("prompt.number_type")
	case p.typing:
		return say.T("prompt.weight")
	case b.Alarm != nil:
		if b.Alarm.Kind == fulfillment.AlarmStopped && b.Alarm.Offer != nil {
			return say.T("pack.stopped_offer")
		}
		if b.Alarm.Kind == fulfillment.AlarmSplit && b.Alarm.Offer == nil {
			return say.T("pack.split_open")
		}
		return say.T("alarm_do." + i18n.Key(b.Alarm.Kind))
	case p.menu.kind != "":
		return say.T("prompt.choose")
	case b.Question != nil:
		return p.questionPrompt(b.Question)
	case b.Open == nil:
		return say.T("prompt.idle")
	}
	return p.phasePrompt(b.Open)
}

func (p *Pane) phasePrompt(open *fulfillment.Packing) string {
	say := p.look.Say
	switch open.Phase {
	case fulfillment.PhaseUnits:
		if n := p.view.Bench.Count; n > 0 {
			return say.N("prompt.count", n)
		}
		return p.itemsPrompt(open)
	case fulfillment.PhaseNumber:
		return say.T("prompt.number")
	case fulfillment.PhaseLabel:
		return say.T("prompt.print")
	case fulfillment.PhaseProof:
		switch {
		case p.unprinted():
			return say.T("prompt.proof_failed")
		case open.Box().Label.State == fulfillment.LabelAwaited:
			return say.T("prompt.proof_awaited")
		case open.Box().Label.State == fulfillment.LabelAsked && open.Box().Label.Why != "":
			return say.F("prompt.proof_held", args{"Why": fulfillment.Clean(open.Box().Label.Why)})
		}
		return say.T("prompt.proof")
	case fulfillment.PhaseChecklist:
		return say.T("prompt.checklist")
	case fulfillment.PhasePhoto:
		return say.T("prompt.photo")
	case fulfillment.PhaseClosed:
	}
	return say.T("prompt.idle")
}
