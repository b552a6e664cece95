package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
)

// faces goes through every face of the screen and hands each to look.
func (y *yard) faces(d *uitest.Driver, look func(name string)) {
	y.dock.Times = []fulfillment.PickupSlot{{Start: time.Now().Add(24 * time.Hour), End: time.Now().Add(26 * time.Hour)}}
	y.dock.Settle = func(s *fulfillment.Shipment) {
		switch s.Place % 40 {
		case 7:
			s.State, s.Says = fulfillment.ShipRefused, "The shop says: the package is locked."
		case 9:
			s.State, s.Rule = fulfillment.ShipRefused, fulfillment.RuleCancelRequested
		case 10:
			s.State, s.NextAt = fulfillment.ShipLater, time.Now().Add(9*time.Second)
		case 12:
			s.State = fulfillment.ShipUnknown
		case 13:
			s.Already = true
		}
	}
	toBatches(d)
	d.Press("space", "space", "V", "j")
	look("choose")
	d.Press("esc", "A")
	look("offer")
	d.Press("y", "b")
	look("check")
	d.Press("c", "w")
	d.Burst("TRKX0001", "enter")
	d.Burst("TRKX0001", "enter")
	d.Wait(time.Second)
	look("scan")
	d.Press("esc", "e", "X", "1")
	look("type")
	d.Press("esc", "p", "h", "t", "y")
	d.Wait(5500 * time.Millisecond)
	look("run")
	d.Press("s")
	d.Wait(1500 * time.Millisecond)
	look("stopped")
	d.Press("s", "esc")
	d.Wait(1500 * time.Millisecond)
	look("beside")
	d.Press("B")
	look("recent")
	d.Press("enter")
	d.Wait(30 * time.Second)
	look("over")
	d.Press("r")
	look("retry")
}

func TestGoldenBatches(t *testing.T) {
	t.Parallel()
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 40}, {60, 20}} {
		for _, lang := range i18n.Languages() {
			name := fmt.Sprintf("%dx%d-%s", size.w, size.h, lang)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				y := &yard{orders: paidOrders(600)}
				y.opts.Lang = lang
				y.run(t, size.w, size.h, func(d *uitest.Driver) {
					y.faces(d, func(face string) {
						fits(d.T(), d.Styled(), size.w, size.h)
						if face != "beside" && face != "type" && (size.w == 80 || face == "check" || face == "run") {
							uitest.Golden(d.T(), "batch-"+face+"-"+name, d.Screen())
						}
					})
				})
			})
		}
	}
}

func TestGoldenBatchesStyled(t *testing.T) {
	t.Parallel()
	for _, name := range []string{theme.NameDark, theme.NameLight, theme.NameMono} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := &yard{orders: paidOrders(600)}
			y.opts.Theme = name
			y.run(t, 80, 18, func(d *uitest.Driver) {
				y.faces(d, func(face string) {
					if face == "scan" || face == "over" {
						uitest.Golden(d.T(), "batch-"+face+"-styled-"+name, strings.ReplaceAll(d.Styled(), "\x1b", "␛"))
					}
				})
			})
		})
	}
}

func TestBatchesFitEverySize(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(600)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		y.faces(d, func(string) {
			for w := 36; w <= 200; w += 23 {
				for h := 6; h <= 60; h += 9 {
					d.Send(tea.WindowSizeMsg{Width: w, Height: h})
					fits(d.T(), d.Styled(), w, h)
				}
			}
			d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		})
	})
}

// crowd is a terminal in front of a batch of n orders that is just being shipped, fifty in a second, with everything going
// wrong that can.
func crowd(t *testing.T, n int, settle func(s *fulfillment.Shipment), then func(p *tea.Program, w *wire, dock *uitest.Dock)) {
	t.Helper()
	var dock *uitest.Dock
	onTerminal(t, func() Options {
		s := &uitest.Store{Policy: fulfillment.DefaultPolicy(), Stores: uitest.Shops()}
		s.Put(paidOrders(n)(time.Now())...)
		dock = uitest.NewDock(s)
		dock.Every, dock.Settle = 20*time.Millisecond, settle
		dock.Lists = []fulfillment.ShipCarrier{{Name: "Example Post", Pool: 1000}}
		go dock.Run(context.Background())
		return Options{Store: s, Batch: dock, Station: "Bench 1", Operator: "Test Packer"}
	}, func(p *tea.Program, w *wire) {
		defer dock.Close()
		for _, key := range []string{"3", "A", "b", "c", "p", "y"} {
			p.Send(uitest.Key(key))
			time.Sleep(400 * time.Millisecond)
		}
		then(p, w, dock)
	})
}

