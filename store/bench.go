package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"packdesk/fulfillment"
)

// Step is one step of a bench, to be kept as a whole.
type Step struct {
	Bench    *fulfillment.Bench // As it stands after the step; nil for a step without one, such as a settled print.
	Packings []Kept             // The packings that the step changed.
	Entries  []fulfillment.Entry
	Prints   []fulfillment.Want // Of WantPrint.
	Holder   fulfillment.Holder // Who asks, for a step without a bench.
	Ships    []fulfillment.Want // Of WantShip.
	Told     []fulfillment.Want // Of WantTold.
	Learn    []fulfillment.Want // Of WantLearn.
	Settled  *Print             // A print whose outcome the step settles.
}

// Kept is a packing with the revision on which the step was taken; 0 for one that was not kept before.
type Kept struct {
	*fulfillment.Packing
	Base int
}

// Keep writes a step in one transaction: bench, packing, journal, prints and what follows for the orders. It returns
// ErrConflict when somebody else has taken a step with the packing since it was read; nothing is written then.
func (s *Store) Keep(ctx context.Context, st Step) error {
	err := s.write(ctx, func(t *tx) error {
		for _, p := range st.Packings {
			if err := t.keepPacking(ctx, p.Packing, p.Base); err != nil {
				return err
			}
		}
		if st.Bench != nil {
			if err := t.keepBench(ctx, st.Bench); err != nil {
				return err
			}
		}
		for i := range st.Prints {
			if err := t.ask(ctx, &st, i); err != nil {
				return err
			}
		}
		for i := range st.Ships {
			if err := t.askShip(ctx, &st, &st.Ships[i]); err != nil {
				return err
			}
		}
		for i := range st.Told {
			if _, err := t.ExecContext(ctx, "DELETE FROM ship_asks WHERE order_id = $1 AND state = 'refused'", st.Told[i].Order); err != nil {
				return err
			}
		}
		for i := range st.Learn {
			if err := t.learn(ctx, &st, &st.Learn[i]); err != nil {
				return err
			}
		}
		if st.Settled != nil {
			if err := t.settlePrint(ctx, st.Settled); err != nil {
				return err
			}
		}
		return t.record(ctx, st.Entries...)
	})
	if err != nil {
		return fmt.Errorf("keep the step: %w", err)
	}
	return nil
}

func (t *tx) keepBench(ctx context.Context, b *fulfillment.Bench) error {
	bare := *b
	packing := ""
	if b.Open != nil {
		packing, bare.Open = b.Open.ID, nil
	}
	state, err := encode(bare)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, "INSERT INTO benches (station, packing, state) VALUES ($1, $2, $3) "+
		"ON CONFLICT (station) DO UPDATE SET packing = excluded.packing, state = excluded.state", b.Holder.Station, packing, state)
	return err
}

// keepPacking writes the packing if the one that is kept still has the revision that the step began with, and moves its
// orders.
func (t *tx) keepPacking(ctx context.Context, p *fulfillment.Packing, base int) error {
	state, err := encode(p)
	if err != nil {
		return err
	}
	c := &p.Claim
	closed := 0
	if p.Phase == fulfillment.PhaseClosed {
		closed = 1
	}
	res, err := t.ExecContext(ctx, "INSERT INTO packings (id, revision, operator, station, until, closed, state) VALUES ($1, $2, $3, $4, $5, $6, $7) "+
		"ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, operator = excluded.operator, station = excluded.station, until = excluded.until, "+
		"closed = excluded.closed, state = excluded.state WHERE packings.revision = $8",
		p.ID, p.Revision, c.Holder.Operator, c.Holder.Station, stamp(c.Until), closed, state, base)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("%w: somebody else has packed at order %s meanwhile", fulfillment.ErrConflict, p.ID))
	}
	return t.moveOrders(ctx, p)
}

