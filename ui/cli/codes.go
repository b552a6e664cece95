package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
)

// mostUnits is the most units that one scan may count.
const mostUnits = 9999

func (p *Program) codesCommand() *cobra.Command {
	return p.group("codes", "The barcodes that packers and you have taught", p.codesList(), p.codesAdd(), p.codesRemove())
}

// codeReport is a taught code as --json tells it.
type codeReport struct {
	Code     string    `json:"code"`
	SKU      string    `json:"sku"`
	SKUID    string    `json:"sku_id"`
	Name     string    `json:"name"`
	Units    int       `json:"units"`
	TaughtAt time.Time `json:"taught_at,omitzero"`
	TaughtBy string    `json:"taught_by,omitempty"`
}

func taughtReport(it *fulfillment.Item) codeReport {
	return codeReport{Code: it.Key, SKU: it.SellerSKU, SKUID: it.SKUID, Name: it.Name, Units: it.Units}
}

func (p *Program) tellCode(r *codeReport, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(p.Out).Encode(r)
	}
	sku := r.SKU
	if sku == "" {
		sku = r.SKUID
	}
	_, err := fmt.Fprintf(p.Out, "%-24s %5d × %-24s %s\n", r.Code, r.Units, sku, r.Name)
	return err
}

func (p *Program) codesList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list [SKU]", Short: "List the codes that were taught, or those of one SKU", Args: cobra.MaximumNArgs(1),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			sku := ""
			if len(args) == 1 {
				sku = args[0]
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				list, err := s.Taught(cmd.Context(), sku, "")
				for i := range list {
					r := taughtReport(&list[i].Item)
					r.TaughtAt, r.TaughtBy = list[i].At, list[i].By
					if err := p.tellCode(&r, asJSON); err != nil {
						return err
					}
				}
				return err
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per code")
	return cmd
}

func (p *Program) codesAdd() *cobra.Command {
	var (
		units  int
		asJSON bool
	)
	cmd := &cobra.Command{
		Use: "add CODE SKU", Short: "Teach a barcode of a SKU, or of a case that holds several of it", Args: cobra.ExactArgs(2),
		Long: "From now on a scan of the code counts so many units of the SKU (the seller's code, or the platform's id). " +
			"The same code given again changes the units.",
		Example: "  packdesk codes add 10614141000415 MUG-BLU --units 12",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			if units < 1 || units > mostUnits {
				return usagef("--units %d: wants a number from 1 to %d", units, mostUnits)
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				it, err := p.teachable(cmd.Context(), s, args[0], args[1])
				if err != nil {
					return err
				}
				it.Units = units
				if err := s.Teach(cmd.Context(), it, p.holder()); err != nil {
					return err
				}
				r := taughtReport(&it)
				return p.tellCode(&r, asJSON)
			})
		}),
	}
	cmd.Flags().IntVar(&units, "units", 1, "how many units one scan counts")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (p *Program) codesRemove() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "remove CODE [SKU]", Short: "Forget a taught barcode", Args: cobra.RangeArgs(1, 2),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			key, err := codeKey(args[0])
			if err != nil {
				return err
			}
			sku := ""
			if len(args) == 2 {
				sku = args[1]
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				gone, err := s.Forget(cmd.Context(), key, sku, p.holder())
				for i := range gone {
					r := taughtReport(&gone[i])
					if err := p.tellCode(&r, asJSON); err != nil {
						return err
					}
				}
				return err
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per forgotten code")
	return cmd
}

// holder is who gives this command, and where.
func (p *Program) holder() fulfillment.Holder {
	return fulfillment.Holder{Operator: p.loaded.Operator, Station: p.station()}
}

// codeKey is the key under which a code is taught. Codes of commands and badges, and numbers that are a carrier's alone, are
// never taught.
func codeKey(code string) (string, error) {
	r := fulfillment.ReadCode(fulfillment.Scan{Text: fulfillment.Clean(code), Raw: code}, waybills)
	c := r.Classify(fulfillment.Known{})
	key := r.Key()
	switch {
	case key == "" || len(key) > 200:
		return "", usagef("%q is no code: it has to be 1 to 200 characters", fulfillment.CleanText(fulfillment.Clean(code), 40))
	case c.Kind == fulfillment.CodeCommand, c.Kind == fulfillment.CodeBadge:
		return "", usagef("%s is a code of packdesk's own", fulfillment.Clean(code))
	case len(r.Waybills) > 0 && r.Waybills[0].Sure:
		return "", usagef("%s is a tracking number of %s", fulfillment.Clean(code), r.Waybills[0].Carrier)
	}
	return key, nil
}

// teachable is the item of a SKU with the key of a code that it may learn.
func (p *Program) teachable(ctx context.Context, s *store.Store, code, sku string) (fulfillment.Item, error) {
	key, err := codeKey(code)
	if err != nil {
		return fulfillment.Item{}, err
	}
	known, err := s.LookUp(ctx, fulfillment.CodeQuery{Order: key, Items: []string{fulfillment.ItemKey(sku)}})
	if err != nil {
		return fulfillment.Item{}, err
	}
	if known.Order != "" { // Each scan of the order would ask what is meant.
		return fulfillment.Item{}, fmt.Errorf("%w: %s is the number of an order", fulfillment.ErrConflict, known.Order)
	}
	for i := range known.Items {
		it := known.Items[i]
		if it.SKUID != sku && fulfillment.ItemKey(it.SellerSKU) != fulfillment.ItemKey(sku) {
			continue // Found by a code of it.
		}
		if key == fulfillment.ItemKey(it.SellerSKU) || key == it.SKUID {
			return it, fmt.Errorf("%w: %s is the SKU itself, which counts one unit; a case needs a code of its own", fulfillment.ErrConflict, fulfillment.Clean(code))
		}
		it.Key = key
		return it, nil
	}
	p.say("packdesk: no order has named the SKU %s yet; the code is kept for when one does", fulfillment.Clean(sku))
	return fulfillment.Item{Key: key, SellerSKU: fulfillment.Clean(sku)}, nil
}
