package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite" // The driver registers itself as "sqlite".
	sqlite3 "modernc.org/sqlite/lib"

	"packdesk/fulfillment"
)

// applicationID marks a database as packdesk's in its header: the letters PDSK.
const applicationID = 0x5044534b

// readerConns is enough for one screen and its background reads; more only wait for the same disk.
const readerConns = 4

// connection is what every connection is opened with, and why:
// WAL lets readers read while the writer writes; full synchronisation, because less loses acknowledged work at power
// loss; the size limit gives the disk space of a long journal back; a schema from outside is not trusted with functions.
// No mmap: an I/O error there is a crash.
const connection = "_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(1000)" +
	"&_pragma=journal_size_limit(67108864)&_pragma=trusted_schema(0)"

// The default cache of 2 MB makes pages twice as slow; an import changes more pages than 8 MB hold, and what a statement
// would have to take back stays in memory instead of in a file of its own.
const (
	readerCache = "&_pragma=cache_size(-8192)&_pragma=query_only(1)"
	writerCache = "&_pragma=cache_size(-10240)&_pragma=temp_store(2)"
)

var lockKind sync.Once // The driver's switch is process-wide and must be set before its first lock.

func (s *Store) open(ctx context.Context) error {
	// Open file description locks survive when something else in the process opens and closes the same file.
	// They exist on Linux only; elsewhere the switch reports so and the ordinary locks stay.
	lockKind.Do(func() {
		if _, err := sqlite.OFDLocking(true); err != nil {
			s.log.Debug("ordinary file locks", "err", err)
		}
	})
	if err := prepareFile(s.path); err != nil {
		return err
	}
	if err := patiently(ctx, s.checkIdentity); err != nil {
		return err
	}
	var err error
	if s.writer, err = sql.Open("sqlite", dsn(s.path, connection+writerCache)); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err := patiently(ctx, s.sign); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.readers, err = sql.Open("sqlite", dsn(s.path, connection+readerCache)); err != nil {
		return err
	}
	s.readers.SetMaxOpenConns(readerConns)
	s.readers.SetMaxIdleConns(readerConns)
	return nil
}

// startPatience is how long a start waits for another program that makes or opens the same file at the same moment.
const startPatience = 5 * time.Second

// patiently repeats what another program that starts is in the way of. The engine waits for locks by itself, but not where
// a file that is not yet in WAL mode is being written to and switched: there it gives up at once.
func patiently(ctx context.Context, do func(context.Context) error) error {
	limit, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		err := do(ctx)
		var e *sqlite.Error
		if !errors.As(err, &e) || e.Code()&0xff != sqlite3.SQLITE_BUSY {
			return err
		}
		select {
		case <-limit.Done():
			return err
		case <-again.C:
		}
	}
}

// dsn is always a file: URI; a plain path would lose its parameters.
func dsn(path, parameters string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	return "file:" + escaped + "?" + parameters
}

// prepareFile makes folder and file with the right permissions, since SQLite gives its journals those of the database,
// and refuses what cannot be a database before anything is written to it.
func prepareFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return reachable(err)
	}
	if err := localFolder(dir); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // G304: the path is the user's own choice.
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, os.ErrExist) {
		return reachable(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return reachable(err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: it is not a file; choose another folder with --data", fulfillment.ErrInvalid)
	}
	return checkHeader(path, info.Size())
}

// checkHeader refuses a file that is no SQLite database by its first bytes.
func checkHeader(path string, size int64) error {
	if size == 0 {
		return nil
	}
	f, err := os.Open(path) //nolint:gosec // G304: the path is the user's own choice.
	if err != nil {
		return reachable(err)
	}
	defer func() { _ = f.Close() }() // Only read.
	const magic = "SQLite format 3\x00"
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil || string(head) != magic {
		return fmt.Errorf("%w: the file is not a packdesk database; move it away or choose another folder with --data", fulfillment.ErrInvalid)
	}
	return nil
}

// reachable words the operating system's refusals.
func reachable(err error) error {
	switch {
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w: check the permissions of the file and its folder: %w", fulfillment.ErrUnauthorised, err)
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: check that the folder exists: %w", fulfillment.ErrNotFound, err)
	}
	return err
}

// checkIdentity refuses a database that belongs to another program, without writing to it. Ours carries its mark in the
// header; where the mark is missing the file may still be ours, killed while it was made.
func (s *Store) checkIdentity(ctx context.Context) (err error) {
	info, err := os.Stat(s.path)
	if err != nil || info.Size() == 0 {
		return err
	}
	db, err := sql.Open("sqlite", dsn(s.path, "mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil) // Both answers of one moment: another program may be making the file just now.
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // Only read.
	var id, tables int64
	if err := tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id == applicationID {
		return nil
	}
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if id != 0 || tables > 0 {
		return fmt.Errorf("%w: the database belongs to another program; choose another folder with --data", fulfillment.ErrInvalid)
	}
	return nil
}

// sign marks a new database as ours.
func (s *Store) sign(ctx context.Context) error {
	var id int64
	if err := s.writer.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil || id == applicationID {
		return err
	}
	_, err := s.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	return err
}
