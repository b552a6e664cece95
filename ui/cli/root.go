package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

// root is the whole command tree.
func (p *Program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "packdesk",
		Short: "A packing station for TikTok Shop sellers, in a terminal",
		Long: "packdesk shows what must be packed before which deadline and walks the packer through each parcel. " +
			"Without a command it opens the screens.\n\nExit codes: " + strings.ReplaceAll(exitText(), "\n\n", ", ") + ".",
		Example: "  packdesk demo\n  packdesk import 'To Ship order.csv'\n  packdesk",
		RunE:    p.ready(p.screens),
	}
	f := root.PersistentFlags()
	f.StringVar(&p.flags.data, "data", "", "folder of the database (default: the user's data folder)")
	f.StringVar(&p.flags.config, "config", "", "configuration file (default: the user's configuration folder)")
	f.StringVar(&p.flags.lang, "lang", "", "language of the screens: en or zh")
	f.StringVar(&p.flags.theme, "theme", "", "colours of the screens")
	f.StringVar(&p.flags.operator, "operator", "", "who packs")
	f.BoolVar(&p.flags.noInput, "no-input", false, "ask nothing; fail where an answer is needed")
	f.BoolVar(&p.flags.quiet, "quiet", false, "no talk on stderr but errors")

	root.AddCommand(
		p.demoCommand(), p.simCommand(), p.importCommand(), p.ordersCommand(), p.configCommand(), p.backupCommand(), p.doctorCommand(),
		p.labelCommand(), p.slipCommand(), p.pickListCommand(), p.sheetCommand(), p.journalCommand(),
		p.packCommand(), p.parkCommand(), p.codesCommand(), p.shopCommand(), p.syncCommand(), p.shipCommand(), p.numbersCommand(), p.cancellationsCommand(),
		p.carriersCommand(), p.trackCommand(), p.pollCommand(),
		p.versionCommand(), p.manCommand(),
	)
	return root
}

// completion makes cobra's command for shells one that, like every other group, refuses a missing or unknown shell instead
// of showing its help and calling that done. The output of root must be set.
func (p *Program) completion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.RunE = p.needs(c.Name(), c.Commands())
		}
	}
}

// ready makes a command's body of fn, run with the configuration loaded.
func (p *Program) ready(fn func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return p.run(func(cmd *cobra.Command, args []string) error {
		if err := p.load(); err != nil {
			return err
		}
		return fn(cmd, args)
	})
}

// group is a command that only holds others.
func (p *Program) group(use, short string, children ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs}
	cmd.AddCommand(children...)
	cmd.RunE = p.needs(use, children)
	return cmd
}

// needs is the body of a command that only holds others: it names them.
func (p *Program) needs(group string, children []*cobra.Command) func(*cobra.Command, []string) error {
	var names []string
	for _, c := range children {
		names = append(names, c.Name())
	}
	return p.run(func(*cobra.Command, []string) error {
		return usage(errors.New(group + " needs one of: " + strings.Join(names, ", ")))
	})
}
