package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/uitest"
)

var errSample = errors.New("out of order")

// yard is a session at a store whose orders are shipped by a dock that belongs to the process, as its worker does.
type yard struct {
	store  *uitest.Store
	dock   *uitest.Dock
	opts   Options
	orders func(now time.Time) []fulfillment.Order
}

// paidOrders are n orders that can be shipped, the earlier the more urgent; every other one by the seller.
func paidOrders(n int) func(now time.Time) []fulfillment.Order {
	return func(now time.Time) []fulfillment.Order {
		list := make([]fulfillment.Order, 0, n)
		for i := range n {
			o := fulfillment.Order{
				ID: fmt.Sprintf("5769%014d", i+1), Shop: uitest.Shops()[i%2].ID, Status: fulfillment.StatusAwaitingShipment, Stage: fulfillment.StageToPack,
				Mode: fulfillment.Modes()[i%2], HeldByShop: true, CreatedAt: now.Add(-30 * time.Hour), PaidAt: now.Add(-30*time.Hour + time.Duration(i)*time.Minute),
				Recipient: fulfillment.Address{Name: "Ada Example"}, Lines: []fulfillment.Line{{SKUID: "1", SellerSKU: "MUG-RED", Product: "Stoneware mug", Quantity: 1 + i%3/2}},
			}
			list = append(list, o)
		}
		return list
	}
}

func (y *yard) run(t *testing.T, w, h int, then func(d *uitest.Driver)) {
	t.Helper()
	uitest.Run(t, func(t *testing.T) tea.Model {
		y.store = &uitest.Store{Policy: fulfillment.DefaultPolicy(), Stores: uitest.Shops()}
		y.store.Put(y.orders(time.Now())...)
		y.dock = uitest.NewDock(y.store)
		y.dock.Every = 20 * time.Millisecond
		y.dock.Lists = []fulfillment.ShipCarrier{{Name: "Example Post", Pool: 1000}, {Name: "Sample Express"}}
		go y.dock.Run(t.Context())
		y.opts.Store, y.opts.Batch, y.opts.Station, y.opts.Operator = y.store, y.dock, "Bench 1", "Test Packer"
		return New(t.Context(), y.opts)
	}, then, tea.WindowSizeMsg{Width: w, Height: h})
}

// refuseSome refuses every fortieth order the first time that it is asked for.
func refuseSome(s *fulfillment.Shipment) {
	if s.Place%40 == 7 && s.Attempts == 0 {
		s.State, s.Says = fulfillment.ShipRefused, "The shop says: the package is locked."
	}
	s.Attempts++
}

// toBatches goes to the screen and waits until its list is read.
func toBatches(d *uitest.Driver) {
	d.Press("3")
	d.Wait(time.Second)
}

