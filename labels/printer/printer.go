// Package printer sends finished labels to what stands on the bench: a Zebra-like printer on TCP port 9100, a CUPS queue, a
// command, or a folder. It says for every label how far it came, so that after a jam, a lost line or a crash nothing is
// printed twice and nothing is missing. It imports labels for the names of papers, and nothing else of ours but
// fulfillment.
package printer

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"packdesk/fulfillment"
)

// Item is one label to be printed.
type Item struct {
	ID    string // The caller's name for it, such as an outbox row.
	Title string // For queues and file names: the order.
	Data  []byte // ZPL, PDF or PNG, as the profile says.
}

// State is how far a label has come.
type State string

// The states. A label goes from sending to exactly one of the others; held says that the printer waits, and changes nothing.
const (
	// StateSending is reported before the first byte leaves. Whoever keeps books writes it down now: found after a crash, it
	// means doubtful.
	StateSending State = "sending"
	// StatePrinted: the printer has confirmed that nothing is left to print.
	StatePrinted State = "printed"
	// StateSent: handed over in whole to something that gives no confirmation, such as a queue or a folder.
	StateSent State = "sent"
	// StateNotPrinted: it certainly did not come out; it may be sent again.
	StateNotPrinted State = "not_printed"
	// StateDoubtful: it may or may not have come out. Only somebody who looks at the printer knows; sending it again without
	// looking may print it twice.
	StateDoubtful State = "doubtful"
	// StateHeld: the printer has stopped and waits for somebody; ID is the first label that is not confirmed, or empty.
	StateHeld State = "held"
	// StateResumed: the printer goes on.
	StateResumed State = "resumed"
)

// Outcome is news about one label.
type Outcome struct {
	ID    string
	State State
	Words string // In English: why it is held or doubtful, the queue's job number, the file's path.
}

// Report takes outcomes as they happen. An error on StateSending keeps the label from being sent and stops the printing; on
// any other state it stops the printing after what is under way has been settled.
type Report func(Outcome) error

// Printer prints labels one after the other.
type Printer interface {
	// Print sends the items in their order and returns when all are settled, or at the first failure. Items are taken as
	// they can be sent, so the first comes out while later ones are still laid out. Every item for which StateSending was
	// reported is settled before Print returns; items after the failed one were not touched. Waiting for paper has no limit
	// but the context's. Errors: ErrBusy, ErrUnreachable, ErrDoubt, and what report returned.
	Print(ctx context.Context, items iter.Seq[Item], report Report) error
}

// The ways in which printing fails. They match the kinds of fulfillment.
var (
	// ErrBusy: another program on this machine writes to the printer.
	ErrBusy = fmt.Errorf("the printer is in use: %w", fulfillment.ErrTryLater)
	// ErrUnreachable: it cannot be reached or does not answer, and nothing is in doubt.
	ErrUnreachable = fmt.Errorf("the printer does not answer: %w", fulfillment.ErrTryLater)
	// ErrDoubt: at least one label is doubtful; somebody must look.
	ErrDoubt = fmt.Errorf("look at the printer: %w", fulfillment.ErrConflict)
	// ErrProfile: the profile does not describe a printer.
	ErrProfile = fmt.Errorf("printer profile: %w", fulfillment.ErrInvalid)
)

// settle reports a state for each item and joins what goes wrong.
func settle(report Report, items []Item, state State, words string) error {
	var errs []error
	for _, it := range items {
		if err := report(Outcome{ID: it.ID, State: state, Words: words}); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
