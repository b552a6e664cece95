package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQueue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status Status
		stage  Stage
		set    func(*Order)
		want   Queue
	}{
		{"unpaid", StatusUnpaid, StageToPack, nil, QueueWaiting},
		{"on hold", StatusOnHold, StageToPack, nil, QueueToPack},
		{"awaiting shipment", StatusAwaitingShipment, StageToPack, nil, QueueToPack},
		{"never stored", StatusAwaitingShipment, "", nil, QueueToPack},
		{"within the hour of remorse", StatusAwaitingShipment, StageToPack, func(o *Order) { o.HeldByShop = false }, QueueToPack},
		{"packed", StatusAwaitingShipment, StagePacked, nil, QueueToPack},
		{"labelled", StatusAwaitingShipment, StageLabelled, nil, QueueToHandOver},
		{"shipped here", StatusAwaitingShipment, StageShipped, nil, QueueToHandOver},
		{"partly shipped", StatusPartiallyShipping, StageToPack, nil, QueueToPack},
		{"arranged", StatusAwaitingCollection, StageShipped, nil, QueueToHandOver},
		{"arranged elsewhere", StatusAwaitingCollection, StageToPack, nil, QueueToHandOver},
		{"handed over, not scanned", StatusAwaitingCollection, StageHandedOver, nil, QueueDone},
		{"in transit", StatusInTransit, StageInTransit, nil, QueueDone},
		{"exception on the way", StatusInTransit, StageException, nil, QueueProblems},
		{"returned", StatusDelivered, StageReturned, nil, QueueProblems},
		{"delivered", StatusDelivered, StageDelivered, nil, QueueDone},
		{"completed", StatusCompleted, StageDelivered, nil, QueueDone},
		{"cancelled", StatusCancelled, StageToPack, nil, QueueDone},
		{"cancelled when packed", StatusCancelled, StagePacked, nil, QueueProblems},
		{"cancelled when shipped", StatusCancelled, StageShipped, nil, QueueProblems},
		{"cancelled when put aside", StatusCancelled, StageParked, nil, QueueProblems},
		{"cancelled behind the door", StatusCancelled, StageHandedOver, nil, QueueDone},
		{"parked", StatusAwaitingShipment, StageParked, nil, QueueProblems},
		{"stopped", StatusAwaitingShipment, StageStopped, nil, QueueProblems},
		{"cancellation requested", StatusAwaitingShipment, StageToPack, func(o *Order) { o.CancelRequested = true }, QueueProblems},
		{"cancellation requested behind the door", StatusAwaitingCollection, StageHandedOver, func(o *Order) { o.CancelRequested = true }, QueueProblems},
		{"cancellation requested on the way", StatusInTransit, StageInTransit, func(o *Order) { o.CancelRequested = true }, QueueDone},
		{"refund requested", StatusAwaitingCollection, StageShipped, func(o *Order) { o.RefundRequested = true }, QueueProblems},
		{"fulfilled by TikTok", StatusAwaitingShipment, StageToPack, func(o *Order) { o.Mode = ModeFBT }, QueueDone},
		{"a status that is new", "AWAITING_DRONE", StageToPack, nil, QueueProblems},
		{"a mode that is new", StatusAwaitingShipment, StageToPack, func(o *Order) { o.Mode = "DRONE" }, QueueToPack},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := waiting(paidAt)
			o.Status, o.Stage = c.status, c.stage
			if c.set != nil {
				c.set(o)
			}
			assert.Equal(t, c.want, o.Queue())
		})
	}
}

func TestMergeStage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		local Stage
		shop  Status
		want  Stage
	}{
		{"new order", "", StatusAwaitingShipment, StageToPack},
		{"new order on its way", "", StatusInTransit, StageInTransit},
		{"progress is kept", StageLabelled, StatusAwaitingShipment, StageLabelled},
		{"even when the shop's copy is older", StageShipped, StatusAwaitingShipment, StageShipped},
		{"the shop advances", StageToPack, StatusAwaitingCollection, StageShipped},
		{"the shop does not take back", StageHandedOver, StatusAwaitingCollection, StageHandedOver},
		{"delivered", StageInTransit, StatusCompleted, StageDelivered},
		{"parked stays", StageParked, StatusAwaitingCollection, StageParked},
		{"parked until it is on its way", StageParked, StatusInTransit, StageInTransit},
		{"stopped until it is on its way", StageStopped, StatusDelivered, StageDelivered},
		{"stopped stays", StageStopped, StatusAwaitingShipment, StageStopped},
		{"an exception stays", StageException, StatusDelivered, StageException},
		{"returned stays", StageReturned, StatusCompleted, StageReturned},
		{"cancelled keeps what was done", StagePacked, StatusCancelled, StagePacked},
		{"a status that is new", StagePacked, "NEW", StagePacked},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, MergeStage(c.local, c.shop))
			assert.Equal(t, c.want, MergeStage(c.want, c.shop), "merging twice changes nothing")
		})
	}
}

func TestMoves(t *testing.T) {
	t.Parallel()
	want := map[Move]map[Stage]Stage{
		MovePack:     {StageToPack: StagePacked},
		MoveLabel:    {StagePacked: StageLabelled, StageLabelled: StageLabelled, StageShipped: StageShipped},
		MoveShip:     {StageToPack: StageShipped, StagePacked: StageShipped, StageLabelled: StageShipped},
		MoveHandOver: {StageLabelled: StageHandedOver, StageShipped: StageHandedOver},
		MovePark:     {StageToPack: StageParked, StagePacked: StageParked, StageLabelled: StageParked},
		MoveUnpark:   {StageParked: StageToPack},
	}
	for _, s := range []Stage{
		StageToPack, StagePacked, StageLabelled, StageShipped, StageHandedOver, StageInTransit, StageDelivered,
		StageParked, StageStopped, StageException, StageReturned, "", "new",
	} {
		for m, leads := range want {
			got, err := m.After(s)
			if to, ok := leads[s]; ok {
				require.NoError(t, err, "%s from %s", m, s)
				assert.Equal(t, to, got, "%s from %s", m, s)
				continue
			}
			require.ErrorIs(t, err, ErrRefused, "%s from %s", m, s)
			assert.Equal(t, s, got, "a refused move leads nowhere")
		}
		_, err := Move("fly").After(s)
		require.ErrorIs(t, err, ErrRefused)
	}
	rank := -1
	for _, s := range []Stage{StageToPack, StagePacked, StageLabelled, StageShipped, StageHandedOver, StageInTransit, StageDelivered} {
		assert.Equal(t, rank+1, s.Rank())
		rank = s.Rank()
	}
	assert.Equal(t, -1, StageParked.Rank())
	assert.Equal(t, -1, Stage("new").Rank())
}

func TestFilterEmpty(t *testing.T) {
	t.Parallel()
	assert.True(t, Filter{}.Empty())
	assert.False(t, Filter{Text: "x"}.Empty())
	assert.Len(t, Queues(), 4)
	assert.Len(t, Sorts(), 4)
}