func TestFiveHundredAreChosenCheckedShippedRetriedAndPrinted(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(600)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		t := d.T()
		y.dock.Settle = refuseSome
		toBatches(d)
		assert.Contains(t, d.Screen(), "0 / 500 selected")
		d.Press("A")
		assert.Contains(t, d.Screen(), "600 orders would be selected; a batch takes 500.")
		d.Press("enter")
		assert.Contains(t, d.Screen(), "600 orders would be selected", "Enter is no answer")
		d.Press("y")
		assert.Contains(t, d.Screen(), "500 / 500 selected  Seller 250  TikTok 250")

		d.Press("b")
		assert.Contains(t, d.Screen(), "250 ready · 250 cannot go")
		assert.Contains(t, d.Screen(), "No carrier is chosen")
		d.Press("c")
		assert.Contains(t, d.Screen(), "There is no tracking number")
		d.Press("p")
		assert.Contains(t, d.Screen(), "500 ready    y: ships 500 orders")
		d.Press("enter", "enter", "esc")
		list, err := y.dock.Batches(t.Context(), 5)
		require.NoError(t, err)
		assert.Empty(t, list, "Enter ships nothing")

		d.Press("b", "y")
		d.Wait(5 * time.Second)
		assert.Regexp(t, `2[0-9]{2} shipped · [0-9]+ refused · [0-9]+ to go`, d.Screen())
		assert.Regexp(t, `[45][0-9]\.[0-9] orders/s, 00:0[4-6] left`, d.Screen())
		d.Press("B")
		assert.Contains(t, d.Screen(), "Recent batches", "a key is answered while it runs")
		d.Press("enter")
		d.Wait(10 * time.Second)
		assert.Contains(t, d.Screen(), "487 shipped · 13 refused")
		assert.Contains(t, d.Lines()[8], "× refused", "what went wrong is listed first")
		assert.Contains(t, d.Lines()[8], "576900000000000008")
		assert.Contains(t, d.Lines()[8], "The shop says: the package is locked.")

		d.Press("r", "enter")
		assert.Contains(t, d.Screen(), "13 refused orders are tried again, and no others.")
		d.Press("y")
		d.Wait(3 * time.Second)
		assert.Contains(t, d.Screen(), "  500 shipped")
		assert.Contains(t, d.Screen(), "Done. l prints the labels.")
		d.Press("l")
		assert.Contains(t, d.Screen(), "500 labels asked for, in packing order.")
		d.Press("l")
		assert.Contains(t, d.Screen(), "All labels have been asked for already.")
		printed := y.dock.Printed()
		require.Len(t, printed, 500)
		assert.IsIncreasing(t, printed, "packing order is that of the deadlines here")
	})
}

func TestTheSelectionSurvivesFiltersAndNamesWhatLeaves(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(20)}
	y.run(t, 120, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("space", "space", "m")
		assert.Contains(t, d.Screen(), "2 / 500 selected  Seller 1  TikTok 1", "a filter hides, it does not drop")
		d.Press("A", "x")
		assert.Contains(t, d.Screen(), "11 / 500 selected  Seller 10  TikTok 1", "A takes what matches beside what was chosen")

		gone, err := y.store.Order(t.Context(), "576900000000000003")
		require.NoError(t, err)
		gone.CancelRequested = true
		y.store.Put(*gone)
		d.Wait(3 * time.Second)
		assert.Contains(t, d.Screen(), "10 / 500 selected")
		assert.Contains(t, d.Screen(), "Left the selection: 576900000000000003 (cancel asked).")
		d.Press("esc", "u")
		assert.Contains(t, d.Screen(), "0 / 500 selected")
	})
}

func TestRangesAndTurningAbout(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(20)}
	y.run(t, 120, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("j", "V", "j", "j")
		assert.Contains(t, d.Screen(), "range of 3")
		assert.Contains(t, d.Screen(), "0 / 500 selected", "nothing is chosen before the range ends")
		d.Press("V")
		assert.Contains(t, d.Screen(), "3 / 500 selected")
		d.Press("V", "j", "esc")
		assert.Contains(t, d.Screen(), "3 / 500 selected")
		assert.NotContains(t, d.Screen(), "range of")
		d.Press("*")
		assert.Contains(t, d.Screen(), "17 / 500 selected")
		d.Press("g", "space")
		assert.Contains(t, d.Screen(), "16 / 500 selected", "space drops what is chosen")
	})
}

func TestTheFiveHundredAndFirstIsRefused(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(501)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("A", "y", "G")
		d.Wait(time.Second)
		d.Press("space")
		assert.Contains(t, d.Screen(), "501 orders would be selected; a batch takes 500.")
		d.Press("n")
		assert.Contains(t, d.Screen(), "500 / 500 selected")
		d.Press("g", "space")
		assert.Contains(t, d.Screen(), "499 / 500 selected")
		d.Press("G", "space")
		assert.Contains(t, d.Screen(), "500 / 500 selected", "now there is room")
	})
}

func TestWhatMustNotShipIsNotChosen(t *testing.T) {
	t.Parallel()
	y := &yard{orders: func(now time.Time) []fulfillment.Order {
		list := paidOrders(3)(now)
		list[0].Status = fulfillment.StatusOnHold
		return list
	}}
	y.run(t, 100, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("A")
		assert.Contains(t, d.Screen(), "2 / 500 selected")
		assert.Contains(t, d.Screen(), "1 order was left out: it must not be shipped now.")
		d.Press("g", "space")
		assert.Contains(t, d.Screen(), "576900000000000001 cannot be shipped. The shop holds the order")
		assert.Contains(t, d.Screen(), "2 / 500 selected")
	})
}

