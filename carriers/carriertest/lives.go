package carriertest

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
)

// stage is a simulated world with one adapter that looks at it.
type stage struct {
	clock   *Clock
	world   *sim.World
	adapter carriers.Adapter
	budget  *carriers.MemoryBudget
}

// limits that no test reaches by accident.
func generous() sim.Limit { return sim.Limit{PerSecond: 100_000, PerDay: 100_000} }

func (s Subject) stage(t testing.TB, limit sim.Limit, change func(*carriers.Config, *carriers.Deps)) *stage {
	t.Helper()
	st := &stage{clock: NewClock(), budget: carriers.NewMemoryBudget()}
	st.world = sim.New(sim.Options{Now: st.clock.Now, TokenLife: 1000 * time.Hour, Limits: map[string]sim.Limit{s.Name: limit}})
	server := httptest.NewServer(st.world)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	st.adapter = s.open(t, "", func(c *carriers.Config, d *carriers.Deps) {
		*c = st.world.Configs(server.URL)[s.Name]
		d.Now, d.Budget = st.clock.Now, st.budget
		if change != nil {
			change(c, d)
		}
	})
	return st
}

// Lives lets parcels lead every life of the simulated world and compares where they are with what the adapter says, after
// every step. Nobody's name may come through.
func Lives(t *testing.T, s Subject, c carriers.Carrier) {
	t.Helper()
	st := s.stage(t, generous(), nil)
	born := st.clock.Now()
	var queries []carriers.Query
	for i, life := range append(sim.Lives(), sim.Corrected()) {
		number := sim.Number(c, 1000+i)
		st.world.Add(sim.Parcel{Number: number, Life: life, Born: born})
		st.world.Register(number)
		queries = append(queries, carriers.Query{Number: number, Carrier: c, Since: born})
	}
	last := map[string]carriers.State{}
	for hour := range 170 {
		results := carriers.Ask(t.Context(), st.adapter, carriers.English, queries)
		require.Len(t, results, len(queries))
		for i, r := range results {
			number := queries[i].Number
			where := fmt.Sprintf("%s after %d h", number, hour)
			want := st.world.Status(number)
			if r.Err != nil { // Some carriers say nothing before the first scan.
				require.Equal(t, carriers.KindNotFound, r.Err.Kind, "%s: %v", where, r.Err)
				assert.Contains(t, []carriers.Status{carriers.StatusLabelCreated, carriers.StatusUnknown}, want, where)
				continue
			}
			if skips(s.Name, i, want, r.Report.State.Status) {
				continue
			}
			require.Equal(t, string(want), string(r.Report.State.Status), where)
			last[number] = r.Report.State
			checkNobody(t, r.Report)
			checkPublic(t, r.Report)
		}
		st.clock.Advance(time.Hour)
	}
	assert.NotEmpty(t, last)
	stats := st.world.Stats(s.Name)
	assert.Empty(t, stats.Violations)
	assert.Zero(t, stats.Refused)
}

// skips are the differences that are the carrier's own: only EMS takes a delivery back, and the DHL interfaces have no
// word for a cancelled shipment.
func skips(name string, life int, want, got carriers.Status) bool {
	corrected := life == len(sim.Lives())
	switch {
	case corrected && name != "ems":
		return true
	case want == carriers.StatusCancelled:
		return (name == "dhl" || name == "mydhl") && got == carriers.StatusLabelCreated
	default:
		return false
	}
}

// checkNobody makes sure that the people of the simulated world stay in it.
func checkNobody(t *testing.T, r *carriers.Report) {
	t.Helper()
	for _, events := range eventLists(r) {
		for _, e := range events {
			for _, person := range []string{"SAMPLE", "样例", "13800000000", "13900000000"} {
				assert.False(t, strings.Contains(e.Text+e.Other+e.Place, person), "%s stands in %q", person, e.Text)
			}
		}
	}
}
