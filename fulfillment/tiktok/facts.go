package tiktok

import (
	"strings"
	"time"

	"packdesk/fulfillment"
)

// order reads what stands on every row of an order once.
func (b *builder) order(at *[6]time.Time) {
	c, o := &b.cells, b.run.order
	o.Substatus = c.text(colSubstatus)
	if o.Substatus == "" {
		o.Substatus = c.text(colStatus)
	}
	o.PreOrder = isPreOrder(c.raw(colPreOrder))
	o.HeldByShop = true // The shop itself holds the hour of remorse: only then does an export say Awaiting shipment.
	o.CreatedAt, o.PaidAt = at[createdAt], at[paidAt]
	b.amount(o)
	o.Buyer = c.text(colBuyer)
	o.BuyerMessage = c.note(colMessage)
	if instruction := c.note(colInstruction); instruction != "" && instruction != o.BuyerMessage {
		o.BuyerMessage = join("\n", o.BuyerMessage, instruction)
	}
	o.SellerNote = c.note(colNote)
	o.Payment = c.text(colPayment)
	o.COD = c.cod()
	o.Warehouse = c.text(colWarehouse)
	o.DeliveryOption = c.text(colOption)
	o.Recipient = b.address()
	o.Mode = c.ships().mode(&o.Recipient)
}

// amount reads what the buyer paid in all. The rows repeat it.
func (b *builder) amount(o *fulfillment.Order) {
	a, ok := b.cells.amount(colAmount, b.d.currency)
	if !ok {
		value := b.cells.raw(colAmount)
		b.warnOnce("amount", "row %d: %s %q is not an amount of money; it is left empty", b.cells.n, b.head.name(colAmount), excerpt(value))
		return
	}
	o.Amount, o.Currency = a.text, a.currency
}

// progress reads what may differ from row to row of a split order; the first row that says something decides.
func (b *builder) progress(at *[6]time.Time) {
	c, o := &b.cells, b.run.order
	first := func(to *string, text string) {
		if *to == "" {
			*to = text
		}
	}
	earliest := func(to *time.Time, t time.Time) {
		if to.IsZero() || !t.IsZero() && t.Before(*to) {
			*to = t
		}
	}
	first(&o.Carrier, c.text(colProvider))
	first(&o.Tracking, c.text(colTracking))
	first(&o.PackageID, c.raw(colPackage))
	first(&o.CancelReason, c.text(colCancelReason))
	first(&o.CancelledBy, c.text(colCancelBy))
	earliest(&o.ArrangedAt, at[arrangedAt])
	earliest(&o.ShippedAt, at[shippedAt])
	earliest(&o.DeliveredAt, at[deliveredAt])
	earliest(&o.CancelledAt, at[cancelledAt])
}

// request reads whether the buyer asks for something that stops the parcel. A word that is not known stops it too, and
// is reported.
func (b *builder) request(n int, status fulfillment.Status) {
	text := b.cells.raw(colRequest)
	if text == "" {
		return
	}
	o := b.run.order
	switch status {
	case fulfillment.StatusCancelled, fulfillment.StatusDelivered, fulfillment.StatusCompleted:
		return
	default:
	}
	onItsWay := status == fulfillment.StatusInTransit
	switch readRequest(text) {
	case requestNone:
	case requestCancel:
		o.CancelRequested = true
	case requestRefund:
		o.RefundRequested = o.RefundRequested || !onItsWay
	case requestUnknown:
		o.RefundRequested = o.RefundRequested || !onItsWay
		b.warnOnce("request "+text, "row %d: %s %q is not known; the order is stopped until the shop shows no request any more", n,
			b.head.name(colRequest), excerpt(text))
	}
}

// complete settles what needs all rows of the order.
func (b *builder) complete() {
	o := b.run.order
	o.Status = b.run.state.status()
	o.Stage = fulfillment.StageFrom(o.Status)
	if o.Status == fulfillment.StatusCancelled {
		o.CancelRequested, o.RefundRequested = false, false
	}
}

// ships is what the words of a row say about who ships the order.
type ships int

const (
	shipsOpen   ships = iota // They say nothing.
	shipsSeller              // The seller.
	shipsTikTok              // The platform's carrier.
	shipsFBT                 // The platform's own warehouse.
)

// readShips takes the words of four columns. A file has no column for the shipping type, so the rule for an order's mode
// is:
//
//   - a fulfilment type that names TikTok, FBT or Tokopedia: the platform's own warehouse sends it;
//   - else a delivery option or carrier that names the seller's shipping: shipped by seller; or the platform's: by TikTok;
//   - else a masked recipient: shipped by TikTok, because a seller who ships needs the address;
//   - else a readable address: shipped by seller;
//   - else, as on orders that the shop still holds: by TikTok, under which no label of our own is drawn. The next import
//     with an address settles it.
//
// "Standard shipping" says nothing: both kinds of order have it.
func readShips(fulfilment, option, optionType, provider string) ships {
	if f := strings.ToLower(fulfilment); strings.Contains(f, "tiktok") || strings.Contains(f, "fbt") || strings.Contains(f, "tokopedia") {
		return shipsFBT
	}
	for _, text := range []string{optionType, option, provider} {
		switch k := shippingKey(text); {
		case k == "":
		case strings.Contains(k, "byseller"), strings.Contains(k, "sellershipping"), strings.Contains(k, "viaseller"):
			return shipsSeller
		case strings.Contains(k, "tiktok"), strings.Contains(k, "viaplatform"), strings.Contains(k, "platformshipping"):
			return shipsTikTok
		}
	}
	return shipsOpen
}

// mode settles the rule of readShips with the recipient.
func (s ships) mode(to *fulfillment.Address) fulfillment.Mode {
	switch {
	case s == shipsFBT:
		return fulfillment.ModeFBT
	case s == shipsSeller, s == shipsOpen && !to.Masked && !to.Empty():
		return fulfillment.ModeSeller
	default:
		return fulfillment.ModeTikTok
	}
}

// shippingKey folds a text for readShips. Only texts that can decide are worth it.
func shippingKey(s string) string {
	lower := strings.ToLower(s)
	if !strings.Contains(lower, "seller") && !strings.Contains(lower, "tiktok") && !strings.Contains(lower, "platform") {
		return ""
	}
	return key(s)
}

func isPreOrder(s string) bool {
	switch s {
	case "", "Normal":
		return false
	}
	k := key(s)
	return strings.HasPrefix(k, "preorder") || k == "予約注文" || k == "预售" || k == "สั่งซื้อล่วงหน้า"
}

// isCOD reports whether a payment method is cash on delivery: such orders are paid at the door.
func isCOD(payment string) bool {
	switch key(payment) {
	case "cod", "cashondelivery", "codcashondelivery", "cashondeliverycod", "bayarditempat", "bayarditempatcod", "thanhtoánkhinhậnhàng",
		"ชำระเงินปลายทาง", "เก็บเงินปลายทาง":
		return true
	default:
		return false
	}
}
