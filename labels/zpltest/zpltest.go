// Package zpltest plays the paper in a ZPL printer: it draws exactly the commands that labels emits, and nothing else, so
// that tests can hold the drawing against the page and a simulated printer has something to show. It is strict: a command
// it does not know, a number out of range or ink beyond the paper is an error. It may import labels.
package zpltest

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"packdesk/labels"
)

// Label is one printed label.
type Label struct {
	Raster   *labels.Raster
	Texts    []Text
	Codes    []Code
	Pictures int // Graphics drawn.
}

// Text is a line that the printer set in its own letters.
type Text struct {
	Text string
	X, Y int // Left end of the baseline.
	Size int
}

// Code is a bar code that the printer drew.
type Code struct {
	Text   string
	X, Y   int
	Module int
	Height int
}

// Paper draws labels.
type Paper struct {
	press *labels.Press
}

// New returns paper that sets native text in the given fonts.
func New(f *labels.Fonts) *Paper { return &Paper{labels.NewPress(f)} }

// Draw interprets a stream of formats and returns a label for each.
func (p *Paper) Draw(zpl []byte) ([]Label, error) {
	var out []Label
	rest := zpl
	for {
		start := bytes.Index(rest, []byte("^XA"))
		if start < 0 {
			if s := strings.TrimSpace(string(rest)); s != "" {
				return out, fmt.Errorf("zpl outside a format: %.40q", s)
			}
			return out, nil
		}
		if s := strings.TrimSpace(string(rest[:start])); s != "" {
			return out, fmt.Errorf("zpl outside a format: %.40q", s)
		}
		f := format{paper: p, module: 2, font: -1}
		n, err := f.run(rest[start+3:])
		if err != nil {
			return out, fmt.Errorf("label %d: %w", len(out)+1, err)
		}
		out = append(out, f.label)
		rest = rest[start+3+n:]
	}
}

// format is the state of one label while its commands run.
type format struct {
	paper         *Paper
	label         Label
	width, height int
	utf8          bool
	x, y          int
	baseline      bool // The position is a baseline, set by ^FT.
	module        int
	font          int // Size of the font; negative before it is chosen.
	block         int // Width of the field block; zero when there is none.
	justify       byte
	hex           bool
	bars          int    // Height of the bar code that the field data becomes; zero for text.
	data          string // Field data.
	hasData       bool
}

// run interprets commands up to ^XZ and returns how many bytes it took.
func (f *format) run(zpl []byte) (int, error) {
	for at := 0; at < len(zpl); {
		switch c := zpl[at]; {
		case c == '\n' || c == '\r':
			at++
			continue
		case c != '^':
			return at, fmt.Errorf("%.20q is no command", zpl[at:])
		}
		end := len(zpl)
		if i := bytes.IndexAny(zpl[at+1:], "^~"); i >= 0 {
			end = at + 1 + i
		}
		command := strings.TrimRight(string(zpl[at+1:end]), "\r\n")
		at = end
		if command == "XZ" {
			return at, f.finish()
		}
		if len(command) < 2 {
			return at, fmt.Errorf("command %q is too short", command)
		}
		if err := f.command(command[:2], command[2:]); err != nil {
			return at, fmt.Errorf("^%.40s: %w", command, err)
		}
	}
	return len(zpl), fmt.Errorf("a label has no ^XZ")
}

// command runs one command.
func (f *format) command(name, args string) error {
	switch name {
	case "CI":
		f.utf8 = args == "28"
		return want(args, "28")
	case "PW":
		return f.size(&f.width, args)
	case "LL":
		return f.size(&f.height, args)
	case "LH":
		return want(args, "0,0")
	case "LS":
		return want(args, "0")
	case "PO", "FW":
		return want(args, "N")
	case "JZ":
		return want(args, "Y")
	case "FO", "FT":
		v, err := numbers(args, 2)
		if err != nil {
			return err
		}
		f.x, f.y, f.baseline = v[0], v[1], name == "FT"
	case "FB":
		return f.fieldBlock(args)
	case "A0":
		v, err := numbers(strings.TrimPrefix(args, "N,"), 2)
		if err != nil {
			return err
		}
		if v[0] != v[1] {
			return fmt.Errorf("letters of %d by %d", v[0], v[1])
		}
		f.font = v[0]
	case "BY":
		v, err := numbers(args, 1)
		if err != nil {
			return err
		}
		if f.module = v[0]; f.module < 1 || f.module > 10 {
			return fmt.Errorf("a module of %d dots", f.module)
		}
	case "BC":
		return f.code128(args)
	case "FH":
		f.hex = true
		return want(args, "_")
	case "FD":
		f.data, f.hasData = args, true
	case "FS":
		return f.field()
	case "GB":
		return f.graphicBox(args)
	case "GF":
		return f.graphic(args)
	default:
		return fmt.Errorf("unknown command")
	}
	return nil
}

func (f *format) size(to *int, args string) error {
	v, err := numbers(args, 1)
	if err != nil {
		return err
	}
	if v[0] < 1 || v[0] > 32000 {
		return fmt.Errorf("%d dots", v[0])
	}
	*to = v[0]
	return nil
}

