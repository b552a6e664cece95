package store_test

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

// The size of the benchmark's warehouse. The figures of the README are those of -open 100000 -done 1000000.
var (
	openOrders = flag.Int("open", 20_000, "open orders in the benchmark's store")
	doneOrders = flag.Int("done", 50_000, "done orders in the benchmark's store")
	bigStore   = flag.String("store", "", "keep the benchmark's store in this folder and use it again")
)

var products = []string{"Stoneware Mug", "Earl Grey Tea, 50 bags", "茉莉花茶 礼盒装", "Candle 3-pack", "Desk Lamp with a long name as sellers write them"}

// warehouse is order n of the benchmark; names and SKUs differ, deadlines spread over three days.
func warehouse(n int, done bool) fulfillment.Order {
	o := storetest.Order(n % 90_000)
	o.ID = fmt.Sprintf("57646%013d", n)
	o.PaidAt = storetest.Now.Add(-time.Duration(n*7919%259_200) * time.Second)
	o.CreatedAt = o.PaidAt
	o.Recipient.Name = fmt.Sprintf("%s %05d", []string{"Alex Sample", "陈小明", "José Ñandú", "Nguyễn Thị Test"}[n%4], n)
	l := &o.Lines[0]
	l.SellerSKU, l.Product = fmt.Sprintf("SKU-%05d", n%3000), products[n%len(products)]
	if n%5 == 0 {
		l.Quantity = 3
	}
	if n%3 == 0 {
		o.Mode = fulfillment.ModeTikTok
	}
	if done {
		o.Status, o.ShippedAt, o.Tracking = fulfillment.StatusDelivered, o.PaidAt.Add(time.Hour), fmt.Sprintf("H01AAA%010d", n)
	}
	return o
}

var big struct {
	sync.Once
	s *store.Store
}

func bigWarehouse(b *testing.B) *store.Store {
	b.Helper()
	big.Do(func() {
		dir := *bigStore
		if dir == "" {
			dir = b.TempDir()
		}
		s, err := store.Open(ctx, store.Options{Path: filepath.Join(dir, "packdesk.db"), Now: func() time.Time { return storetest.Now }})
		require.NoError(b, err)
		big.s = s
		if last, err := s.LastIntake(ctx); err == nil && last.Kind != "" {
			return
		}
		n, total := 0, *openOrders+*doneOrders
		_, err = s.Import(ctx, fulfillment.Intake{Kind: "file", Name: "big.csv"}, fulfillment.Shop{ID: "uk", Zone: "Europe/London"}, func() ([]fulfillment.Order, error) {
			if n == total {
				return nil, io.EOF
			}
			batch := make([]fulfillment.Order, 0, 500)
			for ; n < total && len(batch) < 500; n++ {
				batch = append(batch, warehouse(n, n >= *openOrders))
			}
			return batch, nil
		}, nil)
		require.NoError(b, err)
	})
	require.NotNil(b, big.s)
	return big.s
}

// report adds the median and the 99th percentile to a benchmark.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func timed(took *[]time.Duration, fn func()) {
	start := time.Now()
	fn()
	*took = append(*took, time.Since(start))
}

// BenchmarkPage reads windows of 40 rows at the top, in the middle and at the end of the queue.
func BenchmarkPage(b *testing.B) {
	s := bigWarehouse(b)
	for _, queue := range []fulfillment.Queue{fulfillment.QueueToPack, fulfillment.QueueDone} {
		end, err := s.Page(ctx, fulfillment.Query{Queue: queue, Anchor: fulfillment.Anchor{End: true}, Before: 60})
		require.NoError(b, err)
		middle := fulfillment.Position{Value: storetest.Now.Add(12 * time.Hour).Unix()}
		if queue == fulfillment.QueueDone {
			middle.Value = -storetest.Now.Add(-36 * time.Hour).Unix()
		}
		for name, a := range map[string]fulfillment.Anchor{"top": {}, "middle": {Position: middle}, "end": {ID: end.Rows[0].ID}} {
			b.Run(string(queue)+"/"+name, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					timed(&took, func() {
						page, err := s.Page(ctx, fulfillment.Query{Queue: queue, Anchor: a, After: 40})
						require.NoError(b, err)
						require.Len(b, page.Rows, 40)
					})
				}
				report(b, took)
			})
		}
	}
}

func BenchmarkCounts(b *testing.B) {
	s := bigWarehouse(b)
	var took []time.Duration
	for b.Loop() {
		timed(&took, func() {
			_, err := s.Counts(ctx, fulfillment.Filter{}, storetest.Now)
			require.NoError(b, err)
		})
	}
	report(b, took)
}

// BenchmarkSearch types words letter by letter.
func BenchmarkSearch(b *testing.B) {
	s := bigWarehouse(b)
	start := time.Now()
	require.NoError(b, s.Warm(ctx))
	b.Logf("the index of %d open orders was built in %s", *openOrders, time.Since(start))
	for name, word := range map[string]string{"sku": "sku-%05d", "name": "jose nandu %05d", "han": "茉莉花茶%d", "id": "%d60000000001", "nothing": "z%dz"} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			var letters []rune
			typed := 0
			for i := 0; b.Loop(); i++ {
				if typed == len(letters) { // Another word, so that no answer is remembered from the round before.
					letters, typed = []rune(fmt.Sprintf(word, i*7919%90_000)), 0
				}
				typed++
				text := string(letters[:typed])
				timed(&took, func() {
					_, err := s.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToPack, Filter: fulfillment.Filter{Text: text}, After: 40})
					require.NoError(b, err)
				})
			}
			report(b, took)
		})
	}
}

// BenchmarkSearchFirstLetters types one, two and three letters that nobody has typed lately: most orders hold them, so that
// every text matches, and no earlier answer helps.
func BenchmarkSearchFirstLetters(b *testing.B) {
	s := bigWarehouse(b)
	require.NoError(b, s.Warm(ctx))
	const letters = "abcdefghiklmnoprstuvxyz0123456789-_小明茉"
	all := []rune(letters)
	for n := 1; n <= 3; n++ {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				text := ""
				for k := range n {
					text += string(all[(i*(7+6*k)+k*11)%len(all)])
				}
				timed(&took, func() {
					_, err := s.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToPack, Filter: fulfillment.Filter{Text: text}, After: 40})
					require.NoError(b, err)
				})
			}
			report(b, took)
		})
	}
}

// BenchmarkOpen opens the store and reads what the first screen shows.
func BenchmarkOpen(b *testing.B) {
	path := bigWarehouse(b).Path()
	for b.Loop() {
		s, err := store.Open(ctx, store.Options{Path: path, Now: func() time.Time { return storetest.Now }})
		require.NoError(b, err)
		_, err = s.Page(ctx, fulfillment.Query{Queue: fulfillment.QueueToPack, After: 40})
		require.NoError(b, err)
		_, err = s.Counts(ctx, fulfillment.Filter{}, storetest.Now)
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}
