package cli

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/store"
)

// pagesReport is a file of pages as --json tells it.
type pagesReport struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Format string `json:"format"`
	Pages  int    `json:"pages"`
	Orders int    `json:"orders,omitempty"`
}

// pagesOut is where pages go: a file, or stdout where it is empty, and whether they are told as JSON.
type pagesOut struct {
	file string
	json bool
}

// register adds the flags.
func (o *pagesOut) register(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.file, "out", "o", "", "file (default: stdout)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object about the file; wants -o")
}

// check refuses an object and a file on one stdout.
func (o *pagesOut) check() error {
	if o.json && o.file == "" {
		return usagef("--json tells about a file: name it with -o")
	}
	return nil
}

// pages writes laid out pages as one PDF, or as ZPL. orders is how many they are about.
func (p *Program) pages(press *labels.Press, pages []*labels.Page, title, format string, orders int, out pagesOut) error {
	var b bytes.Buffer
	switch format {
	case "pdf":
		doc := labels.NewPDF(&b, labels.PDFInfo{Title: title, Created: p.Now()})
		for _, pg := range pages {
			if err := doc.Add(pg); err != nil {
				return err
			}
		}
		if err := doc.Close(); err != nil {
			return err
		}
	case "zpl":
		for _, pg := range pages {
			zpl, err := press.ZPL(pg)
			if err != nil {
				return err
			}
			b.Write(zpl)
		}
	default:
		return usagef("--format %q: wants pdf or zpl", format)
	}
	file, err := p.deliver(b.Bytes(), out.file, title+"."+format, false)
	if err != nil || !out.json {
		return err
	}
	return p.writeJSON(pagesReport{File: file, SHA256: sum(b.Bytes()), Format: format, Pages: len(pages), Orders: orders})
}

func (p *Program) slipCommand() *cobra.Command {
	var (
		out   pagesOut
		paper string
	)
	cmd := &cobra.Command{
		Use: "slip ID...", Short: "Make packing slips: what is in the box, without prices (PDF)", Args: cobra.MinimumNArgs(1),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			if err := out.check(); err != nil {
				return err
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				orders, err := p.ordersOf(cmd.Context(), s, args)
				if err != nil {
					return err
				}
				stock, err := labels.StockNamed(paper, labels.DPI203)
				if err != nil {
					return usage(err)
				}
				press := labels.NewPress(labels.NewFonts())
				var all []*labels.Page
				for _, o := range orders {
					slip := labels.SlipFor(o, nil, p.loaded.Shops[o.Shop].From())
					slip.Date = p.Now()
					pages, err := press.Slip(slip, stock)
					if err != nil {
						return err
					}
					all = append(all, pages...)
				}
				return p.pages(press, all, "slips", "pdf", len(orders), out)
			})
		}),
	}
	out.register(cmd)
	cmd.Flags().StringVar(&paper, "paper", "4x6", "4x6, A6, A4 or letter")
	return cmd
}

func (p *Program) pickListCommand() *cobra.Command {
	var (
		out   pagesOut
		paper string
		f     pickFlags
	)
	cmd := &cobra.Command{
		Use: "picklist [ID...]", Short: "Make a pick list of orders, or of all that are to pack (PDF)",
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			if err := out.check(); err != nil {
				return err
			}
			return p.use(cmd.Context(), func(s *store.Store) error {
				if len(args) == 0 {
					ids, err := p.toPack(cmd.Context(), s, f)
					if err != nil {
						return err
					}
					args = ids
				}
				orders, err := p.ordersOf(cmd.Context(), s, args)
				if err != nil {
					return err
				}
				stock, err := labels.StockNamed(paper, labels.DPI203)
				if err != nil {
					return usage(err)
				}
				list := labels.PickListFor(orders, nil)
				list.Title, list.Created = "Pick list", p.Now()
				press := labels.NewPress(labels.NewFonts())
				pages, err := press.PickList(list, stock)
				if err != nil {
					return err
				}
				return p.pages(press, pages, "picklist", "pdf", len(orders), out)
			})
		}),
	}
	out.register(cmd)
	cmd.Flags().StringVar(&paper, "paper", "A4", "A4 or letter")
	cmd.Flags().IntVar(&f.limit, "limit", maxPick, "at most so many orders, the most urgent ones")
	return cmd
}

// maxPick is how many orders one pick list holds: a batch.
const maxPick = 500

// pickFlags narrow what a list is made of.
type pickFlags struct{ limit int }

// toPack names the most urgent orders that may be packed now.
func (p *Program) toPack(ctx context.Context, s *store.Store, f pickFlags) ([]string, error) {
	if f.limit < 1 || f.limit > maxPick {
		return nil, usagef("--limit %d: wants 1 to %d", f.limit, maxPick)
	}
	page, err := s.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToPack, After: f.limit, Now: p.Now()})
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range page.Rows {
		if !page.Rows[i].Stopped(p.Now()) {
			ids = append(ids, page.Rows[i].ID)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%w: nothing is to pack", fulfillment.ErrNotFound)
	}
	return ids, nil
}

func (p *Program) sheetCommand() *cobra.Command {
	var (
		out           pagesOut
		format, paper string
		badges        []string
	)
	cmd := &cobra.Command{
		Use: "sheet", Short: "Make a sheet of command barcodes and badge cards", Args: cobra.NoArgs,
		Long: "Every step at the bench has a barcode beside its key. Cut the sheet and stick the codes where hands reach them.",
		RunE: p.ready(func(*cobra.Command, []string) error {
			if err := out.check(); err != nil {
				return err
			}
			stock, err := labels.StockNamed(paper, labels.DPI203)
			if err != nil {
				return usage(err)
			}
			press := labels.NewPress(labels.NewFonts())
			pages, err := press.Sheet("packdesk", sheetCodes(badges), stock)
			if err != nil {
				return err
			}
			return p.pages(press, pages, "sheet", format, 0, out)
		}),
	}
	out.register(cmd)
	cmd.Flags().StringVar(&format, "format", "pdf", "pdf or zpl")
	cmd.Flags().StringVar(&paper, "paper", "A4", "A4, letter, 4x6 or A6")
	cmd.Flags().StringSliceVar(&badges, "badge", nil, "a badge card for this operator; may be given several times")
	return cmd
}

// sheetCodes lists the commands of the bench and the badges.
func sheetCodes(badges []string) []labels.Command {
	var codes []labels.Command
	for _, c := range fulfillment.Commands() {
		codes = append(codes, labels.Command{Code: c.Code(), Title: commandTitle(c)})
	}
	for _, b := range badges {
		codes = append(codes, labels.Command{Code: fulfillment.BadgeCode(b), Title: b})
	}
	return codes
}

// commandTitle is what a card says below its barcode.
func commandTitle(c fulfillment.Command) string {
	if n, ok := c.Digit(); ok {
		return fmt.Sprintf("digit %d", n)
	}
	titles := map[fulfillment.Command]string{
		fulfillment.CommandDone: "Done", fulfillment.CommandPrint: "Print the label", fulfillment.CommandReprint: "Print again",
		fulfillment.CommandPhoto: "Photo", fulfillment.CommandPark: "Put aside", fulfillment.CommandNext: "Next carton",
		fulfillment.CommandAbort: "Give up the order", fulfillment.CommandUndo: "Take back the last scan", fulfillment.CommandHand: "Confirm by hand",
		fulfillment.CommandYes: "Yes", fulfillment.CommandNo: "No", fulfillment.CommandBack: "Back",
	}
	return titles[c]
}
