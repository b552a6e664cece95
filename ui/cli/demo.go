package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
)

// maxDemo bounds the made-up orders: more than the year of a large shop serves nobody.
const maxDemo = 100_000

// demoOrders is how many made-up orders a demo has where nothing else is said: more may go than a batch takes, and the first page of
// the queue shows late ones and those that are due soon.
const demoOrders = 800

// demoFlags are the settings of a demo.
type demoFlags struct {
	orders  int
	seed    uint64
	now     string
	picture string
	size    string
}

func (p *Program) demoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: "The whole program on made-up orders, thrown away at the end", Args: cobra.NoArgs,
		Long: "Starts a simulated shop on this computer and opens the screens on it, with a throw-away database: made-up orders of every " +
			"kind around now, some late, some due within minutes. They are read over HTTP as from the real shop; new ones arrive and " +
			"buyers cancel while you look. Your own data, shops and printer are not touched, and nothing is left behind.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context(), f) }),
	}
	cmd.Flags().IntVar(&f.orders, "orders", demoOrders, "how many orders")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "another number makes other orders")
	cmd.Flags().StringVar(&f.now, "now", "", "begin at this time instead of now, such as 2026-11-19T10:00:00Z")
	cmd.Flags().StringVar(&f.picture, "picture", "", "write a picture of the first screen (SVG) to this file instead of opening the screens")
	cmd.Flags().StringVar(&f.size, "size", "120x40", "columns and rows of the picture")
	return cmd
}

// demo fills a throw-away folder and opens the screens on it.
func (p *Program) demo(ctx context.Context, f demoFlags) (err error) {
	if f.orders < 0 || f.orders > maxDemo {
		return usagef("--orders %d: wants a number from 0 to %d", f.orders, maxDemo)
	}
	now, err := p.demoClock(f.now)
	if err != nil {
		return err
	}
	if f.picture == "" {
		if err := p.needTerminal(); err != nil {
			return err
		}
	}
	dir, err := os.MkdirTemp("", "packdesk-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	world, err := p.playWorld(ctx, f, dir, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, world.Close()) }()
	s, err := p.openAt(ctx, dir, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	progress := p.progress("reading the simulated shop")
	err = p.firstRead(ctx, s, world, now, func(done int) { progress.at("%d of %d orders", done, f.orders) })
	progress.end()
	if err != nil {
		return err
	}
	if p.loaded.Operator == "" {
		p.loaded.Operator = "Sam Sample"
	}
	if f.picture != "" {
		return p.picture(ctx, s, now, f)
	}
	if err := p.playNumbers(ctx, s); err != nil {
		return err
	}
	p.play = numbered
	ctx, stop := context.WithCancel(ctx)
	var life sync.WaitGroup
	defer life.Wait()
	defer stop()
	life.Go(func() { world.live(ctx) })
	if err := world.parcels.first(ctx, s); err != nil {
		return err
	}
	life.Go(func() { world.parcels.live(ctx, s) })
	return p.show(ctx, s, now, slog.New(slog.DiscardHandler))
}

// demoClock is a clock that shows the given time now and runs on from there.
func (p *Program) demoClock(from string) (func() time.Time, error) {
	if from == "" {
		return p.Now, nil
	}
	start, err := time.Parse(time.RFC3339, from)
	if err != nil {
		return nil, usagef("--now %q: wants a time such as 2026-11-19T10:00:00Z", from)
	}
	began := p.Now()
	return func() time.Time { return start.Add(p.Now().Sub(began)) }, nil
}
