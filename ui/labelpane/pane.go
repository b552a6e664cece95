package labelpane

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

// Options is what a Pane is made of. Labels and Orders are required.
type Options struct {
	Labels   Labels
	Orders   Orders
	Look     widget.Look
	Now      func() time.Time // Safe for several goroutines; nil means time.Now.
	Operator func() string    // Who prints, as of now; nil means nobody.
	Last     func() string    // The order that is or was last at the bench; nil means none.
}

// Pane is the screen. It belongs to one session.
type Pane struct {
	ctx     context.Context // The program's.
	o       Options
	look    widget.Look
	focused bool
	w, h    int

	rows   []fulfillment.Row
	total  int // Orders in the list that rows is the beginning of.
	read   bool
	cursor int
	text   string // What is searched for.
	field  widget.Field
	typing bool

	sheet    sheet
	drawing  drawing
	top      int  // First line of the label that is shown,
	scrolled bool // once somebody has chosen it.
	alone    bool // The label has the whole pane.
	asking   bool // Why the label is printed again.
	exported exported
	table    []keys.Action // Every action,
	actions  []keys.Action // and those of now.

	lists  load.Loader[listing]
	sheets load.Loader[sheet]
	acts   load.Loader[act]
}

// exported is the file that was written last, and whose label it holds.
type exported struct{ order, path string }

// New makes the pane; it reads nothing before it is told that something has changed.
func New(ctx context.Context, o Options) *Pane {
	if o.Now == nil {
		o.Now = time.Now
	}
	none := func() string { return "" }
	if o.Operator == nil {
		o.Operator = none
	}
	if o.Last == nil {
		o.Last = none
	}
	p := &Pane{ctx: ctx, o: o, look: o.Look, focused: true, w: 80, h: 22, table: table()}
	p.field.Limit = 80
	p.sort()
	return p
}

// Init reads nothing: fonts and labels are for those who look.
func (p *Pane) Init() tea.Cmd { return nil }

// SetLook changes theme, language or zone.
func (p *Pane) SetLook(l widget.Look) {
	p.look = l
	p.drawing = drawing{}
}

// SetFocus says whether keys come here.
func (p *Pane) SetFocus(yes bool) { p.focused = yes }

// Resize says how much room there is.
func (p *Pane) Resize(w, h int) tea.Cmd {
	p.w, p.h = w, h
	return nil
}

// Typing reports whether keys are text for the search.
func (p *Pane) Typing() bool { return p.typing }

// Selected is the order under the cursor, empty when there is none.
func (p *Pane) Selected() string {
	if r := p.current(); r != nil {
		return r.ID
	}
	return ""
}

func (p *Pane) current() *fulfillment.Row {
	if p.cursor < 0 || p.cursor >= len(p.rows) {
		return nil
	}
	return &p.rows[p.cursor]
}

// Update takes the pane's own answers, and what the root passes on: keys and pasted text while the search is typed, scans,
// the mouse with coordinates of the pane, and word that something has changed.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	defer p.sort()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return p.press(msg)
	case tea.PasteMsg:
		if !p.typing {
			return nil
		}
		p.field.Insert(fulfillment.Clean(msg.Content))
		return p.search()
	case keys.Scan:
		p.typing = false
		p.field.Set(strings.TrimSpace(fulfillment.Clean(msg.Code)))
		return p.search()
	case tea.MouseWheelMsg:
		return p.wheel(tea.Mouse(msg))
	case tea.MouseClickMsg:
		return p.click(tea.Mouse(msg))
	case load.Changed:
		if msg.Clock {
			return nil
		}
		return p.list()
	}
	return p.take(msg)
}

// take receives the pane's own answers.
func (p *Pane) take(msg tea.Msg) tea.Cmd {
	return load.Hand(msg, load.To(&p.lists, p.listed), load.To(&p.sheets, p.shown), load.To(&p.acts, p.acted))
}

// press takes a key while the search is being typed. Moving keys still move the list.
func (p *Pane) press(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		p.typing = false
		return nil
	case "up":
		return p.move(-1)
	case "down":
		return p.move(1)
	case "backspace":
		if p.field.Empty() {
			p.typing = false
			return nil
		}
	}
	if !p.field.Press(k) {
		return nil
	}
	return p.search()
}

// search reads the list anew when what is searched for has changed.
func (p *Pane) search() tea.Cmd {
	text := strings.TrimSpace(p.field.Value())
	if text == p.text {
		return nil
	}
	p.text, p.cursor = text, 0
	return p.list()
}

// wheel scrolls the label where the pointer is over it, else moves the cursor.
func (p *Pane) wheel(m tea.Mouse) tea.Cmd {
	const lines = 3
	by := lines
	if m.Button == tea.MouseWheelUp {
		by = -lines
	} else if m.Button != tea.MouseWheelDown {
		return nil
	}
	if !p.overList(m) {
		p.scroll(by)
		return nil
	}
	return p.move(by / lines)
}

// click points at the row under the pointer.
func (p *Pane) click(m tea.Mouse) tea.Cmd {
	a := p.areas(p.w, p.h)
	at := p.first(a.listH) + m.Y - 1 // Below the heading.
	if m.Button != tea.MouseLeft || !p.overList(m) || m.Y == 0 || at >= len(p.rows) {
		return nil
	}
	return p.move(at - p.cursor)
}

func (p *Pane) overList(m tea.Mouse) bool {
	a := p.areas(p.w, p.h)
	return m.X < a.listW && m.Y < a.listH
}

// fails says what could not be done.
func (p *Pane) fails(text string) tea.Cmd { return notice.Say(notice.Bad, "labels", text) }
