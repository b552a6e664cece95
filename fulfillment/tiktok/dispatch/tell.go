package dispatch

import (
	"context"
	"errors"
	"slices"
	"strings"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// Mark hands in carrier and number of an order that the seller ships.
func (d *Dispatch) Mark(ctx context.Context, s *fulfillment.Shipment, o *fulfillment.Order) fulfillment.ShipAnswer {
	shop, err := d.shop(ctx, s.Shop)
	if err != nil {
		return before(err)
	}
	providers, err := d.providers(ctx, o)
	if err != nil {
		return before(err)
	}
	names := make([]string, 0, len(providers))
	for _, p := range providers {
		names = append(names, p.Name)
	}
	name, ok := fulfillment.CarrierIn(names, s.Carrier)
	if !ok {
		return fulfillment.ShipAnswer{
			Outcome: fulfillment.OutcomeRefused, Fault: fulfillment.FaultNoCarrier,
			Says: "the shop does not list the carrier " + s.Carrier + "; it lists " + strings.Join(names, ", "),
		}
	}
	provider := providers[slices.Index(names, name)].ID
	r := shop.MarkShipped(ctx, api.Mark{Order: s.Order, Items: s.Items, Tracking: s.Tracking, Provider: provider})
	return answer(&r)
}

// Arrange ships packages of orders that TikTok ships; one answer for each shipment, in the same order.
func (d *Dispatch) Arrange(ctx context.Context, shop string, ships []fulfillment.Shipment) []fulfillment.ShipAnswer {
	answers := make([]fulfillment.ShipAnswer, len(ships))
	at, err := d.shop(ctx, shop)
	if err != nil {
		for i := range answers {
			answers[i] = before(err)
		}
		return answers
	}
	var packages []api.Shipment
	for _, s := range ships {
		for _, id := range s.Packages {
			packages = append(packages, api.Shipment{Package: id, Handover: handover(s.Method), Slot: api.Slot(s.Slot)})
		}
	}
	results := make(map[string]api.Result, len(packages))
	for chunk := range slices.Chunk(packages, d.o.Chunk) {
		for i, r := range at.ShipPackages(ctx, chunk) {
			results[chunk[i].Package] = r
		}
	}
	for i := range ships {
		answers[i] = together(ships[i].Packages, results)
	}
	return answers
}

func handover(m fulfillment.HandoverMethod) api.Handover {
	switch m {
	case fulfillment.HandoverPickup:
		return api.HandoverPickup
	case fulfillment.HandoverDropOff:
		return api.HandoverDropOff
	case fulfillment.HandoverAsSet:
	}
	return api.HandoverAsSet
}

// together is the answer for all packages of an order. Where some went and others may go later, the shop is asked which.
func together(packages []string, results map[string]api.Result) fulfillment.ShipAnswer {
	rank := func(o fulfillment.ShipOutcome) int {
		return slices.Index([]fulfillment.ShipOutcome{fulfillment.OutcomeDone, fulfillment.OutcomeLater, fulfillment.OutcomeRefused, fulfillment.OutcomeUnknown}, o)
	}
	var whole fulfillment.ShipAnswer
	done, already := 0, 0
	for i, id := range packages {
		r := results[id]
		a := answer(&r)
		if a.Outcome == fulfillment.OutcomeDone {
			done++
		}
		if a.Already {
			already++
		}
		if i == 0 || rank(a.Outcome) > rank(whole.Outcome) {
			whole = a
		}
	}
	whole.Packages = nil
	whole.Already = already > 0 && already == len(packages)
	if done > 0 && whole.Outcome == fulfillment.OutcomeLater {
		whole.Outcome = fulfillment.OutcomeUnknown
	}
	return whole
}

// LookUp asks how orders stand; one finding for each shipment, in the same order. The answer is done when it could be asked.
func (d *Dispatch) LookUp(ctx context.Context, shop string, ships []fulfillment.Shipment) ([]fulfillment.ShipFinding, fulfillment.ShipAnswer) {
	at, err := d.shop(ctx, shop)
	if err != nil {
		return nil, before(err)
	}
	var ids []string
	for i := range ships {
		ids = append(ids, ships[i].Order)
	}
	slices.Sort(ids)
	standing := map[string]api.Standing{}
	for chunk := range slices.Chunk(slices.Compact(ids), api.MaxOrderIDs) {
		some, err := at.LookUp(ctx, chunk...)
		if err != nil {
			return nil, before(err)
		}
		for id, s := range some {
			standing[id] = s
		}
	}
	found := make([]fulfillment.ShipFinding, len(ships))
	for i := range ships {
		s, ok := standing[ships[i].Order]
		if !ok {
			found[i] = fulfillment.ShipFinding{Verdict: fulfillment.VerdictNobody}
			continue
		}
		found[i] = finding(&s, &ships[i])
	}
	return found, fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeDone}
}