func TestWaybillsAreScannedPastedAndTyped(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(12)} // Six of them are the seller's: 1, 3, 5, 7, 9, 11.
	y.run(t, 120, 30, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("A", "b", "c", "w")
		assert.Contains(t, d.Screen(), "Scan the waybill of 576900000000000001 (without a number: 6).")
		d.Burst("yTRKX0001", "enter") // It begins like the key that ships.
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "yTRKX0001 goes with 576900000000000001.")
		assert.Contains(t, d.Screen(), "Scan the waybill of 576900000000000003 (without a number: 5).")
		d.Burst("yTRKX0001", "enter")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "! yTRKX0001 goes with 576900000000000001 already; a number is used once.")
		d.Burst("576900000000000007", "enter")
		d.Burst("TRKX0007", "enter")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "TRKX0007 goes with 576900000000000007.")
		d.Press("esc")
		assert.NotContains(t, d.Screen(), "Scan the waybill")

		d.Send(tea.PasteMsg{Content: "TRKX0003\r\n\r\n576900000000000009\tTRKX0009\nTRKX0009\n\"576900000000000005\",\"TRKX0005\"\n"})
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "3 numbers taken. 1 line was not taken")
		d.Press("esc", "e", "T", "R", "K", "X", "0", "0", "1", "1", "enter")
		assert.Contains(t, d.Screen(), "12 ready    y: ships 12 orders")
		list, err := y.dock.Batches(t.Context(), 5)
		require.NoError(t, err)
		assert.Empty(t, list)
		d.Press(":", "q", "u", "i", "t", "enter")
		assert.Contains(t, d.Screen(), "6 numbers were given to orders that are not shipped yet")
		d.Wait(time.Second)
		d.Press("n")
		assert.False(t, d.Quit())

		d.Press("y")
		d.Wait(2 * time.Second)
		sent, err := y.dock.Shipments(t.Context(), "b1")
		require.NoError(t, err)
		numbers := map[string]string{}
		for i := range sent {
			numbers[sent[i].Order] = sent[i].Tracking
		}
		for n, want := range map[string]string{"01": "yTRKX0001", "03": "TRKX0003", "05": "TRKX0005", "07": "TRKX0007", "09": "TRKX0009", "11": "TRKX0011"} {
			assert.Equal(t, want, numbers["5769000000000000"+n])
		}
	})
}

func TestScansAreTheBenchsUnlessWaybillsAreCalledFor(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(4)}
	uitest.Run(t, func(t *testing.T) tea.Model {
		y.store = &uitest.Store{Policy: fulfillment.DefaultPolicy()}
		depot := uitest.NewDepot(y.store, y.orders(time.Now())...)
		y.dock = uitest.NewDock(y.store)
		y.dock.Lists = []fulfillment.ShipCarrier{{Name: "Example Post"}}
		return New(t.Context(), Options{Store: y.store, Batch: y.dock, Bench: depot.Seat("Test", "Bench 1"), Station: "Bench 1"})
	}, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("A", "b", "c", "w")
		d.Burst("TRKX0001", "enter")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "TRKX0001 goes with 576900000000000001.")
		d.Burst("BG:"+uitest.Badge, "enter")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), uitest.BadgeOf, "a badge is never a number")
		d.Send(tea.KeyPressMsg{Code: tea.KeyF3})
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "Scan the waybill of 576900000000000003", "coming back shows the screen as it was left")
		d.Press("esc")
		d.Burst("576900000000000003", "enter")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "2 Pack", "every other scan is the bench's")
	}, tea.WindowSizeMsg{Width: 120, Height: 30})
}

