package fulfillment

import "slices"

// PackPackage is one of the packages into which the platform has split an order. Each is a parcel with a label of its own.
type PackPackage struct {
	ID       string // The platform's.
	Carrier  string
	Tracking string // Empty until the shop has accepted it.
	Shipped  bool   // The shop had accepted it before it was packed.
}

// splitPackages lists the packages of an order that the platform has split and that are still to be packed: one is enough
// where others went without this station. It is nil where the order does not travel in at least two, and where it is not known
// of every unit in which package it travels: such an order is packed as one parcel.
func (o *Order) splitPackages() []*Parcel {
	if d := o.Mode.Duties(); len(o.Parcels) < 2 || d.OwnLabel || !d.Touchable {
		return nil
	}
	left := make(map[string]int, len(o.Lines))
	for i := range o.Lines {
		left[o.Lines[i].SKUID] += o.Lines[i].Quantity - o.Lines[i].Cancelled
	}
	var list []*Parcel
	filled := 0
	for i := range o.Parcels {
		b := &o.Parcels[i]
		switch {
		case b.PackageID == "":
			continue
		case b.ID != b.PackageID: // A box of this station stands for it.
			return nil
		}
		for _, u := range b.Content {
			if u.Order == o.ID {
				left[u.SKUID] -= u.Quantity
			}
		}
		if len(b.Content) > 0 {
			filled++
		}
		switch {
		case o.toPack(b):
			list = append(list, b)
		case b.Stage == StageStopped && len(b.Content) > 0: // Where its units will travel is not known.
			return nil
		}
	}
	for _, n := range left {
		if n != 0 {
			return nil
		}
	}
	if filled < 2 {
		return nil
	}
	return list
}

// toPack reports whether a package of the platform is still to be packed. What the shop has accepted without this station
// was packed elsewhere, unless all of the order is packed here once more.
func (o *Order) toPack(b *Parcel) bool {
	switch rank := b.Stage.Rank(); {
	case b.Stage == StageParked:
		return true
	case b.Stage == StageStopped:
		return !b.PackedAt.IsZero() // By this station; else the platform has cancelled it.
	case rank < 0, rank >= StageHandedOver.Rank():
		return false
	case b.Stage == StageShipped && b.ShippedAt.IsZero():
		return o.shipped() && !slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return !p.ShippedAt.IsZero() })
	default:
		return true
	}
}

// split plans the packing of an order that the platform has split: every package has lines of its own. It reports false for
// any other order.
func (p *Packing) split(o *Order) bool {
	packages := o.splitPackages()
	for _, b := range packages {
		p.Packages = append(p.Packages, PackPackage{
			ID: b.PackageID, Carrier: b.Carrier, Tracking: b.Tracking, Shipped: b.Stage == StageShipped || !b.ShippedAt.IsZero(),
		})
		left := map[string]int{}
		for _, u := range b.Content {
			if u.Order == o.ID {
				left[u.SKUID] += u.Quantity
			}
		}
		for i := range o.Lines {
			l := &o.Lines[i]
			units := min(l.Quantity-l.Cancelled, left[l.SKUID])
			left[l.SKUID] -= units
			p.add(o.ID, b.PackageID, l, units)
		}
	}
	return packages != nil
}

// Package returns the platform's package that the parcel being packed is; nil where the order is not split, and before the
// first item, or the label, has said which one it is.
func (p *Packing) Package() *PackPackage {
	if len(p.Packages) == 0 {
		return nil
	}
	return p.pack(p.Box().ID)
}

func (p *Packing) pack(id string) *PackPackage {
	for i := range p.Packages {
		if p.Packages[i].ID == id {
			return &p.Packages[i]
		}
	}
	return nil
}

// InPlay reports whether a line goes into the parcel that is being packed. Of an order that the platform has split, only the
// lines of that parcel's package do.
func (p *Packing) InPlay(line int) bool {
	pkg := p.Package()
	return pkg == nil || p.Lines[line].Package == pkg.ID
}

// Missing is the number of units that the parcel being packed misses.
func (p *Packing) Missing() int {
	n := 0
	for i := range p.Lines {
		if p.InPlay(i) {
			n += p.Lines[i].Left()
		}
	}
	return n
}

