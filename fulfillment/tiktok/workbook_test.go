package tiktok

import (
	"archive/zip"
	"bytes"
	"crypto/sha512"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"packdesk/fulfillment/tiktok/sheettest"
)

const sheetHead = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<dimension ref="A1:A1"/><sheetData>`

const sheetTail = `</sheetData></worksheet>`

// parts is a workbook's content by the names of its parts.
type parts map[string]string

// directory is a workbook whose only sheet lies in sheet2.xml.
func directory(sheet string) parts {
	return parts{
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
			`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
			`<sheet name="OrderSKUList" sheetId="2" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId2" Type="worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/worksheets/sheet2.xml": sheet,
	}
}

func (p parts) write(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range p {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return write(t, "orders.xlsx", b.String())
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		panic(err)
	}
	return name
}

// cellXML writes one cell with its text in place.
func cellXML(row, col int, text string) string {
	return fmt.Sprintf(`<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, columnName(col), row, escape(text))
}

// ukTable is the table of an export with a row of notes and two orders.
func ukTable() [][]string {
	notes := make([]string, len(ukHead()))
	for i := range notes {
		notes[i] = "What stands here."
	}
	notes[0] = "Platform unique order ID."
	return [][]string{
		ukHead(), notes,
		ukRow(edit{"Buyer Message": "Please leave with <neighbour> & co"}),
		ukRow(edit{"Order ID": "576461413038700002\t", "Recipient": "Chi Ngô-Test", "Seller Note": "note", "Checked Status": "checked"}),
	}
}

// The forms of a workbook that exporters and spreadsheets write all give what the same table gives as CSV.
func TestWorkbookFormsReadTheSame(t *testing.T) {
	t.Parallel()
	table := ukTable()
	want, _ := mustRead(t, write(t, "orders.csv", csvText(table)), Options{})
	require.Len(t, want, 2)

	oneRowPerCell := func() string {
		var b strings.Builder
		b.WriteString(sheetHead)
		for r, row := range table {
			for c, cell := range row {
				fmt.Fprintf(&b, `<row r="%d">%s</row>`, r+1, cellXML(r+1, c, cell))
			}
		}
		return b.String() + sheetTail
	}
	noReferences := func() string {
		var b strings.Builder
		b.WriteString(sheetHead)
		for _, row := range table {
			b.WriteString("<row>")
			for _, cell := range row {
				b.WriteString(`<c t="inlineStr"><is><r><t>` + escape(cell) + `</t></r><rPh><t>aid</t></rPh></is></c>`)
			}
			b.WriteString("</row>")
		}
		return b.String() + sheetTail
	}
	shared := func() parts {
		var sheet, texts strings.Builder
		sheet.WriteString(sheetHead)
		texts.WriteString(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
		n := 0
		for r, row := range table {
			fmt.Fprintf(&sheet, `<row r="%d">`, r+1)
			for c, cell := range row {
				fmt.Fprintf(&sheet, `<c r="%s%d" s="3" t="s"><v>%d</v></c>`, columnName(c), r+1, n)
				fmt.Fprintf(&texts, `<si><t xml:space="preserve">%s</t></si>`, strings.ReplaceAll(escape(cell), "&#x9;", "_x0009_"))
				n++
			}
			sheet.WriteString(`</row>`)
		}
		p := directory(sheet.String() + sheetTail)
		p["xl/sharedStrings.xml"] = texts.String() + `</sst>`
		return p
	}
	sparse := func() string { // Empty cells are left out, as spreadsheets do.
		var b strings.Builder
		b.WriteString(sheetHead)
		for r, row := range table {
			fmt.Fprintf(&b, `<row r="%d" spans="1:55">`, r+1)
			for c, cell := range row {
				if strings.TrimSpace(cell) != "" {
					b.WriteString(cellXML(r+1, c, cell))
				}
			}
			b.WriteString("</row>")
		}
		return b.String() + sheetTail
	}
	prefixed := strings.NewReplacer("</", "</x:", "<?", "<?", "<", "<x:", "xmlns=", "xmlns:x=").Replace(sparse())
	lost := directory(sparse())
	delete(lost, "xl/workbook.xml")

	two := directory(sheetHead + `<row r="1">` + cellXML(1, 0, "How to use it") + `</row>` + sheetTail)
	two["xl/workbook.xml"] = strings.Replace(two["xl/workbook.xml"], `<sheet name="OrderSKUList" sheetId="2" r:id="rId2"/>`,
		`<sheet name="Help" sheetId="2" r:id="rId2"/><sheet name="Orders" sheetId="3" r:id="rId3"/>`, 1)
	two["xl/_rels/workbook.xml.rels"] = strings.Replace(two["xl/_rels/workbook.xml.rels"], `</Relationships>`,
		`<Relationship Id="rId3" Target="/xl/worksheets/other.xml"/></Relationships>`, 1)
	two["xl/worksheets/other.xml"] = sparse()

	for name, path := range map[string]string{
		"one row element a cell":    directory(oneRowPerCell()).write(t),
		"no references":             directory(noReferences()).write(t),
		"shared texts":              shared().write(t),
		"sparse":                    directory(sparse()).write(t),
		"prefixed":                  directory(prefixed).write(t),
		"without a list of sheets":  lost.write(t),
		"on another sheet":          two.write(t),
		"written by excelize":       byExcelize(t, table, false),
		"streamed through excelize": byExcelize(t, table, true),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, report := mustRead(t, path, Options{})
			assert.Equal(t, want, got)
			assert.Equal(t, 2, report.Rows)
			assert.Empty(t, report.Rejected)
			assert.Empty(t, report.Warnings)
		})
	}
}

