// Package trackingtest is a desk of parcels in memory, for tests of the tracking screen: it orders, pages, filters, prices and
// refuses as a real one does. It is for tests only.
package trackingtest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/tracking"
	"packdesk/ui/uitest"
)

// Desk keeps parcels in memory. The zero Desk is empty and ready; it is safe for several goroutines. Its faults hold back what
// carriers answer and nothing else.
type Desk struct {
	uitest.Faults

	KeyList []tracking.Key
	// Answer is what a carrier says when it is asked; nil says nothing new.
	Answer func(p *tracking.Parcel)
	// Looks are the parcels that look-ups find, by number.
	Looks map[string]tracking.Parcel
	// Readings are what numbers may be.
	Readings map[string]tracking.Reading

	mu      sync.Mutex
	parcels []tracking.Parcel
	asked   [][]string
	pages   int
	most    int
}

// Put adds or replaces parcels.
func (d *Desk) Put(parcels ...tracking.Parcel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range parcels {
		p := parcels[i]
		p.Place = place(&p.Row)
		at := slices.IndexFunc(d.parcels, func(have tracking.Parcel) bool { return have.ID == p.ID })
		if at >= 0 {
			d.parcels = slices.Delete(d.parcels, at, at+1)
		}
		at, _ = slices.BinarySearchFunc(d.parcels, p.Place, func(have tracking.Parcel, want tracking.Place) int { return compare(have.Place, want) })
		d.parcels = slices.Insert(d.parcels, at, p)
	}
}

// Asked lists what carriers were asked about, one entry a question.
func (d *Desk) Asked() [][]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.asked)
}

// Read is how many pages were asked for, and the most rows that one had.
func (d *Desk) Read() (pages, most int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pages, d.most
}

func place(r *tracking.Row) tracking.Place {
	p := tracking.Place{Group: 1, ID: r.ID, Value: r.Last.At.Unix()}
	switch {
	case r.Action:
		p.Group = 0
	case r.Ended:
		p.Group, p.Value = 2, -p.Value
	}
	return p
}

func compare(a, b tracking.Place) int {
	return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Value, b.Value), cmp.Compare(a.ID, b.ID))
}

func matches(r *tracking.Row, f tracking.Filter) bool {
	switch {
	case f.Action && !r.Action, f.Status != "" && f.Status != r.Status, f.Carrier != "" && !strings.EqualFold(f.Carrier, r.Carrier.EN):
		return false
	}
	for _, text := range []string{r.Number, r.Order, r.Buyer, r.Carrier.EN} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(f.Text)) {
			return true
		}
	}
	return false
}

// Page implements tracking.Parcels.
func (d *Desk) Page(ctx context.Context, q tracking.Query) (tracking.Page, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pages++
	if err := d.Err(ctx); err != nil {
		return tracking.Page{}, err
	}
	var rows []tracking.Row
	for i := range d.parcels {
		if matches(&d.parcels[i].Row, q.Filter) {
			rows = append(rows, d.parcels[i].Row)
		}
	}
	at := 0
	if a := q.Anchor; a.End {
		at = len(rows)
	} else if a != (tracking.Anchor{}) {
		at = slices.IndexFunc(rows, func(r tracking.Row) bool { return r.ID == a.ID })
		if at < 0 {
			at, _ = slices.BinarySearchFunc(rows, a.Place, func(r tracking.Row, p tracking.Place) int { return compare(r.Place, p) })
		}
	}
	from, to := max(0, at-q.Before), min(len(rows), at+q.After)
	d.most = max(d.most, to-from)
	return tracking.Page{Rows: slices.Clone(rows[from:to]), Anchor: at - from, Less: from > 0, More: to < len(rows), Total: len(rows)}, nil
}

// Counts implements tracking.Parcels.
func (d *Desk) Counts(ctx context.Context) (tracking.Counts, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := tracking.Counts{ByStatus: map[tracking.Status]int{}}
	seen := map[string]bool{}
	for i := range d.parcels {
		r := &d.parcels[i].Row
		c.All++
		c.ByStatus[r.Status]++
		if r.Action {
			c.Action++
		}
		if !seen[r.Carrier.EN] {
			seen[r.Carrier.EN] = true
			c.Carriers = append(c.Carriers, tracking.Carrier{ID: strings.ToLower(r.Carrier.EN), Name: r.Carrier})
		}
	}
	return c, d.Err(ctx)
}

