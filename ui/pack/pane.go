// Package pack is the bench: the pane on which a packer scans a parcel from its order to its label. What the bench does is
// the domain's; the pane hands scans and commands on, one after the other, and shows what came of them so that it can be
// read from three metres. It may import fulfillment, fulfillment/station and the leaves of ui.
package pack

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

type args = i18n.Args

// Steps are what a packer does with a scanner and a few digits. Every call is one step of the bench and returns the bench as
// it is afterwards. A step that returns an error was not taken; one that matches fulfillment.ErrTryLater or
// fulfillment.ErrConflict may be taken once more with the same scan.
type Steps interface {
	Look(ctx context.Context) (station.View, error)
	Scan(ctx context.Context, scan fulfillment.Scan) (station.View, error)
	Do(ctx context.Context, c fulfillment.Command) (station.View, error)
	Pick(ctx context.Context, n int) (station.View, error)
}

// Parcels are what a packer says about the open parcel beside its scans; the same holds as for Steps.
type Parcels interface {
	Tick(ctx context.Context, check string) (station.View, error)
	Carton(ctx context.Context, carton string) (station.View, error)
	Weigh(ctx context.Context, g fulfillment.Grams, by string) (station.View, error)
	Leave(ctx context.Context) (station.View, error)
}

// Bench is the station that the pane works at. Its methods must be safe for several goroutines.
type Bench interface {
	Steps
	Parcels
}

// Orders shows what is next.
type Orders interface {
	Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error)
}

// Tally counts the parcels that a holder has closed since a time; an empty operator or station stands for all of them.
type Tally interface {
	ClosedSince(ctx context.Context, h fulfillment.Holder, since time.Time) (int, error)
}

// Options is what a Pane is made of. Only Bench is required.
type Options struct {
	Bench   Bench
	Orders  Orders                               // Nil: an idle bench does not say what is next.
	Tally   Tally                                // Nil: an idle bench does not count.
	Policy  func(shop string) fulfillment.Policy // What computes deadlines; nil means the default policy for all.
	Cartons []fulfillment.Carton                 // The boxes at the bench; none means that nobody is asked.
	Carrier func(words string) string            // The carrier that a shop's words mean, as limits and cartons name it; nil takes the words.
	Holder  fulfillment.Holder                   // Whose parcels are counted until a badge says otherwise.
	Look    widget.Look
	Now     func() time.Time // Safe for several goroutines.
}

// Pane is the screen. It belongs to one session.
type Pane struct {
	ctx     context.Context // The program's.
	o       Options
	look    widget.Look
	from    map[string]string // Where shops send from, by their ids: ISO 3166-1 alpha-2.
	focused bool
	w, h    int
	big     density

	line line         // What was scanned and pressed, and what has come of it.
	view station.View // The bench after the last answered step.
	seen bool         // There is a view.
	turn fulfillment.Turn
	left *fulfillment.Packing // What has just left the bench.
	due  fulfillment.Deadline // Of the open parcel.
	row  fulfillment.Row      // The most urgent order of the open parcel.

	fault   fault
	menu    menu
	field   widget.Field // The weight or the number that is being typed.
	typing  bool
	numbers bool // What is typed is a tracking number and not a weight.
	wrong   bool // What was typed cannot be taken.
	ring    ring
	table   []keys.Action // Every action,
	actions []keys.Action // and those of now.

	next load.Loader[outlook]
	idle outlook
	told bool // The outlook could not be read, and somebody has been told.
}

// New makes the pane; nothing is read before Init.
func New(ctx context.Context, o Options) *Pane {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Carrier == nil {
		o.Carrier = strings.ToLower
	}
	if o.Policy == nil {
		o.Policy = func(string) fulfillment.Policy { return fulfillment.DefaultPolicy() }
	}
	p := &Pane{ctx: ctx, o: o, look: o.Look, focused: true, w: 80, h: 22, table: table()}
	p.line.session = strconv.FormatInt(o.Now().UnixNano(), 36)
	p.field.Limit = 64
	p.turn.Line = -1
	p.sort()
	return p
}

// Init looks at the bench as it was left.
func (p *Pane) Init() tea.Cmd { return tea.Batch(p.ask(p.lookAgain()), p.foresee()) }

// SetLook changes theme, language or zone.
func (p *Pane) SetLook(l widget.Look) { p.look = l }

// SetCountries says where shops send from, by their ids: what a carrier takes depends on it.
func (p *Pane) SetCountries(from map[string]string) { p.from = from }

