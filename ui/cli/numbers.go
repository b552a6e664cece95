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
	var trust, asJSON bool
	cmd := &cobra.Command{
		Use: "add CARRIER", Short: "Put tracking numbers into a carrier's pool", Args: cobra.ExactArgs(1),
		Long: "Reads one number a line. packdesk ship --pool gives them out in this order, each once. A number whose check digit is wrong, or " +
			"that is surely another carrier's, is refused, and nothing is taken then.",
		Example: "  packdesk numbers add 'Royal Mail' --from numbers.txt",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			numbers, refused, err := p.readNumbers(from, args[0], trust)
			if err != nil {
				return err
			}
			r := numbersReport{Carrier: fulfillment.Clean(args[0]), Refused: refused}
			if len(refused) > 0 {
				numbers = nil
			}
			err = p.use(cmd.Context(), func(s *store.Store) error { return p.addNumbers(cmd.Context(), s, numbers, &r, asJSON) })
			if len(refused) > 0 && err == nil {
				return refusedNumbers(fulfillment.Clean(from), refused)
			}
			return err
		}),
	}
	cmd.Flags().StringVar(&from, "from", "-", "file of numbers; - for standard input")
	cmd.Flags().BoolVar(&trust, "trust", false, "take numbers whose check digit or form speaks against them")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object with what was added, what was refused and what is left in the pool")
	return cmd
}

// numbersReport is what became of the numbers that were handed in, as --json tells it.
type numbersReport struct {
	Carrier string          `json:"carrier"`
	Added   int             `json:"added"`
	Refused []numberRefusal `json:"refused"`
	Left    int             `json:"left"` // Free numbers of the carrier now.
}

// numberRefusal is a number that was not taken.
type numberRefusal struct {
	Line   int    `json:"line,omitempty"` // From 1; not told of one that is in a pool already.
	Number string `json:"number"`
	Fault  string `json:"fault"` // not_a_number, number_in_pool, or a fault of ship.
	Says   string `json:"says"`

	trusted bool // --trust takes it.
}

// refusedNumbers names the first of the refused numbers, and how many more there are.
func refusedNumbers(from string, refused []numberRefusal) error {
	r, more, way := &refused[0], "", ""
	if len(refused) > 1 {
		more = fmt.Sprintf(", and %d more are refused", len(refused)-1)
	}
	if r.trusted {
		way = ", --trust takes it all the same"
	}
	return usagef("%s: line %d: %s%s; nothing was taken%s", from, r.Line, r.Says, more, way)
}

// readNumbers reads the numbers, and judges them.
func (p *Program) readNumbers(name, carrier string, trust bool) (numbers []string, refused []numberRefusal, err error) {
	from := p.In
	if name != "-" {
		file, err := os.Open(name) //nolint:gosec // G304: the path is the user's own choice.
		if err != nil {
			return nil, nil, err
		}
		defer func() { _ = file.Close() }() // Only read.
		from = file
	}
	refused = []numberRefusal{}
	lines := bufio.NewScanner(from)
	for line := 1; lines.Scan(); line++ {
		number := fulfillment.TrackingKey(fulfillment.Clean(lines.Text()))
		if number == "" {
			continue
		}
		if len(numbers)+len(refused) == maxNumbers {
			return nil, nil, usagef("%s: more than %d numbers; add them in parts", fulfillment.Clean(name), maxNumbers)
		}
		fault, detail := judgeNumber(number, carrier)
		short := fulfillment.CleanText(number, 70)
		switch {
		case !fulfillment.TrackingForm(number):
			refused = append(refused, numberRefusal{Line: line, Number: short, Fault: "not_a_number", Says: fmt.Sprintf("%q is no tracking number", short)})
		case fault != "" && !trust:
			refused = append(refused, numberRefusal{Line: line, Number: short, Fault: string(fault), Says: detail + ": " + fault.Words(), trusted: true})
		default:
			numbers = append(numbers, number)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", fulfillment.Clean(name), err)
	}
	return numbers, refused, nil
}

// addNumbers puts numbers into the pool of the report's carrier and tells what came of it.
func (p *Program) addNumbers(ctx context.Context, s *store.Store, numbers []string, r *numbersReport, asJSON bool) error {
	var twice []string
	if len(numbers) > 0 {
		var err error
		if twice, err = s.AddNumbers(ctx, r.Carrier, numbers, fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()}); err != nil {
			return err
		}
	}
	r.Added = len(numbers) - len(twice)
	for i, n := range twice {
		r.Refused = append(r.Refused, numberRefusal{Number: n, Fault: "number_in_pool", Says: n + " is in a pool already"})
		if i < 10 {
			p.say("packdesk: %s is in a pool already", n)
		}
	}
	if asJSON {
		pools, err := s.NumberPools(ctx)
		if err != nil {
			return err
		}
		for _, pool := range pools {
			if pool.Carrier == r.Carrier {
				r.Left = pool.Free
			}
		}
		if err := p.writeJSON(r); err != nil {
			return err
		}
	}
	if len(numbers) > 0 {
		p.say("%d numbers of %s were added, %d were there before", r.Added, r.Carrier, len(twice))
	}
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
