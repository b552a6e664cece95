package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/cli/config"
)

func (p *Program) carriersCommand() *cobra.Command {
	return p.group("carriers", "What tracking numbers are, and who can be asked about them", p.carriersDetect(), p.carriersList(), p.carriersCheck())
}

// detectionJSON is what a number may be.
type detectionJSON struct {
	Number     string          `json:"number"`
	Candidates []candidateJSON `json:"candidates"`
	Decided    bool            `json:"decided"` // The first candidate can be taken without asking.
	Suggested  []string        `json:"suggested"`
}

type candidateJSON struct {
	Carrier carriers.Carrier `json:"carrier"`
	Service string           `json:"service"`
	Form    string           `json:"form"`
	Check   carriers.Check   `json:"check"`
	Number  string           `json:"number"`
	Why     string           `json:"why"`
}

func (p *Program) carriersDetect() *cobra.Command {
	var asJSON bool
	var carrier, country string
	cmd := &cobra.Command{
		Use: "detect NUMBER...", Short: "Say whose tracking number it is", Args: cobra.MinimumNArgs(1),
		Long: "Reads numbers as they are typed or scanned, the likeliest carrier first, with the number to ask for where a long barcode " +
			"holds one. A wrong check digit warns and forbids nothing. No carrier is asked.",
		RunE: p.ready(func(_ *cobra.Command, args []string) error {
			hints := carriers.Hints{Country: country}
			if carrier != "" {
				var err error
				if hints.Carrier, err = carrierOf(carrier); err != nil {
					return err
				}
			}
			return p.detect(args, hints, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per number")
	cmd.Flags().StringVar(&carrier, "carrier", "", "who is thought to carry it")
	cmd.Flags().StringVar(&country, "country", "", "where it goes, such as GB")
	return cmd
}

func (p *Program) detect(numbers []string, hints carriers.Hints, asJSON bool) error {
	nothing := 0
	for _, n := range numbers {
		d := carriers.Detect(n, hints)
		if len(d.Candidates) == 0 {
			nothing++
		}
		if asJSON {
			out := detectionJSON{Number: d.Number, Candidates: []candidateJSON{}, Decided: d.Decided, Suggested: append([]string{}, d.Suggested...)}
			for _, c := range d.Candidates {
				out.Candidates = append(out.Candidates, candidateJSON{c.Carrier, c.Service, c.Form, c.Check, c.Number, c.Why})
			}
			if err := jsonTo(p.Out).Encode(out); err != nil {
				return err
			}
			continue
		}
		if err := p.tellDetection(n, &d); err != nil {
			return err
		}
	}
	return someMissing(nothing, len(numbers), reportedError{exitNotFound})
}

func (p *Program) tellDetection(typed string, d *carriers.Detection) error {
	if len(d.Candidates) == 0 {
		words := d.Number + "  no known form; track --carrier asks anyway"
		if why := noNumber(typed); why != "" {
			words = why
		}
		if _, err := fmt.Fprintln(p.Out, words); err != nil {
			return err
		}
	}
	for _, c := range d.Candidates {
		if _, err := fmt.Fprintf(p.Out, "%s  %s  %s\n", c.Number, c.Carrier.Name(p.lang()), c.Why); err != nil {
			return err
		}
	}
	for _, s := range d.Suggested {
		if _, err := fmt.Fprintf(p.Out, "    is %s meant?\n", s); err != nil {
			return err
		}
	}
	return nil
}

// longest is how many letters and digits a tracking number may have; forms of up to 41 are known.
const longest = 60

// noNumber says why what somebody typed cannot be a tracking number of whatever carrier; empty when it can.
func noNumber(typed string) string {
	const shown = 40
	switch n := carriers.NormalNumber(typed); {
	case n == "":
		return fmt.Sprintf("%q is no tracking number: it has neither letters nor digits", fulfillment.CleanText(typed, shown))
	case len(n) > longest:
		return fmt.Sprintf("%q is no tracking number: it has more than %d letters and digits", fulfillment.CleanText(typed, shown), longest)
	default:
		return ""
	}
}

// carrierOf reads a carrier that somebody names.
func carrierOf(words string) (carriers.Carrier, error) {
	if c, ok := carriers.CarrierNamed(words); ok {
		return c, nil
	}
	names := make([]string, 0, len(carriers.Known()))
	for _, c := range carriers.Known() {
		names = append(names, string(c))
	}
	return "", usagef("--carrier %q: no such carrier; there are %s", fulfillment.Clean(words), strings.Join(names, ", "))
}

// someMissing is how a command ends of which some parts had no success: well when none, as all when all, else partly.
func someMissing(failed, all int, err error) error {
	switch failed {
	case 0:
		return nil
	case all:
		return err
	default:
		return reportedError{exitPartly}
	}
}

// keyJSON is a carrier's key and its budget.
type keyJSON struct {
	Name       string  `json:"name"`
	Configured bool    `json:"configured"`
	PerSecond  float64 `json:"per_second"` // 0 for no limit that is known.
	PerDay     int     `json:"per_day"`    // 0 for no limit that is known.
	Used       int     `json:"used"`       // Calls since 00:00 GMT.
	Left       *int    `json:"left"`       // null for no limit.
	RestsUntil stamp   `json:"rests_until"`
	Why        string  `json:"why"`
	Reachable  *bool   `json:"reachable,omitempty"`
	Says       string  `json:"says"`
}

func (p *Program) carriersList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "Who can be asked, and what is left of their budgets", Args: cobra.NoArgs,
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.withKeys(cmd.Context(), func(t *trackShop, setUp map[string]error) error {
				for _, name := range config.CarrierNames() {
					k, err := t.key(cmd.Context(), name, p.Now())
					if err != nil {
						return err
					}
					if err := setUp[name]; err != nil {
						k.Says = fulfillment.Clean(err.Error())
					}
					if err := p.tellKey(&k, asJSON); err != nil {
						return err
					}
				}
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per carrier")
	return cmd
}

// withKeys runs fn with the configured carriers, and with what kept others from being set up.
func (p *Program) withKeys(ctx context.Context, fn func(t *trackShop, setUp map[string]error) error) error {
	return p.use(ctx, func(s *store.Store) error {
		t, setUp := p.trackers(s, p.Now, nil)
		defer t.close()
		return fn(t, setUp)
	})
}

// key is a carrier as the lists show it.
func (t *trackShop) key(ctx context.Context, name string, now time.Time) (keyJSON, error) {
	k := keyJSON{Name: name, Says: "not configured"}
	a := t.roster.Named(name)
	if a == nil {
		return k, nil
	}
	src := a.Source()
	u, err := t.budget.Usage(ctx, src.Key, now)
	if err != nil {
		return k, err
	}
	k.Configured, k.PerSecond, k.PerDay, k.Used, k.Says = true, src.PerSecond, src.PerDay, u.Calls, "ready"
	if src.PerDay > 0 {
		left := max(0, src.PerDay-u.Calls)
		k.Left = &left
	}
	if u.Until.After(now) {
		k.RestsUntil, k.Why, k.Says = stamp{u.Until}, string(u.Why), u.Words
	}
	return k, nil
}

func (p *Program) tellKey(k *keyJSON, asJSON bool) error {
	if asJSON {
		return jsonTo(p.Out).Encode(k)
	}
	line := fmt.Sprintf("%-8s  %s", k.Name, k.Says)
	if !k.RestsUntil.IsZero() {
		line += "; asked again after " + k.RestsUntil.UTC().Format("2006-01-02 15:04 MST")
	}
	if k.Left != nil {
		line += fmt.Sprintf("; %d of today's %d calls are left", *k.Left, k.PerDay)
	} else if k.Used > 0 {
		line += fmt.Sprintf("; %d calls today", k.Used)
	}
	_, err := fmt.Fprintln(p.Out, line)
	return err
}

func (p *Program) carriersCheck() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check", Short: "Ask every configured carrier whether it takes our key", Args: cobra.NoArgs,
		Long: "Asks each configured carrier about a made-up number, which costs one call of its budget. A key that was refused before is tried again.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.withKeys(cmd.Context(), func(t *trackShop, setUp map[string]error) error {
				return p.checkKeys(cmd.Context(), t, setUp, asJSON)
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per carrier")
	return cmd
}

// madeUp are numbers of a right form that nobody has.
func madeUp(name string) carriers.Query {
	switch name {
	case "ups":
		return carriers.Query{Number: "1ZW0000A0300000013", Carrier: carriers.UPS}
	case "fedex":
		return carriers.Query{Number: "770000000015", Carrier: carriers.FedEx}
	case "ems":
		return carriers.Query{Number: "EB000000000CN", Carrier: carriers.EMS}
	case "17track":
		return carriers.Query{Number: "RB000000005GB", Carrier: carriers.RoyalMail}
	default:
		return carriers.Query{Number: "3300000016", Carrier: carriers.DHL}
	}
}

func (p *Program) checkKeys(ctx context.Context, t *trackShop, setUp map[string]error, asJSON bool) error {
	var failures []error
	asked := 0
	for _, name := range config.CarrierNames() {
		a := t.roster.Named(name)
		if a == nil && setUp[name] == nil {
			continue
		}
		asked++
		k, err := t.checkKey(ctx, name, setUp[name], p.Now())
		if err != nil {
			failures = append(failures, err)
		}
		if err := p.tellKey(&k, asJSON); err != nil {
			return err
		}
	}
	if asked == 0 {
		return fmt.Errorf("%w: no carrier is configured; packdesk config init shows the settings below carriers", fulfillment.ErrNotFound)
	}
	if len(failures) == 0 {
		return nil
	}
	return someMissing(len(failures), asked, reportedError{exitCode(errors.Join(failures...))})
}

// checkKey asks one carrier about a number that nobody has, and says what came of it.
func (t *trackShop) checkKey(ctx context.Context, name string, setUp error, now time.Time) (keyJSON, error) {
	reachable := false
	if setUp != nil {
		return keyJSON{Name: name, Reachable: &reachable, Says: fulfillment.Clean(setUp.Error())}, setUp
	}
	a := t.roster.Named(name)
	u, err := t.budget.Usage(ctx, a.Source().Key, now)
	if err != nil {
		return keyJSON{Name: name}, err
	}
	if u.Why == carriers.KindUnauthorised || u.Why == carriers.KindForbidden { // Somebody has mended it, or wants to see that nobody has.
		if err := t.budget.Rest(ctx, a.Source().Key, time.Time{}, "", ""); err != nil {
			return keyJSON{Name: name}, err
		}
	}
	result := carriers.Ask(ctx, a, carriers.English, []carriers.Query{madeUp(name)})[0]
	k, err := t.key(ctx, name, now)
	if err != nil {
		return k, err
	}
	k.Reachable = &reachable
	reachable = true
	if e := result.Err; e != nil {
		switch e.Kind {
		case carriers.KindNotFound, carriers.KindBadNumber, carriers.KindUnregistered: // What ought to come of it.
		default:
			reachable = e.Kind != carriers.KindNetwork && e.Kind != carriers.KindPaused
			k.Why, k.Says = string(e.Kind), e.Message
			return k, e
		}
	}
	k.Says = "takes our key"
	return k, nil
}
