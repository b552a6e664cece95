package printer

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/labels"
)

// Identity is what a ZPL printer says about itself.
type Identity struct {
	Model    string
	Firmware string
	DPI      int // 203, 300 or 600; zero when it does not say.
}

// Identify asks the printer what it is (~HI), so that labels can be laid out for its resolution, and how it is. Nothing is
// printed.
func (t *TCP) Identify(ctx context.Context) (Identity, Status, error) {
	release, err := t.lock.take(ctx)
	if err != nil {
		return Identity{}, Status{}, err
	}
	defer release()
	s := &session{TCP: t, report: func(Outcome) error { return nil }}
	defer s.hangUp()
	if err := s.connect(ctx); err != nil {
		return Identity{}, Status{}, err
	}
	st, err := s.ask(ctx)
	if err != nil {
		return Identity{}, Status{}, err
	}
	if _, err := s.write(ctx, []byte("~HI\r\n")); err != nil {
		return Identity{}, st, s.unreachable(err)
	}
	defer s.expire(ctx)()
	line, err := readFrame(s.in)
	if err != nil {
		return Identity{}, st, s.unreachable(err)
	}
	id, err := parseIdentity(line)
	return id, st, err
}

// parseIdentity reads model, firmware and dots a millimetre.
func parseIdentity(line string) (Identity, error) {
	parts := strings.Split(line, ",")
	if len(parts) < 3 {
		return Identity{}, fmt.Errorf("%q is no answer to ~HI: %w", fulfillment.Clean(line), ErrUnreachable)
	}
	id := Identity{Model: fulfillment.Clean(parts[0]), Firmware: fulfillment.Clean(parts[1])}
	// Whoever writes no number gets zero: unknown, to be asked for.
	dots, _ := strconv.ParseFloat(strings.TrimSpace(parts[2]), 64)
	switch {
	case dots == 8:
		id.DPI = labels.DPI203
	case dots > 11 && dots <= 12: // 11.8 by the ruler, and often written as 12.
		id.DPI = labels.DPI300
	case dots > 23 && dots <= 24:
		id.DPI = 600
	}
	return id, nil
}
