package cli

import (
	"fmt"
	"io"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"

	"packdesk/ui/cli/config"
)

// manCommand prints the man page. fang has one of its own, but that is hidden, writes past the command's output and says
// nothing of exit codes, files and variables.
func (p *Program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man", Short: "Print the man page", Args: cobra.NoArgs,
		Example: "  packdesk man > ~/.local/share/man/man1/packdesk.1",
		RunE: p.run(func(*cobra.Command, []string) error {
			page, err := mango.NewManPage(1, p.root()) // A tree of its own: the one that runs has help flags added everywhere.
			if err != nil {
				return fmt.Errorf("make the man page: %w", err)
			}
			page = page.WithSection("Exit status", exitText()).
				WithSection("Files", "Database, log and copies made before an upgrade lie in the data folder, by default packdesk in the user's data "+
					"folder (XDG_DATA_HOME). The configuration is packdesk/config.toml in the user's configuration folder (XDG_CONFIG_HOME).").
				WithSection("Environment", environmentText())
			_, err = io.WriteString(p.Out, page.Build(roff.NewDocument()))
			return err
		}),
	}
}

func environmentText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s names the configuration file. Every key of it has a variable, which wins over the file:\n", config.FileVariable)
	for _, k := range config.Keys() {
		fmt.Fprintf(&b, "\n%s (%s): %s\n", k.Variable(), k.Path, k.Words)
	}
	return b.String()
}
