package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/fleet"
)

func TestNew(t *testing.T) {
	t.Parallel()
	r, err := fleet.New(map[string]carriers.Config{
		"dhl":   {Key: "k"},
		"ups":   {Key: "k", Mode: "nonsense"},
		"fedex": {}, // Without a key it is not meant.
		"ems":   {Key: "k", Secret: "no signing key"},
	}, carriers.Deps{})
	require.Error(t, err)
	t.Cleanup(r.Close)
	assert.Equal(t, []string{"dhl"}, r.Names(), "what can be made is made")
	assert.Contains(t, err.Error(), "carriers.ups.mode")
	assert.Contains(t, err.Error(), "carriers.ems.secret")
	assert.NotContains(t, err.Error(), "no signing key", "no secret in an error")
	assert.Equal(t, []string{"dhl", "mydhl", "ups", "fedex", "ems", "17track"}, fleet.Names())

	a, b := r.Named("dhl").Source(), mustDHL(t, "another key").Source()
	assert.NotEqual(t, a.Key, b.Key, "another key has a budget of its own")
	assert.NotContains(t, b.Key, "another")
	assert.Equal(t, 250, a.PerDay)
	assert.Equal(t, 10, a.PerParcel)
}

func mustDHL(t *testing.T, key string) carriers.Adapter {
	t.Helper()
	r, err := fleet.New(map[string]carriers.Config{"dhl": {Key: key}}, carriers.Deps{})
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r.Named("dhl")
}
