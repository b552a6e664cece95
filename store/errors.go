package store

import (
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"packdesk/fulfillment"
)

// kinds says which of the trade's errors a driver's primary result code means, and what to tell the user.
var kinds = map[int]struct {
	err  error
	says string
}{
	sqlite3.SQLITE_BUSY:       {fulfillment.ErrTryLater, "another program is writing to the database; try again in a moment"},
	sqlite3.SQLITE_LOCKED:     {fulfillment.ErrTryLater, "the database is locked; try again in a moment"},
	sqlite3.SQLITE_FULL:       {fulfillment.ErrTryLater, "the disk is full; free some space and try again, nothing was changed"},
	sqlite3.SQLITE_IOERR:      {fulfillment.ErrTryLater, "the disk is full or does not answer as it should; check it and try again, nothing was changed"},
	sqlite3.SQLITE_READONLY:   {fulfillment.ErrUnauthorised, "the database may only be read; check the permissions of the file and its folder"},
	sqlite3.SQLITE_PERM:       {fulfillment.ErrUnauthorised, "no permission for the database; check the permissions of the file and its folder"},
	sqlite3.SQLITE_AUTH:       {fulfillment.ErrUnauthorised, "no permission for the database"},
	sqlite3.SQLITE_CANTOPEN:   {fulfillment.ErrNotFound, "the database cannot be opened; check that the folder exists and belongs to you"},
	sqlite3.SQLITE_CORRUPT:    {fulfillment.ErrInvalid, "the database is damaged; restore the latest backup (packdesk backup makes them)"},
	sqlite3.SQLITE_NOTADB:     {fulfillment.ErrInvalid, "the file is not a database; move it away or choose another folder with --data"},
	sqlite3.SQLITE_CONSTRAINT: {fulfillment.ErrConflict, "the data breaks a rule of the database"},
}

// mapped turns a driver's error into one of the trade's, once, by code. Callers never see SQL.
func mapped(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fulfillment.ErrNotFound
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	k, ok := kinds[e.Code()&0xff]
	if !ok {
		return fmt.Errorf("database: %w", err)
	}
	return &storeError{says: k.says, kind: k.err, cause: err}
}

// storeError says in one sentence what is wrong and what to do; the driver's words follow in the log only.
type storeError struct {
	says  string
	kind  error
	cause error
}

func (e *storeError) Error() string   { return e.says }
func (e *storeError) Unwrap() []error { return []error{e.kind, e.cause} }
