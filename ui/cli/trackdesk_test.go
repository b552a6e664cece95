package cli

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/carriers/fleet"
	"packdesk/carriers/sim"
	"packdesk/fulfillment"
	"packdesk/ui/tracking"
)

// simulatedDesk is a desk over a new database and simulated carriers, and their world.
func simulatedDesk(t *testing.T, limits map[string]sim.Limit) (trackDesk, *sim.World) {
	t.Helper()
	world := sim.New(sim.Options{Adopt: true, Limits: limits})
	server := httptest.NewServer(world)
	t.Cleanup(server.Close)
	l := ledgerOf(t)
	budget := keyBudget(l)
	roster, err := fleet.New(world.Configs(server.URL), carriers.Deps{Budget: budget})
	require.NoError(t, err)
	t.Cleanup(roster.Close)
	poller := &carriers.Poller{Ledger: l, Roster: roster, Budget: budget, Holder: "test"}
	return trackDesk{store: l.store, roster: roster, poller: poller, budget: budget, now: time.Now}, world
}

// follow saves numbers and asks about them.
func follow(t *testing.T, d trackDesk, world *sim.World, parcels ...sim.Parcel) []string {
	t.Helper()
	var ids []string
	for _, p := range parcels {
		world.Add(p)
		r, err := d.Detect(t.Context(), p.Number)
		require.NoError(t, err)
		require.NotEmpty(t, r.Candidates, p.Number)
		id, err := d.Follow(t.Context(), r.Candidates[0].Choice)
		require.NoError(t, err)
		ids = append(ids, id)
	}
	require.NoError(t, d.Refresh(t.Context(), ids))
	return ids
}

// heldUp is a life that ends at customs, and smooth one that ends well.
func heldUp(born time.Time, number string) sim.Parcel {
	const h = time.Hour
	return sim.Parcel{Number: number, Born: born, Life: sim.Life{
		{Act: sim.Announced},
		{Act: sim.PickedUp, After: 5 * h},
		{Act: sim.Departed, After: 9 * h},
		{Act: sim.Arrived, After: 30 * h},
		{Act: sim.CustomsIn, After: 32 * h},
		{Act: sim.CustomsHeld, After: 36 * h},
	}}
}

func smooth(born time.Time, number string) sim.Parcel {
	return sim.Parcel{Number: number, Born: born, Life: sim.Lives()[0]}
}

func TestTheDeskShowsWhatCarriersSay(t *testing.T) {
	t.Parallel()
	d, world := simulatedDesk(t, nil)
	born := time.Now().Add(-50 * time.Hour)
	ems, fedex := sim.Number(carriers.EMS, 1), sim.Number(carriers.FedEx, 1)
	done := sim.Number(carriers.UPS, 2)
	follow(t, d, world, smooth(born, fedex), heldUp(born, ems), smooth(born.Add(-20*time.Hour), done))

	page, err := d.Page(t.Context(), tracking.Query{After: 10})
	require.NoError(t, err)
	require.Len(t, page.Rows, 3)
	assert.Equal(t, []string{ems, fedex, done}, []string{page.Rows[0].Number, page.Rows[1].Number, page.Rows[2].Number}, "action, moving, ended")
	held := page.Rows[0]
	assert.True(t, held.Action)
	assert.Equal(t, tracking.StatusException, held.Status)
	assert.Equal(t, "customs_hold", held.Code)
	assert.Equal(t, tracking.Words{EN: "Held by customs", ZH: "海关滞留"}, held.Reason)
	assert.Equal(t, "邮政 EMS", held.Carrier.ZH)
	assert.True(t, page.Rows[2].Ended)
	assert.False(t, page.Less || page.More)

	p, err := d.Parcel(t.Context(), held.ID)
	require.NoError(t, err)
	require.Len(t, p.Events, 6)
	assert.Equal(t, "zh", p.Events[0].Lang, "EMS speaks Chinese")
	for _, e := range p.Events {
		assert.NotRegexp(t, `\p{Han}`, e.Words.EN, e.Text)
		assert.Regexp(t, `\p{Han}`, e.Words.ZH)
	}
	assert.False(t, p.Scanned.IsZero())
	require.NotEmpty(t, p.Links)
	assert.Equal(t, "https://www.ems.post/en/global-network/tracking", p.Links[0].URL.EN)
	assert.Equal(t, "https://www.ems.com.cn/queryList?mailNum="+ems, p.Links[1].URL.EN)
	assert.True(t, p.Links[2].Other)
	assert.Equal(t, "https://t.17track.net/zh-cn#nums="+ems, p.Links[2].URL.ZH)
	assert.Equal(t, "ems", p.Key.Name)
	assert.Positive(t, p.Key.Used)

	p, err = d.Parcel(t.Context(), page.Rows[1].ID)
	require.NoError(t, err)
	require.NotEmpty(t, p.Events)
	for _, e := range p.Events {
		assert.Regexp(t, `\p{Han}`, e.Words.ZH, e.Text)
	}
	assert.Contains(t, p.Links[0].URL.ZH, "zh_CN")

	counts, err := d.Counts(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3, counts.All)
	assert.Equal(t, 1, counts.Action)
	assert.Len(t, counts.Carriers, 3)
}

