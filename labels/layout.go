package labels

import (
	"errors"
	"fmt"
	"strings"
)

// Measures of an address label in millimetres. The recipient takes what the others leave.
const (
	labelMargin    = 3.0
	headerHeight   = 11.0
	sellerHeight   = 21.0
	trackingHeight = 39.0
	barsHeight     = 27.0 // Carriers ask for 25 at least.
	orderHeight    = 23.0
	thinRule       = 0.3
	thickRule      = 0.8
	captionSize    = 2.3
	captionHeight  = 3.6
)

// Sizes of letters in millimetres an em: the largest that looks right and the least that is still read. Twenty dots at
// 203 dpi are 2.5 mm, the floor for the recipient.
const (
	recipientLargest = 5.4
	recipientLeast   = 2.51
	nameScale        = 1.2
	sellerLargest    = 3.1
	sellerLeast      = 1.9
)

// Label lays out an address label. It is checked first: what must not go on paper, or cannot, is an error of type
// Refusals that names the order and every field.
func (p *Press) Label(l *Label, s Stock) (*Page, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	c := &composer{set: p.set, page: newPage(s)}
	c.page.Order, c.page.Tracking = l.Order, l.Tracking
	margin := c.dots(labelMargin)
	w, y := c.page.W-2*margin, margin

	y += c.header(l, area{margin, y, w, c.dots(headerHeight)})
	c.rule(margin, y, w, thinRule)
	y += c.dots(thinRule)

	c.seller(l, area{margin, y, w, c.dots(sellerHeight)})
	y += c.dots(sellerHeight)
	c.rule(margin, y, w, thickRule)
	y += c.dots(thickRule)

	bottom := c.page.H - margin - c.dots(orderHeight)
	middle := bottom - c.dots(trackingHeight)
	c.recipient(l, area{margin, y, w, middle - y})
	c.rule(margin, middle, w, thickRule)
	c.tracking(l, area{0, middle, c.page.W, bottom - middle})
	c.rule(margin, bottom, w, thinRule)
	c.order(l, area{margin, bottom, w, c.dots(orderHeight)})
	return c.finish()
}

// header sets carrier and service on the left, date, weight and the parcel's number on the right.
func (c *composer) header(l *Label, in area) int {
	gap := c.dots(2)
	facts := []string{}
	if !l.Date.IsZero() {
		facts = append(facts, l.Date.Format("2006-01-02"))
	}
	if weight := tidy(l.Weight); weight != "" {
		facts = append(facts, weight)
	}
	right := area{in.x + in.w - c.dots(26), in.y, c.dots(26), in.h}
	if l.Pieces > 1 && l.Piece > 0 {
		right.h = in.h / 2
		c.oneLine(item{text: fmt.Sprintf("%d / %d", l.Piece, l.Pieces), bold: true, field: FieldService, role: roleStrong},
			right, setting{c.dots(5.5), c.dots(2.5), alignEnd})
		right.y += right.h
	}
	if len(facts) > 0 {
		c.oneLine(item{text: strings.Join(facts, "  "), field: FieldService},
			right, setting{c.dots(3), c.dots(1.8), alignEnd})
	}
	left := area{in.x, in.y, in.w - right.w - gap, in.h}
	if len(facts) == 0 && l.Pieces <= 1 {
		left.w = in.w
	}
	carrier, service := tidy(l.Carrier), tidy(l.Service)
	switch {
	case carrier != "" && service != "":
		left.h = in.h * 6 / 10
		c.oneLine(item{text: carrier, bold: true, field: FieldService, role: roleStrong}, left, setting{c.dots(5.5), c.dots(1.9), alignStart})
		c.oneLine(item{text: service, field: FieldService}, area{left.x, left.y + left.h, left.w, in.h - left.h}, setting{c.dots(3.4), c.dots(1.8), alignStart})
	case carrier+service != "":
		c.oneLine(item{text: carrier + service, bold: true, field: FieldService, role: roleStrong}, left, setting{c.dots(7), c.dots(1.9), alignStart})
	}
	return in.h
}

// caption sets the small word that says what a part of the label is, and returns the area below it.
func (c *composer) caption(text string, in area) area {
	h := c.dots(captionHeight)
	c.oneLine(item{text: text, bold: true, field: FieldService, role: roleCaption},
		area{in.x, in.y + c.dots(0.6), in.w, h}, setting{c.dots(captionSize), c.dots(1.5), alignStart})
	top := h + c.dots(0.6)
	return area{in.x, in.y + top, in.w, in.h - top}
}

// seller sets the sender, to whom the parcel also returns.
func (c *composer) seller(l *Label, in area) {
	in = c.caption("FROM / RETURN TO", in)
	in.h -= c.dots(1)
	items := []item{{text: tidy(l.From.Name), bold: true, field: FieldSellerName}}
	for _, a := range postalLines(&l.From, l.abroad(), sellerFields()) {
		items = append(items, item{text: a.text, field: a.field})
	}
	c.block(items, in, setting{c.dots(sellerLargest), c.dots(sellerLeast), alignStart}, FieldSeller)
}

