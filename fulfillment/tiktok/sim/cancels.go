package sim

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"packdesk/fulfillment"
)

// cancel is a cancellation: a request, or what has become of one.
type cancel struct {
	id      string
	order   *order
	status  string
	role    string
	reason  string
	text    string
	created time.Time
	updated time.Time
}

// The statuses of a cancellation, as searches spell them. Answers spell the third CANCELLED.
const (
	cancelPending  = "CANCELLATION_REQUEST_PENDING"
	cancelGranted  = "CANCELLATION_REQUEST_SUCCESS"
	cancelRejected = "CANCELLATION_REQUEST_CANCEL"
	cancelComplete = "CANCELLATION_REQUEST_COMPLETE"
)

// answerWithin is how long the seller has to answer a request before it is granted.
const answerWithin = 48 * time.Hour

const maxCancelPage = 50

// openRequest makes a request of the buyer.
func (s *Server) openRequest(sh *shop, o *order, role, text string, at time.Time) {
	c := &cancel{
		id: s.nextID("4035"), order: o, status: cancelPending, role: role, reason: "ecom_order_to_ship_canceled_reason_created_by_mistakes",
		text: cmp.Or(text, "Order created by mistake"), created: at.UTC().Truncate(time.Second), updated: at.UTC().Truncate(time.Second),
	}
	sh.cancels[c.id] = c
	o.request = c
	o.facts.CancelReason, o.facts.CancelledBy = c.text, role
}

// closeRequest settles the open request of an order.
func (s *Server) closeRequest(sh *shop, o *order, status string) {
	c := o.request
	c.status, c.updated = status, s.now().Truncate(time.Second)
	o.request = nil
	if status != cancelRejected {
		s.cancelOrder(sh, o, c.role, c.text)
		return
	}
	s.touch(sh, o)
}

// cancelOrder ends an order.
func (s *Server) cancelOrder(sh *shop, o *order, by, text string) {
	o.base = fulfillment.StatusCancelled
	o.facts.CancelledAt = s.now().Truncate(time.Second)
	o.facts.CancelledBy, o.facts.CancelReason = by, text
	o.facts.ShopDeadlines = nil
	for _, u := range o.units {
		u.cancelled = true
		if u.parcel != nil {
			u.parcel.status, u.parcel.updated = parcelCancelled, s.now()
		}
	}
	s.touch(sh, o)
}

// searchCancels answers a search for cancellations.
func (s *Server) searchCancels(r *request) (any, *refusal) {
	var q struct {
		IDs      []string `json:"cancel_ids"`
		Orders   []string `json:"order_ids"`
		Buyers   []string `json:"buyer_user_ids"`
		Types    []string `json:"cancel_types"`
		Status   []string `json:"cancel_status"`
		CreateGE int64    `json:"create_time_ge"`
		CreateLT int64    `json:"create_time_lt"`
		UpdateGE int64    `json:"update_time_ge"`
		UpdateLT int64    `json:"update_time_lt"`
		Locale   string   `json:"locale"`
	}
	if ref := strict(r, &q, codeBadCancel); ref != nil {
		return nil, ref
	}
	for _, status := range q.Status {
		if !slices.Contains([]string{cancelPending, cancelGranted, cancelRejected, cancelComplete}, status) {
			return nil, no(codeBadCancel, "Invalid parameter cancel_status %q", status)
		}
	}
	size, ref := pageSize(r, 10, maxCancelPage)
	if ref != nil {
		return nil, ref
	}
	mark, ref := s.openPage(r)
	if ref != nil {
		return nil, ref
	}
	wanted := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	match := []*cancel{}
	for _, c := range r.shop.cancels {
		created, updated := c.created.Unix(), c.updated.Unix()
		switch {
		case !wanted(q.IDs, c.id), !wanted(q.Orders, c.order.facts.ID), !wanted(q.Status, c.status), !wanted(q.Buyers, c.order.facts.Buyer):
		case !wanted(q.Types, c.kind()):
		case q.CreateGE > 0 && created < q.CreateGE, q.CreateLT > 0 && created >= q.CreateLT:
		case q.UpdateGE > 0 && updated < q.UpdateGE, q.UpdateLT > 0 && updated >= q.UpdateLT:
		default:
			match = append(match, c)
		}
	}
	down := r.query.Get("sort_order") == "DESC"
	slices.SortFunc(match, func(a, b *cancel) int {
		n := cmp.Or(a.created.Compare(b.created), cmp.Compare(a.id, b.id))
		if down {
			return -n
		}
		return n
	})
	some, next := page(s, mark, match, size, down, func(c *cancel) (int64, string) { return c.created.Unix(), c.id })
	list := []map[string]any{}
	for _, c := range some {
		list = append(list, c.wire())
	}
	return map[string]any{"cancellations": list, "next_page_token": next, "total_count": len(match)}, nil
}

