package fulfillment

import "time"

// DocumentState is how far fetching the platform's label of a package has come.
type DocumentState string

// The states. Fetching changes nothing at the shop, so whatever was begun and not ended is begun again.
const (
	DocumentWaiting DocumentState = "waiting"
	DocumentDone    DocumentState = "done"
	DocumentFailed  DocumentState = "failed" // Says tells why; asking for the label again begins anew.
)

// The kinds of journal entries that tell of the platform's labels.
const (
	EntryLabelFetched   EntryKind = "label_fetched"
	EntryLabelUnfetched EntryKind = "label_not_fetched"
)

// Document is the platform's label of one package, wanted or here.
type Document struct {
	Order   string
	Shop    string
	Package string // The platform's id; empty until the shop has said which packages the order has.
	Holder  Holder // Who wants it.

	State    DocumentState
	Says     string // Why it is not here, a sentence for the eye.
	Attempts int
	Bad      int // Of those, how often something came that is no label.
	AskedAt  time.Time
	NextAt   time.Time // When a worker may take it.
}

// DocumentFile is a label as the platform gave it.
type DocumentFile struct {
	Name     string
	Format   string // pdf, png or zpl.
	Tracking string // The number on it, where the shop says so.
	Carrier  string
	Content  []byte
}

// DocumentAnswer is what came of asking for a label.
type DocumentAnswer struct {
	Outcome  ShipOutcome // Done, with File or Packages; refused; else later.
	File     *DocumentFile
	Packages []string // Of an order whose packages nobody knew: they are asked for one by one.
	Bad      bool     // Something came that is no label. It is asked for a few times more.
	Making   bool     // The platform is still making it.
	Says     string
	After    time.Duration // How long the shop asks to wait.
	Halt     bool          // No other call can succeed before a person has acted.
}

// What is waited for, and how long.
const (
	mostBadDocuments = 4
	mostMaking       = 2 * time.Hour
)

// Answered takes what came of an attempt. What the shop refuses, what is no label again and again, and what is not made
// in hours fails; everything else is tried again, without an end.
func (d *Document) Answered(a *DocumentAnswer, p ShipPace, now time.Time) {
	p = p.Filled()
	d.Attempts++
	d.Says = Clean(a.Says)
	if a.Bad {
		d.Bad++
	}
	switch {
	case a.Outcome == OutcomeDone:
		d.State, d.Says, d.NextAt = DocumentDone, "", time.Time{}
	case a.Outcome == OutcomeRefused, d.Bad >= mostBadDocuments, a.Making && now.Sub(d.AskedAt) >= mostMaking:
		d.State, d.NextAt = DocumentFailed, time.Time{}
	default:
		wait := max(a.After, p.since(d.AskedAt, now))
		if !a.Making {
			wait = max(a.After, p.after(d.Attempts))
		}
		if a.Halt {
			wait = max(wait, p.Halt)
		}
		d.NextAt = now.Add(wait)
	}
}

// Entry is what the journal says of a label that is here, or that will not come; false while it is waited for.
func (d *Document) Entry(sha256 string, now time.Time) (Entry, bool) {
	e := newEntry(EntryLabelFetched, d.Holder, now, "package", d.Package, "sha256", sha256, "attempts", itoa(d.Attempts), "says", d.Says)
	e.Order = d.Order
	if d.State == DocumentFailed {
		e.Kind = EntryLabelUnfetched
	}
	return e, d.State != DocumentWaiting
}

// LabelOutlook is what can be said of an order's platform label that is not here.
type LabelOutlook struct {
	Coming bool   // The shop is being told of the order, or asked for the label.
	Says   string // Why it is not coming; empty where nobody has asked for it.
}
