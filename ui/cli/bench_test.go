package cli

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/station"
	"packdesk/store"
	"packdesk/store/storetest"
)

// bench is a station on a real store with n orders of two lines: two mugs and a tin.
func bench(t testing.TB, n int) (*station.Station, *store.Store) {
	t.Helper()
	s := storetest.At(t, filepath.Join(t.TempDir(), "packdesk.db"))
	var orders []fulfillment.Order
	for i := 1; i <= n; i++ {
		o := storetest.Order(i)
		o.Carrier, o.Tracking = "Evri", fmt.Sprintf("H01TST%010d", i)
		o.Lines = []fulfillment.Line{
			{SKUID: "1729000000000000001", SellerSKU: "MUG-BLU", Product: "Mug", Quantity: 2},
			{SKUID: "1729000000000000002", SellerSKU: "TEA-TIN", Product: "Tin", Quantity: 1},
		}
		orders = append(orders, o)
	}
	storetest.Import(t, s, orders...)
	return stationOn(s, "kim", "bench 1"), s
}

func stationOn(s *store.Store, operator, name string) *station.Station {
	return station.New(station.Options{
		Holder: fulfillment.Holder{Operator: operator, Station: name}, Keeper: keeper{Store: s}, Waybills: waybills,
		Policy: func(string) fulfillment.Policy { return fulfillment.DefaultPolicy() }, Now: func() time.Time { return storetest.Now },
	})
}

func scan(t testing.TB, b *station.Station, text string) station.View {
	t.Helper()
	v, err := b.Scan(t.Context(), fulfillment.Scan{Text: text, Raw: text})
	require.NoError(t, err)
	return v
}

func TestAParcelIsPackedByScans(t *testing.T) {
	t.Parallel()
	b, s := bench(t, 2)
	id := storetest.Order(1).ID
	assert.Equal(t, fulfillment.VerdictOpened, scan(t, b, id).Turn.Verdict)
	assert.Equal(t, fulfillment.VerdictUnit, scan(t, b, "MUG-BLU").Turn.Verdict)
	assert.Equal(t, fulfillment.VerdictUnit, scan(t, b, "mug-blu").Turn.Verdict, "the same code again is a second unit")
	v := scan(t, b, "MUG-BLU")
	require.NotNil(t, v.Bench.Alarm, "one too many")
	assert.Equal(t, fulfillment.AlarmOver, v.Bench.Alarm.Kind)
	v = scan(t, b, "TEA-TIN")
	assert.Equal(t, fulfillment.VerdictPacked, v.Turn.Verdict)
	assert.Nil(t, v.Bench.Alarm, "the right scan clears the error")

	o, err := s.Order(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, fulfillment.StagePacked, o.Stage)
	p, err := s.TakePrint(t.Context(), "bench 1", "w1")
	require.NoError(t, err)
	require.NotNil(t, p, "the label prints by itself on the last unit")
	assert.Equal(t, id, p.Order)
	again, err := s.TakePrint(t.Context(), "bench 1", "w2")
	require.NoError(t, err)
	assert.Nil(t, again, "and once")
	_, err = s.VerifyJournal(t.Context())
	require.NoError(t, err)
}

func TestProgressSurvivesTheSession(t *testing.T) {
	t.Parallel()
	b, s := bench(t, 1)
	id := storetest.Order(1).ID
	scan(t, b, id)
	scan(t, b, "MUG-BLU")
	v, err := stationOn(s, "kim", "bench 1").Look(t.Context())
	require.NoError(t, err)
	require.NotNil(t, v.Bench.Open)
	assert.Equal(t, 2, v.Bench.Open.Left())
	require.Len(t, v.Orders, 1)
}

func TestAnotherBenchIsToldWhoPacks(t *testing.T) {
	t.Parallel()
	b, s := bench(t, 1)
	id := storetest.Order(1).ID
	scan(t, b, id)
	v := scan(t, stationOn(s, "lee", "bench 2"), id)
	require.NotNil(t, v.Bench.Alarm)
	assert.Equal(t, fulfillment.AlarmHeld, v.Bench.Alarm.Kind)
	assert.Equal(t, "kim", v.Bench.Alarm.Holder.Operator)
}

func TestTwoBenchesScanOneOrderAtTheSameInstant(t *testing.T) {
	t.Parallel()
	_, s := bench(t, 20)
	for n := range 20 {
		id := storetest.Order(n + 1).ID
		verdicts := make(chan fulfillment.Verdict, 2)
		for i := range 2 {
			go func() {
				v, err := stationOn(s, fmt.Sprint("packer", i), fmt.Sprint("bench", n, i)).Scan(t.Context(), fulfillment.Scan{Text: id, Raw: id})
				assert.NoError(t, err)
				verdicts <- v.Turn.Verdict
			}()
		}
		assert.ElementsMatch(t, []fulfillment.Verdict{fulfillment.VerdictOpened, fulfillment.VerdictStop}, []fulfillment.Verdict{<-verdicts, <-verdicts})
	}
}

func TestAJournalThatWasChangedIsNamed(t *testing.T) {
	t.Parallel()
	b, s := bench(t, 1)
	scan(t, b, storetest.Order(1).ID)
	scan(t, b, "MUG-BLU")
	head, err := s.VerifyJournal(t.Context())
	require.NoError(t, err)
	assert.Positive(t, head.Seq)
}

func TestAnAnswerIsKeptThoughNothingIsOpen(t *testing.T) {
	t.Parallel()
	b, s := bench(t, 1)
	id := storetest.Order(1).ID
	scan(t, b, id)
	other := stationOn(s, "lee", "bench 2")
	require.NotNil(t, scan(t, other, id).Bench.Alarm, "held by somebody else, who may be asked to hand it over")
	_, err := other.Do(t.Context(), fulfillment.CommandBack)
	require.NoError(t, err)
	v, err := stationOn(s, "lee", "bench 2").Look(t.Context())
	require.NoError(t, err)
	assert.Nil(t, v.Bench.Alarm)
	assert.Nil(t, v.Bench.Question)
}
