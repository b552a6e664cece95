package labels

// Card lays out one bar code as large as the paper allows, below a title, and the same text once more as a square code for
// readers of those: a card by which a scanner is tried. A text that is too long for the paper's width is Refusals.
func (p *Press) Card(title, text string, stock Stock) (*Page, error) {
	c := &composer{set: p.set, page: newPage(stock)}
	margin := c.dots(labelMargin)
	w, y := c.page.W-2*margin, margin
	c.oneLine(item{text: p.printable(title, true), bold: true, field: FieldContent}, area{margin, y, w, c.dots(8)}, setting{c.dots(5), c.dots(1.8), alignCentre})
	y += c.dots(10)
	c.linear(text, area{c.dots(1), y, c.page.W - 2*c.dots(1), c.dots(barsHeight)}, FieldContent)
	y += c.dots(barsHeight) + c.dots(1)
	c.oneLine(item{text: text, field: FieldContent}, area{margin, y, w, c.dots(6)}, setting{c.dots(4), c.dots(1.5), alignCentre})
	y += c.dots(8)
	side := c.dots(34)
	c.square(text, area{(c.page.W - side) / 2, y, side, side}, FieldContent)
	return c.finish()
}