func (c *cancel) kind() string {
	if c.role == "BUYER" {
		return "BUYER_CANCEL"
	}
	return "CANCEL"
}

// wire writes a cancellation as the platform answers it.
func (c *cancel) wire() map[string]any {
	items := []map[string]any{}
	for _, u := range c.order.units {
		l := &c.order.facts.Lines[u.line]
		items = append(items, map[string]any{
			"cancel_line_item_id": u.id, "order_line_item_id": u.id, "sku_id": l.SKUID, "sku_name": l.Variation, "product_name": l.Product,
			"seller_sku": l.SellerSKU,
		})
	}
	w := map[string]any{
		"cancel_id": c.id, "order_id": c.order.facts.ID, "cancel_type": c.kind(), "cancel_status": c.status, "role": c.role,
		"cancel_reason": c.reason, "cancel_reason_text": c.text, "create_time": c.created.Unix(), "update_time": c.updated.Unix(),
		"refund_amount":     map[string]any{"currency": c.order.facts.Currency, "refund_total": c.order.facts.Amount},
		"cancel_line_items": items,
	}
	switch c.status {
	case cancelPending:
		w["seller_next_action_response"] = []map[string]any{{"action": "SELLER_RESPOND_CANCEL", "deadline": c.created.Add(answerWithin).Unix()}}
	case cancelRejected:
		w["cancel_status"] = "CANCELLATION_REQUEST_CANCELLED"
	}
	return w
}

func (s *Server) approve(r *request) (any, *refusal) {
	var b struct{}
	if ref := strict(r, &b, codeBadCancel); ref != nil {
		return nil, ref
	}
	return s.answer(r, cancelGranted)
}

func (s *Server) reject(r *request) (any, *refusal) {
	var b struct {
		Reason  string `json:"reject_reason"`
		Comment string `json:"comment"`
		Images  []struct {
			ID     string `json:"image_id"`
			Media  string `json:"mime_type"`
			Height int    `json:"height"`
			Width  int    `json:"width"`
		} `json:"images"`
	}
	if ref := strict(r, &b, codeBadCancel); ref != nil {
		return nil, ref
	}
	if !slices.ContainsFunc(reasons(), func(known [2]string) bool { return known[0] == b.Reason }) {
		return nil, no(codeCancelReason, "The reason %q is not valid here", b.Reason)
	}
	return s.answer(r, cancelRejected)
}

// answer settles a request. The same idempotency key gives the same answer again.
func (s *Server) answer(r *request, status string) (any, *refusal) {
	key := r.query.Get("idempotency_key")
	if key != "" {
		key = r.route.op + " " + r.ids["cancel"] + " " + key
		if data, ok := s.answered[key]; ok {
			return data, nil
		}
	}
	c := r.shop.cancels[r.ids["cancel"]]
	switch {
	case c == nil:
		return nil, no(codeCancelNotFound, "The cancellation %s is not found", r.ids["cancel"])
	case c.status == cancelGranted && status == cancelGranted:
		return nil, no(codeCancelDone, "The order is cancelled")
	case c.status != cancelPending:
		return nil, no(codeCancelStatus, "The cancellation is %s", c.status)
	}
	s.closeRequest(r.shop, c.order, status)
	s.effect(c.order).Answered++
	data := map[string]any{}
	if key != "" {
		s.answered[key] = data
	}
	return data, nil
}

// reasons are why a request may be rejected.
func reasons() [][2]string {
	return [][2]string{
		{"seller_reject_apply_product_has_been_packed", "The product has been packed"},
		{"seller_reject_apply_you_have_reached_an_agreement_with_the_buyer", "You have reached an agreement with the buyer"},
	}
}

func (s *Server) rejectReasons(r *request) (any, *refusal) {
	if !isID(r.query.Get("return_or_cancel_id")) {
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter return_or_cancel_id")
	}
	type entry struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	list := []entry{}
	for _, known := range reasons() {
		list = append(list, entry{known[0], known[1]})
	}
	return map[string]any{"reasons": list}, nil
}
