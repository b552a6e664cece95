package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/printer"
	"packdesk/store"
)

// labelFlags are the settings of the label command.
type labelFlags struct {
	format, out, paper string
	dpi                int
	print, json        bool
	reason             string
	wait               time.Duration
}

func (p *Program) labelCommand() *cobra.Command {
	var f labelFlags
	cmd := &cobra.Command{
		Use: "label ID...", Short: "Make or print the labels of orders",
		Long: "Draws the label of each order that the seller ships, reads its codes back, and writes it as PDF, PNG, ZPL or text; " +
			"for an order that TikTok ships it gives out the platform's file, which is fetched once the order is shipped, or which " +
			"packdesk label attach takes in. A file that the shop is being asked for is waited for; exits with 7 when it has not come. A " +
			"label that would not do (no postcode, no tracking number, a character that no font has) is refused, and the refusal names the field.",
		Example: "  packdesk label 576461413038700001 -o label.pdf\n  packdesk label --format zpl 576461413038700001 576461413038700002 -o labels",
		Args:    cobra.MinimumNArgs(1),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error { return p.labels(cmd.Context(), s, args, f) })
		}),
	}
	cmd.Flags().StringVar(&f.format, "format", "pdf", "pdf, png, zpl or txt")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "file, or folder for several labels (default: stdout)")
	cmd.Flags().StringVar(&f.paper, "paper", "4x6", "4x6 or A6")
	cmd.Flags().IntVar(&f.dpi, "dpi", 203, "dots per inch of the printer: 203 or 300")
	cmd.Flags().BoolVar(&f.print, "print", false, "send them to the station's printer instead; printed before asks for --reason")
	cmd.Flags().StringVar(&f.reason, "reason", "", "why a label is printed once more")
	cmd.Flags().DurationVar(&f.wait, "wait", 30*time.Second, "how long to wait in all for labels that the shop is being asked for")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object per label")
	cmd.AddCommand(p.attachCommand())
	return cmd
}

// labelReport is one label as --json tells it.
type labelReport struct {
	Order       string  `json:"order"`
	Parcel      string  `json:"parcel"`
	File        string  `json:"file"`
	SHA256      string  `json:"sha256"`
	Kind        string  `json:"kind"`
	Modules     int     `json:"modules"`
	ModuleWidth float64 `json:"module_width_mm"`
	Decoded     string  `json:"decoded"`
	QR          string  `json:"qr"`
	Printed     string  `json:"printed,omitempty"`
	Refusal     []field `json:"refusal,omitempty"`
	Error       string  `json:"error,omitempty"`
}

// field is one thing for which a label was refused.
type field struct {
	Order  string `json:"order"`
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Says   string `json:"says"`
}

// labels makes one label after the other. A refused one does not keep the others back.
func (p *Program) labels(ctx context.Context, s *store.Store, ids []string, f labelFlags) error {
	stock, err := labels.StockNamed(f.paper, f.dpi)
	if err != nil {
		return usage(err)
	}
	if !slices.Contains([]string{"pdf", "png", "zpl", "txt"}, f.format) {
		return usagef("--format %q: wants pdf, png, zpl or txt", f.format)
	}
	if f.dpi != 203 && f.dpi != 300 {
		return usagef("--dpi %d: wants 203 or 300", f.dpi)
	}
	boxes, known, err := boxesNamed(ctx, s, ids)
	if err != nil {
		return err
	}
	if !f.print && f.out == "" && known > 1 && f.format != "txt" {
		return usagef("several labels do not fit on stdout; name a folder with -o")
	}
	maker := p.maker(s, stock, p.Now)
	var failures []error
	wait := &labelWait{p: p, store: s, patience: f.wait}
	defer wait.end()
	for _, x := range boxes {
		r := labelReport{}
		switch {
		case x.order == nil:
			err = fmt.Errorf("order %s: %w", x.id, errNoSuchOrder)
		case f.print:
			r, err = p.printLabel(ctx, s, x, f, wait)
		default:
			r, err = p.writeAwaited(ctx, maker, x, f, len(boxes) > 1, wait)
		}
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		r.Order, r.Parcel = x.named(), x.id
		if err != nil {
			err = senderWanted(x.order, err)
			failures = append(failures, err)
			r.Error = plainWords(err)
			r.Refusal = refusalFields(r.Order, err)
			p.complainAbout(err)
		}
		if f.json {
			if err := json.NewEncoder(p.Out).Encode(r); err != nil {
				return err
			}
		}
	}
	return summary(failures, len(boxes), false)
}

// senderWanted adds to a refusal for want of the sender where it is set.
func senderWanted(o *fulfillment.Order, err error) error {
	var refused labels.Refusals
	if o == nil || !errors.As(err, &refused) {
		return err
	}
	for _, r := range refused {
		if r.Reason == labels.ReasonMissing && strings.HasPrefix(string(r.Field), string(labels.FieldSeller)) {
			return fmt.Errorf("%w; the sender is set in the configuration (packdesk config path): shop.%s.from_name and the keys below it", err, o.Shop)
		}
	}
	return err
}

// errNoSuchOrder says that an order is not here. It matches fulfillment.ErrNotFound.
var errNoSuchOrder = fmt.Errorf("%w: there is no such order here; packdesk sync or packdesk import brings it", fulfillment.ErrNotFound)

// box is one parcel of an order, as it is labelled.
type box struct {
	order  *fulfillment.Order // Nil where the named order is not here.
	id     string
	parcel *fulfillment.Parcel // Nil for the only one.
}

