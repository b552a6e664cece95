package ui

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/dialog"
	"packdesk/ui/uitest"
)

// bells counts what the terminal was told to ring.
func bells(d *uitest.Driver) int {
	n := 0
	for _, msg := range d.Seen() {
		if raw, ok := msg.(tea.RawMsg); ok && fmt.Sprint(raw.Msg) == "\a" {
			n++
		}
	}
	return n
}

// parcels makes n orders whose codes begin with every key that means something anywhere.
func parcels(n int) []fulfillment.Order {
	const initials = "qAukpdhrnlbwcyM*+-:?/0123456789jG"
	var orders []fulfillment.Order
	for i := range n {
		sku := func(k int) string {
			return fmt.Sprintf("%c%c-%d", initials[(i*7+k)%len(initials)], initials[(i+3*k)%len(initials)], i*10+k)
		}
		o := packable(fmt.Sprintf("5769%014d", i*13+5))
		for k := range 1 + i%3 {
			o.Lines = append(o.Lines, goods(sku(k), fmt.Sprintf("Sample %d", i), "", 1+(i+k)%3))
		}
		orders = append(orders, o)
	}
	return orders
}

// codes is what a packer scans for an order: slip, every unit, the label.
func codes(o *fulfillment.Order) []string {
	list := []string{o.ID}
	for _, l := range o.Lines {
		for range l.Quantity {
			list = append(list, l.SellerSKU)
		}
	}
	return append(list, o.Tracking)
}

// TestBurstsArriveOnceAndInOrder: everything comes in one go, as over a line that has stalled, and nothing is lost, merged or
// taken for a key.
func TestBurstsArriveOnceAndInOrder(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.make = func() []fulfillment.Order { return parcels(120) }
	b.run(t, 80, 24, func(d *uitest.Driver) {
		var want []string
		for i, o := range b.make() {
			if len(want) >= 500 {
				break
			}
			for _, code := range codes(&o) {
				for _, r := range code {
					d.Model().Update(uitest.Key(string(r)))
				}
				_, cmd := d.Model().Update(uitest.Key("enter"))
				if i%2 == 0 { // Half of them while the bench is still busy with the ones before.
					d.Go(cmd)
				} else {
					d.Go(cmd)
					d.Wait(0)
				}
				want = append(want, code)
			}
		}
		d.Wait(time.Minute)
		require.GreaterOrEqual(d.T(), len(want), 500)
		assert.Equal(d.T(), want, b.depot.Scans())
		for i, o := range b.make() {
			if p := b.depot.Packing(o.ID); p != nil {
				assert.Equal(d.T(), fulfillment.PhaseClosed, p.Phase, "parcel %d", i)
			}
		}
		assert.False(d.T(), d.Quit())
		m := model(d)
		assert.Equal(d.T(), 1, m.front)
		assert.True(d.T(), m.mouse, "M was not pressed")
		assert.Nil(d.T(), m.dialogs.Front())
		assert.NotContains(d.T(), b.depot.Kinds(), fulfillment.EntryUndo)
		assert.NotContains(d.T(), b.depot.Kinds(), fulfillment.EntryByHand)
		assert.NotContains(d.T(), b.depot.Kinds(), fulfillment.EntryAbort)
	})
}

