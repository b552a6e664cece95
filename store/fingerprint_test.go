package store

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/fulfillment"
)

func TestFingerprintFollowsTheShopsFactsAlone(t *testing.T) {
	t.Parallel()
	mark := func(change func(*fulfillment.Order)) string {
		var p printer
		o := sampleOrder()
		change(o)
		return string(p.mark(o, appendContent(nil, o)))
	}
	same := mark(func(*fulfillment.Order) {})
	for name, change := range map[string]func(*fulfillment.Order){
		"id":           func(o *fulfillment.Order) { o.ID = "2" },
		"status":       func(o *fulfillment.Order) { o.Status = fulfillment.StatusOnHold },
		"mode":         func(o *fulfillment.Order) { o.Mode = fulfillment.ModeTikTok },
		"flag":         func(o *fulfillment.Order) { o.CancelRequested = true },
		"carrier":      func(o *fulfillment.Order) { o.Carrier = "Evri" },
		"tracking":     func(o *fulfillment.Order) { o.Tracking = "T9" },
		"note":         func(o *fulfillment.Order) { o.SellerNote = "n" },
		"time":         func(o *fulfillment.Order) { o.PaidAt = instant(1_763_546_401) },
		"deadline":     func(o *fulfillment.Order) { o.ShopDeadlines = []fulfillment.Deadline{{At: instant(1)}} },
		"quantity":     func(o *fulfillment.Order) { o.Lines[1].Quantity++ },
		"part":         func(o *fulfillment.Order) { o.Lines[1].Parts[0].SKUID = "10" },
		"parcel":       func(o *fulfillment.Order) { o.Parcels = o.Parcels[:2] },
		"parcel stage": func(o *fulfillment.Order) { o.Parcels[0].Stage = fulfillment.StageShipped },
	} {
		assert.NotEqual(t, same, mark(change), name)
	}
	for name, change := range map[string]func(*fulfillment.Order){
		"update time": func(o *fulfillment.Order) { o.UpdatedAt = instant(5) },
		"progress":    func(o *fulfillment.Order) { o.Stage, o.Parked.Reason = fulfillment.StageParked, "short" },
	} {
		assert.Equal(t, same, mark(change), name)
	}
}
