package ems_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"packdesk/carriers"
	"packdesk/carriers/carriertest"
	"packdesk/carriers/ems"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func subject() carriertest.Subject {
	return carriertest.Subject{
		Name: ems.Name,
		Config: carriers.Config{
			Key: "test-authorization", Secret: "MDEyMzQ1Njc4OWFiY2RlZg==", Account: "1100000000000", // Made up; 0123456789abcdef.
		},
		New: func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return ems.New(c, d) },
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 12, carriertest.Replay(t, subject(), "testdata"))
}

func TestNewRefusesKeys(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "not base64!", "c2hvcnQ="} {
		_, err := ems.New(carriers.Config{Key: "k", Secret: secret}, carriers.Deps{})
		if assert.Error(t, err) && secret != "" {
			assert.NotContains(t, err.Error(), secret, "no secret in an error")
		}
	}
}

func TestLives(t *testing.T) {
	t.Parallel()
	carriertest.Lives(t, subject(), carriers.EMS)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	carriertest.Faults(t, subject(), carriers.EMS)
}
