package labels

// Command is one bar code that a packer scans instead of pressing a key, or a badge.
type Command struct {
	Code  string // Such as PK:DONE or BG:17.
	Title string // What it does, or whose badge it is.
}

// Sheet lays out command codes and badges in cells to be cut out: two columns on office paper, one on labels.
func (p *Press) Sheet(title string, commands []Command, stock Stock) ([]*Page, error) {
	f := p.newFlow(stock, "", func(f *flow) {
		if title == "" {
			return
		}
		t := f.paragraph(item{text: title, bold: true, field: FieldContent}, f.width(), f.c.dots(4.5))
		f.put(t, f.left(), f.y, f.width(), alignStart)
		f.y += t.height + f.c.dots(2)
	})
	columns := 1
	if stock.Width > 150 {
		columns = 2
	}
	w, h := f.width()/columns, f.c.dots(31)
	for i, cmd := range commands {
		if i%columns == 0 {
			if i > 0 {
				f.y += h
			}
			f.room(h)
		}
		commandCell(f, cmd, area{f.left() + i%columns*w, f.y, w, h})
	}
	return f.finish()
}

// commandCell draws the frame of a cell, its title, the bars and the code in letters.
func commandCell(f *flow, cmd Command, cell area) {
	c := f.c
	line := max(1, c.dots(0.2))
	c.page.boxes = append(
		c.page.boxes,
		box{cell.x, cell.y, cell.w, line}, box{cell.x, cell.y + cell.h - line, cell.w, line},
		box{cell.x, cell.y, line, cell.h}, box{cell.x + cell.w - line, cell.y, line, cell.h},
	)
	pad := c.dots(1)
	in := area{cell.x + pad, cell.y + pad, cell.w - 2*pad, cell.h - 2*pad}
	title := f.press.printable(cmd.Title, true)
	c.oneLine(item{text: title, bold: true, field: FieldContent}, area{in.x, in.y, in.w, c.dots(7)}, setting{c.dots(5), c.dots(1.8), alignCentre})
	c.linear(cmd.Code, area{in.x, in.y + c.dots(7.5), in.w, c.dots(15)}, FieldContent)
	c.oneLine(item{text: cmd.Code, field: FieldContent}, area{in.x, in.y + c.dots(23), in.w, c.dots(5)}, setting{c.dots(3.2), c.dots(1.5), alignCentre})
}
