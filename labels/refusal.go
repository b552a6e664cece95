package labels

import (
	"fmt"
	"strings"
	"unicode"

	"packdesk/fulfillment"
)

// Field names the part of a label that a refusal is about.
type Field string

// The fields.
const (
	FieldOrder             Field = "order"
	FieldTracking          Field = "tracking"
	FieldRecipientName     Field = "recipient.name"
	FieldRecipientStreet   Field = "recipient.street"
	FieldRecipientTown     Field = "recipient.town"
	FieldRecipientPostcode Field = "recipient.postcode"
	FieldRecipientCountry  Field = "recipient.country"
	FieldRecipient         Field = "recipient"
	FieldSellerName        Field = "seller.name"
	FieldSellerStreet      Field = "seller.street"
	FieldSellerTown        Field = "seller.town"
	FieldSellerPostcode    Field = "seller.postcode"
	FieldSellerCountry     Field = "seller.country"
	FieldSeller            Field = "seller"
	FieldService           Field = "service"
	FieldContent           Field = "content" // The lines of a slip, list or sheet.
	FieldFile              Field = "file"    // A label that was handed in; Value is its name.
)

// Reason is why a label is refused.
type Reason string

// The reasons. Screens translate them under "label_refusal.<reason>".
const (
	ReasonMissing    Reason = "missing"
	ReasonMasked     Reason = "masked"     // The platform hides it; the platform's own label is printed.
	ReasonNotOurs    Reason = "not_ours"   // The platform supplies the label.
	ReasonInvalid    Reason = "invalid"    // Not a postcode of that country.
	ReasonUnknown    Reason = "unknown"    // Not a country.
	ReasonCharacters Reason = "characters" // No font has them, or a bar code cannot hold them.
	ReasonTooLong    Reason = "too_long"   // Does not fit at the least legible size.
	ReasonUnreadable Reason = "unreadable" // The drawn code does not read back as what it should say.

	// Of label files.
	ReasonFormat    Reason = "format"    // No PDF, PNG or ZPL.
	ReasonTooLarge  Reason = "too_large" // In bytes or in dots.
	ReasonEncrypted Reason = "encrypted"
	ReasonBroken    Reason = "broken" // Damaged, cut off or empty.
	ReasonPages     Reason = "pages"  // More than a label has.
	ReasonPaper     Reason = "paper"  // Pages of a size that no label has.
	ReasonBlank     Reason = "blank"  // Nothing would be printed.
	ReasonSettings  Reason = "settings"
	ReasonPrinter   Reason = "printer" // The printer takes another format, into which this one cannot be turned.
)

var reasonWords = map[Reason]string{
	ReasonMissing:    "is missing",
	ReasonMasked:     "is masked by the platform; print the platform's own label",
	ReasonNotOurs:    "is shipped by the platform, which supplies the label; attach and print that file",
	ReasonInvalid:    "is not valid for the country",
	ReasonUnknown:    "is not known",
	ReasonCharacters: "holds characters that cannot be printed",
	ReasonTooLong:    "does not fit on the label at a size that can be read",
	ReasonUnreadable: "did not scan when the finished label was read back",
	ReasonFormat:     "is no PDF, PNG or ZPL",
	ReasonTooLarge:   "is too large for a label",
	ReasonEncrypted:  "is encrypted; save it without a password and hand in that file",
	ReasonBroken:     "is damaged or not whole; download it once more",
	ReasonPages:      "has too many pages for a label",
	ReasonPaper:      "has pages of a size that no label has",
	ReasonBlank:      "shows nothing",
	ReasonSettings:   "would change the printer or make it talk, which no label does",
	ReasonPrinter:    "cannot go to this printer",
}

// Refusal says why one thing cannot go on paper. It matches fulfillment.ErrRefused.
type Refusal struct {
	Order  string
	Field  Field
	Reason Reason
	Value  string // What was given; empty when it is missing.
	Detail string // More in English, such as the characters that no font has; may be empty.
}

func (r *Refusal) Error() string {
	var b strings.Builder
	if r.Order != "" {
		fmt.Fprintf(&b, "order %s: ", r.Order)
	}
	fmt.Fprintf(&b, "%s ", strings.ReplaceAll(string(r.Field), ".", " "))
	if r.Value != "" {
		fmt.Fprintf(&b, "%q ", shorten(r.Value, 60))
	}
	b.WriteString(reasonWords[r.Reason])
	if r.Detail != "" {
		fmt.Fprintf(&b, ": %s", r.Detail)
	}
	return b.String()
}

// Is makes every refusal match fulfillment.ErrRefused.
func (r *Refusal) Is(target error) bool { return target == fulfillment.ErrRefused }

// Refusals is everything that is wrong with one label, so that it can be put right in one go.
type Refusals []*Refusal

func (rs Refusals) Error() string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = r.Error()
	}
	return strings.Join(words, "; ")
}

// Unwrap lets errors.Is and errors.As look at each refusal.
func (rs Refusals) Unwrap() []error {
	errs := make([]error, len(rs))
	for i, r := range rs {
		errs[i] = r
	}
	return errs
}

// err returns nil when nothing was refused.
func (rs Refusals) err() error {
	if len(rs) == 0 {
		return nil
	}
	return rs
}

// nameRune names a character so that somebody without a font for it can find it.
func nameRune(r rune) string {
	if unicode.IsGraphic(r) && !unicode.IsMark(r) {
		return fmt.Sprintf("%c (U+%04X)", r, r)
	}
	return fmt.Sprintf("U+%04X", r)
}

// nameRunes names at most five characters.
func nameRunes(rs []rune) string {
	names := make([]string, 0, len(rs))
	for i, r := range rs {
		if i == 5 {
			names = append(names, fmt.Sprintf("and %d more", len(rs)-5))
			break
		}
		names = append(names, nameRune(r))
	}
	return strings.Join(names, ", ")
}

// shorten keeps the first n characters, for messages only: nothing on paper is ever cut.
func shorten(s string, n int) string {
	rs := []rune(s)
	if len(rs) <= n {
		return s
	}
	return string(rs[:n]) + "…"
}
