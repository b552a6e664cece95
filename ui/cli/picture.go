package cli

import (
	"context"
	"fmt"
	"os"
	"time"

	"packdesk/store"
	"packdesk/ui"
	"packdesk/ui/picture"
)

// picture writes the first screen as an SVG. Its clock stands still, so the same orders make the same picture.
func (p *Program) picture(ctx context.Context, s *store.Store, now func() time.Time, f demoFlags) error {
	var w, h int
	if n, err := fmt.Sscanf(f.size, "%dx%d", &w, &h); n != 2 || err != nil || w < 40 || h < 10 || w > 300 || h > 200 {
		return usagef("--size %q: wants columns and rows from 40x10 to 300x200, such as 120x40", f.size)
	}
	at := now()
	screen, err := ui.Snapshot(ctx, ui.Options{
		Store: s, Policy: p.policy, Station: "Bench 1", Operator: p.loaded.Operator, Lang: p.loaded.Lang, Theme: "dark",
		Zone: time.UTC, Now: func() time.Time { return at },
	}, w, h)
	if err != nil {
		return err
	}
	return os.WriteFile(f.picture, picture.SVG(screen, picture.Dark()), 0o644) //nolint:gosec // A picture to be shown around.
}
