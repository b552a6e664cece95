package batch

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
	"packdesk/ui/theme"
	"packdesk/ui/uitest"
	"packdesk/ui/widget"
)

func start() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func pane(lang string) *Pane {
	store := &uitest.Store{}
	return New(nil, Options{ //nolint:staticcheck // SA1012: nothing is read.
		Desk: uitest.NewDock(store), Orders: store, Now: start,
		Look: widget.Look{Theme: theme.Choice{Name: theme.NameMono}.Theme(), Say: i18n.New(lang)},
	})
}

func TestEveryActionAndReasonIsWorded(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		p := pane(lang)
		for _, a := range p.Table() {
			assert.NotEqual(t, string(a.Title()), p.look.Say.T(a.Title()), lang)
			if a.Hint {
				key := i18n.Key("hint." + a.ID)
				assert.NotEqual(t, string(key), p.look.Say.T(key), lang)
			}
		}
	}
}

func TestNoTwoActionsOfAFaceShareAKey(t *testing.T) {
	t.Parallel()
	p := pane("en")
	for _, f := range []face{choosing, checking, running, looking} {
		p.face = f
		p.sort()
		assert.Empty(t, keys.Conflicts(p.Actions()), "face %d", f)
		assert.NotEmpty(t, p.Actions())
	}
	p.face, p.offer.rows = choosing, []fulfillment.Row{{ID: "1"}}
	p.sort()
	assert.Len(t, p.Actions(), 2, "a question leaves nothing but its answers")
}

func TestEnterShipsNothing(t *testing.T) {
	t.Parallel()
	p := pane("en")
	for _, a := range p.table {
		switch a.ID {
		case doShip, doSplit, doRetryYes:
			assert.Equal(t, []string{"y"}, a.Binding.Keys())
		}
	}
}

func TestUrgentOrdersComeFirst(t *testing.T) {
	t.Parallel()
	row := func(id string, due time.Duration) fulfillment.Row {
		return fulfillment.Row{ID: id, Due: fulfillment.Deadline{At: start().Add(due)}}
	}
	rows := []fulfillment.Row{{ID: "none"}, row("c", 2*time.Hour), row("b", time.Hour), row("a", time.Hour), row("late", -time.Hour)}
	urgent(rows)
	got := ""
	for _, r := range rows {
		got += r.ID + " "
	}
	assert.Equal(t, "late a b c none ", got)
}

func TestPaceForgetsWhatWasLongAgo(t *testing.T) {
	t.Parallel()
	var p pace
	assert.Zero(t, p.rate())
	assert.Zero(t, p.left(10))
	now, settled := start(), 0
	step := func(n int) {
		now, settled = now.Add(time.Second), settled+n
		p.add(now, settled)
	}
	step(50)
	assert.Zero(t, p.rate(), "one reading has no pace")
	p.add(now.Add(80*time.Millisecond), settled+100)
	assert.Zero(t, p.rate(), "nor have two that lie close together")
	p = pace{}
	step(50)
	for range 20 {
		step(50)
	}
	assert.InDelta(t, 50, p.rate(), 0.01)
	assert.Equal(t, 4*time.Second, p.left(200))
	for range paceLen {
		step(10)
	}
	assert.InDelta(t, 10, p.rate(), 0.01)
	p.add(now, settled)
	assert.InDelta(t, 10, p.rate(), 0.01, "a reading at the same instant says nothing")
	p.add(now.Add(time.Second), 3)
	assert.Zero(t, p.rate(), "a retry begins anew")
}

func TestPastedLists(t *testing.T) {
	t.Parallel()
	const order = "576900000000000001"
	has := func(s string) bool { return s == order }
	for _, tt := range []struct{ name, line, order, number string }{
		{"a number", "TRKX0001", "", "TRKX0001"},
		{"a number with blanks", "TR KX 00 01", "", "TRKX0001"},
		{"order and number", order + " TRKX0001", order, "TRKX0001"},
		{"number and order", "TRKX0001;" + order, order, "TRKX0001"},
		{"quoted", `"` + order + `","TRKX0001"`, order, "TRKX0001"},
		{"an order alone", order, order, ""},
		{"an order of no batch", "576900000000000009 TRKX", "", "576900000000000009TRKX"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o, n := split(tt.line, has)
			assert.Equal(t, tt.order, o)
			assert.Equal(t, tt.number, n)
		})
	}
	assert.Equal(t, []string{"a", "b c"}, pasted("a\r\n\n  \nb\tc\n"))
	assert.Len(t, pasted(strings.Repeat("x\n", 10*longest)), longest)
}

func FuzzPasted(f *testing.F) {
	for _, s := range []string{"", "a\nb", "5769,TRK\x1b[2J\n\u202e", "\xff\x00\t;\"'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := pasted(text)
		require.LessOrEqual(t, len(lines), longest)
		for _, l := range lines {
			require.NotEmpty(t, strings.TrimSpace(l))
			_, number := split(l, func(string) bool { return false })
			for _, r := range l + number {
				require.False(t, unicode.IsControl(r), "%q", l)
			}
		}
	})
}

func TestARunningBatchMovesNothingUnderTheEye(t *testing.T) {
	t.Parallel()
	list := make([]fulfillment.Shipment, 100)
	for i := range list {
		list[i] = fulfillment.Shipment{Key: string(rune('A' + i)), Place: i, State: fulfillment.ShipWaiting}
	}
	var r run
	r.follow(list)
	assert.Empty(t, r.shipments)
	list[50].State, list[60].State = fulfillment.ShipLater, fulfillment.ShipRefused
	r.follow(list)
	require.Len(t, r.shipments, 2)
	assert.Equal(t, 60, r.shipments[0].Place, "what is refused first")
	list[5].State, list[50].State = fulfillment.ShipRefused, fulfillment.ShipDone
	r.follow(list)
	assert.Equal(t, []int{60, 50, 5}, []int{r.shipments[0].Place, r.shipments[1].Place, r.shipments[2].Place}, "new ones at the end")
	assert.Equal(t, fulfillment.ShipDone, r.shipments[1].State, "each where it stands")
	for i := range list {
		list[i].State = fulfillment.ShipRefused
	}
	r.follow(list)
	assert.Len(t, r.shipments, 3+rowsAtOnce-1, "and never many at once")
}
