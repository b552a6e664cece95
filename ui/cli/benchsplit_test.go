package cli

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
)

// splitLines are what the buyer of a split order wants: a mug travels in either package.
func splitLines() []fulfillment.Line {
	return []fulfillment.Line{
		{SKUID: "1729000000000000001", SellerSKU: "MUG-BLU", Product: "Mug", Quantity: 2, Items: []string{"5764999000000000001", "5764999000000000002"}},
		{SKUID: "1729000000000000002", SellerSKU: "TEE-M", Product: "Tee", Quantity: 1, Items: []string{"5764999000000000003"}},
		{SKUID: "1729000000000000003", SellerSKU: "CAP", Product: "Cap", Quantity: 1, Items: []string{"5764999000000000004"}},
	}
}

// newSplitBench is a bench whose first order is several units that TikTok ships.
func newSplitBench(t *testing.T, o sim.Options) (b *shipBench, order string) {
	t.Helper()
	big := rigOrder(1, fulfillment.ModeTikTok)
	big.Lines = splitLines()
	o.PerSecond, o.Orders = -1, append(o.Orders, big)
	return newShipBench(t, rigSetup{sim: o}, nil), big.ID
}

// shop is the simulated shop, as a program that is not this station calls it.
func (b *shipBench) shop() *api.Shop {
	b.t.Helper()
	accounts, err := b.p.tokens().Accounts()
	require.NoError(b.t, err)
	require.Len(b.t, accounts, 1)
	refs, err := b.client.Shops(b.t.Context(), accounts[0])
	require.NoError(b.t, err)
	at := slices.IndexFunc(refs, func(r api.ShopRef) bool { return r.ID == rigShop })
	require.GreaterOrEqual(b.t, at, 0)
	return b.client.Shop(refs[at])
}

// split has the platform put the units into packages, by their line items, and reads the shop again.
func (b *shipBench) split(order string, groups ...[]string) []string {
	b.t.Helper()
	packages, r := b.shop().Split(b.t.Context(), order, groups)
	require.NoError(b.t, r.Err)
	b.read()
	return packages
}

func mugAndTee() []string { return []string{"5764999000000000001", "5764999000000000003"} }
func mugAndCap() []string { return []string{"5764999000000000002", "5764999000000000004"} }

// boxes are the order's parcels by the platform's packages.
func (b *shipBench) boxes(order string) map[string]fulfillment.Parcel {
	b.t.Helper()
	o, err := b.store.Order(b.t.Context(), order)
	require.NoError(b.t, err)
	all := map[string]fulfillment.Parcel{}
	for _, p := range o.Parcels {
		assert.Equal(b.t, p.PackageID, p.ID)
		all[p.PackageID] = p
	}
	return all
}

