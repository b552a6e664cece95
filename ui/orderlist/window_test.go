package orderlist

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"packdesk/fulfillment"
	"packdesk/ui/uitest"
)

var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func row(id string, due time.Duration) fulfillment.Row {
	d := fulfillment.Deadline{Clock: fulfillment.ClockPack, At: start.Add(due), Source: fulfillment.SourceShop}
	return fulfillment.Row{ID: id, Name: "Sample", Units: 1, SKUs: 1, SKU: "MUG", Due: d, Pack: d}
}

// reload asks the store what the pane would ask and shows the answer.
func reload(t require.TestingT, s *uitest.Store, w *window, where place, reach, height int) bool {
	a := ask{place: where}
	q := fulfillment.Query{Queue: fulfillment.QueueToPack, Before: reach, After: reach, Now: start}
	switch where {
	case around:
		q.Anchor = w.anchor()
	case first:
		q.Before = 0
	case last:
		q.Anchor.End, q.After = true, 0
	}
	a.anchor = q.Anchor
	page, err := s.Page(context.Background(), q)
	require.NoError(t, err)
	return w.take(page, a, height)
}

// The cursor stays on its order while others come and go, wherever they come and go; when its own order leaves, the cursor
// keeps the place.
func TestCursorStaysOnItsOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s uitest.Store
		alive := map[string]time.Duration{}
		n := 0
		add := func() {
			n++
			id := fmt.Sprintf("order-%03d", n)
			due := time.Duration(rapid.IntRange(-1000, 1000).Draw(t, "due")) * time.Minute
			alive[id] = due
			s.PutRow(fulfillment.QueueToPack, row(id, due))
		}
		for range rapid.IntRange(1, 60).Draw(t, "orders") {
			add()
		}
		height, reach := rapid.IntRange(1, 12).Draw(t, "height"), rapid.IntRange(1, 40).Draw(t, "reach")
		var w window
		require.True(t, reload(t, &s, &w, first, reach, height))
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1:
				add()
			case 2:
				if r := w.current(); r != nil && rapid.Bool().Draw(t, "own") {
					s.Remove(r.ID)
					delete(alive, r.ID)
				}
			case 3:
				for id := range alive {
					s.Remove(id)
					delete(alive, id)
					break
				}
			case 4:
				w.move(rapid.IntRange(-8, 8).Draw(t, "by"), height)
			case 5:
				w.page(rapid.IntRange(-1, 1).Draw(t, "pages"), height)
			}
			before := w.current()
			var at fulfillment.Row
			if before != nil {
				at = *before
			}
			require.True(t, reload(t, &s, &w, around, reach, height), "the anchor is the cursor itself")
			if len(alive) == 0 {
				require.Nil(t, w.current())
				continue
			}
			require.NotNil(t, w.current())
			require.GreaterOrEqual(t, w.cursor, w.top)
			require.Less(t, w.cursor, w.top+height)
			if _, lives := alive[at.ID]; lives {
				require.Equal(t, at.ID, w.current().ID, "the cursor has left its order")
				continue
			}
			if before != nil {
				placeKept(t, &w, at)
			}
		}
	})
}

// placeKept checks that no row which belongs before the lost one lies behind the cursor, nor the other way round.
func placeKept(t *rapid.T, w *window, lost fulfillment.Row) {
	cur := w.current()
	atEnd := w.cursor == len(w.rows)-1 && !w.more
	if !atEnd {
		require.False(t, cur.Due.At.Before(lost.Due.At), "the cursor has moved up")
	}
	if w.cursor > 0 && !atEnd {
		require.False(t, w.rows[w.cursor-1].Due.At.After(lost.Due.At), "the cursor has moved down")
	}
}

func TestWindowKeepsTheScreenLine(t *testing.T) {
	t.Parallel()
	var s uitest.Store
	for i := range 100 {
		s.PutRow(fulfillment.QueueToPack, row(fmt.Sprint("o", i), time.Duration(i)*time.Minute))
	}
	var w window
	reload(t, &s, &w, first, 50, 10)
	w.move(30, 10)
	w.move(-4, 10)
	line := w.cursor - w.top
	require.Equal(t, 5, line)
	s.PutRow(fulfillment.QueueToPack, row("new1", -time.Hour), row("new2", 3*time.Minute), row("below", time.Hour))
	reload(t, &s, &w, around, 50, 10)
	assert.Equal(t, "o26", w.current().ID)
	assert.Equal(t, line, w.cursor-w.top, "no line has moved under the packer's eye")
	assert.Equal(t, 2, w.fresh, "two have come above, one below")
	w.move(1, 10)
	assert.Zero(t, w.fresh, "a moved cursor has taken notice")
}

