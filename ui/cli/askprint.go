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

// errPrinting refuses a second label while the first one may be coming out. It matches fulfillment.ErrConflict.
var errPrinting = fmt.Errorf("%w: its label is being printed, or was when the program ended: look at the printer, and say why if it is printed again", fulfillment.ErrConflict)

// errLabelAwaited refuses a reprint beside a print that waits for the platform's file. It matches fulfillment.ErrTryLater.
var errLabelAwaited = errorLater(fulfillment.NotComing.Words() + "; it prints once that is here")

// askLabel puts a label into the outbox and into the journal, and returns the print's key. Prints that failed do not count:
// what never came out needs no reason. A print that still waits at the same station is the one that is asked for, and beside
// one that waits for the platform's file nothing is reprinted.
func askLabel(ctx context.Context, s *store.Store, a labelAsk) (key string, err error) {
	parcel := cmp.Or(a.parcel, a.order)
	before, err := s.PrintsOf(ctx, a.order)
	if err != nil {
		return "", err
	}
	for _, b := range before {
		if b.Parcel != parcel || b.State == store.PrintFailed {
			continue
		}
		key, err := askedBefore(ctx, s, &a, b)
		if err != nil {
			return "", fmt.Errorf("order %s: %w", a.order, err)
		}
		if key != "" {
			return key, nil
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

// askedBefore judges a wish by a print that was asked for before and has not failed: its key where that is the print that is
// meant, an error where there must not be another, and neither where nothing speaks against one.
func askedBefore(ctx context.Context, s *store.Store, a *labelAsk, b *store.Print) (key string, err error) {
	switch {
	case b.State == store.PrintSending && a.reason == "":
		return "", errPrinting
	case b.State != store.PrintWaiting && a.reason == "":
		return "", errPrintedBefore
	case b.State != store.PrintWaiting:
		return "", nil
	case a.reason != "":
		awaited, err := fileAwaited(ctx, s, a.order)
		if err == nil && awaited {
			err = errLabelAwaited
		}
		return "", err
	case b.Station != a.holder.Station:
		return "", fmt.Errorf("%w: its label is not printed yet and waits at station %s", fulfillment.ErrConflict, fulfillment.Clean(b.Station))
	}
	return b.Key, nil
}

// fileAwaited reports whether the label of an order is the platform's and still on its way.
func fileAwaited(ctx context.Context, s *store.Store, order string) (bool, error) {
	o, err := s.Order(ctx, order)
	if err != nil || o.Mode.Duties().OwnLabel {
		return false, err
	}
	look, err := s.LabelOutlook(ctx, order)
	return look.Coming, err
}
