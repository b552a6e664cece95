package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"packdesk/fulfillment"
)

// Backup writes a verified copy of the database to path while others go on working. The copy appears under its name only
// once it is whole, checked and on the disk; a file that is already there is not touched and ErrConflict is returned.
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("backup %s: %w: the file exists already; choose another name", path, fulfillment.ErrConflict)
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup %s: %w", path, reachable(err))
	}
	if err := s.vacuumInto(ctx, path); err != nil {
		return fmt.Errorf("backup %s: %w", path, mapped(err))
	}
	return nil
}

// vacuumInto copies through the database engine. Copying the files themselves would drop the engine's locks.
func (s *Store) vacuumInto(ctx context.Context, path string) (err error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".packdesk-backup-")
	if err != nil {
		return reachable(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	part := filepath.Join(dir, "copy.db")
	if err := os.WriteFile(part, nil, 0o600); err != nil {
		return err
	}
	// Neither handle will do: readers are not allowed to, and the writer would keep everybody waiting.
	source, err := sql.Open("sqlite", dsn(s.path, connection))
	if err != nil {
		return err
	}
	if _, err = source.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
		return errors.Join(err, source.Close())
	}
	if err := source.Close(); err != nil {
		return err
	}
	if err := verify(ctx, part); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Link(part, path); err != nil { // Unlike a rename, a link never replaces a file made meanwhile.
		if errors.Is(err, os.ErrExist) {
			return fmt.Errorf("%w: the file exists already; choose another name", fulfillment.ErrConflict)
		}
		if err := os.Rename(part, path); err != nil {
			return err
		}
	}
	return syncFolder(filepath.Dir(path))
}

// verify opens a copy on its own and has the engine read all of it.
func verify(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", dsn(path, "mode=ro&_pragma=query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return integrity(ctx, db, "integrity_check")
}

func integrity(ctx context.Context, db *sql.DB, pragma string) error {
	var says string
	if err := db.QueryRowContext(ctx, "PRAGMA "+pragma+"(1)").Scan(&says); err != nil {
		return err
	}
	if says != "ok" {
		return fmt.Errorf("%w: the database is damaged: %s", fulfillment.ErrInvalid, says)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // G304: a file that this program has just written.
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
