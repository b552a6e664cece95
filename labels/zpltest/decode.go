package zpltest

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"packdesk/labels"
)

// symbols reads Code 128 field data in which every start and change of subset is written out, and returns the symbol
// values with the text that they stand for.
func symbols(data string) ([]byte, string, error) {
	inC := false
	values := []byte{104}
	switch {
	case strings.HasPrefix(data, ">;"):
		inC, values[0] = true, 105
	case strings.HasPrefix(data, ">:"):
	default:
		return nil, "", fmt.Errorf("bar code %q names no start", data)
	}
	var text strings.Builder
	for i := 2; i < len(data); {
		two := data[i:min(i+2, len(data))]
		switch {
		case two == ">5" && !inC:
			values, inC = append(values, 99), true
			i += 2
		case two == ">6" && inC:
			values, inC = append(values, 100), false
			i += 2
		case two == ">0" && !inC:
			values = append(values, '>'-' ')
			text.WriteByte('>')
			i += 2
		case inC:
			v, err := strconv.ParseUint(two, 10, 8)
			if err != nil || len(two) != 2 {
				return nil, "", fmt.Errorf("bar code %q: %q in subset C", data, two)
			}
			values = append(values, byte(v))
			text.WriteString(two)
			i += 2
		case data[i] < ' ' || data[i] > '~' || data[i] == '>':
			return nil, "", fmt.Errorf("bar code %q: %q in subset B", data, two)
		default:
			values = append(values, data[i]-' ')
			text.WriteByte(data[i])
			i++
		}
	}
	return values, text.String(), nil
}

// graphic draws ^GFA with the compression of ZPL: letters count the digit that follows, a comma and an exclamation mark fill
// the row, a colon repeats the row before.
func (f *format) graphic(args string) error {
	head := strings.SplitN(args, ",", 5)
	if len(head) != 5 || head[0] != "A" || head[1] != head[2] {
		return fmt.Errorf("only graphics in hex digits")
	}
	total, err := strconv.Atoi(head[1])
	if err != nil {
		return err
	}
	width, err := strconv.Atoi(head[3])
	if err != nil || width < 1 || total < 1 || total%width != 0 || total > 1<<22 {
		return fmt.Errorf("a graphic of %s bytes in rows of %s", head[1], head[3])
	}
	bits, err := rows(head[4], width)
	if err != nil {
		return err
	}
	if len(bits) != total {
		return fmt.Errorf("a graphic of %d bytes says that it has %d", len(bits), total)
	}
	r, err := f.raster()
	if err != nil {
		return err
	}
	picture := &labels.Raster{W: 8 * width, H: total / width, Stride: width, Bits: bits}
	if err := f.inside(f.x, f.y, 1, picture.H); err != nil {
		return err
	}
	for x := max(0, f.width-f.x); x < picture.W; x++ {
		for y := range picture.H {
			if picture.Dark(x, y) {
				return fmt.Errorf("the graphic has ink at %d,%d beyond the paper", f.x+x, f.y+y)
			}
		}
	}
	r.Or(f.x, f.y, picture)
	f.label.Pictures++
	return nil
}

// rows unpacks compressed hex digits.
func rows(data string, width int) ([]byte, error) {
	var out, row []byte // One digit a byte.
	count := 0
	for i := range len(data) {
		c := data[i]
		switch {
		case c == '\n' || c == '\r':
			continue
		case c >= 'G' && c <= 'Y':
			count += int(c-'G') + 1
			continue
		case c >= 'g' && c <= 'z':
			count += 20 * (int(c-'g') + 1)
			continue
		case c == ':' && len(row) == 0 && len(out) >= 2*width:
			row = append(row, out[len(out)-2*width:]...)
		case c == ',':
			row = append(row, make([]byte, 2*width-len(row))...)
		case c == '!':
			row = append(row, bytes.Repeat([]byte{15}, 2*width-len(row))...)
		default:
			v, err := strconv.ParseUint(string(c), 16, 8)
			if err != nil {
				return nil, fmt.Errorf("%q in a graphic", c)
			}
			row = append(row, bytes.Repeat([]byte{byte(v)}, max(1, count))...)
		}
		count = 0
		if len(row) > 2*width {
			return nil, fmt.Errorf("a row of %d digits in a graphic of %d", len(row), 2*width)
		}
		if len(row) == 2*width {
			out, row = append(out, row...), row[:0]
		}
	}
	if len(row) > 0 {
		return nil, fmt.Errorf("the last row of a graphic is cut")
	}
	packed := make([]byte, len(out)/2)
	for i := range packed {
		packed[i] = out[2*i]<<4 | out[2*i+1]
	}
	return packed, nil
}
