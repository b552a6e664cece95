package cli

import (
	"context"
	"fmt"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/tracking"
)

// mostAsked bounds the parcels that one person asks about at once: more take carriers minutes, and the poller comes to them
// by itself.
const mostAsked = 500

// aRound is how many parcels somebody waits for at least before the rest can be stopped: as many as a carrier that is asked
// about one at a time answers in half a minute.
const aRound = 20

// Keys implements tracking.Refresher.
func (d trackDesk) Keys(ctx context.Context) ([]tracking.Key, error) {
	var keys []tracking.Key
	for _, a := range d.roster.Adapters() {
		k, err := d.keyOf(ctx, a)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// keyOf is what an adapter's key has used today, and whether it rests.
func (d trackDesk) keyOf(ctx context.Context, a carriers.Adapter) (tracking.Key, error) {
	now, source := d.now(), a.Source()
	u, err := d.budget.Usage(ctx, source.Key, now)
	k := tracking.Key{
		Name: source.Name, Carrier: sourceWords(source.Name), PerDay: source.PerDay, Used: u.Calls, Renewed: carriers.NextDay(now),
	}
	if u.Until.After(now) {
		k.Rests = faultOf(&carriers.Error{Source: source.Name, Kind: u.Why, RetryAt: u.Until, Message: u.Words})
	}
	return k, err
}

// Quote implements tracking.Refresher.
func (d trackDesk) Quote(ctx context.Context, f tracking.Filter) (tracking.Quote, error) {
	list, err := d.store.FollowedToAsk(ctx, filterOf(f))
	if err != nil {
		return tracking.Quote{}, err
	}
	q := tracking.Quote{Matching: len(list)}
	at, batch := map[string]int{}, map[string]int{}
	var asked []store.FollowedBrief
	for _, a := range d.roster.Adapters() {
		k, err := d.keyOf(ctx, a)
		if err != nil {
			return tracking.Quote{}, err
		}
		at[k.Name], batch[k.Name] = len(q.Costs), max(1, a.MaxBatch())
		q.Costs = append(q.Costs, tracking.Cost{Key: k})
	}
	for _, b := range list {
		i, ok := at[b.Source]
		if !ok || len(asked) == mostAsked {
			continue
		}
		c := &q.Costs[i]
		if left, limited := c.Key.Left(); !c.Key.Rests.IsZero() || limited && c.Parcels >= left*batch[b.Source] {
			c.Over++
			continue
		}
		c.Parcels++
		asked = append(asked, b)
	}
	for i := range q.Costs {
		c := &q.Costs[i]
		n := batch[c.Key.Name]
		c.Calls = (c.Parcels + n - 1) / n
	}
	q.Rounds = roundsOf(asked, batch)
	return q, nil
}

// roundsOf puts parcels of one adapter together, in rounds of whole calls; batch is how many parcels a call of each takes. The
// rounds stand in the order of their first parcels.
func roundsOf(parcels []store.FollowedBrief, batch map[string]int) [][]string {
	var rounds [][]string
	filling := map[string]int{} // Which round of an adapter has room.
	for _, p := range parcels {
		size := max(1, aRound/batch[p.Source]) * batch[p.Source]
		i, ok := filling[p.Source]
		if !ok || len(rounds[i]) == size {
			i = len(rounds)
			rounds, filling[p.Source] = append(rounds, nil), i
		}
		rounds[i] = append(rounds[i], p.ID)
	}
	return rounds
}

// Refresh implements tracking.Refresher.
func (d trackDesk) Refresh(ctx context.Context, ids []string) error {
	if len(d.roster.Adapters()) == 0 {
		return fmt.Errorf("%w: no carrier is configured; packdesk config path says where the keys belong", fulfillment.ErrInvalid)
	}
	_, err := d.poller.Refresh(ctx, ids)
	return err
}
