// Package syncer keeps a station's orders as the shops have them: it reads what has changed in every connected shop, over
// and over, and says at any time how old the last reading is and what is wrong with it. Among all programs on a database
// one at a time reads a shop. It may import fulfillment and fulfillment/tiktok/api.
package syncer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// Ledger is where a syncer keeps what it has read, shared by all programs on a database. Its errors are the trade's.
type Ledger interface {
	Cancels
	// TakeSync gives the reading of a shop to a worker for as long as hold. ok is false while another one reads it and,
	// unless now is demanded, before the next round is due.
	TakeSync(ctx context.Context, shop, account, worker string, hold time.Duration, now bool) (state fulfillment.ShopSync, ok bool, err error)
	// TakeOrders keeps a page and how far the shop has been read, both or neither.
	TakeOrders(ctx context.Context, p Page) (Taken, error)
	// EndSync records how a round ended and gives the shop back.
	EndSync(ctx context.Context, worker string, y fulfillment.ShopSync) error
	// FailSyncs records a fault of an account on all of its shops.
	FailSyncs(ctx context.Context, account string, y fulfillment.ShopSync) error
	// DropSyncs forgets all other shops.
	DropSyncs(ctx context.Context, keep []string) error
	Syncs(ctx context.Context) ([]fulfillment.ShopSync, error)
}

// Page is what is kept at once.
type Page struct {
	Shop   fulfillment.Shop
	Orders []fulfillment.Order
	To     time.Time // Every change up to then has been read.
	Worker string
	Hold   time.Duration // How long the worker keeps the shop from now on.
}

// Taken is what a page has changed.
type Taken struct{ Added, Updated, Unchanged int }

// Options is what a Syncer is made of.
type Options struct {
	Client   *api.Client
	Accounts func() ([]string, error)               // The connected accounts as they are now.
	Shop     func(ref api.ShopRef) fulfillment.Shop // What the station calls a shop; nil takes the platform's word.
	Ledger   Ledger
	Worker   string        // Names this process among all that share the ledger.
	Every    time.Duration // From the end of a round to the next one; 0 is a minute.
	Reach    time.Duration // How far back the first round of a shop goes; 0 is its first day.
	Now      func() time.Time
	Log      *slog.Logger
	Told     func(Report) // Called after every round of a shop, by several goroutines; nil for nobody.
}

// Report is what one round brought from one shop.
type Report struct {
	Shop     api.ShopRef
	Taken    Taken
	Rejected []string  // Orders that could not be read, a sentence each.
	To       time.Time // How far the shop has been read.
	Lacking  error     // A permission without which the cancellations cannot be read.
	Err      error     // Why the round did not come to its end.
}

const (
	overlap  = 10 * time.Minute // How far behind the last change read a round begins: the shop's search may lag behind its orders.
	hold     = 3 * time.Minute  // Longer than any page takes, with all its retries. A worker that dies keeps the shop as long.
	look     = 5 * time.Second  // How often the accounts and the state of all shops are looked at.
	listLife = time.Hour        // How long the list of an account's shops is good.
	settling = 10 * time.Second // For the last word of a round when the program is told to stop.
)

// Syncer reads shops. Its methods may be called by several goroutines.
type Syncer struct {
	o     Options
	asked chan struct{} // One slot: somebody has something for a shop.

	mu    sync.Mutex
	busy  map[string]bool
	lists map[string]list
}

// list is the shops of an account as the platform has told them.
type list struct {
	refs  []api.ShopRef
	until time.Time
	fails int
	err   error
}

// New makes a syncer.
func New(o Options) *Syncer {
	if o.Every <= 0 {
		o.Every = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Shop == nil {
		o.Shop = func(ref api.ShopRef) fulfillment.Shop {
			return fulfillment.Shop{ID: ref.ID, Name: ref.Name, Region: ref.Region}
		}
	}
	return &Syncer{o: o, asked: make(chan struct{}, 1), busy: map[string]bool{}, lists: map[string]list{}}
}

// Ask makes Run look at once whether there is something to do, such as an answer to a cancellation.
func (s *Syncer) Ask() {
	select {
	case s.asked <- struct{}{}:
	default:
	}
}

// Run reads every shop whenever it is due, and tells it the answers to cancellations, until ctx ends. Nothing that goes wrong ends it.
func (s *Syncer) Run(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()
	for ctx.Err() == nil {
		accounts, err := s.o.Accounts()
		if err != nil {
			s.o.Log.Error("list the shop accounts", "err", err)
		}
		states, err := s.o.Ledger.Syncs(ctx)
		if err != nil && ctx.Err() == nil {
			s.o.Log.Error("look at the syncs", "err", err)
		}
		for _, account := range accounts {
			s.start(&work, "account "+account, func() { s.account(ctx, &work, account, states) })
		}
		s.rest(ctx, states)
	}
}

// account begins the rounds of an account's shops that are due.
func (s *Syncer) account(ctx context.Context, work *sync.WaitGroup, account string, states []fulfillment.ShopSync) {
	refs, err := s.shops(ctx, account)
	if err != nil {
		return
	}
	for _, ref := range refs {
		s.start(work, "answers "+ref.ID, func() { s.answers(ctx, ref) })
		at := slices.IndexFunc(states, func(y fulfillment.ShopSync) bool { return y.Shop == ref.ID })
		if at >= 0 && (states[at].Running || s.o.Now().Before(states[at].Next)) {
			continue
		}
		s.start(work, ref.ID, func() { s.round(ctx, ref, false) })
	}
}

// start runs a job in the background unless the same one is running. A fault in it is written down; the next look begins anew.
func (s *Syncer) start(work *sync.WaitGroup, job string, fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[job] {
		return
	}
	s.busy[job] = true
	work.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				s.o.Log.Error("sync", "job", job, "panic", r)
			}
			s.mu.Lock()
			delete(s.busy, job)
			s.mu.Unlock()
		}()
		fn()
	})
}

