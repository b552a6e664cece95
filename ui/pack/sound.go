package pack

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
)

// The bells of a terminal have one tone and no length, so the sounds differ in their rhythm: one bell for what is right, two
// apart from each other for a unit too many, a rattle of five for what is wrong.
const (
	overGap, overBells   = 300 * time.Millisecond, 2
	wrongGap, wrongBells = 90 * time.Millisecond, 5
)

// ring is the rattle that is being rung.
type ring struct {
	seq  int
	left int
	gap  time.Duration
}

type bellMsg struct {
	pane *Pane
	seq  int
}

// sound rings. A single bell does not cut a rattle off; a new rattle does.
func (p *Pane) sound(s fulfillment.Sound) tea.Cmd {
	switch s {
	case fulfillment.SoundOK:
		return tea.Raw("\a")
	case fulfillment.SoundWrong:
		return p.rattle(wrongBells, wrongGap)
	case fulfillment.SoundOver:
		return p.rattle(overBells, overGap)
	case fulfillment.SoundNone:
	}
	return nil
}

func (p *Pane) rattle(bells int, gap time.Duration) tea.Cmd {
	p.ring = ring{seq: p.ring.seq + 1, left: bells, gap: gap}
	return p.ringOn(bellMsg{p, p.ring.seq})
}

func (p *Pane) ringOn(m bellMsg) tea.Cmd {
	if m.pane != p || m.seq != p.ring.seq || p.ring.left == 0 {
		return nil
	}
	p.ring.left--
	if p.ring.left == 0 {
		return tea.Raw("\a")
	}
	return tea.Batch(tea.Raw("\a"), p.after(p.ring.gap, m))
}
