package sim

import (
	"net/http"
	"slices"
	"strings"

	"packdesk/fulfillment"
)

const (
	maxOrderPage = 100
	maxIDs       = 50
	maxHouses    = 100
)

// searchOrders answers an order search.
func (s *Server) searchOrders(r *request) (any, *refusal) {
	var q struct {
		Status     string   `json:"order_status"`
		CreateGE   int64    `json:"create_time_ge"`
		CreateLT   int64    `json:"create_time_lt"`
		UpdateGE   int64    `json:"update_time_ge"`
		UpdateLT   int64    `json:"update_time_lt"`
		Shipping   string   `json:"shipping_type"`
		Buyer      string   `json:"buyer_user_id"`
		Requested  *bool    `json:"is_buyer_request_cancel"`
		Warehouses []string `json:"warehouse_ids"`
	}
	if len(r.body) > 0 {
		if ref := strict(r, &q, codeCredentials); ref != nil {
			return nil, ref
		}
	}
	size, ref := pageSize(r, 20, maxOrderPage)
	if ref != nil {
		return nil, ref
	}
	field := r.query.Get("sort_field")
	switch {
	case field != "" && field != "create_time" && field != "update_time":
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter sort_field %q", field)
	case q.Status != "" && !fulfillment.Status(q.Status).Known():
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter order_status %q", q.Status)
	case len(q.Warehouses) > maxHouses:
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter warehouse_ids: at most 100")
	}
	mark, ref := s.openPage(r)
	if ref != nil {
		return nil, ref
	}
	byUpdate := field == "update_time"
	down := r.query.Get("sort_order") != "ASC"
	match := make([]*order, 0, len(r.shop.orders))
	for _, o := range r.shop.sorted(byUpdate) {
		created, updated := o.facts.CreatedAt.Unix(), o.facts.UpdatedAt.Unix()
		switch {
		case q.CreateGE > 0 && created < q.CreateGE, q.CreateLT > 0 && created >= q.CreateLT:
		case q.UpdateGE > 0 && updated < q.UpdateGE, q.UpdateLT > 0 && updated >= q.UpdateLT:
		case q.Status != "" && string(o.status()) != q.Status:
		case q.Shipping != "" && (o.facts.Mode == fulfillment.ModeSeller) != (q.Shipping == "SELLER"):
		case q.Buyer != "" && o.facts.Buyer != q.Buyer:
		case q.Requested != nil && (o.request != nil) != *q.Requested:
		case len(q.Warehouses) > 0 && !slices.Contains(q.Warehouses, warehouseID):
		default:
			match = append(match, o)
		}
	}
	if down {
		slices.Reverse(match)
	}
	some, next := page(s, mark, match, size, down, func(o *order) (int64, string) {
		if byUpdate {
			return o.facts.UpdatedAt.Unix(), o.facts.ID
		}
		return o.facts.CreatedAt.Unix(), o.facts.ID
	})
	return map[string]any{"orders": wireOrders(r, some), "next_page_token": next, "total_count": len(match)}, nil
}

func wireOrders(r *request, orders []*order) []wireOrder {
	out := make([]wireOrder, 0, len(orders))
	for _, o := range orders {
		out = append(out, o.wire(r.shop.Region))
	}
	return out
}

// orderDetail answers orders by their ids. An unknown id is left out; one of another shop refuses the call.
func (s *Server) orderDetail(r *request) (any, *refusal) {
	ids := strings.Split(r.query.Get("ids"), ",")
	if r.query.Get("ids") == "" || len(ids) > maxIDs {
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter ids: 1 to 50")
	}
	found := []*order{}
	for _, id := range ids {
		if !isID(id) {
			return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter ids: %q is no identifier", id)
		}
		if o := r.shop.orders[id]; o != nil {
			if !slices.Contains(found, o) {
				found = append(found, o)
			}
			continue
		}
		for _, other := range s.shops {
			if other.orders[id] != nil {
				return nil, no(codeNotYoursDetail, "The order %s belongs to another shop", id)
			}
		}
	}
	return map[string]any{"orders": wireOrders(r, found)}, nil
}