// SetFocus says whether keys come here.
func (p *Pane) SetFocus(yes bool) { p.focused = yes }

// Resize says how much room there is.
func (p *Pane) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	return nil
}

// Operator is who stands at the bench: whose badge was scanned last, or whom the session named.
func (p *Pane) Operator() string {
	if p.seen {
		return p.view.Bench.Holder.Operator
	}
	return p.o.Holder.Operator
}

// Busy reports whether a parcel is open: what is scanned then is meant for it.
func (p *Pane) Busy() bool { return p.view.Bench.Open != nil }

// Unsaved says what leaving would leave behind; empty when nothing is open.
func (p *Pane) Unsaved() string {
	switch {
	case p.line.scans() > 0:
		return p.look.Say.N("pack.unsaved_scans", p.line.scans())
	case p.Busy():
		return p.look.Say.F("pack.unsaved", args{"ID": fulfillment.Clean(p.order())})
	default:
		return ""
	}
}

// Typing reports whether keys are text: a weight, or a tracking number.
func (p *Pane) Typing() bool { return p.typing }

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action { return p.actions }

// Update takes the pane's own answers, and what the root passes on: keys and pasted text while something is typed, and word
// that something has changed.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	defer p.sort()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return p.press(msg)
	case tea.PasteMsg:
		if p.typing {
			p.field.Insert(fulfillment.Clean(msg.Content))
		}
		return nil
	case load.Changed:
		return p.reread(msg)
	case answerMsg:
		return p.take(msg)
	case retryMsg:
		return p.retry(msg)
	case bellMsg:
		return p.ringOn(msg)
	}
	done, ok, cmd := p.next.Take(msg)
	if !ok {
		return cmd
	}
	return p.expect(done)
}

// reread looks at the bench again, and at what is next while that is shown.
func (p *Pane) reread(what load.Changed) tea.Cmd {
	switch {
	case p.Busy():
		return p.glance()
	case what.Clock:
		return nil
	default:
		return tea.Batch(p.glance(), p.foresee())
	}
}

// order is the order that the open parcel is known by.
func (p *Pane) order() string {
	if open := p.view.Bench.Open; open != nil && len(open.Orders) > 0 {
		return open.Orders[0]
	}
	return ""
}

// show puts the bench as it is after a step on the screen. A glance without a step leaves the verdict of the last one.
func (p *Pane) show(v station.View, step bool) tea.Cmd {
	before, failed := p.view, p.unprinted()
	p.view, p.seen = v, true
	switch {
	case step && v.Turn.Verdict == fulfillment.VerdictRepeat:
	case step, v.Turn.Verdict == fulfillment.VerdictStop, p.order() != orderOf(&before):
		p.turn = v.Turn
	}
	if v.Turn.Left != nil {
		p.left = v.Turn.Left
	}
	if v.Bench.Open == nil || v.Bench.Alarm != nil {
		p.typing = false
	}
	if step {
		p.menu = menu{}
	}
	p.measure()
	sound := v.Turn.Sound
	if p.unprinted() && !failed {
		sound = fulfillment.SoundWrong
	}
	cmds := []tea.Cmd{p.sound(sound)}
	if v.Stale != nil && before.Stale == nil {
		cmds = append(cmds, notice.Say(notice.Warn, "pack stale", p.look.Say.F("pack.stale", args{"Error": fulfillment.Clause(v.Stale)})))
	} else if v.Stale == nil && before.Stale != nil {
		cmds = append(cmds, notice.Over("pack stale"))
	}
	if v.Bench.Open == nil && step {
		cmds = append(cmds, p.foresee())
	}
	return tea.Batch(cmds...)
}

func orderOf(v *station.View) string {
	if v.Bench.Open == nil || len(v.Bench.Open.Orders) == 0 {
		return ""
	}
	return v.Bench.Open.Orders[0]
}

// measure finds the deadline that the open parcel has to meet.
func (p *Pane) measure() {
	p.row, p.due = fulfillment.Row{}, fulfillment.Deadline{}
	for _, o := range p.view.Orders {
		if o == nil {
			continue
		}
		policy := p.o.Policy(o.Shop)
		row := o.Row(&policy)
		if p.row.ID == "" || !row.Due.At.IsZero() && (p.row.Due.At.IsZero() || row.Due.At.Before(p.row.Due.At)) {
			p.row = row
		}
	}
	p.due = p.row.Due
}
