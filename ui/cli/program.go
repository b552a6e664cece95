// Package cli is the command line, and the one place where everything is wired together: it alone knows the store, the
// shop's files, the screens and the configuration. Data goes to stdout, talk to stderr, and the exit code says how it
// went.
package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"packdesk/fulfillment"
	"packdesk/labels/labelfile"
	"packdesk/ui"
	"packdesk/ui/cli/config"
)

// Build says what was built and when; empty fields are looked up in the binary itself.
type Build struct {
	Version string
	Commit  string
	Date    string
}

// Program is one run of the command line.
type Program struct {
	Args    []string // Without the program's own name.
	Environ []string // As os.Environ gives it.
	In      io.Reader
	Out     io.Writer // Data.
	Err     io.Writer // Talk.
	Now     func() time.Time
	Build   Build

	flags   flags
	loaded  config.Loaded
	play    func(o *fulfillment.Order) *fulfillment.Order // Of a demo; see labelMaker.
	started bool                                          // A command's own work has begun: what fails now is no mistake in the usage.
	answers *bufio.Scanner
	files   *labelfile.Reader // See labelFiles.
	pace    trackPace         // Of a demo; zero for the usual one.
}

// flags are those that every command takes.
type flags struct {
	data     string
	config   string
	lang     string
	theme    string
	operator string
	noInput  bool
	quiet    bool
}

// Main runs packdesk as the operating system started it and returns the exit code. SIGINT, SIGTERM and SIGHUP end the
// context, so that the running transaction is finished or rolled back as a whole; a second one ends the program at once.
func Main(build Build) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop)
	p := &Program{
		Args: os.Args[1:], Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Build: build,
	}
	// Before help and errors fang asks the terminal behind os.Stdin for its colours. One that does not answer takes four
	// seconds, and what a scanner types meanwhile is lost. Our colours suit every background: there is nothing to ask.
	if null, err := os.Open(os.DevNull); err == nil {
		os.Stdin = null
	}
	return p.Run(ctx)
}

// Run does what the arguments ask for and returns the exit code.
func (p *Program) Run(ctx context.Context) int {
	root := p.root()
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	p.completion(root)
	err := fang.Execute(ctx, root,
		fang.WithVersion(p.Build.version()), fang.WithCommit(p.Build.commit()), fang.WithoutManpage(), fang.WithColorSchemeFunc(colours),
		fang.WithErrorHandler(func(_ io.Writer, _ fang.Styles, err error) { p.complain(ctx, err) }))
	if err != nil && !p.started {
		return exitUsage
	}
	return exitCode(err)
}

// colours are fang's base colours with the terminal's own for running text.
func colours(background lipgloss.LightDarkFunc) fang.ColorScheme {
	s := fang.AnsiColorScheme(background)
	own := lipgloss.NoColor{}
	s.Base, s.Description, s.Argument, s.Help, s.Comment = own, own, own, own, own
	return s
}

// run makes a command's body of fn. Whatever fails before is a mistake in the usage.
func (p *Program) run(fn func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		p.started = true
		return fn(cmd, args)
	}
}

// complain says on stderr what went wrong, each cause on its own line.
func (p *Program) complain(ctx context.Context, err error) {
	if ctx.Err() != nil {
		_, _ = fmt.Fprintln(p.Err, "packdesk: stopped; what was not finished was left as it was")
		if lost := new(ui.LostError); errors.As(err, &lost) {
			p.complainAbout(lost)
		}
		return
	}
	p.complainAbout(err)
}

// complainAbout says an error on stderr, --quiet or not.
func (p *Program) complainAbout(err error) {
	for _, line := range sentences(err) {
		_, _ = fmt.Fprintln(p.Err, "packdesk: "+line)
	}
}

// say writes one line of talk, unless --quiet.
func (p *Program) say(format string, args ...any) {
	if !p.flags.quiet {
		_, _ = fmt.Fprintf(p.Err, format+"\n", args...)
	}
}

// getenv is an environment variable of this run.
func (p *Program) getenv(name string) string {
	for i := len(p.Environ) - 1; i >= 0; i-- {
		if v, ok := cutVariable(p.Environ[i], name); ok {
			return v
		}
	}
	return ""
}

func cutVariable(pair, name string) (string, bool) {
	if len(pair) > len(name) && pair[len(name)] == '=' && pair[:len(name)] == name {
		return pair[len(name)+1:], true
	}
	return "", false
}

// isTerminal reports whether a stream of this run is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
