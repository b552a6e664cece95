// Package printertest plays label printers, for tests and for demonstrations without one. It imports zpltest, which draws
// what is printed.
package printertest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"packdesk/labels"
	"packdesk/labels/zpltest"
)

// Zebra is a printer that speaks enough ZPL for packdesk: labels, ~HS, ~JX and ~JA. Like a real one it keeps labels in its
// memory while paper is out, its head open or while it is paused, prints the label that failed once more when somebody has
// helped, and loses everything when its power goes.
type Zebra struct {
	Speed time.Duration // Time that a label takes.

	mu       sync.Mutex
	wake     *sync.Cond
	paper    *zpltest.Paper
	memory   [][]byte // Labels received and not printed.
	partial  []byte   // What came behind the last whole label.
	printed  []zpltest.Label
	spoiled  int // Labels that were begun and failed.
	left     int // Labels of paper left; negative means plenty.
	paperOut bool
	headOpen bool
	paused   bool
	hung     bool
	mute     bool
	garbage  string
	cutAfter int // Bytes until the connection breaks; negative means never.
	conns    map[net.Conn]bool
	closed   bool
	done     chan struct{}
	problem  error
}

// New returns a printer that is switched on and has paper. Close it.
func New(f *labels.Fonts) *Zebra {
	z := &Zebra{paper: zpltest.New(f), left: -1, cutAfter: -1, conns: map[net.Conn]bool{}, done: make(chan struct{})}
	z.wake = sync.NewCond(&z.mu)
	go z.print()
	return z
}

// Close switches the printer off for good and waits until it stands still.
func (z *Zebra) Close() {
	z.PowerCycle()
	z.mu.Lock()
	z.closed = true
	z.wake.Broadcast()
	z.mu.Unlock()
	<-z.done
}

// Listen serves connections on a free port of this machine until the context ends, and returns the address.
func (z *Zebra) Listen(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen for labels: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go z.Serve(conn)
		}
	}()
	return l.Addr().String(), nil
}

// Dial connects without a network, for printer.TCP's Dial.
func (z *Zebra) Dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	go z.Serve(there)
	return here, nil
}

// Serve speaks on one connection until it ends.
func (z *Zebra) Serve(conn net.Conn) {
	z.mu.Lock()
	if z.closed {
		z.mu.Unlock()
		_ = conn.Close()
		return
	}
	z.conns[conn] = true
	z.mu.Unlock()
	defer func() {
		z.mu.Lock()
		delete(z.conns, conn)
		z.mu.Unlock()
		_ = conn.Close()
	}()
	in := bufio.NewReader(conn)
	for {
		c, err := in.ReadByte()
		if err != nil {
			return
		}
		answer, err := z.take(c)
		if err != nil {
			return
		}
		if answer != "" {
			if _, err := io.WriteString(conn, answer); err != nil {
				return
			}
		}
	}
}

var errCut = errors.New("the line is cut")

// take receives a byte and returns what to answer.
func (z *Zebra) take(c byte) (string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	for z.hung && !z.closed {
		z.wake.Wait()
	}
	if z.closed {
		return "", errCut
	}
	if z.cutAfter == 0 {
		z.cutAfter = -1
		return "", errCut
	}
	if z.cutAfter > 0 {
		z.cutAfter--
	}
	z.partial = append(z.partial, c)
	switch {
	case bytes.HasSuffix(z.partial, []byte("^XZ")):
		start := bytes.Index(z.partial, []byte("^XA"))
		if start < 0 {
			start = 0
		}
		z.memory = append(z.memory, bytes.Clone(z.partial[start:]))
		z.partial = nil
		z.wake.Broadcast()
	case bytes.HasSuffix(z.partial, []byte("~HS")):
		z.partial = z.partial[:len(z.partial)-3]
		return z.status(), nil
	case bytes.HasSuffix(z.partial, []byte("~HI")):
		z.partial = z.partial[:len(z.partial)-3]
		return "\x02SAMPLE-203dpi ZPL,V84.20.11Z,8,8192KB\x03\r\n", nil
	case bytes.HasSuffix(z.partial, []byte("~JX")):
		z.partial = nil
	case bytes.HasSuffix(z.partial, []byte("~JA")):
		z.partial, z.memory = nil, nil
	}
	return "", nil
}