// moveOrders lets the orders of the packing follow it: their stage is that of the least advanced parcel.
func (t *tx) moveOrders(ctx context.Context, p *fulfillment.Packing) error {
	list, err := encode(p.Orders)
	if err != nil {
		return err
	}
	found, err := loadOrders(ctx, t, "WHERE "+t.s.dialect.in("id", "$1"), []any{list})
	if err != nil {
		return err
	}
	parcels, bare := p.Shipments(), unnumbered(p)
	for _, l := range found {
		if _, err := t.ExecContext(ctx, "INSERT INTO packing_orders (ord, packing) VALUES ($1, $2) ON CONFLICT (ord) DO UPDATE SET packing = excluded.packing", l.key, p.ID); err != nil {
			return err
		}
		if err := t.keepParcels(ctx, l, parcels, bare); err != nil {
			return err
		}
		if len(p.Packages) > 0 { // It was one box before the platform has split it.
			if _, err := t.ExecContext(ctx, "DELETE FROM parcel_units WHERE parcel = $1 AND ord = $2", l.order.ID, l.key); err != nil {
				return err
			}
		}
		numbered := newNumbers(l.order, parcels, bare)
		if numbered {
			if l.order, err = t.orderByKey(ctx, l.key); err != nil {
				return err
			}
		}
		o := l.order
		stage, parked := fulfillment.MergeStage(leastStage(p, parcels), o.Status), p.Parked
		if stage == o.Stage && parked == o.Parked && !numbered {
			continue
		}
		o.Stage, o.Parked = stage, parked
		policy := t.s.policy(o.Shop)
		if err := t.writeLocal(ctx, l, &policy); err != nil {
			return err
		}
	}
	return nil
}

// unnumbered is the id of the parcel that waits for its number, as it does again when the packer has taken that back; empty
// when none waits.
func unnumbered(p *fulfillment.Packing) string {
	if p.Phase != fulfillment.PhaseNumber || len(p.Parcels) == 0 || p.Box().Label.Tracking != "" {
		return ""
	}
	return p.Box().ID
}

// newNumbers reports whether a parcel has another carrier or number than the order as it was read knows of: lists and searches
// follow those, though the order stays where it is. bare is as keepParcels has it.
func newNumbers(o *fulfillment.Order, parcels []fulfillment.Parcel, bare string) bool {
	for i := range parcels {
		q := &parcels[i]
		if q.Carrier == "" && q.Tracking == "" && q.ID != bare || !slices.ContainsFunc(q.Content, func(u fulfillment.Unit) bool { return u.Order == o.ID }) {
			continue
		}
		at := slices.IndexFunc(o.Parcels, func(p fulfillment.Parcel) bool { return p.ID == q.ID })
		if at < 0 || q.ID == bare && o.Parcels[at].Tracking != "" || q.Carrier != "" && q.Carrier != o.Parcels[at].Carrier || q.Tracking != "" && q.Tracking != o.Parcels[at].Tracking {
			return true
		}
	}
	return false
}

// leastStage is the stage of the parcel that is furthest behind; a side exit of one is that of all.
func leastStage(p *fulfillment.Packing, parcels []fulfillment.Parcel) fulfillment.Stage {
	least := parcels[0].Stage
	for _, q := range parcels[1:] {
		if q.Stage.Rank() < least.Rank() {
			least = q.Stage
		}
	}
	if least.Rank() > fulfillment.StageToPack.Rank() && p.Left() > 0 && p.Phase != fulfillment.PhaseClosed {
		return fulfillment.StageToPack // Units are still missing.
	}
	return least
}

// atBench are the stages of a parcel that has not left the packer's hands.
const atBench = "('to_pack', 'packed', 'labelled', 'shipped', 'parked', 'stopped')"

// keepParcels writes what has been packed of one order. A parcel without a number keeps the one that is known of it, but for
// bare, which loses it unless the shop has accepted it. A package of the platform may be on its way while others of its order
// are still being packed.
func (t *tx) keepParcels(ctx context.Context, l *loaded, parcels []fulfillment.Parcel, bare string) error {
	for i := range parcels {
		q := &parcels[i]
		if len(q.Content) == 0 {
			continue
		}
		_, err := t.ExecContext(ctx, "INSERT INTO parcels (id, shop, package_id, stage, carrier, tracking, packed_at, label_at, shipped_at, handed_at) "+
			"VALUES ($1, $2, $9, $3, $4, $5, $6, $7, 0, 0) ON CONFLICT (id) DO UPDATE SET "+
			"stage = CASE WHEN $9 <> '' AND parcels.stage NOT IN "+atBench+" THEN parcels.stage ELSE excluded.stage END, packed_at = excluded.packed_at, label_at = excluded.label_at, "+
			"carrier = CASE WHEN excluded.carrier <> '' THEN excluded.carrier ELSE parcels.carrier END, "+
			"tracking = CASE WHEN excluded.tracking <> '' OR excluded.id = $8 AND parcels.shipped_at = 0 THEN excluded.tracking ELSE parcels.tracking END",
			q.ID, l.shop, string(q.Stage), q.Carrier, q.Tracking, stamp(q.PackedAt), stamp(q.LabelAt), bare, q.PackageID)
		if err != nil {
			return err
		}
		for _, c := range q.Content {
			if c.Order != l.order.ID {
				continue
			}
			if _, err := t.ExecContext(ctx, "INSERT INTO parcel_units (parcel, ord, sku_id, quantity) VALUES ($1, $2, $3, $4) "+
				"ON CONFLICT (parcel, ord, sku_id) DO UPDATE SET quantity = excluded.quantity", q.ID, l.key, c.SKUID, c.Quantity); err != nil {
				return err
			}
		}
	}
	return nil
}

