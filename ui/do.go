package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/dialog"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/theme"
)

// The root's actions.
const (
	doHelp    = "root.help"
	doPalette = "root.palette"
	doBack    = "root.back"
	doQuit    = "root.quit"
	doFocus   = "root.focus"
	doMouse   = "root.mouse"
	doTheme   = "root.theme." // With the theme's name behind it.
	doLang    = "root.lang."  // With the language.
	doPane    = "root.pane."  // With the pane's number.
)

// keymap is the root's keys. They stand behind those of the pane in front.
func keymap() []keys.Action {
	list := []keys.Action{
		keys.New(doFocus, "tab", "shift+tab"),
		keys.New(doHelp, "?").Hinted(),
		keys.New(doPalette, ":").Hinted(),
		keys.New(doMouse, "M"),
		keys.New(doBack, "q").Hinted(),
		keys.New(doQuit).Alias("exit", "q!"),
	}
	for n := 1; n <= 9; n++ {
		number := strconv.Itoa(n)
		list = append(list, keys.New(doPane+number, number, "f"+number)) // On the bench a digit counts and answers.
	}
	for _, name := range theme.Names() {
		list = append(list, keys.New(doTheme+name).Alias("colour "+name, "color "+name))
	}
	for _, lang := range i18n.Languages() {
		list = append(list, keys.New(doLang+lang).Alias("language "+lang))
	}
	return list
}

// run carries out an action by its id, the root's own or that of the pane in front.
func (m *Model) run(id string) tea.Cmd {
	for prefix, do := range map[string]func(string) tea.Cmd{doTheme: m.setTheme, doLang: m.setLang, doPane: m.goTo} {
		if name, ok := strings.CutPrefix(id, prefix); ok {
			return do(name)
		}
	}
	switch id {
	case doHelp:
		return m.push(&dialog.Help{Title: m.look.Say.T("help.title"), Sections: m.sections()})
	case doPalette:
		return m.push(dialog.NewPalette(m.look.Say, m.offered()))
	case doBack:
		return m.leave()
	case doQuit:
		return m.quit()
	case doFocus:
		return m.nextFocus()
	case doMouse:
		return m.toggleMouse()
	}
	return m.focus().Do(id)
}

func (m *Model) push(d dialog.Dialog) tea.Cmd {
	cmd := m.dialogs.Push(d)
	m.dialogs.Resize(&m.look, m.w, max(0, m.h-2))
	return cmd
}

// sections is the key map of now, as the help shows it.
func (m *Model) sections() []dialog.Section {
	say := m.look.Say
	name := i18n.Word(say, "pane", m.tabs[m.front].id)
	if m.focus() == pane(m.detail) {
		name = say.T("pane.detail")
	}
	return []dialog.Section{{Title: name, Actions: m.focus().Actions()}, {Title: say.T("help.everywhere"), Actions: m.shown()}}
}

// shown is the root's actions without the panes that do not exist.
func (m *Model) shown() []keys.Action {
	list := make([]keys.Action, 0, len(m.keymap))
	for _, a := range m.keymap {
		if n, ok := strings.CutPrefix(a.ID, doPane); ok {
			at := m.tabAt(n)
			if at < 0 {
				continue
			}
			a.Aliases = []string{m.tabs[at].id, i18n.Word(m.look.Say, "pane", m.tabs[at].id)} // ":tracking" goes there.
		}
		if a.ID == doFocus && (!m.open || !m.beside()) {
			a.Off = "off.one_part"
		}
		list = append(list, a)
	}
	return list
}

// offered is what the palette lists.
func (m *Model) offered() []keys.Action {
	list := append([]keys.Action{}, m.focus().Actions()...)
	for _, a := range m.shown() {
		if a.ID != doPalette {
			list = append(list, a)
		}
	}
	return list
}

// back is Esc: an error at the bench first, then a notice, then one level of the pane, then the detail.
func (m *Model) back() tea.Cmd {
	if m.pack != nil && m.focus() == pane(m.pack) { // An error at the bench is more urgent than what the last line says.
		if cmd, ok := m.pack.Back(); ok {
			return cmd
		}
	}
	if m.notices.Dismiss(m.now) {
		return nil
	}
	if cmd, ok := m.focus().Back(); ok {
		return cmd
	}
	if m.open {
		return m.closeDetail()
	}
	return nil
}

// leave is q: out of the detail, else out of the program.
func (m *Model) leave() tea.Cmd {
	if m.open {
		return m.closeDetail()
	}
	return m.quit()
}

// keeper is a pane that may hold something which leaving would lose.
type keeper interface {
	// Unsaved says in a sentence what would be lost; empty when nothing would.
	Unsaved() string
}

// quit ends the program, after a question only where something would be lost.
func (m *Model) quit() tea.Cmd {
	for i := range m.tabs {
		k, ok := m.tabs[i].pane.(keeper)
		if !ok {
			continue
		}
		if loss := k.Unsaved(); loss != "" {
			return m.push(&dialog.Confirm{ID: doQuit, Title: m.look.Say.T("quit.title"), Text: loss})
		}
	}
	return tea.Quit
}

func (m *Model) closeDetail() tea.Cmd {
	m.open, m.inDetail = false, false
	return m.layout()
}

// nextFocus moves the keys to the other part of the screen.
func (m *Model) nextFocus() tea.Cmd {
	if m.open && m.beside() {
		m.inDetail = !m.inDetail
		m.focusPanes()
	}
	return nil
}

// toggleMouse gives the mouse to the program or back to the terminal, where it selects text.
func (m *Model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	text := m.look.Say.T("done.mouse_off")
	if m.mouse {
		text = m.look.Say.T("done.mouse_on")
	}
	return notice.Say(notice.Good, "mouse", text)
}

func (m *Model) setTheme(name string) tea.Cmd {
	m.choice.Name = name
	m.dress()
	if name == theme.NameAuto {
		return tea.RequestBackgroundColor
	}
	return nil
}

func (m *Model) setLang(lang string) tea.Cmd {
	m.look.Say = i18n.New(lang)
	m.dress()
	return nil
}

// goTo brings a pane to the front by its number.
func (m *Model) goTo(number string) tea.Cmd {
	at := m.tabAt(number)
	if at < 0 {
		return nil
	}
	m.front, m.inDetail = at, false
	l, lists := m.tabs[at].pane.(lister)
	m.open = m.open && lists && l.Lists() // The detail stands beside a list.
	cmd := m.layout()
	if m.tabs[at].stale {
		m.tabs[at].stale = false
		cmd = tea.Batch(cmd, m.tabs[at].pane.Update(load.Changed{}))
	}
	return cmd
}

// track shows where an order's parcel is.
func (m *Model) track(order string) tea.Cmd {
	if m.tracking == nil || order == "" {
		return nil
	}
	return tea.Batch(m.goTo("6"), m.tracking.Show(order))
}

func (m *Model) tabAt(number string) int {
	for i := range m.tabs {
		if strconv.Itoa(m.tabs[i].number) == number {
			return i
		}
	}
	return -1
}