// TestFiftyParcelsWithoutAKey packs by scans alone, with mistakes among them.
func TestFiftyParcelsWithoutAKey(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.make = func() []fulfillment.Order { return parcels(50) }
	b.run(t, 80, 24, func(d *uitest.Driver) {
		orders := b.make()
		r := rand.New(rand.NewPCG(1, 2))
		wrong, foreign := 0, 0
		for i := range orders {
			list := codes(&orders[i])
			if i%10 == 4 { // Another order's item in the middle.
				other := orders[(i+1)%len(orders)].Lines[0].SellerSKU
				list = slices.Insert(list, 1+r.IntN(len(list)-2), other)
				wrong++
			}
			if i%20 == 7 { // The neighbour's label.
				list = slices.Insert(list, len(list)-1, orders[(i+1)%len(orders)].Tracking)
				foreign++
			}
			for n, code := range list {
				scan(d, code)
				stopped := n+1 < len(list) && (code != orders[i].ID && !slices.Contains(codes(&orders[i]), code))
				if stopped {
					assert.Contains(d.T(), d.Screen(), "× STOP", "%s", code)
					assert.Contains(d.T(), d.Screen(), "Scanned      "+code)
				}
			}
			assert.Contains(d.T(), d.Screen(), "✓ PROVEN   Order "+orders[i].ID)
		}
		assert.Equal(d.T(), 5, wrong)
		assert.GreaterOrEqual(d.T(), foreign, 2)
		for i := range orders {
			p := b.depot.Packing(orders[i].ID)
			require.NotNil(d.T(), p)
			assert.Equal(d.T(), fulfillment.PhaseClosed, p.Phase)
			assert.Zero(d.T(), p.Left())
		}
		assert.Len(d.T(), b.depot.Prints(), 50, "one label each")
		assert.Contains(d.T(), d.Screen(), "Today at this bench: 50 parcels")
	})
}

// TestScansReachTheBenchFromEverywhere: another screen, a form, a dialog, a question.
func TestScansReachTheBenchFromEverywhere(t *testing.T) {
	t.Parallel()
	for _, before := range [][]string{
		nil, {"enter"}, {"?"}, {":"}, {":", "q", "u", "i", "t"}, {"m", "i"}, {"2"}, {"2", "*"}, {"2", "?"}, {"f2"}, {"l", "l"},
	} {
		t.Run(strings.Join(before, " "), func(t *testing.T) {
			t.Parallel()
			b := atBench()
			b.run(t, 80, 24, func(d *uitest.Driver) {
				d.Press(before...)
				scan(d, threeUnits)
				assert.Equal(t, 1, model(d).front)
				assert.Nil(t, model(d).dialogs.Front())
				assert.Contains(t, d.Screen(), "✓ OPEN   3 to scan")
				d.Press("w", "1", ".", "2")
				scan(d, "MUG-RED")
				assert.Contains(t, d.Screen(), "✓ OK   MUG-RED 1/2", "also while a weight is typed")
			})
		})
	}
}

func TestAQuestionIsAnsweredNoByAScan(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits)
		d.Press(":", "q", "u", "i", "t", "enter")
		assert.Contains(t, d.Screen(), "Quit?")
		assert.Contains(t, strings.Join(strings.Fields(d.Screen()), " "), "is open on this bench")
		d.Wait(dialog.Quiet)
		scan(d, "MUG-RED")
		assert.Nil(t, model(d).dialogs.Front())
		assert.False(t, d.Quit())
		assert.Contains(t, d.Screen(), "✓ OK")
		d.Press("q")
		assert.False(t, d.Quit())
		assert.Contains(t, d.Screen(), ":quit", "q says how to leave")
	})
}

// TestSearchTakesAScan: while a search is typed and nothing is being packed, the code is what is searched for.
func TestSearchTakesAScan(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("/")
		scan(d, oneUnit)
		assert.Equal(t, 0, model(d).front)
		assert.Equal(t, oneUnit, model(d).queue.Selected())
		d.Press("/")
		scan(d, "BG:"+uitest.Badge)
		assert.Equal(t, 1, model(d).front, "a badge is none")
		assert.Contains(t, d.Lines()[0], uitest.BadgeOf)
		scan(d, threeUnits)
		d.Press("f1", "/", "m")
		scan(d, "MUG-RED")
		assert.Contains(t, d.Screen(), "✓ OK   MUG-RED 1/2", "what is being packed comes first")
	})
}

func TestCommandCardsDoTheWholeBench(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, "BG:"+uitest.Badge, threeUnits, "MUG-RED", "PK:UNDO", "PK:2", "MUG-RED", "CAP", "PK:BACK", "PK:HAND")
		assert.Contains(t, d.Screen(), "✓ PACKED")
		scan(d, "PK:REPRINT", "PK:2")
		assert.Len(t, b.depot.Prints(), 2)
		scan(d, "PK:PARK", "PK:1")
		assert.Contains(t, d.Screen(), "PUT ASIDE   Order "+threeUnits+" · an item is missing")
		assert.Equal(t, uitest.BadgeOf, b.depot.Packing(threeUnits).Parked.By)
	})
}

