package store

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
)

// The columns of orders in groups, in the order in which the record binds them.
const (
	factColumns    = "shop, status, mode, flags, updated_at, carrier, tracking, content, fingerprint, source"
	derivedColumns = "stage, queue, rank, due_clock, estimates, pack_at, handover_at, clock_at, held_until, rule, units, skus"
	parkedColumns  = "parked_reason, parked_at, parked_by"
	// Without the key, which the engine counts on as the upserter does: a statement of many rows that is given keys keeps
	// the pages that it changes in case it has to take itself back.
	insertColumns = "id, " + factColumns + ", " + derivedColumns
)

var (
	updateOrder  = "UPDATE orders SET " + assignments(2, factColumns+", "+derivedColumns) + " WHERE key = $1"
	updateLocal  = "UPDATE orders SET " + assignments(2, derivedColumns+", "+parkedColumns) + " WHERE key = $1"
	upsertFind   = "INSERT INTO finds (ord, text) VALUES ($1, $2) ON CONFLICT (ord) DO UPDATE SET text = excluded.text"
	selectOrders = "SELECT key, id, " + factColumns + ", stage, queue, " + parkedColumns + " FROM orders "
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
	order   *fulfillment.Order
	key     int64
	shop    int64
	source  int64
	mark    []byte
	content []byte
	row     fulfillment.Row
	queue   fulfillment.Queue
	insert  []any // The row as it is inserted when it is new; place sets what only the writer knows.
}

// Where the writer's own values stand among insertColumns.
const (
	shopAt   = 1
	sourceAt = 10
)

// prepare computes the row of a new order ahead of the writer.
func (r *record) prepare() {
	r.insert = r.derivedArgs(r.factArgs(append(make([]any, 0, count(insertColumns)), r.order.ID)))
}

// place appends the prepared row.
func (r *record) place(args []any) []any {
	at := len(args)
	args = append(args, r.insert...)
	args[at+shopAt], args[at+sourceAt] = r.shop, r.source
	return args
}

func (r *record) factArgs(args []any) []any {
	o := r.order
	return append(args, r.shop, string(o.Status), string(o.Mode), flagsOf(o), stamp(o.UpdatedAt), o.Carrier, o.Tracking, r.content, r.mark, r.source)
}

func (r *record) derivedArgs(args []any) []any {
	w := &r.row
	return append(args, string(r.order.Stage), string(r.queue), rank(r.queue, w), string(w.Due.Clock), estimatesOf(w), stamp(w.Pack.At),
		stamp(w.Handover.At), stamp(r.order.Paid()), heldUntil(w), string(w.Stop), int64(w.Units), int64(w.SKUs))
}

func (r *record) parkedArgs(args []any) []any {
	p := &r.order.Parked
	return append(args, p.Reason, stamp(p.At), p.By)
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
