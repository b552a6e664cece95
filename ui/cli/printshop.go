package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/printer"
	"packdesk/store"
)

// printShop is the worker behind the outbox of prints. It belongs to the process, never to a session: a packer who loses
// the line loses no label.
type printShop struct {
	store   *store.Store
	maker   *labelMaker
	printer printer.Printer
	format  printer.Format
	station string
	worker  string // Names this process, so that another one's prints are told from its own.
	now     func() time.Time
	log     *slog.Logger
	asked   chan struct{}    // One slot: somebody asked for a print.
	made    func(*finished)  // Called with every label before it is sent; nil for nobody.
	held    func(why string) // Called when the printer stops, and with nothing when it goes on; nil for nobody.
}

// printLook is how often the outbox is looked at without being asked: prints of other processes at this station.
const printLook = 2 * time.Second

// ask wakes the worker.
func (p *printShop) ask() {
	select {
	case p.asked <- struct{}{}:
	default:
	}
}

// run works until ctx ends. What an earlier process was sending when it died is settled first: nobody knows whether it came
// out, so the packer is told to look, and nothing is printed twice.
func (p *printShop) run(ctx context.Context) {
	if err := p.settleLost(ctx); err != nil && ctx.Err() == nil {
		p.log.Error("settle lost prints", "err", err)
	}
	tick := time.NewTicker(printLook)
	defer tick.Stop()
	for ctx.Err() == nil {
		job, _, err := p.one(ctx)
		if err != nil && ctx.Err() == nil {
			p.log.Error("print", "err", err)
		}
		if job != nil && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-p.asked:
		case <-tick.C:
		}
	}
}

func (p *printShop) settleLost(ctx context.Context) error {
	lost, err := p.store.LostPrints(ctx, p.station, p.worker)
	if err != nil {
		return err
	}
	for _, job := range lost {
		fault := "packdesk ended while it was printing: look at the printer, and print again only if the label is missing"
		if err := p.settle(ctx, job, fulfillment.PrintReport{Parcel: job.Parcel, Key: job.Key, Fault: fault, Doubt: true}); err != nil {
			return err
		}
	}
	return nil
}

// one makes and sends the oldest print that is due; no job means that none was. A job that is still waiting afterwards waits
// for the platform's file.
func (p *printShop) one(ctx context.Context) (job *store.Print, report fulfillment.PrintReport, err error) {
	job, err = p.store.TakePrint(ctx, p.station, p.worker)
	if err != nil || job == nil {
		return nil, report, err
	}
	report, coming := p.print(ctx, job)
	if coming {
		return job, report, p.putOff(context.WithoutCancel(ctx), job)
	}
	// What has come out of the printer must be recorded even when the program is told to stop.
	return job, report, p.settle(context.WithoutCancel(ctx), job, report)
}

// drain works until nothing waits.
func (p *printShop) drain(ctx context.Context) error {
	for {
		job, _, err := p.one(ctx)
		if err != nil || job == nil {
			return err
		}
	}
}

// print makes the label and sends it. The report says what became of it, unless the platform's file is still coming.
func (p *printShop) print(ctx context.Context, job *store.Print) (report fulfillment.PrintReport, coming bool) {
	report = fulfillment.PrintReport{Parcel: job.Parcel, Key: job.Key}
	o, err := p.store.Order(context.WithoutCancel(ctx), job.Order)
	if err != nil {
		report.Fault = plainWords(err)
		return report, false
	}
	parcel := fulfillment.Parcel{ID: job.Parcel, Orders: []string{o.ID}}
	if sole := o.Sole(); sole != nil && job.Parcel == o.ID { // Who asks for the order's label means its parcel, whatever that is called.
		parcel = *sole
	}
	for i := range o.Parcels {
		if o.Parcels[i].ID == job.Parcel {
			parcel = o.Parcels[i]
		}
	}
	reprint := 0
	if job.Reason != "" {
		reprint = 1
	}
	done, err := p.maker.label(ctx, o, &parcel, p.format, reprint)
	if err != nil && ctx.Err() != nil && !o.Mode.Duties().OwnLabel {
		return report, true // Nothing was sent: whoever works next looks at it again.
	}
	if errors.Is(err, fulfillment.ErrNotFound) {
		coming, why := p.awaits(ctx, o)
		if coming {
			return report, true
		}
		report.Fault = why
	}
	if err != nil {
		report.Fault = cmp.Or(report.Fault, plainWords(err))
		if parcel.PackageID == "" && len(o.PlatformPackages()) > 1 {
			report.Fault += "; leave the order and open it again, then it is packed package by package"
		}
		return report, false
	}
	if p.made != nil {
		p.made(done)
	}
	report.Codes, report.Carrier, report.Tracking, report.SHA256 = done.Codes, done.Carrier, done.Tracking, done.SHA256
	report.Address = o.Recipient.Mark()
	item := printer.Item{ID: job.Key, Title: o.ID, Data: done.Data}
	err = p.printer.Print(ctx, func(yield func(printer.Item) bool) { yield(item) }, func(out printer.Outcome) error {
		switch out.State {
		case printer.StatePrinted, printer.StateSent:
			report.Printer = out.Words
		case printer.StateNotPrinted, printer.StateDoubtful:
			report.Fault, report.Doubt = out.Words, out.State == printer.StateDoubtful
		case printer.StateHeld, printer.StateResumed:
			p.hold(ctx, job, out.Words)
		case printer.StateSending:
		}
		return nil
	})
	switch {
	case err == nil || report.Fault != "":
	case ctx.Err() != nil:
		report.Fault = "packdesk ended before the label was sent"
	default:
		report.Fault = plainWords(err)
	}
	return report, false
}

