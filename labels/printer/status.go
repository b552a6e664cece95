package printer

import (
	"fmt"
	"strconv"
	"strings"
)

// Status is what a ZPL printer answers to ~HS.
type Status struct {
	PaperOut   bool
	Paused     bool
	HeadOpen   bool
	RibbonOut  bool
	BufferFull bool
	Partial    bool // A format has begun and not ended: what is left of a broken transmission.
	Cold       bool
	Hot        bool
	Formats    int // Labels received and not yet set.
	Remaining  int // Labels set and not yet printed.
}

// Waiting is how many labels are in the printer's memory.
func (s Status) Waiting() int { return s.Formats + s.Remaining }

// Held says in English why the printer does not print; empty when it does. Heat and cold pass by themselves, but print
// nothing meanwhile.
func (s Status) Held() string {
	var why []string
	for _, c := range []struct {
		is    bool
		words string
	}{
		{s.PaperOut, "paper out"}, {s.HeadOpen, "head open"}, {s.RibbonOut, "ribbon out"}, {s.Paused, "paused"}, {s.Hot, "head too hot"}, {s.Cold, "head too cold"},
	} {
		if c.is {
			why = append(why, c.words)
		}
	}
	return strings.Join(why, ", ")
}

// ParseStatus reads the three lines of an answer to ~HS, without their STX and ETX. A printer pauses when its paper runs
// out or its head opens, so paused often stands with a reason.
func ParseStatus(lines [3]string) (Status, error) {
	var s Status
	first, err := fields(lines[0], 12)
	if err != nil {
		return s, err
	}
	second, err := fields(lines[1], 9)
	if err != nil {
		return s, err
	}
	if _, err := fields(lines[2], 1); err != nil {
		return s, err
	}
	s.PaperOut, s.Paused, s.BufferFull = first[1] == 1, first[2] == 1, first[5] == 1
	s.Partial, s.Cold, s.Hot = first[7] == 1, first[10] == 1, first[11] == 1
	s.Formats = first[4]
	s.HeadOpen, s.RibbonOut, s.Remaining = second[2] == 1, second[3] == 1, second[8]
	return s, nil
}

// fields reads at least n numbers between commas.
func fields(line string, n int) ([]int, error) {
	parts := strings.Split(line, ",")
	if len(parts) < n {
		return nil, fmt.Errorf("%q has %d fields, want %d", line, len(parts), n)
	}
	out := make([]int, len(parts))
	for i, p := range parts {
		v, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil || v < 0 || v > 1e9 {
			return nil, fmt.Errorf("%q: field %d is no number", line, i+1)
		}
		out[i] = v
	}
	return out, nil
}
