package tiktok

import "time"

// clock turns the local times of one file into instants.
//
// When the clocks go forward an hour of local time does not exist; such a time is read with the offset from before the
// change, so 01:30 becomes 02:30 summer time. When they go back an hour exists twice; the first of the two is taken,
// because it gives the stricter deadline.
type clock struct {
	zone       *time.Location
	monthFirst bool

	day    int64 // The local day, counted from 1970, whose offset is known to be the same from the day before to the day after.
	offset int64 // Seconds east of UTC on that day.
	known  bool
}

const daySeconds = 24 * 60 * 60

// parse reads a time of the file. The empty text is the zero time.
func (c *clock) parse(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	p, err := readParts(s)
	if err != nil {
		return time.Time{}, err
	}
	year, month, day, err := p.date(c.monthFirst)
	if err != nil {
		return time.Time{}, err
	}
	local := days(year, month, day)*daySeconds + int64(p.hour*3600+p.minute*60+p.sec)
	return time.Unix(c.instant(local), 0).UTC(), nil
}

// instant gives the unix time of a local time, which is given as if it were UTC.
func (c *clock) instant(local int64) int64 {
	day := local / daySeconds // Not before 1970: exists sees to that.
	if c.known && day == c.day {
		return local - c.offset
	}
	before, after := c.offsetAt(local-2*daySeconds), c.offsetAt(local+2*daySeconds)
	if before == after {
		c.day, c.offset, c.known = day, before, true
		return local - before
	}
	first, second := local-before, local-after
	fitsBefore, fitsAfter := c.offsetAt(first) == before, c.offsetAt(second) == after
	switch {
	case fitsBefore && fitsAfter:
		return min(first, second)
	case fitsAfter:
		return second
	default:
		return first
	}
}

func (c *clock) offsetAt(unix int64) int64 {
	_, offset := time.Unix(unix, 0).In(c.zone).Zone()
	return int64(offset)
}

// days counts the days from 1970-01-01 to a date of the proleptic Gregorian calendar, by Howard Hinnant's formula; it
// spares a call of time.Date for each of the times of a file.
func days(year, month, day int) int64 {
	if month <= 2 {
		year--
	}
	era := year / 400
	yoe := year - era*400
	doy := (153*((month+9)%12)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return int64(era*146097+doe) - 719468
}
