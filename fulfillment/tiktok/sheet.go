package tiktok

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"packdesk/fulfillment"
)

// Options say what a file does not.
type Options struct {
	Region   string                 // ISO 3166-1 alpha-2 of the shop's market; empty lets the file decide.
	Zone     *time.Location         // Zone of the file's times; nil means the market's own.
	Shop     string                 // Written into every order.
	Progress func(read, size int64) // Bytes of the file; called by Next, in the caller's goroutine. May be nil.
}

// Entry is one order as a stretch of a file gives it.
type Entry struct {
	Order fulfillment.Order
	Row   int // Where it begins; see Rejection.Row.
	// Again says that the order has been handed out before: its rows do not stand together. Lines then holds the later
	// rows only, and they belong to the order already taken (fulfillment.Order.Join).
	Again bool
}

// File gives the orders of one file, in its sequence. A goroutine reads ahead while the caller writes, by a few batches
// at most. It is for one caller at a time.
type File struct {
	name     string
	size     int64
	progress func(read, size int64)
	produce  func(*sink) error
	close    func() error

	start   sync.Once
	stop    context.CancelFunc
	batches chan batch
	report  Report // The goroutine's until batches is closed.
	err     error  // Likewise.

	ended  bool
	begun  Report // What is known from the start.
	closed bool
}

// Open recognises a file and makes ready to read it: a Seller Center export as CSV (comma, semicolon or tab; UTF-8 or
// UTF-16) or XLSX, or a saved answer of the order API as JSON. It settles the market, the zone and the sequence of day
// and month from the headings and the first 2,000 rows.
//
// A refusal is a *FileError; a region without shops matches fulfillment.ErrInvalid. The caller closes the File.
func Open(path string, opt Options) (*File, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	f, size, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	file := &File{name: path, size: size, progress: opt.Progress, close: f.Close, begun: Report{File: path}}
	if err := file.prepare(f, opt); err != nil {
		_ = f.Close() // Nothing was written.
		return nil, err
	}
	return file, nil
}

// openRegular opens what can be read twice: the first rows decide how all are read.
func openRegular(path string) (*os.File, int64, error) {
	unreadable := func(reason string, cause error) error {
		return &FileError{File: path, Kind: ErrUnreadable, Reason: reason, Cause: cause}
	}
	info, err := os.Stat(path) // Before opening: opening a pipe waits for a writer.
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, unreadable("there is no such file", fulfillment.ErrNotFound)
	case err != nil:
		return nil, 0, unreadable("the file cannot be read", err)
	case info.IsDir():
		return nil, 0, unreadable("this is a folder; name the files in it", nil)
	case !info.Mode().IsRegular():
		return nil, 0, unreadable("this is a device or a pipe; save what it gives as a file first", nil)
	}
	f, err := os.Open(path) //nolint:gosec // G304: the user names the file to import.
	if err != nil {
		return nil, 0, unreadable("the file cannot be read", err)
	}
	return f, info.Size(), nil
}

// prepare finds out what the file is and how to read it.
func (f *File) prepare(file *os.File, opt Options) error {
	s, err := sniff(f.name, file)
	if err != nil {
		return err
	}
	var t *table
	switch s.form {
	case formAnswer:
		return f.prepareAnswer(file, s, opt)
	case formWorkbook:
		t, err = workbookTable(f.name, file, f.size)
	default:
		t, err = textTable(f.name, file, s)
	}
	if err != nil {
		return err
	}
	d, err := t.settle(opt)
	if err != nil {
		return err
	}
	f.begun.Region, f.begun.Zone = d.region, d.zone.String()
	f.begun.Warnings = append(t.head.doubles, d.warnings...)
	f.produce = func(s *sink) error { return t.orders(s, d, opt.Shop) }
	return nil
}

// Next returns the next orders, at most 500, which are the caller's to keep. It returns io.EOF behind the last ones, a
// *FileError when the file turns out to be unreadable or contradictory behind orders already handed out (undo them: a
// file is imported wholly or not at all), and the context's error when that ends first.
func (f *File) Next(ctx context.Context) ([]Entry, error) {
	if f.closed {
		return nil, fmt.Errorf("read %s: %w", f.name, fs.ErrClosed)
	}
	f.start.Do(f.run)
	select {
	case b, ok := <-f.batches:
		if !ok {
			f.ended = true
			if f.err != nil {
				return nil, f.err
			}
			f.tell(f.size)
			return nil, io.EOF
		}
		f.tell(b.read)
		return b.entries, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *File) tell(read int64) {
	if f.progress != nil {
		f.progress(min(read, f.size), f.size)
	}
}

// run starts the goroutine that parses. It ends when the file does or when Close cancels it.
func (f *File) run() {
	ctx, cancel := context.WithCancel(context.Background())
	f.stop = cancel
	f.batches = make(chan batch, readAheadBatches)
	go func() {
		defer close(f.batches)
		s := newSink(ctx, f.batches, f.begun)
		f.err = f.guarded(s)
		f.report = s.report
	}()
}

// guarded turns a panic of a parser into an error of the file: one hostile file must not take the station down.
func (f *File) guarded(s *sink) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read %s: internal error: %v", f.name, p)
		}
	}()
	if err := f.produce(s); err != nil {
		return err
	}
	return s.flush()
}

// Report says what came of the file so far: all of it once Next has returned io.EOF, before that only what the headings
// show.
func (f *File) Report() Report {
	if f.ended {
		return f.report
	}
	return f.begun
}

// Close ends the reading and waits for the goroutine. Closing twice is harmless.
func (f *File) Close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	if f.stop != nil {
		f.stop()
		for range f.batches { // Until the goroutine has closed it.
		}
	}
	return f.close()
}
