package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/fulfillment/tiktok/sim"
	"packdesk/fulfillment/tiktok/syncer"
	"packdesk/store"
)

// largeShop is a shop with as many orders as one likes, which costs the machine next to nothing: every page is made of the
// recorded bytes of a hundred real-looking orders, with other ids and times. One order has changed in every second.
type largeShop struct {
	parts   [100][][]byte // An order's bytes around its id and its time of change.
	orders  int
	latency time.Duration
	calls   atomic.Int64
}

const (
	markedID   = "5769999999999999991"
	markedTime = 1111111111
	firstTime  = 1_790_000_000 // September 2026.
)

// newLargeShop records the orders from the simulated shop.
func newLargeShop(tb testing.TB, orders int, latency time.Duration) *largeShop {
	tb.Helper()
	now := time.Unix(firstTime, 0)
	var made []fulfillment.Order
	for _, o := range sim.Orders(1, 400, now) {
		if o.Shop == sim.Shops()[0].ID && len(made) < 100 {
			made = append(made, o)
		}
	}
	shop := sim.New(sim.Options{Orders: made, PerSecond: -1, Now: func() time.Time { return now }})
	web := httptest.NewServer(shop)
	defer web.Close()
	var page []map[string]json.RawMessage
	c := clientAt(tb, web.URL, now, func(raw []byte, _ string) (fulfillment.Order, error) {
		var o map[string]json.RawMessage
		page = append(page, o)
		return fulfillment.Order{}, json.Unmarshal(raw, &page[len(page)-1])
	})
	account, err := c.Connect(tb.Context(), api.Secret(shop.Code()))
	require.NoError(tb, err)
	refs, err := c.Shops(tb.Context(), account.ID)
	require.NoError(tb, err)
	_, err = c.Shop(refs[0]).SearchOrders(tb.Context(), api.OrderQuery{}, "")
	require.NoError(tb, err)
	require.Len(tb, page, 100)
	l := &largeShop{orders: orders, latency: latency}
	for i, o := range page {
		o["id"], o["update_time"] = json.RawMessage(strconv.Quote(markedID)), json.RawMessage(strconv.Itoa(markedTime))
		raw, err := json.Marshal(o)
		require.NoError(tb, err)
		at := bytes.Replace(raw, []byte(markedID), []byte("\x00i\x00"), 1)
		at = bytes.Replace(at, []byte(strconv.Itoa(markedTime)), []byte("\x00t\x00"), 1)
		l.parts[i] = bytes.Split(at, []byte("\x00"))
		require.Len(tb, l.parts[i], 5)
	}
	return l
}

// clientAt is a client of a shop at an address, at a time that stands still.
func clientAt(tb testing.TB, url string, now time.Time, decode func([]byte, string) (fulfillment.Order, error)) *api.Client {
	tb.Helper()
	c, err := api.New(api.Options{
		App: api.App{Key: sim.AppKey, Secret: sim.AppSecret, Service: sim.ServiceID}, Hosts: api.OneHost(url), Tokens: &api.MemoryTokens{}, DecodeOrder: decode,
		Now: func() time.Time { return now },
	})
	require.NoError(tb, err)
	tb.Cleanup(c.Close)
	return c
}

// page is the answer with the orders from the n-th on.
func (l *largeShop) page(n int) []byte {
	end := min(n+100, l.orders)
	var b bytes.Buffer
	b.Grow(300_000)
	b.WriteString(`{"code":0,"message":"Success","request_id":"1","data":{"orders":[`)
	for i := n; i < end; i++ {
		if i > n {
			b.WriteByte(',')
		}
		for _, part := range l.parts[i%100] {
			switch string(part) {
			case "i":
				fmt.Fprintf(&b, "5769%015d", i)
			case "t":
				fmt.Fprintf(&b, "%d", firstTime+i)
			default:
				b.Write(part)
			}
		}
	}
	next := ""
	if end < l.orders {
		next = "more"
	}
	fmt.Fprintf(&b, `],"next_page_token":%q,"total_count":%d}}`, next, l.orders-n)
	return b.Bytes()
}

func (l *largeShop) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.Contains(q.URL.Path, "/token/"):
		_, _ = io.WriteString(w, `{"code":0,"data":{"access_token":"access-for-tests","refresh_token":"refresh-for-tests","open_id":"1","user_type":0,"access_token_expire_in":4000000000}}`)
	case strings.Contains(q.URL.Path, "/shops"):
		_, _ = io.WriteString(w, `{"code":0,"data":{"shops":[{"id":"7494000000000000101","name":"Large Sample","region":"GB","cipher":"c"}]}}`)
	case strings.Contains(q.URL.Path, "/cancellations/"):
		_, _ = io.WriteString(w, `{"code":0,"data":{"cancellations":[]}}`)
	default:
		l.calls.Add(1)
		time.Sleep(l.latency)
		var body struct {
			From int `json:"update_time_ge"`
		}
		_ = json.NewDecoder(q.Body).Decode(&body)
		_, _ = w.Write(l.page(max(0, body.From-firstTime)))
	}
}

