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

	"packdesk/ui/keys"
	"packdesk/ui/pack"
	"packdesk/ui/theme"
	"packdesk/ui/tracking"
	"packdesk/ui/tracking/trackingtest"
	"packdesk/ui/uitest"
)

const twice = "123456789012" // Two carriers count like this.

// finding is a desk that knows some numbers which belong to no order.
func finding() *tracker {
	k := tracks(5)
	parcel := trackingtest.Sample(2, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))[1]
	parcel.ID, parcel.Number, parcel.Order, parcel.Buyer = "", twice, "", ""
	k.desk.Looks = map[string]tracking.Parcel{twice: parcel, "777": parcel}
	k.desk.Readings = map[string]tracking.Reading{
		twice: {
			Number: twice, Suggested: []string{"777"},
			Candidates: []tracking.Candidate{
				{
					Choice: tracking.Choice{Number: twice, Carrier: "fedex"}, Name: tracking.Words{EN: "FedEx", ZH: "联邦快递"}, Check: tracking.CheckOK,
					Why: tracking.Words{EN: "FedEx Express; the check digit is right", ZH: "校验位正确"}, Asked: true,
				},
				{
					Choice: tracking.Choice{Number: twice, Carrier: "dhl"}, Name: tracking.Words{EN: "DHL", ZH: "DHL"}, Check: tracking.CheckOK,
					Why: tracking.Words{EN: "DHL Identcode; the check digit is right", ZH: "校验位正确"},
				},
			},
		},
		"777": {Number: "777", Decided: true, Candidates: []tracking.Candidate{{Choice: tracking.Choice{Number: "777", Carrier: "ups"}, Name: tracking.Words{EN: "UPS"}}}},
	}
	return k
}

func TestANumberIsAskedByDigitAndNeverGuessed(t *testing.T) {
	t.Parallel()
	k := finding()
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("l")
		for _, r := range twice {
			d.Press(string(r))
		}
		d.Press("enter")
		uitest.Golden(d.T(), "tracking-choose", d.Screen())
		fits(d.T(), d.Styled(), 80, 24)
		d.Press("enter", "enter")
		assert.Empty(d.T(), k.desk.Asked(), "Enter takes nothing")
		d.Press("2")
		assert.Equal(d.T(), [][]string{{"dhl " + twice}}, k.desk.Asked())
		assert.Contains(d.T(), d.Screen(), "This number is not followed. s saves it")
		assert.Contains(d.T(), d.Screen(), "Left the exchange office")
		d.Press("s")
		assert.Contains(d.T(), d.Screen(), "Followed from now on")
		d.Press("s")
		assert.Contains(d.T(), d.Screen(), "it is followed already")
		d.Wait(5 * time.Second)
		d.Press("esc", "esc", "esc")
		assert.Contains(d.T(), d.Screen(), "6 followed")
		d.Press("l")
		for _, r := range twice {
			d.Press(string(r))
		}
		d.Press("enter")
		assert.Equal(d.T(), twice, model(d).tracking.Selected(), "now the list has it")
	})
}

func TestARepairedNumberIsOffered(t *testing.T) {
	t.Parallel()
	k := finding()
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("l")
		scan(d, twice)
		assert.Contains(d.T(), d.Screen(), "3 777? There the check digit is right.")
		d.Press("3")
		assert.Equal(d.T(), [][]string{{"ups 777"}}, k.desk.Asked(), "and what is decided is looked up at once")
	})
}

func TestANumberOfOneKindIsNotSaidToBeSeveralThings(t *testing.T) {
	t.Parallel()
	k := finding()
	k.desk.Readings["778"] = tracking.Reading{Number: "778", Candidates: []tracking.Candidate{{
		Choice: tracking.Choice{Number: "778", Carrier: "ups"}, Name: tracking.Words{EN: "UPS"}, Check: tracking.CheckBad,
	}}}
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("l")
		last := d.Lines()[23]
		assert.Contains(d.T(), last, "enter look up")
		assert.Contains(d.T(), last, "esc back")
		scan(d, "778")
		assert.Contains(d.T(), d.Screen(), "Press the digit to ask about it:")
		assert.NotContains(d.T(), d.Screen(), "several things")
		unknown := trackingtest.Sample(1, time.Now())[0]
		unknown.ID = ""
		unknown.Fault = tracking.Fault{Kind: "not_found", Carrier: tracking.Words{EN: "UPS"}, RetryAt: time.Now().Add(time.Hour)}
		k.desk.Looks["778"] = unknown
		d.Press("1")
		text := strings.Join(strings.Fields(d.Screen()), " ")
		assert.Contains(d.T(), text, "UPS does not know the number yet.")
		assert.Contains(d.T(), text, "Look it up again after", "nobody else will")
	})
}

