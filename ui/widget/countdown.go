package widget

import (
	"strconv"
	"time"
)

// CountdownWidth is the number of cells that AppendCountdown writes, whatever the time.
const CountdownWidth = 10

const (
	day       = 24 * time.Hour
	daysFrom  = 100 * time.Hour // From here on days are shown.
	headWidth = 4               // "~-99" in front of the first colon.
)

// AppendCountdown writes what is left until at as exactly CountdownWidth cells: a tilde before an estimate, a minus once it
// is over, hours and minutes with their colons below each other, and seconds where they are asked for. Beyond 100 hours it
// counts days and hours. A zero time is blank.
func AppendCountdown(dst []byte, at, now time.Time, estimate, seconds bool) []byte {
	if at.IsZero() {
		return append(dst, blanks[:CountdownWidth]...)
	}
	left := at.Sub(now)
	late := left <= 0
	if late {
		left = -left
	}
	start := len(dst)
	var head [8]byte
	h := head[:0]
	if estimate {
		h = append(h, '~')
	}
	if late {
		h = append(h, '-')
	}
	if left >= daysFrom {
		h = append(strconv.AppendInt(h, int64(min(left/day, 999)), 10), 'd')
		dst = pad(dst, headWidth+1-len(h))
		dst = append(dst, h...)
		dst = append(dst, ' ')
		dst = two(dst, int(left%day/time.Hour))
		dst = append(dst, 'h')
	} else {
		h = two(h, int(left/time.Hour))
		dst = pad(dst, headWidth-len(h))
		dst = append(dst, h...)
		dst = append(dst, ':')
		dst = two(dst, int(left%time.Hour/time.Minute))
		if seconds {
			dst = append(dst, ':')
			dst = two(dst, int(left%time.Minute/time.Second))
		}
	}
	return pad(dst, CountdownWidth-(len(dst)-start))
}

// Seconds reports whether a countdown shows seconds by itself: in its last hour.
func Seconds(at, now time.Time) bool {
	left := at.Sub(now)
	return left > 0 && left < time.Hour
}

func two(dst []byte, n int) []byte {
	const digits = "0123456789"
	return append(dst, digits[n/10], digits[n%10])
}

func pad(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}
