package api

import (
	"context"
	"fmt"
	"strings"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// MaxShipPackages is the number of packages that one ShipPackages call takes. The platform names no limit; 50 is the most
// that its other lists allow.
const MaxShipPackages = 50

// Mark tells the shop that the seller has shipped an order, or some of its units, with a carrier of the seller's.
type Mark struct {
	Order    string
	Items    []string // Line item ids; none for all of the order.
	Tracking string
	Provider string // The carrier's id, from Providers.
}

// Handover is how the carrier gets a package.
type Handover string

// The ways. In the United Kingdom and the EU the seller sets it in Seller Center and the call cannot change it.
const (
	HandoverAsSet   Handover = ""
	HandoverPickup  Handover = "PICKUP"
	HandoverDropOff Handover = "DROP_OFF"
)

// Shipment arranges the shipping of a package by the platform's carrier.
type Shipment struct {
	Package  string
	Handover Handover
	Slot     Slot // The pickup slot; zero for none.
	// Tracking and Provider are for shops in South East Asia and Latin America, whose sellers ship by this call too.
	Tracking string
	Provider string
}

type shipBody struct {
	ID       string        `json:"id,omitempty"`
	Handover Handover      `json:"handover_method,omitempty"`
	Slot     *slotBody     `json:"pickup_slot,omitempty"`
	Self     *trackingBody `json:"self_shipment,omitempty"`
}

type slotBody struct {
	Start int64 `json:"start_time"`
	End   int64 `json:"end_time"`
}

type trackingBody struct {
	Tracking string `json:"tracking_number"`
	Provider string `json:"shipping_provider_id"`
}

type markBody struct {
	Items []string `json:"order_line_item_ids,omitempty"`
	trackingBody
}

var (
	opMark           = operation{id: "mark_package_as_shipped", changes: true}
	opShip           = operation{id: "ship_package", changes: true}
	opBatchShip      = operation{id: "batch_ship_packages", changes: true}
	opCorrect        = operation{id: "update_shipping_info", changes: true}
	opCorrectPackage = operation{id: "update_package_shipping_info", changes: true}
)

// MarkShipped hands in carrier and tracking number of an order that the seller ships. There is no call for several
// orders.
func (s *Shop) MarkShipped(ctx context.Context, m Mark) Result {
	body := markBody{distinct(m.Items), trackingBody{strings.TrimSpace(m.Tracking), m.Provider}}
	k := s.post(&opMark, "mark order "+fulfillment.Clean(m.Order)+" as shipped", "/fulfillment/202309/orders/"+m.Order+"/packages", nil, body)
	if err := firstError(checkID(&k, "order", m.Order), checkIDs(&k, "line item", m.Items), checkTracking(&k, body.trackingBody)); err != nil {
		return resultOf(err)
	}
	d, r := tell[struct {
		Package wire.Text `json:"package_id"`
		Warning struct {
			Message wire.Text `json:"message"`
		} `json:"warning"`
	}](ctx, s, k)
	r.PackageID, r.Warning = d.Package.Clean(), d.Warning.Message.Clean()
	return r
}

// ShipPackage arranges one package.
func (s *Shop) ShipPackage(ctx context.Context, p Shipment) Result {
	k := s.post(&opShip, "ship package "+fulfillment.Clean(p.Package), "/fulfillment/202309/packages/"+p.Package+"/ship", nil, p.body(false))
	if err := checkID(&k, "package", p.Package); err != nil {
		return resultOf(err)
	}
	_, r := tell[struct{}](ctx, s, k)
	r.PackageID = p.Package
	return r
}

// ShipPackages arranges up to MaxShipPackages packages in one call. There is one result for each, in the same order; a
// package that stands in the list twice is sent once. More than that are refused without a call.
func (s *Shop) ShipPackages(ctx context.Context, ps []Shipment) []Result {
	var body struct {
		Packages []shipBody `json:"packages"`
	}
	seen := map[string]bool{}
	for i := range ps {
		if !seen[ps[i].Package] {
			seen[ps[i].Package] = true
			body.Packages = append(body.Packages, ps[i].body(true))
		}
	}
	if len(ps) == 0 {
		return nil
	}
	k := s.post(&opBatchShip, fmt.Sprintf("ship %d packages", len(body.Packages)), "/fulfillment/202309/packages/ship", nil, body)
	all := func(err error) []Result {
		results := make([]Result, len(ps))
		for i := range results {
			results[i] = resultOf(err)
			results[i].PackageID = ps[i].Package
		}
		return results
	}
	if len(body.Packages) > MaxShipPackages {
		e := k.fail(KindRequest, nil)
		e.Words = fmt.Sprintf("one call takes %d packages at most", MaxShipPackages)
		return all(e)
	}
	for i := range ps {
		if err := checkID(&k, "package", ps[i].Package); err != nil {
			return all(err)
		}
	}
	data, err := s.client.do(ctx, k)
	if err != nil {
		return all(err)
	}
	d, err := decode[shipErrors](data)
	if err != nil { // Some failed and nobody can say which.
		e := k.fail(KindGarbled, err)
		return all(e)
	}
	results := all(nil)
	for i := range ps {
		ps[i].judge(&results[i], &k, &d)
	}
	return results
}

// shipErrors are the packages of a batch that were not shipped.
type shipErrors struct {
	Errors []struct {
		Code    wire.Number `json:"code"`
		Message wire.Text   `json:"message"`
		Detail  struct {
			Package wire.Text `json:"package_id"`
		} `json:"detail"`
	} `json:"errors"`
}

// judge finds what the answer of a batch says about the package. An error that names no package may be about any that is
// not named.
func (p *Shipment) judge(r *Result, k *call, d *shipErrors) {
	nameless := false
	for i := range d.Errors {
		e := &d.Errors[i]
		id := e.Detail.Package.Clean()
		nameless = nameless || id == ""
		if id != p.Package {
			continue
		}
		m := meaningOf(int64(e.Code), k.op)
		failed := k.fail(m.kind, nil)
		failed.What = "ship package " + p.Package
		failed.Code, failed.Message, failed.Words = int64(e.Code), e.Message.Clean(), m.words
		*r = resultOf(failed)
		r.PackageID = p.Package
		return
	}
	if nameless {
		failed := k.fail(KindGarbled, nil)
		failed.What, failed.Words = "ship package "+p.Package, "the shop has refused packages of the batch without naming them"
		*r = resultOf(failed)
		r.PackageID = p.Package
	}
}

func (p *Shipment) body(batch bool) shipBody {
	b := shipBody{Handover: p.Handover}
	if batch {
		b.ID = p.Package
	}
	if !p.Slot.Start.IsZero() {
		b.Slot = &slotBody{p.Slot.Start.Unix(), p.Slot.End.Unix()}
	}
	if p.Tracking != "" {
		b.Self = &trackingBody{strings.TrimSpace(p.Tracking), p.Provider}
	}
	return b
}

// CorrectTracking replaces carrier and tracking number of an order that was shipped whole. The shop allows it once, in
// some markets within 72 hours.
func (s *Shop) CorrectTracking(ctx context.Context, order, tracking, provider string) Result {
	return s.correct(ctx, &opCorrect, "order", "orders", order, tracking, provider)
}

// CorrectPackageTracking is the same for one package of an order that was shipped in parts.
func (s *Shop) CorrectPackageTracking(ctx context.Context, pkg, tracking, provider string) Result {
	return s.correct(ctx, &opCorrectPackage, "package", "packages", pkg, tracking, provider)
}

func (s *Shop) correct(ctx context.Context, op *operation, kind, room, id, tracking, provider string) Result {
	body := trackingBody{strings.TrimSpace(tracking), provider}
	k := s.post(op, "correct the tracking number of "+kind+" "+fulfillment.Clean(id), "/fulfillment/202309/"+room+"/"+id+"/shipping_info/update", nil, body)
	if err := firstError(checkID(&k, kind, id), checkTracking(&k, body)); err != nil {
		return resultOf(err)
	}
	_, r := tell[struct{}](ctx, s, k)
	return r
}

// maxTracking is longer than the number of any carrier.
const maxTracking = 64

// checkTracking refuses what no carrier has, before the shop does.
func checkTracking(k *call, t trackingBody) error {
	bad := func(words string) error {
		e := k.fail(KindTracking, nil)
		e.Words = words
		return e
	}
	switch {
	case t.Tracking == "":
		return bad("the tracking number is missing")
	case len(t.Tracking) > maxTracking || strings.ContainsFunc(t.Tracking, func(r rune) bool { return r <= ' ' || r > '~' }):
		return bad(fmt.Sprintf("%q is no tracking number", fulfillment.CleanText(fulfillment.Clean(t.Tracking), maxTracking)))
	}
	return checkID(k, "carrier", t.Provider)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
