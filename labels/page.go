package labels

// Page is one side of paper laid out in printer dots, counted from the top left corner. It is the one source of every
// output. A page does not change once it is laid out, and may be drawn by several goroutines with a press each.
type Page struct {
	Order    string // What refusals and proofs name; empty for lists and sheets.
	Tracking string
	Stock    Stock
	W, H     int
	boxes    []box
	texts    []placedText
	bars     []placedBars
	matrices []placedMatrix
}

// box is a black rectangle.
type box struct{ x, y, w, h int }

// placedText is a line at its place.
type placedText struct {
	line line
	x, y int // The left end of the baseline.
	size int // Dots an em.
	bold bool
	role role
	// The room that the line was centred or right-aligned in, for printers that set text with letters of their own.
	align    align
	from, to int
}

// align is where a line stands in its room.
type align int

const (
	alignStart align = iota // Left, or right for text that runs from right to left.
	alignCentre
	alignEnd
)

// role says what a text is, so that a preview in words can be made from the page.
type role int

const (
	rolePlain role = iota
	roleCaption
	roleStrong
	roleTracking
)

// placedBars is a linear code at its place, quiet zones left out.
type placedBars struct {
	code   *Bars
	x, y   int
	height int
	module int // Dots a module.
}

// placedMatrix is a square code at its place, quiet zone left out.
type placedMatrix struct {
	code   *Matrix
	x, y   int
	module int
}

func newPage(s Stock) *Page {
	w, h := s.Dots()
	return &Page{Stock: s, W: w, H: h}
}

// ModuleDots is the width in dots of a module of the page's tracking code; zero when it has none.
func (p *Page) ModuleDots() int {
	if b := p.trackingBars(); b != nil {
		return b.module
	}
	return 0
}

// ModuleMM is ModuleDots in millimetres.
func (p *Page) ModuleMM() float64 { return p.Stock.mm(p.ModuleDots()) }

func (p *Page) trackingBars() *placedBars {
	for i := range p.bars {
		if p.bars[i].code.Text == p.Tracking {
			return &p.bars[i]
		}
	}
	return nil
}
