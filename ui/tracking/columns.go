package tracking

import "packdesk/ui/i18n"

// field is what a column of the list shows.
type field int

const (
	fieldStatus field = iota
	fieldReason
	fieldNumber
	fieldCarrier
	fieldAge
	fieldChecked
	fieldNext
	fieldOrder
	fieldBuyer
)

// column is one column. Columns of the highest rank give way first when the screen is narrow; what is left over is shared by
// weight.
type column struct {
	field    field
	title    i18n.Key
	min, max int
	weight   int
	rank     int
	width    int
}

// layout is how wide everything is for one width. The zero layout is none.
type layout struct {
	w       int
	columns []column
}

const (
	ageWidth   = 7
	orderWidth = 19
)

// columns lists the columns in the order in which they stand; status is the width of its longest word with its sign.
func columns(status int) []column {
	return []column{
		{field: fieldStatus, title: "track_column.status", min: status, max: status},
		{field: fieldReason, title: "track_column.reason", min: 12, max: 44, weight: 4, rank: 1},
		{field: fieldNumber, title: "track_column.number", min: 13, max: 24, weight: 3},
		{field: fieldCarrier, title: "track_column.carrier", min: 6, max: 12, weight: 1, rank: 2},
		{field: fieldAge, title: "track_column.age", min: ageWidth, max: ageWidth},
		{field: fieldChecked, title: "track_column.checked", min: ageWidth + 2, max: ageWidth + 2, rank: 4},
		{field: fieldNext, title: "track_column.next", min: ageWidth, max: ageWidth, rank: 5},
		{field: fieldOrder, title: "track_column.order", min: 8, max: orderWidth, weight: 1, rank: 6},
		{field: fieldBuyer, title: "track_column.buyer", min: 8, max: 20, weight: 1, rank: 3},
	}
}

// arrange chooses and measures the columns for w cells, mark and last blank cell included.
func arrange(w, status int) layout {
	all, free := columns(status), max(1, w-2)
	needs := func() int {
		n := -1
		for _, c := range all {
			n += c.min + 1
		}
		return n
	}
	for len(all) > 1 && needs() > free {
		worst := 0
		for i, c := range all {
			if c.rank >= all[worst].rank {
				worst = i
			}
		}
		all = append(all[:worst:worst], all[worst+1:]...)
	}
	room := free - needs()
	for i := range all {
		all[i].width = min(all[i].min, free)
	}
	share(all, room)
	return layout{w: w, columns: all}
}

// share gives room to the columns by weight, up to their greatest width, a cell at a time so that nothing is lost.
func share(all []column, room int) {
	for given := true; given && room > 0; {
		given = false
		for i := range all {
			c := &all[i]
			for n := 0; n < c.weight && room > 0 && c.width < c.max; n++ {
				c.width++
				room--
				given = true
			}
		}
	}
}