func TestScansAreLookedUpOneAfterTheOther(t *testing.T) {
	t.Parallel()
	k := finding()
	b := atBench()
	k.opts.Bench = noBench(b)
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("l")
		scan(d, "777")
		assert.Contains(d.T(), d.Screen(), "Left the exchange office")
		scan(d, "999999999")
		assert.Contains(d.T(), d.Screen(), "No carrier counts like this.")
		assert.Contains(d.T(), d.Screen(), "6 Tracking")
		scan(d, "777")
		assert.Len(d.T(), k.desk.Asked(), 2)
		d.Press("esc", "esc", "esc")
		scan(d, "777")
		assert.NotContains(d.T(), d.Lines()[1], "followed", "any other scan belongs to the bench")
		assert.Contains(d.T(), d.Lines()[0], " 2 Pack ")
		assert.Len(d.T(), k.desk.Asked(), 2)
	})
}

// noBench is a bench with the sample orders of a packer.
func noBench(b *packer) pack.Bench {
	return uitest.NewDepot(&uitest.Store{}, b.make()...).Seat("Test Packer", "Bench 1")
}

func TestACarrierThatTakesItsTimeBlocksNoKey(t *testing.T) {
	t.Parallel()
	k := finding()
	k.run(t, 80, 24, func(d *uitest.Driver) {
		release := k.desk.Hold()
		d.Press("l")
		scan(d, "777")
		assert.Contains(d.T(), d.Screen(), "Asking UPS about 777")
		d.Press("esc")
		d.Press("esc", "j", "j")
		assert.Equal(d.T(), 2+2+1, cursorLine(d), "the list moves meanwhile")
		release()
		d.Wait(time.Second)
	})
}

func TestAskingAboutManyTellsThePriceFirst(t *testing.T) {
	t.Parallel()
	k := tracks(70)
	k.run(t, 100, 24, func(d *uitest.Driver) {
		d.Press("R")
		assert.Contains(d.T(), d.Screen(), "Ask about 60 parcels now?")
		assert.Contains(d.T(), d.Screen(), "DHL: 60 parcels, 60 calls · leaves 152 of 250 for today")
		d.Press("enter", "n")
		assert.Empty(d.T(), k.desk.Asked())
		release := k.desk.Hold()
		d.Press("R", "y")
		assert.Contains(d.T(), d.Screen(), "asking 20/60")
		d.Press("j", "j")
		assert.Equal(d.T(), 5, cursorLine(d), "keys go on")
		d.Press("r")
		assert.Contains(d.T(), d.Screen(), "carriers are being asked")
		d.Wait(5 * time.Second)
		d.Press("esc")
		release()
		d.Wait(time.Second)
		assert.Len(d.T(), k.desk.Asked(), 1, "Esc stops after the question in hand")
		assert.Contains(d.T(), d.Screen(), "Asked about 20 parcels. DHL: 192 of 250 calls left today")
		d.Wait(5 * time.Second)
		d.Press("R", "y")
		d.Wait(time.Second)
		assert.Len(d.T(), k.desk.Asked(), 1+3)
		d.Press("r")
		d.Wait(time.Second)
		assert.Equal(d.T(), []string{model(d).tracking.Selected()}, k.desk.Asked()[4], "r asks about one")
		assert.Contains(d.T(), d.Screen(), "Asked about 1 parcel.")
	})
}

func TestABudgetThatIsUsedUpSaysWhenItGoesOn(t *testing.T) {
	t.Parallel()
	k := tracks(20)
	k.desk.KeyList = []tracking.Key{{Name: "dhl", Carrier: tracking.Words{EN: "DHL"}, PerDay: 250, Used: 245}}
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("R")
		assert.Contains(d.T(), d.Screen(), "Ask about 5 parcels now?")
		assert.Contains(d.T(), d.Screen(), "12 parcels more do not fit into today's budget")
		d.Press("y")
		d.Wait(6 * time.Second)
		d.Press("R")
		assert.Contains(d.T(), d.Screen(), "used up for today. It goes on at 00:00 GMT.")
		d.Press("esc", "b")
		assert.Contains(d.T(), d.Screen(), "DHL: 0 of 250 calls left today")
	})
}

