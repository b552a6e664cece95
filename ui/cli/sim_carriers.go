package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/carriers/sim"
	"packdesk/ui/cli/config"
)

// simCarrierFlags are the settings of the simulated carriers.
type simCarrierFlags struct {
	addr  string
	speed float64
	share []string
}

func (f *simCarrierFlags) register(cmd *cobra.Command) {
	s := cmd.Flags()
	s.StringVar(&f.addr, "carriers-addr", "127.0.0.1:0", "where the simulated carriers listen")
	s.Float64Var(&f.speed, "carriers-speed", 1, "how many seconds pass for parcels in one second: 360 makes an hour of ten seconds")
	s.StringSliceVar(&f.share, "carriers-fault", nil, "faults of one carrier with their share of its calls, such as ups:timeout=0.1,dhl:429=0.5")
}

// start serves every carrier that packdesk can ask. A well-formed number that nobody has announced becomes a parcel when it
// is asked for.
func (f *simCarrierFlags) start(ctx context.Context, seed uint64, latency time.Duration, now func() time.Time) (*sim.World, *sim.Running, error) {
	if f.speed <= 0 {
		return nil, nil, usagef("--carriers-speed %g: wants more than 0", f.speed)
	}
	world := sim.New(sim.Options{Now: now, Seed: seed, Speed: f.speed, Adopt: true, Latency: latency})
	for _, text := range f.share {
		name, rest, named := strings.Cut(text, ":")
		fault, number, given := strings.Cut(rest, "=")
		share, err := strconv.ParseFloat(number, 64)
		switch {
		case !named || !given || err != nil || share < 0 || share > 1:
			return nil, nil, usagef("--carriers-fault %q: wants a carrier, a fault and a share from 0 to 1, such as ups:timeout=0.1", text)
		case !slices.Contains(config.CarrierNames(), name):
			return nil, nil, usagef("--carriers-fault %q: there is no carrier %s; there are %s", text, name, strings.Join(config.CarrierNames(), ", "))
		case !slices.Contains(sim.Faults(), sim.Fault(fault)):
			return nil, nil, usagef("--carriers-fault %q: there is no fault %s; there are %s", text, fault, joinFaults(sim.Faults()))
		}
		world.Misbehave(name, share, sim.Fault(fault))
	}
	front, err := world.Listen(ctx, f.addr)
	if err != nil {
		return nil, nil, usage(err)
	}
	return world, front, nil
}

// simCarrierWords tell of the simulated carriers in the help of the command.
func simCarrierWords() string {
	return "Every carrier that packdesk can ask is served too, in its own wire format, at the addresses that are printed. A well-formed number " +
		"becomes a parcel when it is asked for. Carriers for --carriers-fault: " + strings.Join(config.CarrierNames(), ", ") + ". Their faults: " +
		joinFaults(sim.Faults()) + "."
}

func joinFaults(list []sim.Fault) string {
	names := make([]string, len(list))
	for i, fault := range list {
		names[i] = string(fault)
	}
	return strings.Join(names, ", ")
}

// tellSimCarriers prints the variables by which packdesk asks the simulated carriers.
func tellSimCarriers(w io.Writer, world *sim.World, url string) error {
	configs := world.Configs(url)
	for _, name := range slices.Sorted(maps.Keys(configs)) {
		c := configs[name]
		for _, v := range [][2]string{{"BASE_URL", c.BaseURL}, {"KEY", c.Key}, {"SECRET", c.Secret}, {"ACCOUNT", c.Account}, {"REGISTER", "true"}} {
			if _, err := fmt.Fprintf(w, "export %s=%s\n", config.Env("carriers."+name+"."+strings.ToLower(v[0])), v[1]); err != nil {
				return err
			}
		}
	}
	return nil
}
