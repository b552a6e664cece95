package cli

import (
	"context"
	"errors"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/tracking"
)

// trackDesk gives the tracking screen what it shows: parcels from the store, what carriers' codes and numbers mean, and the
// poller for questions ahead of time. It is safe for several goroutines.
type trackDesk struct {
	store  *store.Store
	roster *carriers.Roster // Those that can be asked; empty when no key is configured.
	poller *carriers.Poller // Asks ahead of time.
	budget carriers.Budget
	now    func() time.Time
}

// desk is the tracking screen's way to this process's worker.
func (t *trackShop) desk(now func() time.Time) trackDesk {
	return trackDesk{store: t.store, roster: t.roster, poller: t.poller, budget: t.budget, now: now}
}

// Page implements tracking.Parcels.
func (d trackDesk) Page(ctx context.Context, q tracking.Query) (tracking.Page, error) {
	f := filterOf(q.Filter)
	at, after, err := d.from(ctx, f, q)
	if err != nil {
		return tracking.Page{}, err
	}
	var before []store.Followed
	if q.Before > 0 && (at != nil || q.Anchor.End) {
		if before, err = d.store.FollowedPage(ctx, f, at, true, q.Before+1); err != nil {
			return tracking.Page{}, err
		}
	}
	page := tracking.Page{Total: -1, Less: len(before) > q.Before, More: len(after) > q.After}
	if page.Less {
		before = before[1:]
	}
	if page.More {
		after = after[:q.After]
	}
	page.Anchor = len(before)
	page.Rows = make([]tracking.Row, 0, len(before)+len(after))
	for _, list := range [][]store.Followed{before, after} {
		for i := range list {
			row, err := rowOf(&list[i])
			if err != nil {
				return tracking.Page{}, err
			}
			page.Rows = append(page.Rows, row)
		}
	}
	return page, nil
}

// from finds where a window begins, and reads what follows from there, one row more than was asked for. The anchor's parcel
// may stand elsewhere by now; if it has left the list its old place counts.
func (d trackDesk) from(ctx context.Context, f store.FollowedFilter, q tracking.Query) (*store.FollowedAnchor, []store.Followed, error) {
	a := q.Anchor
	if a.End {
		return nil, nil, nil
	}
	if a.ID != "" {
		now, _, _, err := d.store.Followed(ctx, a.ID)
		if err != nil && !errors.Is(err, fulfillment.ErrNotFound) {
			return nil, nil, err
		}
		if err == nil {
			at := &store.FollowedAnchor{Place: now.Place, ID: now.ID}
			list, err := d.store.FollowedPage(ctx, f, at, false, q.After+1)
			if err != nil || len(list) > 0 && list[0].ID == a.ID {
				return at, list, err
			}
		}
	}
	var at *store.FollowedAnchor
	if a.Place != (tracking.Place{}) {
		at = &store.FollowedAnchor{Place: store.FollowedPlace{Group: a.Place.Group, Value: a.Place.Value}, ID: a.Place.ID}
	}
	list, err := d.store.FollowedPage(ctx, f, at, false, q.After+1)
	return at, list, err
}

// Counts implements tracking.Parcels.
func (d trackDesk) Counts(ctx context.Context) (tracking.Counts, error) {
	list, err := d.store.CountFollowed(ctx)
	c := tracking.Counts{ByStatus: map[tracking.Status]int{}}
	carried := map[carriers.Carrier]bool{}
	for _, n := range list {
		c.All += n.All
		c.Action += n.Action
		c.ByStatus[tracking.Status(n.Status)] += n.All
		carried[carriers.Carrier(n.Carrier)] = true
	}
	for _, known := range carriers.Known() {
		if carried[known] {
			c.Carriers = append(c.Carriers, tracking.Carrier{ID: string(known), Name: carrierWords(known)})
		}
	}
	return c, err
}

// Parcel implements tracking.Parcels.
func (d trackDesk) Parcel(ctx context.Context, id string) (*tracking.Parcel, error) {
	f, events, _, err := d.store.Followed(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := parcelOf(&f, events)
	if err != nil {
		return nil, err
	}
	if a := d.roster.Named(f.Source); a != nil {
		p.Key, err = d.keyOf(ctx, a)
	}
	return p, err
}

// ParcelOf implements tracking.Parcels.
func (d trackDesk) ParcelOf(ctx context.Context, order string) (string, error) {
	ids, err := d.store.FollowedOf(ctx, order)
	if err == nil && len(ids) == 0 {
		err = fulfillment.ErrNotFound
	}
	if err != nil {
		return "", err
	}
	return ids[0], nil
}