func TestNewRowsAtTheTopComeIntoView(t *testing.T) {
	t.Parallel()
	var s uitest.Store
	for i := range 30 {
		s.PutRow(fulfillment.QueueToPack, row(fmt.Sprint("o", i), time.Duration(i)*time.Minute))
	}
	var w window
	reload(t, &s, &w, first, 50, 10)
	s.PutRow(fulfillment.QueueToPack, row("late", -time.Hour))
	reload(t, &s, &w, around, 50, 10)
	assert.Equal(t, "o0", w.current().ID)
	assert.Equal(t, 0, w.top, "the late one is to be seen")
	assert.Equal(t, 1, w.fresh)
	for i := range 20 {
		s.PutRow(fulfillment.QueueToPack, row(fmt.Sprint("later", i), -time.Hour+time.Duration(i)*time.Second))
	}
	reload(t, &s, &w, around, 50, 10)
	assert.Equal(t, "o0", w.current().ID)
	assert.Less(t, w.cursor, w.top+10, "but never at the cost of the cursor")
	assert.Equal(t, 21, w.fresh)
}

func TestUnseenRowsAreNotNew(t *testing.T) {
	t.Parallel()
	var s uitest.Store
	for i := range 200 {
		s.PutRow(fulfillment.QueueToPack, row(fmt.Sprintf("o%03d", i), time.Duration(i)*time.Minute))
	}
	var w window
	reload(t, &s, &w, last, 50, 10)
	assert.Equal(t, "o199", w.current().ID)
	require.True(t, w.less)
	w.move(-45, 10)
	reload(t, &s, &w, around, 50, 10)
	assert.Zero(t, w.fresh)
	assert.Equal(t, "o154", w.current().ID)
}

func TestRowsThatAFilterHidAreNotNew(t *testing.T) {
	t.Parallel()
	var s uitest.Store
	for i := range 30 {
		r := row(fmt.Sprintf("o%02d", i), time.Duration(i)*time.Minute)
		if i == 20 {
			r.Name = "Chi Sample"
		}
		s.PutRow(fulfillment.QueueToPack, r)
	}
	var w window
	search := fulfillment.Filter{Text: "chi"}
	page, err := s.Page(t.Context(), fulfillment.Query{Queue: fulfillment.QueueToPack, Filter: search, After: 50, Now: start})
	require.NoError(t, err)
	require.True(t, w.take(page, ask{place: first, filter: search}, 10))
	require.Equal(t, "o20", w.current().ID)
	require.True(t, reload(t, &s, &w, around, 50, 10), "the search is over")
	assert.Equal(t, "o20", w.current().ID)
	assert.Zero(t, w.fresh, "they were there all the time")
	s.PutRow(fulfillment.QueueToPack, row("new", -time.Hour))
	require.True(t, reload(t, &s, &w, around, 50, 10))
	assert.Equal(t, 1, w.fresh)
}

func TestAnswerThatMissesTheCursorIsAskedAgain(t *testing.T) {
	t.Parallel()
	var s uitest.Store
	for i := range 200 {
		s.PutRow(fulfillment.QueueToPack, row(fmt.Sprintf("o%03d", i), time.Duration(i)*time.Minute))
	}
	var w window
	reload(t, &s, &w, first, 150, 10)
	a := ask{anchor: w.anchor()}
	page, err := s.Page(context.Background(), fulfillment.Query{Queue: fulfillment.QueueToPack, Anchor: a.anchor, Before: 20, After: 20})
	require.NoError(t, err)
	w.move(140, 10)
	assert.False(t, w.take(page, a, 10), "the cursor has gone where this answer does not reach")
	assert.Equal(t, "o140", w.current().ID)
	assert.True(t, reload(t, &s, &w, around, 20, 10))
	assert.Equal(t, "o140", w.current().ID)
}

func TestEmptyWindow(t *testing.T) {
	t.Parallel()
	var s uitest.Store
	var w window
	require.True(t, reload(t, &s, &w, first, 50, 10))
	assert.True(t, w.loaded)
	assert.Nil(t, w.current())
	w.move(1, 10)
	w.page(-1, 10)
	assert.Nil(t, w.current())
	assert.Equal(t, fulfillment.Anchor{}, w.anchor())
	s.PutRow(fulfillment.QueueToPack, row("first", time.Hour))
	reload(t, &s, &w, around, 50, 10)
	assert.Equal(t, "first", w.current().ID)
}
