package fulfillment

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// PackOrders finds what a bench opens. Its errors match ErrNotFound for what does not exist, and ErrTryLater when the
// store cannot be asked now.
type PackOrders interface {
	// Packing returns the kept packing of an order, or a new one made by NewPacking, and the present copies of the orders
	// that travel in it. With a parcel named, it is the packing of that parcel.
	Packing(ctx context.Context, order, parcel string) (*Packing, []*Order, error)

	// Single returns the order of exactly one unit, that of one of the items, which has to be packed first: see MostUrgent.
	// Orders that somebody other than h holds at now are left out.
	Single(ctx context.Context, items []Item, h Holder, now time.Time) (string, error)

	// Present returns the present copies of the orders of an open packing.
	Present(ctx context.Context, orders []string) ([]*Order, error)
}

// Packer takes scans to their end: it looks them up, checks that the open order may still go, and opens what has to be
// opened. One call is one step; a caller runs it inside one transaction and, when it fails, keeps neither the bench nor
// the turn.
type Packer struct {
	Codes    Codebook
	Orders   PackOrders
	Waybills Waybills                  // Nil when no carrier's numbers are known.
	Policy   func(shop string) *Policy // Whose hour of remorse counts.
}

// Scan takes one scan.
func (p *Packer) Scan(ctx context.Context, b *Bench, scan Scan, now time.Time) (Turn, error) {
	code, err := p.Classify(ctx, b, scan)
	if err != nil {
		return Turn{}, fmt.Errorf("scan %q: %w", show(scan.Text), err)
	}
	checked, err := p.check(ctx, b, now)
	if err == nil {
		err = p.share(ctx, b, &code)
	}
	if err != nil {
		return Turn{}, fmt.Errorf("scan %q: %w", show(scan.Text), err)
	}
	if checked.Verdict == VerdictStop && code.Kind == CodeCommand {
		return checked, nil // The packer did not see the error yet that the command would clear.
	}
	return p.Follow(ctx, b, checked.then(b.Scan(code, now)), now)
}

// Do takes one command that was given by a key.
func (p *Packer) Do(ctx context.Context, b *Bench, c Command, now time.Time) (Turn, error) {
	checked, err := p.check(ctx, b, now)
	if err != nil {
		return Turn{}, fmt.Errorf("%s: %w", c, err)
	}
	if checked.Verdict == VerdictStop {
		return checked, nil // The packer did not see the error yet that the command would clear.
	}
	return p.Follow(ctx, b, checked.then(b.Do(c, now)), now)
}

// Classify says what a scan is, to this station and with what is open on the bench.
func (p *Packer) Classify(ctx context.Context, b *Bench, scan Scan) (Code, error) {
	r := ReadCode(scan, p.Waybills)
	q := r.Query()
	known, err := p.Codes.LookUp(ctx, q)
	if err != nil {
		return Code{}, err
	}
	if b.Open != nil {
		known.Items = b.Open.addItems(known.Items, q.Items)
	}
	return r.Classify(known), nil
}

// addItems adds what the open packing itself says about codes: its own SKUs, which a new order may have brought before
// anybody has taught them.
func (p *Packing) addItems(items []Item, keys []string) []Item {
	for i := range p.Lines {
		l := &p.Lines[i]
		for _, key := range keys {
			if key == "" || key != ItemKey(l.SellerSKU) && key != ItemKey(l.SKUID) {
				continue
			}
			have := false
			for j := range items {
				have = have || l.is(&items[j])
			}
			if !have {
				items = append(items, Item{Key: key, SKUID: l.SKUID, SellerSKU: l.SellerSKU, Name: l.Name})
			}
		}
	}
	return items
}

// check looks whether the open order may still go.
func (p *Packer) check(ctx context.Context, b *Bench, now time.Time) (Turn, error) {
	if b.Open == nil {
		return Turn{Line: -1}, nil
	}
	orders, err := p.Orders.Present(ctx, b.Open.Orders)
	if err != nil {
		return Turn{}, fmt.Errorf("order %s: %w", b.Open.order(), err)
	}
	return b.Check(orders, p.Policy(b.Open.Shop), now), nil
}

// Follow opens what a turn wants to have opened, and returns the turn with what came of it; those wants are gone then.
func (p *Packer) Follow(ctx context.Context, b *Bench, t Turn, now time.Time) (Turn, error) {
	for {
		i := t.opening()
		if i < 0 {
			return t, nil
		}
		w := t.Wants[i]
		t.Wants = append(t.Wants[:i:i], t.Wants[i+1:]...)
		next, err := p.open(ctx, b, w, now)
		if err != nil {
			return Turn{}, err
		}
		t = t.then(next)
	}
}

func (p *Packer) open(ctx context.Context, b *Bench, w Want, now time.Time) (Turn, error) {
	if w.Kind == WantSingle {
		order, err := p.Orders.Single(ctx, w.Items, b.Holder, now)
		if errors.Is(err, ErrNotFound) {
			return b.NoOrder(w, now), nil
		}
		if err != nil {
			return Turn{}, fmt.Errorf("order for %s: %w", w.Items[0].Key, err)
		}
		w.Order = order
	}
	packing, orders, err := p.Orders.Packing(ctx, w.Order, w.Parcel)
	if errors.Is(err, ErrNotFound) {
		return b.NoOrder(w, now), nil
	}
	if err != nil {
		return Turn{}, fmt.Errorf("open order %s: %w", w.Order, err)
	}
	return b.Start(packing, w, orders, p.Policy(packing.Shop), now), nil
}

// opening returns the place of the first want that opens an order, or -1.
func (t *Turn) opening() int {
	for i := range t.Wants {
		if t.Wants[i].Kind == WantOpen || t.Wants[i].Kind == WantSingle {
			return i
		}
	}
	return -1
}

// then is the turn of two steps, one after the other.
func (t Turn) then(next Turn) Turn {
	t.Entries = append(t.Entries, next.Entries...)
	t.Wants = append(t.Wants, next.Wants...)
	if next.Verdict != VerdictNone {
		t.Verdict, t.Sound, t.Not, t.Line = next.Verdict, next.Sound, next.Not, next.Line
	}
	if next.Left != nil {
		t.Left = next.Left
	}
	return t
}
