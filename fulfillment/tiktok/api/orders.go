package api

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"time"

	"packdesk/fulfillment"
)

// The shop's limits for orders.
const (
	MaxOrderPage = 100 // Orders in one page of a search.
	MaxOrderIDs  = 50  // Orders in one call for details.
)

// OrderQuery is what a search is for. Zero fields do not narrow it. Times are to the second; From belongs to the window
// and To does not.
type OrderQuery struct {
	Status          fulfillment.Status
	CreatedFrom     time.Time
	CreatedTo       time.Time
	UpdatedFrom     time.Time
	UpdatedTo       time.Time
	Shipping        string // SELLER or TIKTOK.
	Buyer           string // A user id.
	CancelRequested *bool
	Warehouses      []string // At most 100 ids.
	ByUpdate        bool     // Sorted by the time of the last change, else by that of creation.
	Newest          bool     // Newest first, else oldest first.
	PageSize        int      // 1 to MaxOrderPage; 0 is MaxOrderPage.
}

// OrderPage is one page of a search.
type OrderPage struct {
	Orders   []fulfillment.Order
	Rejected []Rejected // Orders that could not be read; the others of the page are whole.
	Next     string     // The token of the next page, empty at the end.
	Total    int        // What the shop says it has in all; 0 when it does not say.
}

// Rejected is an order of an answer that could not be read.
type Rejected struct {
	ID  string // As far as it can be told.
	Err error
}

type orderSearch struct {
	Status          string   `json:"order_status,omitempty"`
	CreatedFrom     int64    `json:"create_time_ge,omitempty"`
	CreatedTo       int64    `json:"create_time_lt,omitempty"`
	UpdatedFrom     int64    `json:"update_time_ge,omitempty"`
	UpdatedTo       int64    `json:"update_time_lt,omitempty"`
	Shipping        string   `json:"shipping_type,omitempty"`
	Buyer           string   `json:"buyer_user_id,omitempty"`
	CancelRequested *bool    `json:"is_buyer_request_cancel,omitempty"`
	Warehouses      []string `json:"warehouse_ids,omitempty"`
}

type orderList struct {
	leaf

	Orders []json.RawMessage `json:"orders"`
}

var (
	opOrderSearch = operation{id: "get_order_list"}
	opOrderDetail = operation{id: "get_order_detail"}
)

// SearchOrders reads one page; page is empty for the first and OrderPage.Next for the others.
func (s *Shop) SearchOrders(ctx context.Context, q OrderQuery, page string) (OrderPage, error) {
	query := paging(q.PageSize, MaxOrderPage, page)
	query.Set("sort_field", "create_time")
	query.Set("sort_order", "ASC")
	if q.ByUpdate {
		query.Set("sort_field", "update_time")
	}
	if q.Newest {
		query.Set("sort_order", "DESC")
	}
	k := s.post(&opOrderSearch, "search orders", "/order/202309/orders/search", query, orderSearch{
		Status: string(q.Status), CreatedFrom: seconds(q.CreatedFrom), CreatedTo: seconds(q.CreatedTo), UpdatedFrom: seconds(q.UpdatedFrom),
		UpdatedTo: seconds(q.UpdatedTo), Shipping: q.Shipping, Buyer: q.Buyer, CancelRequested: q.CancelRequested, Warehouses: q.Warehouses,
	})
	d, err := ask[orderList](ctx, s, k)
	if err != nil {
		return OrderPage{}, err
	}
	p := OrderPage{Next: string(d.Next), Total: int(d.Total)}
	p.Orders, p.Rejected = s.decodeOrders(d.Orders)
	return p, nil
}

// decodeOrders reads the orders of an answer. One that cannot be read does not hold up the others.
func (s *Shop) decodeOrders(raw []json.RawMessage) (orders []fulfillment.Order, rejected []Rejected) {
	orders = make([]fulfillment.Order, 0, len(raw))
	for _, r := range raw {
		o, err := s.client.opt.DecodeOrder(r, s.ref.ID)
		if err != nil {
			rejected = append(rejected, Rejected{o.ID, err})
			continue
		}
		orders = append(orders, o)
	}
	return orders, rejected
}

// Orders walks through the pages of a search, from the given page on; empty is the first. It ends after the last page or
// an error. An order may come twice when it changes meanwhile; the newer copy wins. Tokens that lead in a circle end the
// walk with KindLoop.
func (s *Shop) Orders(ctx context.Context, q OrderQuery, page string) iter.Seq2[OrderPage, error] {
	return walk("search orders", &opOrderSearch, page, func(token string) (OrderPage, turn, error) {
		p, err := s.SearchOrders(ctx, q, token)
		return p, turn{p.Next, len(p.Orders) + len(p.Rejected), p.Total}, err
	})
}

// Found is what a call for named orders brought.
type Found struct {
	Orders   []fulfillment.Order // In no particular order.
	Rejected []Rejected          // Orders that could not be read.
	Missing  []string            // Ids that the shop has said nothing about.
}

// OrdersByID reads orders, MaxOrderIDs in one call, one call after the other. An id that stands in the list twice is
// asked for once. An id of another shop fails the call for its neighbours; those are then asked for one by one.
func (s *Shop) OrdersByID(ctx context.Context, ids ...string) (Found, error) {
	raw, err := s.ordersByID(ctx, ids, false)
	if err != nil {
		return Found{}, err
	}
	var f Found
	f.Orders, f.Rejected = s.decodeOrders(raw)
	came := map[string]bool{}
	for i := range f.Orders {
		came[f.Orders[i].ID] = true
	}
	for _, r := range f.Rejected {
		came[r.ID] = true
	}
	for _, id := range distinct(ids) {
		if !came[id] {
			f.Missing = append(f.Missing, id)
		}
	}
	return f, nil
}

// ordersByID is the same with the orders as they came. strict makes an answer without a list an error: nothing may be
// concluded from it about an order that has been asked for.
func (s *Shop) ordersByID(ctx context.Context, ids []string, strict bool) ([]json.RawMessage, error) {
	ids = distinct(ids)
	var all []json.RawMessage
	for begin := 0; begin < len(ids); begin += MaxOrderIDs {
		raw, err := s.orderDetail(ctx, ids[begin:min(begin+MaxOrderIDs, len(ids))], strict)
		if err != nil {
			return nil, err
		}
		all = append(all, raw...)
	}
	return all, nil
}

func (s *Shop) orderDetail(ctx context.Context, ids []string, strict bool) ([]json.RawMessage, error) {
	what := fmt.Sprintf("read %d orders", len(ids))
	if len(ids) == 1 {
		what = "read order " + fulfillment.Clean(ids[0])
	}
	k := s.get(&opOrderDetail, what, "/order/202507/orders", url.Values{"ids": {listed(ids)}})
	if err := checkIDs(&k, "order", ids); err != nil {
		return nil, err
	}
	d, err := ask[orderList](ctx, s, k)
	switch kind := KindOf(err); {
	case err == nil && d.Orders == nil && strict:
		e := k.fail(KindGarbled, nil)
		e.Words = "the answer has no list of orders"
		return nil, e
	case err == nil:
		return d.Orders, nil
	case kind != KindNotYours && kind != KindNotFound:
		return nil, err
	case len(ids) == 1:
		return nil, nil
	}
	var all []json.RawMessage
	for _, id := range ids {
		raw, err := s.orderDetail(ctx, []string{id}, strict)
		if err != nil {
			return nil, err
		}
		all = append(all, raw...)
	}
	return all, nil
}
