// Package labelfile takes in labels that others have drawn, the platform's above all. It tells by its content what a file
// is, refuses what is no label before anybody keeps or prints it, and gives every printer what it takes: the file itself,
// byte for byte, where the printer knows its format, else a picture of it in the printer's dots. Files come from outside:
// PDFs are opened in a sandbox without files, network or more memory than labels need. It may import labels and
// labels/printer.
package labelfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/printer"
)

// What a label file may be.
const (
	MaxBytes = 20 << 20 // A label has a few hundred kilobytes.
	MaxPages = 4        // A label, and the slip or the customs form that the platform puts behind it.
)

// fileTime bounds the work on one file: a PDF can ask for more than anybody waits for.
const fileTime = 30 * time.Second

// File is a label file that has been looked at.
type File struct {
	Name   string // Clean.
	Format printer.Format
	Pages  int     // Labels that come out of the printer.
	Width  float64 // Of the first page, in millimetres; zero where the file does not say.
	Height float64
	Data   []byte // As it came.
}

// Reader looks at files. The zero value works; make one for a process and use it from any goroutine: what opens PDFs takes
// seconds to be made ready, once. Calls wait for each other.
type Reader struct {
	// Cache is a folder of the user's own that keeps what opens PDFs ready for the next process (some 20 MB); empty means
	// that each process makes it ready anew.
	Cache string

	engine engine
}

// Close frees what opens PDFs. The Reader can be used again.
func (r *Reader) Close() error { return r.engine.close() }

// Open reads and checks a file of this machine. Too large a file is not read at all. The error is labels.Refusals for a
// file that is no label.
func (r *Reader) Open(ctx context.Context, path string) (*File, error) {
	name := filepath.Base(path)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular(): // A pipe would be waited for without end.
		return nil, refuse(name, labels.ReasonFormat, "it is no file but a folder or a device")
	case info.Size() > MaxBytes:
		return nil, tooLarge(name, fmt.Sprintf("%d MB", info.Size()>>20))
	}
	f, err := os.Open(path) //nolint:gosec // G304: the user names the file.
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // Read only.
	return r.Read(ctx, name, f)
}

// Read reads and checks a file from a stream, of which it takes no more than a label may have. The error is
// labels.Refusals for what is no label.
func (r *Reader) Read(ctx context.Context, name string, from io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", fulfillment.Clean(name), err)
	}
	return r.Check(ctx, name, data)
}

// Check tells what a file is and refuses what is no label: another format, a PDF that is encrypted, damaged or cut off, too
// many or too large pages, pages without ink, a picture of more dots than a label has, ZPL that would change the printer.
// The error is labels.Refusals, which names the file.
func (r *Reader) Check(ctx context.Context, name string, data []byte) (*File, error) {
	ctx, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	f := &File{Name: fulfillment.Clean(name), Data: data}
	var err error
	switch {
	case len(data) > MaxBytes:
		return nil, tooLarge(name, fmt.Sprintf("more than %d MB", MaxBytes>>20))
	case len(data) == 0:
		return nil, refuse(name, labels.ReasonBroken, "it is empty")
	case isPDF(data):
		f.Format = printer.FormatPDF
		err = r.checkPDF(ctx, f)
	case isPNG(data):
		f.Format = printer.FormatPNG
		err = checkPNG(f)
	case isZPL(data):
		f.Format = printer.FormatZPL
		err = checkZPL(f)
	default:
		return nil, refuse(name, labels.ReasonFormat, "it begins with "+beginning(data))
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// isPDF reports whether data is a PDF. Readers take up to a kilobyte of something else before the head.
func isPDF(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-"))
}

func isPNG(data []byte) bool { return bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")) }

// beginning is how a file of no known format begins, for whoever wonders what it is.
func beginning(data []byte) string {
	head := bytes.TrimSpace(data[:min(len(data), 512)])
	switch {
	case bytes.HasPrefix(bytes.ToLower(head), []byte("<!doctype html")), bytes.HasPrefix(bytes.ToLower(head), []byte("<html")):
		return "a web page: was it downloaded with an expired link?"
	case bytes.HasPrefix(head, []byte("{")):
		return "JSON: is it an answer that says what went wrong?"
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "a JPEG picture: hand in the PDF or PNG"
	}
	return fmt.Sprintf("%.24q", fulfillment.Clean(string(head[:min(len(head), 24)])))
}

// refuse is the refusal of a file.
func refuse(name string, reason labels.Reason, detail string) error {
	return labels.Refusals{{Field: labels.FieldFile, Reason: reason, Value: fulfillment.Clean(name), Detail: fulfillment.Clean(detail)}}
}

func tooLarge(name, size string) error {
	return refuse(name, labels.ReasonTooLarge, size+"; a label has a few hundred kilobytes, and at most "+fmt.Sprint(MaxBytes>>20)+" MB are taken")
}

// tooMany refuses a file by the number of its pages.
func tooMany(name string, pages int) error {
	return refuse(name, labels.ReasonPages, fmt.Sprintf("%d pages; a label has 1 to %d: hand in the label of this order alone", pages, MaxPages))
}

// stopped tells a deadline of ours from the caller's end: the first is the file's fault.
func stopped(ctx, outer context.Context, name string) error {
	if outer.Err() != nil {
		return context.Cause(outer)
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return refuse(name, labels.ReasonBroken, fmt.Sprintf("it could not be drawn within %v", fileTime))
	}
	return nil
}
