package cli

import (
	"fmt"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
)

// tellImport prints what came of one file: the result on stdout, refusals and warnings on stderr.
func (p *Program) tellImport(r *fileReport, failure error, asJSON bool) error {
	file := fulfillment.Clean(r.File)
	if failure != nil {
		p.complainAbout(failure)
	}
	limit := p.loaded.Import.MaxRejections
	for i, j := range r.Rejected {
		if i == limit {
			p.say("%s: %d more rows refused; --json names them", file, r.Refused-limit)
			break
		}
		p.say("%s: %s", file, tiktok.Rejection(j))
	}
	for _, w := range r.Warnings {
		p.say("%s: %s", file, fulfillment.Clean(w))
	}
	if asJSON {
		return p.writeJSON(r)
	}
	if failure != nil {
		return nil
	}
	_, err := fmt.Fprintf(p.Out, "%s: %s for shop %s: %d new, %d updated, %d unchanged; %s, %s%s\n",
		file, count(r.orders(), "order", "orders"), r.Shop, r.New, r.Updated, r.Unchanged,
		count(r.Lines, "line", "lines"), count(r.Units, "unit", "units"), refusedWords(r.Refused))
	return err
}

func refusedWords(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + count(n, "row", "rows") + " refused"
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
