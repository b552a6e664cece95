package api

import (
	"context"
	"iter"
	"time"
)

// Changes walks through the orders that have changed since a time, oldest change first; the zero time is the shop's first
// day. It ends after the last page or an error.
//
// The platform does not say whether its page tokens survive orders that change meanwhile; where they count from the
// beginning of the list, every order that moves to its end hides another one. So each page is the first one of a search of
// its own, from the second of the last change seen on, which such moves cannot disturb. What happened in that second comes
// twice. Only a second that fills a whole page is walked through by tokens; tokens that lead in a circle end the walk with
// KindLoop.
func (s *Shop) Changes(ctx context.Context, since time.Time) iter.Seq2[OrderPage, error] {
	return func(yield func(OrderPage, error) bool) {
		q := OrderQuery{ByUpdate: true, UpdatedFrom: since}
		token, seen := "", map[string]bool{"": true}
		for range maxPages {
			p, err := s.SearchOrders(ctx, q, token)
			if err != nil || !yield(p, nil) || p.Next == "" {
				if err != nil {
					yield(p, err)
				}
				return
			}
			if last := p.lastChange(); last.Unix() > q.UpdatedFrom.Unix() {
				q.UpdatedFrom, token, seen = last, "", map[string]bool{"": true}
				continue
			}
			if seen[p.Next] {
				break
			}
			seen[p.Next] = true
			token = p.Next
		}
		yield(OrderPage{}, (&call{op: &opOrderSearch, what: "search orders"}).fail(KindLoop, nil))
	}
}

// lastChange is the newest time of change on the page; zero where no order says one.
func (p *OrderPage) lastChange() time.Time {
	var last time.Time
	for i := range p.Orders {
		if at := p.Orders[i].UpdatedAt; at.After(last) {
			last = at
		}
	}
	return last
}
