package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"packdesk/fulfillment"
)

// box is what a parcel tells of its carrier and its tracking number.
type box struct{ id, pkg, carrier, tracking string }

// boxes are the parcels of orders by the orders' keys, each order's in the sequence of their ids. A number that was given at
// the bench or drawn from a pool is a parcel's alone, and lists and searches want it too.
type boxes map[int64][]box

const (
	boxColumns = "SELECT u.ord, p.id, p.package_id, p.carrier, p.tracking FROM "
	// Open orders lead the way: parcels of done orders pile up for years.
	openBoxes  = boxColumns + "orders o JOIN parcel_units u ON u.ord = o.key JOIN parcels p ON p.id = u.parcel WHERE o.queue IN " + openQueues
	rangeBoxes = boxColumns + "parcel_units u JOIN parcels p ON p.id = u.parcel WHERE u.ord BETWEEN $1 AND $2"
)

func listedBoxes(d dialect) string {
	return boxColumns + "parcel_units u JOIN parcels p ON p.id = u.parcel WHERE " + d.in("u.ord", "$1")
}

// scan adds a row of boxColumns. A parcel has as many rows as SKUs.
func (b boxes) scan(r *sql.Rows) error {
	var (
		one box
		ord int64
	)
	if err := r.Scan(&ord, &one.id, &one.pkg, &one.carrier, &one.tracking); err != nil {
		return err
	}
	at, have := slices.BinarySearchFunc(b[ord], one.id, func(x box, id string) int { return cmp.Compare(x.id, id) })
	if !have {
		b[ord] = slices.Insert(b[ord], at, one)
	}
	return nil
}

// numbers appends those tracking numbers of the order's parcels that neither the order has nor the list.
func (b boxes) numbers(key int64, o *fulfillment.Order, list []string) []string {
	for _, one := range b[key] {
		if n := one.tracking; n != "" && n != o.Tracking && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// shown are the carrier and the number by which lists call the order, of which id, carrier and number are known.
func (b boxes) shown(key int64, o fulfillment.Order) (carrier, tracking string) {
	parcels := make([]fulfillment.Parcel, 0, len(b[key]))
	for _, one := range b[key] {
		parcels = append(parcels, fulfillment.Parcel{ID: one.id, PackageID: one.pkg, Carrier: one.carrier, Tracking: one.tracking})
	}
	o.Parcels = fulfillment.OneBoxEach(parcels)
	return o.Number()
}

// listed reads rows of rowColumns and gives those that have no number of their own that of their parcel, which costs a
// second look at the few that have one.
func (s *Store) listed(ctx context.Context, query string, args []any, ks keyset) ([]fulfillment.Row, error) {
	var (
		rows  []fulfillment.Row
		boxed []int64
	)
	err := s.read(ctx, query, args, func(r *sql.Rows) error {
		w, has, err := scanRow(r, ks)
		rows = append(rows, w)
		if has && w.Tracking == "" {
			boxed = append(boxed, w.Position.Key)
		}
		return err
	})
	if err != nil || len(boxed) == 0 {
		return rows, err
	}
	list, err := encode(boxed)
	if err != nil {
		return nil, err
	}
	b := boxes{}
	if err := s.read(ctx, listedBoxes(s.dialect), []any{list}, b.scan); err != nil {
		return nil, err
	}
	for i := range rows {
		if w := &rows[i]; w.Tracking == "" {
			w.Carrier, w.Tracking = b.shown(w.Position.Key, fulfillment.Order{ID: w.ID, Carrier: w.Carrier})
		}
	}
	return rows, nil
}
