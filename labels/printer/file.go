package printer

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// folder saves labels as files. Each is whole or absent: written beside its place, flushed to the disk, then renamed.
type folder struct {
	path   string
	format Format
	now    func() time.Time
	swept  sync.Once
}

// Print implements Printer.
func (d *folder) Print(ctx context.Context, items iter.Seq[Item], report Report) error {
	if err := os.MkdirAll(d.path, 0o700); err != nil {
		return fmt.Errorf("save labels: %w", err)
	}
	d.swept.Do(d.sweep)
	for it := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := report(Outcome{ID: it.ID, State: StateSending}); err != nil {
			return err
		}
		path, err := d.save(it)
		if err != nil {
			_ = settle(report, []Item{it}, StateNotPrinted, err.Error())
			return fmt.Errorf("save label %s: %w", it.ID, err)
		}
		if err := report(Outcome{ID: it.ID, State: StateSent, Words: path}); err != nil {
			return err
		}
	}
	return nil
}

// unfinished is the name of a file that is being written, and abandoned is when one that is older was left by a program that
// died over it: a label is written in moments.
const (
	unfinished = ".label-*.part"
	abandoned  = time.Hour
)

// sweep removes what earlier programs left unfinished. Ages are measured against a file made now: the folder's clock may be
// another machine's. It is a courtesy; what cannot be removed stays.
func (d *folder) sweep() {
	f, err := os.CreateTemp(d.path, unfinished)
	if err != nil {
		return // The first label will say so.
	}
	defer func() { _ = os.Remove(f.Name()) }()
	now, err := f.Stat()
	_ = f.Close()
	entries, _ := os.ReadDir(d.path)
	if err != nil {
		return
	}
	for _, e := range entries {
		if ours, _ := filepath.Match(unfinished, e.Name()); !ours || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && now.ModTime().Sub(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(d.path, e.Name()))
		}
	}
}

// save writes one file under a name that is not taken.
func (d *folder) save(it Item) (string, error) {
	f, err := os.CreateTemp(d.path, unfinished)
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(f.Name()) }() // Gone already when all went well.
	_, err = f.Write(it.Data)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return "", err
	}
	base := d.now().UTC().Format("20060102-150405") + "-" + fileName(it.Title)
	for n := 1; ; n++ {
		path := filepath.Join(d.path, base+"."+string(d.format))
		if n > 1 {
			path = filepath.Join(d.path, fmt.Sprintf("%s-%d.%s", base, n, d.format))
		}
		// A link fails where a rename would replace: no label is ever overwritten.
		switch err := os.Link(f.Name(), path); {
		case err == nil:
			return path, nil
		case !os.IsExist(err):
			return d.renamed(f.Name(), path)
		}
	}
}

// renamed serves file systems without links.
func (d *folder) renamed(from, path string) (string, error) {
	if _, err := os.Lstat(path); err == nil {
		return "", fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	return path, os.Rename(from, path)
}

// fileName keeps letters, digits and dashes.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-':
			return r
		default:
			return '-'
		}
	}, s)
	if s = strings.Trim(s, "-"); s == "" {
		return "label"
	}
	return s[:min(len(s), 60)]
}