// recipient sets where the parcel goes, larger than anything else on the label.
func (c *composer) recipient(l *Label, in area) {
	in = c.caption("SHIP TO", in)
	in.h -= c.dots(1)
	items := []item{{text: tidy(l.To.Name), bold: true, scale: nameScale, field: FieldRecipientName, role: roleStrong}}
	for _, a := range postalLines(&l.To, l.abroad(), recipientFields()) {
		it := item{text: a.text, bold: a.strong, field: a.field}
		if a.strong {
			it.role = roleStrong
		}
		items = append(items, it)
	}
	if phone := tidy(l.To.Phone); l.Phone && phone != "" {
		items = append(items, item{text: "Tel " + phone, scale: 0.8, field: FieldRecipient})
	}
	c.block(items, in, setting{c.dots(recipientLargest), c.dots(recipientLeast), alignStart}, FieldRecipient)
}

// tracking draws the carrier's number as Code 128 with the number below. The area is the whole width of the paper: the
// quiet zones may lie in the margins.
func (c *composer) tracking(l *Label, in area) {
	top := in.y + c.dots(2.6)
	edge := c.dots(1) // What printers leave blank.
	if !c.linear(l.Tracking, area{in.x + edge, top, in.w - 2*edge, c.dots(barsHeight)}, FieldTracking) {
		return
	}
	below := top + c.dots(barsHeight)
	margin := c.dots(labelMargin)
	c.oneLine(item{text: l.Tracking, bold: true, field: FieldTracking, role: roleTracking},
		area{margin, below, c.page.W - 2*margin, in.y + in.h - below}, setting{c.dots(6), c.dots(1.9), alignCentre})
}

// linear draws text as Code 128 in the middle of the area with its quiet zones; false when it was refused.
func (c *composer) linear(text string, in area, field Field) bool {
	code, err := Code128(text)
	if err != nil {
		c.refuse(field, ReasonCharacters, text, err.Error())
		return false
	}
	module, err := moduleDots(code, in.w, c.page.Stock.DPI)
	var narrow *tooNarrow
	if errors.As(err, &narrow) {
		c.refuse(field, ReasonTooLong, text, err.Error())
		return false
	}
	c.page.bars = append(c.page.bars, placedBars{
		code: code, x: in.x + (in.w-code.Modules*module)/2, y: in.y, height: in.h, module: module,
	})
	return true
}

// order draws the order's QR code, by which a photo of the label finds its order, and the number in large digits.
func (c *composer) order(l *Label, in area) {
	side := c.square(l.Order, area{in.x, in.y + c.dots(1), in.h - c.dots(1), in.h - c.dots(1)}, FieldOrder)
	text := area{in.x + side + c.dots(2), in.y, in.w - side - c.dots(2), in.h}
	text = c.caption("ORDER", text)
	h := c.dots(8)
	c.oneLine(item{text: l.Order, bold: true, field: FieldOrder, role: roleStrong},
		area{text.x, text.y, text.w, h}, setting{c.dots(6), c.dots(1.9), alignStart})
	foot := area{text.x, text.y + h, text.w, text.h - h}
	if l.Reprint > 0 { // Two labels of one parcel must be told apart on the bench.
		mark := area{foot.x + foot.w - c.dots(25), foot.y, c.dots(25), foot.h}
		c.oneLine(item{text: fmt.Sprintf("REPRINT %d", l.Reprint), bold: true, field: FieldOrder, role: roleStrong},
			mark, setting{c.dots(3.8), c.dots(2), alignEnd})
		foot.w -= mark.w
	}
	if len(l.Others) > 0 {
		also := "with " + strings.Join(l.Others, ", ")
		if len(l.Others) > 4 {
			also = fmt.Sprintf("with %d more orders", len(l.Others))
		}
		c.block([]item{{text: also, field: FieldOrder}}, foot, setting{c.dots(2.8), c.dots(1.6), alignStart}, FieldOrder)
	}
}

// square draws text as a QR code in the top left of the area, quiet zone included, and returns the side used.
func (c *composer) square(text string, in area, field Field) int {
	code, err := QR(text)
	if err != nil {
		c.refuse(field, ReasonCharacters, text, err.Error())
		return 0
	}
	all := code.Size + 2*code.Quiet
	module := min(in.w, in.h) / all
	if c.page.Stock.mm(module) < 0.33 { // Below a third of a millimetre phones and scanners begin to fail.
		c.refuse(field, ReasonTooLong, text, fmt.Sprintf("a QR code of %d modules has no room", all))
		return 0
	}
	c.page.matrices = append(c.page.matrices, placedMatrix{
		code: code, x: in.x + code.Quiet*module, y: in.y + code.Quiet*module, module: module,
	})
	return all * module
}
