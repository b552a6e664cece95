package labels

import (
	"errors"
	"fmt"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/ean"
	"github.com/boombuler/barcode/qr"
)

// The bar codes that packdesk draws.
const (
	KindCode128 = "Code 128"
	KindEAN13   = "EAN-13"
	KindQR      = "QR"
)

const (
	maxCode  = 80  // Characters in a linear code, the library's own limit.
	maxQR    = 300 // Characters in a matrix code; more makes modules too small for a label.
	quiet128 = 10  // Modules kept blank on each side of Code 128.
	quietEAN = 11  // Modules kept blank on the left of EAN-13; 7 would do on the right.
	quietQR  = 4   // Modules kept blank around a QR code.
)

// The reasons why a text cannot become a bar code.
var (
	ErrCodeEmpty      = errors.New("there is nothing to encode")
	ErrCodeTooLong    = errors.New("too many characters for one bar code")
	ErrCodeCharacters = errors.New("a bar code holds printable ASCII characters only")
	ErrCodeDigits     = errors.New("an article number has 8, 12, 13 or 14 digits, the last of them a check digit")
)

// Bars is a linear bar code: the widths of its bars and spaces in modules, a bar first.
type Bars struct {
	Kind    string
	Text    string
	Runs    []byte
	Modules int    // All runs together, without quiet zones.
	Quiet   int    // Modules to keep blank on each side.
	values  []byte // The symbols of Code 128, for printers that draw the bars themselves.
}

// Matrix is a square code of modules.
type Matrix struct {
	Kind  string
	Text  string
	Size  int // Modules a side, without the quiet zone.
	Quiet int
	dark  []bool
}

// Dark reports whether the module at column x and row y is black; outside everything is white.
func (m *Matrix) Dark(x, y int) bool {
	return x >= 0 && y >= 0 && x < m.Size && y < m.Size && m.dark[y*m.Size+x]
}

// Code128 encodes text. The modules are boombuler's, unless it needs more symbols than the least possible: then they are
// those of code128Plan. Both are read back and compared with the text first. Every output draws these same bars.
func Code128(text string) (*Bars, error) {
	if err := codeText(text, maxCode); err != nil {
		return nil, err
	}
	values := code128Boombuler(text)
	if plan := code128Plan(text); values == nil || len(plan) < len(values) {
		values = plan
	}
	if code128Text(values) != text {
		return nil, fmt.Errorf("bar code for %q reads back as %q", text, code128Text(values))
	}
	return newBars(KindCode128, text, Code128Runs(values), quiet128, values), nil
}

// EAN encodes an article number of 8, 12, 13 or 14 digits as EAN-13. Twelve digits are a UPC-A and get a zero in front:
// left alone, the library would take them for an EAN-13 that lacks its check digit. Eight digits are filled with zeros, and
// of fourteen the first must be a zero. The check digit must be right.
func EAN(number string) (*Bars, error) {
	digits := number
	for i := range len(digits) {
		if !digit(digits[i]) {
			return nil, fmt.Errorf("%w: %q", ErrCodeDigits, number)
		}
	}
	switch len(digits) {
	case 8, 12, 13:
		digits = strings.Repeat("0", 13-len(digits)) + digits
	case 14:
		if digits[0] != '0' { // A case of several units has no EAN-13.
			return nil, fmt.Errorf("%w: %q", ErrCodeDigits, number)
		}
		digits = digits[1:]
	default:
		return nil, fmt.Errorf("%w: %q", ErrCodeDigits, number)
	}
	if eanCheck(digits[:12]) != digits[12] {
		return nil, fmt.Errorf("%w: %q", ErrCodeDigits, number)
	}
	bars, err := ean.Encode(digits)
	if err != nil {
		return nil, fmt.Errorf("encode %q: %w", number, err)
	}
	return newBars(KindEAN13, digits, linearRuns(bars), quietEAN, nil), nil
}

// eanCheck is the check digit of the digits before it, weighted 3 and 1 from the right.
func eanCheck(digits string) byte {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += weight * int(digits[i]-'0')
		weight = 4 - weight
	}
	return '0' + byte((10-sum%10)%10)
}

// QR encodes text with error correction M, which survives a scratch of a seventh of the code.
func QR(text string) (*Matrix, error) { return encodeQR(text, qr.M) }

// codeText checks what the libraries do not: boombuler turns ñ into a function character and control characters into
// symbols that no carrier expects, both without a word.
func codeText(text string, limit int) error {
	if text == "" {
		return ErrCodeEmpty
	}
	for _, r := range text {
		if r < ' ' || r > '~' {
			return fmt.Errorf("%w: %q holds %s", ErrCodeCharacters, text, nameRune(r))
		}
	}
	if len(text) > limit {
		return fmt.Errorf("%w: %d, at most %d", ErrCodeTooLong, len(text), limit)
	}
	return nil
}

func newBars(kind, text string, runs []byte, quiet int, values []byte) *Bars {
	b := &Bars{Kind: kind, Text: text, Runs: runs, Quiet: quiet, values: values}
	for _, w := range runs {
		b.Modules += int(w)
	}
	return b
}

// linearRuns reads the library's modules once, as widths of alternating bars and spaces. Its own Scale centres silently,
// rounds down and is slow.
func linearRuns(code barcode.Barcode) []byte {
	var runs []byte
	dark, bounds := false, code.Bounds()
	for x := bounds.Min.X; x < bounds.Max.X; x++ {
		if d := black(code, x, bounds.Min.Y); d != dark || len(runs) == 0 {
			if dark = d; d || len(runs) > 0 {
				runs = append(runs, 0)
			}
		}
		if len(runs) > 0 {
			runs[len(runs)-1]++
		}
	}
	if !dark && len(runs) > 0 {
		runs = runs[:len(runs)-1]
	}
	return runs
}

func black(code barcode.Barcode, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA()
	return r < 0x8000
}

// tooNarrow says that a code does not fit with modules wide enough to scan.
type tooNarrow struct {
	modules, avail, least, dpi int
}

func (e *tooNarrow) Error() string {
	return fmt.Sprintf("the bar code is %d modules wide with its quiet zones; %d dots at %d dpi leave less than %d dots (%.2f mm) for a module",
		e.modules, e.avail, e.dpi, e.least, float64(e.least)/float64(e.dpi)*25.4)
}

// moduleDots chooses the width of a module: the widest whole number of dots with which the code and its quiet zones fit
// into avail, at most a millimetre, because wider ones read no better, and ten dots, the widest that ZPL knows.
func moduleDots(b *Bars, avail, dpi int) (int, error) {
	all := b.Modules + 2*b.Quiet
	dots, least := min(avail/all, dpi*10/254, 10), leastModule(dpi)
	if dots < least {
		return 0, &tooNarrow{modules: all, avail: avail, least: least, dpi: dpi}
	}
	return dots, nil
}

// leastModule is the narrowest module that a label may have: three dots at 203 dpi and four at 300, both about a third of
// a millimetre. Two and three dots were unreadable in pictures with a little print gain; other resolutions follow that
// third, and none goes below a quarter of a millimetre.
func leastModule(dpi int) int {
	switch dpi {
	case 203:
		return 3
	case 300:
		return 4
	default:
		return max(1, (dpi*33+2539)/2540)
	}
}