// status answers ~HS; z.mu is held.
func (z *Zebra) status() string {
	switch {
	case z.mute:
		return ""
	case z.garbage != "":
		return z.garbage
	}
	flag := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	formats, remaining := len(z.memory), 0
	if formats > 0 { // The one in hand is set already.
		formats, remaining = formats-1, 1
	}
	stopped := z.paperOut || z.headOpen || z.paused
	partial := flag(bytes.Contains(z.partial, []byte("^XA")))
	return fmt.Sprintf("\x02030,%d,%d,1218,%03d,0,0,%d,000,0,0,0\x03\r\n\x02000,0,%d,0,0,2,4,0,%08d,1,000\x03\r\n\x021234,0\x03\r\n",
		flag(z.paperOut), flag(stopped), formats, partial, flag(z.headOpen), remaining)
}

// print is the engine: it prints what is in memory, one label after the other.
func (z *Zebra) print() {
	defer close(z.done)
	z.mu.Lock()
	defer z.mu.Unlock()
	for {
		for !z.closed && (len(z.memory) == 0 || z.paperOut || z.headOpen || z.paused) {
			z.wake.Wait()
		}
		if z.closed {
			return
		}
		label := &z.memory[0][0]
		z.mu.Unlock()
		time.Sleep(z.Speed)
		z.mu.Lock()
		if len(z.memory) == 0 || &z.memory[0][0] != label { // Cancelled, or the power went.
			continue
		}
		if z.headOpen || z.paused {
			z.spoiled++
			continue
		}
		if z.left == 0 {
			z.paperOut = true
			z.spoiled++
			continue
		}
		if z.left > 0 {
			z.left--
		}
		drawn, err := z.paper.Draw(z.memory[0])
		if err != nil && z.problem == nil {
			z.problem = err
		}
		z.printed = append(z.printed, drawn...)
		z.memory = z.memory[1:]
	}
}

// Printed returns the labels that came out whole, and what the printer could not understand.
func (z *Zebra) Printed() ([]zpltest.Label, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	return append([]zpltest.Label{}, z.printed...), z.problem
}

// Codes returns the bar codes of the labels that came out whole.
func (z *Zebra) Codes() []string {
	z.mu.Lock()
	defer z.mu.Unlock()
	var out []string
	for _, l := range z.printed {
		for _, c := range l.Codes {
			out = append(out, c.Text)
		}
	}
	return out
}

// Spoiled is how many labels were begun and failed.
func (z *Zebra) Spoiled() int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.spoiled
}

// set changes the printer's state and wakes what waits for it.
func (z *Zebra) set(change func()) {
	z.mu.Lock()
	defer z.mu.Unlock()
	change()
	z.wake.Broadcast()
}

// Load puts in paper for n labels and closes the head; negative n is plenty.
func (z *Zebra) Load(n int) {
	z.set(func() { z.left, z.paperOut, z.headOpen, z.paused = n, false, false, false })
}

// Open opens the head.
func (z *Zebra) Open() { z.set(func() { z.headOpen = true }) }

// Pause presses the pause key.
func (z *Zebra) Pause() { z.set(func() { z.paused = true }) }

// Resume presses it again and closes the head.
func (z *Zebra) Resume() { z.set(func() { z.paused, z.headOpen = false, false }) }

// Hang makes the printer take and answer nothing more; false ends it.
func (z *Zebra) Hang(on bool) { z.set(func() { z.hung = on }) }

// Mute makes the printer print without ever answering.
func (z *Zebra) Mute(on bool) { z.set(func() { z.mute = on }) }

// Garble makes the printer answer with text instead of its status; empty ends it.
func (z *Zebra) Garble(text string) { z.set(func() { z.garbage = text }) }

// CutAfter breaks the connection after n more bytes.
func (z *Zebra) CutAfter(n int) { z.set(func() { z.cutAfter = n }) }

// PowerCycle loses the memory and every connection.
func (z *Zebra) PowerCycle() {
	z.set(func() {
		z.memory, z.partial, z.hung, z.cutAfter = nil, nil, false, -1
		for c := range z.conns {
			_ = c.Close()
		}
	})
}

// Unplug breaks every connection and keeps the memory.
func (z *Zebra) Unplug() {
	z.set(func() {
		for c := range z.conns {
			_ = c.Close()
		}
	})
}
