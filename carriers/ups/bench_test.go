package ups

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"packdesk/carriers"
)

// BenchmarkRead is decoding alone against decoding and putting into our words.
func BenchmarkRead(b *testing.B) {
	body, err := os.ReadFile("testdata/delivered.json")
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
		q := carriers.Query{Number: "1ZW0000A0368000013"}
		now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
		for b.Loop() {
			var a answer
			if err := reply.JSON(&a); err != nil {
				b.Fatal(err)
			}
			if _, e := a.report(q, carriers.English, now); e != nil {
				b.Fatal(e)
			}
		}
	})
}