// TestAnOrderThatThePlatformHasSplitIsPackedPackageByPackage reads the order whole, has it split, and packs it by scans
// alone: each package is shipped when it is packed and not before, has its own label, and is proven on its own box.
func TestAnOrderThatThePlatformHasSplitIsPackedPackageByPackage(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{LabelDelay: 300 * time.Millisecond})
	b.work()
	packages := b.split(id, mugAndTee(), mugAndCap())
	require.Len(t, b.boxes(id), 2, "the package that it had before is forgotten")

	v := b.scan(id)
	require.Len(t, v.Bench.Open.Packages, 2)
	v = b.scan("CAP")
	assert.Equal(t, packages[1], v.Bench.Open.Package().ID)
	v = b.scan("MUG-BLU")
	assert.Equal(t, fulfillment.VerdictPacked, v.Turn.Verdict)
	second := b.label(fulfillment.LabelPrinted).Tracking
	assert.Equal(t, 1, b.sim.Effects()[id].Shipped, "only what is packed is shipped")
	b.read() // The shop says that it is partly shipped.
	v = b.scan(second)
	assert.Equal(t, fulfillment.VerdictClosed, v.Turn.Verdict)
	require.NotNil(t, v.Bench.Open)
	assert.Equal(t, packages[0], v.Bench.Open.Package().ID)
	o, err := b.store.Order(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageToPack, o.Stage, "the order waits for its other package")

	b.seatBench() // Another process goes on.
	b.work()
	b.scan("MUG-BLU", "TEE-M")
	first := b.label(fulfillment.LabelPrinted).Tracking
	assert.NotEqual(t, first, second)
	v, err = b.bench.Scan(t.Context(), fulfillment.Scan{Text: second, Raw: second})
	require.NoError(t, err)
	require.NotNil(t, v.Bench.Alarm)
	assert.Equal(t, fulfillment.AlarmForeignLabel, v.Bench.Alarm.Kind)
	v = b.scan(first)
	assert.Equal(t, fulfillment.VerdictClosed, v.Turn.Verdict)
	assert.Nil(t, v.Bench.Open)

	e := b.sim.Effects()[id]
	assert.Equal(t, 2, e.Shipped)
	assert.Zero(t, e.Repeated+e.Refused)
	assert.ElementsMatch(t, []string{first, second}, e.Tracking)
	codes, files := b.printed()
	assert.Equal(t, 2, files)
	assert.Subset(t, codes, []string{first, second})
	boxes := b.boxes(id)
	assert.Equal(t, first, boxes[packages[0]].Tracking)
	assert.Equal(t, second, boxes[packages[1]].Tracking)
	for _, p := range boxes {
		assert.Equal(t, fulfillment.StageShipped, p.Stage)
		assert.False(t, p.PackedAt.IsZero())
		assert.False(t, p.ShippedAt.IsZero())
	}
	o, err = b.store.Order(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageShipped, o.Stage)
	_, err = b.store.VerifyJournal(t.Context())
	require.NoError(t, err)
}

// TestASplitOrderOfABatchIsPackedByItsLabels ships all packages in a batch, and then packs by the labels that it has printed.
func TestASplitOrderOfABatchIsPackedByItsLabels(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	b.work()
	packages := b.split(id, mugAndTee(), mugAndCap())
	q := b.request(1, 1)
	q.Numbers = nil
	plan, err := b.ships.Preflight(t.Context(), q)
	require.NoError(t, err)
	require.Empty(t, plan.Objections)
	batch, err := b.ships.Open(t.Context(), plan)
	require.NoError(t, err)
	one := b.wait(batch.ID)[id]
	assert.Equal(t, fulfillment.ShipDone, one.State)
	assert.ElementsMatch(t, packages, one.Packages)
	var boxes map[string]fulfillment.Parcel
	require.Eventually(t, func() bool {
		boxes = b.boxes(id)
		return boxes[packages[0]].Tracking != "" && boxes[packages[1]].Tracking != ""
	}, 30*time.Second, 5*time.Millisecond)
	first, second := boxes[packages[0]].Tracking, boxes[packages[1]].Tracking
	require.NotEqual(t, first, second)

	v := b.scan(second)
	assert.Equal(t, packages[1], v.Bench.Open.Package().ID, "the label in the hand says which package it is")
	b.scan("MUG-BLU", "CAP", second, "MUG-BLU", "TEE-M")
	v = b.scan(first)
	assert.Equal(t, fulfillment.VerdictClosed, v.Turn.Verdict)
	assert.Nil(t, v.Bench.Open)
	assert.Equal(t, 2, b.sim.Effects()[id].Shipped)
	assert.Zero(t, b.sim.Effects()[id].Repeated)
}

// TestTheSecondPackageDoesNotWaitForTheFirst has nobody to tell the shop until both are packed.
func TestTheSecondPackageDoesNotWaitForTheFirst(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	packages := b.split(id, mugAndTee(), mugAndCap())
	b.scan(id, "MUG-BLU", "TEE-M")
	v, err := b.bench.Do(t.Context(), fulfillment.CommandHand) // The label comes later; the packer writes on the box.
	require.NoError(t, err)
	require.Equal(t, packages[1], v.Bench.Open.Package().ID)
	b.scan("MUG-BLU", "CAP")
	assert.Zero(t, b.sim.Effects()[id].Shipped)
	b.work()
	label := b.label(fulfillment.LabelPrinted)
	require.Eventually(t, func() bool {
		_, files := b.printed()
		return files == 2
	}, 30*time.Second, 20*time.Millisecond)
	assert.Equal(t, 2, b.sim.Effects()[id].Shipped)
	assert.Equal(t, fulfillment.VerdictClosed, b.scan(label.Tracking).Turn.Verdict)
	of, err := b.store.ShipmentsOf(t.Context(), []string{id})
	require.NoError(t, err)
	var told []string
	for _, s := range of[id] {
		assert.Equal(t, fulfillment.ShipDone, s.State)
		told = append(told, s.Parcel)
	}
	slices.Sort(told)
	slices.Sort(packages)
	assert.Equal(t, packages, told, "one shipment each")
}

