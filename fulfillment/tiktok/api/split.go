package api

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// SplitRule is whether an order can or must be split into several packages.
type SplitRule struct {
	Order  string
	Can    bool
	Must   bool
	Reason string // Why it cannot, the shop's words.
}

var (
	opSplitRules = operation{id: "get_order_split_attributes"}
	opSplit      = operation{id: "split_orders", changes: true}
)

// SplitRules asks whether orders can be split, MaxOrderIDs at most.
func (s *Shop) SplitRules(ctx context.Context, orders ...string) ([]SplitRule, error) {
	orders = distinct(orders)
	k := s.get(&opSplitRules, fmt.Sprintf("ask whether %d orders can be split", len(orders)), "/fulfillment/202309/orders/split_attributes",
		url.Values{"order_ids": {listed(orders)}})
	if err := checkIDs(&k, "order", orders); err != nil {
		return nil, err
	}
	d, err := ask[struct {
		Rules []struct {
			Order  wire.Text `json:"order_id"`
			Can    wire.Flag `json:"can_split"`
			Must   wire.Flag `json:"must_split"`
			Reason wire.Text `json:"reason"`
		} `json:"split_attributes"`
	}](ctx, s, k)
	if err != nil {
		return nil, err
	}
	var rules []SplitRule
	for _, r := range d.Rules {
		rules = append(rules, SplitRule{r.Order.Clean(), bool(r.Can), bool(r.Must), r.Reason.Clean()})
	}
	return rules, nil
}

// Split puts the units of an order into packages, one for each group of line item ids. It returns the packages in the
// order of the groups; an id is empty where the shop did not say.
func (s *Shop) Split(ctx context.Context, order string, groups [][]string) ([]string, Result) {
	type group struct {
		ID    string   `json:"id"`
		Items []string `json:"order_line_item_ids"`
	}
	var body struct {
		Groups []group `json:"splittable_groups"`
	}
	for i, items := range groups {
		body.Groups = append(body.Groups, group{strconv.Itoa(i + 1), items})
	}
	k := s.post(&opSplit, "split order "+fulfillment.Clean(order), "/fulfillment/202309/orders/"+order+"/split", nil, body)
	if err := checkID(&k, "order", order); err != nil {
		return nil, resultOf(err)
	}
	for _, items := range groups {
		if err := checkIDs(&k, "line item", items); err != nil {
			return nil, resultOf(err)
		}
	}
	d, r := tell[struct {
		Packages []struct {
			Group wire.Text `json:"splittable_group_id"`
			ID    wire.Text `json:"id"`
		} `json:"packages"`
	}](ctx, s, k)
	if r.Outcome != OutcomeDone {
		return nil, r
	}
	ids := make([]string, len(groups))
	for _, p := range d.Packages {
		if n, err := strconv.Atoi(string(p.Group)); err == nil && n >= 1 && n <= len(ids) {
			ids[n-1] = p.ID.Clean()
		}
	}
	return ids, r
}
