package sim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// shop is one seller's shop. Everything in it is guarded by the server's lock.
type shop struct {
	fulfillment.Shop
	cipher   string
	orders   map[string]*order
	parcels  map[string]*parcel
	cancels  map[string]*cancel
	used     map[string][]*order // Tracking number to the orders that bear it.
	byUpdate []*order            // Sorted by time of change; nil after a change.
	byCreate []*order
}

// order is one order with what has become of it here.
type order struct {
	facts     fulfillment.Order // As it was made, but for times and the status that nothing shipped leaves.
	base      fulfillment.Status
	units     []*unit
	request   *cancel // The buyer's open request.
	afterSale bool    // Something else keeps it from being shipped.
	moved     bool    // The address has been changed.
}

// unit is a line item: one piece of a SKU.
type unit struct {
	id        string
	line      int
	cancelled bool
	parcel    *parcel
}

// parcel is a package.
type parcel struct {
	id        string
	order     *order
	status    string // As the platform calls it.
	own       bool   // Shipped by the seller.
	carrier   carrier
	tracking  string
	handover  string
	slot      [2]int64
	created   time.Time
	updated   time.Time
	shipped   time.Time
	collected time.Time
	corrected bool
}

// The statuses of a package.
const (
	parcelToFulfil   = "TO_FULFILL"
	parcelProcessing = "PROCESSING"
	parcelFulfilling = "FULFILLING"
	parcelCompleted  = "COMPLETED"
	parcelCancelled  = "CANCELLED"
)

func newShop(s fulfillment.Shop) *shop {
	sum := sha256.Sum256([]byte("cipher of " + s.ID))
	return &shop{
		Shop: s, cipher: "ROW_SIM" + strings.ToUpper(hex.EncodeToString(sum[:12])), orders: map[string]*order{}, parcels: map[string]*parcel{},
		cancels: map[string]*cancel{}, used: map[string][]*order{},
	}
}

// AddOrders puts orders into the shops' books. An order whose id is there already replaces it.
func (s *Server) AddOrders(orders ...fulfillment.Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range orders {
		if sh := s.shops[orders[i].Shop]; sh != nil {
			s.addOrder(sh, orders[i])
		}
	}
}

func (s *Server) addOrder(sh *shop, facts fulfillment.Order) {
	if facts.UpdatedAt.IsZero() {
		facts.UpdatedAt = cmp.Or(facts.PaidAt, facts.CreatedAt, s.now())
	}
	if facts.Amount == "" {
		facts.Amount = "0.00"
	}
	o := &order{facts: facts, base: facts.Status, afterSale: facts.RefundRequested, moved: facts.AddressChanged}
	switch facts.Status {
	case fulfillment.StatusPartiallyShipping, fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit, fulfillment.StatusDelivered:
		o.base = fulfillment.StatusAwaitingShipment
	default:
	}
	if len(facts.ShopDeadlines) == 0 {
		o.setDeadlines()
	}
	for i := range facts.Lines {
		l := &facts.Lines[i]
		for n := range l.Quantity {
			u := &unit{line: i}
			if n < len(l.Items) {
				u.id = l.Items[n]
			} else {
				u.id = s.nextID("5764")
			}
			u.cancelled = n >= l.Quantity-l.Cancelled
			o.units = append(o.units, u)
			if n < l.Shipped && !u.cancelled {
				u.parcel = s.pastParcel(sh, o, l)
			}
		}
	}
	if facts.Mode != fulfillment.ModeSeller && o.base != fulfillment.StatusUnpaid && o.base != fulfillment.StatusOnHold {
		s.splitParcels(sh, o)
		s.reserveParcel(sh, o)
	}
	if facts.CancelRequested {
		s.openRequest(sh, o, "BUYER", facts.CancelReason, cmp.Or(facts.CancelRequestAt, facts.UpdatedAt))
	}
	sh.orders[facts.ID] = o
	sh.changed()
}

// setDeadlines gives an order the deadlines that the platform computes: 48 hours to arrange, 72 to hand over.
func (o *order) setDeadlines() {
	if o.base == fulfillment.StatusUnpaid || o.base == fulfillment.StatusOnHold {
		return
	}
	paid := o.facts.Paid()
	o.facts.ShopDeadlines = []fulfillment.Deadline{
		shopTime(fulfillment.ClockPack, paid.Add(48*time.Hour), fulfillment.FieldPack),
		shopTime(fulfillment.ClockHandover, paid.Add(72*time.Hour), fulfillment.FieldHandover),
		shopTime(fulfillment.ClockAutoCancel, paid.Add(144*time.Hour), fulfillment.FieldCancelUnarranged),
	}
}

