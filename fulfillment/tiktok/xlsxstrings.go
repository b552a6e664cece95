package tiktok

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"sort"
	"strconv"
	"strings"
)

// Limits for the texts that the cells of a workbook share: they must be at hand while the rows are read. The largest export
// has about 60 MB of them, which are 100 MB as XML.
const (
	maxShared     = 64 << 20 // Bytes in memory, indexText for each text among them.
	maxSharedPart = 256 << 20
	indexText     = 4
)

// sharedStrings are a workbook's texts, packed: one slice of blocks and four bytes a text instead of a string each.
type sharedStrings struct {
	blocks []string
	ends   []uint32 // Where each text ends, counted over all blocks.
	starts []uint32 // Where each block starts.
	fill   strings.Builder
	total  uint32
}

const stringBlock = 256 << 10

func (s *sharedStrings) add(text string) {
	s.fill.WriteString(text)
	s.total += uint32(len(text)) //nolint:gosec // G115: readStrings refuses more than maxShared.
	s.ends = append(s.ends, s.total)
	if s.fill.Len() >= stringBlock {
		s.flush()
	}
}

// flush closes the block being filled. Texts never span blocks.
func (s *sharedStrings) flush() {
	s.starts = append(s.starts, s.total-uint32(s.fill.Len())) //nolint:gosec // G115: bounded as total is.
	s.blocks = append(s.blocks, s.fill.String())
	s.fill = strings.Builder{}
}

// at returns a text by its number.
func (s *sharedStrings) at(number string) (string, bool) {
	i, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || s == nil || i < 0 || i >= len(s.ends) {
		return "", false
	}
	start, end := uint32(0), s.ends[i]
	if i > 0 {
		start = s.ends[i-1]
	}
	// The last block that starts at or before the text. An empty text may lie between two blocks; either gives it.
	block := sort.Search(len(s.starts), func(b int) bool { return s.starts[b] > start }) - 1
	return s.blocks[block][start-s.starts[block] : end-s.starts[block]], true
}

// readStrings reads the part with the shared texts. It reads it twice: what does not fit is refused before any of it is kept.
func (b *book) readStrings(part *zip.File) (*sharedStrings, error) {
	tooLarge := &FileError{
		File: b.name, Kind: ErrTooLarge,
		Reason: "the workbook holds more text than can be kept at hand; download the export as .csv and import that",
	}
	if part.UncompressedSize64 > maxSharedPart { // No more than this comes out of it, or it is damaged.
		return nil, tooLarge
	}
	size := 0
	err := b.eachString(part, func(text string) error {
		if size += len(text) + indexText; size > maxShared {
			return tooLarge
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := &sharedStrings{}
	err = b.eachString(part, func(text string) error {
		s.add(text)
		return nil
	})
	s.flush()
	return s, err
}

// eachString calls do with the shared texts in their order, up to its first error.
func (b *book) eachString(part *zip.File, do func(text string) error) error {
	r, err := openPart(part)
	if err != nil {
		return b.fail(0, err)
	}
	defer r.Close() //nolint:errcheck // Reading only: what matters was checked while reading.
	t := newTokens(r)
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return b.fail(0, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "si" {
			continue
		}
		text, err := t.text("si")
		if err != nil {
			return b.fail(0, err)
		}
		if err := do(text); err != nil {
			return err
		}
	}
}

// tokens reads the XML of a part piece by piece.
type tokens struct {
	xml   *xml.Decoder
	guard *guard
}

func newTokens(r io.Reader) *tokens {
	g := newGuard(r, maxRecord)
	return &tokens{xml: xml.NewDecoder(g), guard: g}
}

// next returns the next token. Its content is valid until the call after.
func (t *tokens) next() (xml.Token, error) {
	token, err := t.xml.RawToken()
	t.guard.finished(t.xml.InputOffset())
	return token, err
}

// text collects the text of the element named until, whose start has been read: what stands in its t elements, without
// the reading aids of Japanese and Chinese.
func (t *tokens) text(until string) (string, error) {
	var (
		b    strings.Builder
		in   bool
		aids int
	)
	for {
		token, err := t.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			in = in || e.Name.Local == "t"
			if e.Name.Local == "rPh" {
				aids++
			}
		case xml.EndElement:
			switch e.Name.Local {
			case until:
				return unescapeCell(b.String()), nil
			case "t":
				in = false
			case "rPh":
				aids--
			}
		case xml.CharData:
			if in && aids == 0 {
				b.Write(e)
			}
		}
		if b.Len() > maxRecord {
			return "", errTooLong
		}
	}
}

// unexpected makes the end of a part in the middle of an element an error.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unescapeCell resolves the _x0009_ form in which workbooks write characters that XML forbids.
func unescapeCell(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || len(s) < i+7 {
			b.WriteString(s)
			return b.String()
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || s[i+6] != '_' {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteRune(rune(n))
		s = s[i+7:]
	}
}
