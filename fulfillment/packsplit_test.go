package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Packages of the platform; made up.
const (
	packageA = "1152900000000000001"
	packageB = "1152900000000000002"
	packageC = "1152900000000000003"
)

// splitOrder is an order that TikTok ships, with packages whose contents are written as the lines of sampleOrder.
func splitOrder(packages map[string][]string, lines ...string) *Order {
	o := sampleOrder(orderA, lines...)
	o.Mode, o.Carrier, o.Tracking = ModeTikTok, "", ""
	for _, id := range []string{packageA, packageB, packageC} {
		content, ok := packages[id]
		if !ok {
			continue
		}
		b := Parcel{ID: id, PackageID: id, Shop: o.Shop, Stage: StageToPack, Orders: []string{o.ID}}
		for _, l := range sampleOrder(o.ID, content...).Lines {
			b.Content = append(b.Content, Unit{o.ID, l.SKUID, l.Quantity})
		}
		o.Parcels = append(o.Parcels, b)
	}
	return o
}

// twoPackages is an order of which a cap travels in either package.
func twoPackages() *Order {
	return splitOrder(map[string][]string{packageA: {"1 CAP", "1 MUG-RED"}, packageB: {"1 CAP", "2 TEE-M"}}, "2 CAP", "1 MUG-RED", "2 TEE-M")
}

// label lets the label of the open parcel come out of the printer.
func (s *seat) label(tracking string) {
	s.t.Helper()
	p := s.bench.Open
	require.NotNil(s.t, p)
	box := p.Box()
	_, ok := p.Printed(PrintReport{Parcel: box.ID, Key: box.printKey(box.Label.Prints), Codes: []string{tracking}, Tracking: tracking}, s.bench.Holder, s.now)
	require.True(s.t, ok)
}

// TestPackSplitOrder packs a split order to its end: the first item says which package comes first, each gets its own label,
// which is proven on its box, and what is left comes next without another scan of the order.
func TestPackSplitOrder(t *testing.T) {
	t.Parallel()
	d := newDepot(twoPackages())
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, VerdictOpened, s.scan(orderA).Verdict)
	p := s.bench.Open
	require.Len(t, p.Packages, 2)
	assert.Nil(t, p.Package(), "nothing says yet which one it will be")
	assert.Equal(t, 5, p.Missing())

	assert.Equal(t, VerdictUnit, s.scan("TEE-M").Verdict)
	assert.Equal(t, packageB, s.bench.Open.Package().ID, "the package that holds the item")
	assert.Equal(t, 2, s.bench.Open.Missing(), "only its own units are asked for")
	assert.Equal(t, AlarmOtherPackage, s.alarm("MUG-RED").Kind)
	assert.Equal(t, []Expected{{ExpectItem, "Sample CAP", 1}, {ExpectItem, "Sample TEE-M", 1}}, s.bench.Alarm.Expected)
	assert.Equal(t, VerdictUnit, s.scan("CAP").Verdict, "the right one clears the error")
	assert.Equal(t, AlarmOtherPackage, s.alarm("CAP").Kind, "the other one travels in the other package")
	turn := s.scan("TEE-M")
	assert.Equal(t, VerdictPacked, turn.Verdict)
	assert.Equal(t, []string{packageB + "/label/1"}, s.prints())
	assert.Contains(t, turn.Wants, Want{Kind: WantShip, Order: orderA})
	assert.Equal(t, AlarmOtherPackage, s.alarm("MUG-RED").Kind, "the label comes first")
	s.label("TRKBBB111")
	assert.Equal(t, VerdictClosed, s.scan("TRKBBB111").Verdict)

	require.NotNil(t, s.bench.Open, "it goes on with the next package by itself")
	assert.Equal(t, packageA, s.bench.Open.Package().ID, "which is the only one left")
	assert.Equal(t, 2, s.bench.Open.Missing())
	assert.Equal(t, StageToPack, d.orders[orderA].Stage)
	assert.Equal(t, AlarmWrongItem, s.alarm("TEE-M").Kind, "all of them are in the first package")
	assert.Equal(t, VerdictUnit, s.scan("MUG-RED").Verdict)
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	s.label("TRKAAA111")
	assert.Equal(t, AlarmForeignLabel, s.alarm("TRKBBB111").Kind, "the first package's label does not prove the second one")
	assert.Equal(t, VerdictClosed, s.scan("TRKAAA111").Verdict)
	assert.Nil(t, s.bench.Open)
	assert.Equal(t, []string{packageB + "/label/1", packageA + "/label/1"}, s.prints())

	parcels := d.packings[orderA].Shipments()
	require.Len(t, parcels, 2)
	assert.Equal(t, packageB, parcels[0].ID)
	assert.Equal(t, packageB, parcels[0].PackageID)
	assert.Equal(t, "TRKBBB111", parcels[0].Tracking)
	assert.Equal(t, []Unit{{orderA, "17CAP", 1}, {orderA, "17TEE-M", 2}}, parcels[0].Content)
	assert.Equal(t, packageA, parcels[1].ID)
	assert.Equal(t, []Unit{{orderA, "17CAP", 1}, {orderA, "17MUG-RED", 1}}, parcels[1].Content)
	assert.Equal(t, StageLabelled, d.orders[orderA].Stage, "the order is packed when all of its packages are")
	assert.Equal(t, AlarmDone, s.alarm(orderA).Kind)
}

