package ups

import (
	"encoding/json"
	"testing"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func BenchmarkRead(b *testing.B) {
	q := carriers.Query{Number: "1ZW0000A0368000013"}
	carriertest.BenchRead(b, "testdata/delivered.json", func(body []byte) error {
		var a answer
		return json.Unmarshal(body, &a)
	}, func(reply *carriers.Reply) error {
		var a answer
		if err := reply.JSON(&a); err != nil {
			return err
		}
		if _, fault := a.report(q, carriers.English, carriertest.Recorded()); fault != nil {
			return fault
		}
		return nil
	})
}
