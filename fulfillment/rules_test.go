package fulfillment

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var shipping = []Move{MovePack, MoveLabel, MoveShip, MoveHandOver}

// stageFor is a stage from which the move can be made.
func stageFor(m Move) Stage {
	from, _ := m.needs()
	return from[len(from)-1]
}

func TestMustNotShip(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	now := after(2)
	for _, c := range []struct {
		name string
		rule Rule
		set  func(*Order)
	}{
		{"fulfilled by TikTok", RuleNotOurs, func(o *Order) { o.Mode = ModeFBT; o.Status = StatusOnHold }},
		{"unpaid", RuleUnpaid, func(o *Order) { o.Status = StatusUnpaid }},
		{"on hold", RuleOnHold, func(o *Order) { o.Status = StatusOnHold }},
		{"cancelled", RuleCancelled, func(o *Order) { o.Status = StatusCancelled }},
		{"every unit cancelled", RuleLineCancelled, func(o *Order) { o.Lines[0].Cancelled = 1 }},
		{"cancellation requested", RuleCancelRequested, func(o *Order) { o.CancelRequested = true; o.RefundRequested = true }},
		{"refund requested", RuleRefundRequested, func(o *Order) { o.RefundRequested = true }},
		{"a status that is new", RuleUnknownStatus, func(o *Order) { o.Status = "AWAITING_DRONE" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, m := range shipping {
				o := waiting(paidAt)
				o.Stage = stageFor(m)
				if m == MovePack || m == MoveShip {
					o.Stage = StageToPack
				}
				require.Nil(t, o.Refuses(m, &p, now), "%s is allowed at first", m)
				c.set(o)
				r := o.Refuses(m, &p, now)
				require.NotNil(t, r, m)
				assert.Equal(t, c.rule, r.Rule, m)
				assert.Equal(t, o.ID, r.Order)
				assert.Equal(t, m, r.Move)
				assert.Zero(t, r.Until)
				require.ErrorIs(t, r, ErrRefused)
				assert.Equal(t, c.rule, o.Row(&p).Stop, "the row says the same")
			}
		})
	}
}

func TestRemorse(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	o.HeldByShop = false
	for _, m := range []Move{MovePack, MoveShip} {
		r := o.Refuses(m, &p, after(1).Add(-time.Second))
		require.NotNil(t, r, "59:59")
		assert.Equal(t, RuleRemorse, r.Rule)
		assert.Equal(t, after(1), r.Until)
		assert.Contains(t, r.Error(), "until 2026-11-17T10:14:40Z")
		assert.Nil(t, o.Refuses(m, &p, after(1)), "60:00")
		assert.Nil(t, o.Refuses(m, &p, after(1).Add(time.Second)), "60:01")
	}
	row := o.Row(&p)
	assert.Equal(t, RuleRemorse, row.Stop)
	assert.Equal(t, after(1), row.Until)
	assert.Equal(t, QueueToPack, o.Queue())

	o.Stage = StageParked // A rule that somebody must lift comes first, or the row would come free with the hour.
	row = o.Row(&p)
	assert.Equal(t, RuleParked, row.Stop)
	assert.Zero(t, row.Until)

	o.Stage, o.HeldByShop = StageToPack, true
	assert.Nil(t, o.Refuses(MovePack, &p, paidAt))
	assert.Empty(t, o.Row(&p).Stop)
}

func TestAlreadyShipped(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	for _, c := range []struct {
		name string
		set  func(*Order)
	}{
		{"arranged elsewhere", func(o *Order) { o.Status = StatusAwaitingCollection }},
		{"in transit", func(o *Order) { o.Status = StatusInTransit }},
		{"delivered", func(o *Order) { o.Status = StatusDelivered }},
		{"completed", func(o *Order) { o.Status = StatusCompleted }},
		{"shipped here", func(o *Order) { o.Stage = StageShipped }},
		{"handed over", func(o *Order) { o.Stage = StageHandedOver }},
		{"every unit shipped, the status is older", func(o *Order) { o.Lines[0].Shipped = 1 }},
		{"shipped here within its hour", func(o *Order) { o.Stage = StageShipped; o.HeldByShop = false }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, m := range []Move{MovePack, MoveShip} {
				o := waiting(paidAt)
				c.set(o)
				r := o.Refuses(m, &p, paidAt)
				require.NotNil(t, r)
				assert.Equal(t, RuleAlreadyShipped, r.Rule)
			}
			o := waiting(paidAt)
			c.set(o)
			if o.HeldByShop {
				assert.Empty(t, o.Row(&p).Stop, "that it is shipped stops nothing")
			}
		})
	}
	o := waiting(paidAt)
	o.Status, o.Stage = StatusAwaitingCollection, StageShipped
	assert.Nil(t, o.Refuses(MoveHandOver, &p, paidAt))
	assert.Nil(t, o.Refuses(MoveLabel, &p, paidAt), "a reprint")
	o.CancelRequested = true
	assert.Equal(t, RuleCancelRequested, o.Refuses(MoveHandOver, &p, paidAt).Rule, "checked again at handover")
	assert.Equal(t, RuleCancelRequested, o.Refuses(MoveLabel, &p, paidAt).Rule, "and at the printer")
}