// Bench returns the bench of a station as it was left, with what is open on it. A station that was never used has an
// empty bench of the holder; an operator that is named replaces the one who stood there, an empty one does not.
func (s *Store) Bench(ctx context.Context, h fulfillment.Holder) (*fulfillment.Bench, error) {
	b := &fulfillment.Bench{Holder: h}
	packing := ""
	err := s.read(ctx, "SELECT packing, state FROM benches WHERE station = $1", []any{h.Station}, func(r *sql.Rows) error {
		var state string
		if err := r.Scan(&packing, &state); err != nil {
			return err
		}
		return decode(state, b)
	})
	if err == nil && packing != "" {
		b.Open, err = s.packing(ctx, "id = $1", packing)
	}
	if err != nil {
		return nil, fmt.Errorf("bench %s: %w", h.Station, err)
	}
	return b, nil
}

// PackingOf returns the packing that an order travels in, or nil when nobody has begun one.
func (s *Store) PackingOf(ctx context.Context, order string) (*fulfillment.Packing, error) {
	p, err := s.packing(ctx, "id = (SELECT packing FROM packing_orders JOIN orders ON key = ord WHERE orders.id = $1)", order)
	if err != nil {
		return nil, fmt.Errorf("packing of order %s: %w", order, err)
	}
	return p, nil
}

func (s *Store) packing(ctx context.Context, where string, args ...any) (*fulfillment.Packing, error) {
	var p *fulfillment.Packing
	err := s.read(ctx, "SELECT state FROM packings WHERE "+where, args, func(r *sql.Rows) error {
		var state string
		if err := r.Scan(&state); err != nil {
			return err
		}
		p = &fulfillment.Packing{}
		return decode(state, p)
	})
	return p, err
}

// held lists the orders that somebody other than h packs now.
func (s *Store) held(ctx context.Context, h fulfillment.Holder) (map[int64]bool, error) {
	held := map[int64]bool{}
	err := s.read(ctx, "SELECT o.ord FROM packings p JOIN packing_orders o ON o.packing = p.id WHERE p.until > $1 AND NOT (p.operator = $2 AND p.station = $3)", []any{s.now().Unix(), h.Operator, h.Station}, func(r *sql.Rows) error {
		var ord int64
		err := r.Scan(&ord)
		held[ord] = true
		return err
	})
	return held, err
}

// Single finds the most urgent order that is one unit of one of the items and that nobody but h packs, or "" when there is
// none.
func (s *Store) Single(ctx context.Context, items []fulfillment.Item, h fulfillment.Holder) (string, error) {
	if err := s.catchUp(ctx); err != nil {
		return "", err
	}
	held, err := s.held(ctx, h)
	if err != nil {
		return "", err
	}
	var skus []string
	for _, it := range items {
		skus = append(skus, it.SellerSKU, it.SKUID)
	}
	f := &s.finder
	f.mu.RLock()
	var key int64
	now := s.now().Unix()
	for _, at := range f.lists[fulfillment.QueueToPack][byRank] {
		e := &f.entries[at]
		if !e.multi && e.held <= now && e.sku != "" && slices.Contains(skus, e.sku) && !held[e.key] {
			key = e.key
			break
		}
	}
	f.mu.RUnlock()
	id := ""
	err = s.read(ctx, "SELECT id FROM orders WHERE key = $1", []any{key}, func(r *sql.Rows) error { return r.Scan(&id) })
	return id, err
}
