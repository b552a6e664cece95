package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/batch"
	"packdesk/ui/keys"
	"packdesk/ui/labelpane"
	"packdesk/ui/notice"
	"packdesk/ui/queue"
	"packdesk/ui/tracking"
)

// settleMsg is the wedge's timer.
type settleMsg struct{}

// shortestCode is the shortest code without a prefix where there is a bench: sellers have SKUs of three characters, and a
// hand that rolls three keys within a blink has nothing to lose there.
const shortestCode = 3

// pressed is a key as the wedge sees it.
func (m *Model) pressed(k tea.KeyPressMsg, at time.Time) fulfillment.Press[tea.KeyPressMsg] {
	p := fulfillment.Press[tea.KeyPressMsg]{Kind: fulfillment.KeyOther, Name: k.String(), At: at, Key: k}
	switch p.Name {
	case "enter", "ctrl+m":
		p.Kind = fulfillment.KeyEnter
	case "ctrl+j":
		p.Kind = fulfillment.KeyLineFeed
	case "tab":
		p.Kind = fulfillment.KeyTab
	default:
		p.Kind, p.Text = typed(k)
		p.Repeats = p.Kind == fulfillment.KeyText && m.repeats(k)
	}
	return p
}

// typed says what a key prints, by itself or with Alt.
func typed(k tea.KeyPressMsg) (fulfillment.KeyKind, string) {
	const harmless = tea.ModShift | tea.ModCapsLock | tea.ModNumLock | tea.ModScrollLock
	with := k.Mod &^ harmless
	if r := []rune(k.Text); with == 0 && len(r) > 0 && r[0] >= ' ' && r[0] != 0x7f {
		return fulfillment.KeyText, k.Text
	}
	r := k.Code
	if k.Mod.Contains(tea.ModShift) && k.ShiftedCode != 0 {
		r = k.ShiftedCode
	}
	if with == tea.ModAlt && r > ' ' && r < tea.KeyExtended && r != 0x7f {
		return fulfillment.KeyAlt, string(r)
	}
	return fulfillment.KeyOther, ""
}

// marks reports whether a key is one of those that the scanner sends around a code that is just coming.
func (m *Model) marks(name string) bool {
	s := &m.wedge.Scanner
	return slices.Contains(s.Prefix, name) || slices.Contains(s.Suffix, name) && !m.wedge.Idle()
}

// hear does what the wedge has settled: keys act, codes go to the bench, and a burst without an end is text for a field and
// nothing else.
func (m *Model) hear(heard []fulfillment.Heard[tea.KeyPressMsg]) tea.Cmd {
	var cmds []tea.Cmd
	for _, h := range heard {
		switch h.Kind {
		case fulfillment.HeardScan:
			cmds = append(cmds, m.scan(h.Scan))
			continue
		case fulfillment.HeardText:
			if !m.typing() {
				m.notices.Add(notice.Post{Level: notice.Warn, Kind: "burst", Text: m.look.Say.T("notice.burst")}, m.now)
				h.Keys = slices.DeleteFunc(h.Keys, func(k tea.KeyPressMsg) bool {
					kind, _ := typed(k)
					return kind != fulfillment.KeyOther
				})
			}
		case fulfillment.HeardKeys:
		}
		for _, k := range h.Keys {
			cmds = append(cmds, m.press(k))
		}
	}
	return tea.Batch(append(cmds, m.settle())...)
}

// settle sets the wedge's timer, one at a time: it beats until there is nothing to wait for.
func (m *Model) settle() tea.Cmd {
	at, ok := m.wedge.Next()
	if !ok || m.armed {
		return nil
	}
	m.armed = true
	return m.after(min(beat, max(0, at.Sub(m.watch.told))), settleMsg{})
}

// scan takes a scanned code, whatever is in front: it belongs to the bench, but for the waybills that a batch has called for. Only while somebody types a search, and nothing
// is being packed, it is what is searched for; the cards of commands and badges never are.
func (m *Model) scan(scan fulfillment.Scan) tea.Cmd {
	m.notices.Remove("burst")
	if m.batch != nil && m.focus() == pane(m.batch) && m.batch.Scans() && m.dialogs.Front() == nil && !card(scan.Text) {
		return m.batch.Update(keys.Scan{Code: scan.Text})
	}
	if m.pack == nil {
		return m.find(scan.Text)
	}
	if m.searching() && !m.pack.Busy() && !card(scan.Text) {
		return m.find(scan.Text)
	}
	cmds := []tea.Cmd{m.dismiss()}
	if m.open || m.tabs[m.front].pane != pane(m.pack) {
		cmds = append(cmds, m.goTo("2"))
	}
	return tea.Batch(append(cmds, m.pack.Scan(scan))...)
}

// searching reports whether a search is being typed, or numbers are being looked up.
func (m *Model) searching() bool {
	var ok bool
	switch front := m.focus().(type) {
	case *queue.Pane, *labelpane.Pane, *batch.Pane:
		ok = m.focus().Typing()
	case *tracking.Pane:
		ok = front.Wants()
	}
	return ok && m.dialogs.Front() == nil
}

// card reports whether a code is that of a command or a badge.
func card(text string) bool {
	for _, prefix := range []string{strings.TrimSuffix(fulfillment.DigitCommand(0).Code(), "0"), fulfillment.BadgeCode("")} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			return true
		}
	}
	return false
}

// find looks a code up in the pane in front; a question in front must be answered first.
func (m *Model) find(code string) tea.Cmd {
	if m.dialogs.Front() != nil {
		m.notices.Add(notice.Post{Level: notice.Warn, Kind: "burst", Text: m.look.Say.T("notice.scan_dialog")}, m.now)
		return nil
	}
	m.inDetail = false
	m.open = m.open && m.beside() // What is found is shown in the list.
	return tea.Batch(m.layout(), m.tabs[m.front].pane.Update(keys.Scan{Code: code}))
}

// dismiss closes every dialog with its No: whoever scans goes on packing.
func (m *Model) dismiss() tea.Cmd {
	var cmds []tea.Cmd
	for front := m.dialogs.Front(); front != nil; front = m.dialogs.Front() {
		_, cmd := front.Press(tea.KeyPressMsg{Code: tea.KeyEscape})
		cmds = append(cmds, cmd, m.dialogs.Pop())
	}
	return tea.Batch(cmds...)
}
