package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

var noon = time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)

func TestOrdersAreTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Orders(7, 100, noon), Orders(7, 100, noon))
	assert.NotEqual(t, Orders(7, 100, noon), Orders(8, 100, noon))
	assert.Empty(t, Orders(7, 0, noon))
	assert.Empty(t, Orders(7, -1, noon))
	assert.Len(t, Orders(7, 3, noon), 3)
	assert.Len(t, Orders(7, 5000, noon), 5000)
}

func TestOrdersAreOfAllKinds(t *testing.T) {
	t.Parallel()
	orders := Orders(1, 600, noon)
	require.Len(t, orders, 600)

	ids, shops := map[string]bool{}, map[string]int{}
	queues := map[fulfillment.Queue]int{}
	modes := map[fulfillment.Mode]int{}
	statuses := map[fulfillment.Status]int{}
	urgency := map[fulfillment.Urgency]int{}
	has := map[string]int{}
	for i := range orders {
		o := &orders[i]
		require.True(t, fulfillment.ValidID(o.ID), o.ID)
		require.False(t, ids[o.ID], "%s twice", o.ID)
		ids[o.ID] = true
		require.NotEmpty(t, o.Lines, o.ID)
		shops[o.Shop]++
		o.Stage = fulfillment.StageFrom(o.Status)
		queues[o.Queue()]++
		modes[o.Mode]++
		statuses[o.Status]++
		if o.Status == fulfillment.StatusAwaitingShipment {
			urgency[fulfillment.UrgencyAt(o.PaidAt.Add(48*time.Hour), noon, nil)]++
		}
		count := func(what string, is bool) {
			if is {
				has[what]++
			}
		}
		count("several units", o.Units() > 1)
		count("one unit", o.Units() == 1)
		count("several SKUs", len(o.Lines) > 1)
		count("shop deadlines", len(o.ShopDeadlines) > 0)
		count("no shop deadlines", len(o.ShopDeadlines) == 0)
		count("buyer's note", o.BuyerMessage != "")
		count("pre-order", o.PreOrder)
		count("cancellation requested", o.CancelRequested)
		count("held here", !o.HeldByShop)
		count("tracking", o.Tracking != "")
		for j := range o.Lines {
			count("gift", o.Lines[j].Gift)
			count("bundle", len(o.Lines[j].Parts) > 0)
			count("no seller SKU", o.Lines[j].SellerSKU == "")
			count("shipped units", o.Lines[j].Shipped > 0)
		}
		masked := o.Mode != fulfillment.ModeSeller && !o.Recipient.Empty()
		assert.Equal(t, masked, o.Recipient.Masked, "%s: mode %s", o.ID, o.Mode)
		assert.Equal(t, masked, fulfillment.MaskedText(o.Recipient.Name), "%s: %s", o.ID, o.Recipient.Name)
	}
	assert.InDelta(t, 420, queues[fulfillment.QueueToPack], 30, "about 70 in 100 wait to be packed: %v", queues)
	for _, q := range fulfillment.Queues() {
		assert.GreaterOrEqual(t, queues[q], 15, "queue %s: %v", q, queues)
	}
	for _, m := range fulfillment.Modes() {
		assert.Positive(t, modes[m], "mode %s", m)
	}
	for _, s := range []fulfillment.Status{
		fulfillment.StatusUnpaid, fulfillment.StatusOnHold, fulfillment.StatusAwaitingShipment, fulfillment.StatusPartiallyShipping,
		fulfillment.StatusAwaitingCollection, fulfillment.StatusInTransit, fulfillment.StatusDelivered, fulfillment.StatusCompleted,
		fulfillment.StatusCancelled,
	} {
		assert.Positive(t, statuses[s], "status %s", s)
	}
	for _, u := range []fulfillment.Urgency{
		fulfillment.UrgencyLate, fulfillment.Urgency2h, fulfillment.Urgency6h, fulfillment.UrgencyToday, fulfillment.UrgencyLater,
	} {
		assert.GreaterOrEqual(t, urgency[u], 10, "urgency %s: %v", u, urgency)
	}
	for _, what := range []string{
		"several units", "one unit", "several SKUs", "shop deadlines", "no shop deadlines", "buyer's note", "pre-order",
		"cancellation requested", "held here", "tracking", "gift", "bundle", "no seller SKU", "shipped units",
	} {
		assert.Positive(t, has[what], what)
	}
	for _, s := range Shops() {
		assert.GreaterOrEqual(t, shops[s.ID], 50, s.Name)
	}
}

func TestTimesFollowEachOther(t *testing.T) {
	t.Parallel()
	for _, o := range Orders(3, 600, noon) {
		steps := []time.Time{o.CreatedAt, o.PaidAt, o.ArrangedAt, o.ShippedAt, o.DeliveredAt}
		last := time.Time{}
		for i, at := range steps {
			if at.IsZero() {
				continue
			}
			assert.False(t, at.Before(last), "%s %s: step %d at %s is before %s", o.ID, o.Status, i, at, last)
			assert.False(t, at.After(noon), "%s %s: step %d at %s is not yet", o.ID, o.Status, i, at)
			last = at
		}
		assert.False(t, o.CancelledAt.After(noon), o.ID)
	}
}

func TestPostalNumbersHaveTheirCheckDigit(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "EX473124829GB", s10("47312482", "GB"), "the union's own example is RR473124829")
}
