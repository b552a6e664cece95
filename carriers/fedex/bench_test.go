package fedex

import (
	"encoding/json"
	"testing"
	"time"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func BenchmarkRead(b *testing.B) {
	queries := []carriers.Query{{Number: "770000000017"}, {Number: "770000000028"}, {Number: "770000000039"}}
	adapter := &Adapter{now: carriertest.Recorded}
	carriertest.BenchRead(b, "testdata/batch-delivered-transit-notfound.json", func(body []byte) error {
		var a answer
		return json.Unmarshal(body, &a)
	}, func(reply *carriers.Reply) error {
		var a answer
		if err := reply.JSON(&a); err != nil {
			return err
		}
		return adapter.fill(&a, carriers.English, time.Time{}, queries, make([]carriers.Result, len(queries)))
	})
}
