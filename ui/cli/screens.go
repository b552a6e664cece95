package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"packdesk/fulfillment/tiktok/api"
	"packdesk/store"
	"packdesk/ui"
	"packdesk/ui/detail"
)

// warmAfter is how long after the start the search index is built: the first screen stands by then, and nobody has typed.
const warmAfter = 400 * time.Millisecond

// screens opens the screens on the user's database.
func (p *Program) screens(cmd *cobra.Command, _ []string) error {
	if err := p.needTerminal(); err != nil {
		return err
	}
	return p.use(cmd.Context(), func(s *store.Store) error {
		log, closeLog, err := openLog(p.dataDir())
		if err != nil {
			return err
		}
		return errors.Join(p.show(cmd.Context(), s, p.Now, log), closeLog())
	})
}

// needTerminal refuses to draw where nobody would see it.
func (p *Program) needTerminal() error {
	if isTerminal(p.Out) {
		return nil
	}
	return usagef("the screens need a terminal, and stdout is none; try packdesk orders list, packdesk import FILE or packdesk --help")
}

// show runs the screens until the user leaves them. now is the bench's clock.
func (p *Program) show(ctx context.Context, s *store.Store, now func() time.Time, log *slog.Logger) error {
	shop, err := p.printShop(s, now, log)
	if err != nil {
		return err
	}
	tracker := p.trackShop(s, now, log)
	defer tracker.close()
	var app *api.Client
	defer func() {
		if app != nil {
			app.Close() // Once nobody calls any more.
		}
	}()
	ctx, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	workers.Go(func() { p.guard("build the search index", log, func() { p.warm(ctx, s, log) }) })
	workers.Go(func() { p.guard("print", log, func() { shop.run(ctx) }) })
	workers.Go(func() { p.guard("poll the carriers", log, func() { tracker.run(ctx) }) })
	var cancels detail.Cancels
	if p.hasApp() {
		client, err := p.client(now, log)
		if err != nil {
			return err
		}
		app = client
		reader := p.syncer(s, client, now, log, nil)
		workers.Go(func() { reader.Run(ctx) }) // Survives its own faults.
		cancels = p.cancelDeskOn(s, client, reader)
	}
	ships := p.shipShop(s, app, now, log)
	if ships.after != nil {
		ships.after.printed = shop.ask
	}
	asked := func() {
		shop.ask()
		ships.ask()
	}
	workers.Go(func() { p.guard("ship", log, func() { ships.run(ctx) }) })
	options := []tea.ProgramOption{tea.WithOutput(p.Out), tea.WithoutSignalHandler()}
	if isTerminal(p.In) { // Else bubbletea finds the terminal by itself.
		options = append(options, tea.WithInput(p.In))
	}
	return ui.Run(ctx, ui.Options{
		Store: s, Policy: p.policy, Station: p.station(), Operator: p.loaded.Operator, Lang: p.loaded.Lang, Theme: p.loaded.Theme,
		ASCII: p.loaded.UI.ASCII, NoMouse: !p.loaded.UI.Mouse, Zone: p.zone(), Environ: p.Environ, Stale: p.loaded.UI.Stale, Now: now, Log: log,
		Bench: p.benchOf(s, now, asked), Tally: s, Cartons: p.cartons(), Carrier: carrierID, Scanner: p.loaded.Scanner.Setting(), Labels: p.labelDesk(s, shop, now), Syncs: s, Cancels: cancels,
		Tracking: tracker.desk(now), Batch: p.batchDesk(s, ships, shop, now),
	}, options...)
}

// guard runs work in the background. A fault in it must not take the screens with it, so it is written down.
func (p *Program) guard(what string, log *slog.Logger, work func()) {
	defer func() {
		if r := recover(); r != nil {
			log.Error(what, "panic", r)
		}
	}()
	work()
}

// warm builds the search index while the packer reads the first screen. Without it the first search takes longer.
func (p *Program) warm(ctx context.Context, s *store.Store, log *slog.Logger) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(warmAfter):
	}
	if err := s.Warm(ctx); err != nil && ctx.Err() == nil {
		log.Error("build the search index", "err", err)
	}
}

// station is the bench's name: the configured one, or the computer's.
func (p *Program) station() string {
	if p.loaded.Station != "" {
		return p.loaded.Station
	}
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name
}

// zone is the zone in which the screens show times.
func (p *Program) zone() *time.Location {
	if loc, err := time.LoadLocation(p.loaded.UI.Zone); err == nil && p.loaded.UI.Zone != "" {
		return loc
	}
	return time.Local
}

// The log of the screens: they cannot write to the terminal while they run.
const (
	logName = "packdesk.log"
	maxLog  = 1 << 20
)

// openLog opens the log in the data folder. One that has grown long is put aside and replaces the one put aside before.
func openLog(dir string) (*slog.Logger, func() error, error) {
	path := filepath.Join(dir, logName)
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, nil, err
		}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // A fixed name in the data folder.
	if err != nil {
		return nil, nil, err
	}
	return slog.New(slog.NewTextHandler(f, nil)), f.Close, nil
}
