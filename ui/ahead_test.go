package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/labelpane"
	"packdesk/ui/tracking"
	"packdesk/ui/tracking/trackingtest"
	"packdesk/ui/uitest"
)

// shutDesk shows its parcels once it is opened.
type shutDesk struct {
	*trackingtest.Desk
	open chan struct{}
}

func (d *shutDesk) Page(ctx context.Context, q tracking.Query) (tracking.Page, error) {
	select {
	case <-d.open:
	case <-ctx.Done():
	}
	return d.Desk.Page(ctx, q)
}

func TestKeysWaitForTheListTheyAreAbout(t *testing.T) {
	t.Parallel()
	t.Run("batch", func(t *testing.T) {
		t.Parallel()
		y := &yard{orders: paidOrders(20)}
		y.run(t, 80, 24, func(d *uitest.Driver) {
			open := y.store.Hold()
			d.Press("3", "A", "b", "z")
			assert.NotContains(d.T(), d.Screen(), "no order here")
			assert.Empty(d.T(), model(d).batch.Selected())
			open()
			d.Wait(time.Second)
			assert.Contains(d.T(), d.Screen(), "10 ready", "all of them are chosen and checked")
		})
	})
	t.Run("queue", func(t *testing.T) {
		t.Parallel()
		b := station(120)
		b.run(t, 80, 24, func(d *uitest.Driver) {
			open := b.store.Hold()
			d.Press("l", "j", "j")
			open()
			d.Wait(time.Second)
			_, at := model(d).queue.Rows()
			assert.Equal(d.T(), 2, at)
		})
	})
	t.Run("labels", func(t *testing.T) {
		t.Parallel()
		b := station(120)
		b.opts.Labels = &blankDesk{}
		b.run(t, 80, 24, func(d *uitest.Driver) {
			open := b.store.Hold()
			d.Press("4", "p", "j")
			assert.Contains(d.T(), d.Screen(), "the label is being read", "what nobody has seen is not printed")
			open()
			d.Wait(time.Second)
			shown, ok := tabOf(d.T(), model(d), "4").(*labelpane.Pane)
			require.True(d.T(), ok)
			page, err := b.store.Page(d.T().Context(), fulfillment.Query{Queue: fulfillment.QueueToHandOver, Sort: fulfillment.SortDue, After: 2, Now: time.Now()})
			require.NoError(d.T(), err)
			assert.Equal(d.T(), page.Rows[1].ID, shown.Selected())
		})
	})
	t.Run("tracking", func(t *testing.T) {
		t.Parallel()
		b := station(0)
		desk := &shutDesk{Desk: &trackingtest.Desk{}}
		b.opts.Tracking = desk
		b.run(t, 80, 24, func(d *uitest.Driver) {
			desk.open = make(chan struct{}) // A bubble waits for its own channels only.
			desk.Put(trackingtest.Sample(9, time.Now())...)
			d.Press("6", "r", "j")
			assert.Contains(d.T(), d.Screen(), "no parcel here", "no carrier is asked about what nobody has seen")
			close(desk.open)
			d.Wait(time.Second)
			page, err := desk.Page(d.T().Context(), tracking.Query{After: 2})
			require.NoError(d.T(), err)
			assert.Equal(d.T(), page.Rows[1].ID, model(d).tracking.Selected())
		})
	})
}

func TestKeysTypedAheadAreForgottenElsewhere(t *testing.T) {
	t.Parallel()
	for _, leave := range [][]string{{"esc"}, {"1", "3"}, {"?", "esc"}} {
		y := &yard{orders: paidOrders(20)}
		y.run(t, 80, 24, func(d *uitest.Driver) {
			open := y.store.Hold()
			d.Press("3", "space", "space")
			d.Press(leave...)
			open()
			d.Wait(time.Second)
			assert.Contains(d.T(), d.Screen(), "0 / 500", "%v", leave)
			d.Press("space")
			assert.Contains(d.T(), d.Screen(), "1 / 500", "%v: and keys work again", leave)
		})
	}
}

func TestAListThatCannotBeReadLetsKeysGo(t *testing.T) {
	t.Parallel()
	y := &yard{orders: paidOrders(20)}
	y.run(t, 80, 24, func(d *uitest.Driver) {
		open := y.store.Hold()
		d.Press("3", "A")
		y.store.Fail(errors.New("disk is full"))
		open()
		d.Wait(time.Second)
		assert.Contains(d.T(), d.Screen(), "disk is full")
		assert.Empty(d.T(), model(d).ahead.keys)
	})
}
