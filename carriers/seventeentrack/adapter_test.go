package seventeentrack_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/seventeentrack"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func subject() carriertest.Subject {
	return carriertest.Subject{
		Name: seventeentrack.Name, Config: carriers.Config{Key: "test-token"},
		New: func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return seventeentrack.New(c, d) },
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 7, carriertest.Replay(t, subject(), "testdata"))
}

func TestLives(t *testing.T) {
	t.Parallel()
	carriertest.Lives(t, subject(), carriers.RoyalMail)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	carriertest.Faults(t, subject(), carriers.RoyalMail)
}
