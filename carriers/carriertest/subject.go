package carriertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

// Subject is an adapter under test.
type Subject struct {
	Name   string
	Config carriers.Config // With the keys that the recorded exchanges use; the base URL is put in by the test.
	New    func(carriers.Config, carriers.Deps) (carriers.Adapter, error)
	Tokens bool // It asks for an access token first.
}

// Recorded is the instant at which the exchanges play: 10:00 in China on 2026-11-20.
func Recorded() time.Time { return time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC) }

// open makes the adapter for a server, and closes it at the end of the test.
func (s Subject) open(t testing.TB, base string, change func(*carriers.Config, *carriers.Deps)) carriers.Adapter {
	t.Helper()
	cfg := s.Config
	cfg.BaseURL = base
	cfg.PerSecond = 10_000 // The recorded limits are the carrier's; tests that are about limits set their own.
	deps := carriers.Deps{Now: Recorded, Retry: carriers.Retry{Attempts: 1, Base: time.Millisecond, Patience: time.Millisecond}}
	if change != nil {
		change(&cfg, &deps)
	}
	a, err := s.New(cfg, deps)
	require.NoError(t, err)
	t.Cleanup(a.Close)
	return a
}
