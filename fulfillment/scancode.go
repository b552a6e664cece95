package fulfillment

import (
	"context"
	"strconv"
	"strings"
)

// CodeKind says what a scanned code is.
type CodeKind string

// The kinds.
const (
	CodeCommand   CodeKind = "command"
	CodeBadge     CodeKind = "badge"
	CodeOrder     CodeKind = "order"     // An order that this station knows, or an id of the platform's form.
	CodeWaybill   CodeKind = "waybill"   // A carrier's number.
	CodeItem      CodeKind = "item"      // Goods; without Items it is a trade item number that nobody has taught yet.
	CodeUnknown   CodeKind = "unknown"   // None of these.
	CodeAmbiguous CodeKind = "ambiguous" // Several of these: the packer picks one of Choices.
	CodeTrouble   CodeKind = "trouble"   // It did not arrive as it was scanned.
)

// Code is a scan that has been classified.
type Code struct {
	Kind    CodeKind
	Gesture string // The Scan's.
	Text    string // For screens and the journal.

	Command  Command // Of a command; empty for one that does not exist.
	Badge    string  // Of a badge,
	Operator string  // and whose it is; empty when nobody knows the badge.
	Order    string  // Of an order, and of a waybill whose order is known.
	Known    bool    // The order or the waybill is one of this station's.
	Parcel   string  // Of a waybill that is known.
	Carrier  string  // Of a waybill.
	Number   string  // Of a waybill: the part that is tracked.
	Wrong    bool    // Of a waybill: its check digit is wrong.
	Shares   bool    // Of a waybill of other orders: this parcel may travel under it too.
	Items    []Item  // The SKUs that are this one item, as several listings may sell it.
	Units    int     // Units in one scan of an item; 0 when it is a case of unknown size.
	Key      string  // Of an item or an unknown code: under which a SKU can learn it.
	Choices  []Code  // Of an ambiguous code.
	Trouble  Trouble
	Typed    bool     // The Scan's.
	Numbers  []string // Every spelling under which the code may stand on a label.
}

// Item is a SKU that a code belongs to.
type Item struct {
	Key       string // The key under which it is known.
	SKUID     string
	SellerSKU string
	Name      string
	Units     int // Units that one scan counts, for the barcode of a case; 0 means 1.
}

// good names the thing on the shelf: equal seller SKUs are the same thing, however many listings sell it.
func (it *Item) good() string {
	if it.SellerSKU != "" {
		return "s" + ItemKey(it.SellerSKU)
	}
	return "i" + it.SKUID
}

// ItemKey is the key under which a code of an item is kept and looked up: the 14 digits of a trade item number, else the
// text without regard to case and width.
func ItemKey(code string) string {
	text, _ := foldWidth(code)
	text = foldCase(trimCode(text))
	if gtin, ok := GTIN(text); ok {
		return gtin
	}
	return text
}

// TrackingKey is the key under which a carrier's number is kept and looked up: upper case, without the spaces, hyphens
// and dots in which it is often written.
func TrackingKey(number string) string {
	text, _ := foldWidth(number)
	return foldCase(trimCode(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '\u200b', '\t', '\x1d':
			return -1
		default:
			return r
		}
	}, text)))
}

// Waybill is what a text may be as a carrier's number.
type Waybill struct {
	Carrier string
	Number  string // The part that is tracked.
	Sure    bool   // The form is this carrier's alone, and its check digit is right.
	Wrong   bool   // The form has a check digit, and it is wrong.
}

// Waybills finds the carriers whose number a text may be, the best first. Carriers own their check digits; nil finds none.
type Waybills func(text string) []Waybill

// Codebook is what a station knows about codes. The error matches ErrTryLater when it cannot be asked now.
type Codebook interface {
	LookUp(ctx context.Context, q CodeQuery) (Known, error)
}

// CodeQuery asks for everything that is known under any of its keys, all of them spellings of one scan.
type CodeQuery struct {
	Order    string   // An order's id; empty when the scan cannot be one.
	Tracking []string // As TrackingKey makes them.
	Items    []string // As ItemKey makes them.
	Badge    string
}

// Known answers a CodeQuery.
type Known struct {
	Order    string // The order that has the id; empty when there is none.
	Parcels  []KnownParcel
	Items    []Item
	Operator string // Whose the badge is; empty for nobody's.
}

