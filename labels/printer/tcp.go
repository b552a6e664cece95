package printer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// TCP is a printer that speaks ZPL on a TCP port. It is asked how it is (~HS) before every chunk of labels, behind each
// label and until the chunk is out: an answer behind a label proves that the label has arrived, and labels count as printed
// when the printer says twice that nothing is left. While paper is out, the head open or the printer paused, nothing is
// sent; the printer itself prints the label that failed once more (every label says ^JZY) and goes on with those in its
// memory, so none is sent a second time.
type TCP struct {
	Address string
	Chunk   int  // Labels in the printer's memory at a time; zero means 1.
	Blind   bool // It never answers: labels are sent without asking.

	Dial   func(ctx context.Context, network, address string) (net.Conn, error) // Nil means the network.
	Answer time.Duration                                                        // How long an answer may take; zero means 3 s.
	Poll   time.Duration                                                        // Time between questions; zero means 300 ms.

	lock lockFile
}

// redials is how often a lost connection is tried again while labels are in the printer.
const redials = 5

// session is one run of Print.
type session struct {
	*TCP
	report Report
	conn   net.Conn
	in     *bufio.Reader
	flying []Item // In the printer, or on the way, and not confirmed.
	there  int    // How many of them have certainly arrived.
	held   string // Why the printer is held, as last reported.
}

// Print implements Printer.
func (t *TCP) Print(ctx context.Context, items iter.Seq[Item], report Report) error {
	release, err := t.lock.take(ctx)
	if err != nil {
		return err
	}
	defer release()
	s := &session{TCP: t, report: report}
	defer s.hangUp()
	next, stop := iter.Pull(items)
	defer stop()
	for {
		it, more := next()
		if !more {
			return nil
		}
		if err := s.ready(ctx); err != nil {
			return err
		}
		for more {
			stopped, err := s.send(ctx, it)
			if err != nil {
				return err
			}
			if stopped || len(s.flying) >= max(1, t.Chunk) {
				break
			}
			it, more = next()
		}
		if err := s.settle(ctx); err != nil {
			return err
		}
	}
}

// ready connects and waits until the printer can take labels: nothing of others in its memory, nothing half received,
// nobody needed. Nothing is in doubt here.
func (s *session) ready(ctx context.Context) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	if s.Blind {
		return nil
	}
	for {
		st, err := s.ask(ctx)
		if err != nil {
			return err
		}
		if st.Partial { // Half a label of a broken transmission would swallow the next one.
			if _, err := s.write(ctx, []byte("~JX\r\n")); err != nil {
				return s.unreachable(err)
			}
		}
		if err := s.hold(st.Held()); err != nil {
			return err
		}
		if st.Held() == "" && st.Waiting() == 0 && !st.BufferFull && !st.Partial {
			return nil
		}
		if !pause(ctx, s.poll()) {
			return ctx.Err()
		}
	}
}

// send writes one label and asks whether it has arrived. stopped says that no more should be sent for now: the printer is
// held, or the line is lost. A label whose end the line did not take over cannot have been printed.
func (s *session) send(ctx context.Context, it Item) (stopped bool, err error) {
	if err := s.report(Outcome{ID: it.ID, State: StateSending}); err != nil {
		return true, errors.Join(err, s.settle(context.WithoutCancel(ctx)))
	}
	n, err := s.write(ctx, it.Data)
	if err != nil && n < len(bytes.TrimRight(it.Data, "\r\n")) {
		s.hangUp()
		return true, errors.Join(
			fmt.Errorf("label %s: %w", it.ID, s.unreachable(err)),
			settle(s.report, []Item{it}, StateNotPrinted, "the line broke while the label was sent"),
			s.settle(ctx),
		)
	}
	s.flying = append(s.flying, it)
	if s.Blind {
		return false, nil
	}
	st, err := s.ask(ctx)
	if err != nil {
		return true, nil //nolint:nilerr // The line is closed; settle finds out what has become of the labels.
	}
	s.there = len(s.flying)
	return st.Held() != "", s.hold(st.Held())
}

// settle waits until everything that was sent is out of the printer.
func (s *session) settle(ctx context.Context) error {
	if len(s.flying) == 0 {
		return nil
	}
	if s.Blind {
		err := settle(s.report, s.flying, StateSent, "the printer gives no confirmation")
		s.flying = nil
		return err
	}
	for idle := 0; idle < 2; {
		st, lost, err := s.askAgain(ctx)
		switch {
		case err != nil:
			return s.doubt(err.Error())
		case lost && st.Waiting() < 1:
			return s.doubt("the line broke, and the printer has nothing left to print")
		case st.Held() != "" && st.Waiting() == 0:
			// Stopped with an empty memory: the last label may have come out whole, or all were cancelled by hand.
			return errors.Join(s.hold(st.Held()), s.doubt("the printer stopped ("+st.Held()+") and has nothing left to print"))
		}
		if err := s.hold(st.Held()); err != nil {
			return errors.Join(err, s.doubt("nobody waited for the printer"))
		}
		if idle++; st.Waiting() > 0 || st.Held() != "" {
			idle = 0
		}
		if idle < 2 && !pause(ctx, s.poll()) {
			return errors.Join(s.doubt("nobody waited for the printer; it may still be in its memory"), ctx.Err())
		}
	}
	printed := s.flying[:s.there]
	s.flying = s.flying[s.there:]
	if err := settle(s.report, printed, StatePrinted, ""); err != nil || len(s.flying) == 0 {
		s.there = 0
		return err
	}
	return s.doubt("the line broke before the printer said that it has arrived")
}

