package carriers_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// teller is an adapter that knows what it is told to know.
type teller struct {
	name  string
	knows map[string]bool
	fails carriers.Kind
	asked *[]string
}

func (a teller) Source() carriers.Source {
	return carriers.Source{Name: a.name, Key: a.name, Workers: 2}
}
func (a teller) MaxBatch() int { return 2 }
func (a teller) Close()        {}

func (a teller) Track(_ context.Context, _ carriers.Lang, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	for i, q := range queries {
		if a.asked != nil {
			*a.asked = append(*a.asked, a.name+" "+q.Number)
		}
		switch {
		case a.knows[q.Number]:
			results[i].Report = &carriers.Report{Number: q.Number, State: carriers.State{Status: carriers.StatusInTransit}}
		case a.fails != "":
			results[i].Err = carriers.Errorf(a.fails, "as told")
		default:
			results[i].Err = carriers.Errorf(carriers.KindNotFound, "as told")
		}
	}
	return results
}

func TestRoute(t *testing.T) {
	t.Parallel()
	all := carriers.NewRoster(teller{name: "dhl"}, teller{name: "mydhl"}, teller{name: "ups"}, teller{name: "ems"}, teller{name: "17track"})
	names := func(r *carriers.Roster, q carriers.Query) []string {
		var list []string
		for _, a := range r.Route(q) {
			list = append(list, a.Source().Name)
		}
		return list
	}
	assert.Equal(t, []string{"mydhl", "dhl", "17track"}, names(all, carriers.Query{Number: "3318810025", Carrier: carriers.DHL}))
	assert.Equal(t, []string{"dhl", "17track"}, names(all, carriers.Query{Number: "00340434161094015902", Carrier: carriers.DHL}))
	assert.Equal(t, []string{"dhl", "17track"}, names(all, carriers.Query{Number: "3318810025", Carrier: carriers.DHL, Service: "parcel-de"}))
	assert.Equal(t, []string{"ups", "17track"}, names(all, carriers.Query{Number: "1Z999AA10123456784", Carrier: carriers.UPS}))
	assert.Equal(t, []string{"17track"}, names(all, carriers.Query{Number: "RB123456785GB", Carrier: carriers.RoyalMail}))
	assert.Equal(t, []string{"17track"}, names(carriers.NewRoster(teller{name: "17track"}), carriers.Query{Number: "EE123456785CN", Carrier: carriers.EMS}),
		"EMS without a contract")
	assert.Empty(t, names(carriers.NewRoster(teller{name: "ups"}), carriers.Query{Number: "RB123456785GB", Carrier: carriers.RoyalMail}))
	assert.Equal(t, []string{"dhl", "mydhl", "ups", "ems", "17track"}, all.Names())
	assert.Nil(t, all.Named("fedex"))
}

func TestLook(t *testing.T) {
	t.Parallel()
	const number = "926030926002" // FedEx or DHL Identcode.
	var asked []string
	knows := map[string]bool{number: true}
	roster := carriers.NewRoster(
		teller{name: "dhl", knows: knows, asked: &asked}, teller{name: "fedex", asked: &asked}, teller{name: "17track", asked: &asked},
	)
	f, err := roster.Look(t.Context(), carriers.English, number, carriers.Hints{})
	require.NoError(t, err)
	assert.Equal(t, "dhl", f.Source)
	assert.Equal(t, []string{"fedex " + number, "17track " + number, "dhl " + number}, asked, "the next one when the first does not know it")
	assert.Len(t, f.Tried, 2)

	asked = nil
	_, err = roster.Look(t.Context(), carriers.English, number, carriers.Hints{Carrier: carriers.DHL})
	require.NoError(t, err)
	assert.Equal(t, []string{"dhl " + number}, asked, "the order's carrier first")

	asked = nil
	f, err = roster.Look(t.Context(), carriers.English, "1001921334250001000300779017972697", carriers.Hints{})
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	assert.Contains(t, asked, "fedex 779017972697", "the number inside the barcode")
	assert.Nil(t, f.Report)

	_, err = carriers.NewRoster().Look(t.Context(), carriers.English, number, carriers.Hints{})
	require.ErrorIs(t, err, fulfillment.ErrUnauthorised)
	assert.Contains(t, err.Error(), "no carrier is configured")

	broken := carriers.NewRoster(teller{name: "fedex", fails: carriers.KindNetwork}, teller{name: "17track", knows: knows})
	f, err = broken.Look(t.Context(), carriers.English, number, carriers.Hints{Carrier: carriers.FedEx})
	require.NoError(t, err)
	assert.Equal(t, "17track", f.Source, "the aggregator when the carrier cannot be reached")

	asked = nil
	silent := carriers.NewRoster(teller{name: "fedex", fails: carriers.KindQuota, asked: &asked}, teller{name: "dhl", knows: knows, asked: &asked})
	f, err = silent.Look(t.Context(), carriers.English, number, carriers.Hints{Carrier: carriers.FedEx})
	require.ErrorIs(t, err, fulfillment.ErrTryLater)
	assert.Nil(t, f.Report, "another carrier's parcel is not taken for it")
	assert.Equal(t, []string{"fedex " + number}, asked)
}

