package mydhl

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"packdesk/carriers"
)

// Name is the adapter's section in the configuration.
const Name = "mydhl"

// apiVersion is the version of the API whose answers this package reads.
const apiVersion = "3.1.0"

// maxBatch is below DHL's 200, so that an answer stays well within what is read.
const maxBatch = 100

// singles is how many waybills that a batch's answer leaves out are asked for alone, to learn whether DHL knows them.
const singles = 5

// Adapter asks MyDHL.
type Adapter struct {
	client *carriers.Client
	source carriers.Source
	now    func() time.Time
	root   string // Where the API begins on the host.
}

// New makes an adapter. It fails for an unknown mode and for a base URL that cannot be used.
func New(cfg carriers.Config, deps carriers.Deps) (*Adapter, error) {
	base, ok := map[string]string{
		"": "https://express.api.dhl.com", "live": "https://express.api.dhl.com",
		"test": "https://express.api.dhl.com", "mock": "https://api-mock.dhl.com",
	}[cfg.Mode]
	if !ok {
		return nil, fmt.Errorf("carriers.mydhl.mode is %q; it may be live, test or mock", cfg.Mode)
	}
	cfg = cfg.Defaults(carriers.Config{BaseURL: base, PerSecond: 5, Workers: 2})
	deps = deps.WithDefaults()
	source := cfg.Source(Name)
	source.Keeps = 90 * 24 * time.Hour
	client, err := carriers.NewClient(carriers.ClientOptions{
		Source: source, Config: cfg, Deps: deps, Judge: judge,
		Header: func(h http.Header) {
			h.Set("x-version", apiVersion)
			h.Set("Accept-Language", "eng")
			(&http.Request{Header: h}).SetBasicAuth(cfg.Key, cfg.Secret)
		},
	})
	if err != nil {
		return nil, err
	}
	a := &Adapter{client: client, source: source, now: deps.Now, root: "/mydhlapi"}
	if cfg.Mode == "test" { // On the same host as the live system.
		a.root += "/test"
	}
	return a, nil
}

// Source implements carriers.Adapter.
func (a *Adapter) Source() carriers.Source { return a.source }

// MaxBatch implements carriers.Adapter.
func (a *Adapter) MaxBatch() int { return maxBatch }

// Close implements carriers.Adapter.
func (a *Adapter) Close() { a.client.Close() }

// Resume lets a resting key be tried again.
func (a *Adapter) Resume(ctx context.Context) error { return a.client.Resume(ctx) }

// Track implements carriers.Adapter. Texts are English whatever lang is; the codes are translated.
func (a *Adapter) Track(ctx context.Context, _ carriers.Lang, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	if len(queries) == 1 && waybill(queries[0].Number) {
		results[0] = a.single(ctx, queries[0])
		return results
	}
	a.batch(ctx, queries, results)
	asked := 0
	for i, q := range queries {
		if results[i].Err == nil || results[i].Err.Kind != carriers.KindBroken || !waybill(q.Number) || asked == singles {
			continue
		}
		if results[i].Err.RetryAt.IsZero() { // Left out, as against unreadable.
			asked++
			results[i] = a.single(ctx, q)
		}
	}
	return results
}

// waybill reports whether a number is a shipment's; pieces have letters.
func waybill(number string) bool {
	n := carriers.NormalNumber(number)
	return n != "" && n[0] >= '0' && n[0] <= '9'
}

func (a *Adapter) single(ctx context.Context, q carriers.Query) carriers.Result {
	var result carriers.Result
	err := a.client.Call(ctx, carriers.Request{
		Method: http.MethodGet, Path: a.root + "/shipments/" + url.PathEscape(carriers.NormalNumber(q.Number)) + "/tracking",
		Query: url.Values{"trackingView": {"all-checkpoints"}, "requestGMTOffsetPerEvent": {"true"}},
	}, func(r *carriers.Reply) error {
		results := make([]carriers.Result, 1)
		if err := a.read(r, []carriers.Query{q}, results); err != nil {
			return err
		}
		if result = results[0]; result.Err != nil {
			return result.Err
		}
		return nil
	})
	if err != nil {
		return carriers.Result{Err: carriers.AsError(err).About(q.Number)}
	}
	return result
}

// batch asks for many at once: waybills and pieces by calls of their own.
func (a *Adapter) batch(ctx context.Context, queries []carriers.Query, results []carriers.Result) {
	for _, name := range []string{"shipmentTrackingNumber", "pieceTrackingNumber"} {
		var mine []carriers.Query
		var at []int
		for i, q := range queries {
			if waybill(q.Number) == (name == "shipmentTrackingNumber") {
				mine, at = append(mine, q), append(at, i)
			}
		}
		if len(mine) == 0 {
			continue
		}
		found := make([]carriers.Result, len(mine))
		carriers.Bisect(mine, found, func(q []carriers.Query, r []carriers.Result) *carriers.Error {
			return a.list(ctx, name, q, r)
		})
		for i, r := range found {
			results[at[i]] = r
		}
	}
}

// list makes one call for many numbers of one kind. That none of them is known is an answer.
func (a *Adapter) list(ctx context.Context, name string, queries []carriers.Query, results []carriers.Result) *carriers.Error {
	query := url.Values{}
	for _, q := range queries {
		query.Add(name, carriers.NormalNumber(q.Number))
	}
	err := a.client.Call(ctx, carriers.Request{Method: http.MethodGet, Path: a.root + "/tracking", Query: query}, func(r *carriers.Reply) error {
		return a.read(r, queries, results)
	})
	if err != nil {
		e := carriers.AsError(err)
		if e.Kind == carriers.KindNotFound {
			carriers.Fill(queries, results, e)
			return nil
		}
		return e
	}
	e := carriers.Unanswered()
	e.Source = Name
	carriers.Fill(queries, results, e)
	return nil
}

// judge reads DHL's problem documents. There is no list of their texts; only one that speaks of the number is the number's
// fault, after which it is asked for no more.
func judge(r *carriers.Reply) *carriers.Error {
	switch r.Status {
	case http.StatusNotFound:
		return carriers.Errorf(carriers.KindNotFound, "DHL Express does not know the number yet")
	case http.StatusBadRequest:
		var p problem
		if !r.Reads(&p) {
			return nil
		}
		detail := carriers.PublicText(string(p.Detail))
		if strings.Contains(strings.ToLower(detail), "number") {
			return carriers.Errorf(carriers.KindBadNumber, "DHL Express does not take the number: %s", detail)
		}
		return carriers.Errorf(carriers.KindBadRequest, "DHL Express does not understand the question: %s", detail)
	default:
		return nil
	}
}
