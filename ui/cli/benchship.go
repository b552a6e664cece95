package cli

import (
	"context"
	"errors"
	"sync"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/dispatch"
	"packdesk/labels/labelfile"
	"packdesk/labels/printer"
	"packdesk/store"
)

// fetchers are what works beside the worker of shipments: what benches want is brought to it, and the platform's labels of
// what it has shipped are fetched. printed is called when a print may go on.
type fetchers struct {
	usher   *shipping.Usher
	fetcher *shipping.Fetcher
	printed func() // Nil for nobody. Set before run.
}

// run works until ctx ends.
func (f *fetchers) run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { f.usher.Run(ctx) })
	both.Go(func() { f.fetcher.Run(ctx) })
	both.Wait()
}

// tell lets the printer look at what waits for a file.
func (f *fetchers) tell() {
	if f.printed != nil {
		f.printed()
	}
}

// labelForm is how the platform's labels are asked for: as the settings say, else as the printer prints them best.
func (p *Program) labelForm() dispatch.LabelForm {
	kind := p.loaded.Ship.Label
	picture := kind == string(printer.FormatPNG) || kind != string(printer.FormatPDF) && p.loaded.Printer.Format == string(printer.FormatPNG)
	return dispatch.LabelForm{Picture: picture, Size: p.loaded.Ship.LabelSize}
}

// checkLabel refuses what is no label, and says of what is one what it is.
func (p *Program) checkLabel(files *labelfile.Reader) func(ctx context.Context, f *fulfillment.DocumentFile) error {
	return func(ctx context.Context, f *fulfillment.DocumentFile) error {
		looked, err := files.Check(ctx, f.Name, f.Content)
		if err != nil {
			return errors.New(plainWords(err))
		}
		f.Format = string(looked.Format)
		return nil
	}
}

// awaitLabel is how long a print that waits for the platform's file is left alone. What is heard of the file wakes it earlier.
const awaitLabel = 5 * time.Second

// awaits reports whether the platform's file for a print is on its way; else why it is not, where somebody has asked for it.
func (p *printShop) awaits(ctx context.Context, o *fulfillment.Order) (coming bool, why string) {
	if o.Mode.Duties().OwnLabel {
		return false, ""
	}
	look, err := p.store.LabelOutlook(ctx, o.ID)
	switch {
	case err != nil:
		return true, "" // It is looked at again.
	case look.Coming:
		return true, ""
	case look.Says == "":
		return false, ""
	}
	return false, "order " + o.ID + " has no label from the shop: " + look.Says + "; put that right and print the label again"
}

// putOff lets a print wait for the platform's file, and says so to the packing that it belongs to.
func (p *printShop) putOff(ctx context.Context, job *store.Print) error {
	job.State = store.PrintWaiting
	for try := 1; ; try++ {
		packing, err := p.store.PackingOf(ctx, job.Order)
		if err != nil {
			return err
		}
		var kept *store.Kept
		if packing != nil {
			base := packing.Revision
			if packing.Await(job.Parcel, job.Key) {
				kept = &store.Kept{Packing: packing, Base: base}
			}
		}
		err = p.store.PutOff(ctx, job, awaitLabel, kept)
		if !errors.Is(err, fulfillment.ErrConflict) || try == 5 {
			return err
		}
	}
}

// finish prints what waits, and waits for the platform's files, for as long as patience. What is not here then is printed by
// whatever process works at this station next.
func (p *printShop) finish(ctx context.Context, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if err := p.drain(ctx); err != nil {
			return err
		}
		n, err := p.store.WaitingPrints(ctx, p.station)
		if err != nil || n == 0 {
			return err
		}
		timer := time.NewTimer(awaitLabel)
		select {
		case <-ctx.Done():
			timer.Stop()
			return errLabelComing
		case <-p.asked:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// errLabelComing says that a label waits for the platform. It matches fulfillment.ErrTryLater.
var errLabelComing = errorLater("the shop is being asked for the label; it prints once that is here")

type errorLater string

func (e errorLater) Error() string { return string(e) }

// Is makes it match ErrTryLater.
func (e errorLater) Is(target error) bool { return target == fulfillment.ErrTryLater }
