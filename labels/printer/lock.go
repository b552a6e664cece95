package printer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// lockFile keeps two programs of this machine from writing to one printer. The operating system drops the lock when its
// holder dies, so nothing is ever left locked.
type lockFile struct {
	folder string // Empty means no lock.
	name   string // What is locked; any text.
	holder string
}

// errLocked is what the system's lock says when somebody else has it.
var errLocked = errors.New("locked")

// lockWait is how long a writer waits for another: a chunk of labels takes longer only when the printer is held.
const (
	lockWait  = 10 * time.Second
	lockRetry = 100 * time.Millisecond
)

// take waits for the lock and returns what releases it. The error is ErrBusy and names the holder.
func (l lockFile) take(ctx context.Context) (release func(), err error) {
	if l.folder == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(l.folder, 0o700); err != nil {
		return nil, fmt.Errorf("lock printer: %w", err)
	}
	sum := sha256.Sum256([]byte(l.name))
	path := filepath.Join(l.folder, "printer-"+hex.EncodeToString(sum[:8])+".lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // A name of our own in the program's folder.
	if err != nil {
		return nil, fmt.Errorf("lock printer: %w", err)
	}
	deadline := time.Now().Add(lockWait)
	for {
		switch err := lock(f); {
		case err == nil:
			l.sign(f)
			return func() {
				_ = f.Truncate(0)
				_ = f.Close() // Closing releases the lock.
			}, nil
		case !errors.Is(err, errLocked):
			_ = f.Close()
			return nil, fmt.Errorf("lock printer: %w", err)
		}
		if time.Now().After(deadline) || !pause(ctx, lockRetry) {
			_ = f.Close()
			return nil, fmt.Errorf("%s: %w by %s", l.name, ErrBusy, heldBy(path))
		}
	}
}

// sign writes who holds the lock.
func (l lockFile) sign(f *os.File) {
	_ = f.Truncate(0)
	_, _ = f.WriteAt([]byte(fmt.Sprintf("%s (process %d)\n", l.holder, os.Getpid())), 0)
}

// heldBy reads who holds the lock.
func heldBy(path string) string {
	b, err := os.ReadFile(path) //nolint:gosec // Our own lock file.
	if who := fulfillment.Clean(strings.TrimSpace(string(b))); err == nil && who != "" {
		return who
	}
	return "another program"
}

// pause waits; false when the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
