package tiktok

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sniffBytes is how much of a file is looked at to say what it is.
const sniffBytes = 64 << 10

// form is what kind of file it is.
type form int

const (
	formText form = iota
	formWorkbook
	formAnswer
)

// sniffed is what the beginning of a file shows.
type sniffed struct {
	form   form
	decode encoding.Encoding // nil for UTF-8.
	bom    int64             // Bytes to skip.
	head   []byte            // The beginning as UTF-8.
	crOnly bool              // Rows end in a carriage return alone.
}

var oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// sniff looks at the beginning of a file. Files that are something else altogether get their own sentence.
func sniff(name string, f *os.File) (sniffed, error) {
	refuse := func(kind error, reason string) (sniffed, error) {
		return sniffed{}, &FileError{File: name, Kind: kind, Reason: reason}
	}
	head, err := io.ReadAll(io.NewSectionReader(f, 0, sniffBytes))
	if err != nil {
		return sniffed{}, &FileError{File: name, Kind: ErrUnreadable, Reason: "the file cannot be read", Cause: err}
	}
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(head) == 0:
		return refuse(ErrEmpty, "the file is empty; download the export again")
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return sniffed{form: formWorkbook}, nil
	case bytes.HasPrefix(head, oleMagic):
		return refuse(ErrNotExport, "this is an old or encrypted workbook; download the export as .xlsx or .csv and import that")
	case has("%PDF"), has("\x89PNG"), has("\xFF\xD8\xFF"), has("\x1F\x8B"), has("SQLite format 3\x00"), has("7z\xBC\xAF"), has("Rar!"):
		return refuse(ErrNotExport, "this is not a Seller Center order export but another kind of file; orders come as .csv, .xlsx or .json")
	}
	s := sniffed{}
	s.decode, s.bom = textEncoding(head)
	s.head = head[s.bom:]
	if s.decode != nil {
		// A character cut in half at the end of the sample becomes U+FFFD there and nowhere else.
		if s.head, err = s.decode.NewDecoder().Bytes(s.head); err != nil {
			return refuse(ErrDamaged, fmt.Sprintf("the text is damaged: %v; download the export again", err))
		}
	}
	if s.crOnly = bytes.IndexByte(s.head, '\n') < 0 && bytes.IndexByte(s.head, '\r') >= 0; s.crOnly {
		s.head = bytes.ReplaceAll(s.head, []byte{'\r'}, []byte{'\n'})
	}
	switch text := bytes.TrimLeft(s.head, " \t\r\n\x00"); {
	case len(text) == 0:
		return refuse(ErrEmpty, "the file is empty; download the export again")
	case text[0] == '{', text[0] == '[':
		s.form = formAnswer
	}
	return s, nil
}

// textEncoding tells UTF-16, with or without byte order mark, from UTF-8.
func textEncoding(head []byte) (enc encoding.Encoding, bom int64) {
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return nil, 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return little, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return big, 2
	}
	// Headings are ASCII nearly everywhere: in UTF-16 every second byte of theirs is zero.
	sample := head[:min(len(head), 512)&^1]
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(sample) / 2; {
	case half >= 4 && zeros[1]*10 > half*6 && zeros[0]*10 < half:
		return little, 0
	case half >= 4 && zeros[0]*10 > half*6 && zeros[1]*10 < half:
		return big, 0
	default:
		return nil, 0
	}
}

// text reads the file from its beginning as UTF-8, through the counter that the progress is taken from.
func (s *sniffed) text(f *os.File) (io.Reader, *counter, error) {
	if _, err := f.Seek(s.bom, io.SeekStart); err != nil {
		return nil, nil, err
	}
	c := &counter{r: f, n: s.bom}
	var r io.Reader = c
	if s.decode != nil {
		r = transform.NewReader(r, s.decode.NewDecoder())
	}
	if s.crOnly {
		r = lineFeeds{r}
	}
	return r, c, nil
}

// lineFeeds turns carriage returns into line feeds, for files whose rows end in the former alone.
type lineFeeds struct{ r io.Reader }

func (l lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