func TestANumberPadDoesTheWholeBench(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits)
		d.Press("2")
		assert.Contains(t, d.Screen(), "× 2   the next scan counts 2")
		scan(d, "MUG-RED")
		assert.Contains(t, d.Screen(), "MUG-RED 2/2")
		d.Press("-")
		assert.Contains(t, d.Screen(), "TAKEN BACK")
		d.Press("1", "0", "0")
		assert.Contains(t, d.Screen(), "× 100")
		d.Press("esc")
		assert.NotContains(t, d.Screen(), "× 100")
		d.Press("*", "1", "2")
		assert.Contains(t, d.Screen(), "TEE-M 1/1", "by hand, by digits")
		d.Press("*", "0")
		assert.NotContains(t, d.Screen(), "What shall be done?")
		d.Press("*", "7", "+")
		assert.Contains(t, d.Screen(), "LEFT   Order "+threeUnits)
		d.Press("1")
		assert.Equal(t, 0, model(d).front, "an idle bench leaves the digits to the screens")
	})
}

func TestBells(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		rung := func(code string) int {
			before := bells(d)
			scan(d, code)
			for range 10 {
				d.Wait(100 * time.Millisecond)
			}
			return bells(d) - before
		}
		assert.Equal(t, 1, rung(threeUnits), "right: short")
		assert.Equal(t, 1, rung("TEE-M"))
		assert.Equal(t, 2, rung("TEE-M"), "one too many: double")
		assert.Equal(t, 5, rung("CAP"), "wrong: long")
		assert.Equal(t, 1, rung("MUG-RED"))
	})
}

// TestErrorsStay: neither time nor another wrong scan takes an error away, Esc and the right scan do.
func TestErrorsStay(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits, "CAP")
		d.Wait(10 * time.Minute)
		assert.Contains(t, d.Screen(), "× STOP   wrong item")
		d.Press("u", "h", "5", "enter", "space", "x")
		assert.Contains(t, d.Screen(), "× STOP   wrong item")
		scan(d, oneUnit)
		assert.Contains(t, d.Screen(), "× STOP   that is another order")
		d.Press("1")
		assert.Equal(t, 1, model(d).front, "a digit does not lead away from an open parcel")
		d.Press("f1")
		assert.Equal(t, 0, model(d).front)
		d.Press("2")
		assert.Contains(t, d.Screen(), "× STOP")
		for range 5 {
			d.Press("esc")
		}
		assert.NotContains(t, d.Screen(), "STOP")
		assert.Contains(t, d.Screen(), "3 to scan")
	})
}

// TestNothingIsLostWhileTheDatabaseIsAway: the line holds, says so, and goes on by itself in the same order.
func TestNothingIsLostWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits)
		b.depot.Fail(fmt.Errorf("disk is slow: %w", fulfillment.ErrTryLater))
		scan(d, "MUG-RED", "TEE-M", "MUG-RED")
		d.Wait(10 * time.Second)
		assert.Contains(t, d.Screen(), "~ WAIT   3 steps wait, nothing is lost")
		assert.Contains(t, d.Screen(), "disk is slow")
		b.depot.Fail(nil)
		d.Wait(2 * time.Second)
		assert.Contains(t, d.Screen(), "✓ PACKED")
		assert.Equal(t, []string{threeUnits, "MUG-RED", "TEE-M", "MUG-RED"}, b.depot.Scans())

		b.depot.Fail(fmt.Errorf("disk is slow: %w", fulfillment.ErrTryLater))
		scan(d, "TRKX"+threeUnits[10:])
		assert.Contains(t, d.Screen(), "~ WAIT   1 step waits")
		d.Press("esc")
		assert.Contains(t, d.Screen(), "1 scan was given up")
		b.depot.Fail(nil)
		d.Wait(5 * time.Second)
		assert.Contains(t, d.Screen(), "1 scan was given up", "what was given up stays given up, and is said")
		scan(d, "TRKX"+threeUnits[10:])
		assert.Contains(t, d.Screen(), "✓ PROVEN")
	})
}

