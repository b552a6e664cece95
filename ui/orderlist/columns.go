package orderlist

import (
	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

// A row has two parts. The head ticks: mark, urgency and clocks, side by side, so that a second costs one short write. The
// tail only changes with the order and is kept ready.
const (
	wordWidth  = 6
	urgencyW   = 1 + 1 + 1 + wordWidth + 1 // Mark, sign, blank, word, blank.
	clockW     = widget.CountdownWidth + 1 // With the blank that bears the clock's style.
	narrowFrom = 66                        // Below this only the clock that counts is shown.
	least      = 36                        // Narrower than this, a row is cut.
	idWidth    = 19
	idShort    = 8
	modeWidth  = 7 // A word; narrower, a letter says it.
	modeShort  = 2
)

// clocks says which countdowns the head shows.
type clocks int

const (
	noClocks clocks = iota
	dueClock
	packAndHandover
	handoverClock
)

// field is what a column of the tail shows.
type field int

const (
	fieldMode field = iota
	fieldCarrier
	fieldUnits
	fieldItem
	fieldName
	fieldID
	fieldStop
	fieldEnded
	fieldStatus
	fieldTracking
)

// column is one column of the tail. Columns of the highest rank give way first when the screen is narrow; what is left over
// is shared by weight.
type column struct {
	field    field
	title    i18n.Key
	min, max int
	weight   int
	rank     int
	width    int
}

// layout is how wide everything is for one width and queue. The zero layout is none.
type layout struct {
	w       int
	queue   fulfillment.Queue
	clocks  clocks
	head    int
	columns []column
	version int
}

// columnsOf lists a queue's columns in the order in which they stand.
func columnsOf(q fulfillment.Queue) []column {
	mode := column{field: fieldMode, title: "column.mode", min: modeShort, max: modeShort, rank: 3}
	carrier := column{field: fieldCarrier, title: "column.carrier", min: 8, max: 10, weight: 1, rank: 6}
	units := column{field: fieldUnits, title: "column.units", min: 4, max: 5, rank: 1}
	item := column{field: fieldItem, title: "column.item", min: 20, max: 80, weight: 4}
	name := column{field: fieldName, title: "column.name", min: 9, max: 20, weight: 1, rank: 4}
	id := column{field: fieldID, title: "column.order", min: idShort, max: idWidth, rank: 2}
	tracking := column{field: fieldTracking, title: "column.tracking", min: 12, max: 24, weight: 1, rank: 4}
	switch q {
	case fulfillment.QueueToHandOver:
		carrier.rank, carrier.max, mode.rank = 1, 16, 6
		return []column{mode, carrier, tracking, units, item, name, id}
	case fulfillment.QueueProblems:
		stop := column{field: fieldStop, title: "column.problem", min: 14, max: 24, weight: 1}
		item.rank, item.min = 1, 10
		return []column{stop, units, item, mode, name, id}
	case fulfillment.QueueDone:
		ended := column{field: fieldEnded, title: "column.ended", min: 13, max: 13}
		status := column{field: fieldStatus, title: "column.status", min: 10, max: 12, rank: 1}
		item.rank = 1
		return []column{ended, status, mode, carrier, tracking, units, item, name, id}
	default:
		return []column{mode, carrier, units, item, name, id}
	}
}

func clocksOf(q fulfillment.Queue, w int) clocks {
	switch {
	case q == fulfillment.QueueDone:
		return noClocks
	case q == fulfillment.QueueProblems:
		return dueClock
	case q == fulfillment.QueueToHandOver:
		return handoverClock
	case w < narrowFrom:
		return dueClock
	default:
		return packAndHandover
	}
}

func (c clocks) width() int {
	switch c {
	case noClocks:
		return 0
	case packAndHandover:
		return 2 * clockW
	case dueClock, handoverClock:
		return clockW
	default:
		return 0
	}
}

// arrange chooses and measures the columns for w cells.
func arrange(q fulfillment.Queue, w int) layout {
	l := layout{w: w, queue: q, clocks: clocksOf(q, w)}
	l.head = urgencyW + l.clocks.width()
	if q == fulfillment.QueueDone {
		l.head = 2 // The mark alone.
	}
	all := columnsOf(q)
	free := w - l.head - 1 // The last cell stays blank.
	for len(all) > 1 && needs(all) > free {
		all = without(all, worst(all))
	}
	room := free - needs(all)
	for i := range all {
		all[i].width = min(all[i].min, free)
		if all[i].field == fieldMode && room >= modeWidth-modeShort {
			all[i].width, all[i].title = modeWidth, "column.mode"
			room -= modeWidth - modeShort
		} else if all[i].field == fieldMode {
			all[i].title = "column.mode_short"
		}
		if all[i].field == fieldID && room >= idWidth-idShort {
			all[i].width = idWidth // Whole or short, nothing between.
			room -= idWidth - idShort
		}
	}
	share(all, room)
	l.columns = all
	return l
}

// needs is the least width of columns, with the blanks between them.
func needs(columns []column) int {
	n := -1
	for _, c := range columns {
		n += c.min + 1
	}
	return n
}

func worst(columns []column) int {
	at := 0
	for i, c := range columns {
		if c.rank >= columns[at].rank {
			at = i
		}
	}
	return at
}

func without(columns []column, i int) []column {
	return append(append([]column{}, columns[:i]...), columns[i+1:]...)
}

// share gives room to the columns by weight, up to their greatest width, a cell at a time so that nothing is lost.
func share(columns []column, room int) {
	for room > 0 {
		given := false
		for i := range columns {
			c := &columns[i]
			for n := 0; n < c.weight && room > 0 && c.width < c.max; n++ {
				c.width++
				room--
				given = true
			}
		}
		if !given {
			return
		}
	}
}
