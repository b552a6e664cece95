package fulfillment

// The control characters that begin or end a terminal's escape sequences (ECMA-48).
const (
	ctlBEL = 0x07
	ctlCAN = 0x18
	ctlSUB = 0x1A
	ctlESC = 0x1B
)

// escapes recognises whole escape sequences, so that their parameters and payloads vanish with them instead of being
// left in the text. It serves one text, from its beginning to its end.
type escapes struct {
	noST, noBEL bool // Nothing that ends a control string lies ahead; keeps the work linear.
}

// skip returns the length of the sequence that s begins with, s beginning with r of the given size; 0 when it begins
// with none. Both the seven-bit forms (ESC and a letter) and the C1 controls are known.
func (e *escapes) skip(s string, r rune, size int) int {
	switch r {
	case ctlESC:
		return e.escape(s)
	case '\u009B':
		return size + control(s[size:])
	case '\u009D':
		return e.payload(s, size, true)
	case '\u0090', '\u0098', '\u009E', '\u009F':
		return e.payload(s, size, false)
	default:
		return 0
	}
}

func (e *escapes) escape(s string) int {
	if len(s) < 2 {
		return 1
	}
	switch b := s[1]; {
	case b == '[':
		return 2 + control(s[2:])
	case b == ']':
		return e.payload(s, 2, true)
	case b == 'P', b == 'X', b == '^', b == '_':
		return e.payload(s, 2, false)
	case b >= ' ' && b <= '/':
		n := 2
		for n < len(s) && s[n] >= ' ' && s[n] <= '/' {
			n++
		}
		if n < len(s) && s[n] >= '0' && s[n] <= '~' {
			n++
		}
		return n
	case b >= '0' && b <= '~':
		return 2
	default:
		return 1
	}
}

// control returns the length of what follows a control sequence introducer: parameters, intermediates and the final
// byte. Control characters in between are carried out by terminals without ending the sequence, so they belong to it.
func control(s string) int {
	for i := range len(s) {
		switch b := s[i]; {
		case b == ctlESC:
			return i
		case b >= '@' && b <= '~', b == ctlCAN, b == ctlSUB:
			return i + 1
		case b > '~' && b != 0x7F:
			return i
		}
	}
	return len(s)
}

// payload returns the length of a control string (OSC, DCS, SOS, PM, APC) whose introducer is intro bytes long. It ends
// with a string terminator, an operating system command also with BEL; CAN, SUB and another escape sequence break it
// off. A string that never ends loses its introducer only: it does nothing without it, and what follows may be the rest
// of an address in which a byte was misread.
func (e *escapes) payload(s string, intro int, bel bool) int {
	if bel && e.noBEL || !bel && e.noST {
		return intro
	}
	for i := intro; i < len(s); i++ {
		switch s[i] {
		case ctlESC:
			if i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			return i
		case ctlCAN, ctlSUB:
			return i + 1
		case ctlBEL:
			if bel {
				return i + 1
			}
		case 0xC2:
			if i+1 < len(s) && s[i+1] == 0x9C { // The string terminator's C1 form.
				return i + 2
			}
		}
	}
	e.noST = true
	e.noBEL = e.noBEL || bel
	return intro
}
