package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
)

// maxNumbers is how many tracking numbers one run takes in.
const maxNumbers = 100_000

func (p *Program) numbersCommand() *cobra.Command {
	return p.group("numbers", "Keep pools of tracking numbers that carriers have given in advance", p.numbersAdd(), p.numbersList())
}

func (p *Program) numbersAdd() *cobra.Command {
	var from string
	var trust bool
	cmd := &cobra.Command{
		Use: "add CARRIER", Short: "Put tracking numbers into a carrier's pool", Args: cobra.ExactArgs(1),
		Long: "Reads one number a line. packdesk ship --pool gives them out in this order, each once. A number whose check digit is wrong, or " +
			"that is surely another carrier's, is refused, and nothing is taken then.",
		Example: "  packdesk numbers add 'Royal Mail' --from numbers.txt",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			numbers, err := p.readNumbers(from, args[0], trust)
			if err != nil {
				return err
			}
			return p.use(cmd.Context(), func(s *store.Store) error { return p.addNumbers(cmd.Context(), s, fulfillment.Clean(args[0]), numbers) })
		}),
	}
	cmd.Flags().StringVar(&from, "from", "-", "file of numbers; - for standard input")
	cmd.Flags().BoolVar(&trust, "trust", false, "take numbers whose check digit or form speaks against them")
	return cmd
}

// readNumbers reads and judges the numbers.
func (p *Program) readNumbers(name, carrier string, trust bool) ([]string, error) {
	from := p.In
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // G304: the path is the user's own choice.
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // Only read.
		from = file
	}
	var numbers []string
	lines := bufio.NewScanner(from)
	for line := 1; lines.Scan(); line++ {
		number := fulfillment.TrackingKey(fulfillment.Clean(lines.Text()))
		if number == "" {
			continue
		}
		fault, detail := judgeNumber(number, carrier)
		switch {
		case !fulfillment.TrackingForm(number):
			return nil, usagef("%s: line %d: %q is no tracking number; nothing was taken", fulfillment.Clean(name), line, fulfillment.CleanText(number, 70))
		case fault != "" && !trust:
			return nil, usagef("%s: line %d: %s: %s; nothing was taken, --trust takes it all the same", fulfillment.Clean(name), line, detail, fault.Words())
		case len(numbers) == maxNumbers:
			return nil, usagef("%s: more than %d numbers; add them in parts", fulfillment.Clean(name), maxNumbers)
		}
		numbers = append(numbers, number)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", fulfillment.Clean(name), err)
	}
	return numbers, nil
}

func (p *Program) addNumbers(ctx context.Context, s *store.Store, carrier string, numbers []string) error {
	twice, err := s.AddNumbers(ctx, carrier, numbers, fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()})
	if err != nil {
		return err
	}
	for _, n := range twice[:min(len(twice), 10)] {
		p.say("packdesk: %s is in a pool already", n)
	}
	p.say("%d numbers of %s were added, %d were there before", len(numbers)-len(twice), carrier, len(twice))
	if len(twice) > 0 {
		return reportedError{exitPartly}
	}
	return nil
}

// poolReport is a pool as --json tells it.
type poolReport struct {
	Carrier string `json:"carrier"`
	Free    int    `json:"free"`
	Used    int    `json:"used"`
}

func (p *Program) numbersList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the pools: how many numbers are free and used", Args: cobra.NoArgs,
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error {
				pools, err := s.NumberPools(cmd.Context())
				if err != nil {
					return err
				}
				for _, pool := range pools {
					if asJSON {
						err = p.writeJSON(poolReport(pool))
					} else {
						_, err = fmt.Fprintf(p.Out, "%-24s  %6d free  %6d used\n", pool.Carrier, pool.Free, pool.Used)
					}
					if err != nil {
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
