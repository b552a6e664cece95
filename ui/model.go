package ui

import (
	"context"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"packdesk/fulfillment"
	"packdesk/ui/batch"
	"packdesk/ui/detail"
	"packdesk/ui/dialog"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/labelpane"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/orderlist"
	"packdesk/ui/pack"
	"packdesk/ui/queue"
	"packdesk/ui/theme"
	"packdesk/ui/tracking"
	"packdesk/ui/widget"
)

// drawn is the part of a pane that is looked at.
type drawn interface {
	// View draws exactly w by h cells at now and asks nobody anything.
	View(w, h int, now time.Time) string
	// Resize says how much room the next View will have.
	Resize(w, h int) tea.Cmd
	SetLook(l widget.Look)
	SetFocus(yes bool)
	// Cursor is where text is being typed, nil where none is.
	Cursor(w, h int) *tea.Cursor
}

// asked is the part of a pane that acts.
type asked interface {
	Init() tea.Cmd
	// Update takes every message that is not the root's own; keys only while Typing.
	Update(msg tea.Msg) tea.Cmd
	// Actions is the key map of now; Do carries one out by its id.
	Actions() []keys.Action
	Do(id string) tea.Cmd
	// Back goes one level back and reports false when there is none left.
	Back() (tea.Cmd, bool)
	Typing() bool
}

// pane is one screen.
type pane interface {
	drawn
	asked
}

// lister is a pane whose orders the detail shows beside it: those that send orderlist.OpenMsg.
type lister interface {
	// Selected is the order under the cursor, empty when there is none.
	Selected() string
	// Lists reports whether the list is what is shown.
	Lists() bool
}

// tab is a pane with its number and its name in the catalogues, under "pane.<id>".
type tab struct {
	number int
	id     string
	pane   pane
	stale  bool // Something has changed while it was not looked at.
}

// Model is one session. It implements tea.Model and belongs to one program.
type Model struct {
	ctx  context.Context // The program's.
	opts Options
	now  time.Time // As of the last tick: what every clock on the screen shows.

	choice theme.Choice
	look   widget.Look
	w, h   int
	sizes  int // How many sizes the terminal has had; 0 before it has told one.

	tabs     []tab
	front    int // Index into tabs.
	queue    *queue.Pane
	pack     *pack.Pane  // Nil where there is no bench.
	batch    *batch.Pane // Nil where nothing is shipped from.
	detail   *detail.Pane
	tracking *tracking.Pane // Nil where no parcels are followed.
	open     bool           // The detail is shown.
	inDetail bool           // Keys go to the detail.

	wedge   fulfillment.Wedge[tea.KeyPressMsg]
	watch   watch
	armed   bool      // The wedge's timer runs.
	ahead   ahead     // Keys that wait for what is being read.
	drawn   *tea.View // As it was drawn last; nil once something may have changed.
	still   bool      // The message at hand has changed nothing that is seen.
	dialogs dialog.Stack
	notices notice.Board
	keymap  []keys.Action
	mouse   bool

	changes <-chan struct{}
	facts   load.Loader[facts]
	known   facts
	looked  time.Time // When the clock was last taken into account.
	ticking int       // The running chain of ticks; 0 while the terminal is out of focus.
	chains  int
}

