package ups_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/ups"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func subject() carriertest.Subject {
	return carriertest.Subject{
		Name: ups.Name, Config: carriers.Config{Key: "test-client", Secret: "test-secret"}, Tokens: true,
		New: func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return ups.New(c, d) },
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 19, carriertest.Replay(t, subject(), "testdata"))
}

func TestLives(t *testing.T) {
	t.Parallel()
	carriertest.Lives(t, subject(), carriers.UPS)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	carriertest.Faults(t, subject(), carriers.UPS)
}
