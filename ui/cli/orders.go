package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
)

// orderBook is what listing orders needs of the store.
type orderBook interface {
	// Page returns a window of a queue.
	Page(ctx context.Context, q fulfillment.Query) (fulfillment.Page, error)
	// Orders returns orders with lines, in the order of ids; those that are gone are left out.
	Orders(ctx context.Context, ids []string) ([]*fulfillment.Order, error)
}

// listPage is how many orders are read at once; a list of any length needs the memory of one page.
const listPage = 200

// listFlags are the settings of a list as they were typed.
type listFlags struct {
	queue, mode, units, urgency, shop, search, sort string

	limit int
	json  bool
}

func (p *Program) ordersCommand() *cobra.Command {
	var f listFlags
	list := &cobra.Command{
		Use: "list", Short: "List orders, queue by queue, the most urgent first", Args: cobra.NoArgs,
		Example: "  packdesk orders list --queue to_pack --urgency late\n  packdesk orders list --search MUG --json",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			queues, q, err := f.query()
			if err != nil {
				return err
			}
			if !p.hasDatabase() {
				p.say("packdesk: there are no orders yet; packdesk import FILE takes some in")
				return nil
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				v, err := p.viewer(cmd.Context(), s, f.shop)
				if err != nil {
					return err
				}
				return p.list(cmd.Context(), s, queues, q, f, v)
			})
		}),
	}
	flags := list.Flags()
	flags.StringVar(&f.queue, "queue", "", "only one queue: to_pack, to_hand_over, problems, done, waiting, or open for the first three")
	flags.StringVar(&f.mode, "mode", "", "only one shipping mode: seller, tiktok or fbt")
	flags.StringVar(&f.units, "units", "", "only orders of a single unit or of several: single or multi")
	flags.StringVar(&f.urgency, "urgency", "", "only one rung: late, 2h, 6h, today, later or stopped")
	flags.StringVar(&f.shop, "shop", "", "only one shop, by its id")
	flags.StringVar(&f.search, "search", "", "only orders with this text in id, name, SKU, tracking number or product")
	flags.StringVar(&f.sort, "sort", "", "in what sequence: due, oldest, newest or sku (default: due)")
	flags.IntVar(&f.limit, "limit", 0, "at most so many orders (default: no limit)")
	flags.BoolVar(&f.json, "json", false, "print one JSON object per line")

	var asJSON bool
	show := &cobra.Command{
		Use: "show ID", Short: "Show one order whole", Args: cobra.ExactArgs(1),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			if !fulfillment.ValidID(args[0]) {
				return usagef("%q is no order id: ids are up to 19 digits", fulfillment.Clean(args[0]))
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				o, err := s.Order(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				v, err := p.viewer(cmd.Context(), s, "")
				if err != nil {
					return err
				}
				if asJSON {
					return p.writeJSON(v.order(o))
				}
				return writeOrder(p.Out, v, o)
			})
		}),
	}
	show.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return p.group("orders", "List and show orders", list, show)
}

// query checks what was typed. The queues are those to go through one after the other.
func (f *listFlags) query() ([]fulfillment.Queue, fulfillment.Query, error) {
	open := []fulfillment.Queue{fulfillment.QueueToPack, fulfillment.QueueToHandOver, fulfillment.QueueProblems}
	all := slices.Concat(open, []fulfillment.Queue{fulfillment.QueueDone, fulfillment.QueueWaiting})
	var q fulfillment.Query
	queues := all
	switch f.queue = strings.ReplaceAll(f.queue, "-", "_"); f.queue {
	case "":
		if f.urgency != "" {
			queues = open // Nothing is urgent about the others.
		}
	case "open":
		queues = open
	default:
		queues = []fulfillment.Queue{fulfillment.Queue(f.queue)}
	}
	for _, c := range []struct {
		flag, value string
		known       []string
	}{
		{"queue", f.queue, append(texts(all), "open", "")},
		{"mode", f.mode, append(texts(fulfillment.Modes()), "")},
		{"units", f.units, []string{"single", "multi", ""}},
		{"urgency", f.urgency, append(texts(fulfillment.Urgencies()), "")},
		{"sort", f.sort, append(texts(fulfillment.Sorts()), "")},
	} {
		if !slices.Contains(c.known, c.value) {
			return nil, q, usagef("--%s %q: wants one of %s", c.flag, c.value, strings.TrimSuffix(strings.Join(c.known, ", "), ", "))
		}
	}
	if f.limit < 0 {
		return nil, q, usagef("--limit %d: wants a number of 1 or more", f.limit)
	}
	q.Filter = fulfillment.Filter{
		Shop: f.shop, Mode: fulfillment.Mode(f.mode), Units: fulfillment.UnitsFilter(f.units), Urgency: fulfillment.Urgency(f.urgency),
		Text: strings.TrimSpace(f.search),
	}
	q.Sort = fulfillment.Sort(f.sort)
	if q.Sort == "" {
		q.Sort = fulfillment.SortDue
	}
	return queues, q, nil
}

func texts[T ~string](from []T) []string {
	out := make([]string, 0, len(from))
	for _, t := range from {
		out = append(out, string(t))
	}
	return out
}

// list prints the orders of the queues page by page.
func (p *Program) list(ctx context.Context, s orderBook, queues []fulfillment.Queue, q fulfillment.Query, f listFlags, v *viewer) error {
	q.Now = v.now
	left := f.limit
	for _, queue := range queues {
		q.Queue = queue
		err := eachPage(ctx, s, q, func(rows []fulfillment.Row) (more bool, err error) {
			if f.limit > 0 {
				rows = rows[:min(len(rows), left)]
				left -= len(rows)
			}
			if f.json {
				err = p.listJSON(ctx, s, rows, v)
			} else {
				err = writeRows(p.Out, v, queue, rows)
			}
			return f.limit == 0 || left > 0, err
		})
		if err != nil {
			return err
		}
		if f.limit > 0 && left == 0 {
			return nil
		}
	}
	return nil
}

// eachPage walks a queue. Rows that move while it walks may be missed or come twice, as in any list that lives.
func eachPage(ctx context.Context, s orderBook, q fulfillment.Query, fn func([]fulfillment.Row) (bool, error)) error {
	last := ""
	for {
		q.After = listPage + 1 // The row on which the last page ended comes first again.
		page, err := s.Page(ctx, q)
		if err != nil {
			return err
		}
		rows := page.Rows
		if len(rows) > 0 && rows[0].ID == last {
			rows = rows[1:]
		}
		if len(rows) > 0 {
			more, err := fn(rows)
			if err != nil || !more {
				return err
			}
		}
		if !page.More || len(rows) == 0 {
			return nil
		}
		end := rows[len(rows)-1]
		last, q.Anchor = end.ID, fulfillment.Anchor{Position: end.Position}
	}
}

// listJSON prints the orders of some rows with their lines, read all at once.
func (p *Program) listJSON(ctx context.Context, s orderBook, rows []fulfillment.Row, v *viewer) error {
	ids := make([]string, 0, len(rows))
	for i := range rows {
		ids = append(ids, rows[i].ID)
	}
	orders, err := s.Orders(ctx, ids)
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	for _, o := range orders {
		if err := p.writeJSON(v.order(o)); err != nil {
			return err
		}
	}
	return nil
}
