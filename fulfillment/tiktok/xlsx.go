package tiktok

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"sort"
	"strings"
)

// Limits for workbooks. The largest export (200,000 rows) has about 500 MB of XML and shrinks to a twentieth; what
// shrinks more than two-hundredfold beyond its first megabytes was made to fill a memory.
const (
	maxPart      = 2 << 30
	maxRatio     = 200
	freeOfRatio  = 16 << 20
	maxDirectory = 4 << 20 // The workbook's list of sheets, and its relations.
	maxEntries   = 1000
)

// book is an open workbook.
//
// The rows are read here and not by excelize, which reads the rest of the world's workbooks well: it ends a sheet
// without a word at the first character that XML forbids, so that the orders behind it would be lost; it holds a cell of
// any size in memory; and it takes more than twice the time.
type book struct {
	name    string
	size    int64
	zip     *zip.Reader
	sheets  []sheet
	strings *sharedStrings
}

// sheet is one sheet of a workbook.
type sheet struct {
	name string
	part *zip.File
}

// exportSheet is what the Seller Center calls the sheet with the orders.
const exportSheet = "OrderSKUList"

// openBook reads the directory of a workbook and the texts that its sheets share.
func openBook(name string, f *os.File, size int64) (*book, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, &FileError{
			File: name, Kind: ErrDamaged, Reason: "the workbook is damaged or was not downloaded to its end; download it again", Cause: err,
		}
	}
	if len(z.File) > maxEntries {
		return nil, &FileError{File: name, Kind: ErrTooLarge, Reason: "this archive has too many parts to be an export; download it again"}
	}
	b := &book{name: name, size: size, zip: z}
	if err := b.readSheets(); err != nil {
		return nil, err
	}
	if part := b.part("xl/sharedStrings.xml"); part != nil {
		if b.strings, err = b.readStrings(part); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// readSheets lists the sheets, the one with the export's name first, then in the workbook's sequence. A workbook whose
// directory cannot be read still has its sheets under their usual names.
func (b *book) readSheets() error {
	var directory struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if b.decode("xl/workbook.xml", &directory) == nil && b.decode("xl/_rels/workbook.xml.rels", &relations) == nil {
		for _, s := range directory.Sheets {
			for _, a := range s.Attr {
				for _, r := range relations.Relations {
					if a.Name.Local == "id" && a.Value == r.ID {
						b.add(s.Name, target(r.Target))
					}
				}
			}
		}
	}
	if len(b.sheets) == 0 {
		for _, f := range b.zip.File {
			if dir, base := path.Split(f.Name); strings.HasSuffix(dir, "worksheets/") && path.Ext(base) == ".xml" {
				b.add(base, f.Name)
			}
		}
	}
	if len(b.sheets) == 0 {
		return &FileError{
			File: b.name, Kind: ErrNotExport, Reason: "this archive is no workbook; orders come as .csv, .xlsx or .json",
		}
	}
	sort.SliceStable(b.sheets, func(i, j int) bool { return b.sheets[i].name == exportSheet && b.sheets[j].name != exportSheet })
	return nil
}

func (b *book) add(name, at string) {
	if part := b.part(at); part != nil {
		b.sheets = append(b.sheets, sheet{name: name, part: part})
	}
}

// target is the place in the archive of what the workbook's relations point to.
func target(s string) string {
	if strings.HasPrefix(s, "/") {
		return strings.TrimPrefix(path.Clean(s), "/")
	}
	return path.Join("xl", s)
}

func (b *book) part(name string) *zip.File {
	for _, f := range b.zip.File {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// decode reads one of the small parts.
func (b *book) decode(name string, into any) error {
	part := b.part(name)
	if part == nil {
		return fmt.Errorf("no %s", name)
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(r, maxDirectory))
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	return xml.NewDecoder(bytes.NewReader(text)).Decode(into)
}

// errBomb is what unpack returns for a part that grows beyond all measure.
var errBomb = errors.New("the part unpacks to more than an export can hold")

// unpack limits what comes out of a part of the archive, whatever the archive says about its size.
type unpack struct {
	r      io.ReadCloser
	packed int64
	n      int64
}

func openPart(part *zip.File) (*unpack, error) {
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	return &unpack{r: r, packed: int64(min(part.CompressedSize64, maxPart))}, nil
}

func (u *unpack) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	if u.n > maxPart || u.n > freeOfRatio && u.n > u.packed*maxRatio {
		return n, errBomb
	}
	return n, err
}

func (u *unpack) Close() error { return u.r.Close() }

// fail words an error that ended a part of the workbook.
func (b *book) fail(row int, err error) error {
	e := &FileError{File: b.name, Row: row, Kind: ErrDamaged, Cause: err}
	switch {
	case errors.Is(err, errBomb):
		e.Kind, e.Cause = ErrTooLarge, nil
		e.Reason = "the workbook unpacks to more than an export can hold; this is not a file of the Seller Center"
	case errors.Is(err, errTooLong):
		e.Cause = nil
		e.Reason = fmt.Sprintf("a cell holds more than %d kB; download the export again", maxRecord>>10)
	default:
		e.Reason = "the workbook is damaged from here on; download it again"
	}
	return e
}
