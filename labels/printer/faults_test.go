package printer_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels/printer"
	"packdesk/labels/printer/printertest"
)

// A printer that does not answer as it should gets nothing, and nothing is in doubt.
func TestNothingIsSentToAPrinterThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]func(z *printertest.Zebra){
		"hangs":              func(z *printertest.Zebra) { z.Hang(true) },
		"mute":               func(z *printertest.Zebra) { z.Mute(true) },
		"closes":             func(z *printertest.Zebra) { z.CutAfter(0) },
		"closes mid-way":     func(z *printertest.Zebra) { z.CutAfter(2) },
		"web server":         func(z *printertest.Zebra) { z.Garble("HTTP/1.1 400 Bad Request\r\n\r\n") },
		"talks without end":  func(z *printertest.Zebra) { z.Garble(string(make([]byte, 100_000))) },
		"frames of garbage":  func(z *printertest.Zebra) { z.Garble("\x02a,b\x03\x02\x03\x02\x1b[2J\x03") },
		"too few fields":     func(z *printertest.Zebra) { z.Garble("\x02030,0\x03\x02000\x03\x021234,0\x03") },
		"one line and stops": func(z *printertest.Zebra) { z.Garble("\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n") },
	}
	for name, fault := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
				t.Helper()
				fault(z)
				err := p.Print(t.Context(), slices.Values(items(3)), b.report)
				require.ErrorIs(t, err, printer.ErrUnreachable)
				require.ErrorIs(t, err, fulfillment.ErrTryLater)
				assert.NotContains(t, err.Error(), "\x1b")
				assert.Empty(t, b.states, "no label was touched")
				assert.Empty(t, z.Codes())
			})
		})
	}
}

// The line breaks inside a label that had left already: nobody knows about it, those before it came out, and the next
// print clears what is left of it in the printer.
func TestHalfALabel(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		all := items(25)
		z.CutAfter(3*len("~HS\r\n") + 2*len(all[0].Data) + 40)
		err := p.Print(t.Context(), slices.Values(all), b.report)
		require.ErrorIs(t, err, printer.ErrDoubt)
		assert.Equal(t, []string{"LABEL0003"}, b.in(printer.StateDoubtful))
		assert.Equal(t, []string{"LABEL0001", "LABEL0002"}, b.in(printer.StatePrinted), "the printer was dialled again and confirmed them")
		assert.Len(t, b.states, 3)

		require.NoError(t, p.Print(t.Context(), slices.Values(all[2:]), b.report))
		assert.Equal(t, ids(all), z.Codes())
		assert.Equal(t, ids(all), b.in(printer.StatePrinted))
	})
}

// The line breaks before the end of a label was taken over: that one certainly did not come out.
func TestLabelThatNeverLeft(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		all := items(3)
		all[1].Data = append([]byte("^XA"+strings.Repeat("^FO1,1^GB1,1,1^FS\n", 2000)+"^XZ\n"), all[1].Data...)
		z.CutAfter(len(all[0].Data) + 9000)
		err := p.Print(t.Context(), slices.Values(all), b.report)
		require.ErrorIs(t, err, printer.ErrUnreachable)
		require.NotErrorIs(t, err, printer.ErrDoubt)
		assert.Equal(t, []string{"LABEL0002"}, b.in(printer.StateNotPrinted))
		assert.Equal(t, []string{"LABEL0001"}, b.in(printer.StatePrinted))
	})
}

// The line breaks and the printer keeps its labels: it is dialled again, and nothing is sent twice.
func TestUnpluggedCable(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		time.AfterFunc(1500*time.Millisecond, z.Unplug)
		all := items(10)
		require.NoError(t, p.Print(t.Context(), slices.Values(all), b.report))
		assert.Equal(t, ids(all), z.Codes())
		assert.Equal(t, ids(all), b.in(printer.StatePrinted))
	})
}

// The power goes: what was in the printer is in doubt, what was not sent is untouched.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		time.AfterFunc(2500*time.Millisecond, z.PowerCycle)
		err := p.Print(t.Context(), slices.Values(items(25)), b.report)
		require.ErrorIs(t, err, printer.ErrDoubt)
		require.ErrorIs(t, err, fulfillment.ErrConflict)
		assert.Equal(t, ids(items(5)), b.in(printer.StateDoubtful))
		assert.Len(t, b.states, 5)
		assert.Equal(t, ids(items(2)), z.Codes())
		require.ErrorContains(t, err, "LABEL0001, LABEL0002")
	})
}