// alarm scans a code that is wrong.
func (s *seat) alarm(code string) *Alarm {
	s.t.Helper()
	s.scan(code)
	require.NotNil(s.t, s.bench.Alarm, code)
	return s.bench.Alarm
}

func TestPackSplitChoice(t *testing.T) {
	t.Parallel()
	threeCaps := map[string][]string{packageA: {"1 CAP"}, packageB: {"2 CAP"}}
	for name, c := range map[string]struct {
		order *Order
		scans []string
		want  string // The package that is packed; empty while nothing says which.
	}{
		"an item of both begins the first":          {twoPackages(), []string{"CAP"}, packageA},
		"a count begins the first that misses it":   {splitOrder(threeCaps, "3 CAP"), []string{"PK:2", "CAP"}, packageB},
		"undone to the last unit it is open again":  {twoPackages(), []string{"TEE-M", "PK:UNDO"}, ""},
		"and another item chooses anew":             {twoPackages(), []string{"TEE-M", "PK:UNDO", "MUG-RED"}, packageA},
		"by hand, like by a scan":                   {twoPackages(), []string{"PK:HAND", "PK:4"}, packageB},
		"given up, it is open again":                {twoPackages(), []string{"TEE-M", "PK:ABORT", "PK:YES", orderA}, ""},
		"put back, it goes on where it was":         {twoPackages(), []string{"TEE-M", "", orderA}, packageB},
		"put aside, it goes on where it was":        {twoPackages(), []string{"TEE-M", "PK:PARK", "PK:1", orderA, "PK:YES"}, packageB},
		"put aside when its label is asked for":     {twoPackages(), []string{"TEE-M", "TEE-M", "CAP", "PK:PARK", "PK:1", orderA, "PK:YES"}, packageB},
		"one that the bench knows by its own label": {labelled(twoPackages()), []string{"TRKAAA111"}, packageA},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newDepot(c.order).seat(t, "Ada", "1")
			s.scan(orderA)
			for _, code := range c.scans {
				if code == "" {
					s.keep(s.bench.Leave(s.now))
					continue
				}
				s.scan(code)
			}
			require.NotNil(t, s.bench.Open)
			if c.want == "" {
				assert.Nil(t, s.bench.Open.Package())
				assert.Equal(t, s.bench.Open.Units(), s.bench.Open.Missing())
				return
			}
			require.NotNil(t, s.bench.Open.Package())
			assert.Equal(t, c.want, s.bench.Open.Package().ID)
		})
	}
}

// labelled gives the packages numbers, as a batch that has shipped them before anybody packs them.
func labelled(o *Order) *Order {
	o.Stage = StageShipped
	for i := range o.Parcels {
		b := &o.Parcels[i]
		b.Stage, b.ShippedAt, b.Tracking = StageShipped, packNow.Add(-1), []string{"TRKAAA111", "TRKBBB111", "TRKCCC111"}[i]
	}
	return o
}