// byExcelize has another program write the workbook.
func byExcelize(t *testing.T, table [][]string, stream bool) string {
	t.Helper()
	f := excelize.NewFile()
	defer func() { require.NoError(t, f.Close()) }()
	require.NoError(t, f.SetSheetName("Sheet1", exportSheet))
	var w *excelize.StreamWriter
	if stream {
		var err error
		w, err = f.NewStreamWriter(exportSheet)
		require.NoError(t, err)
	}
	for i, row := range table {
		cells := make([]any, len(row))
		for c := range row {
			cells[c] = row[c]
		}
		at := fmt.Sprintf("A%d", i+1)
		if stream {
			require.NoError(t, w.SetRow(at, cells))
		} else {
			require.NoError(t, f.SetSheetRow(exportSheet, at, &cells))
		}
	}
	if stream {
		require.NoError(t, w.Flush())
	}
	path := filepath.Join(t.TempDir(), "orders.xlsx")
	require.NoError(t, f.SaveAs(path))
	return path
}

// Numbers, formulas and errors stay what they are: text that the rules for ids and quantities judge.
func TestCellsOfOtherTypes(t *testing.T) {
	t.Parallel()
	at := map[string]int{}
	for i, h := range ukHead() {
		at[h] = i
	}
	sheet := func(change map[string]string) string {
		var b strings.Builder
		b.WriteString(sheetHead + `<row r="1">`)
		for c, h := range ukHead() {
			b.WriteString(cellXML(1, c, h))
		}
		b.WriteString(`</row><row r="2">`)
		for c, cell := range ukRow(edit{}) {
			if xml, ok := change[ukHead()[c]]; ok {
				b.WriteString(strings.ReplaceAll(xml, "@", columnName(c)+"2"))
				continue
			}
			b.WriteString(cellXML(2, c, cell))
		}
		return b.String() + `</row>` + sheetTail
	}
	for name, c := range map[string]struct {
		change map[string]string
		column string // Refused for it; "" when taken.
		value  string
	}{
		"a number of units":  {map[string]string{"Quantity": `<c r="@"><v>1</v></c>`}, "", ""},
		"a formula's result": {map[string]string{"Quantity": `<c r="@"><f>1+0</f><v>1</v></c>`}, "", ""},
		"a text formula":     {map[string]string{"Recipient": `<c r="@" t="str"><f>"Alex"</f><v>Alex Sample</v></c>`}, "", ""},
		"a formula alone":    {map[string]string{"Quantity": `<c r="@"><f>A1</f></c>`}, "Quantity", "=A1"},
		"a rounded id":       {map[string]string{"Order ID": `<c r="@"><v>5.7646141303870003E+17</v></c>`}, "Order ID", "5.7646141303870003E+17"},
		"a date":             {map[string]string{"Created Time": `<c r="@" s="14"><v>46344.3847</v></c>`}, "Created Time", "46344.3847"},
		"an error":           {map[string]string{"Quantity": `<c r="@" t="e"><v>#REF!</v></c>`}, "Quantity", "#REF!"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, report := mustRead(t, directory(sheet(c.change)).write(t), Options{})
			if c.column == "" {
				require.Len(t, entries, 1, "%v", report.Rejected)
				assert.Equal(t, 1, entries[0].Order.Units())
				assert.Equal(t, "Alex Sample", entries[0].Order.Recipient.Name)
				return
			}
			assert.Empty(t, entries)
			require.Len(t, report.Rejected, 1)
			assert.Equal(t, c.column, report.Rejected[0].Column)
			assert.Equal(t, c.value, report.Rejected[0].Value)
			assert.Equal(t, 2, report.Rejected[0].Row)
		})
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	t.Parallel()
	sound := func() string {
		var b strings.Builder
		b.WriteString(sheetHead)
		for r, row := range ukTable() {
			fmt.Fprintf(&b, `<row r="%d">`, r+1)
			for c, cell := range row {
				b.WriteString(cellXML(r+1, c, cell))
			}
			b.WriteString(`</row>`)
		}
		return b.String() + sheetTail
	}()
	whole, err := os.ReadFile(directory(sound).write(t))
	require.NoError(t, err)
	many := parts{}
	for i := range maxEntries + 1 {
		many[fmt.Sprintf("part%d", i)] = ""
	}
	shared := directory(sheetHead + `<row r="1"><c r="A1" t="s"><v>7</v></c></row>` + sheetTail)
	shared["xl/sharedStrings.xml"] = `<sst><si><t>only one</t></si></sst>`
	tracking := directory(sheetHead + `<row r="1">` + cellXML(1, 0, "Order ID") + cellXML(1, 1, "Tracking ID") + cellXML(1, 2, "Shipping Provider Name") +
		`</row>` + sheetTail)
	for name, c := range map[string]struct {
		path string
		kind error
		say  string
	}{
		"cut off":             {write(t, "a.xlsx", string(whole[:len(whole)/2])), ErrDamaged, "was not downloaded to its end"},
		"overwritten":         {write(t, "a.xlsx", string(whole[:40])+strings.Repeat("x", 400)+string(whole[440:])), ErrDamaged, "the workbook is damaged"},
		"no zip":              {write(t, "a.xlsx", "PK\x03\x04 and nothing else"), ErrDamaged, "the workbook is damaged"},
		"empty zip":           {parts{}.write(t), ErrNotExport, "this archive is no workbook"},
		"another archive":     {parts{"word/document.xml": "<w/>"}.write(t), ErrNotExport, "this archive is no workbook"},
		"a thousand parts":    {many.write(t), ErrTooLarge, "too many parts"},
		"tracking sheet":      {tracking.write(t), ErrTrackingSheet, "carries tracking numbers, not orders"},
		"another table":       {directory(sheetHead + `<row r="1">` + cellXML(1, 0, "Price") + `</row>` + sheetTail).write(t), ErrNotExport, "not a Seller Center order export"},
		"an empty sheet":      {directory(sheetHead + sheetTail).write(t), ErrNotExport, "not a Seller Center order export"},
		"headings only":       {directory(sound[:strings.Index(sound, `<row r="2">`)] + sheetTail).write(t), ErrNoOrders, "headings but no orders"},
		"XML cut off":         {directory(sound[:len(sound)-200]).write(t), ErrDamaged, "row 4: the workbook is damaged from here on"},
		"a forbidden char":    {directory(strings.Replace(sound, "Chi Ng", "Chi \x01Ng", 1)).write(t), ErrDamaged, "row 4: the workbook is damaged from here on"},
		"no UTF-8":            {directory(strings.Replace(sound, "Chi Ng", "Chi \xffNg", 1)).write(t), ErrDamaged, "row 4: the workbook is damaged from here on"},
		"a text that is none": {shared.write(t), ErrDamaged, "refers to a text that the workbook does not have"},
		"rows in disorder":    {directory(strings.Replace(sound, `<row r="2">`, `<row r="2">`+cellXML(9, 0, "x"), 1)).write(t), ErrDamaged, "do not stand in their sequence"},
		"600 columns":         {directory(strings.Replace(sound, `</row>`, cellXML(1, 599, "more")+`</row>`, 1)).write(t), ErrNotExport, "more than 512 columns"},
		"an endless cell":     {directory(strings.Replace(sound, "Chi Ng", strings.Repeat("long", 1<<19), 1)).write(t), ErrDamaged, "a cell holds more than 1024 kB"},
		"an endless tag":      {directory(strings.Replace(sound, `<row r="2">`, `<row r="2" s="`+strings.Repeat("long", 1<<19)+`">`, 1)).write(t), ErrDamaged, "a cell holds more than"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readAll(t, c.path, Options{})
			require.ErrorIs(t, err, c.kind)
			assert.Contains(t, err.Error(), c.say)
		})
	}
}

