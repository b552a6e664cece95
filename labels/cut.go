package labels

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sort"

	"github.com/go-text/typesetting/font"
)

// cutFont makes a TrueType font that holds the given characters of a face and nothing else, unhinted. The PDF library
// cuts fonts too, but reads all of them first: 40 ms for Han, where this takes one.
func cutFont(t *typeface, chars []rune) ([]byte, error) {
	tables, err := fontTables(t.data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", t.name, err)
	}
	c := &cutter{tables: tables, at: map[font.GID]int{0: 0}, old: []font.GID{0}}
	c.long = binary.BigEndian.Uint16(tables["head"][50:]) == 1
	slices.Sort(chars)
	chars = slices.Compact(chars)
	glyphs := make([]int, len(chars))
	for i, r := range chars {
		id, ok := t.font.NominalGlyph(r)
		if !ok {
			return nil, fmt.Errorf("font %s has no %s", t.name, nameRune(r))
		}
		glyphs[i] = c.take(id)
	}
	return c.file(chars, glyphs), nil
}

// cutter renumbers glyphs in the order in which they are taken.
type cutter struct {
	tables map[string][]byte
	long   bool // Offsets of glyphs are 32 bits wide.
	at     map[font.GID]int
	old    []font.GID
}

// take returns the new number of a glyph.
func (c *cutter) take(id font.GID) int {
	n, ok := c.at[id]
	if !ok {
		n = len(c.old)
		c.at[id] = n
		c.old = append(c.old, id)
	}
	return n
}

// outline is the bytes of a glyph in the glyf table.
func (c *cutter) outline(id font.GID) []byte {
	be, loca, glyf := binary.BigEndian, c.tables["loca"], c.tables["glyf"]
	if c.long {
		return glyf[be.Uint32(loca[4*id:]):be.Uint32(loca[4*id+4:])]
	}
	return glyf[2*int(be.Uint16(loca[2*id:])) : 2*int(be.Uint16(loca[2*id+2:]))]
}

// Flags of a part of a composite glyph.
const (
	partWords    = 1
	partScale    = 8
	partMore     = 32
	partXYScale  = 64
	partTwoByTwo = 128
)

// renumbered is the outline with the parts of a composite glyph pointing at their new numbers.
func (c *cutter) renumbered(id font.GID) []byte {
	be := binary.BigEndian
	g := slices.Clone(c.outline(id))
	if len(g) < 10 || be.Uint16(g)&0x8000 == 0 {
		return g
	}
	for p := 10; ; {
		flags := be.Uint16(g[p:])
		be.PutUint16(g[p+2:], uint16(c.take(font.GID(be.Uint16(g[p+2:]))))) //nolint:gosec // There are fewer glyphs than in the face.
		p += 6
		if flags&partWords != 0 {
			p += 2
		}
		switch {
		case flags&partScale != 0:
			p += 2
		case flags&partXYScale != 0:
			p += 4
		case flags&partTwoByTwo != 0:
			p += 8
		}
		if flags&partMore == 0 {
			return g
		}
	}
}

