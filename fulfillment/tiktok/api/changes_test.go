package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// counting is a shop whose page tokens count from the beginning of the list, as the platform's own look like: an order that
// changes while the list is read moves to its end, and another one slips past the reader.
type counting struct {
	at       map[string]int64 // Time of change by id.
	size     int
	now      int64
	change   func(c *counting, call int)
	calls    int
	deaf     bool // It takes no notice of times.
	circling bool // The token of every second page leads to the first one.
}

func (c *counting) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	c.calls++
	if c.change != nil {
		c.change(c, c.calls)
	}
	var body struct {
		From int64 `json:"update_time_ge"`
	}
	_ = json.NewDecoder(q.Body).Decode(&body)
	var ids []string
	for id, at := range c.at {
		if c.deaf || at >= body.From {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if c.at[a] != c.at[b] {
			return int(c.at[a] - c.at[b])
		}
		return strings.Compare(a, b)
	})
	offset, _ := strconv.Atoi(q.URL.Query().Get("page_token"))
	offset = min(offset, len(ids))
	end := min(offset+c.size, len(ids))
	next := ""
	if end < len(ids) {
		next = strconv.Itoa(end)
	}
	if c.circling && offset > 0 {
		next = strconv.Itoa(offset)
	}
	var orders []string
	for _, id := range ids[offset:end] {
		orders = append(orders, fmt.Sprintf(`{"id":%q,"status":"AWAITING_SHIPMENT","create_time":1,"update_time":%d,"line_items":[{"id":"1","sku_id":"2"}]}`, id, c.at[id]))
	}
	sayf(w, `{"code":0,"data":{"orders":[%s],"next_page_token":%q,"total_count":%d}}`, strings.Join(orders, ","), next, len(ids))
}

// newCounting is one with n orders, each of a second of its own or all of the same one.
func newCounting(n int, apart int64) *counting {
	c := &counting{at: map[string]int64{}, size: 100, now: 2_000_000}
	for i := range n {
		c.at[fmt.Sprintf("5764%015d", i)] = 1_000_000 + int64(i)*apart
	}
	return c
}

// seen walks through all changes.
func (c *counting) seen(t *testing.T) (ids map[string]int, err error) {
	t.Helper()
	s := stub(t, Options{}, c.ServeHTTP)
	ids = map[string]int{}
	for p, perr := range s.Changes(t.Context(), time.Time{}) {
		if perr != nil {
			return ids, perr
		}
		require.Empty(t, p.Rejected)
		for _, o := range p.Orders {
			ids[o.ID]++
		}
	}
	return ids, nil
}

func TestOrdersThatMoveWhileTheyAreReadHideNoOthers(t *testing.T) {
	t.Parallel()
	c := newCounting(1000, 1)
	c.change = func(c *counting, call int) { // Three orders at the beginning of the list change between two pages.
		for i := range 3 {
			c.now++
			c.at[fmt.Sprintf("5764%015d", 3*call+i)] = c.now
		}
	}
	ids, err := c.seen(t)
	require.NoError(t, err)
	assert.Len(t, ids, 1000)

	s := stub(t, Options{}, newCountingLike(c).ServeHTTP)
	walked := map[string]bool{}
	for p, err := range s.Orders(t.Context(), OrderQuery{ByUpdate: true}, "") {
		require.NoError(t, err)
		for _, o := range p.Orders {
			walked[o.ID] = true
		}
	}
	assert.Less(t, len(walked), 1000, "a walk by tokens alone loses some of them")
}

// newCountingLike is the same shop as it was at the beginning.
func newCountingLike(c *counting) *counting {
	other := newCounting(len(c.at), 1)
	other.change = c.change
	return other
}

func TestASecondInWhichEverythingChangesIsReadWhole(t *testing.T) {
	t.Parallel()
	for _, n := range []int{99, 100, 101, 250} {
		c := newCounting(n, 0)
		c.at["576499999999999999"] = 1_000_005
		ids, err := c.seen(t)
		require.NoError(t, err)
		assert.Len(t, ids, n+1)
	}
}

func TestShopsThatTurnInACircleEndTheWalk(t *testing.T) {
	t.Parallel()
	c := newCounting(250, 0)
	c.circling = true
	_, err := c.seen(t)
	assert.Equal(t, KindLoop, KindOf(err))
	assert.Less(t, c.calls, 10)

	c = newCounting(250, 1)
	c.deaf = true
	ids, err := c.seen(t)
	require.NoError(t, err)
	assert.Len(t, ids, 250, "a shop that takes no notice of times is read by its tokens")
	assert.Less(t, c.calls, 10)
}

func TestNothingHasChanged(t *testing.T) {
	t.Parallel()
	c := newCounting(0, 1)
	ids, err := c.seen(t)
	require.NoError(t, err)
	assert.Empty(t, ids)
	assert.Equal(t, 1, c.calls)
}
