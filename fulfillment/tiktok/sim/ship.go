package sim

import (
	"fmt"
	"time"

	"packdesk/fulfillment"
)

// maxBatch is how many packages a batch may hold here. The platform names no number.
const maxBatch = 50

// shipBody is how a package is to be shipped.
type shipBody struct {
	ID       string `json:"id"`
	Handover string `json:"handover_method"`
	Slot     *struct {
		Start int64 `json:"start_time"`
		End   int64 `json:"end_time"`
	} `json:"pickup_slot"`
	Self *trackingBody `json:"self_shipment"`
}

// shipOne arranges one package.
func (s *Server) shipOne(r *request) (any, *refusal) {
	var b shipBody
	if ref := strict(r, &b, codeBadParameter); ref != nil {
		return nil, ref
	}
	if b.ID != "" {
		return nil, no(codeBadParameter, "Invalid parameter id: it stands in the path")
	}
	b.ID = r.ids["package"]
	if ref := s.ship(r.shop, &b); ref != nil {
		return nil, ref
	}
	return map[string]any{}, nil
}

// shipBatch arranges several packages. What is refused stands in the answer of a call that is none the less a success.
func (s *Server) shipBatch(r *request) (any, *refusal) {
	var b struct {
		Packages []shipBody `json:"packages"`
	}
	if ref := strict(r, &b, codeBadParameter); ref != nil {
		return nil, ref
	}
	if len(b.Packages) == 0 || len(b.Packages) > maxBatch {
		return nil, no(codeBadParameter, "Invalid parameter packages: 1 to %d", maxBatch)
	}
	type detail struct {
		Package string `json:"package_id"`
	}
	type failure struct {
		Code    int64  `json:"code"`
		Message string `json:"message"`
		Detail  detail `json:"detail"`
	}
	failures := []failure{}
	for i := range b.Packages {
		if !isID(b.Packages[i].ID) {
			return nil, no(codeBadParameter, "Invalid parameter id %q", b.Packages[i].ID)
		}
		if ref := s.ship(r.shop, &b.Packages[i]); ref != nil {
			failures = append(failures, failure{ref.code, ref.message, detail{b.Packages[i].ID}})
		}
	}
	return map[string]any{"errors": failures}, nil
}

// ship arranges a package with the platform's carrier.
func (s *Server) ship(sh *shop, b *shipBody) *refusal {
	p := sh.parcels[b.ID]
	if p == nil {
		return no(codeNotYoursPackage, "The package %s does not belong to the shop", b.ID)
	}
	o := p.order
	if ref := s.mayShip(p, sh.Region, b); ref != nil {
		return s.count(o, ref)
	}
	if o.request != nil {
		s.closeRequest(sh, o, cancelRejected)
	}
	now := s.now().Truncate(time.Second)
	s.numbers++
	p.carrier = platformCarrier(sh.Region)
	p.tracking = fmt.Sprintf(p.carrier.sample, (s.opt.Seed%1000)*1_000_000+s.numbers)
	p.status, p.shipped, p.updated, p.handover = parcelProcessing, now, now, b.Handover
	if b.Slot != nil {
		p.slot = [2]int64{b.Slot.Start, b.Slot.End}
	}
	s.arranged(sh, p)
	return nil
}

// mayShip says what keeps a package from being shipped, or nil.
func (s *Server) mayShip(p *parcel, region string, b *shipBody) *refusal {
	o := p.order
	switch {
	case o.facts.Mode == fulfillment.ModeFBT:
		return no(codeFBT, "The order is fulfilled by TikTok")
	case p.status == parcelCompleted:
		return no(codeDelivered, "The package has been delivered")
	case p.isShipped() && !s.opt.AcceptRepeats:
		return no(codeAlreadyPackage, "The package has been shipped")
	case p.status == parcelCancelled, o.status() == fulfillment.StatusCancelled:
		return no(codeCancelled, "The package is cancelled")
	case o.base == fulfillment.StatusOnHold:
		return no(codeOnHold, "The order is still on hold")
	case o.base != fulfillment.StatusAwaitingShipment:
		return no(codeNotAwaiting, "The order is %s", o.status())
	case o.afterSale, o.request != nil && region != "US":
		return no(codeRequestOpen, "A cancellation or after-sale request is open")
	case b.Self != nil:
		return no(codeBadParameter, "Invalid parameter self_shipment: not in this region")
	case b.Handover != "" && b.Handover != "PICKUP" && b.Handover != "DROP_OFF":
		return no(codeBadParameter, "Invalid parameter handover_method %q", b.Handover)
	case b.Slot != nil && !s.slotFree(b.Slot.Start, b.Slot.End):
		return no(codeSlot, "The pickup slot cannot be had")
	default:
		return nil
	}
}

// slotHours are the pickup windows of a day; the second of the next day is always full.
func slotHours() [][2]int { return [][2]int{{9, 12}, {13, 17}} }

// slotList lists the pickup slots of the next three days.
func (s *Server) slotList() (slots []map[string]any) {
	day := s.now().Truncate(24 * time.Hour)
	for d := 1; d <= 3; d++ {
		for n, h := range slotHours() {
			at := day.AddDate(0, 0, d)
			slots = append(slots, map[string]any{
				"start_time": at.Add(time.Duration(h[0]) * time.Hour).Unix(), "end_time": at.Add(time.Duration(h[1]) * time.Hour).Unix(),
				"avaliable": d != 1 || n != 1, //nolint:misspell // The platform's spelling.
			})
		}
	}
	return slots
}

func (s *Server) slotFree(start, end int64) bool {
	for _, slot := range s.slotList() {
		if slot["start_time"] == start && slot["end_time"] == end {
			return slot["avaliable"] == true //nolint:misspell // The platform's spelling.
		}
	}
	return false
}

// slots answers how a package can be handed over.
func (s *Server) slots(r *request) (any, *refusal) {
	p := r.shop.parcels[r.ids["package"]]
	if p == nil || p.own {
		return nil, no(codeBadParameter, "The package %s has no handover slots", r.ids["package"])
	}
	return map[string]any{
		"can_pickup": true, "can_drop_off": true, "can_van_collection": r.shop.Region == "GB", "drop_off_point_url": r.base + "/drop-off",
		"pickup_slots": s.slotList(),
	}, nil
}