// waits reports whether a package is still to be packed.
func (p *Packing) waits(pkg string) bool {
	return slices.ContainsFunc(p.Lines, func(l PackLine) bool { return l.Package == pkg && l.Left() > 0 })
}

// free reports whether the next parcel may become that of the package: none was chosen, or another one of which nothing is in
// the parcel.
func (p *Packing) free(pkg string) bool {
	if pkg == "" || p.pack(pkg) == nil || !p.waits(pkg) {
		return false
	}
	chosen, box := p.Package(), p.Box()
	return chosen == nil || chosen.ID != pkg && box.Units() == 0 && box.Label.Prints == 0
}

// choose begins the parcel of a package.
func (p *Packing) choose(pkg string) {
	if !p.free(pkg) {
		return
	}
	box, chosen := p.Box(), p.pack(pkg)
	box.ID, box.Shipped = chosen.ID, chosen.Shipped
	box.Label = PackLabel{Carrier: chosen.Carrier, Codes: []string{TrackingKey(chosen.ID)}}
	box.Label.of(chosen.Tracking, chosen.Carrier)
}

// chooseLast begins the parcel of the only package that is left, where it is the only one.
func (p *Packing) chooseLast() {
	last := ""
	for i := range p.Packages {
		switch id := p.Packages[i].ID; {
		case !p.waits(id):
		case last != "":
			return
		default:
			last = id
		}
	}
	p.choose(last)
}

// unchoose lets the next item say anew which package is packed, where nothing is in the parcel and no label was asked for.
func (p *Packing) unchoose() {
	if box := p.Box(); p.Package() != nil && box.Units() == 0 && box.Label.Prints == 0 {
		box.ID, box.Shipped, box.Label = p.boxID(len(p.Parcels)), false, PackLabel{}
		p.chooseLast()
	}
}

// target is the package into which units of the items go: that of the parcel which is being packed, else the first one that
// misses so many, else the first one that misses any. It is empty where nothing is to be told apart.
func (p *Packing) target(items []Item, units int) string {
	if len(p.Packages) == 0 {
		return ""
	}
	if chosen := p.Package(); chosen != nil {
		return chosen.ID
	}
	some := ""
	for i := range p.Packages {
		id, missing := p.Packages[i].ID, 0
		for j := range p.Lines {
			if l := &p.Lines[j]; l.Package == id && l.among(items) {
				missing += l.Left()
			}
		}
		if missing >= units {
			return id
		}
		if missing > 0 && some == "" {
			some = id
		}
	}
	return some
}

// elsewhere reports whether an item belongs into another package of the order than the one that is being packed.
func (p *Packing) elsewhere(items []Item) bool {
	for i := range p.Lines {
		if l := &p.Lines[i]; !p.InPlay(i) && l.Left() > 0 && l.among(items) {
			return true
		}
	}
	return false
}

// among reports whether one of the items is what the line asks for.
func (l *PackLine) among(items []Item) bool {
	for i := range items {
		if l.is(&items[i]) {
			return true
		}
	}
	return false
}

// outdated reports whether the platform has packed the orders otherwise since the packing was planned. Once a parcel is
// closed the plan stands, and so it does while the label of a package that is still there was asked for.
func (p *Packing) outdated(orders []*Order) bool {
	if p.Mode.Duties().OwnLabel || len(orders) != 1 || len(p.Parcels) != 1 || !p.Box().ClosedAt.IsZero() {
		return false
	}
	now := orders[0].splitPackages()
	if pkg := p.Package(); pkg != nil && p.Box().Label.Prints > 0 && slices.ContainsFunc(now, func(b *Parcel) bool { return b.PackageID == pkg.ID }) {
		return false
	}
	return !slices.EqualFunc(p.Packages, now, func(have PackPackage, now *Parcel) bool { return have.ID == now.PackageID })
}

// replan plans the packing anew. Nothing counts as packed any more.
func (p *Packing) replan(orders []*Order) {
	fresh := NewPacking(orders, nil, p.Rules)
	p.Phase, p.Lines, p.Goods, p.Packages, p.Parcels, p.Trail = fresh.Phase, fresh.Lines, fresh.Goods, fresh.Packages, fresh.Parcels, nil
}