// Parcel implements tracking.Parcels.
func (d *Desk) Parcel(ctx context.Context, id string) (*tracking.Parcel, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.Err(ctx); err != nil {
		return nil, err
	}
	for i := range d.parcels {
		if d.parcels[i].ID == id {
			return copied(&d.parcels[i]), nil
		}
	}
	return nil, fulfillment.ErrNotFound
}

// copied is a parcel that nobody else changes.
func copied(p *tracking.Parcel) *tracking.Parcel {
	c := *p
	c.Events, c.Pieces, c.Links = slices.Clone(p.Events), slices.Clone(p.Pieces), slices.Clone(p.Links)
	return &c
}

// ParcelOf implements tracking.Parcels.
func (d *Desk) ParcelOf(ctx context.Context, order string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.parcels {
		if d.parcels[i].Order == order {
			return d.parcels[i].ID, d.Err(ctx)
		}
	}
	return "", fulfillment.ErrNotFound
}

// Detect implements tracking.Finder.
func (d *Desk) Detect(ctx context.Context, number string) (tracking.Reading, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r, ok := d.Readings[number]
	if !ok {
		r = tracking.Reading{Number: number}
	}
	r.Candidates = slices.Clone(r.Candidates)
	for i := range d.parcels {
		if d.parcels[i].Number == number {
			r.Followed = d.parcels[i].ID
		}
	}
	return r, d.Err(ctx)
}

// Look implements tracking.Finder.
func (d *Desk) Look(ctx context.Context, c tracking.Choice) (*tracking.Parcel, error) {
	d.Wait(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, []string{c.Carrier + " " + c.Number})
	p, ok := d.Looks[c.Number]
	if !ok {
		return nil, fulfillment.ErrNotFound
	}
	return copied(&p), d.Err(ctx)
}

// Follow implements tracking.Finder.
func (d *Desk) Follow(_ context.Context, c tracking.Choice) (string, error) {
	p := d.Looks[c.Number]
	p.ID = c.Number
	d.Put(p)
	return c.Number, nil
}

// OrderPages implements tracking.Finder.
func (d *Desk) OrderPages(order string) []tracking.Link {
	url := "https://shop.example/orders/" + order
	return []tracking.Link{{Name: tracking.Words{EN: "Example shop", ZH: "示例商店"}, URL: tracking.Words{EN: url}, Login: true}}
}

// Keys implements tracking.Refresher.
func (d *Desk) Keys(ctx context.Context) ([]tracking.Key, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.KeyList), d.Err(ctx)
}

// Quote implements tracking.Refresher: a call a parcel, of the first key.
func (d *Desk) Quote(ctx context.Context, f tracking.Filter) (tracking.Quote, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var q tracking.Quote
	var ids []string
	for i := range d.parcels {
		if r := &d.parcels[i].Row; matches(r, f) && !r.Ended {
			q.Matching++
			ids = append(ids, r.ID)
		}
	}
	if len(d.KeyList) == 0 {
		return q, d.Err(ctx)
	}
	c := tracking.Cost{Key: d.KeyList[0]}
	if left, ok := c.Key.Left(); ok && left < len(ids) {
		c.Over = len(ids) - left
		ids = ids[:left]
	}
	c.Parcels, c.Calls = len(ids), len(ids)
	q.Rounds = slices.Collect(slices.Chunk(ids, 20))
	q.Costs = []tracking.Cost{c}
	return q, d.Err(ctx)
}

// Refresh implements tracking.Refresher.
func (d *Desk) Refresh(ctx context.Context, ids []string) error {
	d.Wait(ctx)
	d.mu.Lock()
	d.asked = append(d.asked, ids)
	var told []tracking.Parcel
	for i := range d.parcels {
		if p := &d.parcels[i]; slices.Contains(ids, p.ID) {
			told = append(told, *copied(p))
		}
	}
	for i := range d.KeyList {
		if i == 0 {
			d.KeyList[i].Used += len(ids)
		}
	}
	d.mu.Unlock()
	for i := range told {
		told[i].CheckedAt = time.Now()
		if d.Answer != nil {
			d.Answer(&told[i])
		}
	}
	d.Put(told...)
	return ctx.Err()
}
