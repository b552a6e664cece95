package fulfillment

import "slices"

// NumberFor returns the carrier and the tracking number of a parcel of the order: the one truth that labels, shipping and
// tracking read. A parcel's own number comes first. The order's stands for its first parcel only, so that two boxes never
// bear one number; nil means that nobody has packed the order yet. The number is empty while none is known.
func (o *Order) NumberFor(p *Parcel) (carrier, tracking string) {
	if p == nil {
		return o.Carrier, o.Tracking
	}
	carrier = p.Carrier
	if carrier == "" {
		carrier = o.Carrier
	}
	switch {
	case p.Tracking != "":
		return carrier, p.Tracking
	case !o.First(p):
		return carrier, ""
	default:
		return carrier, o.Tracking
	}
}

// Number returns the carrier and the tracking number by which lists call the order: its own. While it has none, it is that of
// the parcel that is meant when nobody names one, else of the first parcel that has one.
func (o *Order) Number() (carrier, tracking string) {
	if o.Tracking != "" {
		return o.Carrier, o.Tracking
	}
	p := o.Sole()
	if p == nil || p.Tracking == "" {
		if i := slices.IndexFunc(o.Parcels, func(q Parcel) bool { return q.Tracking != "" }); i >= 0 {
			p = &o.Parcels[i]
		}
	}
	return o.NumberFor(p)
}

// First reports whether the parcel is the one for which the order's own number, and the platform's label, stand: the parcel that bears the order's id,
// else the first of its parcels, and only while no other parcel has the number.
func (o *Order) First(p *Parcel) bool {
	for i := range o.Parcels {
		q := &o.Parcels[i]
		if q.ID == p.ID {
			continue
		}
		if q.ID == o.ID || i == 0 && p.ID != o.ID || q.Tracking != "" && TrackingKey(q.Tracking) == TrackingKey(o.Tracking) {
			return false
		}
	}
	return true
}

// Sole returns the parcel that is meant when nobody names one: the one that bears the order's id, else the only one. It is nil
// when there is none, or when it could be several.
func (o *Order) Sole() *Parcel {
	for i := range o.Parcels {
		if o.Parcels[i].ID == o.ID {
			return &o.Parcels[i]
		}
	}
	if len(o.Parcels) == 1 {
		return &o.Parcels[0]
	}
	return nil
}