// heapPeak watches the heap; calling what it returns ends that and says how much it held at most.
func heapPeak(tb testing.TB) func() uint64 {
	tb.Helper()
	sampling, stop := context.WithCancel(tb.Context())
	tb.Cleanup(stop)
	sampled := make(chan uint64, 1)
	go func() {
		var most uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-sampling.Done():
				sampled <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		stop()
		return <-sampled
	}
}

// firstSync reads the whole shop into a new database and says how long it took and how much the heap held at most.
func (l *largeShop) firstSync(tb testing.TB) (took time.Duration, peak uint64) {
	tb.Helper()
	web := httptest.NewServer(l)
	defer web.Close()
	now := time.Unix(firstTime+int64(l.orders)+60, 0)
	s, err := store.Open(tb.Context(), store.Options{Path: filepath.Join(tb.TempDir(), "packdesk.db"), Now: func() time.Time { return now }})
	require.NoError(tb, err)
	defer func() { require.NoError(tb, s.Close()) }()
	c := clientAt(tb, web.URL, now, nil)
	account, err := c.Connect(tb.Context(), "code")
	require.NoError(tb, err)
	most := heapPeak(tb)
	read := 0
	began := time.Now()
	err = syncer.New(syncer.Options{
		Client: c, Accounts: func() ([]string, error) { return []string{account.ID}, nil }, Ledger: ledger{s}, Worker: "bench", Now: func() time.Time { return now },
		Told: func(r syncer.Report) { read = r.Taken.Added },
	}).Once(tb.Context())
	took = time.Since(began)
	peak = most()
	require.NoError(tb, err)
	require.Equal(tb, l.orders, read)
	return took, peak
}

// TestAFirstSyncHoldsAFewPagesOnly reads a shop and one five times as large: what is held in memory does not grow with it.
func TestAFirstSyncHoldsAFewPagesOnly(t *testing.T) {
	small, large := newLargeShop(t, 1_000, 0), newLargeShop(t, 5_000, 0)
	runtime.GC()
	_, few := small.firstSync(t)
	runtime.GC()
	took, many := large.firstSync(t)
	t.Logf("1,000 orders: %d MB; 5,000 orders: %d MB in %s", few>>20, many>>20, took)
	assert.Less(t, many, few+few/2+16<<20)
	assert.LessOrEqual(t, large.calls.Load(), int64(53), "fifty pages and a seam or two")
}

// BenchmarkFirstSync reads 10,000 orders from a shop whose answers take 40 ms. "bare" decodes and inserts the same bytes,
// one page after the other, with nothing but the decoder and the store; "over" is the time beside that and the hundred
// waits.
func BenchmarkFirstSync(b *testing.B) {
	const orders, latency = 10_000, 40 * time.Millisecond
	l := newLargeShop(b, orders, latency)
	for b.Loop() {
		bare := l.bare(b)
		took, peak := l.firstSync(b)
		b.ReportMetric(float64(took.Milliseconds()), "ms")
		b.ReportMetric(float64(bare.Milliseconds()), "bare-ms")
		b.ReportMetric(float64(took)/float64(orders/100*latency+bare), "of-bare")
		b.ReportMetric(float64(peak>>20), "MB")
	}
}

// bare is the least that the same bytes cost.
func (l *largeShop) bare(tb testing.TB) time.Duration {
	tb.Helper()
	s, err := store.Open(tb.Context(), store.Options{Path: filepath.Join(tb.TempDir(), "packdesk.db")})
	require.NoError(tb, err)
	defer func() { require.NoError(tb, s.Close()) }()
	var took time.Duration
	for n := 0; n < l.orders; n += 100 {
		raw := l.page(n)
		began := time.Now()
		var answer struct {
			Data struct {
				Orders []json.RawMessage `json:"orders"`
			} `json:"data"`
		}
		require.NoError(tb, json.Unmarshal(raw, &answer))
		orders := make([]fulfillment.Order, 0, 100)
		for _, r := range answer.Data.Orders {
			o, err := tiktok.DecodeOrder(r, "7494000000000000101")
			require.NoError(tb, err)
			orders = append(orders, o)
		}
		_, err := s.TakeOrders(tb.Context(), store.Page{Shop: fulfillment.Shop{ID: "7494000000000000101"}, Orders: orders})
		require.NoError(tb, err)
		took += time.Since(began)
	}
	return took
}
