// Package dialog is what stands in front of the panes and takes the keys: questions, the help, the palette. A question
// answers No by default, takes no bare Enter, since every scan ends in one, and is deaf until the keyboard has been quiet. It
// knows nothing of orders and may import bubbletea, keys and widget.
package dialog

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/widget"
)

// Quiet is how long no key may arrive before a question listens.
const Quiet = 300 * time.Millisecond

// Dialog is one thing in front.
type Dialog interface {
	// Press takes a key. done closes the dialog; the command carries its answer.
	Press(k tea.KeyPressMsg) (done bool, cmd tea.Cmd)
	// View draws a box of at most w by h cells, one string a line.
	View(l *widget.Look, w, h int) []string
	// Guarded reports whether the dialog must be deaf until the keyboard is quiet, because it may come up unasked or asks
	// for something that cannot be taken back.
	Guarded() bool
}

// Typist is a dialog with a text field. Cursor is where the next character goes, counted from the corner of its box.
type Typist interface {
	Dialog
	Cursor(l *widget.Look, w, h int) (x, y int)
	Paste(text string)
}

// Sized is a dialog that must know its room before a key comes.
type Sized interface {
	Dialog
	Resize(l *widget.Look, w, h int)
}

// Scroller is a dialog that the mouse wheel moves.
type Scroller interface {
	Dialog
	Scroll(lines int)
}

// Stack keeps dialogs, the last one in front. The zero Stack is empty.
type Stack struct {
	open  []Dialog
	armed bool
	timer int

	look *widget.Look
	w, h int
}

type quietMsg struct {
	stack *Stack
	timer int
}

// Push puts a dialog in front.
func (s *Stack) Push(d Dialog) tea.Cmd {
	s.open = append(s.open, d)
	s.fit()
	return s.guard()
}

// Resize says how much room there is, and how it looks.
func (s *Stack) Resize(l *widget.Look, w, h int) {
	s.look, s.w, s.h = l, w, h
	s.fit()
}

func (s *Stack) fit() {
	for _, d := range s.open {
		if sized, ok := d.(Sized); ok && s.look != nil {
			sized.Resize(s.look, s.w, s.h)
		}
	}
}

// Front is the dialog that takes the keys, or nil.
func (s *Stack) Front() Dialog {
	if len(s.open) == 0 {
		return nil
	}
	return s.open[len(s.open)-1]
}

// Armed reports whether the dialog in front listens.
func (s *Stack) Armed() bool { return s.armed }

// Pop closes the dialog in front.
func (s *Stack) Pop() tea.Cmd {
	if len(s.open) > 0 {
		s.open = s.open[:len(s.open)-1]
	}
	return s.guard()
}

// Press hands a key to the dialog in front, unless that one is still deaf: then the key is dropped and the wait begins anew.
func (s *Stack) Press(k tea.KeyPressMsg) tea.Cmd {
	front := s.Front()
	if front == nil {
		return nil
	}
	if !s.armed {
		return s.guard()
	}
	done, cmd := front.Press(k)
	if !done {
		return cmd
	}
	return tea.Batch(s.Pop(), cmd)
}

// Update takes the stack's own timers; ok is false for other messages.
func (s *Stack) Update(msg tea.Msg) (ok bool) {
	quiet, ok := msg.(quietMsg)
	if !ok || quiet.stack != s {
		return false
	}
	if quiet.timer == s.timer {
		s.armed = true
	}
	return true
}

func (s *Stack) guard() tea.Cmd {
	front := s.Front()
	s.timer++
	s.armed = front == nil || !front.Guarded()
	if s.armed {
		return nil
	}
	quiet := quietMsg{s, s.timer}
	return tea.Tick(Quiet, func(time.Time) tea.Msg { return quiet })
}
