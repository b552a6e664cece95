package fulfillment

import (
	"strings"
	"time"
)

// KeyKind says what a key press is to the scan layer.
type KeyKind uint8

// The kinds.
const (
	KeyOther    KeyKind = iota // Arrows, function keys, control chords, Esc: everything that is none of the others.
	KeyText                    // Printable characters.
	KeyAlt                     // A printable character with Alt, which no screen uses: ESC and a character in one block look the same.
	KeyEnter                   // Carriage return.
	KeyLineFeed                // Line feed, which terminals also call ctrl+j.
	KeyTab
)

// Press is one key press and the instant at which it arrived. K is whatever the owner wants back when the press turns
// out to be a hand's.
type Press[K any] struct {
	Kind    KeyKind
	Text    string // What KeyText and KeyAlt print.
	Name    string // What KeyOther is called, as bubbletea and the marks of a Scanner spell it: "f12", "ctrl+b".
	Repeats bool   // Harmless while held down, such as the key that moves a cursor.
	At      time.Time
	Key     K
}

// token names the press the way the marks of a Scanner do.
func (p *Press[K]) token() string {
	switch p.Kind {
	case KeyText:
		return p.Text
	case KeyEnter:
		return markEnter
	case KeyLineFeed:
		return markLineFeed
	case KeyTab:
		return markTab
	default:
		return p.Name
	}
}

// Heard is what a Wedge makes of the presses: keys in their order, or a scan.
type Heard[K any] struct {
	Kind HeardKind
	Keys []K  // Of HeardKeys and HeardText.
	Scan Scan // Of HeardScan and HeardText.
}

// HeardKind says what was heard.
type HeardKind uint8

// The kinds.
const (
	HeardKeys HeardKind = iota // A hand's keys: they act.
	HeardText                  // Characters that came as one burst without an end: text for a field, but nothing that may act.
	HeardScan                  // A code.
)

// Scan is one reading of a code, as the scanner typed it.
type Scan struct {
	Gesture   string    // The caller's name for this one reading, so that a retry is not a second unit; may be empty.
	Text      string    // What is matched: full-width characters folded, white space around it gone.
	Raw       string    // What came. It may hold control characters and must pass Clean before it is shown.
	At        time.Time // When its last key came.
	Framed    bool      // The known prefix stood before it.
	FullWidth bool      // It came in full-width characters: an input method is on, but nothing is lost.
	Typed     bool      // A hand typed it where the code could not be read.
	Escape    bool      // It came in one block with an Esc before it, which a terminal takes for Alt and the first character.
	Trouble   Trouble   // Why it cannot be trusted.
}

// Trouble says why what came is not the code that was scanned.
type Trouble string

// The troubles. A scan with one of them is shown and applied to nothing.
const (
	TroubleNone        Trouble = ""
	TroubleInputMethod Trouble = "input_method" // Characters of an input method, or Alt codes, stand where a code should.
	TroubleCut         Trouble = "cut"          // The line stalled in the middle: a part of the code.
	TroubleTooLong     Trouble = "too_long"     // More characters than any code has.
)

// Words is the trouble as an English sentence; screens translate the trouble instead.
func (t Trouble) Words() string {
	switch t {
	case TroubleInputMethod:
		return "input method is on: switch to English and scan again"
	case TroubleCut:
		return "the scan came in pieces: scan again"
	case TroubleTooLong:
		return "too long for a code: check the scanner's suffix"
	default:
		return ""
	}
}

// Scanner is what a station knows about its barcode scanner. The zero Scanner sends no prefix and ends a code with
// Enter, a line feed or a tab.
type Scanner struct {
	Prefix []string // The keys before each code, as ScanMarks reads them.
	Suffix []string // The keys behind each code; empty for any one of Enter, line feed and tab.

	PrefixOnly bool // Nothing without the prefix is a scan, and no key is held back.
	PauseEnds  bool // A pause ends a code too, for scanners that cannot send a suffix.

	MinLength int           // The shortest code without a prefix; 0 means DefaultMinLength.
	Quiet     time.Duration // How long a printable key waits before it acts; 0 means DefaultQuiet.
	Pace      time.Duration // The longest gap once a burst has begun; 0 means DefaultPace, never less than Quiet.
	Stall     time.Duration // The longest gap behind a known prefix; 0 means DefaultStall.
}

// The measures of a Scanner that says nothing else. Wedges leave 5 to 60 ms between characters, 20 on the average, and
// over SSH a whole code arrives in one block; a hand hardly ever hits three keys within 30 ms of each other, and no hand
// keeps that up for a whole code, so a line that stutters may leave one gap as long as Pace.
const (
	DefaultMinLength = 4 // Fewer characters without a prefix are a hand's, whatever their speed.
	DefaultQuiet     = 30 * time.Millisecond
	DefaultPace      = 100 * time.Millisecond
	DefaultStall     = time.Second

	burstKeys  = 3                      // So many keys in a row without a pause are a burst.
	scanTail   = 100 * time.Millisecond // How long Enter, line feed and tab behind a code belong to it.
	maxScanned = 4096                   // The longest code in characters; a QR code holds 4,296.
)

func (s *Scanner) minLength() int {
	if s.MinLength > 0 {
		return s.MinLength
	}
	return DefaultMinLength
}

func (s *Scanner) quiet() time.Duration {
	if s.Quiet > 0 {
		return s.Quiet
	}
	return DefaultQuiet
}

func (s *Scanner) pace() time.Duration {
	pace := s.Pace
	if pace <= 0 {
		pace = DefaultPace
	}
	return max(pace, s.quiet())
}

func (s *Scanner) stall() time.Duration {
	if s.Stall > 0 {
		return s.Stall
	}
	return DefaultStall
}

// show is a scanned text for screens and the journal: clean, with the separators that codes may hold made visible.
func show(text string) string {
	return Clean(strings.NewReplacer("\x1d", "␝", "\x1e", "␞", "\x04", "␄").Replace(text))
}