// TestAnOrderThatIsSplitWhileItIsPackedIsBegunAnew has the platform split it when something is in the box.
func TestAnOrderThatIsSplitWhileItIsPackedIsBegunAnew(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	b.work()
	b.scan(id, "MUG-BLU")
	_, err := b.bench.Leave(t.Context())
	require.NoError(t, err)
	b.split(id, mugAndTee(), mugAndCap())
	v, err := b.bench.Scan(t.Context(), fulfillment.Scan{Text: id, Raw: id})
	require.NoError(t, err)
	require.NotNil(t, v.Bench.Alarm)
	assert.Equal(t, fulfillment.AlarmSplit, v.Bench.Alarm.Kind)
	b.scan("PK:YES", "TEE-M", "MUG-BLU")
	b.scan(b.label(fulfillment.LabelPrinted).Tracking, "CAP", "MUG-BLU")
	v = b.scan(b.label(fulfillment.LabelPrinted).Tracking)
	assert.Nil(t, v.Bench.Open)
	assert.Len(t, b.boxes(id), 2)
}

// TestALostAnswerAboutAPackageShipsNoOther loses the shop's answers while the first package is shipped, before and after it
// has happened: the shop is asked about that package alone, and the other one waits for the packer.
func TestALostAnswerAboutAPackageShipsNoOther(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sim.Fault{"it has happened": sim.FaultLost, "nothing has": sim.FaultInternal} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, id := newSplitBench(t, sim.Options{})
			packages := b.split(id, mugAndTee(), mugAndCap())
			b.sim.Script("batch_ship_packages", fault)
			b.work()
			b.scan(id, "MUG-BLU", "TEE-M")
			b.scan(b.label(fulfillment.LabelPrinted).Tracking)
			e := b.sim.Effects()[id]
			assert.Equal(t, 1, e.Shipped)
			assert.Zero(t, e.Repeated)
			assert.Equal(t, fulfillment.StageToPack, b.boxes(id)[packages[1]].Stage)
		})
	}
}

// TestTheSecondPackageIsRefused has the buyer ask to cancel when the first package is gone: the packer is told at once, the
// second one is not shipped, and the first one stays shipped.
func TestTheSecondPackageIsRefused(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	packages := b.split(id, mugAndTee(), mugAndCap())
	b.work()
	b.scan(id, "MUG-BLU", "TEE-M")
	b.scan(b.label(fulfillment.LabelPrinted).Tracking, "MUG-BLU")
	require.NoError(t, b.sim.RequestCancel(id))
	b.scan("CAP")
	label := b.label(fulfillment.LabelFailed)
	assert.Contains(t, label.Why, "cancel")
	assert.Equal(t, 1, b.sim.Effects()[id].Shipped)
	b.read()
	v, err := b.bench.Look(t.Context())
	require.NoError(t, err)
	require.NotNil(t, v.Bench.Alarm)
	assert.Equal(t, fulfillment.AlarmStopped, v.Bench.Alarm.Kind)
	_, err = b.bench.Do(t.Context(), fulfillment.CommandBack)
	require.NoError(t, err)
	boxes := b.boxes(id)
	assert.Equal(t, fulfillment.StageShipped, boxes[packages[0]].Stage)
	assert.Equal(t, fulfillment.StageStopped, boxes[packages[1]].Stage)
}

