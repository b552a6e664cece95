package labels

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Paint is how a terminal shows black and white.
type Paint int

// The ways, best first.
const (
	Paint256     Paint = iota // Colours 16 and 231, which no theme changes.
	Paint16                   // Colours 40 and 107.
	PaintReverse              // No colours, only reverse video, as NO_COLOR asks.
	PaintNone                 // Not even that, as with TERM=dumb: codes become digits.
)

// PreviewOptions says where a preview is shown.
type PreviewOptions struct {
	Width     int // Columns, at least 20.
	Paint     Paint
	Light     bool // The terminal's background is light; matters for reverse video alone.
	ASCII     bool // No block elements and no line drawing: codes take a column a module.
	BarRows   int  // Rows of the linear code; zero means six.
	SkipFrame bool
}

// Tone is one of the two colours of a code.
type Tone int

// The tones; ToneNone leaves the terminal's own colours.
const (
	ToneNone Tone = iota
	ToneBlack
	ToneWhite
)

// Span is a stretch of a preview line in one style. A span of a code has tones: Fore is the tone of the block element's
// ink, Back of what lies behind it.
type Span struct {
	Text       string
	Strong     bool
	Faint      bool
	Fore, Back Tone
}

// PreviewLine is one row of a preview.
type PreviewLine []Span

// Preview shows a page as text in a frame. The tracking code is drawn so that a reader scans it from the screen: as bars in
// half cells where they fit, else as a QR code of the same number, else as digits in groups.
func (p *Page) Preview(o PreviewOptions) []PreviewLine {
	v := &preview{page: p, o: o, inner: max(20, o.Width)}
	if !o.SkipFrame {
		v.inner -= 4
	}
	v.walk()
	if o.SkipFrame {
		return v.lines
	}
	return v.framed()
}

// CodePreview shows one text alone as Page.Preview shows a tracking code: as bars where they fit into the width, else as a
// QR code, else as digits in groups. The frame's options do not matter.
func CodePreview(text string, o PreviewOptions) ([]PreviewLine, error) {
	code, err := Code128(text)
	if err != nil {
		return nil, err
	}
	v := &preview{o: o, inner: max(20, o.Width) - 2, wide: map[int]bool{}}
	v.code(code)
	return v.lines, nil
}

// preview collects the rows of one preview.
type preview struct {
	page  *Page
	o     PreviewOptions
	inner int // Columns for text inside the frame.
	lines []PreviewLine
	rules map[int]bool // Rows that are rules across the frame.
	wide  map[int]bool // Rows that use the frame's padding too.
	last  *placedText
}

// walk goes down the page and shows what it meets.
func (v *preview) walk() {
	v.rules, v.wide = map[int]bool{}, map[int]bool{}
	type element struct {
		y    int
		show func()
	}
	var all []element
	for i := range v.page.boxes {
		if b := v.page.boxes[i]; b.w > v.page.W/2 {
			all = append(all, element{b.y, v.rule})
		}
	}
	if b := v.page.trackingBars(); b != nil {
		all = append(all, element{b.y, func() { v.code(b.code) }})
	}
	for i := range v.page.texts {
		t := &v.page.texts[i]
		all = append(all, element{t.y, func() { v.text(t) }})
	}
	slices.SortStableFunc(all, func(a, b element) int { return a.y - b.y })
	for _, e := range all {
		e.show()
	}
}

func (v *preview) rule() {
	v.rules[len(v.lines)] = true
	v.lines = append(v.lines, PreviewLine{{Text: strings.Repeat(v.pick("─", "-"), v.inner), Faint: true}})
}

func (v *preview) pick(block, plain string) string {
	if v.o.ASCII {
		return plain
	}
	return block
}

// text shows one line of the page, wrapped where the terminal is narrower than the paper.
func (v *preview) text(t *placedText) {
	if t.role == roleTracking && v.o.Paint == PaintNone {
		return // The digits are shown in groups already.
	}
	width := ansi.StringWidth(t.line.text)
	if n := len(v.lines); t.align == alignEnd && !t.line.rtl && n > 0 && !v.rules[n-1] && v.last != nil && t.y-v.last.y < v.page.Stock.dots(6) {
		if used := v.lines[n-1].Width(); used+2+width <= v.inner { // It stands beside the line before on paper, too.
			v.lines[n-1] = append(v.lines[n-1], Span{Text: strings.Repeat(" ", v.inner-used-width)}, Span{Text: t.line.text, Strong: t.bold})
			return
		}
	}
	v.last = t
	for _, s := range strings.Split(ansi.Wrap(t.line.text, v.inner, ""), "\n") {
		pad := v.inner - ansi.StringWidth(s)
		switch t.align {
		case alignCentre:
			pad /= 2
		case alignStart:
			pad = 0
		case alignEnd:
		}
		v.lines = append(v.lines, PreviewLine{
			{Text: strings.Repeat(" ", max(0, pad))},
			{Text: s, Strong: t.bold && t.role != roleCaption, Faint: t.role == roleCaption},
		})
	}
}

