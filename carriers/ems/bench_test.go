package ems

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"packdesk/carriers"
)

// BenchmarkRead is decoding alone against decoding and putting into our words.
func BenchmarkRead(b *testing.B) {
	body, err := os.ReadFile("testdata/in-transit.json")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var outer struct{ RetBody string }
			var a struct{ ResponseItems []item }
			if err := json.Unmarshal(body, &outer); err != nil {
				b.Fatal(err)
			}
			if err := json.Unmarshal([]byte(outer.RetBody), &a); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("report", func(b *testing.B) {
		b.ReportAllocs()
		reply := &carriers.Reply{Body: body}
		q := carriers.Query{Number: "EB100000017CN"}
		now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
		for b.Loop() {
			items, err := openItems(reply)
			if err != nil {
				b.Fatal(err)
			}
			if _, e := read(items, q, now); e != nil {
				b.Fatal(e)
			}
		}
	})
}
