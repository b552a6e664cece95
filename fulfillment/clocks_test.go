package fulfillment

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var paidAt = time.Date(2026, 11, 17, 9, 14, 40, 0, time.UTC)

// after is a time so many hours after the payment of the orders here.
func after(hours int) time.Time { return paidAt.Add(time.Duration(hours) * time.Hour) }

// shopTimes are the platform's times, every one a little later than the last.
func shopTimes(t require.TestingT, fields ...string) []Deadline {
	if len(fields) == 0 {
		fields = []string{FieldPack, FieldHandover, FieldCancelUnarranged, FieldCancelUncollected, FieldDelivery, FieldCancelUndelivered, FieldCancelNext}
	}
	var list []Deadline
	for i, f := range fields {
		d, ok := ShopDeadline(f, after(60+i))
		require.True(t, ok, f)
		list = append(list, d)
	}
	return list
}

func TestShopDeadline(t *testing.T) {
	t.Parallel()
	d, ok := ShopDeadline("rts_sla_time", paidAt.In(time.FixedZone("x", 3600)))
	require.True(t, ok)
	assert.Equal(t, Deadline{Clock: ClockPack, At: paidAt, Source: SourceShop, Field: "rts_sla_time"}, d)
	for field, clock := range map[string]Clock{
		"tts_sla_time": ClockHandover, "shipping_due_time": ClockAutoCancel, "collection_due_time": ClockAutoCancel,
		"cancel_order_sla_time": ClockAutoCancel, "delivery_sla_time": ClockDelivery, "delivery_due_time": ClockDelivery,
	} {
		d, ok := ShopDeadline(field, paidAt)
		assert.True(t, ok)
		assert.Equal(t, clock, d.Clock, field)
	}
	_, ok = ShopDeadline("recommended_shipping_time", paidAt)
	assert.False(t, ok)
	_, ok = ShopDeadline("rts_sla_time", time.Time{})
	assert.False(t, ok)
}

// What runs in which state, and by whose field, with every time of the shop there.
func TestRunningClocks(t *testing.T) {
	t.Parallel()
	const none = ""
	for _, c := range []struct {
		name   string
		status Status
		stage  Stage
		pack   string
		hand   string
		cancel string
		door   string
	}{
		{"to pack", StatusAwaitingShipment, StageToPack, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"packed, no label yet", StatusAwaitingShipment, StagePacked, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"labelled, not yet shipped in the shop", StatusAwaitingShipment, StageLabelled, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"shipped here, the shop's copy is older", StatusAwaitingShipment, StageShipped, none, FieldHandover, FieldCancelUncollected, FieldDelivery},
		{"arranged elsewhere", StatusAwaitingCollection, StageToPack, none, FieldHandover, FieldCancelUncollected, FieldDelivery},
		{"partly shipped", StatusPartiallyShipping, StageToPack, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"parked", StatusAwaitingShipment, StageParked, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"on hold", StatusOnHold, StageToPack, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"a status that is new", "AWAITING_DRONE", StageToPack, FieldPack, FieldHandover, FieldCancelUnarranged, FieldDelivery},
		{"handed over, not scanned", StatusAwaitingCollection, StageHandedOver, none, none, none, FieldDelivery},
		{"in transit", StatusInTransit, StageInTransit, none, none, none, FieldDelivery},
		{"in transit, our copy older", StatusInTransit, StageLabelled, none, none, none, FieldDelivery},
		{"exception on the way", StatusInTransit, StageException, none, none, none, FieldDelivery},
		{"returned", StatusInTransit, StageReturned, none, none, none, none},
		{"delivered", StatusDelivered, StageDelivered, none, none, none, none},
		{"completed", StatusCompleted, StageDelivered, none, none, none, none},
		{"cancelled", StatusCancelled, StageToPack, none, none, none, none},
		{"cancelled when packed", StatusCancelled, StagePacked, none, none, none, none},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := named(t, PolicyVN)
			o := waiting(paidAt)
			o.Status, o.Stage, o.ShopDeadlines = c.status, c.stage, shopTimes(t)
			want := map[Clock]string{}
			for clock, field := range map[Clock]string{ClockPack: c.pack, ClockHandover: c.hand, ClockAutoCancel: c.cancel, ClockDelivery: c.door} {
				if field != none {
					want[clock] = field
				}
			}
			got := map[Clock]string{}
			var last time.Time
			for _, d := range p.Deadlines(o) {
				got[d.Clock] = d.Field
				assert.Equal(t, SourceShop, d.Source)
				assert.False(t, d.At.Before(last), "soonest first")
				last = d.At
			}
			assert.Equal(t, want, got)

			o.Mode = ModeFBT
			assert.Empty(t, p.Deadlines(o), "another warehouse's")
		})
	}
}