// file assembles the cut font.
func (c *cutter) file(chars []rune, glyphs []int) []byte {
	be := binary.BigEndian
	var glyf, loca, hmtx []byte
	metrics := int(be.Uint16(c.tables["hhea"][34:]))
	for i := 0; i < len(c.old); i++ { //nolint:intrange // It grows while the parts of composite glyphs are found.
		loca = be.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // A subset is far below 4 GB.
		glyf = append(glyf, c.renumbered(c.old[i])...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = append(hmtx, c.metric(int(c.old[i]), metrics)...)
	}
	n := uint16(len(c.old))                         //nolint:gosec // At most 65,535 glyphs in a font.
	loca = be.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // See above.
	head, hhea, maxp := slices.Clone(c.tables["head"]), slices.Clone(c.tables["hhea"]), slices.Clone(c.tables["maxp"])
	be.PutUint16(head[50:], 1)
	be.PutUint16(hhea[34:], n)
	be.PutUint16(maxp[4:], n)
	post := slices.Clone(c.tables["post"][:32])
	be.PutUint32(post, 0x00030000)
	return assembleFont(map[string][]byte{
		"OS/2": c.tables["OS/2"], "cmap": charMap(chars, glyphs), "glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx,
		"loca": loca, "maxp": maxp, "name": c.tables["name"], "post": post,
	})
}

// metric is the advance and left bearing of a glyph; the last advance stands for all glyphs behind it.
func (c *cutter) metric(id, metrics int) []byte {
	hmtx := c.tables["hmtx"]
	if id < metrics {
		return hmtx[4*id : 4*id+4]
	}
	bearing := 4*metrics + 2*(id-metrics)
	return append(slices.Clone(hmtx[4*(metrics-1):4*(metrics-1)+2]), hmtx[bearing:bearing+2]...)
}

// charMap writes a character map of format 4, one segment a stretch of neighbouring characters and glyphs.
func charMap(chars []rune, glyphs []int) []byte {
	type segment struct{ start, end, delta uint16 }
	var segments []segment
	for i, r := range chars {
		code, delta := uint16(r), uint16(glyphs[i]-int(r)) //nolint:gosec // Modulo 65,536 by definition.
		if n := len(segments); n > 0 && segments[n-1].end+1 == code && segments[n-1].delta == delta {
			segments[n-1].end = code
			continue
		}
		segments = append(segments, segment{code, code, delta})
	}
	segments = append(segments, segment{0xFFFF, 0xFFFF, 1})
	be, n := binary.BigEndian, len(segments)
	power, log := 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	var table []byte
	put := func(vs ...int) {
		for _, v := range vs {
			table = be.AppendUint16(table, uint16(v)) //nolint:gosec // Sizes of a table below 64 kB; fpdf limits characters to 65,536.
		}
	}
	put(0, 1, 3, 1, 0, 12)                            // One table: Windows, Unicode, at byte 12.
	put(4, 16+8*n, 0, 2*n, 2*power, log, 2*(n-power)) // Format 4.
	for _, s := range segments {
		put(int(s.end))
	}
	put(0)
	for _, s := range segments {
		put(int(s.start))
	}
	for _, s := range segments {
		put(int(s.delta))
	}
	for range segments {
		put(0)
	}
	return table
}

var errNotTrueType = errors.New("not a TrueType font with outlines")

// fontTables finds the tables of a TrueType file.
func fontTables(data []byte) (map[string][]byte, error) {
	be := binary.BigEndian
	if len(data) < 12 || be.Uint32(data) != 0x00010000 {
		return nil, errNotTrueType
	}
	tables := map[string][]byte{}
	for i := range int(be.Uint16(data[4:])) {
		rec := data[12+16*i:]
		offset, size := int(be.Uint32(rec[8:])), int(be.Uint32(rec[12:]))
		if offset+size > len(data) {
			return nil, errNotTrueType
		}
		tables[string(rec[:4])] = data[offset : offset+size]
	}
	for _, need := range []string{"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"} {
		if tables[need] == nil {
			return nil, fmt.Errorf("%w: no %s table", errNotTrueType, need)
		}
	}
	return tables, nil
}

// assembleFont writes tables as one file. Checksums are left zero: readers of embedded fonts ignore them, and the PDF
// library computes its own.
func assembleFont(tables map[string][]byte) []byte {
	be := binary.BigEndian
	tags := make([]string, 0, len(tables))
	for tag := range tables {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	file := be.AppendUint32(nil, 0x00010000)
	for _, v := range []uint16{uint16(len(tags)), 128, 3, 32} { //nolint:gosec // Ten tables.
		file = be.AppendUint16(file, v)
	}
	offset := 12 + 16*len(tags)
	for _, tag := range tags {
		file = append(file, tag...)
		file = be.AppendUint32(file, 0)
		file = be.AppendUint32(file, uint32(offset))           //nolint:gosec // A subset is far below 4 GB.
		file = be.AppendUint32(file, uint32(len(tables[tag]))) //nolint:gosec // See above.
		offset += (len(tables[tag]) + 3) &^ 3
	}
	for _, tag := range tags {
		file = append(file, tables[tag]...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	return file
}