func TestWhatCarriersGiveNoWordForIsSaidPlainly(t *testing.T) {
	t.Parallel()
	k := tracks(0)
	k.make = func(now time.Time) []tracking.Parcel {
		list := trackingtest.Sample(1, now)
		p := &list[0]
		p.Status, p.Code, p.Reason, p.Action = tracking.StatusException, "other", tracking.Words{EN: "Other", ZH: "其他"}, true
		return list
	}
	k.run(t, 80, 24, func(d *uitest.Driver) {
		assert.Contains(d.T(), d.Screen(), "No cause given")
		d.Press("enter")
		assert.Contains(d.T(), d.Screen(), "Exception: No cause given")
		assert.NotContains(d.T(), d.Screen(), "Other")
	})
}

func TestTheListShowsTheClockThatWaitsForTheFirstScan(t *testing.T) {
	t.Parallel()
	k := tracks(0)
	k.make = func(now time.Time) []tracking.Parcel {
		list := trackingtest.Sample(3, now)
		for i, due := range []time.Duration{5*time.Hour + time.Second, -3 * time.Hour, 0} {
			p := &list[i]
			p.Status, p.Code, p.Problem, p.Action, p.Ended = tracking.StatusLabelCreated, "", "", false, false
			if due != 0 {
				p.DueBy = now.Add(due)
			}
		}
		return list
	}
	k.run(t, 80, 24, func(d *uitest.Driver) {
		assert.Contains(d.T(), d.Screen(), "Scan due: 5 h")
		assert.Contains(d.T(), d.Screen(), "Scan 3 h late")
		assert.Equal(d.T(), 2, strings.Count(d.Screen(), "Scan "), "the carrier has the third")
		for words, n := range map[string]int{"Scan due: 5 h": theme.Later, "Scan 3 h late": theme.Late} {
			rung := model(d).look.Theme.Ladder[n]
			loud := false
			for _, style := range []theme.Style{rung.Clock, rung.Cursor} {
				open, _, _ := strings.Cut(style.Render("x"), "x")
				loud = loud || open != "" && strings.Contains(d.Styled(), open+words)
			}
			assert.Equal(d.T(), n == theme.Late, loud, words)
		}
	})
}

func TestFaultsAreToldInPlainWords(t *testing.T) {
	t.Parallel()
	k := tracks(0)
	k.make = func(now time.Time) []tracking.Parcel {
		list := trackingtest.Sample(1, now)
		p := &list[0]
		p.Fault = tracking.Fault{Kind: "unauthorised", Carrier: tracking.Words{EN: "DHL"}, Section: "carriers.dhl", RetryAt: now.Add(time.Hour)}
		p.Handed, p.DueBy = now.Add(-3*time.Hour), now.Add(5*time.Hour)
		p.Pieces = []tracking.Piece{{Number: "A1", Status: tracking.StatusDelivered}, {Number: "A2", Status: tracking.StatusAttempted}}
		p.Estimate, p.Next, p.Others = "2000-01-03", "NEXT1", 1
		return list
	}
	k.run(t, 80, 24, func(d *uitest.Driver) {
		assert.Contains(d.T(), d.Screen(), "In transit")
		d.Press("enter")
		text := strings.Join(strings.Fields(d.Screen()), " ")
		for _, want := range []string{
			"DHL refuses the key. Check carriers.dhl in the configuration.", "Next try at", "The carrier has not scanned it yet: 05:00 left.",
			"2 packages", "A2 * Attempted", "Goes on as NEXT1", "1 other shipment has the same number", "Should arrive 2000-01-03",
		} {
			assert.Contains(d.T(), text, want)
		}
	})
}

