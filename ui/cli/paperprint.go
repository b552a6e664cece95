package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/store"
)

// printLabel sends a label to the station's printer through the outbox, and waits for what becomes of it.
func (p *Program) printLabel(ctx context.Context, s *store.Store, x box, f labelFlags, wait *labelWait) (labelReport, error) {
	shop, err := p.printShop(s, p.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return labelReport{}, err
	}
	var proof labels.Proof
	shop.made, shop.held = func(done *finished) { proof = done.Proof }, p.tellHeld
	key, err := askLabel(ctx, s, labelAsk{
		order: x.order.ID, parcel: x.id, holder: fulfillment.Holder{Operator: p.loaded.Operator, Station: shop.station}, reason: fulfillment.Reason(f.reason), at: p.Now(),
	})
	if errors.Is(err, errPrintedBefore) || errors.Is(err, errPrinting) {
		err = fmt.Errorf("%w with --reason", err)
	}
	if err != nil {
		return labelReport{}, err
	}
	for waited := false; ; {
		job, report, err := shop.one(ctx)
		switch {
		case err != nil:
			return labelReport{}, err
		case job == nil || job.Key == key && job.State == store.PrintWaiting:
			if waited {
				return outcomeOf(ctx, s, x.order.ID, key)
			}
			if err := wait.until(ctx, x.order.ID); err != nil {
				return labelReport{}, err
			}
			waited = true
		case job.Key == key && report.Fault != "":
			return labelReport{}, fmt.Errorf("order %s: %s", x.order.ID, report.Fault)
		case job.Key == key:
			return labelReport{
				SHA256: report.SHA256, Kind: proof.Kind, Modules: proof.Modules, ModuleWidth: proof.ModuleMM,
				Decoded: strings.Join(report.Codes, " "), QR: proof.QR, Printed: report.Printer,
			}, nil
		}
	}
}

// outcomeOf says what has become of a print that another process has taken.
func outcomeOf(ctx context.Context, s *store.Store, order, key string) (labelReport, error) {
	all, err := s.PrintsOf(ctx, order)
	if err != nil {
		return labelReport{}, err
	}
	for _, b := range all {
		switch {
		case b.Key != key:
		case b.State == store.PrintDone:
			return labelReport{Printed: b.Says}, nil
		case b.State == store.PrintFailed:
			return labelReport{}, fmt.Errorf("order %s: %s", order, b.Says)
		}
	}
	return labelReport{}, fmt.Errorf("order %s: %w", order, errLabelComing)
}
