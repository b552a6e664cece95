package ui

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/load"
	"packdesk/ui/orderlist"
	"packdesk/ui/uitest"
)

func TestTheStatusLineSaysHowTheShopsAreRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	good := fulfillment.ShopSync{Shop: "1", At: now.Add(-20 * time.Second)}
	for name, c := range map[string]struct {
		list []fulfillment.ShopSync
		want string
		warn bool
	}{
		"good":              {[]fulfillment.ShopSync{good}, "synced just now", false},
		"the oldest counts": {[]fulfillment.ShopSync{good, {Shop: "2", At: now.Add(-3 * time.Minute)}}, "synced 3 min ago", false},
		"silent":            {[]fulfillment.ShopSync{{Shop: "1", At: now.Add(-6 * time.Minute)}}, "! synced 6 min ago", true},
		"the first one":     {[]fulfillment.ShopSync{{Shop: "1", Running: true}}, "reading the shop for the first time", false},
		"no line":           {[]fulfillment.ShopSync{{Shop: "1", At: good.At, Fault: fulfillment.SyncOffline}}, "! synced just now: no line to the shop", true},
		"never": {
			[]fulfillment.ShopSync{{Shop: "1", Fault: fulfillment.SyncAccess}}, "! shop never read: access withdrawn", true,
		},
		"the worse one": {
			[]fulfillment.ShopSync{{Shop: "1", At: good.At, Fault: fulfillment.SyncUnreadable}, {Shop: "2", At: good.At, Fault: fulfillment.SyncClock}},
			"! synced just now: wrong clock", true,
		},
		"one of tomorrow": {[]fulfillment.ShopSync{{Shop: "1", At: good.At, Fault: "sunspots"}}, "! synced just now: sunspots", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := New(t.Context(), Options{Store: &uitest.Store{}, Now: func() time.Time { return now }, Lang: "en"})
			m.known.syncs = c.list
			s, ok := m.syncSegment()
			require.True(t, ok)
			assert.Contains(t, s.Forms[0], c.want)
			assert.Equal(t, c.warn, s.Keep, "a warning may get shorter and never goes")
			assert.Equal(t, c.warn, s.Rank < ageRank)
		})
	}
}

func TestAFaultOfTheSyncIsTold(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	m := New(t.Context(), Options{Store: &uitest.Store{}, Now: func() time.Time { return now }, Lang: "en", Zone: time.UTC})
	take := func(y fulfillment.ShopSync) string {
		cmd := m.take(load.Done[facts]{Value: facts{
			shops: []orderlist.Shop{{Shop: fulfillment.Shop{ID: "1", Name: "Sample Home"}}}, syncs: []fulfillment.ShopSync{y},
		}})
		if cmd != nil {
			m.Update(cmd())
		}
		p, _, _ := m.notices.Front(now)
		return p.Text
	}
	assert.Empty(t, take(fulfillment.ShopSync{Shop: "1", At: now}))
	said := take(fulfillment.ShopSync{Shop: "1", At: now.Add(-time.Hour), Fault: fulfillment.SyncClock, Says: "this computer's clock is 7 minutes ahead"})
	for _, want := range []string{"Sample Home", "22 Nov 11:00", "until it is set", "7 minutes ahead"} {
		assert.Contains(t, said, want)
	}
	m.notices.Dismiss(now)
	assert.Empty(t, take(fulfillment.ShopSync{Shop: "1", At: now.Add(-time.Hour), Fault: fulfillment.SyncClock, Says: "8 minutes ahead"}), "once is enough")
	assert.NotEmpty(t, take(fulfillment.ShopSync{Shop: "1", At: now.Add(-time.Hour), Fault: fulfillment.SyncAccess}), "another one is news")
	assert.Empty(t, take(fulfillment.ShopSync{Shop: "1", At: now}), "and it goes when it is over")

	m.known.syncs = []fulfillment.ShopSync{{Shop: "1", At: now}}
	m.take(load.Done[facts]{Err: errors.New("busy")})
	assert.Len(t, m.known.syncs, 1, "what cannot be read leaves what was known")
}
