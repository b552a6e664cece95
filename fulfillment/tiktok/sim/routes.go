package sim

import (
	"net/http"
	"strings"
)

// route is one operation of the platform.
type route struct {
	op      string // The platform's name.
	method  string
	pattern string // With {names} for ids.
	scopes  []string
	noShop  bool // It takes no shop_cipher.
	handle  func(*request) (any, *refusal)
}

func (s *Server) table() []route {
	const get, post = http.MethodGet, http.MethodPost
	auth := []string{"seller.authorization.info"}
	orders := []string{"seller.order.info"}
	basic := []string{"seller.fulfillment.basic"}
	write := []string{"seller.fulfillment.package.write"}
	logistics := []string{"seller.logistics"}
	returns := []string{"seller.return_refund.basic"}
	const f = "/fulfillment/202309"
	const c = "/return_refund/202309"
	return []route{
		{"get_authorized_shops", get, "/authorization/202309/shops", auth, true, s.authorizedShops},
		{"get_order_list", post, "/order/202309/orders/search", orders, false, s.searchOrders},
		{"get_order_detail", get, "/order/202507/orders", orders, false, s.orderDetail},
		{"get_order_detail_202309", get, "/order/202309/orders", orders, false, s.orderDetail},
		{"mark_package_as_shipped", post, f + "/orders/{order}/packages", basic, false, s.markShipped},
		{"update_shipping_info", post, f + "/orders/{order}/shipping_info/update", logistics, false, s.correctOrder},
		{"get_tracking", get, f + "/orders/{order}/tracking", logistics, false, s.tracking},
		{"get_order_split_attributes", get, f + "/orders/split_attributes", write, false, s.splitRules},
		{"split_orders", post, f + "/orders/{order}/split", write, false, s.split},
		{"search_package", post, f + "/packages/search", basic, false, s.searchPackages},
		{"batch_ship_packages", post, f + "/packages/ship", basic, false, s.shipBatch},
		{"get_package_detail", get, f + "/packages/{package}", basic, false, s.packageDetail},
		{"ship_package", post, f + "/packages/{package}/ship", basic, false, s.shipOne},
		{"update_package_shipping_info", post, f + "/packages/{package}/shipping_info/update", basic, false, s.correctParcel},
		{"get_package_shipping_document", get, f + "/packages/{package}/shipping_documents", basic, false, s.document},
		{"get_package_handover_time_slots", get, f + "/packages/{package}/handover_time_slots", write, false, s.slots},
		{"get_shipping_providers", get, "/logistics/202309/delivery_options/{option}/shipping_providers", append(basic, logistics...), false, s.providers},
		{"get_warehouse_list", get, "/logistics/202309/warehouses", logistics, false, s.warehouses},
		{"get_warehouse_delivery_options", get, "/logistics/202309/warehouses/{warehouse}/delivery_options", logistics, false, s.options},
		{"search_cancellations", post, c + "/cancellations/search", returns, false, s.searchCancels},
		{"approve_cancellation", post, c + "/cancellations/{cancel}/approve", returns, false, s.approve},
		{"reject_cancellation", post, c + "/cancellations/{cancel}/reject", returns, false, s.reject},
		{"get_reject_reasons", get, c + "/reject_reasons", returns, false, s.rejectReasons},
	}
}

// find looks for the operation of a call.
func (s *Server) find(method, path string) (*route, map[string]string, *refusal) {
	known := false
	for i := range s.routes {
		ids, ok := match(s.routes[i].pattern, path)
		if !ok {
			continue
		}
		known = true
		if s.routes[i].method == method {
			for name, id := range ids {
				if !isID(id) {
					return nil, nil, gateway(http.StatusBadRequest, codeCredentials, "The path parameter '%s' is not a valid identifier", name)
				}
			}
			return &s.routes[i], ids, nil
		}
	}
	if known {
		return nil, nil, gateway(http.StatusMethodNotAllowed, codeMethod, "Invalid HTTP method %s", method)
	}
	return nil, nil, gateway(http.StatusNotFound, codePath, "Invalid path %s", path)
}

// match holds a path against a pattern.
func match(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	ids := map[string]string{}
	for i, w := range want {
		if name, ok := strings.CutPrefix(w, "{"); ok {
			ids[strings.TrimSuffix(name, "}")] = got[i]
			continue
		}
		if w != got[i] {
			return nil, false
		}
	}
	return ids, true
}
