// Package fleet knows every adapter that packdesk has and makes those that are configured. It may import carriers and the
// packages of the adapters.
package fleet

import (
	"errors"
	"fmt"

	"packdesk/carriers"
	"packdesk/carriers/dhl"
	"packdesk/carriers/ems"
	"packdesk/carriers/fedex"
	"packdesk/carriers/mydhl"
	"packdesk/carriers/seventeentrack"
	"packdesk/carriers/ups"
)

// maker makes one adapter.
type maker struct {
	name string
	make func(carriers.Config, carriers.Deps) (carriers.Adapter, error)
}

func makers() []maker {
	return []maker{
		{dhl.Name, func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return dhl.New(c, d) }},
		{mydhl.Name, func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return mydhl.New(c, d) }},
		{ups.Name, func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return ups.New(c, d) }},
		{fedex.Name, func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return fedex.New(c, d) }},
		{ems.Name, func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return ems.New(c, d) }},
		{seventeentrack.Name, func(c carriers.Config, d carriers.Deps) (carriers.Adapter, error) { return seventeentrack.New(c, d) }},
	}
}

// Names lists the sections that the configuration may have below carriers.
func Names() []string {
	var names []string
	for _, m := range makers() {
		names = append(names, m.name)
	}
	return names
}

// New makes the adapters that have a key. A section that cannot be used does not keep the others from working: the roster
// holds what could be made, and the error says of every other why not.
func New(configs map[string]carriers.Config, deps carriers.Deps) (*carriers.Roster, error) {
	deps = deps.WithDefaults()
	var adapters []carriers.Adapter
	var errs []error
	for _, m := range makers() {
		cfg, ok := configs[m.name]
		if !ok || !cfg.Enabled() {
			continue
		}
		a, err := m.make(cfg, deps)
		if err != nil {
			errs = append(errs, fmt.Errorf("carrier %s: %w", m.name, err))
			continue
		}
		adapters = append(adapters, a)
	}
	return carriers.NewRoster(adapters...), errors.Join(errs...)
}
