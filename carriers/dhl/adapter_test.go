package dhl_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/dhl"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func subject() carriertest.Subject {
	return carriertest.Subject{
		Name: dhl.Name, Config: carriers.Config{Key: "test-key"},
		New: func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return dhl.New(c, d) },
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 13, carriertest.Replay(t, subject(), "testdata"))
}

func TestLives(t *testing.T) {
	t.Parallel()
	carriertest.Lives(t, subject(), carriers.DHL)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	carriertest.Faults(t, subject(), carriers.DHL)
}
