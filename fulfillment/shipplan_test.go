package fulfillment

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shipLists are the carriers of the shop.
const shipLists = "Evri, Royal Mail, DHL UK, DHL eCommerce"

var shipNow = time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)

// shipOrder is order n to ship, with one line of one unit; all orders go to the same door until a test says otherwise.
func shipOrder(n int, mode Mode) *Order {
	return &Order{
		ID: fmt.Sprintf("57646141303870%05d", n), Shop: "uk", Mode: mode, Status: StatusAwaitingShipment, HeldByShop: true,
		PaidAt: shipNow.Add(-3 * time.Hour), CreatedAt: shipNow.Add(-3 * time.Hour),
		Recipient: Address{Name: "Alex Sample", Street: []string{"1 Example Street"}, Town: "Exampleton", PostalCode: "EX1 1AA", Region: "GB"},
		Lines:     []Line{{SKUID: "1729", Quantity: 1, Items: []string{fmt.Sprintf("9%05d", n)}}},
	}
}

// shipFacts are those of a quiet morning.
func shipFacts(orders ...*Order) *ShipFacts {
	policy := DefaultPolicy()
	f := &ShipFacts{
		Orders: map[string]*Order{}, Policy: func(string) *Policy { return &policy }, Held: map[string]Claim{}, Last: map[string][]Shipment{},
		Uses: map[string][]string{}, Free: map[string][]string{}, Now: shipNow,
		Lists: func(*Order) ([]string, bool) { return strings.Split(shipLists, ", "), true },
	}
	for _, o := range orders {
		f.Orders[o.ID] = o
	}
	return f
}