// New makes a session that lives as long as ctx. Nothing is read before Init.
func New(ctx context.Context, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Command == "" {
		o.Command = "packdesk"
	}
	m := &Model{ctx: ctx, opts: o, mouse: !o.NoMouse, w: 80, h: 24, keymap: keymap()}
	m.choice = theme.Choice{Name: o.Theme, Dark: true, ASCII: o.ASCII, Env: o.env}
	m.look = widget.Look{
		Theme: m.choice.Theme(), Say: i18n.New(i18n.Detect(o.Lang, o.env)), Cells: ansi.WcWidth, Zone: o.Zone,
	}
	m.now = m.clock()
	m.looked = m.now
	m.queue = queue.New(ctx, queue.Options{Orders: o.Store, Look: m.look, Now: o.Now, Command: o.Command, Tracks: o.Tracking != nil})
	m.detail = detail.New(ctx, detail.Options{
		Orders: o.Store, Policy: o.Policy, Cancels: o.Cancels, Tracks: o.Tracking != nil, Look: m.look,
		Holder: func() fulfillment.Holder { return fulfillment.Holder{Operator: m.operator(), Station: o.Station} },
	})
	m.tabs = []tab{
		{number: 1, id: "queue", pane: m.queue},
	}
	if o.Bench != nil {
		m.pack = pack.New(ctx, pack.Options{
			Bench: o.Bench, Orders: o.Store, Tally: o.Tally, Policy: o.Policy, Cartons: o.Cartons, Carrier: o.Carrier, Look: m.look, Now: o.Now,
			Holder: fulfillment.Holder{Operator: o.Operator, Station: o.Station},
		})
		m.tabs = append(m.tabs, tab{number: 2, id: "pack", pane: m.pack})
	}
	if o.Batch != nil {
		m.batch = batch.New(ctx, batch.Options{Desk: o.Batch, Orders: o.Store, Look: m.look, Now: o.Now, Station: o.Station, Who: m.operator})
		m.tabs = append(m.tabs, tab{number: 3, id: "batch", pane: m.batch, stale: true})
	}
	if o.Labels != nil {
		last := func() string { return "" }
		if m.pack != nil {
			last = m.pack.Last
		}
		labels := labelpane.New(ctx, labelpane.Options{
			Labels: o.Labels, Orders: o.Store, Look: m.look, Now: o.Now, Operator: m.operator, Last: last,
		})
		m.tabs = append(m.tabs, tab{number: 4, id: "labels", pane: labels, stale: true})
	}
	if o.Tracking != nil {
		m.tracking = tracking.New(ctx, tracking.Options{Desk: o.Tracking, Look: m.look, Now: o.Now, Command: o.Command})
		m.tabs = append(m.tabs, tab{number: 6, id: "tracking", pane: m.tracking, stale: true})
	}
	m.wedge.Scanner = o.Scanner
	if m.pack != nil && o.Scanner.MinLength == 0 {
		m.wedge.Scanner.MinLength = shortestCode
	}
	m.layout()
	return m
}

// clock is the time of now, in whole seconds, so that a tick that comes a little late changes nothing twice.
func (m *Model) clock() time.Time { return m.opts.Now().Truncate(time.Second) }

// Init starts reading, ticking and listening.
func (m *Model) Init() tea.Cmd {
	m.changes = m.opts.Store.Changes(m.ctx)
	cmds := []tea.Cmd{m.tick(), m.listen(0), m.learn()}
	if m.choice.Name == "" || m.choice.Name == theme.NameAuto {
		cmds = append(cmds, tea.RequestBackgroundColor) // Dark until an answer comes, if one comes at all.
	}
	for i := range m.tabs {
		cmds = append(cmds, m.tabs[i].pane.Init())
	}
	return tea.Batch(append(cmds, m.detail.Init())...)
}

