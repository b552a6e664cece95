// Package store is everything that survives a restart. SQL lives here and nowhere else: the rest of the program speaks
// to it in the trade's words and never sees a row. It may import fulfillment and the database driver, no other room.
//
// There are two handles on one SQLite file: a writer with a single connection, immediate transactions and full
// synchronisation, and readers that cannot write. write and read are the only ways in.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"packdesk/fulfillment"
)

// Options says where the database lies and how it judges time.
type Options struct {
	Path   string                               // The database file; its folder is made when it is missing.
	Now    func() time.Time                     // The clock; time.Now when nil.
	Policy func(shop string) fulfillment.Policy // The policy of a shop; the default policy when nil.
	Log    *slog.Logger                         // Where background work reports; discarded when nil.
}

// Store is an open database. It is safe for use by many goroutines, and many processes may have the same file open.
type Store struct {
	path   string
	now    func() time.Time
	policy func(shop string) fulfillment.Policy
	log    *slog.Logger

	writer  *sql.DB
	readers *sql.DB
	dialect dialect
	schema  fs.FS // The migrations, in the folder "migrations".

	mu    sync.Mutex
	stmts map[string]*sql.Stmt // Prepared statements of the readers by their text.

	feed   feed
	finder finder
}

// readTimeout bounds one read: no statement may keep the checkpointer waiting.
const readTimeout = 5 * time.Second

// Open opens the database at o.Path, makes it when there is none and brings its schema up to date. Files are made
// readable by their owner only. It returns ErrInvalid for a file that is damaged, foreign or newer than this program,
// and ErrUnauthorised or ErrNotFound when the file cannot be reached; the error's text tells the user what to do.
func Open(ctx context.Context, o Options) (*Store, error) { return openWith(ctx, o, migrations) }

// openWith opens with the schema of another program version; tests play older and newer ones.
func openWith(ctx context.Context, o Options, schema fs.FS) (*Store, error) {
	s := &Store{path: o.Path, now: o.Now, policy: o.Policy, log: o.Log, schema: schema, dialect: sqliteDialect{}, stmts: map[string]*sql.Stmt{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.policy == nil {
		p := fulfillment.DefaultPolicy()
		s.policy = func(string) fulfillment.Policy { return p }
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", o.Path, mapped(err)), s.closeHandles())
	}
	if err := s.applyPolicies(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", o.Path, err), s.closeHandles())
	}
	return s, nil
}

// Path is the database file.
func (s *Store) Path() string { return s.path }

// Close ends the background work and closes both handles. The store must not be used afterwards.
func (s *Store) Close() error {
	s.feed.stop()
	return s.closeHandles()
}

func (s *Store) closeHandles() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	s.stmts = map[string]*sql.Stmt{}
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// tx is one write transaction with its one timestamp and what it has to settle at its end.
type tx struct {
	*sql.Tx
	s       *Store
	now     int64
	tallies map[tally]int
	changed []keyRange
}

// write runs fn in an immediate transaction and commits it; any error rolls everything back. fn must not call the outside
// world or wait for anything but the database. Whoever watches is told after the commit.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	if err := s.writeQuietly(ctx, fn); err != nil {
		return err
	}
	s.feed.touched()
	return nil
}

// writeQuietly is write for what no screen shows: nobody is told.
func (s *Store) writeQuietly(ctx context.Context, fn func(*tx) error) error {
	raw, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return mapped(err)
	}
	t := &tx{Tx: raw, s: s, now: s.now().Unix(), tallies: map[tally]int{}}
	if err = fn(t); err == nil {
		err = t.settle(ctx)
	}
	if err != nil {
		if rerr := raw.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) {
			s.log.Error("roll back", "err", rerr)
		}
		return mapped(err)
	}
	return mapped(raw.Commit())
}

// read runs a short query on the readers. Statements are prepared once and kept.
func (s *Store) read(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	st, err := s.prepared(ctx, query) //nolint:sqlclosecheck // Kept in stmts; closeHandles closes it.
	if err != nil {
		return mapped(err)
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return mapped(err)
	}
	return mapped(each(rows, scan))
}

// each scans all rows and closes them.
func each(rows *sql.Rows, scan func(*sql.Rows) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	st, err := s.readers.PrepareContext(ctx, query) //nolint:sqlclosecheck // Kept in stmts; closeHandles closes it.
	if err != nil {
		return nil, err
	}
	s.stmts[query] = st
	return st, nil
}