// pastParcel is the package in which a unit was shipped before the shop began to run.
func (s *Server) pastParcel(sh *shop, o *order, l *fulfillment.Line) *parcel {
	id := l.PackageID
	if id == "" {
		id = o.facts.PackageID
	}
	if p := sh.parcels[id]; p != nil {
		return p
	}
	if id == "" {
		id = s.nextID("1152")
	}
	at := cmp.Or(o.facts.ArrangedAt, o.facts.UpdatedAt)
	p := &parcel{
		id: id, order: o, own: o.facts.Mode == fulfillment.ModeSeller, tracking: o.facts.Tracking, status: parcelProcessing,
		carrier: carrierNamed(o.facts.Carrier), created: at, updated: at, shipped: at, collected: o.facts.ShippedAt,
	}
	switch o.facts.Status {
	case fulfillment.StatusInTransit:
		p.status = parcelFulfilling
	case fulfillment.StatusDelivered, fulfillment.StatusCompleted:
		p.status = parcelCompleted
	default:
	}
	sh.parcels[id] = p
	sh.used[p.tracking] = append(sh.used[p.tracking], o)
	return p
}

// reserveParcel makes the package that orders shipped by the platform have from their payment on.
func (s *Server) reserveParcel(sh *shop, o *order) {
	var p *parcel
	for _, u := range o.units {
		if u.parcel != nil || u.cancelled {
			continue
		}
		if p == nil {
			p = &parcel{id: s.nextID("1152"), order: o, status: parcelToFulfil, created: o.facts.Paid(), updated: o.facts.UpdatedAt}
			sh.parcels[p.id] = p
		}
		u.parcel = p
	}
}

// shipped reports whether the shop counts the package as shipped.
func (p *parcel) isShipped() bool {
	return p != nil && (p.status == parcelProcessing || p.status == parcelFulfilling || p.status == parcelCompleted)
}

// status is the unit's own.
func (u *unit) status(o *order) fulfillment.Status {
	switch {
	case u.cancelled:
		return fulfillment.StatusCancelled
	case !u.parcel.isShipped():
		return o.base
	case u.parcel.status == parcelFulfilling:
		return fulfillment.StatusInTransit
	case u.parcel.status == parcelProcessing:
		return fulfillment.StatusAwaitingCollection
	case o.base == fulfillment.StatusCompleted:
		return fulfillment.StatusCompleted
	default:
		return fulfillment.StatusDelivered
	}
}

// status is the order's: that of its least advanced unit, or that some are shipped and others not.
func (o *order) status() fulfillment.Status {
	if o.base != fulfillment.StatusAwaitingShipment {
		return o.base
	}
	rank := []fulfillment.Status{
		fulfillment.StatusAwaitingShipment, fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit, fulfillment.StatusDelivered,
	}
	least, most, left := len(rank), -1, 0
	for _, u := range o.units {
		if u.cancelled {
			continue
		}
		left++
		n := slices.Index(rank, u.status(o))
		least, most = min(least, n), max(most, n)
	}
	switch {
	case left == 0:
		return fulfillment.StatusCancelled
	case least == 0 && most > 0:
		return fulfillment.StatusPartiallyShipping
	default:
		return rank[least]
	}
}

// touch notes that an order has changed.
func (s *Server) touch(sh *shop, o *order) {
	o.facts.UpdatedAt = s.now().Truncate(time.Second)
	sh.changed()
}

func (sh *shop) changed() { sh.byUpdate, sh.byCreate = nil, nil }

// sorted lists the orders by time and id.
func (sh *shop) sorted(byUpdate bool) []*order {
	list, at := &sh.byCreate, func(o *order) time.Time { return o.facts.CreatedAt }
	if byUpdate {
		list, at = &sh.byUpdate, func(o *order) time.Time { return o.facts.UpdatedAt }
	}
	if *list == nil {
		*list = make([]*order, 0, len(sh.orders))
		for _, o := range sh.orders {
			*list = append(*list, o)
		}
		slices.SortFunc(*list, func(a, b *order) int { return cmp.Or(at(a).Compare(at(b)), cmp.Compare(a.facts.ID, b.facts.ID)) })
	}
	return *list
}
