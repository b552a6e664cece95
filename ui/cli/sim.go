package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment/tiktok/sim"
)

// simFlags are the settings of the simulated shop.
type simFlags struct {
	addr    string
	orders  int
	seed    uint64
	latency time.Duration
	jitter  time.Duration
	skew    time.Duration
	share   []string
	only    []string
	label   time.Duration
	token   time.Duration
	rate    int
	collect time.Duration
	deliver time.Duration
	live    time.Duration
	asJSON  bool

	carriers simCarrierFlags
}

func (p *Program) simCommand() *cobra.Command {
	var f simFlags
	cmd := &cobra.Command{
		Use: "sim", Short: "A simulated shop and simulated carriers alone, for tests of packdesk and of whatever talks to the shop", Args: cobra.NoArgs,
		Long: "Serves the shop's interface over HTTP until it is stopped: signatures, tokens, page tokens and the shop's rules are " +
			"checked as the real one checks them. It prints where it is and the keys of its app; with them in the configuration or " +
			"environment, packdesk shop connect and packdesk sync work against it. What goes wrong is set by flags, and changed " +
			"while it runs by calls below /_sim/.\n\nFaults for --fault: " + strings.Join(faultNames(), ", ") + ".\n\nCalls while it runs, with JSON as their body:\n  " +
			strings.Join(sim.Controls(), "\n  ") + "\n\n" + simCarrierWords(),
		Example: "  packdesk sim --addr 127.0.0.1:8080 --latency 40ms --fault rate=0.02,lost=0.01\n" +
			"  packdesk sim --fault cancel=0.1 --only mark_package_as_shipped,ship_package\n" +
			"  packdesk sim --carriers-speed 360 --carriers-fault ups:timeout=0.1,dhl:429=0.5",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error { return p.sim(cmd.Context(), f) }),
	}
	s := cmd.Flags()
	s.StringVar(&f.addr, "addr", "127.0.0.1:0", "where to listen; port 0 takes a free one")
	s.IntVar(&f.orders, "orders", 600, "how many orders")
	s.Uint64Var(&f.seed, "seed", 1, "another number makes other orders and other faults")
	s.DurationVar(&f.latency, "latency", 0, "how long every answer takes")
	s.DurationVar(&f.jitter, "jitter", 0, "how much longer it may take, at random")
	s.DurationVar(&f.skew, "skew", 0, "how far the shop's clock is ahead of this computer's")
	s.StringSliceVar(&f.share, "fault", nil, "faults with their share of all calls, such as rate=0.02,lost=0.01")
	s.StringSliceVar(&f.only, "only", nil, "the operations that meet faults, by the platform's names; all where it is left out")
	s.DurationVar(&f.label, "label-delay", 0, "how long a label is not ready after shipping")
	s.DurationVar(&f.token, "token-life", 0, "how long an access token is good; a week where it is left out")
	s.IntVar(&f.rate, "rate", 50, "calls a second of one shop and operation, 0 for no limit")
	s.DurationVar(&f.collect, "collect", 0, "when the carrier scans a parcel after shipping; 0 is never")
	s.DurationVar(&f.deliver, "deliver", 0, "when it is delivered after the scan; 0 is never")
	s.DurationVar(&f.live, "live", 0, "how often something happens: orders arrive, buyers cancel; 0 is never")
	f.carriers.register(cmd)
	s.BoolVar(&f.asJSON, "json", false, "print one JSON object instead of settings")
	return cmd
}

func faultNames() []string {
	var names []string
	for _, fault := range sim.AllFaults() {
		names = append(names, string(fault))
	}
	return names
}

// faults reads the flags about what goes wrong.
func (f *simFlags) faults() (sim.Faults, error) {
	faults := sim.Faults{Seed: f.seed, Share: map[sim.Fault]float64{}, Operations: f.only, Latency: f.latency, Jitter: f.jitter, Skew: f.skew}
	sum := 0.0
	for _, text := range f.share {
		name, number, found := strings.Cut(text, "=")
		share, err := strconv.ParseFloat(number, 64)
		switch {
		case !found || err != nil || share < 0 || share > 1:
			return faults, usagef("--fault %q: wants a name and a share from 0 to 1, such as lost=0.01", text)
		case !slices.Contains(sim.AllFaults(), sim.Fault(name)):
			return faults, usagef("--fault %q: there is no such fault; there are %s", name, strings.Join(faultNames(), ", "))
		}
		faults.Share[sim.Fault(name)] = share
	}
	for _, share := range faults.Share {
		sum += share
	}
	if sum > 1 {
		return faults, usagef("--fault: the shares of %d faults are %g in all, more than 1", len(faults.Share), sum)
	}
	return faults, nil
}

// sim serves until it is stopped.
func (p *Program) sim(ctx context.Context, f simFlags) (err error) {
	faults, err := f.faults()
	switch {
	case err != nil:
		return err
	case f.orders < 0 || f.orders > maxDemo:
		return usagef("--orders %d: wants a number from 0 to %d", f.orders, maxDemo)
	case f.latency < 0 || f.jitter < 0 || f.label < 0 || f.token < 0 || f.rate < 0 || f.collect < 0 || f.deliver < 0 || f.live < 0:
		return usagef("times and rates of the simulated shop cannot be negative")
	}
	rate := f.rate
	if rate == 0 {
		rate = -1
	}
	shop := sim.New(sim.Options{
		Orders: sim.Apart(sim.Orders(f.seed, f.orders, p.Now())), Seed: f.seed, Now: p.Now, TokenLife: f.token, PerSecond: rate, LabelDelay: f.label,
		Collect: f.collect, Deliver: f.deliver, Faults: faults,
	})
	front, err := shop.Listen(ctx, f.addr)
	if err != nil {
		return usage(err)
	}
	defer func() { err = errors.Join(err, front.Close()) }()
	world, parcels, err := f.carriers.start(ctx, f.seed, f.latency, p.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parcels.Close()) }()
	if err := p.tellSim(front.URL, parcels.URL, shop, f.asJSON); err != nil {
		return err
	}
	if !f.asJSON {
		if err := tellSimCarriers(p.Out, world, parcels.URL); err != nil {
			return err
		}
	}
	p.say("packdesk: the simulated shop runs until it is stopped; packdesk shop connect --code %s connects it", shop.Code())
	happen(ctx, shop, play(f.seed), f.live)
	return nil
}

// tellSim prints what another program needs: variables that a shell takes, or one object.
func (p *Program) tellSim(url, carriersURL string, shop *sim.Server, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(p.Out).Encode(map[string]string{
			"url": url, "app_key": sim.AppKey, "app_secret": sim.AppSecret, "service_id": sim.ServiceID, "code": shop.Code(), "carriers_url": carriersURL,
		})
	}
	for _, v := range [][2]string{
		{"APP_KEY", sim.AppKey}, {"APP_SECRET", sim.AppSecret}, {"SERVICE_ID", sim.ServiceID}, {"API_URL", url}, {"AUTH_URL", url}, {"CONSENT_URL", url},
	} {
		if _, err := fmt.Fprintf(p.Out, "export PACKDESK_TIKTOK_%s=%s\n", v[0], v[1]); err != nil {
			return err
		}
	}
	return nil
}