// TestPackSplitOrderThatABatchHasShipped is opened by the label of a package, which says which one is packed, and goes on with
// the label of the next.
func TestPackSplitOrderThatABatchHasShipped(t *testing.T) {
	t.Parallel()
	d := newDepot(labelled(splitOrder(map[string][]string{packageA: {"1 CAP"}, packageB: {"1 TEE-M"}, packageC: {"1 MUG-RED"}}, "1 CAP", "1 TEE-M", "1 MUG-RED")))
	s := d.seat(t, "Ada", "1")
	assert.Equal(t, VerdictOpened, s.scan("TRKBBB111").Verdict)
	assert.Equal(t, packageB, s.bench.Open.Package().ID)
	assert.Equal(t, AlarmOtherPackage, s.alarm("CAP").Kind)
	assert.Equal(t, VerdictPacked, s.scan("TEE-M").Verdict)
	assert.Equal(t, VerdictClosed, s.scan("TRKBBB111").Verdict)
	assert.Nil(t, s.bench.Open.Package())
	assert.Equal(t, AlarmForeignLabel, s.alarm("TRKBBB111").Kind, "that one is packed")
	assert.Equal(t, VerdictCleared, s.key(CommandBack).Verdict)
	assert.Equal(t, VerdictOpened, s.scan("TRKAAA111").Verdict)
	assert.Equal(t, packageA, s.bench.Open.Package().ID)
	assert.Equal(t, StageShipped, s.bench.Open.Shipments()[0].Stage)
}

// TestPackSplitTakesAnotherLabel: while nothing is in the box the label of another package chooses that one, since nothing else
// leads away from a package that the shop has accepted and that is short; afterwards it is a foreign label.
func TestPackSplitTakesAnotherLabel(t *testing.T) {
	t.Parallel()
	d := newDepot(labelled(splitOrder(map[string][]string{packageA: {"2 CAP"}, packageB: {"1 TEE-M"}, packageC: {"1 MUG-RED"}}, "2 CAP", "1 TEE-M", "1 MUG-RED")))
	s := d.seat(t, "Ada", "1")
	for _, code := range []string{"TRKBBB111", "TEE-M", "TRKBBB111", "TRKAAA111"} {
		s.scan(code)
		require.Nil(t, s.bench.Alarm, code)
	}
	assert.Equal(t, packageA, s.bench.Open.Package().ID)
	assert.Equal(t, VerdictOpened, s.scan("TRKCCC111").Verdict)
	assert.Equal(t, packageC, s.bench.Open.Package().ID)
	assert.Equal(t, "TRKCCC111", s.bench.Open.Box().Label.Tracking)
	assert.NotContains(t, s.bench.Open.Box().Label.Codes, "TRKAAA111")
	assert.Equal(t, VerdictOpened, s.scan("TRKAAA111").Verdict)
	s.scan("CAP")
	assert.Equal(t, AlarmForeignLabel, s.alarm("TRKCCC111").Kind)
	assert.Equal(t, packageA, s.bench.Open.Package().ID)
}

// TestPackSplitIsOnlyWhatIsKnownWhole leaves everything else one parcel, as it is without packages.
func TestPackSplitIsOnlyWhatIsKnownWhole(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(o *Order){
		"shipped by seller":                func(o *Order) { o.Mode = ModeSeller },
		"one package":                      func(o *Order) { o.Parcels = o.Parcels[:1] },
		"a unit in no package":             func(o *Order) { o.Parcels[1].Content[1].Quantity = 1 },
		"a unit in both":                   func(o *Order) { o.Parcels[1].Content[1].Quantity = 3 },
		"a unit cancelled meanwhile":       func(o *Order) { o.Lines[1].Cancelled = 1 },
		"one is cancelled":                 func(o *Order) { o.Parcels[0].Stage = StageStopped },
		"a box of ours stands for one":     func(o *Order) { o.Parcels[0].ID = o.ID },
		"packages without the order in it": func(o *Order) { o.Parcels[0].Content[0].Order = orderB },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := twoPackages()
			change(o)
			p := NewPacking([]*Order{o}, nil, PackRules{})
			assert.Empty(t, p.Packages)
			assert.Equal(t, p.Left(), p.Missing())
			assert.Equal(t, orderA, p.Box().ID)
		})
	}
	require.Len(t, NewPacking([]*Order{twoPackages()}, nil, PackRules{}).Packages, 2, "the order itself is split")
}

