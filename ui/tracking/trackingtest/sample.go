package trackingtest

import (
	"fmt"
	"slices"
	"time"

	"packdesk/ui/tracking"
)

// Names of carriers.
func carriers() []tracking.Words {
	return []tracking.Words{{EN: "DHL", ZH: "DHL"}, {EN: "FedEx", ZH: "联邦快递"}, {EN: "EMS", ZH: "邮政 EMS"}, {EN: "UPS", ZH: "UPS"}}
}

func buyers() []string { return []string{"Ada Example", "王样本", "Renée Sample", "Test Tester"} }

// life is where sample parcels stand, and why.
type life struct {
	status tracking.Status
	code   string
	reason tracking.Words
	action bool
	ended  bool
}

func lives() []life {
	return []life{
		{status: tracking.StatusInTransit, code: "departed", reason: tracking.Words{EN: "Left a facility", ZH: "离开网点"}},
		{status: tracking.StatusException, code: "customs_hold", reason: tracking.Words{EN: "Held by customs", ZH: "海关滞留"}, action: true},
		{status: tracking.StatusDelivered, code: "recipient", reason: tracking.Words{EN: "Signed by the receiver", ZH: "收件人签收"}, ended: true},
		{status: tracking.StatusOutForDelivery},
		{status: tracking.StatusLabelCreated},
		{status: tracking.StatusAvailableForPickup, code: "locker", reason: tracking.Words{EN: "Parcel locker", ZH: "自提柜"}},
		{status: tracking.StatusAttempted, code: "recipient_absent", reason: tracking.Words{EN: "Receiver absent", ZH: "收件人不在"}},
	}
}

// Sample makes n parcels around now, the same for the same n. All names and numbers are made up.
func Sample(n int, now time.Time) []tracking.Parcel {
	out := make([]tracking.Parcel, 0, n)
	for i := range n {
		l := lives()[i%len(lives())]
		p := tracking.Parcel{Row: tracking.Row{
			ID: fmt.Sprintf("P%06d", i), Number: fmt.Sprintf("EX%09dCN", i*37), Carrier: carriers()[i%4], Order: fmt.Sprintf("5767%014d", i*7919+1),
			Buyer: buyers()[i%len(buyers())], Status: l.status, Code: l.code, Reason: l.reason, Action: l.action, Ended: l.ended,
			Last: at(now.Add(-time.Duration(i+1) * 37 * time.Minute)), CheckedAt: now.Add(-3 * time.Minute), NextAt: now.Add(40 * time.Minute),
		}}
		p.Choice = tracking.Choice{Number: p.Number, Carrier: "dhl"}
		p.Key = tracking.Key{Name: "dhl", Carrier: tracking.Words{EN: "DHL"}, PerDay: 250, Used: 38}
		p.Events = []tracking.Event{
			{
				Moment: p.Last, Words: tracking.Words{EN: "Left the exchange office", ZH: "离开互换局"}, Text: "离开【示例互换局】", Lang: "zh",
				Place: "Sampleton, CN", Status: l.status,
			},
			{
				Moment: tracking.Moment{Local: "1999-12-30T08:15:00"}, Words: tracking.Words{EN: "Picked up", ZH: "已揽收"}, Text: "Picked up", Lang: "en",
				Place: "示例市", Status: tracking.StatusInTransit,
			},
		}
		url := "https://carrier.example/track?n=" + p.Number + "&lang="
		p.Links = []tracking.Link{
			{Name: p.Carrier, URL: tracking.Words{EN: url + "en", ZH: url + "zh"}, Lang: tracking.Words{EN: "en", ZH: "zh"}},
			{Name: tracking.Words{EN: "Example aggregator"}, URL: tracking.Words{EN: "https://all.example/" + p.Number}, Typed: true},
		}
		out = append(out, p)
	}
	return out
}

// at is a moment of Beijing's clock.
func at(t time.Time) tracking.Moment {
	return tracking.Moment{At: t, Local: t.In(time.FixedZone("", 8*3600)).Format("2006-01-02T15:04:05"), Zone: "+08:00"}
}

// Fill puts n parcels into the desk at once, so many that nobody may read them all.
func (d *Desk) Fill(n int, now time.Time) {
	parcels := Sample(n, now)
	for i := range parcels {
		parcels[i].Place = place(&parcels[i].Row)
	}
	slices.SortFunc(parcels, func(a, b tracking.Parcel) int { return compare(a.Place, b.Place) })
	d.mu.Lock()
	defer d.mu.Unlock()
	d.parcels = parcels
}