// code shows the tracking code in the best form that fits.
func (v *preview) code(b *Bars) {
	room := v.inner + 2 // The frame's padding may be quiet zone.
	switch {
	case v.o.Paint == PaintNone:
		v.digits(b.Text)
	case v.o.ASCII && b.Modules+2*b.Quiet <= room, !v.o.ASCII && (b.Modules+2*b.Quiet+1)/2 <= room:
		v.bars(b, room)
	default:
		qr, err := QR(b.Text)
		if err != nil || v.o.ASCII || qr.Size+2*qr.Quiet > room {
			v.digits(b.Text)
			return
		}
		v.square(qr, room)
	}
}

// digits shows a code in groups of four, to be typed.
func (v *preview) digits(text string) {
	var b strings.Builder
	for i := range len(text) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(text[i])
	}
	for _, s := range strings.Split(ansi.Wrap(b.String(), v.inner, ""), "\n") {
		v.lines = append(v.lines, PreviewLine{{Text: s, Strong: true}})
	}
}

// bars shows a linear code, two modules a column, or one where there are no block elements.
func (v *preview) bars(b *Bars, room int) {
	modules := make([]bool, 0, b.Modules+2*b.Quiet+1)
	modules = append(modules, make([]bool, b.Quiet)...)
	for i, w := range b.Runs {
		for range w {
			modules = append(modules, i%2 == 0)
		}
	}
	modules = append(modules, make([]bool, b.Quiet)...)
	var row PreviewLine
	if v.o.ASCII {
		for _, dark := range modules {
			row = row.cell(dark, dark, "▌")
		}
	} else {
		if len(modules)%2 == 1 {
			modules = append(modules, false)
		}
		for i := 0; i < len(modules); i += 2 {
			row = row.cell(modules[i], modules[i+1], "▌")
		}
	}
	rows := v.o.BarRows
	if rows <= 0 {
		rows = 6
	}
	for range rows {
		v.centred(row, room)
	}
}

// square shows a QR code, two modules a row.
func (v *preview) square(m *Matrix, room int) {
	for y := -m.Quiet; y < m.Size+m.Quiet; y += 2 {
		var row PreviewLine
		for x := -m.Quiet; x < m.Size+m.Quiet; x++ {
			row = row.cell(m.Dark(x, y), m.Dark(x, y+1), "▀")
		}
		v.centred(row, room)
	}
}

// cell adds a cell of two halves. Equal halves are a blank on the background: painting ink over the whole cell left seams
// between cells in some terminals.
func (l PreviewLine) cell(ink, rest bool, half string) PreviewLine {
	s := Span{Text: " ", Fore: ToneNone, Back: tone(rest)}
	if ink != rest {
		s = Span{Text: half, Fore: tone(ink), Back: tone(rest)}
	}
	if n := len(l); n > 0 && l[n-1].Fore == s.Fore && l[n-1].Back == s.Back {
		l[n-1].Text += s.Text
		return l
	}
	return append(l, s)
}

func tone(dark bool) Tone {
	if dark {
		return ToneBlack
	}
	return ToneWhite
}

// centred adds a row of a code in the middle.
func (v *preview) centred(row PreviewLine, room int) {
	pad := (room - row.Width()) / 2
	v.wide[len(v.lines)] = true
	v.lines = append(v.lines, append(PreviewLine{{Text: strings.Repeat(" ", max(0, pad))}}, row...))
}

// Width is the number of columns that the line takes.
func (l PreviewLine) Width() int {
	w := 0
	for _, s := range l {
		w += ansi.StringWidth(s.Text)
	}
	return w
}

// framed draws the paper's edge around the lines.
func (v *preview) framed() []PreviewLine {
	side, bar := v.pick("│", "|"), v.pick("─", "-")
	title := fmt.Sprintf(" %s %d dpi ", v.page.Stock.Name, v.page.Stock.DPI)
	if m := v.page.ModuleDots(); m > 0 {
		title += fmt.Sprintf("%s module %d dots %.2f mm ", v.pick("·", "-"), m, v.page.ModuleMM())
	}
	title = ansi.Truncate(title, v.inner, "")
	edge := func(left, text, right string) PreviewLine {
		fill := v.inner + 1 - ansi.StringWidth(text)
		return PreviewLine{{Text: left + bar + text + strings.Repeat(bar, max(0, fill)) + right, Faint: true}}
	}
	out := []PreviewLine{edge(v.pick("┌", "+"), title, v.pick("┐", "+"))}
	for i, l := range v.lines {
		switch {
		case v.rules[i]:
			out = append(out, edge(v.pick("├", "+"), "", v.pick("┤", "+")))
			continue
		case !v.wide[i]:
			l = append(PreviewLine{{Text: " "}}, l...)
		}
		fill := strings.Repeat(" ", max(0, v.inner+2-l.Width()))
		framed := append(PreviewLine{{Text: side, Faint: true}}, l...)
		out = append(out, append(framed, Span{Text: fill}, Span{Text: side, Faint: true}))
	}
	return append(out, edge(v.pick("└", "+"), "", v.pick("┘", "+")))
}