// TestPackSplitLeavesWhatWentElsewhere packs the last package as the package that it is: the number of the one that was shipped
// without this station is not its own. The plan stands while that is so, and when the shop has accepted this one too.
func TestPackSplitLeavesWhatWentElsewhere(t *testing.T) {
	t.Parallel()
	for name, stage := range map[string]Stage{"packed elsewhere": StageShipped, "on its way": StageInTransit} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := twoPackages()
			o.Parcels[0].Stage, o.Parcels[0].Tracking, o.Tracking = stage, "TRKAAA111", "TRKAAA111"
			orders := []*Order{o}
			p := NewPacking(orders, nil, PackRules{})
			require.Len(t, p.Packages, 1)
			assert.Equal(t, packageB, p.Box().ID)
			assert.Empty(t, p.Box().Label.Tracking)
			assert.NotContains(t, p.Box().Label.Codes, "TRKAAA111")
			for _, l := range p.Lines {
				assert.Equal(t, packageB, l.Package)
			}
			assert.False(t, p.outdated(orders))
			o.Parcels[1].Stage, o.Parcels[1].ShippedAt, o.Stage = StageShipped, packNow, StageShipped
			assert.False(t, p.outdated(orders))
		})
	}
}

// TestPackSplitLabelKeepsThePlan: who comes back to prove a label is not told to pack anew because another package went
// without this station meanwhile.
func TestPackSplitLabelKeepsThePlan(t *testing.T) {
	t.Parallel()
	o := twoPackages()
	orders := []*Order{o}
	p := NewPacking(orders, nil, PackRules{})
	p.choose(packageB)
	o.Parcels[0].Stage = StageShipped
	assert.True(t, p.outdated(orders))
	p.Box().Label.Prints = 1
	assert.False(t, p.outdated(orders))
	o.Parcels[1].ID, o.Parcels[1].PackageID = packageC, packageC
	assert.True(t, p.outdated(orders), "the package of the label is no more")
}

// TestPackSplitBundle keeps the parts of a bundle in its package.
func TestPackSplitBundle(t *testing.T) {
	t.Parallel()
	o := splitOrder(map[string][]string{packageA: {"1 SET"}, packageB: {"1 SET", "1 CAP"}}, "2 SET", "1 CAP")
	o.Lines[0].Parts = []Part{{SKUID: "17CAP", SellerSKU: "CAP", Quantity: 1}, {SKUID: "17TEE-M", SellerSKU: "TEE-M", Quantity: 2}}
	d := newDepot(o)
	s := d.seat(t, "Ada", "1")
	s.scan(orderA, "TEE-M", "TEE-M")
	assert.Equal(t, VerdictPacked, s.scan("CAP").Verdict)
	s.label("TRKAAA111")
	s.scan("TRKAAA111")
	assert.Equal(t, 4, s.bench.Open.Missing())
	assert.Equal(t, VerdictPacked, s.scan("CAP", "CAP", "TEE-M", "TEE-M").Verdict)
	parcels := s.bench.Open.Shipments()
	assert.Equal(t, []Unit{{orderA, "17SET", 1}}, parcels[0].Content)
	assert.Equal(t, []Unit{{orderA, "17SET", 1}, {orderA, "17CAP", 1}}, parcels[1].Content)
}

