package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui/cli/config"
)

// bursts is a bench that somebody works at with a scanner and with nothing else, over whatever line.
type bursts struct {
	t    *testing.T
	s    *store.Store
	line io.Writer // Each write arrives as one block.
	sent int
}

// The codes of the goods begin with keys that would do something: q leaves, ? helps, : and / ask, a digit goes elsewhere.
const (
	burstMug  = "qM:/MUG-1"
	burstTea  = "?/1TEA-q"
	burstSpun = ":2SPOON" // In no order.
)

const burstStation = "bench ssh"

// burstOrder is an order of three units in two lines, with the label's number.
func burstOrder(n int) fulfillment.Order {
	o := storetest.Order(n)
	o.Carrier, o.Tracking = "Evri", fmt.Sprintf("H01TST%010d", n)
	o.Lines = []fulfillment.Line{
		{SKUID: "1729000000000000001", SellerSKU: burstMug, Product: "Mug", Quantity: 2},
		{SKUID: "1729000000000000002", SellerSKU: burstTea, Product: "Tin", Quantity: 1},
	}
	return o
}

// burstStore is a database with n orders to pack, and one more that names the spoon and is packed by nobody. Its clock
// begins on the morning of the orders and runs on.
func burstStore(t *testing.T, n int) (*store.Store, func() time.Time) {
	t.Helper()
	began := time.Now()
	now := func() time.Time { return storetest.Now.Add(time.Since(began)) }
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), databaseName), Now: now})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Close()) })
	orders := make([]fulfillment.Order, n+1)
	for i := range orders {
		orders[i] = burstOrder(i + 1)
	}
	orders[n].Lines = []fulfillment.Line{{SKUID: "1729000000000000003", SellerSKU: burstSpun, Product: "Spoon", Quantity: 2}}
	storetest.Import(t, s, orders...)
	return s, now
}

// burstProgram is a program whose station prints into the folder of the store.
func burstProgram(now func() time.Time) *Program {
	p := &Program{Now: now}
	p.loaded.Station, p.loaded.Operator = burstStation, "kim"
	p.loaded.Shops = map[string]config.Shop{"uk": {
		Region: "GB", FromName: "Sample Home Ltd", FromStreet: []string{"12 Example Street"}, FromTown: "Exampleton", FromPostalCode: "EX1 1AA",
	}}
	return p
}

// scan sends one code with its Enter as one block.
func (b *bursts) scan(code string) {
	b.t.Helper()
	_, err := io.WriteString(b.line, code+"\r")
	require.NoError(b.t, err)
	b.sent++
}

// until waits until the bench in the store fits.
func (b *bursts) until(what string, fits func(bench *fulfillment.Bench) bool) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		bench, err := b.s.Bench(b.t.Context(), fulfillment.Holder{Station: burstStation})
		return err == nil && fits(bench)
	}, 30*time.Second, 2*time.Millisecond, what)
}

// wrong sends a code that is wrong now, and waits for the alarm.
func (b *bursts) wrong(code string, kind fulfillment.AlarmKind) {
	b.t.Helper()
	b.scan(code)
	b.until("alarm for "+code, func(bench *fulfillment.Bench) bool {
		return bench.Alarm != nil && bench.Alarm.Kind == kind
	})
}

// parcel packs order n with its five scans. Before one of them something wrong is scanned, if item or label say so.
func (b *bursts) parcel(n int, item, label bool) {
	b.t.Helper()
	o := burstOrder(n)
	b.scan(o.ID)
	b.scan(burstMug)
	if item {
		b.wrong(burstSpun, fulfillment.AlarmWrongItem)
	}
	b.scan(burstTea)
	b.scan(burstMug)
	if label {
		b.wrong(burstOrder(n+1).Tracking, fulfillment.AlarmForeignLabel)
	}
	b.scan(o.Tracking)
}

// closed waits until order n is packed and proven.
func (b *bursts) closed(n int) {
	b.t.Helper()
	if !assert.Eventually(b.t, func() bool {
		p, err := b.s.PackingOf(b.t.Context(), burstOrder(n).ID)
		return err == nil && p != nil && p.Phase == fulfillment.PhaseClosed
	}, 20*time.Second, 2*time.Millisecond, "order %d", n) {
		for row, err := range b.s.Journal(b.t.Context(), "") {
			require.NoError(b.t, err)
			if row.Entry.Kind == fulfillment.EntryRefused {
				b.t.Errorf("refused: %+v", row.Entry)
			}
		}
		b.t.FailNow()
	}
}

// right checks the first n orders: every unit by scan, the label proven by scan and printed once, nothing lost or doubled,
// and in the journal exactly what was sent.
func (b *bursts) right(n, wrong int) {
	b.t.Helper()
	t := b.t
	require.Eventually(t, func() bool {
		left, err := b.s.WaitingPrints(t.Context(), burstStation)
		return err == nil && left == 0
	}, 60*time.Second, 5*time.Millisecond, "all labels are out")
	for i := 1; i <= n; i++ {
		o := burstOrder(i)
		p, err := b.s.PackingOf(t.Context(), o.ID)
		require.NoError(t, err)
		require.NotNil(t, p, "order %d", i)
		assert.Equal(t, fulfillment.PhaseClosed, p.Phase, "order %d", i)
		require.Len(t, p.Parcels, 1)
		assert.Equal(t, fulfillment.ProofScan, p.Parcels[0].Proof, "order %d", i)
		for _, l := range p.Lines {
			assert.Equal(t, l.Need, l.Done, "order %d, %s", i, l.SellerSKU)
			assert.Zero(t, l.ByHand, "order %d, %s", i, l.SellerSKU)
		}
		prints, err := b.s.PrintsOf(t.Context(), o.ID)
		require.NoError(t, err)
		if assert.Len(t, prints, 1, "order %d", i) {
			assert.Equal(t, store.PrintDone, prints[0].State, "order %d: %s", i, prints[0].Says)
		}
	}
	kinds := map[fulfillment.EntryKind]int{}
	for row, err := range b.s.Journal(t.Context(), "") {
		require.NoError(t, err)
		kinds[row.Entry.Kind]++
	}
	assert.Equal(t, wrong, kinds[fulfillment.EntryRefused], "the journal: %v", kinds)
	assert.Equal(t, wrong, kinds[fulfillment.EntryCleared], "the journal: %v", kinds)
	assert.Equal(t, b.sent, kinds[fulfillment.EntryScan]+kinds[fulfillment.EntryRefused], "each scan is in the journal once: %v", kinds)
	_, err := b.s.VerifyJournal(t.Context())
	require.NoError(t, err)
}
