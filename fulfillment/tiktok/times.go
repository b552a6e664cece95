package tiktok

import (
	"errors"
	"strings"
	"time"
)

// What a time cell can be wrong in.
var (
	errNoTime     = errors.New("this is not a date and time as exports write it, such as 18/11/2026 09:14:02")
	errImpossible = errors.New("there is no such date or time")
	errOtherOrder = errors.New("day and month stand the other way round than in the rest of the file")
	errSerial     = errors.New("a spreadsheet has turned the time into a number, perhaps with day and month exchanged; " +
		"download the file again and import it without opening it in a spreadsheet")
)

// dateParts is a time as written: the three numbers of the date in the file's sequence, then the clock.
type dateParts struct {
	n                 [3]int
	yearFirst         bool
	hour, minute, sec int
	half              string // "AM", "PM" or "".
}

// readParts takes a time apart without deciding which number is the month. Known forms: 18/11/2026 09:14:02 with or
// without seconds, AM or PM behind it, the separators / - and ., and the year first.
func readParts(s string) (dateParts, error) {
	var p dateParts
	rest := s
	var lens [3]int
	for i := range p.n {
		n, width := leadingInt(rest)
		if width == 0 || width > 4 {
			return p, timeFlaw(s)
		}
		p.n[i], lens[i] = n, width
		rest = rest[width:]
		if i == 2 {
			break
		}
		if rest == "" || !strings.ContainsRune("/-.", rune(rest[0])) {
			return p, timeFlaw(s)
		}
		rest = rest[1:]
	}
	switch {
	case lens[0] == 4 && lens[1] <= 2 && lens[2] <= 2:
		p.yearFirst = true
	case lens[2] != 4 || lens[0] > 2 || lens[1] > 2:
		return p, errNoTime
	}
	return p, p.readClock(rest)
}

// readClock reads what follows the date: nothing, which is midnight, or hours and minutes and what else there is.
func (p *dateParts) readClock(s string) error {
	if s == "" {
		return nil
	}
	if s[0] != ' ' && s[0] != 'T' {
		return errNoTime
	}
	rest := strings.TrimLeft(s[1:], " ")
	for i, to := range []*int{&p.hour, &p.minute, &p.sec} {
		if i > 0 {
			if rest == "" || rest[0] != ':' {
				if i == 1 {
					return errNoTime
				}
				break
			}
			rest = rest[1:]
		}
		n, width := leadingInt(rest)
		if width == 0 || width > 2 {
			return errNoTime
		}
		*to, rest = n, rest[width:]
	}
	switch strings.ToUpper(strings.Trim(rest, " \u202F\u00A0")) {
	case "":
	case "AM", "A.M.":
		p.half = "AM"
	case "PM", "P.M.":
		p.half = "PM"
	default:
		return errNoTime
	}
	return p.checkClock()
}

func (p *dateParts) checkClock() error {
	switch {
	case p.half != "" && (p.hour < 1 || p.hour > 12), p.hour > 23, p.minute > 59, p.sec > 59:
		return errImpossible
	case p.half == "AM" && p.hour == 12:
		p.hour = 0
	case p.half == "PM" && p.hour < 12:
		p.hour += 12
	}
	return nil
}

// date gives year, month and day, read in the given sequence.
func (p *dateParts) date(monthFirst bool) (year, month, day int, err error) {
	switch {
	case p.yearFirst:
		year, month, day = p.n[0], p.n[1], p.n[2]
	case monthFirst:
		month, day, year = p.n[0], p.n[1], p.n[2]
	default:
		day, month, year = p.n[0], p.n[1], p.n[2]
	}
	if !exists(year, month, day) {
		if !p.yearFirst && exists(year, day, month) {
			return 0, 0, 0, errOtherOrder
		}
		return 0, 0, 0, errImpossible
	}
	return year, month, day, nil
}

// shows says what the date alone proves about the sequence: +1 for the day first, -1 for the month first, 0 for nothing.
func (p *dateParts) shows() int {
	a, b, year := p.n[0], p.n[1], p.n[2]
	switch {
	case p.yearFirst:
		return 0
	case exists(year, b, a) && !exists(year, a, b):
		return +1
	case exists(year, a, b) && !exists(year, b, a):
		return -1
	default:
		return 0
	}
}

// exists reports whether there is such a date in the years that an order can have.
func exists(year, month, day int) bool {
	if year < 2000 || year > 2099 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	return day <= 28 || time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// timeFlaw tells a spreadsheet's serial number from other text that is no time.
func timeFlaw(s string) error {
	digits := strings.Trim(s, "0123456789")
	if digits == "" || digits == "." || digits == "," {
		return errSerial
	}
	return errNoTime
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// leadingInt reads the digits at the beginning of s, at most nine of them.
func leadingInt(s string) (n, width int) {
	for width < len(s) && width < 9 && isDigit(s[width]) {
		n = n*10 + int(s[width]-'0')
		width++
	}
	return n, width
}
