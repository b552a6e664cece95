package fulfillment

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// EntryKind says what happened.
type EntryKind string

// The kinds of the bench. Every later part of the program adds its own; the journal itself knows none of them.
const (
	EntryScan      EntryKind = "scan"
	EntryRefused   EntryKind = "refused" // A scan that was not applied, and why.
	EntryCleared   EntryKind = "cleared" // An error was cleared.
	EntryBadge     EntryKind = "badge"
	EntryClaim     EntryKind = "claim"
	EntryTakeOver  EntryKind = "take_over"
	EntryRelease   EntryKind = "release"
	EntryByHand    EntryKind = "by_hand" // Units, or a label, confirmed without a scan.
	EntryUndo      EntryKind = "undo"
	EntryLearn     EntryKind = "learn"
	EntryForget    EntryKind = "forget" // A code that was taught is no longer known.
	EntryNumber    EntryKind = "number" // The parcel got its tracking number.
	EntryPacked    EntryKind = "packed"
	EntryPrint     EntryKind = "print"
	EntryReprint   EntryKind = "reprint"
	EntryPrinted   EntryKind = "printed"
	EntryUnprinted EntryKind = "print_failed"
	EntryProof     EntryKind = "proof"
	EntryChecklist EntryKind = "checklist"
	EntryPhoto     EntryKind = "photo"
	EntryNoPhoto   EntryKind = "no_photo"
	EntryCarton    EntryKind = "carton"
	EntryWeight    EntryKind = "weight"
	EntrySplit     EntryKind = "split"
	EntryPark      EntryKind = "park"
	EntryAbort     EntryKind = "abort"
	EntryStop      EntryKind = "stop"
	EntryOverride  EntryKind = "override"
	EntryClosed    EntryKind = "closed"
)

// Entry is something that happened, who did it and where. It is written once and never changed.
type Entry struct {
	Kind     EntryKind
	Operator string
	Station  string
	At       time.Time // To the second.
	Order    string
	Parcel   string
	Detail   map[string]string
}

// Hash is the SHA-256 sum that ties a row of the journal to everything before it.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads what Hash.String writes.
func ParseHash(s string) (Hash, bool) {
	var h Hash
	b, err := hex.DecodeString(s)
	return h, err == nil && copy(h[:], b) == len(h) && len(b) == len(h)
}

// Head is the end of a journal: the number and hash of its last row. The zero Head is that of an empty journal. A head
// that was printed or sent somewhere shows later whether the rows up to it are still the same.
type Head struct {
	Seq  int64
	Hash Hash
}

// JournalRow is an entry in its place.
type JournalRow struct {
	Seq   int64 // Counts from 1 without gaps.
	Entry Entry
	Hash  Hash
}

// Append seals entries behind the head, in their order, and moves the head. Texts are cleaned before they are sealed.
func (h *Head) Append(entries ...Entry) []JournalRow {
	rows := make([]JournalRow, 0, len(entries))
	for _, e := range entries {
		row := JournalRow{Seq: h.Seq + 1, Entry: e.cleaned()}
		row.Hash = row.hash(h.Hash)
		h.Seq, h.Hash = row.Seq, row.Hash
		rows = append(rows, row)
	}
	return rows
}

// hash computes SHA-256 over the previous row's hash in hexadecimal, a line feed, the row's canonical form and a line
// feed, so that a stranger can check a row with printf and sha256sum.
func (r *JournalRow) hash(previous Hash) Hash {
	return sha256.Sum256([]byte(previous.String() + "\n" + r.Canonical() + "\n"))
}

// Canonical is the one spelling of a row over which its hash is computed: the JSON object of RFC 8785, with the members
// at, detail, kind, operator, order, parcel, seq and station. at is RFC 3339 in UTC to the second, seq a number, detail
// an object of texts, everything else a text; members that are empty stand there too.
func (r *JournalRow) Canonical() string {
	var b strings.Builder
	b.WriteString(`{"at":`)
	writeJSON(&b, r.Entry.At.UTC().Truncate(time.Second).Format("2006-01-02T15:04:05Z"))
	b.WriteString(`,"detail":{`)
	for i, key := range slices.SortedFunc(maps.Keys(r.Entry.Detail), compareUTF16) {
		if i > 0 {
			b.WriteByte(',')
		}
		writeJSON(&b, key)
		b.WriteByte(':')
		writeJSON(&b, r.Entry.Detail[key])
	}
	b.WriteByte('}')
	member := func(name, value string) {
		b.WriteString(`,"` + name + `":`)
		writeJSON(&b, value)
	}
	member("kind", string(r.Entry.Kind))
	member("operator", r.Entry.Operator)
	member("order", r.Entry.Order)
	member("parcel", r.Entry.Parcel)
	b.WriteString(`,"seq":` + strconv.FormatInt(r.Seq, 10))
	member("station", r.Entry.Station)
	b.WriteByte('}')
	return b.String()
}

// cleaned returns the entry with its texts safe for every screen and file that will ever show it.
func (e Entry) cleaned() Entry {
	e.At = e.At.UTC().Truncate(time.Second)
	e.Kind, e.Operator, e.Station = EntryKind(Clean(string(e.Kind))), Clean(e.Operator), Clean(e.Station)
	e.Order, e.Parcel = Clean(e.Order), Clean(e.Parcel)
	detail := make(map[string]string, len(e.Detail))
	for key, value := range e.Detail {
		detail[Clean(key)] = Clean(value)
	}
	e.Detail = detail
	return e
}

// writeJSON writes a text as RFC 8785 does: only what must be escaped is, in the shortest way.
func writeJSON(b *strings.Builder, s string) {
	const digits = "0123456789abcdef"
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\b':
			b.WriteString(`\b`)
		case '\t':
			b.WriteString(`\t`)
		case '\n':
			b.WriteString(`\n`)
		case '\f':
			b.WriteString(`\f`)
		case '\r':
			b.WriteString(`\r`)
		default:
			if r < ' ' {
				b.WriteString(`\u00`)
				b.WriteByte(digits[r>>4])
				b.WriteByte(digits[r&15])
				continue
			}
			b.WriteRune(r) // Bytes that are no UTF-8 become U+FFFD.
		}
	}
	b.WriteByte('"')
}

// compareUTF16 orders texts by their UTF-16 code units, as RFC 8785 wants it: characters outside the basic plane come
// before the last ones inside it.
func compareUTF16(a, b string) int {
	for a != "" && b != "" {
		ra, na := utf8.DecodeRuneInString(a)
		rb, nb := utf8.DecodeRuneInString(b)
		if ra != rb {
			return cmp.Compare(unit16(ra), unit16(rb))
		}
		a, b = a[na:], b[nb:]
	}
	return cmp.Compare(len(a), len(b))
}

// unit16 ranks a rune by its first UTF-16 code unit. Runes outside the basic plane keep their own order among themselves.
func unit16(r rune) int64 {
	if r < 0x10000 {
		return int64(r) << 24
	}
	return 0xD800<<24 + int64(r)
}
