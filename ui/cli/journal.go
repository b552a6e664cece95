package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
)

func (p *Program) journalCommand() *cobra.Command {
	return p.group("journal", "What happened at the benches", p.journalVerify(), p.journalShow())
}

func (p *Program) journalVerify() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "verify", Short: "Compute every seal again and name the first row that does not fit", Args: cobra.NoArgs,
		Long: "Each row of the journal carries a hash over its content and the row before it. A row that was changed, removed or put " +
			"in later breaks the chain. It proves that nothing was changed since, not that it was true when it was written.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error {
				head, err := s.VerifyJournal(cmd.Context())
				if asJSON {
					return p.tellVerified(head, err)
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(p.Out, "%d rows fit; the last one is %s\n", head.Seq, head.Hash)
				return err
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// verified is a verified journal as --json tells it. Rows and Hash are those of the last row that fits.
type verified struct {
	Fits  bool   `json:"fits"`
	Rows  int64  `json:"rows"`
	Hash  string `json:"hash"`
	Row   int64  `json:"first_wrong_row,omitempty"`
	Fault string `json:"fault,omitempty"`
}

// tellVerified tells what came of it, and gives back what was found to be wrong.
func (p *Program) tellVerified(head fulfillment.Head, err error) error {
	r := verified{Fits: err == nil, Rows: head.Seq, Hash: head.Hash.String()}
	var broken *fulfillment.BrokenJournal
	switch {
	case errors.As(err, &broken):
		r.Row, r.Fault = broken.Seq, string(broken.Fault)
	case err != nil:
		return err
	}
	return errors.Join(err, json.NewEncoder(p.Out).Encode(r))
}

func (p *Program) journalShow() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show [ID]", Short: "Show the journal, or that of one order", Args: cobra.MaximumNArgs(1),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error {
				for row, err := range s.Journal(cmd.Context(), strings.Join(args, "")) {
					if err != nil {
						return err
					}
					if asJSON {
						_, err = fmt.Fprintf(p.Out, `{"hash":%q,"row":%s}`+"\n", row.Hash.String(), row.Canonical())
					} else {
						e := &row.Entry
						_, err = fmt.Fprintf(p.Out, "%6d  %s  %-14s %-10s %-10s %-19s %s\n", row.Seq, e.At.Format(time.RFC3339), e.Kind, e.Operator, e.Station, e.Order, details(e.Detail))
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per row")
	return cmd
}

func details(d map[string]string) string {
	pairs := make([]string, 0, len(d))
	for k, v := range d {
		text, err := json.Marshal(v)
		if err != nil {
			continue // A text always has a JSON form.
		}
		pairs = append(pairs, k+"="+string(text))
	}
	slices.Sort(pairs)
	return strings.Join(pairs, " ")
}
