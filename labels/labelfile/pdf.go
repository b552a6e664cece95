package labelfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"packdesk/labels"
)

const (
	largestSide = 430.0 // Millimetres: A3 and a little. Larger pages are posters, or a way to take all memory.
	leastSide   = 20.0
	checkDPI    = 72 // Enough to see whether a page has ink.
	tail        = 2 << 10
)

// checkPDF opens the document as it will be opened to print it.
func (r *Reader) checkPDF(ctx context.Context, f *File) error {
	// Readers mend a file whose end is missing and show what is there; on a label that may be half of an address.
	if !bytes.Contains(f.Data[max(0, len(f.Data)-tail):], []byte("%%EOF")) {
		return refuse(f.Name, labels.ReasonBroken, "its end is missing")
	}
	return r.document(ctx, f, func(d *document) error {
		pages, err := d.pages()
		switch {
		case err != nil:
			return err
		case pages < 1:
			return refuse(f.Name, labels.ReasonBroken, "it has no pages")
		case pages > MaxPages:
			return tooMany(f.Name, pages)
		}
		f.Pages = pages
		ink := false
		for i := range pages {
			w, h, err := d.size(i)
			if err != nil {
				return err
			}
			if i == 0 {
				f.Width, f.Height = w, h
			}
			if min(w, h) < leastSide || max(w, h) > largestSide {
				return refuse(f.Name, labels.ReasonPaper, fmt.Sprintf("page %d is %.0f x %.0f mm", i+1, w, h))
			}
			picture, err := d.draw(i, checkDPI)
			if err != nil {
				return err
			}
			ink = ink || hasInk(picture)
		}
		if !ink {
			return refuse(f.Name, labels.ReasonBlank, "no page has any ink")
		}
		return nil
	})
}

// document opens a PDF for fn and says of what goes wrong what the file's owner can do about it.
func (r *Reader) document(ctx context.Context, f *File, fn func(d *document) error) error {
	limited, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	err := r.engine.with(limited, r.Cache, f.Data, func(d *document) error {
		if locked, err := d.encrypted(); locked || err != nil {
			return errors.Join(err, errEncryptedIf(locked))
		}
		return fn(d)
	})
	switch {
	case err == nil:
		return nil
	case limited.Err() != nil:
		return stopped(limited, ctx, f.Name)
	case errors.Is(err, errEncrypted):
		return refuse(f.Name, labels.ReasonEncrypted, "")
	case errors.Is(err, errBroken):
		return refuse(f.Name, labels.ReasonBroken, "it cannot be opened as a PDF")
	}
	return err
}

func errEncryptedIf(locked bool) error {
	if locked {
		return errEncrypted
	}
	return nil
}
