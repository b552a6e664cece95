package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/fulfillment"
	shop "packdesk/fulfillment/tiktok/sim"
	"packdesk/store/storetest"
)

// numbersIn reads what orders list says for scripts: the orders with their numbers.
func numbersIn(t *testing.T, out string) (found []string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSpace(out), "\n") {
		var j orderJSON
		if line == "" {
			continue
		}
		require.NoError(t, json.Unmarshal([]byte(line), &j), line)
		found = append(found, j.ID+" "+j.Carrier+" "+j.Tracking)
	}
	return found
}

// TestAnOrderIsFoundByTheNumberThatItGotAtTheBench scans a number onto a parcel, then asks for it wherever people do.
func TestAnOrderIsFoundByTheNumberThatItGotAtTheBench(t *testing.T) {
	t.Parallel()
	w := numberless(t, 3)
	id, ups := storetest.Order(2).ID, sim.Number(carriers.UPS, 1)
	require.NoError(t, w.s.Warm(t.Context()))
	for _, code := range []string{id, "MUG-BLU", "MUG-BLU", "MUG-BLU", ups} {
		scan(t, w.bench, code)
	}
	dir := t.TempDir()
	conf := filepath.Join(dir, "c.toml")
	require.NoError(t, os.WriteFile(conf, []byte(strings.Replace(paperConfig, "shop.gb", "shop.uk", 1)), 0o600))
	cli := func(args ...string) string {
		out, talk, code := packdesk(t.Context(), append(args, "--data", filepath.Dir(w.s.Path()), "--config", conf)...)
		require.Zero(t, code, talk)
		return out
	}
	want := []string{id + " UPS " + ups}
	assert.Equal(t, want, numbersIn(t, cli("orders", "list", "--search", ups, "--json")))
	assert.Equal(t, want, numbersIn(t, cli("orders", "list", "--search", strings.ToLower(ups[4:]), "--json")), "by a part of it")
	assert.Contains(t, cli("orders", "list", "--search", ups), id)
	for _, queue := range []fulfillment.Queue{fulfillment.QueueToPack, fulfillment.QueueToHandOver} {
		page, err := w.s.Page(t.Context(), fulfillment.Query{Queue: queue, After: 5})
		require.NoError(t, err)
		for i := range page.Rows {
			r := &page.Rows[i]
			assert.Equal(t, r.ID == id, r.Tracking == ups, "%s in %s", r.ID, queue)
		}
	}
	var label labelReport
	require.NoError(t, json.Unmarshal([]byte(cli("label", id, "--json", "-o", filepath.Join(dir, "label.pdf"))), &label))
	assert.Equal(t, ups, label.Decoded, "what a scanner reads")
}

// TestANumberThatWasTakenBackIsFree scans a waybill onto the wrong parcel, takes that back, and scans it onto the right one.
func TestANumberThatWasTakenBackIsFree(t *testing.T) {
	t.Parallel()
	w := numberless(t, 2)
	wrong, right := storetest.Order(1).ID, storetest.Order(2).ID
	first, second := sim.Number(carriers.UPS, 1), sim.Number(carriers.UPS, 2)
	find := func(number string) (found []string) {
		for _, queue := range fulfillment.Queues() {
			page, err := w.s.Page(t.Context(), fulfillment.Query{Queue: queue, Filter: fulfillment.Filter{Text: number}, After: 5})
			require.NoError(t, err)
			for i := range page.Rows {
				found = append(found, page.Rows[i].ID+" "+page.Rows[i].Tracking)
			}
		}
		return found
	}
	for _, code := range []string{wrong, "MUG-BLU", "MUG-BLU", "MUG-BLU", first} {
		scan(t, w.bench, code)
	}
	assert.Equal(t, []string{wrong + " " + first}, find(first))
	assert.Equal(t, fulfillment.VerdictUndone, scan(t, w.bench, "PK:UNDO").Turn.Verdict)
	assert.Empty(t, find(first))
	require.Nil(t, scan(t, w.bench, second).Bench.Alarm)
	require.NoError(t, w.shop.drain(t.Context()))
	assert.Equal(t, fulfillment.VerdictClosed, scan(t, w.bench, second).Turn.Verdict)
	for _, code := range []string{right, "MUG-BLU", "MUG-BLU", "MUG-BLU", first} {
		require.Nil(t, scan(t, w.bench, code).Bench.Alarm, code)
	}
	assert.Equal(t, []string{right + " " + first}, find(first))
	assert.Equal(t, []string{wrong + " " + second}, find(second))
}

// TestAnOrderIsFoundByTheNumberThatABatchDrew ships from a pool.
func TestAnOrderIsFoundByTheNumberThatABatchDrew(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: shop.Options{PerSecond: -1}, seller: 2})
	_, talk, code := r.cli(rigNumber(101)+"\n"+rigNumber(102)+"\n", "numbers", "add", "Evri")
	require.Zero(t, code, talk)
	out, talk, code := r.cli("", "ship", "--filter", "mode=seller", "--carrier", "Evri", "--pool", "--yes", "--json")
	require.Zero(t, code, talk)
	shipped := reportsOf(t, out)
	require.Len(t, shipped, 2)
	for id, reports := range shipped {
		out, talk, code := r.cli("", "orders", "list", "--queue", "to_hand_over", "--search", reports[0].Tracking, "--json")
		require.Zero(t, code, talk)
		assert.Equal(t, []string{id + " Evri " + reports[0].Tracking}, numbersIn(t, out))
	}
}
