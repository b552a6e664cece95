package orderlist

import (
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// cache keeps the tails of rows as they were painted. A moved clock is not a changed row.
type cache struct {
	tails   map[string]*tail
	version int // Of the layout that the tails were painted for.
}

type tail struct {
	row           fulfillment.Row
	stopped       bool
	plain, cursor string
}

// keep forgets the rows that are no longer in the window.
func (c *cache) keep(rows []fulfillment.Row) {
	if len(c.tails) < 2*len(rows)+64 {
		return
	}
	kept := make(map[string]*tail, len(rows))
	for i := range rows {
		if t, ok := c.tails[rows[i].ID]; ok {
			kept[rows[i].ID] = t
		}
	}
	c.tails = kept
}

// tail is the painted tail of a row.
func (p *List) tail(r *fulfillment.Row, stopped, cursor bool) string {
	if p.cache.version != p.layout.version || p.cache.tails == nil {
		p.cache = cache{tails: map[string]*tail{}, version: p.layout.version}
	}
	t := p.cache.tails[r.ID]
	if t == nil || t.row != *r || t.stopped != stopped {
		t = &tail{row: *r, stopped: stopped}
		p.cache.tails[r.ID] = t
	}
	at := &t.plain
	if cursor {
		at = &t.cursor
	}
	if *at == "" {
		*at = p.paint(r, stopped, cursor)
	}
	return *at
}

// paint draws the tail from its columns. Text is cleaned once more: nothing that an order says may reach a terminal raw,
// whoever wrote it to the store.
func (p *List) paint(r *fulfillment.Row, stopped, cursor bool) string {
	t := &p.look.Theme
	text, muted := t.Text, t.Muted
	if cursor {
		text, muted = t.Cursor, t.Cursor
	}
	var b strings.Builder
	for i, c := range p.layout.columns {
		if i > 0 {
			b.WriteString(text.Render(" "))
		}
		switch c.field {
		case fieldUnits:
			style := muted
			if r.Units > 1 {
				style = t.Quantity
			}
			n := strconv.Itoa(r.Units) + t.Glyphs.Times
			pad := c.width - p.look.Cells.StringWidth(n)
			b.WriteString(text.Render(widget.Spaces(pad)))
			b.WriteString(style.Render(p.look.Fit(n, min(c.width, p.look.Cells.StringWidth(n)))))
		case fieldItem:
			b.WriteString(p.item(r, c.width, stopped, cursor))
		case fieldName, fieldStatus:
			b.WriteString(text.Render(p.look.Fit(p.text(c.field, r), c.width)))
		case fieldStop:
			style := t.Ladder[theme.Stopped].Word
			if cursor {
				style = t.CursorStrong
			}
			b.WriteString(style.Render(p.look.Fit(p.text(c.field, r), c.width)))
		case fieldID:
			b.WriteString(muted.Render(ShortID(&p.look, r.ID, c.width)))
		case fieldMode:
			word := p.text(c.field, r)
			if c.width < modeWidth {
				word = fulfillment.Clean(i18n.Word(p.look.Say, "mode_letter", r.Mode))
			}
			b.WriteString(muted.Render(p.look.Fit(word, c.width)))
		case fieldCarrier, fieldEnded, fieldTracking:
			b.WriteString(muted.Render(p.look.Fit(p.text(c.field, r), c.width)))
		}
	}
	b.WriteString(text.Render(widget.Spaces(p.layout.w - p.layout.head - tailWidth(p.layout.columns))))
	return b.String()
}

func tailWidth(columns []column) int {
	n := -1
	for _, c := range columns {
		n += c.width + 1
	}
	return n
}

// text is the plain content of a column. Words of the trade are an open list: what the platform has added since comes as
// it was sent, so all of it is cleaned.
func (p *List) text(f field, r *fulfillment.Row) string {
	say, text := p.look.Say, ""
	switch f {
	case fieldMode:
		text = i18n.Word(say, "mode", r.Mode)
	case fieldCarrier:
		text = r.Carrier
	case fieldName:
		text = r.Name
	case fieldTracking:
		text = r.Tracking
	case fieldEnded:
		text = p.look.Stamp(r.EndedAt)
	case fieldStatus:
		text = i18n.Word(say, "status", r.Status)
	case fieldStop:
		text = i18n.Word(say, "stop", r.Stop)
		if r.Stop == "" {
			text = i18n.Word(say, "stage", r.Stage)
		}
	case fieldUnits, fieldItem, fieldID:
	}
	return fulfillment.Clean(text)
}

// item is what has to be taken from the shelf: tags, SKU, product, and how many further SKUs.
func (p *List) item(r *fulfillment.Row, w int, stopped, cursor bool) string {
	l := &p.look
	text, strong, stop, note := l.Theme.Text, l.Theme.Strong, l.Theme.Ladder[theme.Stopped].Word, l.Theme.Tag
	if cursor {
		text, strong, stop, note = l.Theme.Cursor, l.Theme.CursorStrong, l.Theme.CursorStrong, l.Theme.CursorStrong
	}
	var b strings.Builder
	put := func(s string, style theme.Style) {
		if s == "" || w <= 0 {
			return
		}
		s = l.Fit(s, min(w, l.Cells.StringWidth(s)))
		w -= l.Cells.StringWidth(s)
		b.WriteString(style.Render(s))
	}
	tag := func(s string, style theme.Style) {
		put(s, style)
		put(" ", text)
	}
	if stopped && p.queue != fulfillment.QueueProblems {
		tag(p.text(fieldStop, r), stop)
	}
	if r.Message {
		tag(l.Say.T("tag.note"), note)
	}
	if r.PreOrder {
		tag(l.Say.T("tag.preorder"), note)
	}
	more := ""
	if r.SKUs > 1 {
		more = " +" + strconv.Itoa(r.SKUs-1)
	}
	if len(more) > w {
		more = ""
	}
	w -= len(more)
	sku, product := fulfillment.Clean(r.SKU), fulfillment.Clean(r.Product)
	if product != "" && fulfillment.ValidID(sku) && len(sku) > 12 {
		sku = "" // The platform's own number says nothing to a packer.
	}
	put(sku, strong)
	if sku != "" && product != "" {
		put(" ", text)
	}
	put(product, text)
	w += len(more)
	put(more, strong)
	b.WriteString(text.Render(widget.Spaces(w)))
	return b.String()
}

// ShortID is an order's id in w cells; its end tells orders apart, so that is what stays.
func ShortID(l *widget.Look, id string, w int) string {
	id = fulfillment.Clean(id)
	if n := l.Cells.StringWidth(id); n > w {
		mark := l.Theme.Glyphs.Ellipsis
		id = mark + widget.CutLeft(l.Cells, id, n-w+1)
	}
	return l.Fit(id, w)
}

// ladder ranks times for one instant, without asking the zone's midnight for every row.
type ladder struct {
	bounds []fulfillment.Bound
	now    time.Time
}

func newLadder(now time.Time, zone *time.Location) ladder {
	return ladder{bounds: fulfillment.Bounds(now, zone), now: now}
}

// rung is where a deadline stands, as an index into the theme's ladder.
func (l *ladder) rung(at time.Time) int {
	if at.IsZero() {
		return theme.Later
	}
	for i, b := range l.bounds {
		if at.Before(b.Until) || i == theme.Late && at.Equal(b.Until) {
			return i
		}
	}
	return theme.Later
}
