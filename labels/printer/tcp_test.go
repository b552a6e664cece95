package printer_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
	"packdesk/labels/printer"
	"packdesk/labels/printer/printertest"
)

//nolint:gochecknoglobals // Parsed once for all tests.
var testFonts = labels.NewFonts()

// items are n labels with the numbers 1 to n as their codes.
func items(n int) []printer.Item {
	var out []printer.Item
	for i := range n {
		id := fmt.Sprintf("LABEL%04d", i+1)
		zpl := "^XA\n^CI28\n^PW812\n^LL1218\n^JZY\n^FO50,50^BY3^BCN,200,N,N,N,N^FH_^FD>:" + id + "^FS\n^XZ\n"
		out = append(out, printer.Item{ID: id, Title: id, Data: []byte(zpl)})
	}
	return out
}

func ids(items []printer.Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.ID)
	}
	return out
}

// book keeps what a printer reports, as an outbox would.
type book struct {
	states  map[string]printer.State
	held    []string // Why, and the first label that waits.
	resumed int
	on      func(o printer.Outcome)
}

func newBook() *book { return &book{states: map[string]printer.State{}} }

func (b *book) report(o printer.Outcome) error {
	switch o.State {
	case printer.StateHeld:
		b.held = append(b.held, o.ID+" "+o.Words)
	case printer.StateResumed:
		b.resumed++
	default:
		b.states[o.ID] = o.State
	}
	if b.on != nil {
		b.on(o)
	}
	return nil
}

// in returns the labels in a state, sorted.
func (b *book) in(s printer.State) []string {
	var out []string
	for id, is := range b.states {
		if is == s {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// bench runs a test in a bubble of its own time with a printer that takes a second a label.
func bench(t *testing.T, f func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		z := printertest.New(testFonts)
		z.Speed = time.Second
		defer z.Close()
		f(t, z, &printer.TCP{Address: "printer.example:9100", Chunk: 5, Dial: z.Dial}, newBook())
		_, err := z.Printed()
		require.NoError(t, err, "the printer did not understand a label")
	})
}

func TestPaperOutInTheMiddleOf25(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		z.Load(12)
		b.on = func(o printer.Outcome) {
			if o.State == printer.StateHeld {
				time.AfterFunc(5*time.Minute, func() { z.Load(-1) }) // Somebody fetches a roll.
			}
		}
		all := items(25)
		require.NoError(t, p.Print(t.Context(), slices.Values(all), b.report))
		assert.Equal(t, ids(all), z.Codes(), "every label once, in order")
		assert.Equal(t, ids(all), b.in(printer.StatePrinted))
		assert.Equal(t, []string{"LABEL0011 paper out, paused"}, b.held, "held once, naming the first label that is not confirmed")
		assert.Equal(t, 1, b.resumed)
		assert.Equal(t, 1, z.Spoiled(), "the thirteenth was begun, and printed again by the printer itself")
	})
}

func TestHeldPrinterWaitsBeforeTheFirstLabel(t *testing.T) {
	t.Parallel()
	for why, stop := range map[string]func(z *printertest.Zebra){
		"head open, paused": (*printertest.Zebra).Open, "paused": (*printertest.Zebra).Pause,
	} {
		bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
			t.Helper()
			stop(z)
			time.AfterFunc(time.Hour, z.Resume)
			start := time.Now()
			require.NoError(t, p.Print(t.Context(), slices.Values(items(2)), b.report))
			assert.Equal(t, []string{" " + why}, b.held)
			assert.GreaterOrEqual(t, time.Since(start), time.Hour)
			assert.Equal(t, ids(items(2)), z.Codes())
		})
	}
}

// The first label is on its way before later ones are made.
func TestPrintTakesLabelsAsItSendsThem(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, _ *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		taken := 0
		all := items(30)
		seq := func(yield func(printer.Item) bool) {
			for i, it := range all {
				taken = i + 1
				if !yield(it) {
					return
				}
			}
		}
		first := 0
		b.on = func(o printer.Outcome) {
			if o.State == printer.StateSending && first == 0 {
				first = taken
			}
			if o.State == printer.StatePrinted && o.ID == "LABEL0001" {
				assert.LessOrEqual(t, taken, 5, "a chunk and no more")
			}
		}
		require.NoError(t, p.Print(t.Context(), seq, b.report))
		assert.Equal(t, 1, first)
		assert.Len(t, b.in(printer.StatePrinted), 30)
	})
}

// A book that cannot be written keeps the label from being sent; what is under way is settled.
func TestNoIntentNoLabel(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		full := errors.New("disk full")
		err := p.Print(t.Context(), slices.Values(items(5)), func(o printer.Outcome) error {
			if o.ID == "LABEL0003" && o.State == printer.StateSending {
				return full
			}
			return b.report(o)
		})
		require.ErrorIs(t, err, full)
		assert.Equal(t, ids(items(2)), b.in(printer.StatePrinted))
		assert.Equal(t, ids(items(2)), z.Codes())
	})
}

// Labels of somebody else in the printer come out first.
func TestOthersLabelsComeOutFirst(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		conn, err := z.Dial(t.Context(), "", "")
		require.NoError(t, err)
		for _, it := range items(9)[6:] {
			_, err = conn.Write(it.Data)
			require.NoError(t, err)
		}
		require.NoError(t, conn.Close())
		require.NoError(t, p.Print(t.Context(), slices.Values(items(1)), b.report))
		assert.Equal(t, []string{"LABEL0007", "LABEL0008", "LABEL0009", "LABEL0001"}, z.Codes())
	})
}

// Over a real socket, with labels as they are made.
func TestRealSocket(t *testing.T) {
	t.Parallel()
	z := printertest.New(testFonts)
	defer z.Close()
	address, err := z.Listen(t.Context())
	require.NoError(t, err)
	open, err := printer.Open(printer.Profile{Kind: printer.KindTCP, Address: address}, printer.Options{Locks: t.TempDir(), Holder: "bench 1"})
	require.NoError(t, err)
	tcp, ok := open.(*printer.TCP)
	require.True(t, ok)
	tcp.Poll = time.Millisecond
	z.Load(12)
	b := newBook()
	b.on = func(o printer.Outcome) {
		if o.State == printer.StateHeld {
			z.Load(-1)
		}
	}
	all := items(25)
	require.NoError(t, open.Print(t.Context(), seq(all), b.report))
	assert.Equal(t, ids(all), z.Codes())
	assert.Equal(t, ids(all), b.in(printer.StatePrinted))
	assert.Len(t, b.held, 1)

	z.Close()
	err = (&printer.TCP{Address: "127.0.0.1:1"}).Print(t.Context(), seq(all), b.report)
	require.ErrorIs(t, err, printer.ErrUnreachable)
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, _ *book) {
		t.Helper()
		z.Open()
		id, st, err := p.Identify(t.Context())
		require.NoError(t, err)
		assert.Equal(t, printer.Identity{Model: "SAMPLE-203dpi ZPL", Firmware: "V84.20.11Z", DPI: 203}, id)
		assert.True(t, st.HeadOpen)
		z.Mute(true)
		_, _, err = p.Identify(t.Context())
		require.ErrorIs(t, err, printer.ErrUnreachable)
	})
}

func seq(all []printer.Item) iter.Seq[printer.Item] { return slices.Values(all) }