func TestPreflightOfOneOrder(t *testing.T) {
	t.Parallel()
	kim := Holder{Operator: "kim", Station: "bench 1"}
	type setting struct {
		o *Order
		f *ShipFacts
		r *ShipRequest
	}
	for _, c := range []struct {
		name   string
		change func(s *setting)
		want   Objection // Zero for none.
		also   []Fault
	}{
		{"ready", func(*setting) {}, Objection{}, nil},
		{"not there", func(s *setting) { delete(s.f.Orders, s.o.ID) }, Objection{Fault: FaultNotFound}, nil},
		{"cancelled: numbers do not matter any more", func(s *setting) { s.o.Status, s.r.Numbers = StatusCancelled, nil }, Objection{Rule: RuleCancelled}, nil},
		{"on hold, and no number", func(s *setting) { s.o.Status, s.r.Numbers = StatusOnHold, nil }, Objection{Rule: RuleOnHold}, []Fault{FaultNoNumber}},
		{"cancellation requested", func(s *setting) { s.o.CancelRequested = true }, Objection{Rule: RuleCancelRequested}, nil},
		{"a cancelled line", func(s *setting) { s.o.Lines[0].Cancelled = 1 }, Objection{Rule: RuleLineCancelled}, nil},
		{"shipped already", func(s *setting) { s.o.Stage = StageShipped }, Objection{Rule: RuleAlreadyShipped}, nil},
		{
			"in the hour of remorse",
			func(s *setting) { s.o.HeldByShop, s.o.PaidAt = false, shipNow.Add(-10*time.Minute) },
			Objection{Rule: RuleRemorse, Until: shipNow.Add(50 * time.Minute)},
			nil,
		},
		{"two numbers in the list", func(s *setting) {
			s.r.Orders = append(s.r.Orders, s.o.ID)
			s.r.Numbers = append(s.r.Numbers, ShipNumber{Order: s.o.ID, Tracking: "ab 2"})
		}, Objection{Fault: FaultTwoNumbers, Detail: "H01AAA1, AB2"}, nil},
		{"the same number twice in the list", func(s *setting) { s.r.Numbers = append(s.r.Numbers, s.r.Numbers[0]) }, Objection{}, nil},
		{"packed elsewhere", func(s *setting) {
			s.f.Held[s.o.ID] = Claim{Holder: Holder{"lee", "bench 2"}, Until: shipNow.Add(time.Minute)}
		}, Objection{Fault: FaultClaimed, Detail: "lee, bench 2"}, nil},
		{"packed here", func(s *setting) { s.f.Held[s.o.ID] = Claim{Holder: kim, Until: shipNow.Add(time.Minute)} }, Objection{}, nil},
		{"in another batch", func(s *setting) {
			s.f.Last[s.o.ID] = []Shipment{{Batch: "7", Order: s.o.ID, State: ShipLater}}
		}, Objection{Fault: FaultClaimed, Detail: "batch 7"}, nil},
		{"refused in another batch", func(s *setting) {
			s.f.Last[s.o.ID] = []Shipment{{Batch: "7", Order: s.o.ID, State: ShipRefused}}
		}, Objection{}, nil},
		{"shop not connected", func(s *setting) { s.f.Shops = map[string]bool{"us": true} }, Objection{Fault: FaultNoShop, Detail: "uk"}, nil},
		{"no carrier and no number", func(s *setting) { s.r.Numbers = nil; s.r.Carrier = "" }, Objection{Fault: FaultNoCarrier, Lists: strings.Split(shipLists, ", ")}, []Fault{FaultNoNumber}},
		{"a carrier that is two", func(s *setting) { s.r.Numbers[0].Carrier = "DHL" }, Objection{Fault: FaultNoCarrier, Detail: "DHL", Lists: strings.Split(shipLists, ", ")}, nil},
		{"a carrier of a long list", func(s *setting) {
			s.r.Numbers[0].Carrier = "Snail"
			s.f.Lists = func(*Order) ([]string, bool) { return strings.Fields("a b c d e f g h i j k l m"), true }
		}, Objection{Fault: FaultNoCarrier, Detail: "Snail", Lists: strings.Fields("a b c d e f g h i j k l …")}, nil},
		{"signs in the number", func(s *setting) { s.r.Numbers[0].Tracking = "H01/5" }, Objection{Fault: FaultBadNumber, Detail: "H01/5"}, nil},
		{"a typing error", func(s *setting) {
			s.f.Judge = func(string, string) (Fault, string) { return FaultBadNumber, "H01" }
		}, Objection{Fault: FaultBadNumber, Detail: "H01"}, nil},
		{"a typing error that is none", func(s *setting) {
			s.f.Judge, s.r.Trust = func(string, string) (Fault, string) { return FaultBadNumber, "H01" }, true
		}, Objection{}, nil},
		{"number of another order", func(s *setting) { s.f.Uses["H01AAA1"] = []string{"5"} }, Objection{Fault: FaultNumberUsed, Detail: "5"}, nil},
		{"number of its own", func(s *setting) { s.f.Uses["H01AAA1"] = []string{s.o.ID} }, Objection{}, nil},
		{"another number on the box", func(s *setting) {
			s.o.Parcels = []Parcel{{ID: s.o.ID, Tracking: "H01AAA2", Stage: StageLabelled}}
		}, Objection{Fault: FaultOtherNumber, Detail: "H01AAA2"}, nil},
		{"the same number on the box", func(s *setting) {
			s.o.Parcels = []Parcel{{ID: s.o.ID, Tracking: "h01 aaa-1", Stage: StageLabelled}}
		}, Objection{}, nil},
		{"the pool is empty", func(s *setting) { s.r.Numbers, s.r.Pool = nil, true }, Objection{Fault: FaultPoolEmpty, Detail: "Evri"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := shipOrder(1, ModeSeller)
			s := &setting{o: o, f: shipFacts(o), r: &ShipRequest{
				Orders: []string{o.ID}, Carrier: "evri", Holder: kim, Numbers: []ShipNumber{{Order: o.ID, Tracking: "h01 aaa1"}},
			}}
			c.change(s)
			p := s.r.Plan(s.f)
			if c.want.Rule == "" && c.want.Fault == "" {
				require.Empty(t, p.Objections)
				require.Len(t, p.Ready, 1)
				assert.Equal(t, Shipment{
					Order: o.ID, Shop: "uk", Mode: ModeSeller, Carrier: "Evri", Tracking: "H01AAA1", Holder: kim, State: ShipWaiting, AskedAt: shipNow, Labelled: true,
				}, p.Ready[0])
				return
			}
			require.Empty(t, p.Ready)
			require.Len(t, p.Objections, 1)
			got := p.Objections[0]
			var also []Fault
			for _, a := range got.Also {
				also = append(also, a.Fault)
			}
			got.Also = nil
			c.want.Order = o.ID
			assert.Equal(t, c.want, got)
			assert.Equal(t, c.also, also)
			assert.Contains(t, got.Words(), strings.Join(got.Lists, ", "))
			assert.NotEmpty(t, got.Words())
		})
	}
}

