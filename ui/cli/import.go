package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
	"packdesk/store"
)

// importFlags are the settings of one import.
type importFlags struct {
	region string
	zone   string
	shop   string
	json   bool
}

// fileReport is what `import --json` prints of each file.
type fileReport struct {
	File      string      `json:"file"`
	Shop      string      `json:"shop"`
	Region    string      `json:"region"`
	Zone      string      `json:"zone"`
	New       int         `json:"orders_new"`
	Updated   int         `json:"orders_updated"`
	Unchanged int         `json:"orders_unchanged"`
	Lines     int         `json:"lines"`
	Units     int         `json:"units"`
	Refused   int         `json:"rows_rejected"` // All of them; Rejected names the first thousand.
	Rejected  []rejection `json:"rejected"`
	Warnings  []string    `json:"warnings"`
	Error     string      `json:"error,omitempty"` // Why the whole file was refused; nothing of it was taken.
}

type rejection struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// orders is how many orders of the file are in the database now.
func (r *fileReport) orders() int { return r.New + r.Updated + r.Unchanged }

func (p *Program) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use: "import FILE...", Short: "Take in order exports of Seller Center",
		Long: "Takes in 'To ship' and 'All orders' exports of Seller Center, CSV or XLSX, of every known market. Each file is taken " +
			"in wholly or not at all; a row that makes no sense is named and its order left out. The same file again changes nothing.",
		Example: "  packdesk import 'To Ship order-2026-11-19.csv'\n  packdesk import --shop sample-home --region GB orders.xlsx",
		Args:    cobra.MinimumNArgs(1),
		RunE:    p.ready(func(cmd *cobra.Command, args []string) error { return p.importFiles(cmd.Context(), args, f) }),
	}
	cmd.Flags().StringVar(&f.region, "region", "", "market of the shop, such as GB or US (default: the file shows it)")
	cmd.Flags().StringVar(&f.zone, "zone", "", "time zone of the file's times, such as Europe/London (default: the market's)")
	cmd.Flags().StringVar(&f.shop, "shop", "", "shop that the orders belong to (default: the configured one of that market)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object per file")
	return cmd
}

// importFiles takes in one file after the other. What goes wrong with one does not keep the others out; the exit code is
// that of the failure when all failed, and 6 when some did or rows were refused.
func (p *Program) importFiles(ctx context.Context, files []string, f importFlags) error {
	if f.shop != "" && fulfillment.Clean(f.shop) != f.shop {
		return usagef("--shop %q: a shop's id is plain text", f.shop)
	}
	zone, err := zoneFlag(f.zone)
	if err != nil {
		return err
	}
	return p.use(ctx, func(s *store.Store) error {
		var failures []error
		partly := false
		for _, file := range files {
			r, err := p.importFile(ctx, s, file, f, zone)
			if err != nil {
				r.Error = strings.Join(sentences(err), "; ")
				failures = append(failures, err)
				p.complainAbout(err)
			}
			partly = partly || r.Refused > 0
			if err := p.tellImport(&r, f.json); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return summary(failures, len(files), partly)
	})
}

// summary turns the failures of several files, told already, into the code of the whole.
func summary(failures []error, files int, partly bool) error {
	switch {
	case len(failures) == 0 && !partly:
		return nil
	case len(failures) < files:
		return reportedError{exitPartly}
	}
	code := exitCode(failures[0])
	for _, err := range failures {
		if exitCode(err) != code {
			code = exitFailed
		}
	}
	return reportedError{code}
}

func zoneFlag(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // No zone given is no mistake: the market's own holds.
	}
	loc, err := time.LoadLocation(name)
	if err != nil || loc == time.Local {
		return nil, usagef("--zone %q: there is no such time zone; use a name such as Europe/London", name)
	}
	return loc, nil
}