// finding is what an order's standing says of a shipment.
func finding(at *api.Standing, s *fulfillment.Shipment) fulfillment.ShipFinding {
	number := s.Tracking
	if s.Mode != fulfillment.ModeSeller {
		number = "" // The platform's own: whichever it is, it is right.
	}
	items := s.Items
	if s.ByPackage() {
		if items = itemsIn(at, s.Packages); len(items) == 0 {
			return fulfillment.ShipFinding{Verdict: fulfillment.VerdictNobody} // The packages have been changed.
		}
	}
	f := fulfillment.ShipFinding{Verdict: fulfillment.ShipVerdict(at.Judge(number, items...)), Numbers: at.Tracking(items...)}
	for _, u := range at.Units {
		if u.Cancelled || u.Shipped || s.ByPackage() && !slices.Contains(items, u.Item) {
			continue
		}
		f.Left = append(f.Left, u.Item)
		if u.Package != "" && !slices.Contains(f.Packages, u.Package) {
			f.Packages = append(f.Packages, u.Package)
		}
	}
	if f.Verdict == fulfillment.VerdictStopped {
		f.Rule = stopRule(at)
	}
	return f
}

// itemsIn are the line items in packages of an order: those that are not cancelled, where there are any.
func itemsIn(at *api.Standing, packages []string) []string {
	var live, all []string
	for _, u := range at.Units {
		if !slices.Contains(packages, u.Package) {
			continue
		}
		all = append(all, u.Item)
		if !u.Cancelled {
			live = append(live, u.Item)
		}
	}
	if len(live) == 0 {
		return all
	}
	return live
}

func stopRule(at *api.Standing) fulfillment.Rule {
	switch {
	case at.Status == fulfillment.StatusCancelled:
		return fulfillment.RuleCancelled
	case at.CancelRequested:
		return fulfillment.RuleCancelRequested
	case at.Status == fulfillment.StatusOnHold:
		return fulfillment.RuleOnHold
	case at.Status == fulfillment.StatusUnpaid:
		return fulfillment.RuleUnpaid
	default:
		return fulfillment.RuleLineCancelled
	}
}

// answer is a result in the trade's words.
func answer(r *api.Result) fulfillment.ShipAnswer {
	a := fulfillment.ShipAnswer{Outcome: fulfillment.ShipOutcome(r.Outcome), Already: r.Already, Says: r.Warning}
	if r.PackageID != "" {
		a.Packages = []string{r.PackageID}
	}
	if r.Err == nil {
		return a
	}
	explain(&a, r.Err)
	return a
}

// before is the answer where the shop was not told yet: whatever it was, nothing happened.
func before(err error) fulfillment.ShipAnswer {
	a := fulfillment.ShipAnswer{Outcome: fulfillment.OutcomeLater}
	explain(&a, err)
	if errors.Is(err, fulfillment.ErrNotFound) && api.KindOf(err) == "" {
		a.Halt = true // A shop that is not connected, or not set up.
	}
	return a
}

// explain says why, and what rule or fault it comes to.
func explain(a *fulfillment.ShipAnswer, err error) {
	a.Says = fulfillment.Clean(err.Error())
	var e *api.Error
	if !errors.As(err, &e) {
		return
	}
	a.After, a.Halt = e.RetryAfter, e.Kind.Stops()
	switch e.Kind {
	case api.KindCancelled:
		a.Rule = fulfillment.RuleCancelled
	case api.KindCancelRequested:
		a.Rule = fulfillment.RuleCancelRequested
	case api.KindOnHold:
		a.Rule = fulfillment.RuleOnHold
	case api.KindTracking:
		a.Fault = fulfillment.FaultBadNumber
	case api.KindTrackingUsed:
		a.Fault = fulfillment.FaultNumberUsed
	case api.KindNotYours, api.KindNotFound:
		a.Fault = fulfillment.FaultNotFound
	default:
	}
}
