// Package ui is the screens: the root that owns size, focus, time, theme and dialogs, and the panes that it shows. New makes
// one session's model and Run drives it on one terminal; a process may run many at once. It may import fulfillment, the panes
// and the leaves, never a store, a carrier or HTTP.
package ui

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"packdesk/fulfillment"
	"packdesk/ui/batch"
	"packdesk/ui/detail"
	"packdesk/ui/labelpane"
	"packdesk/ui/pack"
	"packdesk/ui/queue"
	"packdesk/ui/theme"
	"packdesk/ui/tracking"
)

// Store is where the screens read from. Every method must be safe for several goroutines and give up when its context ends.
type Store interface {
	queue.Orders
	detail.Orders
	// Shops lists the shops that orders came from.
	Shops(ctx context.Context) ([]fulfillment.Shop, error)
	// LastIntake is the newest import or sync run; zero when there was none.
	LastIntake(ctx context.Context) (fulfillment.Intake, error)
	// Changes carries a signal after every write, of any process, until ctx ends. Signals that nobody fetches are merged; the
	// sender never waits.
	Changes(ctx context.Context) <-chan struct{}
}

// Options is what a session is made of. Only Store is required.
type Options struct {
	Store    Store
	Policy   func(shop string) fulfillment.Policy // What computes deadlines; nil means the default policy for all.
	Station  string                               // The bench, as the status line names it.
	Operator string                               // Who packs; empty shows that nobody has said.
	Command  string                               // What people type to start the program; empty means packdesk.

	Bench   pack.Bench           // The packing bench; nil leaves its screen out.
	Tally   pack.Tally           // Counts what was packed today; nil leaves the count out.
	Cartons []fulfillment.Carton // The seller's boxes; none means that nobody is asked for one.
	Batch   batch.Desk           // Ships many orders at once; nil leaves its screen out.
	Labels  labelpane.Labels     // Makes and prints labels; nil leaves their screen out.
	Cancels detail.Cancels       // Answers buyers' requests to cancel; nil where no shop is connected.
	Syncs   Syncs                // How the reading of the shops stands; nil where none is read.
	Scanner fulfillment.Scanner  // What is known of the barcode scanner.

	// Carrier names the carrier that a shop's words mean, as limits and cartons do; nil takes the words.
	Carrier func(words string) string

	Tracking tracking.Desk // Follows parcels; nil leaves their screen out.

	Lang    string         // A language tag; empty asks Environ.
	Theme   string         // One of theme.Names; empty means auto.
	ASCII   bool           // Draw with ASCII only, for terminals that take line signs for wide ones.
	NoMouse bool           // Leave the mouse to the terminal.
	Zone    *time.Location // In which times are shown; nil means UTC.
	Environ []string       // The session's own environment, never the server's.

	Stale time.Duration    // Age of the last sync or import that is worth a warning; 0 chooses by what it was.
	Now   func() time.Time // The clock, safe for several goroutines; nil means time.Now.
	Log   *slog.Logger     // Where unexpected errors go in full; nil drops them.
}

// env looks a variable up in the session's environment; the last one wins.
func (o *Options) env(name string) string {
	for _, kv := range slices.Backward(o.Environ) {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			return v
		}
	}
	return ""
}

// frames is how often a second the screen is drawn at most. What a scan has led to stands on it with the next frame, and one
// of sixty takes longer by itself than the whole way may. A frame without a change costs next to nothing.
const frames = 120

// Run shows the screens on a terminal until the user quits, which is nil, or until ctx ends, which is its cause. The program
// options name the terminal (tea.WithInput, tea.WithOutput); without them it is the process's own.
func Run(ctx context.Context, o Options, terminal ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // Ends whatever the session still waits for.
	m := New(ctx, o)
	profile := colorprofile.ANSI // Nothing but the sixteen colours is used, so nobody needs to be asked,
	switch {
	case m.choice.Colourless():
		profile = colorprofile.ASCII
	case m.choice.Depth() == theme.Depth256: // but for the black and white of codes.
		profile = colorprofile.ANSI256
	}
	options := append([]tea.ProgramOption{
		tea.WithContext(ctx), tea.WithEnvironment(o.Environ), tea.WithColorProfile(profile), tea.WithFPS(frames),
	}, terminal...)
	_, err := tea.NewProgram(m, options...).Run()
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, tea.ErrInterrupted):
		err = nil
	}
	return errors.Join(err, m.Finish(ctx))
}
