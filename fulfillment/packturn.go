package fulfillment

// Turn is what came of a step.
type Turn struct {
	Verdict Verdict
	Sound   Sound
	Line    int      // The line of the packing that moved; -1 for none.
	Not     NotNow   // Why a command was not carried out; empty when it was.
	Left    *Packing // A packing that is no longer on the bench and has to be kept a last time.
	Entries []Entry  // To be appended to the journal, in their order.
	Wants   []Want   // To be carried out, in their order.
}

// Verdict is the word of a step, large enough on the screen to be read from three metres.
type Verdict string

// The verdicts.
const (
	VerdictNone    Verdict = ""
	VerdictOpened  Verdict = "opened"
	VerdictUnit    Verdict = "unit"
	VerdictPacked  Verdict = "packed" // Every unit is in.
	VerdictNumber  Verdict = "number" // The parcel has its tracking number.
	VerdictProven  Verdict = "proven"
	VerdictClosed  Verdict = "closed"
	VerdictStop    Verdict = "stop" // See Bench.Alarm.
	VerdictAsk     Verdict = "ask"  // See Bench.Question.
	VerdictUndone  Verdict = "undone"
	VerdictParked  Verdict = "parked"
	VerdictLeft    Verdict = "left"
	VerdictNoted   Verdict = "noted" // Something was recorded.
	VerdictNot     Verdict = "not"   // See Turn.Not.
	VerdictCleared Verdict = "cleared"
	VerdictRepeat  Verdict = "repeat" // The gesture was taken before.
)

// Sound is what the bench sounds like.
type Sound string

// The sounds.
const (
	SoundNone  Sound = ""
	SoundOK    Sound = "ok"    // Short.
	SoundWrong Sound = "wrong" // Long and low.
	SoundOver  Sound = "over"  // Double.
)

// Want is something that the bench wants done. Each is done once: a caller that repeats a step after a crash repeats the
// same wants.
type Want struct {
	Kind     WantKind
	Key      string // Of WantPrint: the same key is the same print, however often it is asked for.
	Order    string
	Parcel   string
	Items    []Item // Of WantSingle and WantLearn.
	Code     string // Of WantLearn: the key that the item learns.
	Units    int    // Of WantLearn.
	Reason   Reason // Of WantPark, of a reprint, and of WantOpen when a parcel is taken over.
	Override bool   // Of WantOpen: the packer was told that it is shipped already, or put aside, and packs it all the same.
}

// WantKind says what is wanted.
type WantKind string

// The kinds.
const (
	WantOpen   WantKind = "open"   // Open the order: Bench.Start.
	WantSingle WantKind = "single" // Find the most urgent order of one unit of the item: Bench.Start or Bench.NoOrder.
	WantPrint  WantKind = "print"  // Print the parcel's label: Packing.Printed.
	WantPhoto  WantKind = "photo"  // Take a photo of the box: Bench.Photo.
	WantLearn  WantKind = "learn"  // Keep the code as one of the item's.
	WantTold   WantKind = "told"   // The packer has been told that the shop did not take the order.
	WantShip   WantKind = "ship"   // Tell the shop that the order ships, or fetch its label where the shop knows.
	WantPark   WantKind = "park"   // Put the orders aside.
	WantNext   WantKind = "next"   // Nothing is open: show what is next.
)
