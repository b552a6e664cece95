package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"packdesk/fulfillment"
	"packdesk/labels/printer"
	"packdesk/store"
	"packdesk/ui/labelpane"
)

// labelDesk gives the labels screen what it shows: labels as this station's printer gets them, and the outbox of prints. It
// is safe for several goroutines.
type labelDesk struct {
	store  *store.Store
	shop   *printShop
	folder string // Where exported labels are written.
	now    func() time.Time
}

// labelDesk is the desk of this process.
func (p *Program) labelDesk(s *store.Store, shop *printShop, now func() time.Time) labelDesk {
	return labelDesk{store: s, shop: shop, folder: filepath.Join(filepath.Dir(s.Path()), "labels", "export"), now: now}
}

// Label makes the label of an order as it would be printed.
func (d labelDesk) Label(ctx context.Context, order string) (*labelpane.Label, error) {
	o, err := d.store.Order(ctx, order)
	if err != nil {
		return nil, err
	}
	done, err := d.shop.maker.label(ctx, o, nil, d.shop.format, 0)
	if err != nil {
		return nil, err
	}
	l := &labelpane.Label{Carrier: done.Carrier, Tracking: done.Tracking, Page: done.Page}
	if f := done.File; f != nil {
		l.File, l.Bytes, l.Pages, l.Drawn = f.Name, len(f.Data), f.Pages, done.Drawn
	}
	return l, nil
}

// Prints lists the prints of an order, the newest first.
func (d labelDesk) Prints(ctx context.Context, order string) ([]labelpane.Print, error) {
	all, err := d.store.PrintsOf(ctx, order)
	if err != nil {
		return nil, err
	}
	out := make([]labelpane.Print, 0, len(all))
	for _, x := range slices.Backward(all) {
		out = append(out, labelpane.Print{
			At: x.AskedAt, Operator: x.Operator, Station: x.Station, Reason: x.Reason, State: printStateOf(x.State), Says: x.Says,
		})
	}
	return out, nil
}

func printStateOf(s store.PrintState) labelpane.State {
	switch s {
	case store.PrintWaiting:
		return labelpane.StateWaiting
	case store.PrintSending:
		return labelpane.StateSending
	case store.PrintDone:
		return labelpane.StatePrinted
	case store.PrintFailed:
		return labelpane.StateFailed
	}
	return labelpane.State(s)
}

// Print puts a label into the outbox and wakes the worker; of an order that the platform has split the labels of all packages
// that it has accepted, unless they were asked for before.
func (d labelDesk) Print(ctx context.Context, a labelpane.Ask) error {
	holder := fulfillment.Holder{Operator: a.Operator, Station: d.shop.station}
	o, err := d.store.Order(ctx, a.Order)
	if err != nil {
		return err
	}
	asked := 0
	var refused error
	for _, x := range platformBoxes(o) {
		if _, err := askLabel(ctx, d.store, labelAsk{order: a.Order, parcel: x.id, holder: holder, reason: a.Reason, at: d.now()}); err != nil {
			refused = cmp.Or(refused, err)
			continue
		}
		asked++
	}
	if asked == 0 {
		return refused
	}
	d.shop.ask()
	return nil
}

// Export writes a label of our own as PDF, and the platform's file as it came.
func (d labelDesk) Export(ctx context.Context, order string) (string, error) {
	o, err := d.store.Order(ctx, order)
	if err != nil {
		return "", err
	}
	format := printer.FormatPDF
	var data []byte
	if o.Mode.Duties().OwnLabel {
		done, err := d.shop.maker.label(ctx, o, nil, format, 0)
		if err != nil {
			return "", err
		}
		data = done.Data
	} else {
		f, err := d.store.LabelFile(ctx, order, "")
		if err != nil {
			return "", err
		}
		data, format = f.Content, printer.Format(f.Format)
	}
	if !fulfillment.ValidID(o.ID) {
		return "", fmt.Errorf("%w: order %s: its number makes no file name; packdesk label %s -o FILE writes it where you say", fulfillment.ErrInvalid, o.ID, o.ID)
	}
	path := filepath.Join(d.folder, o.ID+"."+string(format))
	if err := os.MkdirAll(d.folder, 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, data, 0o600)
}
