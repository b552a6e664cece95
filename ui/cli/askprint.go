package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"packdesk/fulfillment"
	"packdesk/store"
)

// labelAsk is somebody's wish to have a label printed outside of packing.
type labelAsk struct {
	order  string
	parcel string             // Empty for the only one.
	holder fulfillment.Holder // Who asks, and at which station it comes out.
	reason fulfillment.Reason // Why once more; empty for the first print.
	at     time.Time
}

// errPrintedBefore refuses a second label that nobody has given a reason for. It matches fulfillment.ErrConflict.
var errPrintedBefore = fmt.Errorf("%w: its label was printed before; say why it is printed again", fulfillment.ErrConflict)

// askLabel puts a label into the outbox and into the journal, and returns the print's key. Prints that failed do not count:
// what never came out needs no reason.
func askLabel(ctx context.Context, s *store.Store, a labelAsk) (key string, err error) {
	parcel := cmp.Or(a.parcel, a.order)
	before, err := s.PrintsOf(ctx, a.order)
	if err != nil {
		return "", err
	}
	for _, b := range before {
		if b.Parcel == parcel && b.State != store.PrintFailed && a.reason == "" {
			return "", fmt.Errorf("order %s: %w", a.order, errPrintedBefore)
		}
	}
	want := fulfillment.Want{
		Kind: fulfillment.WantPrint, Key: fmt.Sprintf("%s/command/%d", a.order, len(before)+1), Order: a.order, Parcel: parcel, Reason: a.reason,
	}
	entry := fulfillment.Entry{
		Kind: fulfillment.EntryPrint, Operator: a.holder.Operator, Station: a.holder.Station, At: a.at, Order: a.order, Parcel: parcel,
		Detail: map[string]string{"key": want.Key, "reason": string(a.reason)},
	}
	if a.reason != "" {
		entry.Kind = fulfillment.EntryReprint
	}
	return want.Key, s.Keep(ctx, store.Step{Prints: []fulfillment.Want{want}, Holder: a.holder, Entries: []fulfillment.Entry{entry}})
}
