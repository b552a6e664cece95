package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/ui/cli/config"
)

// databaseName is the database's file in the data folder.
const databaseName = "packdesk.db"

// configPath is the configuration file of this run, and whether the user named it.
func (p *Program) configPath() (path string, named bool) {
	if p.flags.config != "" {
		return p.flags.config, true
	}
	if v := p.getenv(config.FileVariable); v != "" {
		return v, true
	}
	return filepath.Join(xdg.ConfigHome, "packdesk", "config.toml"), false
}

// load reads the configuration. What is wrong in it ends the run, except keys that nobody knows: those are named and the
// run goes on, since a newer packdesk may share the file.
func (p *Program) load() error {
	path, named := p.configPath()
	loaded, err := p.readConfig()
	if err != nil {
		return err
	}
	if named && !loaded.Found {
		return fmt.Errorf("%s: %w; packdesk config init writes one", path, fs.ErrNotExist)
	}
	if fatal := loaded.Fatal(); len(fatal) > 0 {
		var errs []error
		for _, problem := range fatal {
			errs = append(errs, errors.New(problem.String()))
		}
		return usage(errors.Join(errs...))
	}
	for _, problem := range loaded.Problems {
		p.say("packdesk: %s", problem)
	}
	p.loaded = loaded
	return nil
}

func (p *Program) readConfig() (config.Loaded, error) {
	path, _ := p.configPath()
	flags := map[string]string{}
	for key, value := range map[string]string{
		"data": p.flags.data, "lang": p.flags.lang, "theme": p.flags.theme, "operator": p.flags.operator,
	} {
		if value != "" {
			flags[key] = value
		}
	}
	return config.Load(config.Source{File: path, Environ: p.Environ, Flags: flags, KnownCarrier: knownCarrier})
}

// dataDir is the folder of the database.
func (p *Program) dataDir() string {
	if p.loaded.Data != "" {
		return p.loaded.Data
	}
	return filepath.Join(xdg.DataHome, "packdesk")
}

// open opens the database in the data folder, making it when there is none.
func (p *Program) open(ctx context.Context) (*store.Store, error) {
	return p.openAt(ctx, p.dataDir(), p.Now)
}

func (p *Program) openAt(ctx context.Context, dir string, now func() time.Time) (*store.Store, error) {
	return store.Open(ctx, store.Options{Path: filepath.Join(dir, databaseName), Now: now, Policy: p.policy})
}

// use runs fn with the database open and closes it afterwards.
func (p *Program) use(ctx context.Context, fn func(*store.Store) error) (err error) {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return fn(s)
}

// policy is the policy of a shop: the configured one, or the default.
func (p *Program) policy(shop string) fulfillment.Policy { return p.loaded.PolicyOf(shop) }

// hasDatabase reports whether there is a database to look at.
func (p *Program) hasDatabase() bool {
	_, err := os.Stat(filepath.Join(p.dataDir(), databaseName))
	return err == nil
}
