package carriers

import (
	"slices"
	"time"
)

// handOnAfter is how long a parcel stays with its own carrier though that does not know it: labels are known to nobody
// for some hours, and an aggregator charges for every number.
const handOnAfter = 24 * time.Hour

// handOn gives a parcel of which nothing is known, and that the adapter asked does not know, to the next one on its route:
// at once to one further down, and after the usual time from the last one back to the first. A parcel that is given on is
// not given up.
func (p *Poller) handOn(t *Tracked, o *Outcome, now time.Time) {
	if o.Err == nil || o.State.Known() || o.Stop == StopTooOld || !o.Err.RetryAt.IsZero() {
		return
	}
	refused := o.Err.Kind == KindBadNumber
	young := !t.Since.IsZero() && now.Sub(t.Since) < handOnAfter
	if !o.Err.unknown() || young && !refused {
		return
	}
	route := p.Roster.Route(t.Query())
	at := slices.IndexFunc(route, func(a Adapter) bool { return a.Source().Name == o.Source })
	switch {
	case at+1 < len(route):
		o.Source, o.NextAt = route[at+1].Source().Name, now
		if o.Stop != StopNot {
			o.Stop, o.Problem = StopNot, ProblemNone
		}
	case len(route) > 1 && !refused && o.Stop == StopNot:
		o.Source = route[0].Source().Name
	}
}