// TestPackSplitMeanwhile has the platform split an order that is begun: what is in the box has to come out again, and the
// packer is asked first. What nobody has begun is planned anew without a word.
func TestPackSplitMeanwhile(t *testing.T) {
	t.Parallel()
	whole := func() *Order { o := twoPackages(); o.Parcels = nil; return o }

	d := newDepot(whole())
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	s.keep(s.bench.Leave(s.now))
	d.orders[orderA] = twoPackages()
	s.scan(orderA)
	assert.Len(t, s.bench.Open.Packages, 2)

	d = newDepot(whole())
	s = d.seat(t, "Ada", "1")
	s.scan(orderA, "TEE-M")
	s.keep(s.bench.Leave(s.now))
	d.orders[orderA] = twoPackages()
	a := s.alarm(orderA)
	assert.Equal(t, AlarmSplit, a.Kind)
	assert.Contains(t, a.Words(), orderA)
	assert.Nil(t, s.bench.Open)
	assert.Equal(t, VerdictStop, s.scan("CAP").Verdict, "an item does not slip into another order")
	s.scan("PK:YES")
	require.NotNil(t, s.bench.Open)
	assert.Len(t, s.bench.Open.Packages, 2)
	assert.Equal(t, 5, s.bench.Open.Missing(), "everything is scanned again")

	s.scan("TEE-M")
	s.keep(s.bench.Leave(s.now))
	d.orders[orderA] = whole() // And joined again.
	assert.Equal(t, AlarmSplit, s.alarm(orderA).Kind)
	s.scan("PK:YES")
	assert.Empty(t, s.bench.Open.Packages)
}

// TestPackSplitUnderTheHand has the platform split an order that is open on a bench, before and after the first unit is in.
func TestPackSplitUnderTheHand(t *testing.T) {
	t.Parallel()
	whole := func() *Order { o := twoPackages(); o.Parcels = nil; return o }
	d := newDepot(whole())
	s := d.seat(t, "Ada", "1")
	s.scan(orderA)
	d.orders[orderA] = twoPackages()
	assert.Equal(t, VerdictUnit, s.scan("TEE-M").Verdict, "nothing was in: the scan counts for its package")
	assert.Equal(t, packageB, s.bench.Open.Package().ID)

	d = newDepot(whole())
	s = d.seat(t, "Ada", "1")
	s.scan(orderA, "PK:HAND")
	require.NotNil(t, s.bench.Question)
	d.orders[orderA] = twoPackages()
	s.scan("PK:3")
	assert.Nil(t, s.bench.Question, "it was about other lines")
	assert.Equal(t, 5, s.bench.Open.Missing())

	d = newDepot(whole())
	s = d.seat(t, "Ada", "1")
	s.scan(orderA, "TEE-M")
	d.orders[orderA] = twoPackages()
	a := s.alarm("TEE-M")
	assert.Equal(t, AlarmSplit, a.Kind)
	assert.Nil(t, a.Offer)
	assert.Equal(t, 4, s.bench.Open.Left(), "the scan was not applied")
	assert.Equal(t, VerdictStop, s.scan("MUG-RED").Verdict)
	assert.Equal(t, NotAlarm, s.key(CommandUndo).Not)
	assert.Equal(t, VerdictCleared, s.key(CommandBack).Verdict)
	assert.Nil(t, s.bench.Open)
	require.NotNil(t, s.alarm(orderA).Offer)
	s.scan("PK:YES")
	assert.Equal(t, 5, s.bench.Open.Missing())

	d = newDepot(whole())
	s = d.seat(t, "Ada", "1")
	s.scan(orderA, "TEE-M", "TEE-M", "CAP", "CAP", "MUG-RED")
	d.orders[orderA] = twoPackages()
	s.label("TRKAAA111")
	assert.Equal(t, VerdictClosed, s.scan("TRKAAA111").Verdict, "its label is there: it went as one parcel")
}

// TestPackSplitOneLabelEach: a package has one label, so it cannot travel in two cartons.
func TestPackSplitOneLabelEach(t *testing.T) {
	t.Parallel()
	s := newDepot(twoPackages()).seat(t, "Ada", "1")
	s.scan(orderA, "TEE-M")
	assert.Equal(t, NotOneLabel, s.scan("PK:NEXT").Not)
	s.scan("TEE-M", "CAP")
	s.bench.Open.Accepted(&Shipment{Order: orderA, Mode: ModeTikTok, Parcel: packageB}, false)
	assert.Equal(t, NotShipped, s.bench.Off(CommandPark), "the shop has accepted what is on the bench")
	s.label("TRKBBB111")
	s.scan("TRKBBB111")
	assert.Empty(t, s.bench.Off(CommandPark), "the rest can wait")
}