// rest waits until the next round is due, and not longer than a look.
func (s *Syncer) rest(ctx context.Context, states []fulfillment.ShopSync) {
	wait := min(look, s.o.Every)
	now := s.o.Now()
	for i := range states {
		if due := states[i].Next.Sub(now); !states[i].Running && due > 0 {
			wait = min(wait, due)
		}
	}
	timer := time.NewTimer(max(wait, min(time.Second, s.o.Every)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.asked:
	case <-ctx.Done():
	}
}

// Once reads every connected shop now, and waits where another program is reading one. The reports go to Told; the error
// joins those of accounts and shops.
func (s *Syncer) Once(ctx context.Context) error {
	accounts, err := s.o.Accounts()
	if err != nil {
		return err //nolint:wrapcheck // Says what is wrong.
	}
	var mu sync.Mutex
	var failures []error
	failed := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failures = append(failures, err)
		}
	}
	var work sync.WaitGroup
	for _, account := range accounts {
		refs, err := s.shops(ctx, account)
		if failed(err); err != nil {
			s.tell(Report{Shop: api.ShopRef{Account: account}, Err: err}, nil)
		}
		for _, ref := range refs {
			work.Go(func() {
				s.answers(ctx, ref)
				for !s.round(ctx, ref, true, failed) {
					if wait(ctx, look/10) != nil {
						return
					}
				}
			})
		}
	}
	work.Wait()
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // The caller's own.
	}
	return errors.Join(failures...)
}

// Answers tells the shops every decision about a cancellation that is due, once.
func (s *Syncer) Answers(ctx context.Context) error {
	accounts, err := s.o.Accounts()
	if err != nil {
		return err //nolint:wrapcheck // Says what is wrong.
	}
	var failures []error
	for _, account := range accounts {
		refs, err := s.shops(ctx, account)
		failures = append(failures, err)
		for _, ref := range refs {
			s.answers(ctx, ref)
		}
	}
	return errors.Join(failures...)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // Worded by the caller.
	}
}

// shops lists the shops of an account, from memory for a while. A fault of the account is noted on all of its shops.
func (s *Syncer) shops(ctx context.Context, account string) ([]api.ShopRef, error) {
	now := s.o.Now()
	s.mu.Lock()
	known := s.lists[account]
	s.mu.Unlock()
	if now.Before(known.until) {
		return known.refs, known.err
	}
	refs, err := s.o.Client.Shops(ctx, account)
	if err != nil {
		err = fmt.Errorf("account %s: %w", account, err)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err() //nolint:wrapcheck // The caller's own.
	}
	next := list{refs: refs, until: now.Add(listLife)}
	if err != nil {
		if known.err != nil && api.KindOf(err) == api.KindBreaker {
			err = known.err // What opened the breaker says more.
		}
		next = list{fails: known.fails + 1, err: err}
		next.until = now.Add(s.pause(next.fails, err))
		s.o.Log.Warn("list the shops", "account", account, "err", err)
		y := fulfillment.ShopSync{Next: next.until, Fault: faultOf(err), Says: sentence(err)}
		if ferr := s.o.Ledger.FailSyncs(ctx, account, y); ferr != nil {
			s.o.Log.Error("note a failed sync", "err", ferr)
		}
	}
	s.mu.Lock()
	s.lists[account] = next
	s.mu.Unlock()
	if err == nil {
		s.drop(ctx)
	}
	return next.refs, next.err
}

// drop forgets shops that belong to no account any more, once every account has told its own.
func (s *Syncer) drop(ctx context.Context) {
	accounts, err := s.o.Accounts()
	if err != nil {
		return
	}
	var keep []string
	s.mu.Lock()
	for _, account := range accounts {
		l, ok := s.lists[account]
		if !ok || l.err != nil {
			s.mu.Unlock()
			return
		}
		for _, ref := range l.refs {
			keep = append(keep, ref.ID)
		}
	}
	s.mu.Unlock()
	if err := s.o.Ledger.DropSyncs(ctx, keep); err != nil && ctx.Err() == nil {
		s.o.Log.Error("forget shops", "err", err)
	}
}