func TestAsk(t *testing.T) {
	t.Parallel()
	var asked []string
	queries := make([]carriers.Query, 5)
	for i := range queries {
		queries[i].Number = string(rune('a' + i))
	}
	assert.Len(t, carriers.Ask(t.Context(), teller{name: "x", asked: &asked}, carriers.English, queries), 5)
	assert.Len(t, asked, 5)
	assert.Empty(t, carriers.Ask(t.Context(), teller{name: "x"}, carriers.English, nil))
}

func TestErrorClasses(t *testing.T) {
	t.Parallel()
	for kind, class := range map[carriers.Kind]error{
		carriers.KindNotFound: fulfillment.ErrNotFound, carriers.KindBadNumber: fulfillment.ErrInvalid, carriers.KindBadRequest: fulfillment.ErrInvalid,
		carriers.KindUnauthorised: fulfillment.ErrUnauthorised, carriers.KindForbidden: fulfillment.ErrUnauthorised,
		carriers.KindQuota: fulfillment.ErrTryLater, carriers.KindNetwork: fulfillment.ErrTryLater, carriers.KindBroken: fulfillment.ErrTryLater,
	} {
		assert.ErrorIs(t, carriers.Errorf(kind, "x"), class, kind)
	}
	e := &carriers.Error{Source: "dhl", Kind: carriers.KindNetwork, Message: "the connection broke", Err: context.DeadlineExceeded}
	assert.Equal(t, "dhl 123: the connection broke", e.About("123").Error())
	assert.ErrorIs(t, e, context.DeadlineExceeded)
	assert.Nil(t, carriers.AsError(nil))
	assert.Equal(t, carriers.KindStopped, carriers.AsError(context.Canceled).Kind)
}

func TestBisect(t *testing.T) {
	t.Parallel()
	queries := make([]carriers.Query, 30)
	for i := range queries {
		queries[i].Number = string(rune('A' + i))
	}
	run := func(bad map[string]bool) (calls int, results []carriers.Result) {
		results = make([]carriers.Result, len(queries))
		carriers.Bisect(queries, results, func(q []carriers.Query, r []carriers.Result) *carriers.Error {
			calls++
			for _, one := range q {
				if bad[one.Number] {
					return carriers.Errorf(carriers.KindBadNumber, "one of them")
				}
			}
			for i := range r {
				r[i].Report = &carriers.Report{}
			}
			return nil
		})
		return calls, results
	}
	calls, results := run(map[string]bool{"C": true})
	assert.LessOrEqual(t, calls, 12)
	for i, r := range results {
		assert.Equal(t, i == 2, r.Err != nil, "only the bad number is refused")
	}
	everything := map[string]bool{}
	for _, q := range queries {
		everything[q.Number] = true
	}
	calls, results = run(everything)
	assert.LessOrEqual(t, calls, 16, "a carrier that refuses everything does not cost a call for each number")
	for i, r := range results {
		assert.NotNil(t, r.Err)
		assert.Equal(t, queries[i].Number, r.Err.Number)
	}
}
