package store

import (
	"context"
	"slices"

	"packdesk/fulfillment"
)

// allNumbers are the tracking numbers of an order's parcels that are not the order's own: those that come in, and those that
// were kept before the batch.
func (u *upserter) allNumbers(ctx context.Context, r *record) ([]string, error) {
	if u.kept == nil {
		list, err := encode(u.keys)
		if err != nil {
			return nil, err
		}
		u.kept = boxes{}
		if err := u.t.query(ctx, listedBoxes(u.t.s.dialect), []any{list}, u.kept.scan); err != nil {
			return nil, err
		}
	}
	return u.kept.numbers(r.key, r.order, otherTracking(r.order)), nil
}

const (
	parcelColumns = "id, shop, package_id, stage, carrier, tracking, packed_at, label_at, shipped_at, handed_at"
	keepParcel    = " ON CONFLICT (id) DO UPDATE SET " +
		// What nobody here has touched is where the shop says.
		"stage = CASE WHEN parcels.stage = 'to_pack' AND parcels.package_id = parcels.id AND parcels.packed_at = 0 AND parcels.shipped_at = 0 " +
		"THEN excluded.stage ELSE parcels.stage END, " +
		"carrier = CASE WHEN excluded.carrier <> '' THEN excluded.carrier ELSE parcels.carrier END, " +
		"tracking = CASE WHEN excluded.tracking <> '' THEN excluded.tracking ELSE parcels.tracking END"
)

// forgetPackages takes the units of an order out of the platform's packages that nobody here has packed or shipped.
const forgetPackages = "DELETE FROM parcel_units WHERE ord = $1 AND parcel IN " +
	"(SELECT u.parcel FROM parcel_units u JOIN parcels p ON p.id = u.parcel WHERE u.ord = $1 AND p.package_id = p.id AND p.packed_at = 0 AND p.shipped_at = 0)"

// repacked reports whether the platform may have put the order's units into other packages since the last copy: it says of
// units where they are. Files do not say when that was so.
func repacked(o *fulfillment.Order) bool {
	return !o.UpdatedAt.IsZero() && !o.Mode.Duties().OwnLabel && slices.ContainsFunc(o.Parcels, func(p fulfillment.Parcel) bool { return len(p.Content) > 0 })
}

// writeParcels writes the parcels that the shop names. What this station knows of a parcel is kept.
func (u *upserter) writeParcels(ctx context.Context, r *record, fresh bool) error {
	if !fresh && repacked(r.order) {
		if _, err := u.forget.ExecContext(ctx, r.key); err != nil {
			return err
		}
	}
	for i := range r.order.Parcels {
		p := &r.order.Parcels[i]
		if u.parcels.full() || u.parcels.holds(p.ID) {
			if err := u.flush(ctx); err != nil {
				return err
			}
		}
		u.parcels.args = append(u.parcels.args, p.ID, r.shop, p.PackageID, string(p.Stage), p.Carrier, p.Tracking,
			stamp(p.PackedAt), stamp(p.LabelAt), stamp(p.ShippedAt), stamp(p.HandedAt))
		for _, c := range p.Content {
			if c.Order != r.order.ID {
				continue
			}
			if u.units.full() || u.units.holds(p.ID, r.key, c.SKUID) {
				if err := u.flush(ctx); err != nil {
					return err
				}
			}
			u.units.args = append(u.units.args, p.ID, r.key, c.SKUID, int64(c.Quantity))
		}
	}
	return nil
}