func TestAStepThatFailsForGoodIsSaid(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits)
		b.depot.Fail(errors.New("disk is broken\nsecret second line"))
		before := bells(d)
		scan(d, "MUG-RED")
		for range 10 {
			d.Wait(100 * time.Millisecond)
		}
		assert.Contains(t, d.Screen(), "× NOT TAKEN   MUG-RED")
		assert.Contains(t, d.Screen(), "disk is broken")
		assert.NotContains(t, d.Screen(), "secret")
		assert.Equal(t, 5, bells(d)-before)
		b.depot.Fail(nil)
		d.Wait(time.Minute)
		assert.Contains(t, d.Screen(), "× NOT TAKEN", "it stays")
		scan(d, "MUG-RED")
		assert.Contains(t, d.Screen(), "✓ OK   MUG-RED 1/2", "and was not counted")
	})
}

// TestProgressIsFoundAgain: a session that ends loses nothing, and the next one shows it.
func TestProgressIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits, "MUG-RED", "CAP")
		again := New(d.T().Context(), b.opts)
		d.Replace(again)
		d.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		d.Press("2")
		assert.Contains(t, d.Screen(), "× STOP   wrong item", "the error as well")
		scan(d, "MUG-RED")
		assert.Contains(t, d.Screen(), "MUG-RED 2/2")
	})
}

func TestBurstWithoutEndIsNoKey(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits, "MUG-RED")
		d.Burst("uAky")
		d.Wait(time.Second)
		assert.Contains(t, d.Screen(), "Was it a scan?")
		d.Press("esc")
		assert.Contains(t, d.Screen(), "✓ OK   MUG-RED 1/2")
		assert.NotContains(t, b.depot.Kinds(), fulfillment.EntryUndo)
	})
}

func TestEverySizeOfTheBenchFits(t *testing.T) {
	t.Parallel()
	for name, play := range map[string]func(d *uitest.Driver, b *packer){
		"idle":  func(d *uitest.Driver, _ *packer) { d.Press("2") },
		"note":  func(d *uitest.Driver, _ *packer) { scan(d, noteOrder) },
		"wrong": func(d *uitest.Driver, _ *packer) { scan(d, noteOrder, "MUG-RED") },
		"held": func(d *uitest.Driver, b *packer) {
			_, err := b.depot.Seat("Kim Sample", "Bench 2").Scan(d.T().Context(), fulfillment.Scan{Text: noteOrder})
			require.NoError(d.T(), err)
			scan(d, noteOrder)
		},
		"menu":   func(d *uitest.Driver, _ *packer) { scan(d, noteOrder); d.Press("*") },
		"park":   func(d *uitest.Driver, _ *packer) { scan(d, noteOrder); d.Press("k") },
		"weight": func(d *uitest.Driver, _ *packer) { scan(d, noteOrder); d.Press("w", "1") },
		"checks": func(d *uitest.Driver, _ *packer) { scan(d, oneUnit, "CAP", "TRKX"+oneUnit[10:]) },
	} {
		for _, lang := range []string{"en", "zh"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				t.Parallel()
				b := atBench()
				b.opts.Lang, b.rules.Checklist = lang, true
				b.run(t, 80, 24, func(d *uitest.Driver) {
					play(d, b)
					for range 2 {
						for w := 20; w <= 200; w += 9 {
							for h := 6; h <= 60; h += 7 {
								d.Send(tea.WindowSizeMsg{Width: w, Height: h})
								fits(d.T(), d.Styled(), w, h)
							}
						}
						d.Send(tea.WindowSizeMsg{Width: 120, Height: 40})
						d.Press("b")
					}
				})
			})
		}
	}
}
