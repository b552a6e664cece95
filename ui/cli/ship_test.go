package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// reportsOf reads what ship --json prints.
func reportsOf(t *testing.T, out string) map[string][]shipReport {
	t.Helper()
	by := map[string][]shipReport{}
	for line := range strings.SplitSeq(strings.TrimSpace(out), "\n") {
		var r struct {
			shipReport
			Until *string `json:"until"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &r), line)
		by[r.Order] = append(by[r.Order], r.shipReport)
	}
	return by
}

func TestShipFromAList(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 6, tiktok: 2})
	id := func(n int) string { return rigOrder(n, "").ID }
	require.NoError(t, r.sim.RequestCancel(id(3)))
	r.read()
	list := "order,carrier,tracking\n" + strings.Join([]string{
		id(1) + ",Evri," + rigNumber(1), id(2) + "\t,evri,h01 " + rigNumber(2)[3:], id(3) + ",Evri," + rigNumber(3), id(4) + ",Evri,", id(5) + ",Snail Mail," + rigNumber(5),
		id(6) + ",Evri," + rigNumber(1), id(7), id(1) + ",Evri," + rigNumber(1), "5764000000000000001,Evri," + rigNumber(8),
	}, "\n") + "\n"

	out, talk, code := r.cli(list, "ship", "--from", "-", "--dry-run", "--json")
	assert.Equal(t, exitPartly, code, talk)
	plan := reportsOf(t, out)
	for n, want := range map[string]string{
		id(3): "rule cancel_requested", id(4): "fault no_number", id(5): "fault no_carrier", id(6): "fault number_used", "5764000000000000001": "fault not_found",
	} {
		require.Len(t, plan[n], 1)
		kind, name, _ := strings.Cut(want, " ")
		assert.Equal(t, name, map[string]string{"rule": plan[n][0].Rule, "fault": plan[n][0].Fault}[kind], "%+v", plan[n][0])
		assert.Equal(t, "refused", plan[n][0].State)
		assert.NotEmpty(t, plan[n][0].Says)
	}
	snail := plan[id(5)][0]
	assert.Contains(t, snail.Lists, "Evri", "the shop's carriers are named")
	assert.Contains(t, snail.Says, "(Snail Mail); it lists "+strings.Join(snail.Lists, ", "))
	require.Len(t, plan[id(1)], 2)
	assert.Equal(t, "twice", plan[id(1)][0].Fault)
	assert.Empty(t, r.sim.Calls()["mark_package_as_shipped"], "a dry run tells nobody")

	_, talk, code = r.cli(list, "ship", "--from", "-", "--no-input")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, "--yes")

	out, talk, code = r.cli(list, "ship", "--from", "-", "--yes", "--json")
	assert.Equal(t, exitPartly, code, talk)
	done := reportsOf(t, out)
	for _, n := range []int{1, 2, 7} {
		last := done[id(n)][len(done[id(n)])-1]
		assert.Equal(t, "done", last.State, last.Says)
		assert.NotEmpty(t, last.Batch)
	}
	r.once(1, rigNumber(1))
	r.once(2, rigNumber(2))
	r.once(7, "")
	assert.Contains(t, talk, "3 shipped, 5 refused, 0 open")
	assert.Contains(t, talk, "packdesk ship --batch 1 goes on with it", "whoever finds the run killed needs the number")

	torn := id(8) + ",," + rigNumber(8) + "\n" + id(5) + ",Evri," + rigNumber(5) + "\n" + id(5) + ",Evri," + rigNumber(9) + "\n"
	out, talk, code = r.cli(torn, "ship", "--from", "-", "--dry-run", "--json")
	assert.Equal(t, exitPartly, code, talk)
	require.Len(t, reportsOf(t, out)[id(5)], 1)
	assert.Equal(t, "two_numbers", reportsOf(t, out)[id(5)][0].Fault, "nobody can say which of them is right")

	out, talk, code = r.cli(list, "ship", "--from", "-", "--yes", "--json")
	assert.Equal(t, exitConflict, code, talk)
	assert.Equal(t, "already_shipped", reportsOf(t, out)[id(2)][0].Rule)
	r.once(2, rigNumber(2))
}

func TestShipByFilterWithAPool(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, seller: 5, tiktok: 3})
	out, talk, code := r.cli("", "ship", "--filter", "mode=seller", "--carrier", "Evri", "--pool", "--dry-run", "--json")
	assert.Equal(t, exitConflict, code, talk)
	assert.Equal(t, "pool_empty", reportsOf(t, out)[rigOrder(1, "").ID][0].Fault)

	_, talk, code = r.cli("RM000000001GB\n", "numbers", "add", "Royal Mail")
	assert.Equal(t, exitUsage, code, "its check digit is wrong")
	assert.Contains(t, talk, "line 1")
	var made numbersReport
	out, talk, code = r.cli("RM000000001GB\n?\n"+rigNumber(101)+"\n", "numbers", "add", "Royal Mail", "--json")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, "and 1 more are refused; nothing was taken")
	require.NoError(t, json.Unmarshal([]byte(out), &made), "one object: %s", out)
	assert.Zero(t, made.Added)
	require.Len(t, made.Refused, 2)
	assert.Equal(t, []any{1, "RM000000001GB", "bad_number", 2, "not_a_number"},
		[]any{made.Refused[0].Line, made.Refused[0].Number, made.Refused[0].Fault, made.Refused[1].Line, made.Refused[1].Fault})
	out, talk, code = r.cli(rigNumber(101)+"\n"+rigNumber(102)+"\n\n"+rigNumber(103)+"\n", "numbers", "add", "Evri", "--json")
	require.Zero(t, code, talk)
	assert.JSONEq(t, `{"carrier":"Evri","added":3,"refused":[],"left":3}`, out)
	out, _, code = r.cli("", "numbers", "list", "--json")
	require.Zero(t, code)
	assert.JSONEq(t, `{"carrier":"Evri","free":3,"used":0}`, out)
	out, _, code = r.cli(rigNumber(103)+"\n", "numbers", "add", "Evri", "--json")
	assert.Equal(t, exitPartly, code)
	assert.JSONEq(t, `{"carrier":"Evri","added":0,"refused":[{"number":"`+rigNumber(103)+`","fault":"number_in_pool","says":"`+rigNumber(103)+
		` is in a pool already"}],"left":3}`, out)

	out, talk, code = r.cli("", "ship", "--filter", "mode=seller", "--carrier", "Evri", "--pool", "--yes", "--json")
	assert.Equal(t, exitPartly, code, talk)
	used := map[string]bool{}
	for _, reports := range reportsOf(t, out) {
		if reports[0].State == "done" {
			assert.False(t, used[reports[0].Tracking], "a number is used once")
			used[reports[0].Tracking] = true
		} else {
			assert.Equal(t, "pool_empty", reports[0].Fault)
		}
	}
	assert.Len(t, used, 3)
	out, _, _ = r.cli("", "numbers", "list", "--json")
	assert.JSONEq(t, `{"carrier":"Evri","free":0,"used":3}`, out)

	_, talk, code = r.cli("", "ship", "--filter", "mode=tiktok", "--yes")
	require.Zero(t, code, talk)
	_, talk, code = r.cli("", "ship", "--filter", "mode=tiktok", "--yes")
	assert.Equal(t, exitNotFound, code, talk)
}

func TestShipRefusesTheFiveHundredAndFirst(t *testing.T) {
	t.Parallel()
	r := newShipRig(t, rigSetup{sim: sim.Options{PerSecond: -1}, client: faultClient(), tiktok: fulfillment.MaxBatch + 1})
	var ids strings.Builder
	for n := range fulfillment.MaxBatch + 1 {
		fmt.Fprintln(&ids, rigOrder(n+1, "").ID)
	}
	_, talk, code := r.cli(ids.String(), "ship", "--from", "-", "--yes")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, talk, "501 orders are too many: a batch takes 500")
	assert.Contains(t, talk, "--split ships them in 2 batches")
	assert.Empty(t, r.sim.Effects())
	_, talk, code = r.cli(ids.String(), "ship", "--from", "-", "--yes", "--split")
	require.Zero(t, code, talk)
	assert.Contains(t, talk, "501 shipped")
	batches, err := r.desk.Batches(t.Context(), 5)
	require.NoError(t, err)
	require.Len(t, batches, 2)
	assert.Equal(t, fulfillment.ShipTally{Done: 1}, batches[0].Tally)
	assert.Equal(t, fulfillment.ShipTally{Done: 500}, batches[1].Tally)
	assert.Equal(t, 11, r.sim.Calls()["batch_ship_packages"])
}
