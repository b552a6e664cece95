package tracking

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

type args = i18n.Args

// Options is what a Pane is made of.
type Options struct {
	Desk    Desk
	Look    widget.Look
	Now     func() time.Time // Safe for several goroutines; nil means time.Now.
	Command string           // What people type to start the program, for advice.
}

// mode is what the screen is at.
type mode int

const (
	listing  mode = iota // The list, with the parcel under the cursor beside it where there is room.
	reading              // One parcel alone.
	coding               // A page's address as a code for a telephone.
	finding              // The look-up of a number.
	budgets              // The carriers' keys.
	pricing              // The question whether to ask about many.
	ordering             // The shopping sites' own order pages.
)

// Pane is the screen. It belongs to one session.
type Pane struct {
	ctx     context.Context // The program's.
	o       Options
	look    widget.Look
	focused bool
	w, h    int

	mode   mode
	behind mode // Where Esc goes from a parcel's code.
	filter Filter
	typing bool
	field  widget.Field
	win    window
	counts Counts
	known  bool // counts has been read.
	keys   []Key
	keyed  bool // keys has been read.

	parcel  *Parcel // The parcel that was read last; nil when there was none.
	reads   string  // The id that it was read by.
	top     int     // First line of the parcel that is shown.
	story   drawing
	page    int    // Which of the parcel's links is meant.
	goal    string // The parcel that the list is to go to.
	search  finder
	refresh refresh
	shop    shopping

	pages   load.Loader[answer]
	tallies load.Loader[tally]
	parcels load.Loader[story]
	finds   load.Loader[found]
	asks    load.Loader[asked]

	table    []keys.Action // Every action,
	actions  []keys.Action // and those of now.
	layout   layout
	cache    cache
	troubles notice.Troubles // What could not be read the last time.
}

// New makes the pane; it reads nothing before it is told that something has changed.
func New(ctx context.Context, o Options) *Pane {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Command == "" {
		o.Command = "packdesk"
	}
	p := &Pane{ctx: ctx, o: o, look: o.Look, focused: true, w: 80, h: 22, table: table(), troubles: notice.Troubles{Kind: "tracking"}}
	p.field.Limit, p.search.field.Limit, p.shop.field.Limit = 80, 80, 80
	p.sort()
	return p
}

// Init reads nothing: parcels are for those who look.
func (p *Pane) Init() tea.Cmd { return nil }

// SetLook changes theme, language or zone. Both languages of every text are there, so nothing is read.
func (p *Pane) SetLook(l widget.Look) {
	p.look = l
	p.layout, p.cache, p.story = layout{}, cache{}, drawing{}
}

// SetFocus says whether keys come here.
func (p *Pane) SetFocus(yes bool) {
	if p.focused != yes {
		p.focused = yes
		p.cache = cache{}
	}
}

// Resize says how much room there is.
func (p *Pane) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	p.win.clamp(p.rowsHigh())
	if !p.win.loaded {
		return nil
	}
	return tea.Batch(p.prefetch(), p.inspect())
}

// Typing reports whether keys are text.
func (p *Pane) Typing() bool {
	return p.typing || p.mode == finding && p.search.typing || p.mode == ordering && p.shop.typing
}

// TypingHints says what Enter and Esc do while something is typed.
func (p *Pane) TypingHints() (enter, esc i18n.Key) {
	switch p.mode {
	case finding:
		return "hint." + doLook, "hint." + doNo
	case ordering:
		return "hint.keep", "hint." + doNo
	default:
		return "hint.keep", "hint.clear"
	}
}

// Wants reports whether a scan is meant for this screen: while something is searched for, while numbers are looked up, and
// while an order number of a shopping site is typed.
func (p *Pane) Wants() bool {
	return p.typing || p.mode == finding || p.mode == ordering && p.shop.typing
}

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action { return p.actions }

// Selected is the parcel under the cursor, empty when there is none.
func (p *Pane) Selected() string {
	if r := p.win.current(); r != nil {
		return r.ID
	}
	return ""
}

// Update takes the pane's own answers, and what the root passes on: keys and pasted text while something is typed, scans,
// the mouse with coordinates of the pane, and word that something has changed.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	defer p.sort()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return p.press(msg)
	case tea.PasteMsg:
		return p.paste(fulfillment.Clean(msg.Content))
	case keys.Scan:
		return p.scan(strings.TrimSpace(fulfillment.Clean(msg.Code)))
	case tea.MouseWheelMsg:
		return p.wheel(tea.Mouse(msg))
	case tea.MouseClickMsg:
		return p.click(tea.Mouse(msg))
	case load.Changed:
		return tea.Batch(p.read(around), p.count(), p.again())
	}
	return p.take(msg)
}

// take receives the pane's own answers.
func (p *Pane) take(msg tea.Msg) tea.Cmd {
	return load.Hand(msg, load.To(&p.pages, p.show), load.To(&p.parcels, p.told), load.To(&p.tallies, p.counted), load.To(&p.finds, p.found),
		load.To(&p.asks, p.answered))
}

// fails says that something cannot be read; what was there stays.
func (p *Pane) fails(what i18n.Key, err error) tea.Cmd {
	return p.troubles.Fails(string(what), p.look.Say.F(what, args{"Error": fulfillment.Clause(err)}))
}

// works takes back what fails has said, once everything can be read again.
func (p *Pane) works(what i18n.Key) tea.Cmd { return p.troubles.Works(string(what)) }
