package widget

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"packdesk/ui/i18n"
	"packdesk/ui/theme"
)

// Look is what one session looks like: its theme, its language, how its terminal measures cells, and the zone in which its
// operator reads a clock. A pane is given one and asks nothing else about its surroundings. It is a value; changing it is
// handing the panes another one.
type Look struct {
	Theme theme.Theme
	Say   *i18n.Printer
	Cells ansi.Method    // How the terminal measures text; the renderer and the panes must agree.
	Zone  *time.Location // Nil means UTC.
}

// Stamp is a moment in the session's zone, with date and minutes. A zero time is empty.
func (l *Look) Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(l.zone()).Format(l.Say.T("time.stamp"))
}

// Clock is the time of day in the session's zone, with seconds.
func (l *Look) Clock(t time.Time) string { return t.In(l.zone()).Format("15:04:05") }

// Fit is Fit with the session's measure and mark.
func (l *Look) Fit(text string, w int) string {
	return Fit(l.Cells, text, w, l.Theme.Glyphs.Ellipsis)
}

// NoBreak is a blank that the renderer prints instead of erasing.
const NoBreak = "\u00a0"

// Ground paints a line over the whole width of w cells. Its blanks are no-break spaces: the renderer erases ordinary ones,
// and not every terminal erases to the colour of the ground.
func (l *Look) Ground(style theme.Style, text string, w int) string {
	text = l.Fit(text, w)
	if l.Plain() {
		return style.Render(text)
	}
	bare := strings.TrimRight(text, " ")
	return style.Render(bare + strings.Repeat(NoBreak, len(text)-len(bare)))
}

// Plain reports whether only ASCII may be drawn.
func (l *Look) Plain() bool { return l.Theme.Glyphs.Check == theme.ASCII().Check }

func (l *Look) zone() *time.Location {
	if l.Zone == nil {
		return time.UTC
	}
	return l.Zone
}