// Somebody cancels the labels in a held printer: it stands still with an empty memory, and nobody knows.
func TestStoppedWithAnEmptyMemory(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		z.Load(2)
		b.on = func(o printer.Outcome) {
			if o.State == printer.StateHeld {
				conn, err := z.Dial(t.Context(), "", "")
				require.NoError(t, err)
				_, err = conn.Write([]byte("~JA"))
				require.NoError(t, err)
				require.NoError(t, conn.Close())
			}
		}
		err := p.Print(t.Context(), slices.Values(items(5)), b.report)
		require.ErrorIs(t, err, printer.ErrDoubt)
		require.ErrorContains(t, err, "paper out")
		assert.Len(t, b.in(printer.StateDoubtful), 5)
	})
}

func TestGarbageInTheMiddle(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		time.AfterFunc(500*time.Millisecond, func() { z.Garble("?") })
		err := p.Print(t.Context(), slices.Values(items(3)), b.report)
		require.ErrorIs(t, err, printer.ErrDoubt)
		assert.Len(t, b.in(printer.StateDoubtful), 3)
	})
}

func TestCancelWhileHeld(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		z.Load(1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := p.Print(ctx, slices.Values(items(25)), b.report)
		require.ErrorIs(t, err, printer.ErrDoubt)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, ids(items(5)), b.in(printer.StateDoubtful), "they will come out when somebody loads paper")
		assert.Len(t, b.states, 5)
	})
}

func TestBlindPrinter(t *testing.T) {
	t.Parallel()
	bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
		t.Helper()
		z.Mute(true)
		p.Blind = true
		require.NoError(t, p.Print(t.Context(), slices.Values(items(7)), b.report))
		assert.Len(t, b.in(printer.StateSent), 7)
		time.Sleep(time.Minute)
		assert.Equal(t, ids(items(7)), z.Codes())
	})
}

// Faults at random, many times: whoever believes the reports, and looks at the printer only for doubtful labels, ends with
// every label printed exactly once.
func TestRandomFaults(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		bench(t, func(t *testing.T, z *printertest.Zebra, p *printer.TCP, b *book) {
			t.Helper()
			rnd := rand.New(rand.NewPCG(seed, 1))
			p.Chunk = 1 + rnd.IntN(8)
			stop := make(chan struct{})
			finished := make(chan struct{})
			go misbehave(z, rnd, stop, finished)
			left := items(25)
			for round := 0; len(left) > 0; round++ {
				require.Less(t, round, 200, "seed %d: no end", seed)
				err := p.Print(t.Context(), slices.Values(left), b.report)
				if err == nil {
					break
				}
				time.Sleep(time.Hour) // Somebody comes and looks; by then everything in the printer is out.
				out := z.Codes()
				left = slices.DeleteFunc(left, func(it printer.Item) bool {
					switch b.states[it.ID] {
					case printer.StatePrinted:
						return true
					case printer.StateDoubtful:
						return slices.Contains(out, it.ID)
					default:
						return false
					}
				})
			}
			close(stop)
			<-finished
			codes := z.Codes()
			slices.Sort(codes)
			require.Equal(t, ids(items(25)), codes, "seed %d", seed)
		})
	}
}

// misbehave lets something happen to the printer now and then, and somebody put it right.
func misbehave(z *printertest.Zebra, rnd *rand.Rand, stop <-chan struct{}, finished chan<- struct{}) {
	defer close(finished)
	for range 12 {
		select {
		case <-stop:
			return
		case <-time.After(time.Duration(rnd.IntN(9000)) * time.Millisecond):
		}
		switch rnd.IntN(9) {
		case 0:
			z.Load(rnd.IntN(4))
		case 1:
			z.Open()
		case 2:
			z.Pause()
		case 3:
			z.PowerCycle()
		case 4:
			z.Unplug()
		case 5:
			z.CutAfter(rnd.IntN(400))
		case 6:
			z.Hang(true)
		case 7:
			z.Garble("busy")
		case 8:
			z.Mute(true)
		}
		time.Sleep(time.Duration(rnd.IntN(60)) * time.Second)
		z.Hang(false)
		z.Garble("")
		z.Mute(false)
		z.CutAfter(-1)
		z.Load(-1)
	}
}
