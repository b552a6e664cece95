package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/widget"
)

func (p *Program) cancellationsCommand() *cobra.Command {
	return p.group("cancellations", "Buyers' requests to cancel, and the answers to them", p.cancelList(), p.cancelApprove(), p.cancelReject())
}

// cancelReport is a request as --json tells it.
type cancelReport struct {
	ID        string        `json:"id"`
	Order     string        `json:"order"`
	Shop      string        `json:"shop"`
	Open      bool          `json:"open"`
	Status    string        `json:"status"`
	By        string        `json:"by"`
	Reason    string        `json:"reason"`
	Words     string        `json:"words"`
	Amount    string        `json:"amount,omitempty"`
	Currency  string        `json:"currency,omitempty"`
	AnswerBy  time.Time     `json:"answer_by,omitzero"`
	CreatedAt time.Time     `json:"created_at,omitzero"`
	Answer    *answerReport `json:"answer,omitempty"`
}

type answerReport struct {
	Verdict  string    `json:"verdict"`
	State    string    `json:"state"`
	Reason   string    `json:"reason,omitempty"`
	Comment  string    `json:"comment,omitempty"`
	Operator string    `json:"operator,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Says     string    `json:"says,omitempty"`
}

func cancelReportOf(c *fulfillment.Cancellation) cancelReport {
	r := cancelReport{
		ID: c.ID, Order: c.Order, Shop: c.Shop, Open: c.Open, Status: c.Status, By: c.By, Reason: c.Reason, Words: c.Words, Amount: c.Amount,
		Currency: c.Currency, AnswerBy: c.AnswerBy, CreatedAt: c.CreatedAt,
	}
	if a := c.Answer; a != nil {
		r.Answer = &answerReport{string(a.Verdict), string(a.State), a.Reason, a.Comment, a.Holder.Operator, a.AskedAt, a.Says}
	}
	return r
}

func (p *Program) cancelList() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the requests that wait for an answer, the most urgent first", Args: cobra.NoArgs,
		Long: "A request that nobody answers is granted when its time is over, 48 hours as a rule. The list is that of the last sync.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error {
				list, err := s.Cancellations(cmd.Context(), store.CancelFilter{Open: !all})
				if err != nil {
					return err
				}
				for i := range list {
					if err := p.tellCancel(&list[i], asJSON); err != nil {
						return err
					}
				}
				return nil
			})
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "also those that are settled")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per request")
	return cmd
}

func (p *Program) tellCancel(c *fulfillment.Cancellation, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(p.Out).Encode(cancelReportOf(c))
	}
	clock := "-"
	if c.Open && !c.AnswerBy.IsZero() {
		clock = strings.TrimSpace(string(widget.AppendCountdown(nil, c.AnswerBy, p.Now(), false, true)))
	}
	answer := "no answer yet"
	switch {
	case c.Answer != nil:
		answer = string(c.Answer.Verdict) + ": " + string(c.Answer.State)
		if c.Answer.Says != "" {
			answer += ": " + c.Answer.Says
		}
	case !c.Open:
		answer = c.Status
	}
	_, err := fmt.Fprintf(p.Out, "%-10s  %s  order %s  %s %s  %s  (%s)\n", clock, c.ID, c.Order, c.Amount, c.Currency, c.Words, answer)
	return err
}

// cancelFlags are what the commands that answer take.
type cancelFlags struct {
	reason  string
	comment string
	yes     bool
	asJSON  bool
}

func (p *Program) cancelApprove() *cobra.Command {
	var f cancelFlags
	cmd := &cobra.Command{
		Use: "approve ID...", Short: "Cancel orders as their buyers ask", Args: cobra.MinimumNArgs(1),
		Long: "Takes the ids of requests, or of their orders. Each decision is kept first and then told to the shop; one that the shop " +
			"cannot be told now is told by the next sync.",
		Example: "  packdesk cancellations approve 4035000000000000001 --yes",
		RunE: p.ready(func(cmd *cobra.Command, ids []string) error {
			return p.answerCancels(cmd.Context(), fulfillment.CancelApprove, ids, f)
		}),
	}
	f.add(cmd)
	return cmd
}

func (p *Program) cancelReject() *cobra.Command {
	var f cancelFlags
	cmd := &cobra.Command{
		Use: "reject ID...", Short: "Refuse to cancel orders", Args: cobra.MinimumNArgs(1),
		Long:    "Takes the ids of requests, or of their orders. The shop accepts its own reasons only; without --reason they are listed.",
		Example: "  packdesk cancellations reject 4035000000000000001 --reason seller_reject_apply_product_has_been_packed --yes",
		RunE: p.ready(func(cmd *cobra.Command, ids []string) error {
			return p.answerCancels(cmd.Context(), fulfillment.CancelReject, ids, f)
		}),
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.reason, "reason", "", "one of the shop's reasons, by its key")
	cmd.Flags().StringVar(&f.comment, "comment", "", "a word to the buyer")
	return cmd
}

func (f *cancelFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON object per request")
}

func (p *Program) answerCancels(ctx context.Context, verdict fulfillment.CancelVerdict, ids []string, f cancelFlags) error {
	return p.use(ctx, func(s *store.Store) error {
		desk, err := p.cancelDesk(s, p.Now, nil)
		if err != nil {
			return err
		}
		defer desk.client.Close()
		list, err := desk.find(ctx, ids)
		if err != nil {
			return err
		}
		if verdict == fulfillment.CancelReject && f.reason == "" {
			return p.tellReasons(ctx, desk, &list[0])
		}
		if !f.yes {
			for i := range list {
				p.say("order %s, %s %s: %s", list[i].Order, list[i].Amount, list[i].Currency, list[i].Words)
			}
			if !p.mayAsk() {
				return usagef("nothing was answered; --yes answers without asking")
			}
			if got := p.ask(fmt.Sprintf("%s these %d requests? Type y: ", verdict, len(list))); got != "y" && got != "yes" {
				return usagef("nothing was answered")
			}
		}
		var failures []error
		for i := range list {
			a := fulfillment.CancelAnswer{
				Cancel: list[i].ID, Verdict: verdict, Reason: f.reason, Comment: f.comment,
				Holder: fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()},
			}
			if err := s.AnswerCancellation(ctx, a); err != nil {
				failures = append(failures, err)
				p.complainAbout(err)
			}
		}
		if err := desk.reader.Answers(ctx); err != nil {
			p.complainAbout(err)
		}
		return p.tellAnswers(ctx, s, list, failures, f.asJSON)
	})
}

// tellAnswers says what came of each decision.
func (p *Program) tellAnswers(ctx context.Context, s *store.Store, list []fulfillment.Cancellation, failures []error, asJSON bool) error {
	for i := range list {
		now, err := s.Cancellations(ctx, store.CancelFilter{ID: list[i].ID})
		if err != nil {
			return err
		}
		for j := range now {
			if err := p.tellCancel(&now[j], asJSON); err != nil {
				return err
			}
			switch a := now[j].Answer; {
			case a == nil:
			case a.State == fulfillment.ShipRefused:
				failures = append(failures, fmt.Errorf("%w: %s", fulfillment.ErrConflict, a.Says))
			case a.State.Open():
				p.say("cancellation %s: the shop could not be told now; the next sync tells it", a.Cancel)
				failures = append(failures, fulfillment.ErrTryLater)
			}
		}
	}
	return summary(failures, len(list), false)
}

func (p *Program) tellReasons(ctx context.Context, desk *cancelDesk, c *fulfillment.Cancellation) error {
	reasons, err := desk.RejectReasons(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, r := range reasons {
		p.say("  --reason %s   %s", r.Key, r.Words)
	}
	return usagef("why is the request rejected? Take one of the shop's reasons above")
}

// errNoCancel says that a request is not known here.
func errNoCancel(id string) error {
	return fmt.Errorf("%w: there is no request to cancel %s; packdesk sync reads them", fulfillment.ErrNotFound, fulfillment.Clean(id))
}

var errTwoCancels = errors.New("the order has several requests; name one by its id")

// pickCancel finds the request that an id means: its own, or that of its order, the open one first.
func pickCancel(ctx context.Context, s *store.Store, id string) (*fulfillment.Cancellation, error) {
	for _, f := range []store.CancelFilter{{ID: id}, {Order: id, Open: true}, {Order: id}} {
		list, err := s.Cancellations(ctx, f)
		switch {
		case err != nil:
			return nil, err
		case len(list) > 1 && f.Open:
			return nil, usage(fmt.Errorf("order %s: %w", fulfillment.Clean(id), errTwoCancels))
		case len(list) > 0:
			return &list[0], nil
		}
	}
	return nil, errNoCancel(id)
}

// distinctIDs is the list without what stands in it twice.
func distinctIDs(ids []string) []string {
	var out []string
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