func TestABatchIsStoppedAndGoesOn(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(200)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("A", "b", "c", "p", "y")
		d.Wait(time.Second)
		d.Press("s")
		d.Wait(2 * time.Second)
		before := d.Screen()
		assert.Regexp(t, `[0-9]+ shipped · [0-9]+ stopped`, before)
		assert.Contains(t, before, "s goes on.")
		d.Wait(5 * time.Second)
		assert.Equal(t, d.Lines()[2], strings.Split(before, "\n")[2], "nothing more is told to the shop")
		d.Press("s")
		d.Wait(10 * time.Second)
		assert.Contains(t, d.Screen(), "  200 shipped")
	})
}

func TestABatchOutlivesItsSession(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(300)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("A", "b", "c", "p", "y")
		d.Wait(2 * time.Second)
		opts := y.opts
		opts.Operator = "Another Packer"
		d.Replace(New(t.Context(), opts))
		d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.Wait(time.Second)
		toBatches(d)
		assert.Regexp(t, `[12][0-9]{2} shipped · [0-9]+ to go`, d.Screen(), "whoever comes is shown what is under way")
		assert.Contains(t, d.Screen(), "Test Packer · Bench 1", "and whose it is")
		d.Press("esc")
		d.Wait(time.Second)
		assert.Regexp(t, `B Batch of .* shipped · [0-9]+ to go`, d.Screen())
		d.Wait(5 * time.Second)
		assert.Contains(t, d.Screen(), "is over: 300 shipped. B shows it.")
	})
}

func TestRefusedOrdersGetOtherNumbers(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(4)}
	y.run(t, 120, 24, func(d *uitest.Driver) {
		t := d.T()
		y.dock.Settle = func(s *fulfillment.Shipment) {
			if s.Tracking == "TRKX0001" {
				s.State, s.Says = fulfillment.ShipRefused, "The shop does not know the number."
			}
		}
		toBatches(d)
		d.Press("A", "b", "c", "w")
		d.Burst("TRKX0001", "enter")
		d.Burst("TRKX0003", "enter")
		d.Wait(time.Second)
		d.Press("esc", "y")
		d.Wait(3 * time.Second)
		assert.Contains(t, d.Screen(), "3 shipped · 1 refused")
		d.Press("Y")
		assert.Contains(t, d.Screen(), "Copied 1 order number.")
		d.Press("c", "w")
		d.Burst("TRKX0011", "enter")
		d.Wait(time.Second)
		d.Press("esc")
		assert.Contains(t, d.Screen(), "1 ready    y: ships 1 order")
		d.Press("y")
		d.Wait(3 * time.Second)
		assert.Contains(t, d.Screen(), "  1 shipped")
		d.Press("B")
		assert.Contains(t, d.Lines()[2], "  1 ")
		assert.Contains(t, d.Lines()[3], "3 shipped · 1 refused")
	})
}

func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(3)}
	y.run(t, 120, 24, func(d *uitest.Driver) {
		t := d.T()
		toBatches(d)
		d.Press("b")
		assert.Contains(t, d.Screen(), "no order is selected: space selects one, A all")
		d.Press("A")
		y.dock.Fail(errSample)
		d.Press("b")
		assert.Contains(t, d.Screen(), "The orders could not be checked: out of order. ctrl+r tries again.")
		d.Press("esc", "y")
		assert.Contains(t, d.Screen(), "the orders are being checked")
		y.dock.Fail(nil)
		d.Press("ctrl+r")
		assert.Contains(t, d.Screen(), "1 ready · 2 cannot go")
		y.dock.Fail(errSample)
		d.Press("y", "esc") // That the orders cannot be checked again is said in front of it.
		assert.Contains(t, d.Screen(), "The batch was not opened and nothing was shipped: out of order.")
	})
}

func TestEmptyBatchesSayWhatToDo(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(0)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		toBatches(d)
		assert.Contains(d.T(), d.Screen(), "Nothing to ship.")
		assert.Contains(d.T(), d.Screen(), "packdesk shop connect")
		d.Press("l")
		assert.Contains(d.T(), d.Screen(), "No labelled parcel waits")
		d.Press("B")
		assert.Contains(d.T(), d.Screen(), "There is no batch yet. Esc goes back to the orders.")
	})
}