// TestAPackageThatIsShortWaits puts the order aside when the first package is shipped, and packs the second one another day,
// when the carrier has the first.
func TestAPackageThatIsShortWaits(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	packages := b.split(id, mugAndTee(), mugAndCap())
	b.work()
	b.scan(id, "MUG-BLU", "TEE-M")
	first := b.label(fulfillment.LabelPrinted).Tracking
	b.scan(first, "MUG-BLU")
	v, err := b.bench.Park(t.Context(), fulfillment.ReasonShort)
	require.NoError(t, err)
	require.Nil(t, v.Bench.Open, v.Turn.Not)
	o, err := b.store.Order(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StageParked, o.Stage)
	assert.Equal(t, 1, b.sim.Effects()[id].Shipped)

	require.NoError(t, b.sim.Collect(id))
	b.read()
	assert.False(t, b.boxes(id)[packages[0]].ShippedAt.IsZero())
	v, err = b.bench.Scan(t.Context(), fulfillment.Scan{Text: id, Raw: id})
	require.NoError(t, err)
	require.NotNil(t, v.Bench.Alarm)
	require.NotNil(t, v.Bench.Alarm.Offer)
	v = b.scan("PK:YES")
	assert.Equal(t, packages[1], v.Bench.Open.Package().ID)
	assert.Equal(t, 1, v.Bench.Open.Missing(), "the mug is in already")
	b.scan("CAP")
	v = b.scan(b.label(fulfillment.LabelPrinted).Tracking)
	assert.Nil(t, v.Bench.Open)
	assert.Equal(t, 2, b.sim.Effects()[id].Shipped)
}

// TestTheSimulatedShopSplitsOrders reads an order that was split before anybody has seen it.
func TestTheSimulatedShopSplitsOrders(t *testing.T) {
	t.Parallel()
	big := rigOrder(1, fulfillment.ModeTikTok)
	big.Lines = splitLines()
	b := newShipBench(t, rigSetup{sim: sim.Options{PerSecond: -1, Orders: sim.Apart([]fulfillment.Order{big})}}, nil)
	v := b.scan(big.ID)
	require.Len(t, v.Bench.Open.Packages, 2)
	var content [][]fulfillment.Unit
	for _, p := range v.Bench.Open.Packages {
		content = append(content, b.boxes(big.ID)[p.ID].Content)
	}
	assert.Equal(t, [][]fulfillment.Unit{
		{{Order: big.ID, SKUID: "1729000000000000001", Quantity: 1}},
		{{Order: big.ID, SKUID: "1729000000000000001", Quantity: 1}, {Order: big.ID, SKUID: "1729000000000000002", Quantity: 1}, {Order: big.ID, SKUID: "1729000000000000003", Quantity: 1}},
	}, content)
}

// TestAPackageIsShippedBesideOneThatTheShopKeepsWaiting packs the second package while the shop does not take the first one.
func TestAPackageIsShippedBesideOneThatTheShopKeepsWaiting(t *testing.T) {
	t.Parallel()
	b, id := newSplitBench(t, sim.Options{})
	b.split(id, mugAndTee(), mugAndCap())
	b.sim.SetFaults(sim.Faults{Operations: []string{"batch_ship_packages"}, Share: map[sim.Fault]float64{sim.FaultRate: 1}})
	b.work()
	open := func(n int) func() bool {
		return func() bool {
			of, err := b.store.ShipmentsOf(t.Context(), []string{id})
			require.NoError(t, err)
			return len(of[id]) == n && !slices.ContainsFunc(of[id], func(s fulfillment.Shipment) bool { return !s.State.Open() })
		}
	}
	b.scan(id, "MUG-BLU", "TEE-M")
	require.Eventually(t, open(1), 30*time.Second, 2*time.Millisecond)
	b.scan("PK:HAND", "MUG-BLU", "CAP")
	require.Eventually(t, open(2), 30*time.Second, 2*time.Millisecond)
	b.sim.SetFaults(sim.Faults{})
	require.Eventually(t, func() bool {
		_, files := b.printed()
		return files == 2
	}, time.Minute, 20*time.Millisecond)
	e := b.sim.Effects()[id]
	assert.Equal(t, 2, e.Shipped)
	assert.Zero(t, e.Repeated)
}