// Update takes a message. It reads nothing, waits for nobody and is done in microseconds.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	drawn := m.drawn
	m.drawn, m.still = nil, false
	cmd := tea.Batch(m.update(msg), m.catchUp(), m.follow())
	if m.still {
		m.drawn = drawn
	}
	return m, cmd
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, settleMsg, tea.PasteMsg, tea.MouseWheelMsg, tea.MouseClickMsg:
		return m.input(msg)
	case tea.WindowSizeMsg:
		return m.resize(msg)
	case resizedMsg:
		return m.resized(msg)
	case tickMsg:
		return m.ticked(msg)
	case tea.FocusMsg:
		return m.wake()
	case tea.BlurMsg:
		m.ticking = 0
		return nil
	case tea.BackgroundColorMsg:
		m.choice.Dark = msg.IsDark()
		m.dress()
		return nil
	case tea.ModeReportMsg:
		return m.measure(msg)
	case changedMsg:
		return tea.Batch(m.reread(load.Changed{}), m.learn(), m.listen(pause))
	case notice.Post:
		m.notices.Add(msg, m.now)
		return nil
	case notice.Clear:
		m.notices.Remove(msg.Kind)
		return nil
	case dialog.Run:
		return m.run(msg.ID)
	case dialog.Answer:
		if msg.ID == doQuit && msg.Yes {
			return tea.Quit
		}
		return nil
	case orderlist.OpenMsg:
		m.inDetail = m.open || !m.beside() // Beside the list it opens first and takes the keys on the second Enter.
		m.open = true
		return tea.Batch(m.layout(), m.detail.Show(msg.ID))
	case queue.TrackMsg:
		return m.track(msg.ID)
	case detail.TrackMsg:
		return m.track(msg.ID)
	case detail.CloseMsg:
		return m.closeDetail()
	}
	return m.spread(msg)
}

// spread hands a message to everybody who might be meant.
func (m *Model) spread(msg tea.Msg) tea.Cmd {
	if m.dialogs.Update(msg) {
		return nil
	}
	if done, ok, cmd := m.facts.Take(msg); ok || cmd != nil {
		if ok {
			cmd = tea.Batch(cmd, m.take(done))
		}
		return cmd
	}
	cmds := make([]tea.Cmd, 0, len(m.tabs)+1)
	for i := range m.tabs {
		cmds = append(cmds, m.tabs[i].pane.Update(msg))
	}
	return tea.Batch(append(cmds, m.detail.Update(msg))...)
}

// follow keeps the detail beside the list on the order under the cursor.
func (m *Model) follow() tea.Cmd {
	if !m.open || !m.beside() || m.inDetail {
		return nil
	}
	if l, ok := m.tabs[m.front].pane.(lister); ok && l.Selected() != "" {
		return m.detail.Show(l.Selected())
	}
	return nil
}

// measure agrees with the renderer on how wide characters are, once the terminal has said that it clusters them.
func (m *Model) measure(msg tea.ModeReportMsg) tea.Cmd {
	if msg.Mode != ansi.ModeUnicodeCore {
		return nil
	}
	switch msg.Value {
	case ansi.ModeSet, ansi.ModeReset, ansi.ModePermanentlySet: // Those for which the renderer turns clustering on.
		m.look.Cells = ansi.GraphemeWidth
		m.dress()
	case ansi.ModeNotRecognized, ansi.ModePermanentlyReset:
	}
	return nil
}

// dress hands the session's look to everybody.
func (m *Model) dress() {
	m.look.Theme = m.choice.Theme()
	for i := range m.tabs {
		m.tabs[i].pane.SetLook(m.look)
	}
	m.detail.SetLook(m.look)
	m.layout()
}

// take learns about shops and the last intake.
func (m *Model) take(done load.Done[facts]) tea.Cmd {
	if done.Err != nil {
		m.opts.Log.Warn("read the shops", "err", done.Err)
		return nil // The status line goes on showing what it knew; the panes report what they cannot read.
	}
	before := m.known.syncs
	m.known = done.Value
	m.queue.SetShops(m.known.shops)
	if m.batch != nil {
		m.batch.SetShops(m.known.shops)
	}
	m.queue.SetImported(!m.known.intake.At.IsZero() || len(m.known.syncs) > 0)
	names := make(map[string]string, len(m.known.shops))
	for i := range m.known.shops {
		names[m.known.shops[i].ID] = fulfillment.Clean(m.known.shops[i].Name)
	}
	m.detail.SetShops(names)
	if m.pack != nil {
		from := make(map[string]string, len(m.known.shops))
		for i := range m.known.shops {
			from[m.known.shops[i].ID] = m.known.shops[i].Region
		}
		m.pack.SetCountries(from)
	}
	return m.tellSyncs(before)
}
