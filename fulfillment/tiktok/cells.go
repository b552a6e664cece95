package tiktok

import (
	"strings"
	"time"
	"unicode/utf8"

	"packdesk/fulfillment"
)

// noteRunes is the longest buyer's or seller's note that is kept.
const noteRunes = 2000

// cells reads the cells of one row. Each column remembers its last value: most cells repeat the row above, and cleaning
// a text or computing a zone is the dear part of reading.
type cells struct {
	head *header
	n    int
	row  []string

	texts [columnCount]struct{ raw, text string }
	times [columnCount]struct {
		raw string
		at  time.Time
	}
	amounts [columnCount]struct {
		raw string
		amount
		ok bool
	}
	countries struct{ raw, region string }
	statuses  struct {
		outer, inner, unknown string
		arranged, known       bool
		status                fulfillment.Status
	}

	shipping struct {
		words [4]string
		ships ships
	}
	payment struct {
		raw string
		cod bool
	}

	// common holds the clean form of texts that many orders share, in columns where they come back again and again.
	common map[string]string

	damaged, damagedAt int // Cells that are no UTF-8, and the first row with one.
}

// raw is the cell of a column without what stands around it.
func (c *cells) raw(col column) string { return c.head.cell(c.row, col) }

// text is the cell made safe for one line of a screen.
func (c *cells) text(col column) string { return c.clean(col, false) }

// note is the cell as a text of several lines.
func (c *cells) note(col column) string { return c.clean(col, true) }

func (c *cells) clean(col column, note bool) string {
	raw := c.raw(col)
	if raw == "" {
		return ""
	}
	last := &c.texts[col]
	if last.raw == raw {
		return last.text
	}
	last.raw = raw
	last.text = c.cleaned(col, raw, note)
	return last.text
}

// maxCommon bounds the texts remembered in common.
const maxCommon = 4096

// cleaned is the clean form of a text that does not repeat the row above.
func (c *cells) cleaned(col column, raw string, note bool) (text string) {
	if note {
		text = fulfillment.CleanText(raw, noteRunes)
	} else if isCommon(col) {
		if text, ok := c.common[raw]; ok {
			return text
		}
		text = strings.Clone(fulfillment.Clean(raw)) // A clone: the text must not hold its whole row in memory.
		if len(c.common) < maxCommon {
			c.common[strings.Clone(raw)] = text
		}
	} else {
		text = fulfillment.Clean(raw)
	}
	if text != raw && !utf8.ValidString(raw) {
		if c.damaged == 0 {
			c.damagedAt = c.n
		}
		c.damaged++
	}
	return text
}

// isCommon reports whether a column's texts come back in many orders: goods and the larger places.
func isCommon(col column) bool {
	switch col {
	case colProduct, colVariation, colProvince, colCity, colDistrict, colSubTown, colHamlet:
		return true
	default:
		return false
	}
}

// time is the cell as an instant.
func (c *cells) time(col column, clock *clock) (time.Time, *flaw) {
	raw := c.raw(col)
	if raw == "" {
		return time.Time{}, nil
	}
	last := &c.times[col]
	if last.raw == raw {
		return last.at, nil
	}
	at, err := clock.parse(raw)
	if err != nil {
		return time.Time{}, timeFlawOf(col, raw, err)
	}
	last.raw, last.at = raw, at
	return at, nil
}

// amount is the cell as money.
func (c *cells) amount(col column, home string) (amount, bool) {
	raw := c.raw(col)
	last := &c.amounts[col]
	if last.raw != raw || raw == "" {
		last.raw = raw
		last.amount, last.ok = readAmount(raw, home)
	}
	return last.amount, last.ok
}

// region is the code of the country that the row names.
func (c *cells) region() string {
	raw := c.raw(colCountry)
	if raw != c.countries.raw {
		c.countries.raw, c.countries.region = raw, regionOf(raw)
	}
	return c.countries.region
}

// status reads the row's status; see readStatus.
func (c *cells) status(arranged bool) (fulfillment.Status, string) {
	s := &c.statuses
	outer, inner := c.text(colStatus), c.text(colSubstatus)
	if !s.known || s.outer != outer || s.inner != inner || s.arranged != arranged {
		s.outer, s.inner, s.arranged, s.known = outer, inner, arranged, true
		s.status, s.unknown = readStatus(outer, inner, arranged)
	}
	return s.status, s.unknown
}

// ships is what the row's words say about who ships; see readShips.
func (c *cells) ships() ships {
	words := [4]string{c.text(colFulfilment), c.text(colOption), c.text(colOptionType), c.text(colProvider)}
	if words != c.shipping.words {
		c.shipping.words = words
		c.shipping.ships = readShips(words[0], words[1], words[2], words[3])
	}
	return c.shipping.ships
}

// cod reports whether the buyer pays at the door.
func (c *cells) cod() bool {
	raw := c.raw(colPayment)
	if raw != c.payment.raw {
		c.payment.raw, c.payment.cod = raw, isCOD(raw)
	}
	return c.payment.cod
}
