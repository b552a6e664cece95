package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

func TestOrdersArriveAsTheyAre(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 250})
	got := map[string]fulfillment.Order{}
	pages := 0
	for p, err := range r.gb.Orders(t.Context(), OrderQuery{ByUpdate: true, PageSize: 30}, "") {
		require.NoError(t, err)
		require.Empty(t, p.Rejected)
		pages++
		for _, o := range p.Orders {
			got[o.ID] = o
		}
	}
	want := 0
	for i := range r.orders {
		o := &r.orders[i]
		if o.Shop != r.gb.ref.ID {
			assert.NotContains(t, got, o.ID)
			continue
		}
		want++
		g, ok := got[o.ID]
		require.True(t, ok, o.ID)
		assert.Equal(t, o.Status, g.Status, o.ID)
		assert.Equal(t, o.Mode, g.Mode, o.ID)
		assert.Equal(t, o.Amount, g.Amount, o.ID)
		assert.Equal(t, o.Units(), g.Units(), o.ID)
		assert.Equal(t, o.UnitsLeft(), g.UnitsLeft(), "%s %s", o.ID, o.Status)
		assert.Equal(t, o.CancelRequested, g.CancelRequested, o.ID)
		assert.Equal(t, o.HeldByShop, g.HeldByShop, o.ID)
		assert.Equal(t, o.UpdatedAt, g.UpdatedAt, o.ID)
		assert.Equal(t, o.PaidAt, g.PaidAt, o.ID)
		assert.Equal(t, o.Recipient.Masked, g.Recipient.Masked, o.ID)
		if o.Status != fulfillment.StatusUnpaid && o.Status != fulfillment.StatusOnHold {
			assert.Equal(t, o.Recipient.Name, g.Recipient.Name, o.ID)
			assert.Equal(t, o.Recipient.PostalCode, g.Recipient.PostalCode, o.ID)
			assert.Equal(t, o.Recipient.Lines(), g.Recipient.Lines(), o.ID)
		} else {
			assert.True(t, g.Recipient.Empty(), o.ID)
		}
		if o.Status == fulfillment.StatusAwaitingShipment {
			assert.NotEmpty(t, g.ShopDeadlines, o.ID)
			assert.Equal(t, o.Mode != fulfillment.ModeSeller, g.PackageID != "", "only the platform's own shipping has a package before: %s", o.ID)
		}
		require.NotEmpty(t, g.Lines)
		assert.Equal(t, len(o.Lines), len(g.Lines), o.ID)
		assert.Len(t, g.Lines[0].Items, g.Lines[0].Quantity, o.ID)
	}
	assert.Len(t, got, want)
	assert.Equal(t, (want+29)/30, pages)
}

func TestOrderQueriesNarrow(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 250})
	yes := true
	mid := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name, c := range map[string]struct {
		query OrderQuery
		fits  func(o *fulfillment.Order) bool
	}{
		"status":         {OrderQuery{Status: fulfillment.StatusOnHold}, func(o *fulfillment.Order) bool { return o.Status == fulfillment.StatusOnHold }},
		"requested":      {OrderQuery{CancelRequested: &yes}, func(o *fulfillment.Order) bool { return o.CancelRequested }},
		"seller":         {OrderQuery{Shipping: "SELLER"}, func(o *fulfillment.Order) bool { return o.Mode == fulfillment.ModeSeller }},
		"updated since":  {OrderQuery{UpdatedFrom: mid}, func(o *fulfillment.Order) bool { return !o.UpdatedAt.Before(mid) }},
		"updated before": {OrderQuery{UpdatedTo: mid}, func(o *fulfillment.Order) bool { return o.UpdatedAt.Before(mid) }},
		"created since":  {OrderQuery{CreatedFrom: mid}, func(o *fulfillment.Order) bool { return !o.CreatedAt.Before(mid) }},
		"nothing":        {OrderQuery{CreatedTo: time.Unix(1, 0)}, func(*fulfillment.Order) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := map[string]bool{}
			for i := range r.orders {
				if r.orders[i].Shop == r.gb.ref.ID && c.fits(&r.orders[i]) {
					want[r.orders[i].ID] = true
				}
			}
			got := map[string]bool{}
			for _, newest := range []bool{false, true} {
				c.query.Newest = newest
				var last time.Time
				for p, err := range r.gb.Orders(t.Context(), c.query, "") {
					require.NoError(t, err)
					assert.Equal(t, len(want), p.Total)
					for i := range p.Orders {
						o := &p.Orders[i]
						got[o.ID] = true
						if !last.IsZero() {
							assert.Equal(t, newest, !o.CreatedAt.After(last) && !o.CreatedAt.Equal(last) || newest && o.CreatedAt.Equal(last), "sorted")
						}
						last = o.CreatedAt
					}
				}
				assert.Equal(t, want, got)
			}
		})
	}
}

