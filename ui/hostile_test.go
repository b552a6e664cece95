package ui

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"

	"packdesk/fulfillment"
	"packdesk/ui/uitest"
)

// hostile are texts that would take a terminal over if they reached it raw.
func hostile() []string {
	return []string{
		"\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b[2J\x1b[H", "\x1b[?1049l", "\x1bc", "\x1b[31mred", "\x1b]8;;http://evil.example\x1b\\link",
		"\x1bP$qm\x1b\\", "\x9b2J", "\u009b2J", "\u0090$qm\u009c", "\u202egnp.exe", "\u2066isolated\u2069", "\u200bnothing", "\ufeffmark",
		"\xff\xfe\xc0", "a\r\nb\tc\x08\x7f", "e" + strings.Repeat("\u0301", 200), strings.Repeat("long ", 2000), "\x1b[6n", "\x05", "\x1b(0lqk",
	}
}

// TestHostileTextNeverReachesTheTerminalRaw looks at the bytes themselves: every sequence in them must be one that the
// renderer writes by itself, and every character one that can be seen.
func TestHostileTextNeverReachesTheTerminalRaw(t *testing.T) {
	t.Parallel()
	for _, payload := range hostile() {
		var s *uitest.Store
		onTerminal(t, func() Options {
			s = &uitest.Store{Policy: fulfillment.DefaultPolicy()}
			s.Stores = []fulfillment.Shop{{ID: payload, Name: payload}}
			s.Intake = fulfillment.Intake{Kind: payload, Name: payload, At: time.Now()}
			poison(s, payload)
			return Options{Store: s, Station: payload, Operator: payload}
		}, func(p *tea.Program, w *wire) {
			for _, key := range []string{"down", "enter", "down", "tab", "pgdown", "esc", "right", "right", "right", "down", "enter"} {
				p.Send(uitest.Key(key))
				time.Sleep(100 * time.Millisecond)
			}
			p.Send(uitest.Key("esc"))
			p.Send(uitest.Key("/"))
			time.Sleep(100 * time.Millisecond)
			p.Send(tea.PasteMsg{Content: payload})
			time.Sleep(2 * time.Second)
			harmless(t, payload, w.bytes())
		})
	}
}

// poison puts the payload into every text of orders in every queue.
func poison(s *uitest.Store, payload string) {
	for i, status := range []fulfillment.Status{
		fulfillment.StatusAwaitingShipment, fulfillment.StatusAwaitingCollection, "NEW_" + fulfillment.Status(payload), fulfillment.StatusDelivered,
		fulfillment.StatusAwaitingShipment,
	} {
		o := fulfillment.Order{
			ID: payload + string(rune('0'+i)), Shop: payload, Status: status, Substatus: payload, Mode: fulfillment.Mode(payload), Stage: fulfillment.StageFrom(status),
			CreatedAt: time.Now(), PaidAt: time.Now(), CancelledBy: payload, CancelReason: payload, CancelledAt: time.Now(),
			Recipient: fulfillment.Address{
				Name: payload, Phone: payload, Street: []string{payload, payload}, Town: payload, Area: payload, PostalCode: payload,
				Region: payload, Country: payload, Masked: true,
			},
			Buyer: payload, BuyerMessage: payload, SellerNote: payload, Amount: payload, Currency: payload, Payment: payload,
			Warehouse: payload, DeliveryOption: payload, Carrier: payload, Tracking: payload,
			ShopDeadlines: []fulfillment.Deadline{{Clock: fulfillment.ClockPack, At: time.Now().Add(time.Hour), Source: fulfillment.SourceShop, Field: payload}},
			Lines: []fulfillment.Line{{
				SKUID: payload, SellerSKU: payload, Product: payload, Variation: payload, Quantity: 2,
				Parts: []fulfillment.Part{{SKUID: payload, SellerSKU: payload, Quantity: 1}},
			}},
			Parcels: []fulfillment.Parcel{{ID: payload, Carrier: payload + "x", Tracking: payload + "y", PackedAt: time.Now()}},
			Parked:  fulfillment.Parked{Reason: payload, By: payload, At: time.Now()},
		}
		s.Put(o)
	}
}

func harmless(t *testing.T, payload string, out []byte) {
	t.Helper()
	parser := ansi.NewParser()
	var state byte
	for rest := out; len(rest) > 0; {
		seq, _, n, next := ansi.DecodeSequence(rest, state, parser)
		state, rest = next, rest[n:]
		switch {
		case ansi.HasCsiPrefix(seq):
			final := seq[len(seq)-1]
			assert.Contains(t, "mHGABCDdKJXbPh@LMSTrlupntq", string(final), "%q let %q through", payload, seq)
			assert.NotEqual(t, "\x1b[6n", string(seq), "%q", payload)
			assert.NotEqual(t, "\x1b[?1049l", string(seq), "%q", payload)
		case ansi.HasOscPrefix(seq):
			code, text, _ := strings.Cut(strings.TrimPrefix(string(seq), "\x1b]"), ";")
			assert.Contains(t, []string{"2", "11"}, code, "%q let %q through", payload, seq)
			assert.NotContains(t, strings.TrimRight(text, "\x07\x1b\\"), "\x1b", "%q in the window's title", payload)
			if code == "2" && len(text) > 1 {
				assert.True(t, strings.HasPrefix(text, "packdesk"), "%q has set the title %q", payload, seq)
			}
		case string(seq) == "\x1bM": // The renderer scrolls; no payload has it.
		case seq[0] == 0x1b:
			assert.Failf(t, "a foreign sequence", "%q let %q through", payload, seq)
		default:
			visible(t, payload, string(seq))
		}
	}
	assert.NotContains(t, string(out), "owned")
}

// visible checks a printed cluster: characters that can be seen, and the moves of the renderer.
func visible(t *testing.T, payload, text string) {
	t.Helper()
	assert.True(t, utf8.ValidString(text), "%q let invalid UTF-8 through", payload)
	marks := 0
	for _, r := range text {
		switch {
		case r == '\r', r == '\n', r == '\b':
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u200b', r == '\ufeff':
			assert.Failf(t, "an invisible character", "%q let %U through", payload, r)
		case unicode.Is(unicode.Mn, r):
			marks++
		}
	}
	assert.LessOrEqual(t, marks, fulfillment.MaxMarks, "%q climbs into the lines above", payload)
}
