package fulfillment

import (
	"fmt"
	"time"
)

// ClaimFor is how long a claim lasts without a scan, where the shop says nothing else.
const ClaimFor = 15 * time.Minute

// Holder is who packs, and where.
type Holder struct {
	Operator string
	Station  string
}

// Claim keeps others from packing the same parcel. Every step of its holder renews it. A claim that has run out still
// belongs to its holder until somebody else takes the parcel, so a long break, or a clock that is put forward, loses
// nothing. While a clock that was put back makes a claim look longer than it is, taking over with a reason goes on
// working, and the next step of the holder sets it right.
type Claim struct {
	Holder Holder
	Since  time.Time
	Until  time.Time // At this instant the claim has run out.
}

// Held reports whether the claim keeps others away at now.
func (c *Claim) Held(now time.Time) bool { return c.Holder != Holder{} && now.Before(c.Until) }

// By reports whether h holds the claim, run out or not.
func (c *Claim) By(h Holder) bool { return c.Holder == h && h != Holder{} }

// HeldError says that somebody else packs the parcel. It matches ErrConflict.
type HeldError struct {
	Order string
	Claim Claim
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("order %s: %s packs it at station %s, until %s at the latest",
		e.Order, e.Claim.Holder.Operator, e.Claim.Holder.Station, e.Claim.Until.UTC().Format(time.RFC3339))
}

// Is makes every HeldError match ErrConflict.
func (e *HeldError) Is(target error) bool { return target == ErrConflict }

// Take claims the packing for h. A claim that somebody else holds is taken only with a reason; the same operator may
// move to another station without one. It returns the entry for the journal; renewing an own claim is not worth one.
func (p *Packing) Take(h Holder, reason Reason, now time.Time) (*Entry, error) {
	old := p.Claim
	held := old.Held(now) && !old.By(h)
	moved := old.Holder.Operator == h.Operator
	if held && !moved && reason == "" {
		return nil, &HeldError{Order: p.order(), Claim: old}
	}
	since := now
	if old.By(h) {
		since = old.Since
	}
	p.Claim = Claim{Holder: h, Since: since, Until: now.Add(p.Rules.claimFor())}
	switch {
	case old.By(h):
		return nil, nil //nolint:nilnil // Nothing happened that anybody will ask about, and nothing failed.
	case held && !moved:
		e := p.entry(EntryTakeOver, h, now, "from", old.Holder.Operator, "from_station", old.Holder.Station, "reason", string(reason))
		return &e, nil
	default:
		e := p.entry(EntryClaim, h, now)
		if old.Holder != (Holder{}) {
			e.Detail["from"], e.Detail["from_station"] = old.Holder.Operator, old.Holder.Station
		}
		return &e, nil
	}
}

// release gives the claim up.
func (p *Packing) release() { p.Claim = Claim{} }
