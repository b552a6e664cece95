package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"

	"packdesk/fulfillment"
	"packdesk/store"
)

// The free space below which doctor speaks up: an import of a large shop needs about the first.
const (
	spaceLow  = 1 << 30
	spaceNone = 100 << 20
)

// clockSlack is how far the newest record may lie ahead of the clock: several stations are never quite of one time.
const clockSlack = 5 * time.Minute

// examineConfig loads the configuration; what follows uses what could be read of it.
func (p *Program) examineConfig(h *health) {
	path, named := p.configPath()
	loaded, err := p.readConfig()
	p.loaded = loaded
	switch {
	case err != nil:
		h.add("config", fault, "%v", err)
	case named && !loaded.Found:
		h.add("config", fault, "%s: no such file; packdesk config init writes one", path)
	case !loaded.Found:
		h.add("config", fine, "no file at %s; the defaults hold", path)
	case len(loaded.Problems) == 0:
		h.add("config", fine, "%s", path)
	}
	for _, problem := range loaded.Problems {
		v := fault
		if problem.Mild {
			v = warning
		}
		h.add("config", v, "%s", problem)
	}
	if loaded.Found {
		openToOthers(h, "config", path, 0o077)
	}
}

// examineClock compares the clock with what must be in the past.
func (p *Program) examineClock(h *health) {
	now := p.Now()
	built, err := time.Parse(time.RFC3339, p.Build.date())
	if err != nil {
		built = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	if now.Before(built) {
		h.add("clock", fault, "it is %s here, before this program was built; set the computer's clock", now.Format(stampLayout))
		return
	}
	h.add("clock", fine, "it is %s", now.Format(stampLayout))
}

func (p *Program) examineFolder(h *health) {
	dir := p.dataDir()
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		h.check("data", writable(existing(dir)), "no folder at %s yet; the first import makes it", dir)
		return
	case err != nil:
		h.add("data", fault, "%v", err)
		return
	case !info.IsDir():
		h.add("data", fault, "%s is no folder; choose another with --data", dir)
		return
	}
	h.check("data", writable(dir), "%s", dir)
	openToOthers(h, "data", dir, 0o077)
	files, err := filepath.Glob(filepath.Join(dir, "packdesk*"))
	if err != nil {
		h.add("data", fault, "%v", err)
	}
	for _, file := range files {
		openToOthers(h, "data", file, 0o077)
	}
}

// openToOthers warns about files that hold buyers' addresses or secrets and that others on this computer may read.
func openToOthers(h *health, what, path string, bits fs.FileMode) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&bits == 0 {
		return
	}
	mode := "0600"
	if info.IsDir() {
		mode = "0700"
	}
	h.add(what, warning, "%s may be read by others on this computer (mode %04o); chmod %s keeps it to you", path, info.Mode().Perm(), mode)
}

func (p *Program) examineDisk(h *health) {
	dir := existing(p.dataDir())
	free, err := freeSpace(dir)
	switch {
	case err != nil:
		h.add("disk", warning, "the free space of %s is unknown: %v", dir, err)
	case free < spaceNone:
		h.add("disk", fault, "only %s free at %s; make room before the next import", size(free), dir)
	case free < spaceLow:
		h.add("disk", warning, "only %s free at %s", size(free), dir)
	default:
		h.add("disk", fine, "%s free at %s", size(free), dir)
	}
}

// existing is the folder itself, or the nearest one above it that is there.
func existing(dir string) string {
	for !isFolder(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	return dir
}

// writable says why no file can be made in a folder; nil when one can.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// examineDatabase reads all of the database and counts what is in it.
func (p *Program) examineDatabase(ctx context.Context, h *health, repair bool) (counts fulfillment.Counts) {
	if !p.hasDatabase() {
		h.add("database", fine, "none yet; the first import makes it")
		return counts
	}
	progress := p.progress("reading the database")
	defer progress.end()
	err := p.use(ctx, func(s *store.Store) (err error) {
		if repair {
			if err := s.Recount(ctx); err != nil {
				return err
			}
			h.add("counters", fine, "counted anew")
		}
		h.check("database", s.Check(ctx, false), "%s: whole, and its counters agree with its orders", s.Path())
		if counts, err = s.Counts(ctx, fulfillment.Filter{}, p.Now()); err != nil {
			return err
		}
		h.add("orders", fine, "%s", countWords(counts))
		return p.examineIntake(ctx, h, s)
	})
	if err != nil {
		h.add("database", fault, "%v", err)
	}
	return counts
}

func countWords(c fulfillment.Counts) string {
	var parts []string
	for _, q := range fulfillment.Queues() {
		s := fmt.Sprintf("%s %d", q, c.Total[q])
		if late := c.ByUrgency[q][fulfillment.UrgencyLate]; late > 0 {
			s += fmt.Sprintf(" (%d late)", late)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

// examineIntake says how old the data is, and finds a clock that has gone back.
func (p *Program) examineIntake(ctx context.Context, h *health, s *store.Store) error {
	last, err := s.LastIntake(ctx)
	if err != nil {
		return err
	}
	age := p.Now().Sub(last.At)
	switch {
	case last.At.IsZero():
		h.add("intake", fine, "nothing was imported yet")
	case age < -clockSlack:
		h.add("clock", fault, "the last import was made at %s, which is not yet; has the computer's clock gone back?", last.At.Format(stampLayout))
	default:
		h.add("intake", fine, "%s (%s), %s ago", last.Name, last.Kind, max(0, age).Truncate(time.Second))
	}
	return nil
}

// examineTerminal says what the screens would find.
func (p *Program) examineTerminal(h *health) {
	name := p.getenv("TERM")
	switch {
	case runtime.GOOS == "windows" && name == "":
	case name == "", name == "dumb":
		h.add("terminal", warning, "TERM is %q: the screens are drawn without colour and may be misplaced", name)
	default:
		h.add("terminal", fine, "TERM=%s COLORTERM=%s NO_COLOR=%s", name, orDash(p.getenv("COLORTERM")), orDash(p.getenv("NO_COLOR")))
	}
	if f, ok := p.Out.(*os.File); ok && isTerminal(f) {
		if w, hgt, err := term.GetSize(int(f.Fd())); err == nil {
			v := fine
			if w < 40 || hgt < 10 {
				v = warning
			}
			h.add("terminal", v, "%d x %d cells; 80 x 24 and more show everything", w, hgt)
		}
	} else {
		h.add("terminal", fine, "stdout is no terminal; the screens would need one")
	}
	locale := p.getenv("LC_ALL")
	for _, name := range []string{"LC_CTYPE", "LANG"} {
		if locale == "" {
			locale = p.getenv(name)
		}
	}
	folded := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	if runtime.GOOS != "windows" && !strings.Contains(folded, "utf8") {
		h.add("locale", warning, "the locale is %q, not UTF-8; if names look wrong, set LANG=C.UTF-8, or ui.ascii for plain lines", locale)
		return
	}
	h.add("locale", fine, "%s", orDash(locale))
}