// KnownParcel is a parcel with the tracking number that was asked for.
type KnownParcel struct {
	ID       string
	Order    string
	Carrier  string
	Tracking string
}

// Reading is a scan seen through every form that it may have, before anybody is asked whether it is known.
type Reading struct {
	Scan     Scan
	Text     string    // The text without a symbology identifier.
	Symbol   string    // The symbology identifier of ISO/IEC 15424, such as ]C1; empty when the scanner sends none.
	Elements []Element // The fields of a GS1 code.
	GTINs    []string  // The trade items that it may name, 14 digits each.
	Inner    string    // The item inside, when the code names a case by its form.
	Units    int       // Units that the code itself counts; 0 when it does not.
	Waybills []Waybill
}

// ReadCode takes a scan apart.
func ReadCode(s Scan, waybills Waybills) Reading {
	r := Reading{Scan: s, Text: s.Text}
	if len(s.Text) > 3 && s.Text[0] == ']' {
		r.Symbol, r.Text = s.Text[:3], strings.TrimLeft(s.Text[3:], "\x1d")
	}
	if strings.ContainsRune(s.Text, groupSeparator) || strings.HasPrefix(r.Text, "(") || gs1Symbol(r.Symbol) || bareGTIN(r.Text) {
		if elements, err := ParseGS1(strings.TrimLeft(r.Text, "\x1d")); err == nil {
			r.Elements = elements
		}
	}
	r.readGTINs()
	if waybills != nil {
		r.Waybills = waybills(r.Text)
	}
	return r
}

// gs1Symbol reports whether the symbology identifier says that the code is built of application identifiers: GS1-128,
// Data Matrix, QR, DataBar and DotCode. Caps lock may have turned the letter round, but ]E0 is EAN-13.
func gs1Symbol(symbol string) bool {
	switch symbol {
	case "]C1", "]c1", "]d2", "]D2", "]Q3", "]q3", "]e0", "]J1", "]j1":
		return true
	default:
		return false
	}
}

// bareGTIN reports whether text is identifier 01 and a trade item number, as scanners send that do not tell FNC1.
func bareGTIN(text string) bool {
	if len(text) != 16 || !strings.HasPrefix(text, "01") {
		return false
	}
	_, ok := GTIN(text[2:])
	return ok
}

func (r *Reading) readGTINs() {
	add := func(gtin string, ok bool) {
		for _, known := range r.GTINs {
			ok = ok && known != gtin
		}
		if ok {
			r.GTINs = append(r.GTINs, gtin)
		}
	}
	add(GTIN(r.Text))
	add(expandUPCE(r.Text))
	content := false
	for _, e := range r.Elements {
		switch e.AI {
		case "01":
			add(GTIN(e.Value))
		case "02":
			gtin, ok := GTIN(e.Value)
			add(gtin, ok)
			content = content || ok
		case "37":
			if n, err := strconv.Atoi(e.Value); err == nil && content && n > 0 && n <= maxScanUnits {
				r.Units = n
			}
		}
	}
	if len(r.GTINs) == 1 {
		r.Inner, _ = CaseContent(r.GTINs[0])
	}
}

// maxScanUnits is the most units that one scan may count.
const maxScanUnits = 9999

// Query is what has to be looked up to classify the reading.
func (r *Reading) Query() CodeQuery {
	var q CodeQuery
	if _, _, command := commandOf(r.Text); command {
		return q
	}
	if badge, ok := cutPrefixFold(r.Text, badgePrefix); ok {
		q.Badge = badge
		return q
	}
	if ValidID(r.Text) {
		q.Order = r.Text
	}
	q.Items = appendNew(q.Items, ItemKey(r.Text))
	for _, gtin := range r.GTINs {
		q.Items = appendNew(q.Items, gtin)
	}
	if r.Inner != "" {
		q.Items = appendNew(q.Items, r.Inner)
	}
	q.Tracking = r.numbers()
	return q
}

// numbers lists the spellings under which the reading may stand on a label, the whole text first.
func (r *Reading) numbers() []string {
	var numbers []string
	numbers = appendNew(numbers, TrackingKey(r.Text))
	for _, w := range r.Waybills {
		numbers = appendNew(numbers, TrackingKey(w.Number))
	}
	return numbers
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	if s == "" {
		return list
	}
	return append(list, s)
}
