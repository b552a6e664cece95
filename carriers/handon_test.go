package carriers_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
)

func TestAParcelThatItsCarrierDoesNotKnowIsHandedOn(t *testing.T) {
	t.Parallel()
	const number = "EB100000017CN"
	for name, c := range map[string]struct {
		own, other teller
		age        time.Duration
		asked      []string // By three sweeps, two hours apart.
		source     string
		told       bool
		stop       carriers.Stop
	}{
		"the aggregator knows it": {
			other: teller{knows: map[string]bool{number: true}}, age: 30 * time.Hour,
			asked: []string{"ems", "17track"}, source: "17track", told: true,
		},
		"a young one stays": {
			other: teller{knows: map[string]bool{number: true}}, age: 2 * time.Hour, asked: []string{"ems", "ems", "ems"}, source: "ems",
		},
		"a refused number is handed on at once": {
			own: teller{fails: carriers.KindBadNumber}, other: teller{knows: map[string]bool{number: true}}, age: 2 * time.Hour,
			asked: []string{"ems", "17track"}, source: "17track", told: true,
		},
		"nobody knows it": {age: 30 * time.Hour, asked: []string{"ems", "17track"}, source: "ems"},
		"the aggregator wants it registered": {
			other: teller{fails: carriers.KindUnregistered}, age: 30 * time.Hour, asked: []string{"ems", "17track"}, source: "ems",
		},
		"given up only when both have been asked": {
			age: 8 * 24 * time.Hour, asked: []string{"ems", "17track"}, source: "17track", stop: carriers.StopNeverFound,
		},
		"a carrier in trouble keeps its parcels": {
			own: teller{fails: carriers.KindServer}, other: teller{knows: map[string]bool{number: true}}, age: 30 * time.Hour,
			asked: []string{"ems", "ems", "ems"}, source: "ems",
		},
		"a refused key keeps its parcels": {
			own: teller{fails: carriers.KindForbidden}, other: teller{knows: map[string]bool{number: true}}, age: 30 * time.Hour,
			asked: []string{"ems", "ems", "ems"}, source: "ems",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var asked []string
				c.own.name, c.own.asked, c.other.name, c.other.asked = "ems", &asked, "17track", &asked
				ledger := carriertest.NewLedger(carriers.Tracked{
					ID: "one", Number: number, Carrier: carriers.EMS, Since: time.Now().Add(-c.age), State: carriers.State{Status: carriers.StatusUnknown},
				})
				p := polls(ledger, c.own, c.other)
				p.Pace.InTransit = 24 * time.Hour
				for range 3 {
					for range 2 { // What is handed on is due at once, and the other line may have ended by then.
						_, err := p.Once(t.Context())
						require.NoError(t, err)
					}
					time.Sleep(2 * time.Hour)
				}
				var want []string
				for _, who := range c.asked {
					want = append(want, who+" "+number)
				}
				assert.Equal(t, want, asked)
				row := ledger.Row("one")
				assert.Equal(t, c.source, row.Source)
				assert.Equal(t, c.told, row.Told > 0)
				assert.Equal(t, c.stop, row.Stop)
				require.NoError(t, ledger.Faults())
			})
		})
	}
}

func TestAKnownParcelIsNotHandedOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		ledger := carriertest.NewLedger(carriers.Tracked{
			ID: "one", Number: "EB100000017CN", Carrier: carriers.EMS, Since: time.Now().Add(-50 * time.Hour),
			State: carriers.State{Status: carriers.StatusInTransit},
		})
		_, err := polls(ledger, teller{name: "ems", asked: &asked}, teller{name: "17track", asked: &asked}).Once(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []string{"ems EB100000017CN"}, asked)
		assert.Equal(t, carriers.StatusInTransit, ledger.Row("one").State.Status)
		assert.Equal(t, "ems", ledger.Row("one").Source)
	})
}
