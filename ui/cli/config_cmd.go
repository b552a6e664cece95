package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/ui/cli/config"
)

func (p *Program) configCommand() *cobra.Command {
	initialise := &cobra.Command{
		Use: "init", Short: "Write a configuration file in which everything is explained", Args: cobra.NoArgs,
		RunE: p.run(func(*cobra.Command, []string) error {
			path, _ := p.configPath()
			if err := writeNew(path, config.Sample()); err != nil {
				return err
			}
			p.say("%s: written; every key stands in it as a comment", path)
			return nil
		}),
	}
	check := &cobra.Command{
		Use: "check", Short: "Name everything that is wrong in the configuration", Args: cobra.NoArgs,
		Long: "Reads the configuration file, the environment variables and the flags as every other command would, and names " +
			"unknown keys, wrong types and values that make no sense, each with its line. Ends with 2 when there are any.",
		RunE: p.run(func(*cobra.Command, []string) error { return p.checkConfig() }),
	}
	where := &cobra.Command{
		Use: "path", Short: "Print where the configuration file is looked for", Args: cobra.NoArgs,
		RunE: p.run(func(*cobra.Command, []string) error {
			path, _ := p.configPath()
			_, err := fmt.Fprintln(p.Out, path)
			return err
		}),
	}
	return p.group("config", "Make, check and find the configuration file", initialise, check, where)
}

func (p *Program) checkConfig() error {
	path, named := p.configPath()
	loaded, err := p.readConfig()
	if err != nil {
		return err
	}
	if named && !loaded.Found {
		return fmt.Errorf("%s: %w; packdesk config init writes one", path, fs.ErrNotExist)
	}
	for _, problem := range loaded.Problems {
		if _, err := fmt.Fprintln(p.Out, problem); err != nil {
			return err
		}
	}
	switch {
	case len(loaded.Problems) > 0:
		return reportedError{exitUsage}
	case !loaded.Found:
		p.say("%s: no such file; the defaults hold (packdesk config init writes one)", path)
	default:
		p.say("%s: nothing wrong", path)
	}
	return nil
}

// writeNew writes a file that must not be there yet, readable by its owner only, wholly or not at all.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // The user names the file.
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w: the file exists already and stays as it is", path, fulfillment.ErrConflict)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path)) // Half a file would stand in the way of the next try.
	}
	return nil
}