func TestOrdersByID(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 700})
	var mine, foreign []string
	for i := range r.orders {
		if r.orders[i].Shop == r.gb.ref.ID {
			mine = append(mine, r.orders[i].ID)
		} else {
			foreign = append(foreign, r.orders[i].ID)
		}
	}
	require.Greater(t, len(mine), 501)
	ids := append(append([]string{}, mine[:501]...), mine[0], "1", "9999999999999999999", mine[0]) // 501, one of them thrice, and two that nobody has.
	f, err := r.gb.OrdersByID(t.Context(), ids...)
	require.NoError(t, err)
	assert.Len(t, f.Orders, 501)
	assert.Equal(t, []string{"1", "9999999999999999999"}, f.Missing)
	assert.Equal(t, 11, r.sim.Calls()["get_order_detail"], "50 ids in one call")

	f, err = r.gb.OrdersByID(t.Context(), mine[0], foreign[0], mine[1])
	require.NoError(t, err, "an order of another shop does not hide its neighbours")
	assert.Len(t, f.Orders, 2)
	assert.Equal(t, []string{foreign[0]}, f.Missing)

	f, err = r.gb.OrdersByID(t.Context())
	require.NoError(t, err)
	assert.Empty(t, f.Orders)
	for _, id := range []string{"", "12a", "../../x", "12345678901234567890", "1,2"} {
		_, err = r.gb.OrdersByID(t.Context(), id)
		require.ErrorIs(t, err, fulfillment.ErrInvalid, id)
		assert.Equal(t, OutcomeRefused, OutcomeOf(err))
	}
}

func TestPagesGoOnWhereTheyEnded(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 200})
	var first []string
	token := ""
	for p, err := range r.gb.Orders(t.Context(), OrderQuery{PageSize: 20}, "") {
		require.NoError(t, err)
		first = append(first, idsOf(p.Orders)...)
		token = p.Next
		if len(first) >= 60 {
			break
		}
	}
	require.NotEmpty(t, token)
	for p, err := range r.gb.Orders(t.Context(), OrderQuery{PageSize: 20}, token) {
		require.NoError(t, err)
		first = append(first, idsOf(p.Orders)...)
	}
	assert.Len(t, distinct(first), len(first), "no order twice")
	n := 0
	for i := range r.orders {
		if r.orders[i].Shop == r.gb.ref.ID {
			n++
		}
	}
	assert.Len(t, first, n)

	_, err := r.gb.SearchOrders(t.Context(), OrderQuery{PageSize: 20, Newest: true}, token)
	assert.Equal(t, KindRequest, KindOf(err), "a token of another search")
	_, err = r.gb.SearchOrders(t.Context(), OrderQuery{PageSize: 20}, "made-up")
	assert.Equal(t, KindRequest, KindOf(err))
}

func idsOf(orders []fulfillment.Order) []string {
	var ids []string
	for i := range orders {
		ids = append(ids, orders[i].ID)
	}
	return ids
}

func TestPagesThatNeverEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 100})
	r.sim.Script("get_order_list", sim.FaultLoop, sim.FaultLoop, sim.FaultLoop)
	pages := 0
	var failed error
	for _, err := range r.gb.Orders(t.Context(), OrderQuery{PageSize: 20}, "") {
		if failed = err; err == nil {
			pages++
		}
	}
	require.Error(t, failed)
	assert.Equal(t, KindLoop, KindOf(failed))
	require.ErrorIs(t, failed, fulfillment.ErrTryLater)
	assert.Equal(t, 2, pages)

	n := 0
	s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { // Ever new tokens.
		n++
		sayf(w, `{"code":0,"data":{"orders":[{"id":"1","status":"UNPAID","line_items":[{"id":"1"}]}],"next_page_token":"t%d","total_count":3}}`, n)
	})
	failed = nil
	for _, err := range s.Orders(t.Context(), OrderQuery{}, "") {
		failed = err
	}
	assert.Equal(t, KindLoop, KindOf(failed))
	assert.LessOrEqual(t, n, 100)
}

func TestAPromisedPageThatIsEmpty(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 100})
	r.sim.Script("get_order_list", sim.FaultNone, sim.FaultNulls)
	var failed error
	for _, err := range r.gb.Orders(t.Context(), OrderQuery{PageSize: 20}, "") {
		failed = err
	}
	require.Error(t, failed, "a sync must not take it for the end")
	assert.Equal(t, KindGarbled, KindOf(failed))
}

func TestPagesWithTheSameOrderTwice(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 60})
	r.sim.Script("get_order_list", sim.FaultRepeat, sim.FaultRepeat)
	var ids []string
	for p, err := range r.gb.Orders(t.Context(), OrderQuery{PageSize: 20}, "") {
		require.NoError(t, err)
		ids = append(ids, idsOf(p.Orders)...)
	}
	assert.Equal(t, len(ids)-2, len(distinct(ids)))
}

