package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/shipping"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/dispatch"
	"packdesk/store"
)

// What a child of the fault run is told: the data folder, the shop's address, the batch, and whether it is the naive one.
const (
	shipChildEnv   = "PACKDESK_TEST_SHIP_CHILD"
	shipChildURL   = "PACKDESK_TEST_SHIP_URL"
	shipChildBatch = "PACKDESK_TEST_SHIP_BATCH"
	shipChildNaive = "PACKDESK_TEST_SHIP_NAIVE"
)

// faultClient is a client in a hurry: faults are many here, and waiting for them is not what is tested.
func faultClient() api.Options {
	return api.Options{PerSecond: 2000, Backoff: 4 * time.Millisecond, MaxWait: 2 * time.Second, Timeout: 5 * time.Second}
}

// TestShippingChild is the child: it works until its batch is done.
func TestShippingChild(t *testing.T) {
	dir := os.Getenv(shipChildEnv)
	if dir == "" {
		t.Skip("only a child of TestEveryOrderIsShippedOnce")
	}
	url, batch := os.Getenv(shipChildURL), os.Getenv(shipChildBatch)
	p := rigProgram(dir, url)
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, databaseName), Now: time.Now})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	lines := dispatch.New(dispatch.Options{Client: rigClient(t, p, url, faultClient()), Accounts: p.tokens().Accounts})
	_, err = lines.Connected(t.Context())
	require.NoError(t, err)
	fmt.Println("ready")
	if os.Getenv(shipChildNaive) == "true" {
		shipNaively(t, s, lines, batch)
		return
	}
	w := shipping.NewWorker(shipping.WorkerOptions{
		Name: p.worker(), Outbox: s, Shop: lines, Policy: p.policy, Parallel: 4, Chunk: 10, Hold: time.Second, Look: 50 * time.Millisecond,
		Pace: fulfillment.ShipPace{First: 20 * time.Millisecond, Most: 300 * time.Millisecond, Settle: 30 * time.Millisecond, Halt: 100 * time.Millisecond},
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	for {
		b, err := s.Batch(t.Context(), batch)
		require.NoError(t, err)
		if b.Done() {
			break
		}
		time.Sleep(10 * time.Millisecond) // Another process may be the one that ends it.
	}
	cancel()
	<-ended
}

// shipNaively calls first and notes it afterwards: what a program without an outbox does.
func shipNaively(t *testing.T, s *store.Store, lines *dispatch.Dispatch, batch string) {
	t.Helper()
	ships, err := s.Shipments(t.Context(), batch)
	require.NoError(t, err)
	for i := range ships {
		one := &ships[i]
		for range 20 {
			o, err := s.Order(t.Context(), one.Order)
			require.NoError(t, err)
			if o.Stage == fulfillment.StageShipped {
				break
			}
			var a fulfillment.ShipAnswer
			if one.Mode == fulfillment.ModeSeller {
				a = lines.Mark(t.Context(), one, o)
			} else {
				a = lines.Arrange(t.Context(), one.Shop, []fulfillment.Shipment{*one})[0]
			}
			if a.Outcome == fulfillment.OutcomeRefused {
				break
			}
			if a.Outcome == fulfillment.OutcomeDone {
				if _, err := s.Move(t.Context(), one.Order, fulfillment.MoveShip, fulfillment.Parked{}); !errors.Is(err, fulfillment.ErrRefused) { // Another one was faster.
					require.NoError(t, err)
				}
			}
		}
	}
}
