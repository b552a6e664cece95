package cli

import (
	"bytes"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/carriers/ups"
)

// echo answers every question with one recorded answer, under the number that was asked for. It holds nothing else.
type echo struct {
	canned

	number string
}

// RoundTrip implements http.RoundTripper.
func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	number := filepath.Base(r.URL.Path)
	if !strings.HasPrefix(number, "1Z") {
		return e.canned.RoundTrip(r)
	}
	return canned{number: bytes.ReplaceAll(e.canned[e.number], []byte(e.number), []byte(number))}.RoundTrip(r)
}

// TestASweepHoldsAFewAnswersOnly asks about some parcels and about eight times as many: what is held in memory does not grow
// with them.
func TestASweepHoldsAFewAnswersOnly(t *testing.T) {
	answers, one := upsAnswers(t, 1)
	sweep := func(parcels int) uint64 {
		l := ledgerOf(t)
		list := make([]carriers.Tracked, parcels)
		for i := range list {
			list[i] = one[0]
			list[i].ID, list[i].Number = sim.Number(carriers.UPS, i), sim.Number(carriers.UPS, i)
		}
		put(t, l, list...)
		adapter, err := ups.New(carriers.Config{Key: sim.Key, Secret: sim.Secret, Workers: 8, PerSecond: -1}, carriers.Deps{
			Budget: keyBudget(l), Transport: echo{answers, sim.Number(carriers.UPS, 0)},
		})
		require.NoError(t, err)
		defer adapter.Close()
		runtime.GC()
		most := heapPeak(t)
		told, err := (&carriers.Poller{Ledger: l, Roster: carriers.NewRoster(adapter), Budget: keyBudget(l), Holder: "test"}).Once(t.Context())
		require.NoError(t, err)
		require.Equal(t, parcels, told.Told)
		return most()
	}
	few, many := sweep(500), sweep(4_000)
	t.Logf("500 parcels: %d MB; 4,000 parcels: %d MB", few>>20, many>>20)
	assert.Less(t, many, few+8<<20, "eight times as many reports would take some 30 MB more")
}
