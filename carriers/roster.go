package carriers

import (
	"context"
	"errors"
	"slices"
)

// Roster is the adapters that are configured, and who of them is asked about which parcel.
type Roster struct {
	adapters []Adapter
}

// NewRoster makes a roster.
func NewRoster(adapters ...Adapter) *Roster { return &Roster{adapters: adapters} }

// Adapters lists the adapters in their order.
func (r *Roster) Adapters() []Adapter { return slices.Clone(r.adapters) }

// Names lists the adapters' names.
func (r *Roster) Names() []string {
	names := make([]string, len(r.adapters))
	for i, a := range r.adapters {
		names[i] = a.Source().Name
	}
	return names
}

// Named is the adapter of a name; nil when it is not configured.
func (r *Roster) Named(name string) Adapter {
	for _, a := range r.adapters {
		if a.Source().Name == name {
			return a
		}
	}
	return nil
}

// Close closes every adapter.
func (r *Roster) Close() {
	for _, a := range r.adapters {
		a.Close()
	}
}

// Route lists the adapters that may know a parcel, the best first: the carrier's own, then the aggregator. It is empty
// when none is configured that could.
func (r *Roster) Route(q Query) []Adapter {
	names := []string{string(q.Carrier), "17track"}
	if q.Carrier == DHL {
		names = []string{"dhl", "17track"}
		if isExpress(q) {
			names = []string{"mydhl", "dhl", "17track"}
		}
	}
	var route []Adapter
	for _, name := range names {
		if a := r.Named(name); a != nil {
			route = append(route, a)
		}
	}
	return route
}

// isExpress reports whether a DHL parcel is one of DHL Express, whose own API knows it better.
func isExpress(q Query) bool {
	if q.Service != "" {
		return q.Service == "express"
	}
	d := Detect(q.Number, Hints{Carrier: DHL})
	return len(d.Candidates) > 0 && d.Candidates[0].Carrier == DHL && d.Candidates[0].Service == "express"
}

// Found is what came of looking a number up.
type Found struct {
	Detection Detection
	Report    *Report // nil when nobody knows the number.
	Source    string  // Who told.
	Tried     []*Error
}

// maxTries is how many adapters one look-up asks.
const maxTries = 4

// Look finds out where a number is that belongs to no order: it asks the likeliest carrier first, and the next one when
// that does not know it. A carrier that cannot answer may still know it: then nobody but the aggregator is asked in its
// place, since another carrier's parcel under the number would be taken for the one that is meant. The error is the first
// that came, when nobody knew.
func (r *Roster) Look(ctx context.Context, lang Lang, number string, h Hints) (Found, error) {
	f := Found{Detection: Detect(number, h)}
	asked := map[string]bool{}
	for _, q := range questions(f.Detection, h) {
		silent := false
		for _, a := range r.Route(q) {
			name := a.Source().Name
			if asked[name] || len(asked) == maxTries {
				continue
			}
			asked[name] = true
			result := AskOne(ctx, a, lang, q)
			if result.Report != nil {
				f.Report, f.Source = result.Report, name
				return f, nil
			}
			f.Tried = append(f.Tried, result.Err)
			if ctx.Err() != nil {
				return f, result.Err
			}
			silent = silent || !result.Err.unknown()
		}
		if silent {
			break
		}
	}
	if len(f.Tried) == 0 {
		return f, errNobody
	}
	return f, f.Tried[0]
}

// errNobody is a failure of the configuration, not of the number.
var errNobody = &Error{Kind: KindUnauthorised, Message: "no carrier is configured that could know this number; see carriers in the configuration", Err: errors.New("no adapter")}

// questions are the distinct readings of a number, likeliest first. A number of no known form is asked for as it is, of
// the carrier that the order names.
func questions(d Detection, h Hints) []Query {
	var list []Query
	if h.Carrier != "" && !slices.ContainsFunc(d.Candidates, func(c Candidate) bool { return c.Carrier == h.Carrier }) {
		list = append(list, Query{Number: d.Number, Carrier: h.Carrier, Detail: true})
	}
	for _, c := range d.Candidates {
		q := Query{Number: c.Number, Carrier: c.Carrier, Service: c.Service, Detail: true}
		if !slices.Contains(list, q) {
			list = append(list, q)
		}
	}
	if len(list) == 0 && d.Number != "" {
		list = append(list, Query{Number: d.Number, Detail: true})
	}
	return list
}