func TestWindowsOfTheListKeepTheirAnchor(t *testing.T) {
	t.Parallel()
	d, world := simulatedDesk(t, map[string]sim.Limit{"fedex": {}})
	born := time.Now().Add(-50 * time.Hour)
	var parcels []sim.Parcel
	for i := range 9 {
		parcels = append(parcels, smooth(born.Add(time.Duration(i)*time.Minute), sim.Number(carriers.FedEx, i)))
	}
	ids := follow(t, d, world, parcels...)
	page, err := d.Page(t.Context(), tracking.Query{Anchor: tracking.Anchor{ID: ids[4]}, Before: 2, After: 3})
	require.NoError(t, err)
	require.Len(t, page.Rows, 5)
	assert.Equal(t, ids[4], page.Rows[page.Anchor].ID)
	assert.True(t, page.Less && page.More)
	end, err := d.Page(t.Context(), tracking.Query{Anchor: tracking.Anchor{End: true}, Before: 3})
	require.NoError(t, err)
	require.Len(t, end.Rows, 3)
	assert.Equal(t, ids[8], end.Rows[2].ID)
	gone := tracking.Anchor{ID: "gone", Place: page.Rows[page.Anchor].Place}
	page, err = d.Page(t.Context(), tracking.Query{Anchor: gone, Before: 2, After: 3})
	require.NoError(t, err)
	assert.Equal(t, ids[4], page.Rows[page.Anchor].ID, "where it stood")
	narrow, err := d.Page(t.Context(), tracking.Query{Filter: tracking.Filter{Text: ids[3]}, Anchor: tracking.Anchor{ID: ids[4], Place: page.Rows[2].Place}, Before: 2, After: 2})
	require.NoError(t, err)
	require.Len(t, narrow.Rows, 1)
	assert.Equal(t, ids[3], narrow.Rows[0].ID)
}

func TestANumberIsLookedUpAndSaved(t *testing.T) {
	t.Parallel()
	d, world := simulatedDesk(t, nil)
	number := sim.Number(carriers.UPS, 7)
	world.Add(smooth(time.Now().Add(-50*time.Hour), number))
	r, err := d.Detect(t.Context(), " "+number[:6]+" "+number[6:])
	require.NoError(t, err)
	require.True(t, r.Decided)
	assert.True(t, r.Candidates[0].Asked)
	assert.Contains(t, r.Candidates[0].Why.ZH, "校验位正确")
	p, err := d.Look(t.Context(), r.Candidates[0].Choice)
	require.NoError(t, err)
	assert.Equal(t, tracking.StatusInTransit, p.Status)
	assert.NotEmpty(t, p.Events)
	_, err = d.Parcel(t.Context(), number)
	require.ErrorIs(t, err, fulfillment.ErrNotFound, "a look leaves nothing behind")
	id, err := d.Follow(t.Context(), r.Candidates[0].Choice)
	require.NoError(t, err)
	r, err = d.Detect(t.Context(), number)
	require.NoError(t, err)
	assert.Equal(t, id, r.Followed)

	lost, err := d.Look(t.Context(), tracking.Choice{Number: "1ZW0000A0300000099", Carrier: "royalmail"})
	require.NoError(t, err, "what a carrier cannot say is told by the parcel")
	assert.False(t, lost.Fault.IsZero())

	d.roster = carriers.NewRoster()
	unserved, err := d.Look(t.Context(), tracking.Choice{Number: number, Carrier: "ups"})
	require.NoError(t, err)
	assert.Equal(t, "unserved", unserved.Fault.Kind)
	assert.Contains(t, unserved.Links[0].URL.EN, "ups.com", "and its page opens all the same")
}

