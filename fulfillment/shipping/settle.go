package shipping

import (
	"context"
	"time"

	"packdesk/fulfillment"
)

// Outcomes are kept together, so that the disk is not waited for once an order.
const (
	settleMost = 128
	settleWait = 25 * time.Millisecond // For more of them.
	settleTime = 30 * time.Second      // For the database.
	settleTry  = 200 * time.Millisecond
)

// settle keeps what came of shipments until the channel is closed.
func (w *Worker) settle(ctx context.Context) {
	for first := range w.settled {
		batch := []fulfillment.Shipment{first}
		more := time.NewTimer(settleWait)
	gather:
		for len(batch) < settleMost {
			select {
			case s, open := <-w.settled:
				if !open {
					break gather
				}
				batch = append(batch, s)
			case <-more.C:
				break gather
			}
		}
		more.Stop()
		w.keep(ctx, batch)
	}
}

// keep writes outcomes, again and again while the database cannot: what the shop has done must be known here. When that
// fails for good, the shop will be asked, since the shipments are still on record as being called.
func (w *Worker) keep(ctx context.Context, batch []fulfillment.Shipment) {
	defer w.held.Add(-int64(len(batch)))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	for {
		err := w.o.Outbox.SettleShips(ctx, w.o.Name, batch)
		if err == nil {
			break
		}
		w.o.Log.Error("settle shipments", "n", len(batch), "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(settleTry):
		}
	}
	var done []fulfillment.Shipment
	for i := range batch {
		if batch[i].State == fulfillment.ShipDone {
			done = append(done, batch[i])
		}
	}
	if len(done) > 0 {
		w.o.Shipped(done)
	}
	if len(done) < len(batch) {
		w.Ask() // Some may be due again.
	}
}
