package cli

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/carriers/fleet"
	"packdesk/store"
)

// trackShop is the worker that asks carriers where parcels are. It belongs to the process, never to a session; of several
// processes one polls, by lease, and all of them share the keys' budgets.
type trackShop struct {
	store  *store.Store
	roster *carriers.Roster
	budget carriers.Budget
	poller *carriers.Poller
	log    *slog.Logger
}

// pollAgain is how long the worker waits after a failure of the database before it goes on.
const pollAgain = time.Minute

// trackShop makes the worker of this process. A carrier that cannot be set up is told and left out: the others go on.
func (p *Program) trackShop(s *store.Store, now func() time.Time, log *slog.Logger) *trackShop {
	t, setUp := p.trackers(s, now, log)
	for _, name := range slices.Sorted(maps.Keys(setUp)) {
		log.Error("set a carrier up", "err", setUp[name])
	}
	return t
}

// trackers makes the worker, and says by carrier what keeps others from being asked.
func (p *Program) trackers(s *store.Store, now func() time.Time, log *slog.Logger) (*trackShop, map[string]error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	budget := keyBudget{s}
	configs, setUp := p.carrierConfigs()
	var adapters []carriers.Adapter
	for _, name := range fleet.Names() {
		if !configs[name].Enabled() {
			continue
		}
		one, err := fleet.New(map[string]carriers.Config{name: configs[name]}, carriers.Deps{Budget: budget, Now: now})
		if err != nil {
			setUp[name] = err
			continue
		}
		adapters = append(adapters, one.Adapters()...)
	}
	roster := carriers.NewRoster(adapters...)
	return &trackShop{
		store: s, roster: roster, budget: budget, log: log,
		poller: &carriers.Poller{
			Ledger: parcelLedger{s}, Roster: roster, Budget: budget, Pace: p.pace.Pace, Tick: p.pace.tick, Lang: p.lang(), Holder: p.worker(), Now: now, Log: log,
		},
	}, setUp
}

// trackPace is how often parcels are asked about, where that is not the usual: in a demo.
type trackPace struct {
	carriers.Pace
	tick time.Duration
}

// run polls until ctx ends. What goes wrong with the database is written down and tried again.
func (t *trackShop) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := t.poller.Run(ctx); err != nil {
			t.log.Error("poll the carriers", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pollAgain):
		}
	}
}

// close gives connections back; nothing may run or follow.
func (t *trackShop) close() { t.roster.Close() }

// lang is the language in which carriers are asked, and in which their answers are shown.
func (p *Program) lang() carriers.Lang {
	if carriers.LangOf(p.loaded.Lang) == carriers.Chinese {
		return carriers.Chinese
	}
	return carriers.English
}

// carrierConfigs are the sections of the configuration with the keys in their places, and what is wrong with the others.
func (p *Program) carrierConfigs() (configs map[string]carriers.Config, wrong map[string]error) {
	configs, wrong = map[string]carriers.Config{}, map[string]error{}
	for name, c := range p.loaded.Carriers {
		made := carriers.Config{
			BaseURL: c.BaseURL, Mode: c.Mode, Key: c.Key, Secret: c.Secret, Account: c.Account, PerSecond: c.Rate(), PerDay: c.PerDay, Workers: c.Workers,
			Timeout: c.Timeout, Register: c.Register,
		}
		for _, f := range []struct {
			to        *string
			key, path string
		}{{&made.Key, "key_file", c.KeyFile}, {&made.Secret, "secret_file", c.SecretFile}} {
			if f.path == "" || *f.to != "" {
				continue
			}
			var err error
			if *f.to, err = readKey(f.path); err != nil {
				wrong[name] = fmt.Errorf("carriers.%s.%s: %w", name, f.key, err)
			}
		}
		if wrong[name] == nil {
			configs[name] = made
		}
	}
	return configs, wrong
}

// maxKey bounds what is read of a key's file: a mistyped path may lead anywhere.
const maxKey = 16 << 10

// readKey reads a key from a file that nobody but its owner can read.
func readKey(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	switch {
	case !info.Mode().IsRegular() || info.Size() > maxKey:
		return "", fmt.Errorf("%s is no file with a key", path)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows":
		return "", fmt.Errorf("others can read %s; make it yours alone with chmod 600", path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // The user names the file.
	return strings.TrimSpace(string(text)), err
}
