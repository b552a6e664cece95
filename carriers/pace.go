package carriers

import (
	"time"
)

// Pace is how often parcels are asked about. The zero value of a field means the default beside it.
type Pace struct {
	LabelCreated time.Duration // 6 h
	InTransit    time.Duration // 4 h
	OnTheVan     time.Duration // 45 min, in the daytime of the place
	Trouble      time.Duration // 2 h: attempted, exception
	ToCollect    time.Duration // 12 h
	Final        time.Duration // 24 h: the one check after delivery
	NotFound     time.Duration // 1 h on the first day, six times that until the end of the week
	NoScanAfter  time.Duration // 24 h from handover to the problem
	StaleAfter   time.Duration // 10 days without an event
}

func (p Pace) withDefaults() Pace {
	for _, f := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&p.LabelCreated, 6 * time.Hour},
		{&p.InTransit, 4 * time.Hour},
		{&p.OnTheVan, 45 * time.Minute},
		{&p.Trouble, 2 * time.Hour},
		{&p.ToCollect, 12 * time.Hour},
		{&p.Final, 24 * time.Hour},
		{&p.NotFound, time.Hour},
		{&p.NoScanAfter, 24 * time.Hour},
		{&p.StaleAfter, 10 * 24 * time.Hour},
	} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	return p
}

// The hours between which vans deliver, by the clock of the place.
const (
	dayBegins = 7
	dayEnds   = 21
)

// interval is how long to wait before asking again about a parcel in a state. Jitter comes on top.
func (p Pace) interval(t *Tracked, st State, src Source, now time.Time) time.Duration {
	d := p.usual(st)
	if !t.Scanned && t.DueBy.After(now) && (st.Status == StatusLabelCreated || !st.Known()) {
		d = min(d, max(30*time.Minute, t.DueBy.Sub(now)/4)) // A clock waits for the first scan.
	}
	byDay := st.Status == StatusOutForDelivery && st.At.Zone != ""
	if src.PerParcel > 0 {
		share := 24 * time.Hour
		if byDay {
			share = (dayEnds - dayBegins) * time.Hour
		}
		d = max(d, share/time.Duration(src.PerParcel))
	}
	if byDay {
		d = untilDay(now.Add(d), st.At.Zone).Sub(now)
	}
	return d
}

func (p Pace) usual(st State) time.Duration {
	if st.Final() {
		return p.Final
	}
	switch st.Status {
	case StatusLabelCreated:
		return p.LabelCreated
	case StatusOutForDelivery:
		return p.OnTheVan
	case StatusAttempted, StatusException:
		return p.Trouble
	case StatusAvailableForPickup:
		return p.ToCollect
	case StatusUnknown, "":
		return p.LabelCreated
	default:
		return p.InTransit
	}
}

// untilDay moves a time at night to the morning, by the clock of an offset such as +08:00.
func untilDay(t time.Time, zone string) time.Time {
	z, err := time.Parse("-07:00", zone)
	if err != nil {
		return t
	}
	local := t.In(z.Location())
	switch hour := local.Hour(); {
	case hour < dayBegins:
	case hour >= dayEnds:
		local = local.AddDate(0, 0, 1)
	default:
		return t
	}
	return time.Date(local.Year(), local.Month(), local.Day(), dayBegins, 0, 0, 0, local.Location())
}

// The ranks by which due parcels are asked about, most useful first.
const (
	RankDeadline = iota // A handover clock waits for the first scan.
	RankOnTheVan
	RankTrouble
	RankMoving
	RankLast // To be collected, final, never seen.
)

// Rank is how useful an answer about a parcel is now.
func Rank(t *Tracked, st State) int {
	switch {
	case !t.Scanned && !t.DueBy.IsZero() && !st.Status.InHand():
		return RankDeadline
	case st.Status == StatusOutForDelivery:
		return RankOnTheVan
	case st.Status == StatusAttempted || st.Status == StatusException:
		return RankTrouble
	case st.Final() || st.Status == StatusAvailableForPickup || !st.Known():
		return RankLast
	default:
		return RankMoving
	}
}
