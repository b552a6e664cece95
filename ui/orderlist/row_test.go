package orderlist

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

func testPane(lang, colours string) *List {
	l := widget.Look{Theme: theme.Choice{Name: colours, Dark: true}.Theme(), Say: i18n.New(lang)}
	return New(nil, Options{Look: l, Now: func() time.Time { return start }}) //nolint:staticcheck // SA1012: nothing is read.
}

func TestColumnsFillEveryWidth(t *testing.T) {
	t.Parallel()
	for _, q := range fulfillment.Queues() {
		for w := least; w <= 220; w++ {
			l := arrange(q, w)
			assert.GreaterOrEqual(t, w-l.head-1, tailWidth(l.columns), "%s at %d", q, w)
			assert.NotEmpty(t, l.columns)
			for _, c := range l.columns {
				assert.Positive(t, c.width, "%s at %d", q, w)
			}
		}
	}
	wide := arrange(fulfillment.QueueToPack, 120)
	assert.Len(t, wide.columns, 6, "everything at 120 columns")
	assert.Equal(t, idWidth, wide.columns[5].width, "and the whole id")
	assert.Equal(t, packAndHandover, arrange(fulfillment.QueueToPack, 80).clocks, "both clocks at 80")
	assert.Equal(t, dueClock, arrange(fulfillment.QueueToPack, 60).clocks)
}

func TestLadderAgreesWithTheDomain(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("test", 3*3600)
	rapid.Check(t, func(t *rapid.T) {
		now := start.Add(time.Duration(rapid.Int64Range(0, 86400).Draw(t, "now")) * time.Second)
		at := now.Add(time.Duration(rapid.Int64Range(-90000, 90000).Draw(t, "left")) * time.Second)
		l := newLadder(now, zone)
		assert.Equal(t, fulfillment.UrgencyAt(at, now, zone), fulfillment.Urgencies()[l.rung(at)])
	})
	l := newLadder(start, nil)
	assert.Equal(t, theme.Late, l.rung(start), "late at the very instant")
	assert.Equal(t, theme.Soon, l.rung(start.Add(1)))
	assert.Equal(t, theme.Later, l.rung(time.Time{}))
}

func drawn(p *List, r fulfillment.Row, w int, cursor bool) string {
	p.layout = arrange(p.queue, w)
	p.layout.version = p.cache.version + 1
	clock := newLadder(start, time.UTC)
	return string(p.appendRow(nil, &r, cursor, &clock))
}

func TestRowsAreExactlyAsWideAsTheScreen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := testPane(rapid.SampledFrom(i18n.Languages()).Draw(t, "lang"), rapid.SampledFrom(theme.Names()).Draw(t, "theme"))
		p.queue = rapid.SampledFrom(fulfillment.Queues()).Draw(t, "queue")
		r := row(rapid.StringMatching(`[0-9]{0,22}`).Draw(t, "id"), time.Duration(rapid.IntRange(-9000, 9000).Draw(t, "due"))*time.Minute)
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"马克杯马克杯马克杯马克杯马克杯", "Größe", "👩‍👩‍👧‍👦 family", "🇬🇧", "\u202eevil", ""}))
		r.Name, r.Product, r.SKU, r.Carrier, r.Tracking = text.Draw(t, "name"), text.Draw(t, "product"), text.Draw(t, "sku"), text.Draw(t, "carrier"), text.Draw(t, "tracking")
		r.Units, r.SKUs = rapid.IntRange(0, 100000).Draw(t, "units"), rapid.IntRange(0, 300).Draw(t, "skus")
		r.Message, r.PreOrder = rapid.Bool().Draw(t, "note"), rapid.Bool().Draw(t, "pre")
		r.Stop = rapid.SampledFrom([]fulfillment.Rule{"", fulfillment.RuleOnHold, "new_rule"}).Draw(t, "stop")
		r.Handover = fulfillment.Deadline{At: r.Due.At.Add(24 * time.Hour), Source: fulfillment.SourcePolicy}
		w := rapid.IntRange(least, 200).Draw(t, "w")
		got := drawn(p, r, w, rapid.Bool().Draw(t, "cursor"))
		assert.Equal(t, w, ansi.StringWidthWc(got), "%q", got)
		assert.NotContains(t, got, "\n")
	})
}

func TestRowSaysWhatMatters(t *testing.T) {
	t.Parallel()
	p := testPane("en", theme.NameMono)
	r := row("576461413997000001", -72*time.Minute)
	r.Mode, r.Message, r.Units, r.SKUs, r.Product = fulfillment.ModeSeller, true, 3, 2, "Stoneware mug"
	r.Handover = fulfillment.Deadline{At: start.Add(23 * time.Hour), Source: fulfillment.SourcePolicy}
	got := ansi.Strip(drawn(p, r, 120, false))
	for _, want := range []string{"! LATE", " -01:12   ", "~23:00", "Seller", "3×", "NOTE MUG Stoneware mug", "+1", "Sample", "576461413997000001"} {
		assert.Contains(t, got, want)
	}
	assert.Contains(t, ansi.Strip(drawn(p, r, 120, true)), "-01:12:00", "seconds under the cursor")
	r.Due.At, r.Pack.At = start.Add(59*time.Minute+59*time.Second), start.Add(59*time.Minute+59*time.Second)
	assert.Contains(t, ansi.Strip(drawn(p, r, 120, false)), "* < 2 h    00:59:59", "seconds in the last hour")
	r.Stop, r.Until = fulfillment.RuleRemorse, start.Add(time.Minute)
	assert.Contains(t, ansi.Strip(drawn(p, r, 120, false)), "× STOP")
	assert.Contains(t, ansi.Strip(drawn(p, r, 120, false)), "remorse hour NOTE")
	r.Until = start
	assert.NotContains(t, ansi.Strip(drawn(p, r, 120, false)), "STOP", "a rule that has passed stops nothing")
}

func TestPlatformNumbersGiveWayToTheProduct(t *testing.T) {
	t.Parallel()
	p := testPane("en", theme.NameMono)
	r := row("1", time.Hour)
	r.SKU, r.Product = "1729400000000000014", "Sticker sheet"
	assert.NotContains(t, drawn(p, r, 120, false), "17294")
	r.Product = ""
	assert.Contains(t, drawn(p, r, 120, false), "1729400000000000014")
}

func TestTailIsPaintedOnce(t *testing.T) {
	t.Parallel()
	p := testPane("en", theme.NameDark)
	r := row("1", time.Hour)
	drawn(p, r, 120, false)
	first := p.tail(&r, false, false)
	p.cache.tails["1"].plain = "kept"
	assert.Equal(t, "kept", p.tail(&r, false, false), "a row that has not changed is not painted again")
	r.Name = "Somebody Else"
	assert.NotEqual(t, "kept", p.tail(&r, false, false))
	r.Name = "Sample"
	assert.Equal(t, first, p.tail(&r, false, false))
	for i := range 1000 {
		r.ID = strings.Repeat("x", i)
		p.tail(&r, false, false)
	}
	p.cache.keep([]fulfillment.Row{{ID: "x"}, {ID: "xx"}})
	assert.Len(t, p.cache.tails, 2, "rows out of sight are forgotten")
}