func TestBytesPerSecondWhileABatchRuns(t *testing.T) {
	t.Parallel()
	const most = 2000
	for _, tt := range []struct {
		name   string
		settle func(s *fulfillment.Shipment)
	}{
		{"all is well", nil},
		{"every tenth is refused, every seventh must wait", func(s *fulfillment.Shipment) {
			switch {
			case s.Place%10 == 3:
				s.State, s.Says = fulfillment.ShipRefused, "The shop says: the package is locked, 包裹已锁定, and here is a long reason for it."
			case s.Place%7 == 2:
				s.State, s.NextAt = fulfillment.ShipLater, time.Now().Add(3*time.Second)
			}
		}},
		{"everything is refused", func(s *fulfillment.Shipment) {
			s.State, s.Says = fulfillment.ShipRefused, "No: "+s.Order+strings.Repeat(" 原因", 20)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			crowd(t, 500, tt.settle, func(_ *tea.Program, w *wire, _ *uitest.Dock) {
				time.Sleep(time.Second)
				const seconds = 7
				counts := make([]int, 0, seconds)
				before := len(w.bytes())
				for range seconds {
					time.Sleep(time.Second)
					after := len(w.bytes())
					counts = append(counts, after-before)
					before = after
				}
				t.Logf("bytes in each second: %v", counts)
				assert.Positive(t, slices.Min(counts), "the numbers move")
				assert.LessOrEqual(t, slices.Max(counts), most)
			})
		})
	}
}

func TestAKeyIsAnsweredWhileABatchRuns(t *testing.T) {
	t.Parallel()
	crowd(t, 500, nil, func(p *tea.Program, w *wire, dock *uitest.Dock) {
		time.Sleep(2 * time.Second)
		before := len(w.bytes())
		p.Send(uitest.Key("B"))
		time.Sleep(100 * time.Millisecond)
		assert.Contains(t, ansi.Strip(string(w.bytes()[before:])), "Recent")
		list, err := dock.Batches(t.Context(), 1)
		require.NoError(t, err)
		assert.False(t, list[0].Done(), "and the batch is not over")
	})
}

func TestHostileAnswersNeverReachTheTerminalRaw(t *testing.T) {
	t.Parallel()
	for _, payload := range hostile() {
		var dock *uitest.Dock
		onTerminal(t, func() Options {
			s := &uitest.Store{Policy: fulfillment.DefaultPolicy()}
			orders := paidOrders(4)(time.Now())
			for i := range orders {
				orders[i].ID += payload
				orders[i].Carrier, orders[i].Tracking = payload, fmt.Sprint(payload, i)
			}
			s.Put(orders...)
			dock = uitest.NewDock(s)
			dock.Every = 100 * time.Millisecond
			dock.Lists = []fulfillment.ShipCarrier{{Name: payload, Pool: 3}}
			dock.Settle = func(s *fulfillment.Shipment) {
				s.Says = payload
				s.State = []fulfillment.ShipState{fulfillment.ShipRefused, fulfillment.ShipLater, fulfillment.ShipState(payload), fulfillment.ShipDone}[s.Place]
				if s.Place == 3 {
					s.Rule = fulfillment.Rule(payload)
				}
				s.NextAt = time.Now().Add(time.Hour)
			}
			go dock.Run(context.Background())
			return Options{Store: s, Batch: dock, Station: payload, Operator: payload}
		}, func(p *tea.Program, w *wire) {
			defer dock.Close()
			for _, key := range []string{"3", "A", "b", "c", "w"} {
				p.Send(uitest.Key(key))
				time.Sleep(400 * time.Millisecond)
			}
			p.Send(tea.PasteMsg{Content: payload + "\n" + payload})
			for _, key := range []string{"esc", "j", "e", "enter", "y", "j", "j", "r", "n", "e", "B", "enter"} {
				time.Sleep(400 * time.Millisecond)
				p.Send(uitest.Key(key))
			}
			time.Sleep(2 * time.Second)
			harmless(t, payload, w.bytes())
		})
	}
}

func TestManyTabsCutNeitherClockNorOperator(t *testing.T) {
	t.Parallel()
	for _, w := range []int{40, 50, 60, 70, 80} {
		b := station(120)
		b.opts.Labels, b.opts.Batch = noLabels{}, uitest.NewDock(nil)
		b.run(t, w, 20, func(d *uitest.Driver) {
			top := d.Lines()[0]
			assert.True(d.T(), strings.HasSuffix(top, " 00:00:00 "), "%d: %q", w, top)
			assert.Contains(d.T(), top, "Test Packer")
		})
	}
}
