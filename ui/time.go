package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/orderlist"
)

// tickMsg is the second that has just begun.
type tickMsg struct{ chain int }

// changedMsg says that something was written to the database.
type changedMsg struct{}

const (
	pause   = 250 * time.Millisecond // Between two readings, however much is written meanwhile.
	refresh = time.Minute            // How often the passing of time alone is worth a reading.
	timeout = 5 * time.Second
)

// tick begins a chain of ticks; an older chain dies with its next tick.
func (m *Model) tick() tea.Cmd {
	m.chains++
	m.ticking = m.chains
	return m.next()
}

// next waits for the beginning of the next second.
func (m *Model) next() tea.Cmd {
	now := m.opts.Now()
	return m.after(now.Truncate(time.Second).Add(time.Second).Sub(now), tickMsg{m.ticking})
}

// after brings msg in a while, or nothing once the session has ended.
func (m *Model) after(d time.Duration, msg tea.Msg) tea.Cmd {
	ctx, timer := m.ctx, time.NewTimer(d) // Runs from now on, not from when the command is begun.
	return func() tea.Msg {
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

// ticked moves every clock on the screen. Nothing is read, but once a minute: which orders are late is not in the database.
func (m *Model) ticked(msg tickMsg) tea.Cmd {
	if msg.chain != m.ticking {
		return nil
	}
	m.now = m.clock()
	m.notices.Expire(m.now)
	cmd := m.next()
	if past := m.now.Sub(m.looked); past >= refresh || past < 0 {
		m.looked = m.now
		cmd = tea.Batch(cmd, m.reread(load.Changed{Clock: true}))
	}
	return cmd
}

// wake goes on after the terminal has its focus back.
func (m *Model) wake() tea.Cmd {
	if m.ticking != 0 {
		return nil
	}
	m.now = m.clock()
	return m.tick()
}

// listen waits for the next signal of the change feed, at the earliest after a while.
func (m *Model) listen(rest time.Duration) tea.Cmd {
	ctx, changes := m.ctx, m.changes
	wait := m.after(rest, changedMsg{})
	return func() tea.Msg {
		if wait() == nil {
			return nil
		}
		select {
		case _, ok := <-changes:
			if ok {
				return changedMsg{}
			}
		case <-ctx.Done():
		}
		return nil
	}
}

// reread lets the pane in front read again, and the others when they come to the front.
func (m *Model) reread(what load.Changed) tea.Cmd {
	for i := range m.tabs {
		m.tabs[i].stale = m.tabs[i].stale || i != m.front
	}
	cmd := m.tabs[m.front].pane.Update(what)
	if m.tabs[m.front].pane != pane(m.queue) { // The status line shows what the queue counts.
		cmd = tea.Batch(cmd, m.queue.Update(load.Changed{Clock: true}))
	}
	if m.pack != nil && m.tabs[m.front].pane != pane(m.pack) { // A parcel that must not go, a label that did not come out.
		cmd = tea.Batch(cmd, m.pack.Update(load.Changed{Clock: true}))
	}
	if m.open {
		cmd = tea.Batch(cmd, m.detail.Update(what))
	}
	return cmd
}

// facts is what the status line knows beside the counts.
type facts struct {
	shops  []orderlist.Shop
	intake fulfillment.Intake
	syncs  []fulfillment.ShopSync
}

// learn reads the facts.
func (m *Model) learn() tea.Cmd {
	store, syncs := m.opts.Store, m.opts.Syncs
	return m.facts.Start(m.ctx, timeout, func(ctx context.Context) (facts, error) {
		var f facts
		shops, err := store.Shops(ctx)
		if err != nil {
			return f, err
		}
		for _, s := range shops {
			shop := orderlist.Shop{Shop: s}
			if s.Zone != "" {
				shop.Where = s.Location()
			}
			f.shops = append(f.shops, shop)
		}
		if f.intake, err = store.LastIntake(ctx); err != nil || syncs == nil {
			return f, err
		}
		f.syncs, err = syncs.Syncs(ctx)
		return f, err
	})
}