// hold says why the printer keeps a print waiting, nothing when it goes on. What cannot be said keeps no label back.
func (p *printShop) hold(ctx context.Context, job *store.Print, why string) {
	if p.held != nil {
		p.held(why)
	}
	for range 5 {
		packing, err := p.store.PackingOf(ctx, job.Order)
		if err == nil && packing != nil {
			base := packing.Revision
			if packing.Held(job.Parcel, job.Key, why) {
				err = p.store.Keep(ctx, store.Step{Packings: []store.Kept{{Packing: packing, Base: base}}})
			}
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, fulfillment.ErrConflict) {
			p.log.Error("say that the printer waits", "order", job.Order, "err", err)
		}
		if !errors.Is(err, fulfillment.ErrConflict) {
			return
		}
	}
}

// tellHeld says on stderr why a command waits for the printer.
func (p *Program) tellHeld(why string) {
	if why != "" {
		p.say("packdesk: the printer waits: %s", why)
	}
}

// settle records what became of a print, with the packing it belongs to. A packing that moved on meanwhile is read again.
func (p *printShop) settle(ctx context.Context, job *store.Print, report fulfillment.PrintReport) error {
	job.State, job.Says = store.PrintDone, report.Printer
	if report.Fault != "" {
		job.State, job.Says = store.PrintFailed, report.Fault
	}
	holder := fulfillment.Holder{Operator: job.Operator, Station: job.Station}
	for try := 1; ; try++ {
		packing, err := p.store.PackingOf(ctx, job.Order)
		if err != nil {
			return err
		}
		step := store.Step{Settled: job, Entries: []fulfillment.Entry{printed(job, &report, p.now())}}
		if packing != nil {
			base := packing.Revision
			if entries, ok := packing.Printed(report, holder, p.now()); ok {
				step.Packings, step.Entries = []store.Kept{{Packing: packing, Base: base}}, entries
			}
		}
		err = p.store.Keep(ctx, step)
		if !errors.Is(err, fulfillment.ErrConflict) || try == 5 {
			return err
		}
	}
}

// printed is the journal's entry for a print that belongs to no packing.
func printed(job *store.Print, r *fulfillment.PrintReport, now time.Time) fulfillment.Entry {
	e := fulfillment.Entry{
		Kind: fulfillment.EntryPrinted, Operator: job.Operator, Station: job.Station, At: now, Order: job.Order, Parcel: job.Parcel,
		Detail: map[string]string{"key": r.Key, "sha256": r.SHA256, "printer": r.Printer, "fault": r.Fault},
	}
	if r.Fault != "" {
		e.Kind = fulfillment.EntryUnprinted
	}
	return e
}

// plainWords is an error as one sentence for the bench.
func plainWords(err error) string { return fulfillment.Clean(strings.Join(sentences(err), "; ")) }

// printerOf opens the configured printer.
func (p *Program) printerOf(dir string) (printer.Printer, printer.Profile, error) {
	c := p.loaded.Printer
	profile, err := printer.Profile{
		Kind: printer.Kind(c.Kind), Format: printer.Format(c.Format), Paper: c.Paper, DPI: c.DPI, Folder: c.Folder, Address: c.Address,
		Queue: c.Queue, Command: c.Command, Blind: c.Blind,
	}.Checked()
	if c.Folder == "" && (c.Kind == "" || printer.Kind(c.Kind) == printer.KindFile) {
		profile, err = printer.Profile{Kind: printer.KindFile, Format: printer.Format(c.Format), Paper: c.Paper, DPI: c.DPI, Folder: dir + "/labels"}.Checked()
	}
	if err != nil {
		return nil, profile, fmt.Errorf("printer: %w", err)
	}
	made, err := printer.Open(profile, printer.Options{Locks: dir + "/locks", Holder: p.station(), Now: p.Now})
	return made, profile, err
}

// maker is the label maker of this run.
func (p *Program) maker(s *store.Store, stock labels.Stock, now func() time.Time) *labelMaker {
	return &labelMaker{
		store: s, stock: stock, files: p.labelFiles(), now: now, rules: p.policy, play: p.play, from: func(shop string) fulfillment.Address { return p.loaded.Shops[shop].From() },
	}
}

// worker names this process among all that work on a database, and this run among those that bear the same number.
func (p *Program) worker() string {
	return fmt.Sprintf("%s %d %d", p.station(), os.Getpid(), p.Now().UnixNano())
}

// printShop makes the worker of this process for the station's printer.
func (p *Program) printShop(s *store.Store, now func() time.Time, log *slog.Logger) (*printShop, error) {
	made, profile, err := p.printerOf(filepath.Dir(s.Path()))
	if err != nil {
		return nil, err
	}
	stock, err := profile.Stock()
	if err != nil {
		return nil, err
	}
	return &printShop{
		store: s, maker: p.maker(s, stock, now), printer: made, format: profile.Format, station: p.station(),
		worker: p.worker(), now: now, log: log,
		asked: make(chan struct{}, 1),
	}, nil
}
