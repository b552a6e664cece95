package tracking

// window is the part of the list that is in memory: some hundred rows around the cursor, however many parcels there are.
type window struct {
	rows       []Row
	less, more bool // Rows precede, rows follow.
	total      int  // -1 when unknown.
	loaded     bool

	cursor int // Index of the row under the cursor.
	top    int // Index of the first visible row.
}

// spot is what the cursor does when an answer comes.
type spot int

const (
	around spot = iota // Stay on the parcel, or where it stood.
	first
	last
)

// current is the row under the cursor, or nil.
func (w *window) current() *Row {
	if w.cursor < 0 || w.cursor >= len(w.rows) {
		return nil
	}
	return &w.rows[w.cursor]
}

// anchor is where the cursor is, in the desk's words.
func (w *window) anchor() Anchor {
	if r := w.current(); r != nil {
		return Anchor{ID: r.ID, Place: r.Place}
	}
	return Anchor{}
}

// point puts the cursor on a row, as far as the window goes.
func (w *window) point(at, height int) {
	w.cursor = at
	w.clamp(height)
}

// page takes the cursor by whole screens: screen and cursor move together.
func (w *window) page(by, height int) {
	w.top += by * height
	w.point(w.cursor+by*height, height)
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

// take puts an answer in place of the rows. The cursor stays on its parcel, and on its line of the screen, while others
// move; if the parcel is not there any more the cursor keeps the place. It reports false when the answer does not show where
// the cursor has gone meanwhile: then nothing has changed and the question must be asked again.
func (w *window) take(p Page, where spot, asked Anchor, height int) bool {
	next := window{rows: p.Rows, less: p.Less, more: p.More, total: p.Total, loaded: true}
	switch {
	case where == first:
	case where == last:
		next.cursor = len(next.rows) - 1
	case w.current() == nil:
		next.cursor = p.Anchor
	default:
		at := find(p.Rows, w.current().ID)
		if at < 0 {
			if asked.ID != w.current().ID {
				return false
			}
			at = p.Anchor
		}
		next.cursor = at
		next.top = at - (w.cursor - w.top)
		if w.top == 0 && !w.less && !next.less && at < height {
			next.top = 0 // At the very beginning new rows come into view instead of hiding above.
		}
	}
	next.clamp(height)
	*w = next
	return true
}

func find(rows []Row, id string) int {
	for i := range rows {
		if rows[i].ID == id {
			return i
		}
	}
	return -1
}
