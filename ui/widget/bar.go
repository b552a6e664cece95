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
	Drop  int  // The rank of dropping it, where that is another than the one of shortening it; 0 means Rank.
	Keep  bool // May be shortened, but never dropped.
	Right bool // Stands at the right edge.
	Tight bool // Stands right behind the one before it, without the two blanks.
}

// gap is how many blanks stand before a segment that others stand before.
func (s *Segment) gap() int {
	if s.Tight {
		return 0
	}
	return 2
}

// rank is the one of the step from a form to the next one.
func (s *Segment) rank(form int) int {
	if s.Drop > 0 && form == len(s.Forms)-1 {
		return s.Drop
	}
	return s.Rank
}

// Settle takes from segments the forms that w cells have no room for, so that what is shown in a narrower bar is shown in every
// wider one too. Bar by itself fills what is left over with whatever fits.
func Settle(m ansi.Method, segments []Segment, w int) {
	for i, f := range shrunk(m, segments, w) {
		segments[i].Forms = segments[i].Forms[f:]
	}
}

// shrunk is the form of each segment that w cells have room for, the least important taken back first.
func shrunk(m ansi.Method, segments []Segment, w int) []int {
	form := make([]int, len(segments))
	for width(m, segments, form) > w-2 {
		if !shrink(segments, form) {
			break
		}
	}
	return form
}

// Bar draws segments in exactly w cells, two blanks between them, on ground.
func Bar(m ansi.Method, segments []Segment, w int, ground theme.Style, mark string) string {
	form := shrunk(m, segments, w)
	grow(m, segments, form, w-2)
	var left, right strings.Builder
	leftW, rightW := 0, 0
	for i := range segments {
		s := &segments[i]
		if form[i] >= len(s.Forms) || s.Forms[form[i]] == "" {
			continue
		}
		text := s.Forms[form[i]]
		n := m.StringWidth(text)
		if s.Right {
			right.WriteString(ground.Render(Spaces(s.gap())))
			right.WriteString(s.Style.Render(text))
			rightW += n + s.gap()
			continue
		}
		if leftW > 0 {
			left.WriteString(ground.Render(Spaces(s.gap())))
			leftW += s.gap()
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

func width(m ansi.Method, segments []Segment, form []int) int {
	n := 0
	for i := range segments {
		s := &segments[i]
		if form[i] >= len(s.Forms) || s.Forms[form[i]] == "" {
			continue
		}
		if n > 0 {
			n += s.gap()
		}
		n += m.StringWidth(s.Forms[form[i]])
	}
	return n
}

// grow gives room that is left over back, the most important segments first.
func grow(m ansi.Method, segments []Segment, form []int, room int) {
	top := 0
	for i := range segments {
		top = max(top, segments[i].Rank, segments[i].Drop)
	}
	for rank := 0; rank <= top; rank++ {
		for i := range segments {
			for form[i] > 0 && segments[i].rank(form[i]-1) == rank {
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
	at, top := -1, 0
	for i := range segments {
		s := &segments[i]
		last := len(s.Forms)
		if s.Keep {
			last--
		}
		if form[i] >= last {
			continue
		}
		if r := s.rank(form[i]); at < 0 || r > top {
			at, top = i, r
		}
	}
	if at < 0 {
		return false
	}
	form[at]++
	return true
}