func TestHostileParcelsNeverReachTheTerminalRaw(t *testing.T) {
	t.Parallel()
	for _, payload := range hostile() {
		onTerminal(t, func() Options {
			desk := &trackingtest.Desk{}
			desk.Put(poisoned(payload))
			w := tracking.Words{EN: payload, ZH: payload}
			desk.KeyList = []tracking.Key{{Name: payload, Carrier: w, Rests: tracking.Fault{Kind: payload, Carrier: w, Section: payload, Message: payload}}}
			desk.Readings = map[string]tracking.Reading{"x": {
				Number: payload, Suggested: []string{payload},
				Candidates: []tracking.Candidate{{Choice: tracking.Choice{Number: payload, Carrier: payload, Service: payload}, Name: w, Why: w}},
			}}
			return Options{Store: &uitest.Store{}, Tracking: desk}
		}, func(p *tea.Program, w *wire) {
			for _, key := range []string{"6", "enter", "J", "pgdown", "Q", "o", "y", "esc", "O", "esc", "esc", "b", "esc", "c", "R", "n", "x"} {
				p.Send(uitest.Key(key))
				time.Sleep(100 * time.Millisecond)
			}
			p.Send(uitest.Key("l"))
			p.Send(keys.Scan{Code: "x"})
			time.Sleep(2 * time.Second)
			p.Send(uitest.Key("esc"))
			p.Send(uitest.Key("e"))
			time.Sleep(100 * time.Millisecond)
			p.Send(tea.PasteMsg{Content: payload})
			time.Sleep(2 * time.Second)
			harmlessBut8(t, payload, w.bytes())
		})
	}
}

// harmlessBut8 is harmless for a screen that links pages and copies: links lead to https alone.
func harmlessBut8(t *testing.T, payload string, out []byte) {
	t.Helper()
	var rest []byte
	var state byte
	parser := ansi.NewParser()
	for left := out; len(left) > 0; {
		seq, _, n, next := ansi.DecodeSequence(left, state, parser)
		state, left = next, left[n:]
		text := string(seq)
		switch {
		case strings.HasPrefix(text, "\x1b]8;"):
			_, url, _ := strings.Cut(strings.TrimPrefix(text, "\x1b]8;"), ";")
			url = strings.TrimRight(url, "\x07\x1b\\")
			assert.True(t, url == "" || strings.HasPrefix(url, "https://"), "%q links to %q", payload, url)
			assert.NotContains(t, url, "evil.example")
		case strings.HasPrefix(text, "\x1b]52;c;"):
			assert.NotEqual(t, "\x1b]52;c;b3duZWQ=\x07", text, "%q is on the clipboard", payload)
		case text == "\x1bM": // The renderer scrolls.
		default:
			rest = append(rest, seq...)
		}
	}
	harmless(t, payload, rest)
}

// poisoned is a parcel with the payload in every text.
func poisoned(payload string) tracking.Parcel {
	w := tracking.Words{EN: payload, ZH: payload}
	m := tracking.Moment{Local: payload, Zone: payload}
	p := tracking.Parcel{
		Row: tracking.Row{
			ID: payload + "1", Number: payload, Carrier: w, Order: payload, Buyer: payload, Status: tracking.Status(payload), Code: payload, Reason: w,
			Problem: payload, Action: true, Last: m, CheckedAt: time.Now(), NextAt: time.Now(),
			Fault: tracking.Fault{Kind: payload, Carrier: w, Section: payload, Message: payload, RetryAt: time.Now().Add(time.Hour)},
		},
		Service: payload, Choice: tracking.Choice{Number: payload, Carrier: payload}, Headline: w, Estimate: payload, PickupBy: payload, Next: payload,
		Stop: payload, Scanned: m, Key: tracking.Key{Name: payload, Carrier: w, PerDay: 5},
		Pieces: []tracking.Piece{{Number: payload, Status: tracking.Status(payload), Reason: w}, {Number: payload}},
		Links: []tracking.Link{
			{Name: w, URL: w, Lang: w},
			{Name: w, URL: tracking.Words{EN: "https://" + payload, ZH: "https://" + payload}},
			{Name: w, URL: tracking.Words{EN: "https://carrier.example/"}, Lang: w, Typed: true},
		},
	}
	for range 3 {
		p.Events = append(p.Events, tracking.Event{Moment: m, Words: w, Text: payload + "t", Lang: payload, Place: payload, Piece: payload, Status: tracking.Status(payload)})
	}
	return p
}

// TestTrackingWritesLittleWhileNothingHappens holds the screen to a few bytes a tick: ages move once a minute.
func TestTrackingWritesLittleWhileNothingHappens(t *testing.T) {
	t.Parallel()
	onTerminal(t, func() Options {
		desk := &trackingtest.Desk{}
		desk.Put(trackingtest.Sample(60, time.Now())...)
		return Options{Store: &uitest.Store{}, Tracking: desk, Station: "Bench 1", Operator: "Test"}
	}, func(p *tea.Program, w *wire) {
		p.Send(uitest.Key("6"))
		time.Sleep(time.Second)
		require.Contains(t, ansi.Strip(string(w.bytes())), "Tracking")
		counts := perTick(w, 120)
		slices.Sort(counts)
		t.Logf("bytes a tick: median %d, most %d", counts[len(counts)/2], counts[len(counts)-1])
		assert.Positive(t, counts[0], "the clock must tick")
		assert.LessOrEqual(t, counts[len(counts)/2], 40)
		assert.LessOrEqual(t, counts[len(counts)-1], 1200, "the minute in which ages move")
	})
}

