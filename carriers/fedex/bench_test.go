package fedex

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"packdesk/carriers"
)

// BenchmarkRead is decoding alone against decoding and putting into our words.
func BenchmarkRead(b *testing.B) {
	body, err := os.ReadFile("testdata/batch-delivered-transit-notfound.json")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var a answer
			if err := json.Unmarshal(body, &a); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("report", func(b *testing.B) {
		b.ReportAllocs()
		reply := &carriers.Reply{Body: body}
		queries := []carriers.Query{{Number: "770000000017"}, {Number: "770000000028"}, {Number: "770000000039"}}
		adapter := &Adapter{now: func() time.Time { return time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC) }}
		for b.Loop() {
			var a answer
			if err := reply.JSON(&a); err != nil {
				b.Fatal(err)
			}
			results := make([]carriers.Result, len(queries))
			if err := adapter.fill(&a, carriers.English, time.Time{}, queries, results); err != nil {
				b.Fatal(err)
			}
		}
	})
}
