package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// world is a shop whose clock a test turns.
func world(t *testing.T, o Options) (s *Server, by map[string]*order, turn func(time.Duration)) {
	t.Helper()
	now := noon
	o.Now = func() time.Time { return now }
	o.Orders = Orders(5, 600, noon)
	s = New(o)
	by = map[string]*order{}
	for _, sh := range s.shops {
		for id, o := range sh.orders {
			by[id] = o
		}
	}
	require.Len(t, by, 600)
	return s, by, func(d time.Duration) {
		now = now.Add(d)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.tick()
	}
}

func TestOrdersStandAsTheyWereMade(t *testing.T) {
	t.Parallel()
	_, by, turn := world(t, Options{})
	turn(0)
	for id, o := range by {
		assert.Equal(t, o.facts.Status, o.status(), id)
		assert.Equal(t, o.facts.CancelRequested, o.request != nil, id)
		assert.Len(t, o.units, unitsOf(o), id)
		for _, u := range o.units {
			assert.True(t, isID(u.id), u.id)
		}
	}
}

func unitsOf(o *order) (n int) {
	for i := range o.facts.Lines {
		n += o.facts.Lines[i].Quantity
	}
	return n
}

func TestTimePasses(t *testing.T) {
	t.Parallel()
	_, by, turn := world(t, Options{Collect: time.Hour, Deliver: 24 * time.Hour})
	was := map[string]fulfillment.Status{}
	for id, o := range by {
		was[id] = o.status()
	}
	turn(61 * time.Minute)
	n := 0
	for id, o := range by {
		if was[id] == fulfillment.StatusOnHold {
			n++
			assert.Equal(t, fulfillment.StatusAwaitingShipment, o.status(), "the hour of remorse is over")
			assert.False(t, o.facts.Recipient.Empty(), "and the address is there")
			assert.NotEmpty(t, o.facts.ShopDeadlines)
			assert.Equal(t, o.facts.Mode != fulfillment.ModeSeller, o.units[0].parcel != nil)
		}
	}
	assert.Positive(t, n)
	for id, o := range by {
		if was[id] == fulfillment.StatusAwaitingCollection {
			assert.Equal(t, fulfillment.StatusInTransit, o.status(), id)
		}
	}
	turn(49 * time.Hour)
	cancelled := 0
	for id, o := range by {
		assert.Nil(t, o.request, "nobody has answered: granted")
		switch was[id] {
		case fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit:
			assert.Equal(t, fulfillment.StatusDelivered, o.status(), id)
			assert.Empty(t, o.facts.ShopDeadlines)
		case fulfillment.StatusUnpaid:
			assert.Equal(t, fulfillment.StatusCancelled, o.status(), id)
		case fulfillment.StatusAwaitingShipment:
			if o.facts.CancelRequested {
				assert.Equal(t, fulfillment.StatusCancelled, o.status(), id)
				cancelled++
			}
		default:
		}
	}
	assert.Positive(t, cancelled)
	turn(400 * time.Hour)
	for id, o := range by {
		if was[id] == fulfillment.StatusAwaitingShipment && o.overdue(noon.Add(450*time.Hour)) {
			assert.Equal(t, fulfillment.StatusCancelled, o.status(), "%s: nobody has shipped it", id)
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	s, by, _ := world(t, Options{})
	id := ""
	for n, o := range by {
		if o.facts.Mode == fulfillment.ModeTikTok && o.status() == fulfillment.StatusAwaitingShipment && o.request == nil && !o.afterSale {
			id = n
			break
		}
	}
	o := by[id]
	require.ErrorIs(t, s.Collect(id), fulfillment.ErrConflict)
	require.ErrorIs(t, s.Cancel("4242"), fulfillment.ErrNotFound)
	updated := o.facts.UpdatedAt
	require.NoError(t, s.ChangeAddress(id, fulfillment.Address{Name: "Sam Sample", Street: []string{"9 New Street"}, Town: "Exampleton", Region: "GB"}))
	w := o.wire("GB")
	assert.True(t, w.AddressChanged)
	assert.Equal(t, "9 New Street", w.Recipient.Line1)
	assert.True(t, o.facts.UpdatedAt.After(updated), "a change is seen by the next search")

	s.mu.Lock()
	sh := s.shops[o.facts.Shop]
	p := o.units[0].parcel
	assert.Nil(t, s.ship(sh, &shipBody{ID: p.id}))
	assert.NotNil(t, s.ship(sh, &shipBody{ID: p.id}))
	s.mu.Unlock()
	require.NoError(t, s.Collect(id))
	assert.Equal(t, fulfillment.StatusInTransit, o.status())
	require.NoError(t, s.Deliver(id))
	assert.Equal(t, fulfillment.StatusDelivered, o.status())
	assert.Equal(t, Effect{Shipped: 1, Tracking: []string{p.tracking}, Repeated: 1}, s.Effects()[id])
	require.NoError(t, s.RequestCancel(id))
}

func TestTrackingNumbers(t *testing.T) {
	t.Parallel()
	for _, region := range []string{"GB", "US"} {
		for _, c := range carriersOf(region) {
			if carrierNamed(c.name).id != c.id {
				continue // Two countries have a carrier of one name.
			}
			for _, n := range []int{0, 1, 999999} {
				number := Number(c.name, n)
				assert.Regexp(t, c.number, number, c.name)
			}
		}
	}
	assert.Empty(t, Number("Nobody", 1))
	s, by, _ := world(t, Options{})
	var a, b *order
	for _, o := range by {
		if o.facts.Mode == fulfillment.ModeSeller && o.facts.Shop == Shops()[0].ID && o.status() == fulfillment.StatusAwaitingShipment {
			a, b = b, o
		}
	}
	sh := s.shops[a.facts.Shop]
	body := trackingBody{Number("Royal Mail", 7), british()[0].id}
	c, warning, ref := sh.checkTracking(a, body)
	require.Nil(t, ref)
	assert.Equal(t, "Royal Mail", c.name)
	assert.Equal(t, "match more than one provider", warning)
	sh.used[body.Tracking] = []*order{b}
	_, _, ref = sh.checkTracking(a, body)
	require.NotNil(t, ref)
	assert.Equal(t, int64(codeTrackingUsed), ref.code)
	a.facts.Recipient = b.facts.Recipient
	_, _, ref = sh.checkTracking(a, body)
	assert.Nil(t, ref, "one parcel for one door")
	for range ordersPerNumber {
		twin := *b
		sh.used[body.Tracking] = append(sh.used[body.Tracking], &twin)
	}
	_, _, ref = sh.checkTracking(a, body)
	require.NotNil(t, ref)
	assert.Equal(t, int64(codeTrackingTooOften), ref.code)
}