func TestCancelledLines(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	lines := func(list ...Line) []Line { return list }
	for _, c := range []struct {
		name   string
		status Status
		stage  Stage
		lines  []Line
		move   Move
		want   Rule
	}{
		{"one of two units", StatusAwaitingShipment, StageToPack, lines(Line{Quantity: 2, Cancelled: 1}), MovePack, ""},
		{"one of two lines", StatusAwaitingShipment, StageToPack, lines(Line{Quantity: 2, Cancelled: 2}, Line{Quantity: 1}), MovePack, ""},
		{"the rest of a partly shipped order", StatusPartiallyShipping, StageToPack, lines(Line{Quantity: 1, Shipped: 1}, Line{Quantity: 1, Cancelled: 1}), MovePack, RuleLineCancelled},
		{"shipped units of it go on", StatusPartiallyShipping, StageShipped, lines(Line{Quantity: 1, Shipped: 1}, Line{Quantity: 1, Cancelled: 1}), MoveHandOver, ""},
		{"everything in the box", StatusAwaitingCollection, StageShipped, lines(Line{Quantity: 1, Shipped: 1, Cancelled: 1}), MoveHandOver, RuleLineCancelled},
		{"when packed already", StatusAwaitingShipment, StagePacked, lines(Line{Quantity: 2, Cancelled: 2}), MoveLabel, RuleLineCancelled},
		{"more cancelled than ordered", StatusAwaitingShipment, StageToPack, lines(Line{Quantity: 1, Cancelled: 3}), MovePack, RuleLineCancelled},
		{"an order without lines says nothing", StatusAwaitingShipment, StageToPack, nil, MovePack, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := waiting(paidAt)
			o.Status, o.Stage, o.Lines = c.status, c.stage, c.lines
			r := o.Refuses(c.move, &p, after(2))
			if c.want == "" {
				assert.Nil(t, r)
				return
			}
			require.NotNil(t, r)
			assert.Equal(t, c.want, r.Rule)
		})
	}
}

func TestPutAside(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	for _, set := range []func(){ // What stands against shipping does not stand against putting aside.
		func() {}, func() { o.CancelRequested = true }, func() { o.Status = StatusOnHold }, func() { o.HeldByShop = false },
	} {
		set()
		assert.Nil(t, o.Refuses(MovePark, &p, paidAt))
	}
	o = waiting(paidAt)
	o.Stage = StageParked
	for _, m := range []Move{MovePack, MoveLabel, MoveShip, MoveHandOver, MovePark} {
		r := o.Refuses(m, &p, after(2))
		require.NotNil(t, r, m)
		assert.Equal(t, RuleParked, r.Rule, m)
	}
	assert.Nil(t, o.Refuses(MoveUnpark, &p, after(2)))
	o.Status = StatusCancelled
	assert.Nil(t, o.Refuses(MoveUnpark, &p, after(2)), "the things go back to the shelf")
	o.Mode = ModeFBT
	assert.Equal(t, RuleNotOurs, o.Refuses(MoveUnpark, &p, after(2)).Rule)
	assert.Equal(t, RuleNotOurs, o.Refuses(MovePark, &p, after(2)).Rule)

	o = waiting(paidAt)
	o.Status, o.Stage = StatusCancelled, StagePacked
	assert.Equal(t, RuleCancelled, o.Refuses(MovePark, &p, after(2)).Rule, "it must stay among the problems as packed")
	o.Status, o.Stage = StatusAwaitingCollection, StageShipped
	r := o.Refuses(MovePark, &p, after(2))
	assert.Equal(t, RuleStage, r.Rule)
	assert.Contains(t, r.Error(), "the parcel is shipped")
	o.Stage = StageToPack
	assert.Equal(t, RuleStage, o.Refuses(MoveUnpark, &p, after(2)).Rule)
}

func TestStagesAreJudgedAsTheShopAdvancedThem(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	o := waiting(paidAt)
	o.Stage = "" // An order that was never stored.
	assert.Nil(t, o.Refuses(MovePack, &p, paidAt))
	o.Status = StatusAwaitingCollection
	assert.Nil(t, o.Refuses(MoveHandOver, &p, paidAt))
	o.Status, o.Stage = StatusInTransit, StageLabelled
	assert.Equal(t, StageInTransit, o.Refuses(MoveHandOver, &p, paidAt).Stage)
	o.Status, o.Stage = StatusAwaitingShipment, StageStopped
	assert.Equal(t, RuleStage, o.Refuses(MovePack, &p, paidAt).Rule)
	assert.Equal(t, RuleStage, o.Row(&p).Stop)
	assert.Equal(t, RuleUnknownMove, waiting(paidAt).Refuses("fly", &p, paidAt).Rule)
}

// The row, judged without a clock, and the refusal, judged with one, are one rule at every instant.
func TestRowsAgreeWithRefusals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		o := drawOrder(t)
		row := o.Row(&p)
		now := paidAt.Add(time.Duration(rapid.Int64Range(-7200, 7200).Draw(t, "now")) * time.Second)
		if rapid.Bool().Draw(t, "at the end") && !row.Until.IsZero() {
			now = row.Until
		}
		for _, m := range []Move{MoveLabel, MoveHandOver} {
			r := o.Refuses(m, &p, now)
			if row.Stopped(now) {
				require.NotNil(t, r)
				require.Equal(t, row.Stop, r.Rule)
			} else if r != nil {
				require.Equal(t, RuleStage, r.Rule)
			}
		}
		if r := o.Refuses(MovePack, &p, now); r == nil {
			require.False(t, row.Stopped(now))
			require.Equal(t, StageToPack, MergeStage(o.Stage, o.Status))
			require.NotEqual(t, QueueDone, o.Queue())
		}
		for _, m := range []Move{MovePack, MoveLabel, MoveShip, MoveHandOver, MovePark, MoveUnpark} {
			if r := o.Refuses(m, &p, now); r != nil {
				require.NotEmpty(t, r.Rule.Words())
				require.True(t, errors.Is(r, ErrRefused))
			} else {
				_, err := m.After(MergeStage(o.Stage, o.Status))
				require.NoError(t, err)
			}
		}
	})
}