// A few hundred kilobytes that unpack to gigabytes are given up after some megabytes.
func TestZipBomb(t *testing.T) {
	for _, part := range []string{"xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"} {
		path := filepath.Join(t.TempDir(), "orders.xlsx")
		f, err := os.Create(path)
		require.NoError(t, err)
		z := zip.NewWriter(f)
		for name, text := range directory(sheetHead + sheetTail) {
			if name != part {
				w, err := z.Create(name)
				require.NoError(t, err)
				_, err = w.Write([]byte(text))
				require.NoError(t, err)
			}
		}
		w, err := z.Create(part)
		require.NoError(t, err)
		_, err = w.Write([]byte(sheetHead + `<row r="1">` + cellXML(1, 0, "Order ID") + `</row>`))
		require.NoError(t, err)
		chunk := bytes.Repeat([]byte("<row></row>\n"), 1<<16)
		for range 32 {
			_, err = w.Write(chunk)
			require.NoError(t, err)
		}
		require.NoError(t, z.Close())
		require.NoError(t, f.Close())

		_, grown, err := costs(t, path)
		require.ErrorIs(t, err, ErrTooLarge)
		assert.Less(t, grown, int64(64<<20))
	}
}

// Texts that do not fit are refused before any of them is kept, whether the archive tells their size or not.
func TestTextsWithoutEndTakeNoMemory(t *testing.T) {
	long := "<si><t>" + strings.Repeat("A", 6_000) + "</t></si>"
	for name, fill := range map[string]func(z *zip.Writer) error{
		"told": func(z *zip.Writer) error {
			_, err := z.CreateRaw(&zip.FileHeader{Name: "xl/sharedStrings.xml", Method: zip.Deflate, UncompressedSize64: maxSharedPart + 1})
			return err
		},
		"found": func(z *zip.Writer) error {
			w, err := z.Create("xl/sharedStrings.xml")
			for i := 0; i <= maxShared/len(long) && err == nil; i++ {
				_, err = fmt.Fprintf(w, "<si><t>%x</t></si>%s", sha512.Sum512([]byte(strconv.Itoa(i))), long) // Else it would shrink too much.
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "orders.xlsx")
			f, err := os.Create(path)
			require.NoError(t, err)
			z := zip.NewWriter(f)
			for part, text := range directory(sheetHead + sheetTail) {
				w, err := z.Create(part)
				require.NoError(t, err)
				_, err = w.Write([]byte(text))
				require.NoError(t, err)
			}
			require.NoError(t, fill(z))
			require.NoError(t, z.Close())
			require.NoError(t, f.Close())

			_, grown, err := costs(t, path)
			require.ErrorIs(t, err, ErrTooLarge)
			assert.Contains(t, err.Error(), "as .csv and import that")
			assert.Less(t, grown, int64(32<<20))
		})
	}
}

