package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"packdesk/fulfillment"
)

// get makes a call that reads.
func (s *Shop) get(op *operation, what, path string, query url.Values) call {
	return call{op: op, what: what, method: http.MethodGet, path: path, query: query, account: s.ref.Account, shop: s}
}

// post makes a call with a body.
func (s *Shop) post(op *operation, what, path string, query url.Values, body any) call {
	return call{op: op, what: what, method: http.MethodPost, path: path, query: query, body: body, account: s.ref.Account, shop: s}
}

// ask makes a call whose answer matters.
func ask[T any](ctx context.Context, s *Shop, k call) (T, error) {
	data, err := s.client.do(ctx, k)
	if err != nil {
		var none T
		return none, err
	}
	v, err := decode[T](data)
	if err != nil {
		e := k.fail(KindGarbled, err)
		e.Words = "the answer has another form than the shop documents"
		return v, e
	}
	return v, nil
}

// tell makes a call that changes something. Once the shop has said that it is done, an answer of a strange form takes
// nothing back.
func tell[T any](ctx context.Context, s *Shop, k call) (T, Result) {
	var none T
	data, err := s.client.do(ctx, k)
	if err != nil {
		return none, resultOf(err)
	}
	v, err := decode[T](data)
	if err != nil {
		v = none
	}
	return v, Result{Outcome: OutcomeDone}
}

// checkID refuses what is no id of the platform before it becomes part of a path.
func checkID(k *call, kind, id string) error {
	if fulfillment.ValidID(id) {
		return nil
	}
	e := k.fail(KindRequest, nil)
	e.Outcome = OutcomeRefused
	e.Words = fmt.Sprintf("%s %q is no id of the shop, which has 1 to 19 digits", kind, fulfillment.CleanText(fulfillment.Clean(id), 40))
	return e
}

// checkIDs refuses a list that holds anything else than ids.
func checkIDs(k *call, kind string, ids []string) error {
	for _, id := range ids {
		if err := checkID(k, kind, id); err != nil {
			return err
		}
	}
	return nil
}

// distinct is the list without what stands in it twice, in the same order.
func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// listed is a list parameter: one value, joined by commas.
func listed(ids []string) string { return strings.Join(ids, ",") }
