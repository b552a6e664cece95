package theme

import "strings"

// Rungs of the ladder of urgency, most urgent first: the index into Theme.Ladder.
const (
	Late = iota
	Soon
	Near
	Today
	Later
	Stopped
	rungs
)

// Rung is how one step of the ladder looks.
type Rung struct {
	Sign   string // One cell that says the same as the word, for those who do not read colour.
	Word   Style
	Clock  Style // Its countdown.
	Cursor Style // Its countdown on the row under the cursor.
}

// Theme is every role that the screens paint with.
type Theme struct {
	Name string

	Text   Style // Ordinary cells.
	Strong Style // What the eye should find first in a line.
	Muted  Style // What may be overlooked.
	Title  Style

	Bar      Style // The status line at the top.
	BarMuted Style
	BarBad   Style // Late orders, stale data.
	BarWarn  Style

	Tab   Style // A tab in the background.
	TabOn Style // The tab in front.
	Pane  Style // The pane in front, in the status line.
	Head  Style // Column headings.
	Key   Style // A key in a hint.
	Set   Style // A filter that narrows the list.

	Cursor       Style // Cells of the row under the cursor.
	CursorStrong Style
	CursorMark   Style // The mark at its left edge.

	Ladder [rungs]Rung

	Tag      Style // A short word in front of a product: a note, a pre-order.
	Band     Style // A note in the packer's face.
	Stop     Style // An order that must not be packed.
	Quantity Style // More than one unit: the number a packer must not overlook.

	Fine Style // All is well, over the whole width.

	Good Style // Notices.
	Warn Style
	Bad  Style

	Border Style
	Glyphs Glyphs

	Depth   Depth // How codes that a reader scans from the screen are painted,
	OnLight bool  // and on what: the terminal's background is light, as far as it is known.
}

// Depth is the best way in which a terminal shows black and white: a code must be that in every theme.
type Depth int

// The depths.
const (
	DepthNone    Depth = iota // Not at all.
	DepthReverse              // By reverse video alone.
	Depth16                   // In two of the colours that its user chooses.
	Depth256                  // In two colours that nobody changes.
)

// Glyphs are the signs drawn around text. Each is one cell wide.
type Glyphs struct {
	Horizontal, Vertical                       string
	TopLeft, TopRight, BottomLeft, BottomRight string
	Mark, Dot, Ellipsis, Times, Up, Down, Left string
	Right, Check, Full, Empty                  string
}

// Unicode draws with box characters that every terminal font has.
func Unicode() Glyphs {
	return Glyphs{
		Horizontal: "─", Vertical: "│", TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘",
		Mark: "▌", Dot: "·", Ellipsis: "…", Times: "×", Up: "↑", Down: "↓", Left: "←", Right: "→", Check: "✓", Full: "█", Empty: "░",
	}
}

// ASCII draws with characters that no terminal takes for wide ones.
func ASCII() Glyphs {
	return Glyphs{
		Horizontal: "-", Vertical: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
		Mark: ">", Dot: "-", Ellipsis: "~", Times: "x", Up: "^", Down: "v", Left: "<", Right: ">", Check: "+", Full: "#", Empty: ".",
	}
}

// The names under which themes are chosen. Auto follows the terminal's background.
const (
	NameAuto       = "auto"
	NameDark       = "dark"
	NameLight      = "light"
	NameContrast   = "high-contrast"
	NameBlueOrange = "blue-orange"
	NameMono       = "mono"
)

// Names lists what --theme and :theme accept.
func Names() []string {
	return []string{NameAuto, NameDark, NameLight, NameContrast, NameBlueOrange, NameMono}
}

// Valid reports whether name is one of Names.
func Valid(name string) bool {
	for _, n := range Names() {
		if n == name {
			return true
		}
	}
	return false
}

// Choice is what decides a session's theme.
type Choice struct {
	Name  string // One of Names; empty and unknown mean auto.
	Dark  bool   // The terminal's background, as far as it is known.
	ASCII bool   // Draw with ASCII only.
	Env   func(string) string
}

// Colourless reports whether the environment turns colour off: a non-empty NO_COLOR, CLICOLOR=0, or a dumb terminal.
func (c Choice) Colourless() bool {
	return c.env("TERM") == "dumb" || c.env("NO_COLOR") != "" || c.env("CLICOLOR") == "0"
}

func (c Choice) env(name string) string {
	if c.Env == nil {
		return ""
	}
	return c.Env(name)
}

// Depth is what the environment says of the terminal's colours.
func (c Choice) Depth() Depth {
	switch {
	case c.env("TERM") == "dumb":
		return DepthNone
	case c.Colourless():
		return DepthReverse
	case strings.Contains(c.env("TERM"), "256color"), c.env("COLORTERM") != "":
		return Depth256
	default:
		return Depth16
	}
}

// Theme resolves the choice. Where the environment turns colour off it stays off, whatever name was chosen; bold and reverse
// remain.
func (c Choice) Theme() Theme {
	var t Theme
	switch {
	case c.Colourless(), c.Name == NameMono:
		t = mono()
	case c.Name == NameContrast:
		t = contrast(c.Dark)
	case c.Name == NameBlueOrange:
		t = blueOrange(c.Dark)
	case c.Name == NameLight, c.Name != NameDark && !c.Dark:
		t = light()
	default:
		t = dark()
	}
	t.Text = Style{open: Reset} // Keeps a mark at the beginning of a text off the cell in front of it.
	t.Depth, t.OnLight = c.Depth(), c.Name == NameLight || c.Name != NameDark && !c.Dark
	t.Glyphs = Unicode()
	if c.ASCII || c.env("TERM") == "dumb" {
		t.Glyphs = ASCII()
	}
	t.Ladder[Late].Sign, t.Ladder[Soon].Sign, t.Ladder[Near].Sign = "!", "*", "+"
	t.Ladder[Today].Sign, t.Ladder[Later].Sign, t.Ladder[Stopped].Sign = t.Glyphs.Dot, " ", t.Glyphs.Times
	return t
}
