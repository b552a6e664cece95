package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/store"
	"packdesk/ui/cli/config"
)

// maxDemo bounds the made-up orders: more than a year of a large shop serves nobody.
const maxDemo = 1_000_000

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
		Long: "Opens the screens on a throw-away database with made-up orders of every kind around now: some late, some due within " +
			"minutes. Your own data is not touched, and nothing is left behind.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context(), f) }),
	}
	cmd.Flags().IntVar(&f.orders, "orders", 600, "how many orders")
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
	s, err := p.openAt(ctx, dir, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	progress := p.progress("making up orders")
	err = seed(ctx, s, f, now(), func(done int) { progress.at("%d of %d", done, f.orders) })
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
	p.play = played
	p.loaded.Shops = map[string]config.Shop{}
	for _, shop := range sim.Shops() {
		p.loaded.Shops[shop.ID] = config.Shop{
			Name: shop.Name, Region: shop.Region, Zone: shop.Zone,
			FromName: shop.Name + " (demo)", FromStreet: []string{"Unit 4", "12 Example Street"}, FromTown: "Exampleton", FromPostalCode: "EX1 1AA",
		}
	}
	return p.show(ctx, s, now, slog.New(slog.DiscardHandler))
}

// played is an order as a demo labels it: with a made-up number of a carrier, and in place of the platform's own file a
// label that says what it stands for.
func played(o *fulfillment.Order) *fulfillment.Order {
	c := *o
	if c.Tracking == "" {
		c.Carrier, c.Tracking = "Evri", "H01DEM"+c.ID[max(0, len(c.ID)-10):]
	}
	if !c.Mode.Duties().OwnLabel || c.Recipient.Masked {
		c.Mode = fulfillment.ModeSeller
		c.Recipient = fulfillment.Address{
			Name: "TikTok's label (demo)", Street: []string{"The platform's own file", "is printed here unchanged"}, Town: "Exampleton", PostalCode: "EX1 1AA", Region: "GB",
		}
	}
	return &c
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

// seed imports the made-up orders, shop by shop, and tells how many are done.
func seed(ctx context.Context, s *store.Store, f demoFlags, now time.Time, told func(int)) error {
	done := 0
	byShop := map[string][]fulfillment.Order{}
	for _, o := range sim.Orders(f.seed, f.orders, now) {
		byShop[o.Shop] = append(byShop[o.Shop], o)
	}
	for _, shop := range sim.Shops() {
		orders := byShop[shop.ID]
		_, err := s.Import(ctx, fulfillment.Intake{Kind: "demo", Name: "demo", Shop: shop.ID}, shop, func() ([]fulfillment.Order, error) {
			if len(orders) == 0 {
				return nil, io.EOF
			}
			batch := orders[:min(len(orders), 500)]
			orders = orders[len(batch):]
			done += len(batch)
			told(done)
			return batch, nil
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}