// named is the order's number, or what somebody has typed for one.
func (x *box) named() string {
	if x.order == nil {
		return x.id
	}
	return x.order.ID
}

// boxesNamed lists the boxes of orders in the order of ids, each once, and how many of them are of orders that are here.
func boxesNamed(ctx context.Context, s *store.Store, ids []string) (boxes []box, known int, err error) {
	orders, err := s.Orders(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	byID := make(map[string]*fulfillment.Order, len(orders))
	for _, o := range orders {
		byID[o.ID] = o
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		if o := byID[id]; o != nil {
			of := boxesOf([]*fulfillment.Order{o})
			boxes, known = append(boxes, of...), known+len(of)
			continue
		}
		boxes = append(boxes, box{id: fulfillment.Clean(id)})
	}
	return boxes, known, nil
}

// boxesOf lists the parcels of the orders that have a label each: those that were packed, where our labels are on them, and
// the accepted packages of an order that the platform has split. Everything else has one label.
func boxesOf(orders []*fulfillment.Order) []box {
	var boxes []box
	for _, o := range orders {
		before := len(boxes)
		for i := range o.Parcels {
			p := &o.Parcels[i]
			if own := o.Mode.Duties().OwnLabel; own && !p.PackedAt.IsZero() || !own && p.ID == p.PackageID && !p.ShippedAt.IsZero() {
				boxes = append(boxes, box{o, p.ID, p})
			}
		}
		if len(boxes) < before+2 {
			boxes = append(boxes[:before], box{o, o.ID, nil})
		}
	}
	return boxes
}

// platformBoxes lists what of an order has a label of the platform's each; an order with labels of our own is one box.
func platformBoxes(o *fulfillment.Order) []box {
	if o.Mode.Duties().OwnLabel {
		return []box{{o, o.ID, nil}}
	}
	return boxesOf([]*fulfillment.Order{o})
}

// ordersOf loads the orders in the order of ids; one that does not exist is an error before anything is made.
func (p *Program) ordersOf(ctx context.Context, s *store.Store, ids []string) ([]*fulfillment.Order, error) {
	orders, err := s.Orders(ctx, ids)
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, o := range orders {
		have[o.ID] = true
	}
	for _, id := range ids {
		if !have[id] {
			return nil, fmt.Errorf("order %s: %w", fulfillment.Clean(id), fulfillment.ErrNotFound)
		}
	}
	return orders, nil
}

// refusalFields lists what stands against the label of an order: fields of the label, else the order itself, which must not
// go ("status"), or the platform's file, which is not here ("label").
func refusalFields(order string, err error) []field {
	var refused labels.Refusals
	var stopped *fulfillment.Refusal
	switch {
	case errors.As(err, &refused):
		fields := make([]field, 0, len(refused))
		for _, r := range refused {
			fields = append(fields, field{Order: cmp.Or(r.Order, order), Field: string(r.Field), Reason: string(r.Reason), Says: r.Error()})
		}
		return fields
	case errors.As(err, &stopped):
		return []field{{Order: order, Field: "status", Reason: string(stopped.Rule), Says: plainWords(err)}}
	case errors.Is(err, errNoSuchOrder):
		return []field{{Order: order, Field: "order", Reason: "not_found", Says: plainWords(err)}}
	case errors.Is(err, fulfillment.ErrTryLater):
		return []field{{Order: order, Field: "label", Reason: "coming", Says: plainWords(err)}}
	case errors.Is(err, fulfillment.ErrNotFound):
		return []field{{Order: order, Field: "label", Reason: "missing", Says: plainWords(err)}}
	default:
		return nil
	}
}

// writeLabel makes a label and writes it where it is wanted.
func (p *Program) writeLabel(ctx context.Context, m *labelMaker, x box, f labelFlags, several bool) (labelReport, error) {
	format := printer.Format(f.format)
	if f.format == "txt" {
		format = printer.FormatPNG // The text is drawn from the same page.
	}
	done, err := m.label(ctx, x.order, x.parcel, format, 0)
	if err != nil {
		return labelReport{}, err
	}
	data := done.Data
	if f.format == "txt" {
		if done.Page == nil {
			return labelReport{}, fmt.Errorf("%w: order %s: the platform's label is a file of its own and has no text", fulfillment.ErrInvalid, x.order.ID)
		}
		data = previewText(done.Page)
	}
	r := labelReport{
		SHA256: sum(data), Kind: done.Proof.Kind, Modules: done.Proof.Modules, ModuleWidth: done.Proof.ModuleMM,
		Decoded: strings.Join(done.Codes, " "), QR: done.Proof.QR,
	}
	r.File, err = p.deliver(data, f.out, x.id+"."+f.format, several)
	return r, err
}

// previewText is the label as plain text, without styles.
func previewText(page *labels.Page) []byte {
	var b bytes.Buffer
	for _, line := range page.Preview(labels.PreviewOptions{Width: 100, ASCII: true}) {
		for _, span := range line {
			b.WriteString(span.Text)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// deliver writes a file: to stdout, under its name into a folder, or to the named file.
func (p *Program) deliver(data []byte, out, name string, several bool) (string, error) {
	if out == "" {
		_, err := p.Out.Write(data)
		return "", err
	}
	path := out
	if info, err := os.Stat(out); several || err == nil && info.IsDir() {
		if err := os.MkdirAll(out, 0o700); err != nil {
			return "", err
		}
		path = filepath.Join(out, name)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", err
	}
	p.say("%s", path)
	return path, nil
}