// doubt reports everything on the way as doubtful.
func (s *session) doubt(why string) error {
	ids := make([]string, len(s.flying))
	for i, it := range s.flying {
		ids[i] = it.ID
	}
	err := settle(s.report, s.flying, StateDoubtful, why)
	s.flying, s.there = nil, 0
	return errors.Join(fmt.Errorf("%s: %w: labels %s are in doubt: %s", s.Address, ErrDoubt, strings.Join(ids, ", "), why), err)
}

// hold reports when the printer stops and when it goes on.
func (s *session) hold(why string) error {
	if why == s.held {
		return nil
	}
	s.held = why
	o := Outcome{State: StateHeld, Words: why}
	if why == "" {
		o.State = StateResumed
	}
	if len(s.flying) > 0 {
		o.ID = s.flying[0].ID
	}
	return s.report(o)
}

// askAgain asks, and dials anew when the line is lost: the printer may well have kept its labels. lost says that it was.
func (s *session) askAgain(ctx context.Context) (st Status, lost bool, err error) {
	if st, err = s.ask(ctx); err == nil {
		return st, false, nil
	}
	for range redials {
		if !pause(ctx, s.poll()) {
			return Status{}, true, ctx.Err()
		}
		if err = s.connect(ctx); err != nil {
			continue
		}
		if st, err = s.ask(ctx); err == nil {
			return st, true, nil
		}
	}
	return Status{}, true, err
}

// ask sends ~HS and reads the answer. After any failure the line is closed: a late answer must not be taken for a new one.
func (s *session) ask(ctx context.Context) (Status, error) {
	if s.conn == nil {
		return Status{}, s.unreachable(net.ErrClosed)
	}
	st, err := s.status(ctx)
	if err != nil {
		s.hangUp()
		return Status{}, s.unreachable(err)
	}
	return st, nil
}

func (s *session) status(ctx context.Context) (Status, error) {
	if _, err := s.write(ctx, []byte("~HS\r\n")); err != nil {
		return Status{}, err
	}
	defer s.expire(ctx)()
	var lines [3]string
	for i := range lines {
		line, err := readFrame(s.in)
		if err != nil {
			return Status{}, err
		}
		lines[i] = line
	}
	return ParseStatus(lines)
}

// frame is the longest line of an answer, with room to spare.
const frame = 256

// readFrame reads what stands between STX and ETX, and gives up on a printer that talks without end.
func readFrame(in *bufio.Reader) (string, error) {
	var b strings.Builder
	inside := false
	for range 4 * frame {
		c, err := in.ReadByte()
		if err != nil {
			if b.Len() > 0 {
				return "", fmt.Errorf("answer %q is cut: %w", fulfillment.Clean(b.String()), err)
			}
			return "", err
		}
		switch {
		case c == 0x02:
			inside = true
			b.Reset()
		case c == 0x03 && inside:
			return b.String(), nil
		case b.Len() < frame:
			b.WriteByte(c)
		}
	}
	return "", fmt.Errorf("%q is no answer to ~HS", fulfillment.Clean(b.String()))
}

// connect dials if there is no line.
func (s *session) connect(ctx context.Context) error {
	if s.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.answer())
	defer cancel()
	dial := s.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, "tcp", s.Address)
	if err != nil {
		return s.unreachable(err)
	}
	s.conn, s.in = conn, bufio.NewReaderSize(conn, 4*frame)
	return nil
}

// write writes everything within the time that an answer may take, and returns how much the line took over.
func (s *session) write(ctx context.Context, data []byte) (int, error) {
	defer s.expire(ctx)()
	return s.conn.Write(data)
}

// expire bounds what is done on the line until the returned function is called: by the answer's time and by the context.
func (s *session) expire(ctx context.Context) func() {
	conn := s.conn
	_ = conn.SetDeadline(time.Now().Add(s.answer()))
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

func (s *session) hangUp() {
	if s.conn != nil {
		_ = s.conn.Close()
		s.conn = nil
	}
}

func (s *session) unreachable(err error) error {
	return fmt.Errorf("%s: %w: %w", s.Address, ErrUnreachable, err)
}

func (t *TCP) answer() time.Duration {
	if t.Answer > 0 {
		return t.Answer
	}
	return 3 * time.Second
}

func (t *TCP) poll() time.Duration {
	if t.Poll > 0 {
		return t.Poll
	}
	return 300 * time.Millisecond
}
