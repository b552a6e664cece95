package orderlist

import (
	"packdesk/fulfillment"
)

// window is the part of a queue that is in memory: some hundred rows around the cursor, however many orders there are.
type window struct {
	rows       []fulfillment.Row
	less, more bool // Rows precede, rows follow.
	total      int  // -1 when unknown.
	loaded     bool
	filter     fulfillment.Filter // What the rows were narrowed to.

	cursor int // Index of the row under the cursor.
	top    int // Index of the first visible row.
	fresh  int // Rows that arrived above the cursor since somebody last moved it.
}

// current is the row under the cursor, or nil.
func (w *window) current() *fulfillment.Row {
	if w.cursor < 0 || w.cursor >= len(w.rows) {
		return nil
	}
	return &w.rows[w.cursor]
}

// anchor is where the cursor is, in the store's words.
func (w *window) anchor() fulfillment.Anchor {
	if r := w.current(); r != nil {
		return fulfillment.Anchor{ID: r.ID, Position: r.Position}
	}
	return fulfillment.Anchor{}
}

// move takes the cursor by rows, as far as the window goes, and keeps it visible.
func (w *window) move(by, height int) {
	w.point(w.cursor+by, height)
}

// page takes the cursor by whole screens: screen and cursor move together.
func (w *window) page(by, height int) {
	w.top += by * height
	w.point(w.cursor+by*height, height)
}

// point puts the cursor on a row.
func (w *window) point(at, height int) {
	w.fresh = 0
	w.cursor = at
	w.clamp(height)
}

// clamp holds the cursor inside the rows and the rows inside the screen.
func (w *window) clamp(height int) {
	height = max(1, height)
	w.cursor = max(0, min(w.cursor, len(w.rows)-1))
	w.top = min(w.top, w.cursor)
	w.top = max(w.top, w.cursor-height+1)
	w.top = max(0, min(w.top, len(w.rows)-height))
}

// nearEdge reports whether the cursor is within margin rows of an end of the window behind which there are more.
func (w *window) nearEdge(margin int) bool {
	return w.less && w.cursor < margin || w.more && w.cursor >= len(w.rows)-margin
}

// take puts an answer in place of the rows. The cursor stays on its order, and on its line of the screen; if the order has
// left the queue the cursor keeps the place. It reports false when the answer does not show where the cursor has gone
// meanwhile: then nothing has changed and the question must be asked again.
func (w *window) take(p fulfillment.Page, a ask, height int) bool {
	old := *w
	next := window{rows: p.Rows, less: p.Less, more: p.More, total: p.Total, loaded: true, filter: a.filter}
	switch {
	case a.place == first:
	case a.place == last:
		next.cursor = len(next.rows) - 1
	case old.current() == nil:
		next.cursor = p.Anchor
	default:
		at := find(p.Rows, old.current().ID)
		if at < 0 {
			if a.anchor.ID != old.current().ID {
				return false
			}
			at = p.Anchor
		}
		next.cursor = at
		next.top = at - (old.cursor - old.top)
		if old.top == 0 && !old.less && !next.less && at < height {
			next.top = 0 // At the very beginning new rows come into view instead of hiding above.
		}
		if a.filter == old.filter { // What another filter lets through was there before.
			next.fresh = old.fresh + arrived(&old, &next)
		}
	}
	next.clamp(height)
	*w = next
	return true
}

// arrived counts the rows above the cursor that were not there before. Rows that lie before everything the old window knew
// are not new, only unseen.
func arrived(old, next *window) int {
	if !old.loaded || len(old.rows) == 0 {
		return 0
	}
	known := make(map[string]bool, len(old.rows))
	for i := range old.rows {
		known[old.rows[i].ID] = true
	}
	n, within := 0, !old.less
	for i := range next.rows[:min(next.cursor, len(next.rows))] {
		switch {
		case known[next.rows[i].ID]:
			within = true
		case within:
			n++
		}
	}
	return n
}

func find(rows []fulfillment.Row, id string) int {
	for i := range rows {
		if rows[i].ID == id {
			return i
		}
	}
	return -1
}