func TestPolicyStandsInForWhatTheShopDidNotSend(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	o.ShopDeadlines = shopTimes(t, FieldHandover)
	assert.Equal(t, []Deadline{
		{Clock: ClockPack, At: after(48), Source: SourcePolicy},
		{Clock: ClockHandover, At: after(60), Source: SourceShop, Field: FieldHandover},
	}, p.Deadlines(o))
	o.ShopDeadlines[0].At = time.Time{}
	assert.Equal(t, after(72), p.at(o, ClockHandover), "an empty field is none")
}

func TestAutoCancelFields(t *testing.T) {
	t.Parallel()
	p := named(t, PolicyVN)
	o := waiting(paidAt)
	o.ShopDeadlines = shopTimes(t, FieldCancelNext, FieldCancelUnarranged)
	assert.Equal(t, FieldCancelUnarranged, p.clock(o, ClockAutoCancel).Field, "the deprecated field gives way, though it is sooner")
	o.ShopDeadlines = shopTimes(t, FieldCancelUncollected, FieldCancelNext)
	assert.Equal(t, FieldCancelNext, p.clock(o, ClockAutoCancel).Field, "the other's turn has not come")
	o.ShopDeadlines = shopTimes(t, FieldCancelUncollected)
	assert.Equal(t, SourcePolicy, p.clock(o, ClockAutoCancel).Source)
	o.Status = StatusAwaitingCollection
	assert.Equal(t, FieldCancelUncollected, p.clock(o, ClockAutoCancel).Field)
}

func TestClocksWithoutPayment(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	o.PaidAt, o.CreatedAt = time.Time{}, paidAt.Add(-time.Minute)

	o.COD = true
	assert.Equal(t, o.CreatedAt.Add(48*time.Hour), p.at(o, ClockPack), "cash on delivery starts at the order")
	o.Status = StatusOnHold
	assert.Equal(t, o.CreatedAt.Add(48*time.Hour), p.at(o, ClockPack))
	o.COD = false
	assert.Empty(t, p.Deadlines(o), "on hold without a payment: nothing to count from")
	o.ShopDeadlines = shopTimes(t, FieldPack)
	assert.Len(t, p.Deadlines(o), 1, "what the shop sent is shown")
	o.Status = StatusUnpaid
	assert.Len(t, p.Deadlines(o), 1)
	assert.Zero(t, p.Due(o), "nobody can act on it")
	o.ShopDeadlines = nil
	assert.Empty(t, p.Deadlines(o))
	o.Status, o.CreatedAt = StatusAwaitingShipment, time.Time{}
	assert.Empty(t, p.Deadlines(o), "a file that names no time at all")
	assert.Zero(t, p.HoldUntil(o))
}

func TestAnswerClock(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	assert.Zero(t, p.at(o, ClockAnswer))
	o.CancelRequested = true
	assert.Zero(t, p.at(o, ClockAnswer), "nobody knows since when")
	o.CancelRequestAt = after(1)
	answer := p.clock(o, ClockAnswer)
	assert.Equal(t, Deadline{Clock: ClockAnswer, At: after(49), Source: SourcePolicy}, answer)
	assert.False(t, answer.Late(after(49).Add(-time.Second)))
	assert.True(t, answer.Late(after(49)))
	o.ShopDeadlines = []Deadline{{Clock: ClockAnswer, At: after(20), Source: SourceShop}}
	assert.Equal(t, after(20), p.at(o, ClockAnswer))
	o.Status = StatusInTransit
	assert.Zero(t, p.at(o, ClockAnswer))
	thai := spec(t, PolicySpec{Answer: "24h"})
	o.Status, o.ShopDeadlines = StatusAwaitingShipment, nil
	assert.Equal(t, after(25), thai.at(o, ClockAnswer))
}

func TestDue(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	assert.Equal(t, ClockPack, p.Due(o).Clock)
	o.Status = StatusOnHold
	assert.Equal(t, ClockPack, p.Due(o).Clock)
	o.Status, o.Stage = StatusAwaitingShipment, StageLabelled
	assert.Equal(t, ClockHandover, p.Due(o).Clock)
	o.Stage = StageParked
	assert.Equal(t, ClockPack, p.Due(o).Clock, "the soonest of a problem")
	o.CancelRequested, o.CancelRequestAt = true, after(-10)
	assert.Equal(t, ClockAnswer, p.Due(o).Clock, "the answer may be the soonest")
	o.Status, o.Stage = StatusInTransit, StageInTransit
	o.ShopDeadlines = shopTimes(t)
	assert.Zero(t, p.Due(o), "done")
	assert.NotEmpty(t, p.Deadlines(o), "though it is still on its way to the door")
	o.Status, o.Stage = StatusCancelled, StagePacked
	assert.Zero(t, p.Due(o), "a problem without a clock")

	bare := spec(t, PolicySpec{Pack: "none", Handover: "none"})
	o = waiting(paidAt)
	assert.Zero(t, bare.Due(o))
	o.ShopDeadlines = shopTimes(t, FieldCancelUnarranged, FieldHandover)
	assert.Equal(t, ClockAutoCancel, bare.Due(o).Clock, "the soonest other clock stands in")
}

