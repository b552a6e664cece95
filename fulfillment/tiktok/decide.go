package tiktok

import (
	"fmt"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// scanRows is how many rows are looked at before the first one is read for good.
const scanRows = 2000

// evidence is what the first rows of a table show about where it comes from.
type evidence struct {
	rows       int
	countries  map[string]int // Orders' countries that are known, by region.
	phones     map[string]int
	currencies map[string]int
	ids, zeros int      // Order ids long enough to lose digits, and those that end in zeros.
	dayFirst   *sighted // The first date that proves a sequence.
	monthFirst *sighted
	halves     bool // AM or PM stands behind a time.
}

// sighted is where something was seen.
type sighted struct {
	row   int
	col   column
	value string
}

var timeColumns = []column{colCreated, colPaid, colArranged, colShipped, colDelivered, colCancelled}

// see takes one row into account.
func (e *evidence) see(h *header, n int, row []string) {
	e.rows++
	if r := regionOf(h.cell(row, colCountry)); r != "" {
		e.countries[r]++
	}
	if r := marketByPhone(h.cell(row, colPhone)); r != "" {
		e.phones[r]++
	}
	if a, ok := readAmount(h.cell(row, colAmount), ""); ok && a.currency != "" {
		e.currencies[a.currency]++
	}
	if id := h.cell(row, colOrder); fulfillment.ValidID(id) && len(id) > 15 {
		e.ids++
		if endsInZeros(id) {
			e.zeros++
		}
	}
	for _, c := range timeColumns {
		value := h.cell(row, c)
		p, err := readParts(value)
		if err != nil {
			continue
		}
		e.halves = e.halves || p.half != ""
		switch shows := p.shows(); {
		case shows > 0 && e.dayFirst == nil:
			e.dayFirst = &sighted{n, c, value}
		case shows < 0 && e.monthFirst == nil:
			e.monthFirst = &sighted{n, c, value}
		}
	}
}

// idsDamaged reports whether a spreadsheet has gone over the ids: most of at least three end in zeros.
func (e *evidence) idsDamaged() bool { return e.ids >= 3 && e.zeros*2 > e.ids }

// common returns the key with the most counts, the first in the alphabet among equals.
func common(counts map[string]int) string {
	best := ""
	for k, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && k < best {
			best = k
		}
	}
	return best
}

// decision is how a table is read.
type decision struct {
	region     string
	currency   string
	zone       *time.Location
	monthFirst bool
	damaged    bool // The ids were cut to 15 digits.
	warnings   []string
}

// decide settles market, zone and the sequence of day and month for a whole table: from the options, else from headings
// that one market alone has, else from what the rows show. It never guesses: what stays open is an ErrAmbiguous.
func decide(file string, opt Options, h *header, e *evidence) (decision, error) {
	d := decision{zone: opt.Zone, damaged: e.idsDamaged()}
	d.region = opt.Region
	if d.region == "" {
		d.region = d.marketShown(h, e)
	}
	m, known := marketOf(d.region)
	if known {
		d.currency, d.monthFirst = m.currency, m.monthFirst
	}
	if d.zone == nil {
		if !known {
			return d, &FileError{
				File: file, Kind: ErrAmbiguous,
				Reason: "nothing in the file shows which market's clock its times follow; say so with --region (one of " + regions() + ")",
			}
		}
		zone, err := m.location()
		if err != nil {
			return d, fmt.Errorf("zone of region %s: %w", m.region, err)
		}
		d.zone = zone
	}
	return d, d.settleDates(file, h, e, known)
}

// marketShown is the market that headings and rows agree on. The buyers' country is the stronger sign, because headings
// of a market that is not known yet may resemble those of a known one.
func (d *decision) marketShown(h *header, e *evidence) string {
	byHeadings, sure := marketByHeadings(h)
	country := common(e.countries)
	if _, isMarket := marketOf(country); !isMarket {
		country = ""
	}
	switch {
	case !sure && country != "":
		return country
	case byHeadings != "" && country != "" && country != byHeadings:
		d.warnings = append(d.warnings, fmt.Sprintf(
			"the headings are those of region %s, most parcels go to %s; read as an export of %[2]s, pass --region if that is wrong", byHeadings, country))
		return country
	case byHeadings != "":
		return byHeadings
	}
	if phone := common(e.phones); phone != "" {
		return phone
	}
	return marketByCurrency(common(e.currencies))
}

// settleDates decides which number of a date is the month, and refuses a table whose dates contradict that or each other.
func (d *decision) settleDates(file string, h *header, e *evidence, known bool) error {
	mixed := func(s *sighted, reason string) error {
		return &FileError{
			File: file, Row: s.row, Column: h.name(s.col), Value: excerpt(s.value), Kind: ErrMixedDates, Reason: reason,
		}
	}
	if e.dayFirst != nil && e.monthFirst != nil {
		later, other := e.dayFirst, e.monthFirst
		if other.row > later.row {
			later, other = other, later
		}
		return mixed(later, fmt.Sprintf("day and month stand the other way round than in row %d (%s); the file was put together from "+
			"those of several markets, or a spreadsheet has changed it; download it again", other.row, excerpt(other.value)))
	}
	if known {
		against, sequence := e.monthFirst, "day/month/year"
		if d.monthFirst {
			against, sequence = e.dayFirst, "month/day/year"
		}
		if against != nil {
			return mixed(against, fmt.Sprintf("exports of region %s write %s; if the file is from another market, say so with --region",
				d.region, sequence))
		}
		return nil
	}
	switch {
	case e.dayFirst != nil:
		return nil
	case e.monthFirst != nil, e.halves:
		d.monthFirst = true
		return nil
	default:
		return &FileError{
			File: file, Kind: ErrAmbiguous,
			Reason: "no date in the file shows whether the day or the month comes first; say which market it is from with --region (one of " +
				regions() + ")",
		}
	}
}

// checkOptions refuses a region that has no shops.
func (opt *Options) check() error {
	opt.Region = strings.ToUpper(strings.TrimSpace(opt.Region))
	if opt.Region == "UK" {
		opt.Region = "GB"
	}
	if _, ok := marketOf(opt.Region); opt.Region != "" && !ok {
		return fmt.Errorf("%w: region %q has no TikTok shops; known are %s", fulfillment.ErrInvalid, opt.Region, regions())
	}
	return nil
}
