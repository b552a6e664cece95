package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packedOrder is a split order with the named packages packed.
func packedOrder(packed ...string) *Order {
	o := splitOrder(map[string][]string{packageA: {"1 CAP"}, packageB: {"1 TEE-M"}, packageC: {"1 MUG-RED"}}, "1 CAP", "1 TEE-M", "1 MUG-RED")
	for i := range o.Parcels {
		for _, id := range packed {
			if b := &o.Parcels[i]; b.ID == id {
				b.PackedAt, b.Stage = packNow, StagePacked
			}
		}
	}
	return o
}

// TestShipWhatIsPacked: a bench asks for the packages that are packed, each by itself; a batch for the whole order.
func TestShipWhatIsPacked(t *testing.T) {
	t.Parallel()
	open := func(parcel, batch string) Shipment {
		return Shipment{Order: orderA, Mode: ModeTikTok, Parcel: parcel, Batch: batch, State: ShipLater}
	}
	shipped := func(o *Order, id string) *Order {
		for i := range o.Parcels {
			if b := &o.Parcels[i]; b.ID == id {
				b.Stage, b.ShippedAt = StageShipped, packNow
			}
		}
		return o
	}
	for name, c := range map[string]struct {
		order *Order
		last  []Shipment
		batch bool
		want  [][]string // The packages of each shipment.
		no    Objection
	}{
		"the one that is packed":            {packedOrder(packageB), nil, false, [][]string{{packageB}}, Objection{}},
		"those that are":                    {packedOrder(packageA, packageC), nil, false, [][]string{{packageA}, {packageC}}, Objection{}},
		"beside one that is being shipped":  {packedOrder(packageA, packageB), []Shipment{open(packageA, "")}, false, [][]string{{packageB}}, Objection{}},
		"beside one that is shipped":        {shipped(packedOrder(packageA, packageB), packageA), nil, false, [][]string{{packageB}}, Objection{}},
		"nothing but what is being shipped": {packedOrder(packageA), []Shipment{open(packageA, "")}, false, nil, Objection{Fault: FaultClaimed, Detail: "the bench"}},
		"nothing but what is shipped":       {shipped(packedOrder(packageA), packageA), nil, false, nil, Objection{Rule: RuleAlreadyShipped}},
		"while a batch ships all of it":     {packedOrder(packageA), []Shipment{open("", "7")}, false, nil, Objection{Fault: FaultClaimed, Detail: "batch 7"}},
		"a batch":                           {packedOrder(packageA), nil, true, [][]string{{packageA, packageB, packageC}}, Objection{}},
		"a batch for what is left":          {shipped(packedOrder(packageA), packageA), nil, true, [][]string{{packageB, packageC}}, Objection{}},
		"a batch while the bench ships one": {packedOrder(packageA), []Shipment{open(packageA, "")}, true, nil, Objection{Fault: FaultClaimed, Detail: "the bench"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := shipFacts(c.order)
			f.Now, f.Last = packNow, map[string][]Shipment{orderA: c.last}
			r := ShipRequest{Orders: []string{orderA}, Packed: !c.batch}
			p := r.Plan(f)
			var got [][]string
			for _, s := range p.Ready {
				got = append(got, s.Packages)
				assert.Equal(t, !c.batch, s.ByPackage())
			}
			assert.Equal(t, c.want, got)
			if c.want != nil {
				assert.Empty(t, p.Objections)
				return
			}
			require.Len(t, p.Objections, 1)
			c.no.Order = orderA
			assert.Equal(t, c.no, p.Objections[0])
		})
	}
}

// TestAcceptedPackage books a package by itself: the order waits for the others, and the packing knows which one is shipped.
func TestAcceptedPackage(t *testing.T) {
	t.Parallel()
	o := packedOrder(packageA, packageB)
	p := NewPacking([]*Order{packedOrder()}, nil, PackRules{})
	p.choose(packageA)
	one := Shipment{Order: orderA, Mode: ModeTikTok, Parcel: packageA, Packages: []string{packageA}}
	changed := o.Accepted(&one, packNow)
	require.Len(t, changed, 1)
	assert.Equal(t, packageA, changed[0].ID)
	assert.Equal(t, StageToPack, o.Stage)
	p.Accepted(&one, false)
	assert.Equal(t, StageShipped, p.Shipments()[0].Stage)
	assert.True(t, p.Package().Shipped)
	assert.False(t, p.Shipped)
	ids, split := o.AcceptedPackages()
	assert.True(t, split)
	assert.Equal(t, []string{packageA}, ids)
	for _, id := range []string{packageB, packageC} {
		o.Accepted(&Shipment{Order: orderA, Mode: ModeTikTok, Parcel: id}, packNow)
	}
	assert.Equal(t, StageShipped, o.Stage, "the last one ships the order")
}

// TestAcceptedPackagesOfAShippedOrder: of an order that is shipped whole the shop has accepted all packages, whoever has told it.
func TestAcceptedPackagesOfAShippedOrder(t *testing.T) {
	t.Parallel()
	o := packedOrder(packageA)
	o.Accepted(&Shipment{Order: orderA, Mode: ModeTikTok, Parcel: packageA}, packNow)
	o.Status = StatusAwaitingCollection
	ids, split := o.AcceptedPackages()
	assert.True(t, split)
	assert.Equal(t, []string{packageA, packageB, packageC}, ids)
}
