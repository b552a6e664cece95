package labelfile

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"packdesk/labels"
)

// isZPL reports whether data is ZPL: it begins with a command, and a format begins somewhere.
func isZPL(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n\ufeff")
	return len(data) > 0 && (data[0] == '^' || data[0] == '~') && bytes.Contains(data, []byte("^XA"))
}

// checkZPL walks over the commands. A format must be whole, since half of one swallows the next label, and none may reach
// beyond its label: settings saved in the printer, its network, its memory, answers that a program waits for.
func checkZPL(f *File) error {
	inside, copies := false, 1
	w := walk{rest: f.Data}
	for w.next() {
		name := strings.ToUpper(w.name)
		if why := forbidden(name); why != "" {
			return refuse(f.Name, labels.ReasonSettings, fmt.Sprintf("%c%s %s", w.sign, name, why))
		}
		switch {
		case !inside && w.sign == '^' && name != "XA", inside && name == "XA":
			return refuse(f.Name, labels.ReasonBroken, fmt.Sprintf("^%s stands where no label may have it", name))
		case name == "XA":
			inside, copies = true, 1
		case name == "PQ":
			n, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(w.args, ",", 2)[0]))
			if err != nil || n < 1 {
				n = 1
			}
			copies = min(n, 1e6)
		case name == "XZ" && strings.TrimSpace(w.args) != "":
			return refuse(f.Name, labels.ReasonBroken, fmt.Sprintf("%.16q behind ^XZ is no command", w.args))
		case name == "XZ":
			inside = false
			f.Pages += copies
		}
	}
	switch {
	case w.err != nil:
		return refuse(f.Name, labels.ReasonBroken, w.err.Error())
	case inside:
		return refuse(f.Name, labels.ReasonBroken, "the last label has no ^XZ")
	case f.Pages > MaxPages:
		return tooMany(f.Name, f.Pages)
	}
	return nil
}

// forbidden says why a command has no place in a label; empty when it may stand there.
func forbidden(name string) string {
	switch name {
	case "CC", "CD", "CT":
		return "changes how all later labels are read"
	case "DF", "ID", "EG", "JB", "TO":
		return "writes to or clears the printer's memory"
	case "JA", "JP", "JX", "PH", "PP", "PS":
		return "stops or clears what the printer has to print"
	case "JR", "JU", "JC", "JG", "JL", "JS", "JT", "KN", "KP", "RO", "SX", "ST", "SL":
		return "changes the printer's settings"
	}
	switch name[0] {
	case 'H':
		return "makes the printer answer"
	case 'N', 'W':
		return "changes the printer's network"
	}
	return ""
}

// walk goes over the commands of a stream.
type walk struct {
	rest []byte
	sign byte // ^ or ~.
	name string
	args string
	err  error
}

// next goes to the next command; false at the end, or when what stands there is none.
func (w *walk) next() bool {
	w.rest = bytes.TrimLeft(w.rest, " \t\r\n\ufeff\x00")
	if len(w.rest) == 0 {
		return false
	}
	if w.rest[0] != '^' && w.rest[0] != '~' {
		w.err = fmt.Errorf("%.16q is no command", w.rest[:min(len(w.rest), 16)])
		return false
	}
	if len(w.rest) < 3 {
		w.err = fmt.Errorf("%q is cut off", w.rest)
		return false
	}
	w.sign, w.name = w.rest[0], string(w.rest[1:3])
	w.rest = w.rest[3:]
	if strings.EqualFold(w.name, "GF") && len(w.rest) > 0 && (w.rest[0] == 'B' || w.rest[0] == 'C') {
		return w.binary()
	}
	end := bytes.IndexAny(w.rest, "^~")
	if end < 0 {
		end = len(w.rest)
	}
	w.args, w.rest = string(w.rest[:end]), w.rest[end:]
	return true
}

// binary skips a graphic whose bytes may look like commands.
func (w *walk) binary() bool {
	head := bytes.SplitN(w.rest[:min(len(w.rest), 64)], []byte(","), 5)
	if len(head) < 5 {
		w.err = fmt.Errorf("a graphic has no size")
		return false
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(head[1])))
	start := len(head[0]) + len(head[1]) + len(head[2]) + len(head[3]) + 4
	if err != nil || n < 0 || n > len(w.rest)-start {
		w.err = fmt.Errorf("a graphic is cut off")
		return false
	}
	w.args, w.rest = "", w.rest[start+n:]
	return true
}