func TestAQuoteKeepsToTheBudget(t *testing.T) {
	t.Parallel()
	d, world := simulatedDesk(t, map[string]sim.Limit{"dhl": {PerDay: 3}, "fedex": {PerDay: 100}})
	born := time.Now().Add(-50 * time.Hour)
	follow(t, d, world, smooth(born, sim.Number(carriers.DHL, 1)))
	follow(t, d, world, smooth(born, sim.Number(carriers.FedEx, 1)), smooth(born, sim.Number(carriers.FedEx, 2)))
	for i := range 4 {
		_, err := d.Follow(t.Context(), tracking.Choice{Number: sim.Number(carriers.DHL, 10+i), Carrier: "dhl"})
		require.NoError(t, err)
	}
	_, err := d.poller.Refresh(t.Context(), nil) // Nobody is asked; the new ones are routed by the next sweep.
	require.NoError(t, err)
	q, err := d.Quote(t.Context(), tracking.Filter{})
	require.NoError(t, err)
	var calls, over int
	for _, c := range q.Costs {
		left, limited := c.Key.Left()
		assert.True(t, !limited || c.Calls <= left, c.Key.Name)
		calls += c.Calls
		over += c.Over
	}
	assert.Positive(t, calls)
	assert.Equal(t, q.Matching, q.Parcels()+over, "every parcel is asked about, or told of")
	assert.Zero(t, world.Stats("dhl").Refused)
}

func TestAskingCostsWhatWasQuoted(t *testing.T) {
	t.Parallel()
	d, world := simulatedDesk(t, map[string]sim.Limit{"ups": {PerSecond: 1000}, "fedex": {PerSecond: 1000}}) // No call is made twice.
	born := time.Now().Add(-50 * time.Hour)
	var parcels []sim.Parcel
	for i := range 24 { // In turns, as ranks and ages mix them.
		parcels = append(parcels, smooth(born, sim.Number(carriers.FedEx, 1+i)), smooth(born, sim.Number(carriers.UPS, 1+i)))
	}
	follow(t, d, world, parcels...)
	q, err := d.Quote(t.Context(), tracking.Filter{})
	require.NoError(t, err)
	require.Equal(t, 48, q.Parcels())
	for _, c := range q.Costs {
		before := world.Stats(c.Key.Name).Questions
		for _, round := range q.Rounds {
			assert.LessOrEqual(t, len(round), 30)
			if r, _, _, err := d.store.Followed(t.Context(), round[0]); assert.NoError(t, err) && r.Source == c.Key.Name {
				require.NoError(t, d.Refresh(t.Context(), round))
			}
		}
		assert.Equal(t, c.Calls, world.Stats(c.Key.Name).Questions-before, c.Key.Name)
	}
}

func TestShoppingSitesShowTheirOrders(t *testing.T) {
	t.Parallel()
	list := trackDesk{}.OrderPages("114-1234567-1234567")
	require.NotEmpty(t, list)
	assert.Equal(t, "https://www.amazon.com/gp/your-account/order-details?orderID=114-1234567-1234567", list[0].URL.EN)
	var hosts []string
	for _, l := range list {
		hosts = append(hosts, l.Name.EN)
	}
	assert.Contains(t, hosts, "secure.iherb.com")
	assert.False(t, list[0].List)
	assert.True(t, list[1].List, "and the page of all orders says that it is none of this one")
}
