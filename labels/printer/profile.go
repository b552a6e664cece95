package printer

import (
	"fmt"
	"net"
	"strings"
	"time"

	"packdesk/labels"
)

// Kind is how a printer is reached.
type Kind string

// The kinds.
const (
	KindFile    Kind = "file"    // A folder; works everywhere and is the default.
	KindTCP     Kind = "tcp"     // A printer that speaks ZPL on a TCP port.
	KindCUPS    Kind = "cups"    // A queue of this machine's print service.
	KindCommand Kind = "command" // A program that reads the label on its standard input.
)

// Format is what a printer is given.
type Format string

// The formats.
const (
	FormatZPL Format = "zpl"
	FormatPDF Format = "pdf"
	FormatPNG Format = "png"
)

// Profile describes a station's printer, as settings hold it.
type Profile struct {
	Kind    Kind     // Empty means file.
	Format  Format   // Empty means PDF, or ZPL for tcp.
	Paper   string   // 4x6, A6, A4 or letter; empty means 4x6.
	DPI     int      // 203 or 300; zero means 203.
	Folder  string   // For file.
	Address string   // For tcp: host, or host:port; the port is 9100 when it is left out.
	Queue   string   // For cups.
	Command []string // For command: program and arguments, as they are; no shell reads them.
	Blind   bool     // The printer never answers (no ~HS): labels are sent without asking, and confirmed by nobody.
	Chunk   int      // Labels that may be in a tcp printer's memory at a time; zero means 5, at most 25.
}

// maxChunk bounds what may be in doubt after a power cut.
const maxChunk = 25

// Checked fills what is left out and says what is wrong.
func (p Profile) Checked() (Profile, error) {
	if p.Kind == "" {
		p.Kind = KindFile
	}
	if p.Format == "" {
		if p.Format = FormatPDF; p.Kind == KindTCP {
			p.Format = FormatZPL
		}
	}
	if p.Paper == "" {
		p.Paper = "4x6"
	}
	if p.DPI == 0 {
		p.DPI = labels.DPI203
	}
	if p.Chunk == 0 {
		p.Chunk = 5
	}
	if _, err := p.Stock(); err != nil {
		return p, fmt.Errorf("%w: %w", ErrProfile, err)
	}
	if p.Chunk < 1 || p.Chunk > maxChunk {
		return p, fmt.Errorf("%w: chunk %d: 1 to %d labels", ErrProfile, p.Chunk, maxChunk)
	}
	switch p.Format {
	case FormatPDF, FormatPNG, FormatZPL:
	default:
		return p, fmt.Errorf("%w: format %q: pdf, png or zpl", ErrProfile, p.Format)
	}
	return p.checkedKind()
}

func (p Profile) checkedKind() (Profile, error) {
	switch p.Kind {
	case KindFile:
		if p.Folder == "" {
			return p, fmt.Errorf("%w: file needs a folder", ErrProfile)
		}
	case KindTCP:
		if p.Format != FormatZPL {
			return p, fmt.Errorf("%w: tcp printers take zpl, not %s", ErrProfile, p.Format)
		}
		if _, _, err := net.SplitHostPort(p.Address); err != nil {
			p.Address = net.JoinHostPort(strings.Trim(p.Address, "[]"), "9100")
		}
		if host, _, err := net.SplitHostPort(p.Address); err != nil || host == "" {
			return p, fmt.Errorf("%w: tcp needs an address such as 10.0.0.7 or printer.local:9100", ErrProfile)
		}
	case KindCUPS:
		if p.Queue == "" || strings.HasPrefix(p.Queue, "-") || strings.ContainsAny(p.Queue, " \t/#") {
			return p, fmt.Errorf("%w: queue %q is no name of a queue", ErrProfile, p.Queue)
		}
	case KindCommand:
		if len(p.Command) == 0 || p.Command[0] == "" {
			return p, fmt.Errorf("%w: command needs a program", ErrProfile)
		}
	default:
		return p, fmt.Errorf("%w: kind %q: file, tcp, cups or command", ErrProfile, p.Kind)
	}
	return p, nil
}

// Stock is the paper that labels for this printer are laid out on.
func (p Profile) Stock() (labels.Stock, error) { return labels.StockNamed(p.Paper, p.DPI) }

// Options is what printers need besides their profile.
type Options struct {
	Locks  string           // Folder for lock files, shared by every program on this machine.
	Holder string           // Who holds a lock, for others to read: the station.
	Now    func() time.Time // For file names; nil means time.Now.
}

// Open returns the printer of a profile. Nothing is opened or contacted before Print.
func Open(p Profile, o Options) (Printer, error) {
	p, err := p.Checked()
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	lock := lockFile{folder: o.Locks, holder: o.Holder}
	switch p.Kind {
	case KindTCP:
		lock.name = "tcp-" + p.Address
		return &TCP{Address: p.Address, Chunk: p.Chunk, Blind: p.Blind, lock: lock}, nil
	case KindCUPS:
		lock.name = "cups-" + p.Queue
		return &program{argv: lpArgs(p), queue: true, lock: lock}, nil
	case KindCommand:
		lock.name = "command-" + strings.Join(p.Command, " ")
		return &program{argv: func(Item) []string { return p.Command }, lock: lock}, nil
	case KindFile:
		return &folder{path: p.Folder, format: p.Format, now: o.Now}, nil
	default:
		return nil, fmt.Errorf("%w: kind %q", ErrProfile, p.Kind)
	}
}
