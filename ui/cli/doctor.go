package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
)

// verdict is how a finding is meant.
type verdict string

const (
	fine    verdict = "ok"
	warning verdict = "warning" // It works, and somebody should look at it.
	fault   verdict = "fault"   // It does not work; doctor ends with 1.
)

// finding is one thing that was looked at.
type finding struct {
	What    string  `json:"what"`
	Verdict verdict `json:"verdict"`
	Says    string  `json:"says"`
}

// health collects findings.
type health struct{ findings []finding }

func (h *health) add(what string, v verdict, format string, args ...any) {
	h.findings = append(h.findings, finding{what, v, fulfillment.Clean(fmt.Sprintf(format, args...))})
}

// check adds a finding that is a fault when err is set, and fine with the words given else.
func (h *health) check(what string, err error, format string, args ...any) {
	if err != nil {
		h.add(what, fault, "%v", err)
		return
	}
	h.add(what, fine, format, args...)
}

func (h *health) ill() bool {
	for _, f := range h.findings {
		if f.Verdict == fault {
			return true
		}
	}
	return false
}

// healthReport is what `doctor --json` prints.
type healthReport struct {
	OK       bool                                              `json:"ok"`
	Findings []finding                                         `json:"findings"`
	Counts   map[fulfillment.Queue]int                         `json:"counts"`
	Urgency  map[fulfillment.Queue]map[fulfillment.Urgency]int `json:"urgency"`
}

func (p *Program) doctorCommand() *cobra.Command {
	var asJSON, repair bool
	cmd := &cobra.Command{
		Use: "doctor", Short: "Look whether everything is as it should be", Args: cobra.NoArgs,
		Long: "Looks at the configuration, the data folder, the database, the disk, the clock and the terminal. Ends with 0 when " +
			"nothing is wrong and with 1 when something is; warnings do not count.",
		RunE: p.run(func(cmd *cobra.Command, _ []string) error {
			h, counts := p.examine(cmd.Context(), repair)
			if asJSON {
				r := healthReport{OK: !h.ill(), Findings: h.findings, Counts: counts.Total, Urgency: counts.ByUrgency}
				if err := p.writeJSON(r); err != nil {
					return err
				}
			} else if err := p.tellHealth(h); err != nil {
				return err
			}
			if h.ill() {
				return reportedError{exitFailed}
			}
			return nil
		}),
	}
	cmd.AddCommand(p.doctorScanCommand())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().BoolVar(&repair, "repair", false, "count the orders of every queue anew")
	return cmd
}

// examine looks at everything, one thing after the other; what fails keeps nothing else from being looked at.
func (p *Program) examine(ctx context.Context, repair bool) (*health, fulfillment.Counts) {
	h := &health{}
	p.examineConfig(h)
	p.examineClock(h)
	p.examineFolder(h)
	p.examineDisk(h)
	counts := p.examineDatabase(ctx, h, repair)
	p.examineTerminal(h)
	return h, counts
}

func (p *Program) tellHealth(h *health) error {
	var errs []error
	for _, f := range h.findings {
		_, err := fmt.Fprintf(p.Out, "%-8s %-10s %s\n", f.Verdict, f.What, f.Says)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
