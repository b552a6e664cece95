//go:build ignore

// Command prepare makes the compressed font files of this folder from the fonts that Debian 12 packages, so that anybody
// can repeat it:
//
//	apt-get install fonts-wqy-microhei fonts-noto-core
//	go generate ./labels/fonts
//
// The Noto faces are only compressed. WenQuanYi Micro Hei comes as a collection of two faces with hinting programs. The
// first face is cut out and its hinting dropped, because labels are filled from outlines and never hinted: 5.2 MB become
// 1.8 MB. The output depends on the input alone, so that a second run leaves no difference.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
)

// source is one file to embed.
type source struct {
	from string // Below the font folder.
	to   string
	cut  bool // Take the first face of a collection and drop its hinting.
}

var sources = []source{
	{"wqy/wqy-microhei.ttc", "microhei.ttf.gz", true},
	{"noto/NotoSansThai-Regular.ttf", "thai.ttf.gz", false},
	{"noto/NotoSansThai-Bold.ttf", "thai-bold.ttf.gz", false},
	{"noto/NotoSansArabic-Regular.ttf", "arabic.ttf.gz", false},
	{"noto/NotoSansArabic-Bold.ttf", "arabic-bold.ttf.gz", false},
}

// kept are the tables that shaping, filling and embedding in a PDF read. Everything else in the face is hinting, a
// signature or data for vertical setting.
var kept = map[string]bool{
	"OS/2": true, "cmap": true, "glyf": true, "head": true, "hhea": true, "hmtx": true, "loca": true, "maxp": true,
	"name": true, "post": true,
}

func main() {
	root := flag.String("root", "/usr/share/fonts/truetype", "folder of the installed fonts")
	out := flag.String("out", ".", "folder for the compressed fonts")
	flag.Parse()
	log.SetFlags(0)
	for _, s := range sources {
		if err := s.prepare(*root, *out); err != nil {
			log.Fatalf("%s: %v", s.from, err)
		}
	}
}

func (s source) prepare(root, out string) error {
	data, err := os.ReadFile(filepath.Join(root, s.from))
	if err != nil {
		return err
	}
	if s.cut {
		if data, err = cut(data); err != nil {
			return err
		}
	}
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Printf("%-18s %8d -> %8d bytes\n", s.to, len(data), buf.Len())
	return os.WriteFile(filepath.Join(out, s.to), buf.Bytes(), 0o644)
}

// cut takes the first face out of a TrueType collection and writes it as a font of its own without hinting.
func cut(ttc []byte) ([]byte, error) {
	be := binary.BigEndian
	if len(ttc) < 16 || string(ttc[:4]) != "ttcf" {
		return nil, errors.New("not a TrueType collection")
	}
	face := ttc[be.Uint32(ttc[12:]):]
	tables := map[string][]byte{}
	for i := range int(be.Uint16(face[4:])) {
		rec := face[12+16*i:]
		tag, off, size := string(rec[:4]), be.Uint32(rec[8:]), be.Uint32(rec[12:])
		if kept[tag] {
			tables[tag] = bytes.Clone(ttc[off : off+size])
		}
	}
	for tag := range kept {
		if tables[tag] == nil {
			return nil, fmt.Errorf("no %s table", tag)
		}
	}
	unhint(tables)
	return assemble(tables), nil
}

// unhint removes the instructions of every glyph and shrinks the names of glyphs away.
func unhint(tables map[string][]byte) {
	be := binary.BigEndian
	long := be.Uint16(tables["head"][50:]) == 1
	glyphs := int(be.Uint16(tables["maxp"][4:]))
	at := func(i int) int {
		if long {
			return int(be.Uint32(tables["loca"][4*i:]))
		}
		return 2 * int(be.Uint16(tables["loca"][2*i:]))
	}
	var glyf, loca []byte
	for i := range glyphs {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, bare(tables["glyf"][at(i):at(i+1)])...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	tables["glyf"], tables["loca"] = glyf, be.AppendUint32(loca, uint32(len(glyf)))
	be.PutUint16(tables["head"][50:], 1) // Long offsets.
	be.PutUint16(tables["maxp"][26:], 0) // No instructions are left.
	post := tables["post"][:32]          // Version 3 holds no glyph names.
	be.PutUint32(post, 0x00030000)
	tables["post"] = post
}

// bare is the outline of one glyph without its instructions.
func bare(g []byte) []byte {
	be := binary.BigEndian
	if len(g) < 10 {
		return nil
	}
	contours := int(int16(be.Uint16(g)))
	if contours >= 0 {
		n := 10 + 2*contours
		size := int(be.Uint16(g[n:]))
		out := append([]byte{}, g[:n]...)
		out = append(out, 0, 0)
		return append(out, g[n+2+size:]...)
	}
	const (
		wordArgs, scale, more, xyScale, twoByTwo, instructions = 1, 8, 32, 64, 128, 256
	)
	out, p := append([]byte{}, g[:10]...), 10
	for {
		flags := be.Uint16(g[p:])
		size := 6
		if flags&wordArgs != 0 {
			size += 2
		}
		switch {
		case flags&scale != 0:
			size += 2
		case flags&xyScale != 0:
			size += 4
		case flags&twoByTwo != 0:
			size += 8
		}
		part := append([]byte{}, g[p:p+size]...)
		be.PutUint16(part, flags&^instructions)
		out, p = append(out, part...), p+size
		if flags&more == 0 {
			return out
		}
	}
}

// assemble writes the tables as one TrueType file with right checksums.
func assemble(tables map[string][]byte) []byte {
	be := binary.BigEndian
	tags := make([]string, 0, len(tables))
	for tag := range tables {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	be.PutUint32(tables["head"][8:], 0)
	power, log2 := 1, 0
	for power*2 <= len(tags) {
		power, log2 = power*2, log2+1
	}
	file := be.AppendUint32(nil, 0x00010000)
	for _, v := range []int{len(tags), 16 * power, log2, 16 * (len(tags) - power)} {
		file = be.AppendUint16(file, uint16(v))
	}
	var body []byte
	start, head := 12+16*len(tags), 0
	for _, tag := range tags {
		if tag == "head" {
			head = start + len(body)
		}
		file = append(file, tag...)
		file = be.AppendUint32(file, checksum(tables[tag]))
		file = be.AppendUint32(file, uint32(start+len(body)))
		file = be.AppendUint32(file, uint32(len(tables[tag])))
		body = append(body, tables[tag]...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	file = append(file, body...)
	be.PutUint32(file[head+8:], 0xB1B0AFBA-checksum(file))
	return file
}

func checksum(b []byte) uint32 {
	var sum uint32
	for i := 0; i < len(b); i += 4 {
		var word [4]byte
		copy(word[:], b[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
