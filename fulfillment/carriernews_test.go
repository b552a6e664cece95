package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestHear(t *testing.T) {
	t.Parallel()
	scan := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	news := func(s Stage) CarrierNews { return CarrierNews{Parcel: "p", Stage: s, Scan: scan} }
	silence := CarrierNews{Parcel: "p", Stage: StageException, Silent: true}
	for name, c := range map[string]struct {
		stage  Stage
		status Status
		news   CarrierNews
		want   Stage
		queue  Queue
	}{
		"the first scan stops the handover clock":    {StageShipped, StatusAwaitingCollection, news(StageInTransit), StageInTransit, QueueDone},
		"a scan proves what the station has not":     {StageLabelled, StatusAwaitingShipment, news(StageInTransit), StageInTransit, QueueDone},
		"handed over and scanned":                    {StageHandedOver, StatusAwaitingCollection, news(StageInTransit), StageInTransit, QueueDone},
		"handed over and never scanned":              {StageHandedOver, StatusAwaitingCollection, silence, StageException, QueueProblems},
		"silence about a parcel that is still here":  {StageShipped, StatusAwaitingCollection, silence, StageShipped, QueueToHandOver},
		"scanned after all":                          {StageException, StatusAwaitingCollection, news(StageInTransit), StageInTransit, QueueDone},
		"trouble on the way":                         {StageInTransit, StatusInTransit, news(StageException), StageException, QueueProblems},
		"delivered":                                  {StageInTransit, StatusInTransit, news(StageDelivered), StageDelivered, QueueDone},
		"a delivery that was entered by mistake":     {StageDelivered, StatusInTransit, news(StageInTransit), StageInTransit, QueueDone},
		"what the shop calls delivered stays so":     {StageDelivered, StatusDelivered, news(StageInTransit), StageDelivered, QueueDone},
		"on its way back":                            {StageInTransit, StatusInTransit, news(StageReturned), StageReturned, QueueProblems},
		"a parked order is not moved by its number":  {StageParked, StatusAwaitingShipment, news(StageInTransit), StageParked, QueueProblems},
		"nor is one that has yet to be packed":       {StageToPack, StatusAwaitingShipment, news(StageInTransit), StageToPack, QueueToPack},
		"a cancelled order is the packer's business": {StageShipped, StatusCancelled, news(StageInTransit), StageShipped, QueueProblems},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			alone := Order{Mode: ModeSeller, Status: c.status, Stage: c.stage}
			changed := alone.Hear(c.news)
			assert.Equal(t, c.want, alone.Stage)
			assert.Equal(t, c.want != c.stage, changed)
			assert.Equal(t, c.queue, alone.Queue())
			o := Order{Mode: ModeSeller, Status: c.status, Stage: c.stage, Parcels: []Parcel{{ID: "p", Stage: c.stage}}}
			o.Hear(c.news)
			assert.Equal(t, c.want, o.Stage, "the same with a parcel of our own")
			if c.want == StageInTransit && c.stage != StageDelivered {
				assert.Equal(t, scan, o.Parcels[0].HandedAt)
			}
		})
	}
}

func TestHearOfSeveralParcels(t *testing.T) {
	t.Parallel()
	o := Order{Mode: ModeSeller, Status: StatusAwaitingCollection, Stage: StageShipped, Parcels: []Parcel{{ID: "a", Stage: StageShipped}, {ID: "b", Stage: StageShipped}}}
	assert.True(t, o.Hear(CarrierNews{Parcel: "a", Stage: StageInTransit}))
	assert.Equal(t, StageShipped, o.Stage, "the second one is still here")
	assert.True(t, o.Hear(CarrierNews{Parcel: "b", Stage: StageInTransit}))
	assert.Equal(t, StageInTransit, o.Stage)
	assert.True(t, o.Hear(CarrierNews{Parcel: "a", Stage: StageException}))
	assert.Equal(t, StageException, o.Stage, "trouble of one is that of all")
	assert.True(t, o.Hear(CarrierNews{Parcel: "a", Stage: StageDelivered}))
	assert.Equal(t, StageInTransit, o.Stage)
	assert.False(t, o.Hear(CarrierNews{Parcel: "a", Stage: StageDelivered}), "twice is as good as once")
	ours := Order{Mode: ModeFBT, Status: StatusInTransit, Stage: StageInTransit}
	assert.False(t, ours.Hear(CarrierNews{Stage: StageException}), "what TikTok's warehouse sends is not ours")
}
