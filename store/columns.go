package store

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
)

// The columns of orders in three groups, in the order in which orderArgs binds them.
const (
	factColumns = "shop, status, substatus, mode, flags, created_at, paid_at, updated_at, arranged_at, shipped_at, delivered_at, cancelled_at, " +
		"cancel_request_at, deadlines, recipient, phone, street, town, area, postal_code, region, country, buyer, buyer_message, " +
		"seller_note, amount, currency, payment, carrier, tracking, package_id, extra, fingerprint, source"
	localColumns   = "stage, parked_reason, parked_at, parked_by"
	derivedColumns = "queue, rank, due_clock, due_source, pack_at, pack_source, handover_at, handover_source, ended_at, clock_at, " +
		"held_until, rule, name, units, multi, skus, sku, product"
)

var (
	insertOrder = "INSERT INTO orders (key, id, " + factColumns + ", " + localColumns + ", " + derivedColumns + ") VALUES (" +
		parameters(1, 2+count(factColumns)+count(localColumns)+count(derivedColumns)) + ")"
	updateOrder  = "UPDATE orders SET " + assignments(2, factColumns+", "+localColumns+", "+derivedColumns) + " WHERE key = $1"
	updateLocal  = "UPDATE orders SET " + assignments(2, localColumns+", "+derivedColumns) + " WHERE key = $1"
	selectOrders = "SELECT key, id, " + factColumns + ", " + localColumns + ", queue FROM orders "
)

func count(columns string) int { return strings.Count(columns, ",") + 1 }

// parameters is "$from, $from+1, …", n of them.
func parameters(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}

// assignments is "a = $from, b = $from+1, …".
func assignments(from int, columns string) string {
	parts := strings.Split(columns, ", ")
	for i, c := range parts {
		parts[i] = c + " = $" + strconv.Itoa(from+i)
	}
	return strings.Join(parts, ", ")
}

// record is an order on its way into the table, with what the store adds to it.
type record struct {
	order  *fulfillment.Order
	key    int64
	shop   int64
	source int64
	mark   []byte
	row    fulfillment.Row
	queue  fulfillment.Queue
}

func (r *record) factArgs(args []any) ([]any, error) {
	o, a := r.order, &r.order.Recipient
	deadlines, err := encodeDeadlines(o.ShopDeadlines)
	if err != nil {
		return nil, err
	}
	extra, err := encodeExtra(o)
	if err != nil {
		return nil, err
	}
	return append(args, r.shop, string(o.Status), o.Substatus, string(o.Mode), flagsOf(o), stamp(o.CreatedAt), stamp(o.PaidAt),
		stamp(o.UpdatedAt), stamp(o.ArrangedAt), stamp(o.ShippedAt), stamp(o.DeliveredAt), stamp(o.CancelledAt),
		stamp(o.CancelRequestAt), deadlines, a.Name, a.Phone, joinLines(a.Street), a.Town, a.Area, a.PostalCode, a.Region, a.Country,
		o.Buyer, o.BuyerMessage, o.SellerNote, o.Amount, o.Currency, o.Payment, o.Carrier, o.Tracking, o.PackageID, extra,
		r.mark, r.source), nil
}

func (r *record) localArgs(args []any) []any {
	o := r.order
	return append(args, string(o.Stage), o.Parked.Reason, stamp(o.Parked.At), o.Parked.By)
}

func (r *record) derivedArgs(args []any) []any {
	w := &r.row
	multi := int64(0)
	if w.Units > 1 {
		multi = 1
	}
	return append(args, string(r.queue), rank(r.queue, w), string(w.Due.Clock), string(w.Due.Source), stamp(w.Pack.At), string(w.Pack.Source),
		stamp(w.Handover.At), string(w.Handover.Source), stamp(w.EndedAt), stamp(r.order.Paid()), heldUntil(w), string(w.Stop), w.Name,
		int64(w.Units), multi, int64(w.SKUs), w.SKU, w.Product)
}

// rank is the number by which a queue is sorted unless somebody asks for another order.
func rank(q fulfillment.Queue, w *fulfillment.Row) int64 {
	switch {
	case q == fulfillment.QueueDone:
		return -stamp(w.EndedAt)
	case w.Due.At.IsZero():
		return forever
	default:
		return stamp(w.Due.At)
	}
}

func heldUntil(w *fulfillment.Row) int64 {
	switch {
	case w.Stop == "":
		return 0
	case w.Until.IsZero():
		return forever
	default:
		return stamp(w.Until)
	}
}
