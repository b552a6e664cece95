package fulfillment

import (
	"fmt"
	"hash/fnv"
	"sync"
	"time"
)

// Policy computes the deadlines that a shop did not send. It is data, one per shop, and safe to copy.
//
// Spans count from the payment (Order.Paid); the handover's may count from the label instead. The cut-off moves only the
// start of Pack and Handover: a platform that cancels by itself counts from the day of the order.
type Policy struct {
	Name              string
	Pack              Span          // Until packed and labelled, and arranged in the shop.
	Handover          Span          // Until in the carrier's hands.
	HandoverFrom      Start         // Where Handover begins; empty means StartPayment.
	CancelUnarranged  Span          // Until the platform cancels what is not arranged; zero when unknown.
	CancelUncollected Span          // Until the platform cancels what no carrier has scanned; zero when unknown.
	Answer            time.Duration // Until an unanswered cancellation request is granted.
	Remorse           time.Duration // How long after payment nothing may be packed when the shop does not hold the order itself.
	CutOff            time.Duration // Time of day from which an order belongs to the next day, as time since midnight; zero for none.
	EndOfDay          bool          // Spans of days end at 23:59:59, not at the time of day at which they began.
	Calendar          Calendar
}

// Start is where the handover clock begins.
type Start string

// The starts. Guides disagree whether the 72 hours begin with the payment or with the label, so it is a setting; the
// payment is the stricter reading.
const (
	StartPayment Start = "payment"
	StartLabel   Start = "label"
)

// The names of the built-in policies.
const (
	PolicyGuide = "guide-48-72"     // 48 h to pack, 72 h to hand over, as the seller guides say.
	PolicyUK    = "uk-2024"         // Two working days to dispatch, since November 2024.
	PolicySEA   = "sea-crossborder" // 48 h, and three calendar days to hand over.
	PolicyUS    = "us"              // Two business days, by Pacific time.
	PolicyVN    = "vn"              // The same working day before 14:00.
)

// PolicyNames lists the built-in policies, the default first.
func PolicyNames() []string {
	return []string{PolicyGuide, PolicyUK, PolicySEA, PolicyUS, PolicyVN}
}

// PolicyNamed returns a built-in policy.
func PolicyNamed(name string) (Policy, bool) {
	p, ok := builtIn()[name]
	return p, ok
}

// DefaultPolicy is the policy of a shop that names none.
func DefaultPolicy() Policy { return builtIn()[PolicyGuide] }

// builtIn makes the built-in policies, once. Their zones and holidays are part of the program.
var builtIn = sync.OnceValue(func() map[string]Policy {
	all := []Policy{
		{
			Name: PolicyGuide,
			Pack: Hours(48), Handover: Hours(72),
		},
		{
			// The scan no longer counts for the late dispatch rate, and no handover limit is published. Three working
			// days are the 72 hours in the policy's own unit; when the platform cancels is unknown.
			Name: PolicyUK,
			Pack: WorkingDays(2), Handover: WorkingDays(3), EndOfDay: true,
			Calendar: calendarOf("Europe/London", MondayToFriday, "uk"),
		},
		{
			// Sellers ship from China into countries an hour apart; UTC+8 ends their days first.
			Name: PolicySEA,
			Pack: Hours(48), Handover: Days(3), EndOfDay: true,
			Calendar: calendarOf("Asia/Singapore", 0),
		},
		{
			// Some guides want the scan within the two days, not only the tracking number: the stricter reading.
			Name: PolicyUS,
			Pack: WorkingDays(2), Handover: WorkingDays(2), CancelUnarranged: WorkingDays(7),
			CutOff: 23*time.Hour + 59*time.Minute, EndOfDay: true,
			Calendar: calendarOf("America/Los_Angeles", MondayToFriday, "us"),
		},
		{
			Name: PolicyVN,
			Pack: WorkingDays(0), Handover: WorkingDays(0), CancelUnarranged: WorkingDays(2), CancelUncollected: WorkingDays(3),
			CutOff: 14 * time.Hour, EndOfDay: true,
			Calendar: calendarOf("Asia/Ho_Chi_Minh", MondayToSaturday, "vn"),
		},
	}
	named := make(map[string]Policy, len(all))
	for _, p := range all {
		p.HandoverFrom = StartPayment
		p.Answer = 48 * time.Hour
		p.Remorse = time.Hour
		named[p.Name] = p
	}
	return named
})

// calendarOf makes a built-in calendar; a zone or country that does not exist is a fault in the program.
func calendarOf(zone string, week Weekdays, countries ...string) Calendar {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	c, ok := Calendar{zone: loc, workdays: week}.with(countries...)
	if !ok {
		panic(fmt.Errorf("days off of %q: %w", countries, ErrNotFound))
	}
	return c
}

// Print is a text that differs between two policies which could give an order different deadlines or stops. Whoever
// keeps computed deadlines keeps it beside them, and computes again when it changes.
func (p *Policy) Print() string {
	const rules = 1 // Raised when the rules change, not the data.
	h := fnv.New64a()
	_, _ = fmt.Fprintln(h, p.Calendar.off)
	return fmt.Sprintf("%d pack=%s handover=%s/%s cancel=%s/%s answer=%s remorse=%s cutoff=%s eod=%t zone=%s week=%s off=%016x",
		rules, p.Pack, p.Handover, p.start(), p.CancelUnarranged, p.CancelUncollected, p.Answer, p.Remorse, p.CutOff,
		p.EndOfDay, p.Calendar.Zone(), p.Calendar.workdays, h.Sum64())
}

func (p *Policy) start() Start {
	if p.HandoverFrom == "" {
		return StartPayment
	}
	return p.HandoverFrom
}
