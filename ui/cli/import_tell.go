package cli

import (
	"fmt"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
)

// tellImport prints what came of one file: the result on stdout, refusals and warnings on stderr. Why a file as a whole
// was refused has been said.
func (p *Program) tellImport(r *fileReport, asJSON bool) error {
	file := fulfillment.Clean(r.File)
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
	if r.Error != "" {
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
