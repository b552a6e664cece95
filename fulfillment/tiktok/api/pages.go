package api

import (
	"iter"
	"net/url"
	"strconv"

	"packdesk/fulfillment/tiktok/wire"
)

// paging are the query parameters of one page of a search; token is empty for the first. A size of 0 is the most that the
// shop gives.
func paging(size, most int, token string) url.Values {
	if size == 0 {
		size = most
	}
	query := url.Values{"page_size": {strconv.Itoa(size)}}
	if token != "" {
		query.Set("page_token", token)
	}
	return query
}

// leaf is what every page of a search says beside its entries.
type leaf struct {
	Next  wire.Text   `json:"next_page_token"`
	Total wire.Number `json:"total_count"`
}

// turn is what a page says about the next one.
type turn struct {
	next  string
	count int // Entries of this page.
	total int // Entries in all as the shop says; 0 when it does not.
}

const (
	maxPages  = 20_000 // Where the shop does not say how much there is.
	pageSlack = 50     // Pages beyond what the total makes likely: it changes while one reads.
)

// walk goes from page to page until there is no next token. A token that was there before ends the walk, and so do pages
// that are far more than the total allows: an endless answer must not keep a sync busy for ever. A last page that comes
// empty although entries are missing is an error, not the end.
func walk[P any](what string, op *operation, first string, read func(token string) (P, turn, error)) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		seen := map[string]bool{first: true}
		limit, count, total := maxPages, 0, 0
		k := call{op: op, what: what}
		var none P
		for pages, token := 1, first; ; pages++ {
			p, t, err := read(token)
			if err != nil {
				yield(p, err)
				return
			}
			count += t.count
			if pages > 1 && t.count == 0 && t.next == "" && count < total {
				e := k.fail(KindGarbled, nil)
				e.Words = "a page that was promised came empty"
				yield(none, e)
				return
			}
			if !yield(p, nil) || t.next == "" {
				return
			}
			if pages == 1 && t.total > 0 && t.count > 0 {
				if first == "" {
					total = t.total
				}
				limit = min(maxPages, 2*(t.total/t.count+1)+pageSlack)
			}
			if seen[t.next] || pages >= limit {
				yield(none, k.fail(KindLoop, nil))
				return
			}
			seen[t.next] = true
			token = t.next
		}
	}
}