// importFile takes one file into the store.
func (p *Program) importFile(ctx context.Context, s *store.Store, path string, f importFlags, zone *time.Location) (fileReport, error) {
	r := fileReport{File: path, Rejected: []rejection{}, Warnings: []string{}}
	progress := p.progress(fulfillment.Clean(filepath.Base(path)))
	defer progress.end()
	file, err := p.openExport(path, tiktok.Options{
		Region: f.region, Zone: zone, Progress: func(read, total int64) { progress.at("%s of %s read", size(read), size(total)) },
	}, f.shop)
	if err != nil {
		return r, err
	}
	defer func() { _ = file.Close() }() // Read only; what matters was said by Next.
	begun := file.Report()
	shop := p.shopOf(f.shop, begun.Region, begun.Zone)
	r.Shop, r.Region, r.Zone = shop.ID, begun.Region, begun.Zone
	intake := fulfillment.Intake{Kind: "file", Name: fulfillment.Clean(filepath.Base(path)), Shop: shop.ID}
	done, err := s.Import(ctx, intake, shop, func() ([]fulfillment.Order, error) {
		entries, err := file.Next(ctx)
		orders := make([]fulfillment.Order, len(entries)) // The store keeps it while it asks for the next one.
		for i := range entries {
			orders[i] = entries[i].Order
		}
		return orders, err
	}, func() int { return file.Report().Refused })
	report := file.Report()
	r.take(&report)
	if err != nil {
		return r, plain(err)
	}
	r.New, r.Updated, r.Unchanged = done.Added, done.Updated, done.Unchanged
	r.Warnings = append(r.Warnings, done.Warnings...)
	return r, nil
}

// take copies what the reader says about a file.
func (r *fileReport) take(report *tiktok.Report) {
	r.Lines, r.Units, r.Refused = report.Lines, report.Units, report.Refused
	for _, j := range report.Rejected {
		r.Rejected = append(r.Rejected, rejection(j))
	}
	r.Warnings = append(r.Warnings, report.Warnings...)
}

// plain takes the reader's refusal out of what the store wrapped around it: the sentence names the file itself.
func plain(err error) error {
	var refusal *tiktok.FileError
	if errors.As(err, &refusal) {
		return refusal
	}
	return err
}

// openExport opens a file. Where it does not show its market, the configured shop's is used or, on a terminal, the user
// asked.
func (p *Program) openExport(path string, opt tiktok.Options, shop string) (*tiktok.File, error) {
	if known, ok := p.loaded.Shops[shop]; ok && opt.Region == "" {
		opt.Region = known.Region
		if loc, err := time.LoadLocation(known.Zone); err == nil && known.Zone != "" && opt.Zone == nil {
			opt.Zone = loc
		}
	}
	file, err := tiktok.Open(path, opt)
	for errors.Is(err, tiktok.ErrAmbiguous) && p.mayAsk() {
		p.complainAbout(err)
		if opt.Region = p.ask("Market of " + fulfillment.Clean(filepath.Base(path)) + " (two letters, empty to leave it): "); opt.Region == "" {
			break
		}
		file, err = tiktok.Open(path, opt)
		if err != nil && !errors.As(err, new(*tiktok.FileError)) {
			p.complainAbout(err) // A region that does not exist: ask again.
			err = &tiktok.FileError{File: path, Kind: tiktok.ErrAmbiguous, Reason: "say which market it is from"}
		}
	}
	if errors.Is(err, tiktok.ErrAmbiguous) || err != nil && !errors.As(err, new(*tiktok.FileError)) {
		return nil, usage(err)
	}
	return file, err
}

// shopOf finds the shop that a file's orders belong to: the one that was named, the configured one of the market, or one
// called after the market.
func (p *Program) shopOf(id, region, zone string) fulfillment.Shop {
	if id == "" {
		var fits []string
		for known, shop := range p.loaded.Shops {
			if shop.Region == region || shop.Region == "" {
				fits = append(fits, known)
			}
		}
		slices.Sort(fits)
		switch {
		case len(fits) == 1:
			id = fits[0]
		case region == "":
			id = "shop"
		default:
			id = strings.ToLower(region)
		}
	}
	known := p.loaded.Shops[id]
	shop := fulfillment.Shop{ID: id, Name: known.Name, Region: region, Zone: zone}
	if known.Zone != "" {
		shop.Zone = known.Zone
	}
	if known.Region != "" {
		shop.Region = known.Region
	}
	return shop
}

// mayAsk reports whether there is somebody to answer a question.
func (p *Program) mayAsk() bool {
	return !p.flags.noInput && isTerminal(p.In) && isTerminal(p.Err)
}

// ask puts a question on stderr and returns one line of the answer, empty at the end of the input.
func (p *Program) ask(question string) string {
	_, _ = fmt.Fprint(p.Err, question)
	if p.answers == nil {
		p.answers = bufio.NewScanner(p.In)
	}
	if !p.answers.Scan() {
		return ""
	}
	return strings.TrimSpace(p.answers.Text())
}
