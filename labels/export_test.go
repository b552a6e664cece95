package labels

import "image"

// TextBoxes returns where each line of the page has ink, bold ones only if told, for tests of printers that set text in
// letters of their own.
func (p *Page) TextBoxes(boldOnly bool) []image.Rectangle {
	var out []image.Rectangle
	for i := range p.texts {
		t := &p.texts[i]
		if boldOnly && !t.bold {
			continue
		}
		w := round(t.line.width * float32(t.size))
		out = append(out, image.Rect(t.x-2, t.y-t.size*11/10, t.x+w+2, t.y+t.size*4/10))
	}
	return out
}

// Sizes returns the size of every line in dots an em, by its text.
func (p *Page) Sizes() map[string]int {
	out := map[string]int{}
	for i := range p.texts {
		out[p.texts[i].line.text] = p.texts[i].size
	}
	return out
}

// Texts returns the lines of the page in the order in which they were set.
func (p *Page) Texts() []string {
	var out []string
	for i := range p.texts {
		out = append(out, p.texts[i].line.text)
	}
	return out
}

// QuietZones returns the rectangles that must stay white beside the linear codes.
func (p *Page) QuietZones() []image.Rectangle {
	var out []image.Rectangle
	for i := range p.bars {
		b := &p.bars[i]
		quiet, w := b.code.Quiet*b.module, b.code.Modules*b.module
		out = append(out, image.Rect(b.x-quiet, b.y, b.x, b.y+b.height), image.Rect(b.x+w, b.y, b.x+w+quiet, b.y+b.height))
	}
	return out
}