// Reference and position of a cell are taken from its name.
func TestReference(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][2]int{"A1": {1, 0}, "b2": {2, 1}, "AA10": {10, 26}, "XFD1048576": {1048576, 16383}} {
		row, col, ok := reference(s)
		require.True(t, ok, s)
		assert.Equal(t, want, [2]int{row, col}, s)
	}
	for _, s := range []string{"", "A", "1", "A0", "AAAAA1", "A-1", "A1B"} {
		_, _, ok := reference(s)
		assert.False(t, ok, s)
	}
}

// Shared texts lie in blocks; the ones beside the seams are found as well as the others.
func TestSharedStringsAcrossBlocks(t *testing.T) {
	t.Parallel()
	var s sharedStrings
	var want []string
	for i := range 3000 {
		text := strings.Repeat(string(rune('a'+i%26)), i%700)
		want = append(want, text)
		s.add(text)
	}
	s.flush()
	require.Greater(t, len(s.blocks), 2)
	for i, text := range want {
		got, ok := s.at(fmt.Sprint(i))
		require.True(t, ok)
		require.Equal(t, text, got, i)
	}
	for _, bad := range []string{"-1", "3000", "", "x"} {
		_, ok := s.at(bad)
		assert.False(t, ok, bad)
	}
}

func TestLargeWorkbook(t *testing.T) {
	t.Parallel()
	table := append([][]string{ukHead()}, sheettest.Rows(sheettest.Spec{Rows: 3000})...)
	want, wantReport := mustRead(t, write(t, "orders.csv", csvText(table)), Options{})
	got, report := mustRead(t, byExcelize(t, table, true), Options{})
	assert.Equal(t, want, got)
	report.File, wantReport.File = "", ""
	assert.Equal(t, wantReport, report)
}