func TestOrdersThatCannotBeReadDoNotHideOthers(t *testing.T) {
	t.Parallel()
	answers := []string{
		`{"id":"1","status":"AWAITING_SHIPMENT","line_items":[{"id":"11"}]}`,
		`{"id":576461413038785752,"status":"A_NEW_ONE","is_cod":"true","create_time":"1619611561","line_items":[{"id":12}],"payment":null,"packages":null}`,
		`{"id":"3","status":"AWAITING_SHIPMENT","line_items":{"0":[]}}`,
		`{"id":"4","status":"AWAITING_SHIPMENT","line_items":null}`,
		`{"id":"x5","status":"AWAITING_SHIPMENT","line_items":[{"id":"15"}]}`,
		`null`, `7`,
		"{\"id\":\"6\",\"status\":\"AWAITING_SHIPMENT\",\"recipient_address\":{\"name\":\"Sam \xffSample\"},\"line_items\":[{\"id\":\"16\"}]}",
		`{"id":"7","status":"AWAITING_SHIPMENT","recipient_address":{"name":"Sam \u001b]52;c;eA==\u0007Sample"},"line_items":[{"id":"17"}],"unknown_field":{"a":[1]}}`,
	}
	s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
		sayf(w, `{"code":"0","data":{"orders":[%s],"total_count":"9"}}`, strings.Join(answers, ","))
	})
	p, err := s.SearchOrders(t.Context(), OrderQuery{}, "")
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "576461413038785752", "6", "7"}, idsOf(p.Orders))
	assert.Equal(t, fulfillment.Status("A_NEW_ONE"), p.Orders[1].Status)
	assert.Equal(t, "Sam \uFFFDSample", p.Orders[2].Recipient.Name, "broken bytes of a name are shown as such")
	assert.Equal(t, "Sam Sample", p.Orders[3].Recipient.Name)
	require.Len(t, p.Rejected, 5)
	for _, r := range p.Rejected {
		require.ErrorIs(t, r.Err, fulfillment.ErrInvalid)
	}
	assert.Equal(t, "3", p.Rejected[0].ID)
	assert.Equal(t, 9, p.Total)
}

func TestEmptyAnswersAreNormal(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`{"code":0}`, `{"code":0,"data":null}`, `{"code":0,"data":{}}`, `{"code":0,"data":{"orders":null,"next_page_token":null}}`} {
		s := stub(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { say(w, data) })
		p, err := s.SearchOrders(t.Context(), OrderQuery{}, "")
		require.NoError(t, err, data)
		assert.Empty(t, p.Orders)
		_, err = s.Package(t.Context(), "1")
		require.NoError(t, err)
		_, err = s.SearchPackages(t.Context(), PackageQuery{}, "")
		require.NoError(t, err)
		_, err = s.Slots(t.Context(), "1")
		require.NoError(t, err)
		_, err = s.Warehouses(t.Context())
		require.NoError(t, err)
		_, err = s.SearchCancellations(t.Context(), CancelQuery{}, "")
		require.NoError(t, err)
		_, err = s.Document(t.Context(), "1", DocumentLabel, DocumentOptions{})
		assert.Equal(t, KindLabelNotReady, KindOf(err), "a label without an address is not there yet")
		assert.Equal(t, OutcomeDone, s.MarkShipped(t.Context(), Mark{"1", nil, "X1", "2"}).Outcome)
		assert.Equal(t, OutcomeDone, s.ShipPackages(t.Context(), []Shipment{{Package: "1"}})[0].Outcome)
	}
}

// TestSyncHoldsOnePage measures that a walk keeps no more than a page, however many orders there are.
func TestSyncHoldsOnePage(t *testing.T) {
	t.Parallel()
	const total = 5000
	page := func(from int) []byte {
		var orders []json.RawMessage
		for i := from; i < from+100; i++ {
			orders = append(orders, json.RawMessage(fmt.Sprintf(`{"id":"%d","status":"UNPAID","line_items":[{"id":"1"}]}`, i+1)))
		}
		b, err := json.Marshal(map[string]any{"code": 0, "data": map[string]any{"orders": orders, "next_page_token": map[bool]string{true: strconv.Itoa(from + 100)}[from+100 < total], "total_count": total}})
		assert.NoError(t, err)
		return b
	}
	s := stub(t, Options{}, func(w http.ResponseWriter, q *http.Request) {
		from, _ := strconv.Atoi(q.URL.Query().Get("page_token"))
		say(w, string(page(from)))
	})
	n := 0
	for p, err := range s.Orders(t.Context(), OrderQuery{}, "") {
		require.NoError(t, err)
		assert.LessOrEqual(t, len(p.Orders), 100)
		n += len(p.Orders)
	}
	assert.Equal(t, total, n)
}
