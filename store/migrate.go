package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"packdesk/fulfillment"
)

//go:embed migrations/*.sql
var migrations embed.FS

// latest is the schema version that a set of migrations leads to.
func latest(schema fs.FS) (int64, error) {
	names, err := fs.Glob(schema, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	var top int64
	for _, n := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(n, "migrations/"), "_")
		v, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("migration %s: %w", n, err)
		}
		top = max(top, v)
	}
	return top, nil
}

// schemaVersion is the version of the open file; 0 for a new one.
func (s *Store) schemaVersion(ctx context.Context) (int64, error) {
	var tables, v int64
	if err := s.writer.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'").Scan(&tables); err != nil {
		return 0, err
	}
	if tables == 0 {
		return 0, nil
	}
	err := s.writer.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied = 1").Scan(&v)
	return v, err
}

// migrate brings the schema up to date, each step in one transaction, after a copy of a file that holds data. A database
// newer than the program is refused, untouched. When two programs start at once, the one that comes second finds the
// work done.
func (s *Store) migrate(ctx context.Context) error {
	have, err := s.schemaVersion(ctx)
	if err != nil {
		return err
	}
	want, err := latest(s.schema)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("%w: the database was made by a newer packdesk (schema %d, this program knows %d); install the newer version", fulfillment.ErrInvalid, have, want)
	}
	if have == want {
		return nil
	}
	if have > 0 {
		if err := s.copyBefore(ctx, have); err != nil {
			return fmt.Errorf("copy the database before updating it: %w", err)
		}
	}
	folder, err := fs.Sub(s.schema, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.writer, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	for at := have; ; {
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
		now, verr := s.schemaVersion(ctx)
		switch {
		case verr == nil && now == want:
			return nil // Another process did it meanwhile,
		case verr != nil || now <= at || ctx.Err() != nil:
			return fmt.Errorf("update the database from schema %d to %d: %w", have, want, err)
		}
		at = now // or is at it and was in our way.
	}
}

// copyBefore keeps the file as it was beside the database, named after its schema.
func (s *Store) copyBefore(ctx context.Context, version int64) error {
	to := fmt.Sprintf("%s.schema-%d", s.path, version)
	if _, err := os.Stat(to); err == nil {
		return nil // From an earlier try that did not get through.
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	err := s.vacuumInto(ctx, to)
	if errors.Is(err, fulfillment.ErrConflict) {
		return nil // Another program that starts at this moment has kept it.
	}
	return err
}
