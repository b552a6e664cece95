package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"packdesk/ui/theme"
)

// Segment is one fact of a bar. Forms go from the longest to the shortest; a bar that is too narrow shortens and then drops
// the segments of the highest Rank first.
type Segment struct {
	Forms []string
	Style theme.Style
	Rank  int
	Keep  bool // May be shortened, but never dropped.
	Right bool // Stands at the right edge.
}

// Bar draws segments in exactly w cells, two blanks between them, on ground.
func Bar(m ansi.Method, segments []Segment, w int, ground theme.Style, mark string) string {
	form := make([]int, len(segments))
	for width(m, segments, form) > w-2 {
		if !shrink(segments, form) {
			break
		}
	}
	grow(m, segments, form, w-2)
	var left, right strings.Builder
	leftW, rightW := 0, 0
	for i, s := range segments {
		if form[i] >= len(s.Forms) || s.Forms[form[i]] == "" {
			continue
		}
		text := s.Forms[form[i]]
		n := m.StringWidth(text)
		if s.Right {
			right.WriteString(ground.Render("  "))
			right.WriteString(s.Style.Render(text))
			rightW += n + 2
			continue
		}
		if leftW > 0 {
			left.WriteString(ground.Render("  "))
			leftW += 2
		}
		left.WriteString(s.Style.Render(text))
		leftW += n
	}
	gap := w - 2 - leftW - rightW
	if gap < 0 {
		return Fit(m, ground.Render(" ")+left.String()+right.String(), w, mark)
	}
	return ground.Render(" ") + left.String() + ground.Render(Spaces(gap)) + right.String() + ground.Render(" ")
}

// BarFits reports whether w cells are enough for the segments that are kept, each at its shortest.
func BarFits(m ansi.Method, segments []Segment, w int) bool {
	form := make([]int, len(segments))
	for i, s := range segments {
		form[i] = len(s.Forms)
		if s.Keep && len(s.Forms) > 0 {
			form[i]--
		}
	}
	return width(m, segments, form) <= w-2
}

// BarWhole reports whether w cells are enough for all segments, each at its longest.
func BarWhole(m ansi.Method, segments []Segment, w int) bool {
	return width(m, segments, make([]int, len(segments))) <= w-2
}

func width(m ansi.Method, segments []Segment, form []int) int {
	n, gaps := 0, 0
	for i, s := range segments {
		if form[i] < len(s.Forms) && s.Forms[form[i]] != "" {
			n += m.StringWidth(s.Forms[form[i]])
			gaps++
		}
	}
	return n + max(0, gaps-1)*2
}

// grow gives room that is left over back, the most important segments first.
func grow(m ansi.Method, segments []Segment, form []int, room int) {
	top := 0
	for _, s := range segments {
		top = max(top, s.Rank)
	}
	for rank := 0; rank <= top; rank++ {
		for i, s := range segments {
			for s.Rank == rank && form[i] > 0 {
				form[i]--
				if width(m, segments, form) > room {
					form[i]++
					break
				}
			}
		}
	}
}

// shrink takes the least important segment that can still give way one form further.
func shrink(segments []Segment, form []int) bool {
	at := -1
	for i, s := range segments {
		last := len(s.Forms)
		if s.Keep {
			last--
		}
		if form[i] < last && (at < 0 || s.Rank > segments[at].Rank) {
			at = i
		}
	}
	if at < 0 {
		return false
	}
	form[at]++
	return true
}
