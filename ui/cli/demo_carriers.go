package cli

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/store"
	"packdesk/ui/cli/config"
)

// demoCarriers are the simulated carriers of a demo, on loopback. What has happened to a parcel so far lies in its past;
// what is still to come happens within minutes, so that parcels move while one watches.
type demoCarriers struct {
	world *sim.World
	front *sim.Running
	now   func() time.Time
	rand  *rand.Rand
	known map[string]bool // Numbers that the carriers have heard of.
}

// The pace of a demo's parcels.
const (
	demoTick  = 3 * time.Second
	demoAsk   = 10 * time.Second
	demoFirst = 15 * time.Second // Until something happens to a parcel, at least,
	demoStep  = 90 * time.Second // and between two things that happen to it, at most.
)

// playCarriers starts the carriers, configures this run for them and for nobody else, and sets the poller's pace. The
// carriers keep their own limits but for those that are given. They have heard of every label, shipped or not.
func (p *Program) playCarriers(ctx context.Context, seed uint64, now func() time.Time, limits map[string]sim.Limit) (*demoCarriers, error) {
	world := sim.New(sim.Options{
		Now: now, Seed: seed, Latency: demoLatency, TokenLife: 24 * time.Hour, Limits: limits,
		Adopt: true, Adopted: []sim.Life{{{Act: sim.Announced}}}, // A label that has been made and not shipped yet.
	})
	front, err := world.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.loaded.Carriers = map[string]config.Carrier{}
	for name, c := range world.Configs(front.URL) {
		p.loaded.Carriers[name] = config.Carrier{
			BaseURL: c.BaseURL, Key: c.Key, Secret: c.Secret, Account: c.Account, PerSecond: strconv.FormatFloat(c.PerSecond, 'f', -1, 64), PerDay: c.PerDay, Register: c.Register,
		}
	}
	p.pace = trackPace{tick: demoTick, Pace: carriers.Pace{
		LabelCreated: demoAsk, InTransit: demoAsk, OnTheVan: demoAsk, Trouble: 2 * demoAsk, ToCollect: 3 * demoAsk, Final: 6 * demoAsk, NotFound: demoAsk,
	}}
	return &demoCarriers{
		world: world, front: front, now: now, known: map[string]bool{},
		rand: rand.New(rand.NewPCG(seed, 0x70617263656c)), //nolint:gosec // G404: a play.
	}, nil
}

// Close ends the carriers.
func (c *demoCarriers) Close() error { return c.front.Close() }

// first follows what the shops have shipped, with two numbers that belong to no order: an express parcel from China, and
// one that speaks English.
func (c *demoCarriers) first(ctx context.Context, s *store.Store) error {
	for i, carrier := range []carriers.Carrier{carriers.EMS, carriers.FedEx} {
		number := sim.Number(carrier, 20261+i)
		f := store.Followed{
			ID: number, Number: number, Carrier: string(carrier), Status: string(carriers.StatusUnknown), Rank: carriers.RankLast, NextAt: c.now(), Since: c.now().Add(-60 * time.Hour),
		}
		if err := s.SaveFollowed(ctx, f); err != nil {
			return err
		}
	}
	if _, err := s.Follow(ctx, readShipped); err != nil {
		return err
	}
	return c.announce(ctx, s)
}

// live announces what is shipped from now on, until ctx ends.
func (c *demoCarriers) live(ctx context.Context, s *store.Store) {
	for range s.Changes(ctx) {
		if err := c.announce(ctx, s); err != nil && ctx.Err() == nil {
			continue // The next change tries again.
		}
	}
}

// maxAnnounced bounds what a demo's carriers carry.
const maxAnnounced = 5000

// announce tells the carriers of every parcel that is followed and that they do not know.
func (c *demoCarriers) announce(ctx context.Context, s *store.Store) error {
	list, err := s.FollowedPage(ctx, store.FollowedFilter{}, nil, false, maxAnnounced)
	if err != nil {
		return fmt.Errorf("announce parcels: %w", err)
	}
	now := c.now()
	for i := range list {
		if f := &list[i]; !c.known[f.Number] {
			c.known[f.Number] = true
			c.world.Add(sim.Parcel{Number: f.Number, Born: f.Since, Life: c.life(f, now)})
			c.world.Register(f.Number)
		}
	}
	return nil
}

// life is what happens to a parcel: up to now as far as the shop says, and from now on step by step.
func (c *demoCarriers) life(f *store.Followed, now time.Time) sim.Life {
	lives := sim.Lives()
	whole := lives[c.rand.IntN(len(lives)-2)] // Without those that never move.
	past := 1
	if f.DueBy.IsZero() { // No handover clock runs: the carrier has it.
		past = 2 + c.rand.IntN(len(whole)-2)
	}
	age := max(time.Hour, now.Sub(f.Since)) * 9 / 10
	scale := 1.0
	if last := whole[past-1].After; last > age {
		scale = float64(age) / float64(last)
	}
	next := now.Sub(f.Since) + demoFirst
	life := make(sim.Life, len(whole))
	for i, step := range whole {
		if i < past {
			step.After = time.Duration(float64(step.After) * scale)
		} else {
			next += time.Duration(c.rand.Int64N(int64(demoStep)))
			step.After = next
		}
		life[i] = step
	}
	return life
}