func TestHoldUntil(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	assert.Zero(t, p.HoldUntil(o), "the shop holds")
	o.HeldByShop = false
	assert.Equal(t, after(1), p.HoldUntil(o))
	for _, s := range []Status{StatusUnpaid, StatusOnHold, StatusPartiallyShipping, StatusAwaitingCollection, StatusInTransit, StatusCancelled, "NEW"} {
		o.Status = s
		assert.Zero(t, p.HoldUntil(o), "%s", s)
	}
	o.Status = StatusAwaitingShipment
	none := spec(t, PolicySpec{Remorse: "0"})
	assert.Zero(t, none.HoldUntil(o))
}

func TestShopTimeAlwaysWins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		o := drawOrder(t)
		for _, d := range p.Deadlines(o) {
			sent := false
			for _, s := range o.ShopDeadlines {
				if s.Clock == d.Clock && s == d {
					sent = true
				}
			}
			require.Equal(t, sent, d.Source == SourceShop)
			if d.Source == SourcePolicy {
				for _, s := range o.ShopDeadlines {
					named := s.Field == FieldCancelUnarranged || s.Field == FieldCancelUncollected // May be the other state's.
					require.True(t, s.Clock != d.Clock || named, "the shop sent %v, the policy says %v", s, d)
				}
			}
		}
	})
}

// Whatever the order looks like: the due clock is one of those that run, and done orders have none.
func TestDueIsOneOfTheRunningClocks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		o := drawOrder(t)
		due, all := p.Due(o), p.Deadlines(o)
		switch o.Queue() {
		case QueueDone, QueueWaiting:
			require.Zero(t, due)
		case QueueProblems:
			answer := slices.IndexFunc(all, func(d Deadline) bool { return d.Clock == ClockAnswer })
			switch {
			case len(all) == 0:
			case o.CancelRequested && answer >= 0:
				require.Equal(t, all[answer], due)
			default:
				require.Equal(t, all[0].At, due.At)
			}
			fallthrough
		default:
			if len(all) > 0 {
				require.Contains(t, all, due)
			} else {
				require.Zero(t, due)
			}
		}
	})
}

func drawOrder(t *rapid.T) *Order {
	o := waiting(paidAt)
	o.Status = rapid.SampledFrom([]Status{
		StatusUnpaid, StatusOnHold, StatusAwaitingShipment, StatusPartiallyShipping, StatusAwaitingCollection, StatusInTransit,
		StatusDelivered, StatusCompleted, StatusCancelled, "NEW",
	}).Draw(t, "status")
	o.Stage = rapid.SampledFrom([]Stage{
		"", StageToPack, StagePacked, StageLabelled, StageShipped, StageHandedOver, StageInTransit, StageDelivered, StageParked,
		StageStopped, StageException, StageReturned,
	}).Draw(t, "stage")
	o.Mode = rapid.SampledFrom([]Mode{ModeSeller, ModeTikTok, ModeFBT, "new"}).Draw(t, "mode")
	o.HeldByShop = rapid.Bool().Draw(t, "held")
	o.CancelRequested = rapid.Bool().Draw(t, "cancel")
	if o.CancelRequested && rapid.Bool().Draw(t, "since") {
		o.CancelRequestAt = after(rapid.IntRange(0, 90).Draw(t, "requested"))
	}
	o.RefundRequested = rapid.Bool().Draw(t, "refund")
	o.COD = rapid.Bool().Draw(t, "cod")
	if rapid.Bool().Draw(t, "unpaid") {
		o.PaidAt = time.Time{}
	}
	o.ShopDeadlines = nil
	for _, f := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{
		FieldPack, FieldHandover, FieldCancelUnarranged, FieldCancelUncollected, FieldCancelNext, FieldDelivery, FieldCancelUndelivered,
	}), func(s string) string { return s }).Draw(t, "fields") {
		d, _ := ShopDeadline(f, after(rapid.IntRange(-10, 200).Draw(t, f)))
		o.ShopDeadlines = append(o.ShopDeadlines, d)
	}
	for i := range o.Lines {
		o.Lines[i].Quantity = rapid.IntRange(1, 3).Draw(t, "quantity")
		o.Lines[i].Shipped = rapid.IntRange(0, 3).Draw(t, "shipped")
		o.Lines[i].Cancelled = rapid.IntRange(0, 3).Draw(t, "cancelled")
	}
	return o
}

func TestALabelledOrderStillOwesTheShopItsWord(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	paid := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	o := &Order{Status: StatusAwaitingShipment, Mode: ModeSeller, Stage: StageLabelled, PaidAt: paid, CreatedAt: paid}
	assert.Equal(t, ClockHandover, p.Due(o).Clock, "a policy asks for a label only")
	told, ok := ShopDeadline(FieldPack, paid.Add(40*time.Hour))
	assert.True(t, ok)
	o.ShopDeadlines = []Deadline{told}
	assert.Equal(t, told, p.Due(o), "the shop's clock runs until the shop is told")
	o.Stage = StageShipped
	assert.Equal(t, ClockHandover, p.Due(o).Clock)
}
