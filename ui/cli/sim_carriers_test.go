package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
)

// TestTheSimulatedCarriersServeAnotherProgram asks them with nothing but the variables that they print.
func TestTheSimulatedCarriersServeAnotherProgram(t *testing.T) {
	t.Parallel()
	f := simCarrierFlags{addr: "127.0.0.1:0", speed: 60, share: []string{"fedex:empty=1"}}
	world, front, err := f.start(t.Context(), 1, 0, time.Now)
	require.NoError(t, err)
	defer func() { require.NoError(t, front.Close()) }()
	var printed strings.Builder
	require.NoError(t, tellSimCarriers(&printed, world, front.URL))
	environ := []string{"PACKDESK_DATA=" + t.TempDir(), "PACKDESK_LANG=en"}
	for line := range strings.Lines(printed.String()) {
		environ = append(environ, strings.TrimSpace(strings.TrimPrefix(line, "export ")))
	}
	var out, says bytes.Buffer
	p := &Program{Args: []string{"track", sim.Number(carriers.UPS, 7), sim.Number(carriers.EMS, 7), "--json"}, Environ: environ, In: strings.NewReader(""), Out: &out, Err: &says, Now: time.Now}
	assert.Equal(t, exitDone, p.Run(t.Context()), says.String())
	for _, parcel := range objects(t, out.String()) {
		assert.NotEmpty(t, parcel["events"])
	}
	out.Reset()
	p.Args = []string{"track", sim.Number(carriers.FedEx, 7), "--json"}
	assert.Equal(t, exitTryLater, p.Run(t.Context()), "it was told to misbehave")
}

func TestWrongFaultsOfTheSimulatedCarriersAreNamed(t *testing.T) {
	t.Parallel()
	for flag, says := range map[string]string{"ups": "wants a carrier", "ups:429=2": "wants a carrier", "pigeon:429=0.1": "there is no carrier", "ups:rain=0.1": "there is no fault"} {
		f := simCarrierFlags{addr: "127.0.0.1:0", speed: 1, share: []string{flag}}
		_, _, err := f.start(t.Context(), 1, 0, time.Now)
		require.ErrorContains(t, err, says)
		assert.Equal(t, exitUsage, exitCode(err))
	}
}
