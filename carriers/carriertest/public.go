package carriertest

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// checkPublic makes sure that nothing raw is left in a report.
func checkPublic(t *testing.T, r *carriers.Report) {
	t.Helper()
	texts := []string{r.Number, r.Service, r.Estimate, r.PickupBy, r.Next, r.Page}
	for _, events := range eventLists(r) {
		for _, e := range events {
			texts = append(texts, e.Text, e.Other, e.Place, e.Piece, e.Local, e.Zone, e.Key.Code, e.Detail.Code)
			assert.NotContains(t, e.Text, "[signer]", "the signer's name")
		}
	}
	for _, s := range texts {
		assert.Equal(t, fulfillment.Clean(s), s, "text from outside is clean")
	}
}

func eventLists(r *carriers.Report) [][]carriers.Event {
	lists := [][]carriers.Event{r.Events}
	for _, p := range r.Packages {
		lists = append(lists, p.Events)
	}
	return lists
}
