package ems

import (
	"encoding/json"
	"testing"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func BenchmarkRead(b *testing.B) {
	q := carriers.Query{Number: "EB100000017CN"}
	carriertest.BenchRead(b, "testdata/in-transit.json", func(body []byte) error {
		var outer struct{ RetBody string }
		if err := json.Unmarshal(body, &outer); err != nil {
			return err
		}
		var a struct{ ResponseItems []item }
		return json.Unmarshal([]byte(outer.RetBody), &a)
	}, func(reply *carriers.Reply) error {
		items, err := openItems(reply)
		if err != nil {
			return err
		}
		if _, fault := read(items, q, carriertest.Recorded()); fault != nil {
			return fault
		}
		return nil
	})
}
