package sim

import (
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// remorse makes an order that the shop does not hold: the station has to wait out the hour after payment.
func (m *maker) remorse(o *fulfillment.Order) { o.HeldByShop = false }

// hold makes an order that the shop holds: there is no address yet.
func (m *maker) hold(o *fulfillment.Order) {
	o.Recipient = fulfillment.Address{}
	o.ShopDeadlines = nil
}

func (m *maker) unpaid(o *fulfillment.Order) {
	m.hold(o)
	o.CreatedAt = m.now.Add(-time.Duration(1+m.IntN(600)) * time.Minute)
	o.PaidAt = time.Time{}
}

// preOrder makes an order that was paid days ago and is due days ahead, by the shop's own word.
func (m *maker) preOrder(o *fulfillment.Order) {
	due := o.PaidAt.Add(48 * time.Hour)
	o.PreOrder = true
	o.PaidAt = m.now.Add(-time.Duration(24+m.IntN(96)) * time.Hour)
	o.CreatedAt = o.PaidAt.Add(-time.Minute)
	o.ShopDeadlines = []fulfillment.Deadline{
		shopTime(fulfillment.ClockPack, due, fulfillment.FieldPack), shopTime(fulfillment.ClockHandover, due.Add(24*time.Hour), fulfillment.FieldHandover),
	}
	o.SellerNote = "Pre-order: goods arrive from the maker first"
}

func (m *maker) sample(o *fulfillment.Order) {
	o.Sample = true
	o.Amount = "0.00"
	o.SellerNote = "Free sample for a creator"
}

func (m *maker) replacement(o *fulfillment.Order) {
	o.Replacement = true
	o.BuyerMessage = "The first one arrived broken"
}

// cancelRequest makes an order whose buyer asks to cancel; the platform grants it after 48 hours without an answer.
func (m *maker) cancelRequest(o *fulfillment.Order) {
	o.CancelRequested = true
	o.CancelReason = pick(m, []string{"No longer needed", "Wrong address", "Ordered twice", "地址填错了"})
	o.CancelledBy = "Buyer"
	o.CancelRequestAt = m.now.Add(-time.Duration(m.Int64N(int64(30 * time.Hour)))).Truncate(time.Second)
}

func (m *maker) refundRequest(o *fulfillment.Order) {
	o.RefundRequested = true
	o.CancelReason = "Found it cheaper"
}

// partly makes an order of which one line is on its way and another still to be packed.
func (m *maker) partly(o *fulfillment.Order) {
	for len(o.Lines) < 2 {
		m.addLine(o, false)
	}
	done := &o.Lines[0]
	done.Shipped, done.PackageID = done.Quantity, m.packageID()
	m.ship(o)
}

// arranged makes an order that the shop has accepted and the carrier has not scanned: the handover clock ends where the
// pack clock would have, a day later.
func (m *maker) arranged(o *fulfillment.Order) {
	due := o.PaidAt.Add(48 * time.Hour)
	o.PaidAt, o.CreatedAt = o.PaidAt.Add(-24*time.Hour), o.CreatedAt.Add(-24*time.Hour)
	o.ArrangedAt = earlier(m.now.Add(-time.Duration(10+m.IntN(900))*time.Minute), due.Add(-25*time.Hour))
	if len(o.ShopDeadlines) > 0 {
		o.ShopDeadlines = []fulfillment.Deadline{
			shopTime(fulfillment.ClockHandover, due, fulfillment.FieldHandover),
			shopTime(fulfillment.ClockAutoCancel, due.Add(72*time.Hour), fulfillment.FieldCancelUncollected),
		}
	}
	m.shipAll(o)
}

func (m *maker) moving(o *fulfillment.Order) {
	m.past(o, 30*time.Hour)
	o.ShopDeadlines = []fulfillment.Deadline{shopTime(fulfillment.ClockDelivery, o.ShippedAt.Add(96*time.Hour), fulfillment.FieldCancelUndelivered)}
}

func (m *maker) delivered(o *fulfillment.Order) {
	at := o.PaidAt.Add(48 * time.Hour)
	m.past(o, m.now.Sub(at)+40*time.Hour)
	o.DeliveredAt = at
	o.ShopDeadlines = nil
}

// past moves an order back: arranged and scanned about ago before now.
func (m *maker) past(o *fulfillment.Order, ago time.Duration) {
	o.ShippedAt = m.now.Add(-ago + time.Duration(m.Int64N(int64(12*time.Hour)))).Truncate(time.Second)
	o.ArrangedAt = o.ShippedAt.Add(-5 * time.Hour)
	o.PaidAt = o.ArrangedAt.Add(-time.Duration(2+m.IntN(40)) * time.Hour)
	o.CreatedAt = o.PaidAt.Add(-90 * time.Second)
	m.shipAll(o)
}

func (m *maker) cancelled(o *fulfillment.Order) {
	o.CancelledAt = earlier(m.now.Add(-time.Duration(1+m.IntN(600))*time.Minute), m.now)
	o.CancelReason = pick(m, []string{"Changed my mind", "Better price elsewhere", "Out of stock", "不想要了"})
	o.CancelledBy = pick(m, []string{"Buyer", "Seller", "System"})
	o.ShopDeadlines = nil
	if o.CancelledAt.Before(o.PaidAt) {
		o.PaidAt, o.CreatedAt = o.CancelledAt.Add(-2*time.Hour), o.CancelledAt.Add(-3*time.Hour)
	}
	for i := range o.Lines {
		o.Lines[i].Cancelled = o.Lines[i].Quantity
	}
}

func (m *maker) fbt(o *fulfillment.Order) {
	o.Mode = fulfillment.ModeFBT
	o.Warehouse = "Platform warehouse"
	o.Recipient = masked(o.Recipient)
}

// ship gives an order its package, carrier and tracking number.
func (m *maker) ship(o *fulfillment.Order) {
	o.PackageID = o.Lines[0].PackageID
	if o.PackageID == "" {
		o.PackageID = m.packageID()
	}
	carriers := [][2]string{{"Royal Mail", "s10"}, {"Evri", "H01AAA"}, {"DPD", "1550"}, {"Yodel", "JD00"}, {"EMS", "s10"}}
	if o.Shop == Shops()[1].ID {
		carriers = [][2]string{{"UPS", "1Z999AA1"}, {"FedEx", "7999"}, {"DHL", "00340"}}
	}
	c := pick(m, carriers)
	o.Carrier = c[0]
	if c[1] == "s10" {
		o.Tracking = s10(m.digits(8), map[string]string{"Royal Mail": "GB", "EMS": "CN"}[c[0]])
		return
	}
	o.Tracking = c[1] + m.digits(10)
}

func (m *maker) shipAll(o *fulfillment.Order) {
	id := m.packageID()
	for i := range o.Lines {
		o.Lines[i].Shipped, o.Lines[i].PackageID = o.Lines[i].Quantity, id
	}
	m.ship(o)
}

func (m *maker) packageID() string { return "1152" + m.digits(15) }

// s10 is a postal number of the Universal Postal Union's form: two letters, eight digits, their check digit, a country.
func s10(serial, country string) string {
	sum := 0
	for i, w := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += w * int(serial[i]-'0')
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return fmt.Sprintf("EX%s%d%s", serial, check, country)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a.Truncate(time.Second)
	}
	return b.Truncate(time.Second)
}