// tracked is a session of 120x40 at the tracking screen with its first rows read, without a program around it.
func tracked(tb testing.TB, n int) *Model {
	tb.Helper()
	desk := &trackingtest.Desk{}
	desk.Fill(n, time.Now())
	m := New(context.Background(), Options{Store: &uitest.Store{}, Tracking: desk, Station: "Bench 1", Operator: "Test"})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	carry(m, m.goTo("6"))
	require.Contains(tb, m.View().Content, "Held by customs")
	return m
}

// Not parallel: it measures what the process allocates.
func TestAllocationOnTheTrackingScreen(t *testing.T) { //nolint:paralleltest // Others would be counted too.
	const most = 110 << 10
	for _, n := range []int{100, 100_000} {
		m := tracked(t, n)
		down := allocated(60, func() { press(m, "j") })
		second := allocated(60, func() { tick(m) })
		t.Logf("%d parcels: j %d B, tick %d B", n, down, second)
		assert.LessOrEqual(t, down, uint64(most))
		assert.LessOrEqual(t, second, uint64(most))
	}
}

func BenchmarkTrackingKey(b *testing.B) {
	m := tracked(b, 100_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		press(m, fmt.Sprintf("%c", "jk"[i/30%2]))
	}
}

// followSelected lets the desk follow forty parcels, one of which is that of the order under the cursor.
func followSelected(d *uitest.Driver, desk *trackingtest.Desk) tracking.Parcel {
	parcel := trackingtest.Sample(1, time.Now())[0]
	parcel.Order = model(d).queue.Selected()
	desk.Put(trackingtest.Sample(40, time.Now())[1:]...)
	desk.Put(parcel)
	return parcel
}

func TestTheQueueShowsWhereAnOrdersParcelIs(t *testing.T) {
	t.Parallel()
	b := station(120)
	desk := &trackingtest.Desk{}
	b.opts.Tracking = desk
	b.run(t, 80, 24, func(d *uitest.Driver) {
		parcel := followSelected(d, desk)
		d.Press("o")
		assert.Contains(d.T(), d.Screen(), "6 Tracking")
		assert.Contains(d.T(), d.Lines()[1], parcel.Number)
		assert.Equal(d.T(), parcel.ID, model(d).tracking.Selected())
		d.Press("1", "j", "o")
		assert.Contains(d.T(), d.Screen(), "has no parcel that is followed")
	})
	b = station(20)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("o")
		assert.Contains(d.T(), d.Screen(), "parcels are not followed here")
	})
}

func TestTheOrdersPageLeadsToItsParcel(t *testing.T) {
	t.Parallel()
	b := station(120)
	desk := &trackingtest.Desk{}
	b.opts.Tracking = desk
	b.run(t, 80, 24, func(d *uitest.Driver) {
		parcel := followSelected(d, desk)
		d.Press("enter", "o")
		assert.Contains(d.T(), d.Screen(), "6 Tracking")
		assert.Contains(d.T(), d.Lines()[1], parcel.Number)
		assert.Equal(d.T(), parcel.ID, model(d).tracking.Selected())
	})
	b = station(20)
	b.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("enter", "o")
		assert.Contains(d.T(), d.Screen(), "parcels are not followed here")
	})
}

func TestAScannedOrderNumberOpensTheShoppingSite(t *testing.T) {
	t.Parallel()
	k := tracks(3)
	k.opts.Bench = noBench(atBench())
	k.run(t, 80, 24, func(d *uitest.Driver) {
		d.Press("e")
		scan(d, "114-1234567")
		assert.Contains(d.T(), d.Screen(), "6 Tracking")
		d.Press("o")
		assert.True(d.T(), clipboard(d, "https://shop.example/orders/114-1234567"))
		assert.Contains(d.T(), d.Screen(), "Example shop · this order")
		d.Press("esc", "e")
		assert.NotContains(d.T(), d.Screen(), "114-1234567", "the next one is typed into an empty field")
	})
}