func (f *format) fieldBlock(args string) error {
	p := strings.Split(args, ",")
	if len(p) != 4 || p[1] != "1" || p[2] != "0" || len(p[3]) != 1 || !strings.Contains("LCR", p[3]) {
		return fmt.Errorf("only blocks of one line")
	}
	w, err := strconv.Atoi(p[0])
	f.block, f.justify = w, p[3][0]
	return err
}

func (f *format) code128(args string) error {
	p := strings.Split(args, ",")
	if len(p) != 6 || p[0] != "N" || p[2]+p[3]+p[4]+p[5] != "NNNN" {
		return fmt.Errorf("only upright codes without text whose subsets are given")
	}
	h, err := strconv.Atoi(p[1])
	f.bars = h
	return err
}

// paper makes the label's raster when the first ink falls.
func (f *format) raster() (*labels.Raster, error) {
	if f.width == 0 || f.height == 0 {
		return nil, fmt.Errorf("ink before the label's size is set")
	}
	if f.label.Raster == nil {
		f.label.Raster = labels.NewRaster(f.width, f.height)
	}
	return f.label.Raster, nil
}

// inside refuses ink beyond the paper: a printer would leave it out.
func (f *format) inside(x, y, w, h int) error {
	if x < 0 || y < 0 || x+w > f.width || y+h > f.height {
		return fmt.Errorf("ink at %d,%d of %dx%d dots falls off the label of %dx%d", x, y, w, h, f.width, f.height)
	}
	return nil
}

// field ends a field: its data becomes text or a bar code.
func (f *format) field() error {
	defer func() {
		f.hasData, f.data, f.hex, f.bars, f.block, f.font, f.baseline = false, "", false, 0, 0, -1, false
	}()
	if !f.hasData {
		return nil
	}
	data := f.data
	if f.hex {
		var err error
		if data, err = unhex(data); err != nil {
			return err
		}
	}
	if f.bars > 0 {
		return f.drawCode(data)
	}
	return f.drawText(data)
}

func (f *format) drawText(text string) error {
	r, err := f.raster()
	if err != nil {
		return err
	}
	if f.font < 1 || !f.baseline || !f.utf8 {
		return fmt.Errorf("text %q without font, baseline or character set", text)
	}
	w, err := f.paper.press.Stamp(nil, text, 0, 0, f.font)
	if err != nil {
		return err
	}
	x := f.x
	switch {
	case f.block > 0 && w > f.block:
		return fmt.Errorf("text %q is %d dots wide in a block of %d", text, w, f.block)
	case f.block > 0 && f.justify == 'C':
		x += (f.block - w) / 2
	case f.block > 0 && f.justify == 'R':
		x += f.block - w
	}
	if err := f.inside(x, f.y-f.font*8/10, w, f.font); err != nil {
		return err
	}
	f.label.Texts = append(f.label.Texts, Text{text, x, f.y, f.font})
	_, err = f.paper.press.Stamp(r, text, x, f.y, f.font)
	return err
}

func (f *format) drawCode(data string) error {
	r, err := f.raster()
	if err != nil {
		return err
	}
	values, text, err := symbols(data)
	if err != nil {
		return err
	}
	runs := labels.Code128Runs(values)
	modules := 0
	for _, w := range runs {
		modules += int(w)
	}
	if err := f.inside(f.x, f.y, modules*f.module, f.bars); err != nil {
		return err
	}
	f.label.Codes = append(f.label.Codes, Code{text, f.x, f.y, f.module, f.bars})
	labels.DrawBars(r, runs, f.x, f.y, f.module, f.bars)
	return nil
}

func (f *format) graphicBox(args string) error {
	v, err := numbers(args, 3)
	if err != nil {
		return err
	}
	if v[2] != min(v[0], v[1]) {
		return fmt.Errorf("only filled boxes")
	}
	r, err := f.raster()
	if err != nil {
		return err
	}
	if err := f.inside(f.x, f.y, v[0], v[1]); err != nil {
		return err
	}
	r.Fill(f.x, f.y, v[0], v[1])
	return nil
}

// finish ends the label; a blank one is still a label.
func (f *format) finish() error {
	if f.hasData {
		return fmt.Errorf("a field has no ^FS")
	}
	_, err := f.raster()
	return err
}

func want(got, want string) error {
	if got != want {
		return fmt.Errorf("only %s is taken", want)
	}
	return nil
}

// numbers reads n numbers between commas.
func numbers(args string, n int) ([]int, error) {
	p := strings.Split(args, ",")
	if len(p) != n {
		return nil, fmt.Errorf("%d parameters, want %d", len(p), n)
	}
	out := make([]int, n)
	for i := range p {
		v, err := strconv.Atoi(p[i])
		if err != nil || v < 0 {
			return nil, fmt.Errorf("parameter %q", p[i])
		}
		out[i] = v
	}
	return out, nil
}

// unhex resolves the escapes of ^FH_.
func unhex(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '_' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", fmt.Errorf("escape %q is cut", s[i:])
		}
		v, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", fmt.Errorf("escape %q", s[i:i+3])
		}
		b.WriteByte(byte(v))
		i += 2
	}
	return b.String(), nil
}