func TestPreflightTakesFiveHundred(t *testing.T) {
	t.Parallel()
	f := shipFacts()
	r := ShipRequest{}
	for n := range MaxBatch + 1 {
		o := shipOrder(n, ModeTikTok)
		o.PackageID = fmt.Sprint(n)
		f.Orders[o.ID] = o
		r.Orders = append(r.Orders, o.ID)
	}
	p := r.Plan(f)
	assert.Len(t, p.Ready, MaxBatch)
	assert.Equal(t, []Objection{{Order: r.Orders[MaxBatch], Fault: FaultOverCap, Detail: "501 orders"}}, p.Objections)
	rest := p.Rest()
	assert.Equal(t, r.Orders[MaxBatch:], rest.Orders)

	r.Orders = append(r.Orders[:MaxBatch:MaxBatch], r.Orders[3]) // The same id twice is not one more.
	p = r.Plan(f)
	assert.Len(t, p.Ready, MaxBatch)
	assert.Equal(t, []Objection{{Order: r.Orders[3], Fault: FaultTwice}}, p.Objections)
	rest = p.Rest()
	assert.Empty(t, rest.Orders)
	for i := range p.Ready {
		assert.Equal(t, i, p.Ready[i].Place)
	}
}

func TestPreflightGivesOutNumbersOnce(t *testing.T) {
	t.Parallel()
	orders := []*Order{shipOrder(1, ModeSeller), shipOrder(2, ModeSeller), shipOrder(3, ModeSeller), shipOrder(4, ModeSeller)}
	f := shipFacts(orders...)
	f.Free["Evri"] = []string{"H01AAA1", "H01AAA2"}
	f.Last[orders[2].ID] = []Shipment{{Order: orders[2].ID, State: ShipWithdrawn, Tracking: "H01AAA9"}}
	r := ShipRequest{Carrier: "Evri", Pool: true}
	for _, o := range orders {
		r.Orders = append(r.Orders, o.ID)
	}
	p := r.Plan(f)
	require.Len(t, p.Ready, 3)
	assert.Equal(t, []string{"H01AAA1", "H01AAA2", "H01AAA9"}, []string{p.Ready[0].Tracking, p.Ready[1].Tracking, p.Ready[2].Tracking}, "the third has one already")
	assert.Equal(t, FaultPoolEmpty, p.Objections[0].Fault)

	f.Last[orders[2].ID][0].State, f.Last[orders[2].ID][0].Fault = ShipRefused, FaultNumberUsed
	p = r.Plan(f)
	assert.Len(t, p.Ready, 2, "a number that the shop refused is not tried again")
}

func TestOneNumberForOrdersOfOneDoor(t *testing.T) {
	t.Parallel()
	f := shipFacts()
	r := ShipRequest{Carrier: "Evri", Share: true}
	for n := range MaxPerNumber + 1 {
		o := shipOrder(n, ModeSeller)
		f.Orders[o.ID] = o
		r.Orders = append(r.Orders, o.ID)
		r.Numbers = append(r.Numbers, ShipNumber{Order: o.ID, Tracking: "H01AAA1"})
	}
	p := r.Plan(f)
	assert.Len(t, p.Ready, MaxPerNumber)
	require.Len(t, p.Objections, 1)
	assert.Equal(t, FaultTooManyOnIt, p.Objections[0].Fault)

	f.Orders[r.Orders[4]].Recipient.PostalCode = "EX2 2BB"
	p = r.Plan(f)
	require.Len(t, p.Objections, 1)
	assert.Equal(t, Objection{Order: r.Orders[4], Fault: FaultOtherAddr, Detail: "H01AAA1"}, p.Objections[0])

	r.Share = false
	p = r.Plan(f)
	assert.Len(t, p.Ready, 1, "by choice only")
}

