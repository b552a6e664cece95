package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/store"
)

// backupReport is what `backup --json` prints.
type backupReport struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`
	Verified bool   `json:"verified"`
}

func (p *Program) backupCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "backup FILE", Short: "Copy the database, verified, while others go on working",
		Long: "Writes a copy of the database to FILE and reads all of it back before FILE appears under its name. Others may " +
			"go on working meanwhile. To restore it, end packdesk everywhere and put the copy into the data folder as " + databaseName + ".",
		Example: "  packdesk backup ~/packdesk-monday.db", Args: cobra.ExactArgs(1),
		RunE: p.ready(func(cmd *cobra.Command, args []string) error {
			if !p.hasDatabase() {
				return fmt.Errorf("%s: %w: there is no database yet; import a file first", p.dataDir(), fulfillment.ErrNotFound)
			}
			progress := p.progress("backing up")
			defer progress.end()
			err := p.use(cmd.Context(), func(s *store.Store) error { return s.Backup(cmd.Context(), args[0]) })
			if err != nil {
				return err
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return err
			}
			progress.end()
			if asJSON {
				return p.writeJSON(backupReport{File: args[0], Bytes: info.Size(), Verified: true})
			}
			p.say("%s: %s, verified", args[0], size(info.Size()))
			return nil
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}
