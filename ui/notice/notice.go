// Package notice holds what the program has to say to its user in one line. Good news passes by itself; bad news stays until
// somebody has seen it, because a packer who looks away for three seconds must not miss it. It knows nothing of orders and
// may import bubbletea.
package notice

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// Level is how a notice is meant.
type Level int

// The levels.
const (
	Good Level = iota // Passes after Lifetime.
	Warn              // Stays until Esc.
	Bad               // Stays until Esc.
)

// Lifetime is how long good news is shown.
const Lifetime = 4 * time.Second

// Post asks the root to show a notice.
type Post struct {
	Level Level
	Text  string // One sentence in the session's language.
	Kind  string // Notices of one kind replace each other; empty means that it stands alone.
}

// Clear asks the root to take the notices of a kind away, since what they said is over.
type Clear struct{ Kind string }

// Say is the command that posts a notice.
func Say(level Level, kind, text string) tea.Cmd {
	return func() tea.Msg { return Post{Level: level, Text: text, Kind: kind} }
}

// Over is the command that clears a kind.
func Over(kind string) tea.Cmd {
	return func() tea.Msg { return Clear{Kind: kind} }
}

// Board keeps the notices. The zero Board is empty.
type Board struct{ list []entry }

type entry struct {
	Post
	until time.Time // Zero for those that stay.
}

func (e *entry) over(now time.Time) bool { return !e.until.IsZero() && !now.Before(e.until) }

// Limit bounds how many notices are kept; the oldest good news goes first.
const Limit = 20

// Add puts a notice in front.
func (b *Board) Add(p Post, now time.Time) {
	if p.Kind != "" {
		b.Remove(p.Kind)
	}
	e := entry{Post: p}
	if p.Level == Good {
		e.until = now.Add(Lifetime)
	}
	b.list = append(b.list, e)
	for len(b.list) > Limit {
		b.list = append(b.list[:b.oldest()], b.list[b.oldest()+1:]...)
	}
}

func (b *Board) oldest() int {
	for i := range b.list {
		if b.list[i].Level == Good {
			return i
		}
	}
	return 0
}

// Remove drops the notices of a kind.
func (b *Board) Remove(kind string) {
	b.keep(func(e *entry) bool { return e.Kind != kind })
}

// Expire drops the good news whose time is over.
func (b *Board) Expire(now time.Time) {
	b.keep(func(e *entry) bool { return !e.over(now) })
}

// Dismiss drops the notice that Front shows and reports whether there was one.
func (b *Board) Dismiss(now time.Time) bool {
	i := b.front(now)
	if i < 0 {
		return false
	}
	b.list = append(b.list[:i], b.list[i+1:]...)
	return true
}

// Front is the notice to show, worst first and newest among equals, and how many bad ones wait behind it.
func (b *Board) Front(now time.Time) (p Post, behind int, ok bool) {
	i := b.front(now)
	if i < 0 {
		return Post{}, 0, false
	}
	for j := range b.list {
		if j != i && b.list[j].Level != Good {
			behind++
		}
	}
	return b.list[i].Post, behind, true
}

func (b *Board) front(now time.Time) int {
	at := -1
	for i := range b.list {
		if b.list[i].over(now) {
			continue
		}
		if at < 0 || b.list[i].Level >= b.list[at].Level {
			at = i
		}
	}
	return at
}

func (b *Board) keep(ok func(*entry) bool) {
	kept := b.list[:0]
	for i := range b.list {
		if ok(&b.list[i]) {
			kept = append(kept, b.list[i])
		}
	}
	b.list = kept
}

// Troubles says what cannot be done, and takes that back once all of it can be done again. Kind is that of its notices.
type Troubles struct {
	Kind string
	open map[string]bool
}

// Fails posts text about the trouble that is named.
func (t *Troubles) Fails(name, text string) tea.Cmd {
	if t.open == nil {
		t.open = map[string]bool{}
	}
	t.open[name] = true
	return Say(Bad, t.Kind, text)
}

// Works ends the trouble that is named. The notices go with the last one.
func (t *Troubles) Works(name string) tea.Cmd {
	if !t.open[name] {
		return nil
	}
	delete(t.open, name)
	if len(t.open) > 0 {
		return nil
	}
	return Over(t.Kind)
}
