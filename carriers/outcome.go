package carriers

import (
	"math/rand/v2"
	"time"
)

// settle turns an answer about a parcel into what is to be kept, and into when to ask again. An error, or an answer that
// says nothing, never takes away what was known.
func (p Pace) settle(t *Tracked, src Source, r Result, now time.Time) Outcome {
	p = p.withDefaults()
	o := Outcome{
		ID: t.ID, Source: src.Name, At: now, Report: r.Report, Err: r.Err, State: t.State, Scanned: t.Scanned, FinalAt: t.FinalAt,
		Misses: t.Misses,
	}
	if r.Report != nil {
		o.State, o.Misses = better(t.State, r.Report.State), 0
		if e, ok := r.Report.FirstScan(); ok && !t.Scanned {
			o.Scan, o.Scanned = e.Moment, true
		}
	} else if r.Err != nil && !r.Err.WholeKey() && r.Err.Kind != KindStopped {
		o.Misses++
	}
	switch {
	case !o.State.Final():
		o.FinalAt = time.Time{}
	case o.FinalAt.IsZero():
		o.FinalAt = now
	}
	after := *t
	after.Scanned = o.Scanned
	o.Rank = Rank(&after, o.State)
	o.Problem = p.problem(&after, &o, now)
	o.NextAt, o.Stop = p.next(&after, &o, src, now)
	if problem := o.Stop.problem(); problem != ProblemNone {
		o.Problem = problem
	}
	return o
}

// better is what to believe: the new state unless it says less. A carrier that has forgotten its scans, and knows only the
// announcement, says less.
func better(old, now State) State {
	if !now.Known() || now.Status == StatusLabelCreated && old.Status.InHand() {
		return old
	}
	return now
}

// next is when to ask again, or why never.
func (p Pace) next(t *Tracked, o *Outcome, src Source, now time.Time) (time.Time, Stop) {
	age := now.Sub(t.Since)
	if t.Since.IsZero() {
		age = 0
	}
	keeps := src.Keeps
	if keeps == 0 {
		keeps = 90 * 24 * time.Hour
	}
	if age > keeps {
		return time.Time{}, StopTooOld
	}
	if o.Err != nil {
		return p.afterError(o, age, now)
	}
	if o.State.Final() && now.Sub(o.FinalAt) >= p.Final*9/10 {
		return time.Time{}, StopFinal
	}
	return now.Add(jitter(p.interval(t, o.State, src, now), 0.1)), StopNot
}

// afterError is when to ask again after a failure.
func (p Pace) afterError(o *Outcome, age time.Duration, now time.Time) (time.Time, Stop) {
	e := o.Err
	switch {
	case e.Kind == KindStopped:
		return now, StopNot
	case e.WholeKey():
		return spread(e.RetryAt, now, 5*time.Minute), StopNot
	case e.Kind == KindBadNumber:
		if age > 3*24*time.Hour {
			return time.Time{}, StopBadNumber
		}
		return now.Add(jitter(24*time.Hour, 0.1)), StopNot
	case e.Kind == KindBadRequest:
		return now.Add(jitter(6*time.Hour, 0.1)), StopNot
	case e.Kind == KindNotFound || e.Kind == KindUnregistered:
		return p.afterNotFound(o, age, now)
	default:
		wait := min(2*time.Hour, 2*time.Minute<<min(o.Misses, 6))
		if e.RetryAt.After(now.Add(wait)) {
			return spread(e.RetryAt, now, wait), StopNot
		}
		return now.Add(jitter(wait, 0.5)), StopNot
	}
}

func (p Pace) afterNotFound(o *Outcome, age time.Duration, now time.Time) (time.Time, Stop) {
	switch {
	case o.State.Final():
		return time.Time{}, StopFinal // It was seen through to its end; the carrier has tidied up.
	case o.State.Known():
		return now.Add(jitter(p.NotFound*24, 0.1)), StopNot
	case age >= 7*24*time.Hour:
		return time.Time{}, StopNeverFound
	}
	wait := p.NotFound
	if age >= 24*time.Hour {
		wait *= 6
	}
	if soon := o.Err.RetryAt; soon.After(now) && soon.Before(now.Add(wait)) {
		return spread(soon, now, time.Minute), StopNot
	}
	return now.Add(jitter(wait, 0.1)), StopNot
}

// spread is a time after at, so that not everything that waits for it comes in the same second.
func spread(at, now time.Time, over time.Duration) time.Time {
	if at.Before(now) {
		at = now
	}
	return at.Add(time.Duration(rand.Int64N(int64(over) + 1))) //nolint:gosec // Spreading load needs no secrecy.
}

// problem is what a person should see to. Only an answer tells: while the carrier cannot be reached, nobody knows.
func (p Pace) problem(t *Tracked, o *Outcome, now time.Time) Problem {
	answered := o.Report != nil || o.Err != nil && (o.Err.Kind == KindNotFound || o.Err.Kind == KindUnregistered)
	newest := t.LastAt
	if o.Report != nil {
		if e, ok := o.Report.Latest(); ok {
			newest = e.Moment
		}
	}
	_, last := newest.Between()
	switch {
	case !answered:
		return ProblemNone
	case !o.Scanned && !o.State.Final() && !t.Handed.IsZero() && now.Sub(t.Handed) >= p.NoScanAfter:
		return ProblemNoScan
	case o.State.Known() && !o.State.Final() && !last.IsZero() && !newest.Doubtful(now) && now.Sub(last) >= p.StaleAfter:
		return ProblemStale
	default:
		return ProblemNone
	}
}

// problem is what a person should see to because nobody asks any more.
func (s Stop) problem() Problem {
	switch s {
	case StopNeverFound:
		return ProblemNeverFound
	case StopBadNumber:
		return ProblemBadNumber
	default:
		return ProblemNone
	}
}
