package batch

import (
	"cmp"
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/load"
	"packdesk/ui/notice"
	"packdesk/ui/orderlist"
)

// selection is the orders that were chosen, however the list has been narrowed since. It never holds more than a batch takes.
type selection struct {
	rows map[string]fulfillment.Row
	from string          // Where a range begins; empty for none.
	span map[string]bool // The range so far.
}

// offer is more orders than a batch takes: it asks whether the most urgent of them shall go.
type offer struct {
	rows []fulfillment.Row // The candidates, the most urgent first; nil for no offer.
	n    int               // How many there are in all.
}

// urgent sorts rows as they should be packed: the next deadline first, those without any last.
func urgent(rows []fulfillment.Row) {
	slices.SortStableFunc(rows, func(a, b fulfillment.Row) int {
		if a.Due.At.IsZero() != b.Due.At.IsZero() {
			if a.Due.At.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Or(a.Due.At.Compare(b.Due.At), strings.Compare(a.ID, b.ID))
	})
}

// sorted are the chosen orders, the most urgent first.
func (s *selection) sorted() []fulfillment.Row {
	rows := make([]fulfillment.Row, 0, len(s.rows))
	for _, r := range s.rows {
		rows = append(rows, r)
	}
	urgent(rows)
	return rows
}

// set replaces the selection.
func (s *selection) set(rows []fulfillment.Row) {
	clear(s.rows)
	for _, r := range rows {
		s.rows[r.ID] = r
	}
}

// modes counts the chosen orders by who ships them.
func (s *selection) modes() map[fulfillment.Mode]int {
	n := map[fulfillment.Mode]int{}
	for _, r := range s.rows {
		n[r.Mode]++
	}
	return n
}

// marked reports whether a row bears a mark, chosen or about to be.
func (p *Pane) marked(id string) bool {
	_, yes := p.chosen.rows[id]
	return yes || p.chosen.span[id]
}

// choose puts rows beside those that are chosen, or offers the most urgent when a batch cannot take all of them. unread is
// how many more there are that cannot be among these.
func (p *Pane) choose(rows []fulfillment.Row, unread int) {
	all := p.chosen.sorted()
	for _, r := range rows {
		if _, have := p.chosen.rows[r.ID]; !have {
			all = append(all, r)
		}
	}
	if len(all) > fulfillment.MaxBatch {
		urgent(all)
		p.offer = offer{rows: all, n: len(all) + unread}
		return
	}
	p.chosen.set(all)
}

// split takes the most urgent of what was offered, as many as a batch takes.
func (p *Pane) split() tea.Cmd {
	rows := p.offer.rows
	p.offer = offer{}
	p.chosen.set(rows[:fulfillment.MaxBatch])
	return notice.Say(notice.Good, "batch", p.look.Say.N("batch.split_done", fulfillment.MaxBatch))
}

// toggle chooses the order under the cursor or drops it, and goes to the next one.
func (p *Pane) toggle() tea.Cmd {
	rows, at := p.list.Rows()
	if at < 0 || at >= len(rows) {
		return nil
	}
	r := rows[at]
	if _, have := p.chosen.rows[r.ID]; have {
		delete(p.chosen.rows, r.ID)
	} else {
		if r.Stopped(p.o.Now()) {
			return notice.Say(notice.Warn, "batch", p.look.Say.F("batch.cannot", args{"ID": fulfillment.Clean(r.ID), "Why": p.rule(r.Stop)}))
		}
		p.choose([]fulfillment.Row{r}, 0)
		if p.offer.rows != nil {
			return nil
		}
	}
	return p.list.Do(orderlist.Down)
}

// rule is a rule of the trade as a sentence.
func (p *Pane) rule(r fulfillment.Rule) string { return i18n.Word(p.look.Say, "rule", r) }

// ranged begins a range at the cursor, or ends it there and chooses what lies between.
func (p *Pane) ranged() tea.Cmd {
	if p.chosen.from == "" {
		p.chosen.from = p.list.Selected()
		p.stretch()
		return nil
	}
	rows := p.between()
	p.chosen.from, p.chosen.span = "", nil
	stopped := 0
	rows = slices.DeleteFunc(rows, func(r fulfillment.Row) bool {
		if r.Stopped(p.o.Now()) {
			stopped++
			return true
		}
		return false
	})
	p.choose(rows, 0)
	return p.skipped(stopped)
}

// skipped says how many orders were not chosen because a rule stands against them.
func (p *Pane) skipped(n int) tea.Cmd {
	if n == 0 {
		return nil
	}
	return notice.Say(notice.Good, "batch skipped", p.look.Say.N("batch.skipped", n))
}

// between are the rows from the beginning of the range to the cursor, as far as they are in memory.
func (p *Pane) between() []fulfillment.Row {
	rows, at := p.list.Rows()
	from := slices.IndexFunc(rows, func(r fulfillment.Row) bool { return r.ID == p.chosen.from })
	if from < 0 || at >= len(rows) {
		return nil
	}
	return slices.Clone(rows[min(from, at) : max(from, at)+1])
}

// stretch marks the range as it would be taken now.
func (p *Pane) stretch() {
	if p.chosen.from == "" {
		p.chosen.span = nil
		return
	}
	p.chosen.span = map[string]bool{}
	for _, r := range p.between() {
		p.chosen.span[r.ID] = true
	}
}

// gathered is what a filter lets through, as far as a batch has use for it.
type gathered struct {
	rows    []fulfillment.Row
	stopped int // Left out, since a rule stands against them.
	unread  int // How many more match.
	invert  bool
}

// gather reads every order that matches, for all of them to be chosen or turned about.
func (p *Pane) gather(invert bool) tea.Cmd {
	p.chosen.from, p.chosen.span = "", nil
	orders, now := p.o.Orders, p.o.Now
	q := fulfillment.Query{Queue: p.list.Tab(), Filter: p.list.Filter(), Sort: fulfillment.SortDue}
	enough := fulfillment.MaxBatch + 1
	if invert {
		enough += fulfillment.MaxBatch
	}
	return p.gathers.Start(p.ctx, readTime, func(ctx context.Context) (gathered, error) {
		q.Now, q.After = now(), enough
		g, read := gathered{invert: invert}, 0
		for len(g.rows) < enough {
			page, err := orders.Page(ctx, q)
			if err != nil {
				return g, err
			}
			rows := page.Rows
			if q.Anchor.ID != "" && len(rows) > 0 && rows[0].ID == q.Anchor.ID {
				rows = rows[1:] // The last one of the page before.
			}
			for i := range rows {
				if rows[i].Stopped(q.Now) {
					g.stopped++
					continue
				}
				g.rows = append(g.rows, rows[i])
			}
			read += len(rows)
			if !page.More || len(rows) == 0 {
				return g, nil
			}
			last := rows[len(rows)-1]
			q.Anchor = fulfillment.Anchor{ID: last.ID, Position: last.Position}
			g.unread = page.Total - read
		}
		if g.unread > 0 {
			return g, nil
		}
		c, err := orders.Counts(ctx, q.Filter, q.Now) // The page did not say; a search always does.
		all := c.Total[q.Queue]
		if q.Filter.Urgency != "" {
			all = c.ByUrgency[q.Queue][q.Filter.Urgency]
		}
		g.unread = max(0, all-read)
		return g, err
	})
}

// gathered chooses what was read.
func (p *Pane) gathered(done load.Done[gathered]) tea.Cmd {
	if done.Err != nil {
		return p.fails("error.read", done.Err)
	}
	g := done.Value
	if !g.invert {
		p.choose(g.rows, g.unread)
		return p.skipped(g.stopped)
	}
	var in []fulfillment.Row
	for _, r := range g.rows {
		if _, have := p.chosen.rows[r.ID]; have {
			delete(p.chosen.rows, r.ID)
			continue
		}
		in = append(in, r)
	}
	p.choose(in, g.unread)
	return p.skipped(g.stopped)
}

// verify asks whether the chosen orders may still go.
func (p *Pane) verify() tea.Cmd {
	if len(p.chosen.rows) == 0 {
		return nil
	}
	r, desk := fulfillment.ShipRequest{Holder: p.holder()}, p.o.Desk
	for _, row := range p.chosen.sorted() {
		r.Orders = append(r.Orders, row.ID)
	}
	return p.watches.Start(p.ctx, readTime, func(ctx context.Context) (fulfillment.ShipPlan, error) { return desk.Preflight(ctx, r) })
}

// leaves reports whether an objection takes an order out of every batch, whatever carrier and number it is given.
func leaves(o *fulfillment.Objection) bool {
	return o.Rule != "" || o.Fault == fulfillment.FaultNotFound || o.Fault == fulfillment.FaultClaimed
}

// mostNamed is how many orders that leave are named one by one.
const mostNamed = 4

// left drops the chosen orders that may not go any more, and names them.
func (p *Pane) left(done load.Done[fulfillment.ShipPlan]) tea.Cmd {
	if done.Err != nil {
		return nil // Nothing has left as far as anybody knows; the preflight will tell.
	}
	var gone []string
	for i := range done.Value.Objections {
		o := &done.Value.Objections[i]
		if _, have := p.chosen.rows[o.Order]; !have || !leaves(o) {
			continue
		}
		delete(p.chosen.rows, o.Order)
		gone = append(gone, fulfillment.Clean(o.Order)+" ("+p.short(o)+")")
	}
	if len(gone) == 0 {
		return nil
	}
	text := strings.Join(gone[:min(len(gone), mostNamed)], ", ")
	if n := len(gone) - mostNamed; n > 0 {
		text += " " + p.look.Say.N("batch.and_more", n)
	}
	return notice.Say(notice.Warn, "batch left", p.look.Say.F("batch.left", args{"Orders": text}))
}

// short is an objection in a word or two.
func (p *Pane) short(o *fulfillment.Objection) string {
	if o.Rule != "" {
		return fulfillment.Clean(i18n.Word(p.look.Say, "stop", o.Rule))
	}
	return fulfillment.Clean(i18n.Word(p.look.Say, "fault_short", o.Fault))
}