func TestAnOrderInSeveralBoxesIsToldBoxByBox(t *testing.T) {
	t.Parallel()
	o := shipOrder(1, ModeSeller)
	o.Lines = []Line{{SKUID: "1", Quantity: 3, Items: []string{"a", "b", "c"}}, {SKUID: "2", Quantity: 1, Items: []string{"d"}}}
	o.Parcels = []Parcel{
		{ID: o.ID, Stage: StageLabelled, Tracking: "H01AAA1", Content: []Unit{{o.ID, "1", 2}}},
		{ID: o.ID + "-2", Stage: StageLabelled, Tracking: "H01AAA2", Content: []Unit{{o.ID, "1", 1}, {o.ID, "2", 1}}},
	}
	r := ShipRequest{Orders: []string{o.ID}, Carrier: "Evri"}
	p := r.Plan(shipFacts(o))
	require.Empty(t, p.Objections)
	require.Len(t, p.Ready, 2)
	assert.Equal(t, []string{"a", "b"}, p.Ready[0].Items)
	assert.Equal(t, []string{"c", "d"}, p.Ready[1].Items)
	assert.Equal(t, o.ID+"-2", p.Ready[1].Parcel)
	assert.Equal(t, "H01AAA2", p.Ready[1].Tracking)

	first := p.Ready[0]
	first.State = ShipDone
	o.Accepted(&first, shipNow)
	assert.Equal(t, StageShipped, o.Parcels[0].Stage)
	assert.Equal(t, StageLabelled, o.Parcels[1].Stage)
	assert.NotEqual(t, StageShipped, o.Stage, "the other box is still here")
	o.Accepted(&p.Ready[1], shipNow)
	assert.Equal(t, StageShipped, o.Stage)
}

func TestWhatIsAcceptedIsBooked(t *testing.T) {
	t.Parallel()
	o := shipOrder(1, ModeSeller)
	s := Shipment{Order: o.ID, Mode: ModeSeller, Carrier: "Evri", Tracking: "H01AAA1", Packages: []string{"1152"}}
	boxes := o.Accepted(&s, shipNow)
	require.Len(t, boxes, 1)
	assert.Equal(t, Parcel{
		ID: o.ID, Shop: "uk", PackageID: "1152", Stage: StageShipped, Carrier: "Evri", Tracking: "H01AAA1", Orders: []string{o.ID},
		Content: []Unit{{o.ID, "1729", 1}}, ShippedAt: shipNow,
	}, *boxes[0], "nothing was packed: a box with everything bears the number")
	assert.Equal(t, StageShipped, o.Stage)

	late := shipOrder(2, ModeSeller)
	late.Stage = StageHandedOver
	late.Accepted(&s, shipNow)
	assert.Equal(t, StageHandedOver, late.Stage, "what is further stays there")
}

func TestAcceptedBoxes(t *testing.T) {
	t.Parallel()
	o := shipOrder(1, ModeTikTok)
	o.Parcels = []Parcel{{ID: "1151", PackageID: "1151", Stage: StageInTransit}, {ID: "1152", PackageID: "1152", Stage: StageToPack}, {ID: o.ID, Stage: StageLabelled}}
	o.Accepted(&Shipment{Order: o.ID, Mode: ModeTikTok, Packages: []string{"1152"}}, shipNow)
	assert.Equal(t, StageInTransit, o.Parcels[0].Stage)
	assert.True(t, o.Parcels[0].ShippedAt.IsZero(), "it went before")
	assert.Equal(t, "1152", o.Parcels[2].PackageID, "the box that was packed here")
	o.Parcels[1].Tracking, o.Parcels[1].Carrier = "H06", "Evri"
	boxes := OneBoxEach(o.Parcels)
	require.Len(t, boxes, 2)
	assert.Equal(t, Parcel{ID: o.ID, PackageID: "1152", Stage: StageShipped, Tracking: "H06", Carrier: "Evri", ShippedAt: shipNow}, boxes[1])
	assert.Len(t, OneBoxEach(boxes), 2)
}

func TestCarrierIn(t *testing.T) {
	t.Parallel()
	list := []string{"Royal Mail", "DHL UK", "DHL eCommerce", "Evri"}
	for words, want := range map[string]string{
		"royal  mail": "Royal Mail", "Royal Mail Tracked 48": "Royal Mail", "EVRI": "Evri", "DHL": "", "DHL UK": "DHL UK", "": "", "Roy": "", "Snail": "",
	} {
		got, ok := CarrierIn(list, words)
		assert.Equal(t, want, got, words)
		assert.Equal(t, want != "", ok, words)
	}
}
