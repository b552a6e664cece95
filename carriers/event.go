package carriers

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Effect is what an event does to the state.
type Effect string

// The effects.
const (
	EffectState   Effect = "state"   // It says where the parcel is.
	EffectInfo    Effect = "info"    // It says something about the parcel: a request, an estimate, a claim.
	EffectRevokes Effect = "revokes" // It takes an earlier event back.
)

// Key names one row of the code tables. The same code means different things in different sets, so it is never looked up
// alone.
type Key struct {
	Table string // The table's carrier: dhl, ups, fedex, ems or 17track.
	Set   string // The carrier's code set, such as status_code or op.
	Code  string
}

// IsZero reports whether the key names nothing.
func (k Key) IsZero() bool { return k == Key{} }

// Event is one thing that a carrier says about a parcel, in our words and in its own.
type Event struct {
	Moment
	Key    Key // What the carrier calls it; status and reason come from here unless Detail says more.
	Detail Key // A second code that says more, such as EMS's deliver code; zero when there is none.
	Status Status
	Reason Reason
	Effect Effect

	Text      string // The carrier's words, cleaned, without people.
	Lang      Lang   // The language of Text.
	Other     string // The carrier's or aggregator's own translation of Text; empty when there is none.
	OtherLang Lang
	Place     string // As the carrier writes it.
	Piece     string // The package, when the number has several.
}

// IDs names the events of one parcel: instant and code, and a running number among events that share both. Texts and
// places are left out, since they change with the language and with the carrier's mood.
func IDs(events []Event) []string {
	ids := make([]string, len(events))
	seen := make(map[string]int, len(events))
	for i := range events {
		e := &events[i]
		name := e.text() + "\x00" + e.Key.Table + "\x00" + e.Key.Set + "\x00" + e.Key.Code + "\x00" + e.Detail.Code + "\x00" + e.Piece
		n := seen[name]
		seen[name] = n + 1
		sum := sha256.Sum256([]byte(name + "\x00" + strconv.Itoa(n)))
		ids[i] = hex.EncodeToString(sum[:8])
	}
	return ids
}
