package ups

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"packdesk/carriers"
)

// Name is the adapter's section in the configuration.
const Name = "ups"

// Adapter asks UPS.
type Adapter struct {
	client *carriers.Client
	source carriers.Source
	now    func() time.Time
}

// New makes an adapter. It fails for an unknown mode and for a base URL that cannot be used.
func New(cfg carriers.Config, deps carriers.Deps) (*Adapter, error) {
	base, ok := map[string]string{
		"": "https://onlinetools.ups.com", "live": "https://onlinetools.ups.com", "test": "https://wwwcie.ups.com",
	}[cfg.Mode]
	if !ok {
		return nil, fmt.Errorf("carriers.ups.mode is %q; it may be live or test", cfg.Mode)
	}
	cfg = cfg.Defaults(carriers.Config{BaseURL: base, PerSecond: 10, Workers: 8})
	deps = deps.WithDefaults()
	source := cfg.Source(Name)
	source.Keeps = 120 * 24 * time.Hour
	merchant := http.Header{}
	if cfg.Account != "" {
		merchant["x-merchant-id"] = []string{cfg.Account}
	}
	client, err := carriers.NewClient(carriers.ClientOptions{
		Source: source, Config: cfg, Deps: deps, Judge: judge,
		OAuth: &carriers.OAuth{Path: "/security/v1/oauth/token", InHeader: true, Header: merchant},
		Header: func(h http.Header) {
			h.Set("transactionSrc", "packdesk")
			h.Set("transId", uuid.NewString())
		},
	})
	if err != nil {
		return nil, err
	}
	return &Adapter{client: client, source: source, now: deps.Now}, nil
}

// Source implements carriers.Adapter.
func (a *Adapter) Source() carriers.Source { return a.source }

// MaxBatch implements carriers.Adapter.
func (a *Adapter) MaxBatch() int { return 1 }

// Close implements carriers.Adapter.
func (a *Adapter) Close() { a.client.Close() }

// Resume lets a resting key be tried again.
func (a *Adapter) Resume(ctx context.Context) error { return a.client.Resume(ctx) }

// Track implements carriers.Adapter.
func (a *Adapter) Track(ctx context.Context, lang carriers.Lang, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	for i, q := range queries {
		report, err := a.one(ctx, lang, q)
		if err != nil {
			results[i].Err = carriers.AsError(err).About(q.Number)
			continue
		}
		results[i].Report = report
	}
	return results
}

func (a *Adapter) one(ctx context.Context, lang carriers.Lang, q carriers.Query) (*carriers.Report, error) {
	var report *carriers.Report
	err := a.client.Call(ctx, carriers.Request{
		Method: http.MethodGet, Path: "/api/track/v1/details/" + url.PathEscape(carriers.NormalNumber(q.Number)),
		Query: url.Values{
			"locale": {locale(lang)}, "returnSignature": {"false"}, "returnMilestones": {"false"}, "returnPOD": {"false"},
		},
	}, func(r *carriers.Reply) error {
		var answer answer
		if err := r.JSON(&answer); err != nil {
			return err
		}
		var e *carriers.Error
		if report, e = answer.report(q, lang, a.now()); e != nil {
			return e
		}
		return nil
	})
	return report, err
}

// pageSize is how many packages of a shipment come in one answer.
const pageSize = 50

// Shipment implements carriers.Shipments. UPS sends the packages in pages and counts more than it sends, so it is asked
// again until nothing new comes.
func (a *Adapter) Shipment(ctx context.Context, lang carriers.Lang, q carriers.Query) carriers.Result {
	report := &carriers.Report{Number: q.Number, Carrier: carriers.UPS}
	seen := map[string]bool{}
	for len(seen) == 0 || len(seen) < report.Count {
		before := len(seen)
		err := a.client.Call(ctx, carriers.Request{
			Method: http.MethodGet, Path: "/api/track/v1/shipment/details/" + url.PathEscape(carriers.NormalNumber(q.Number)),
			Query: url.Values{"offset": {strconv.Itoa(len(seen))}, "count": {strconv.Itoa(pageSize)}},
		}, func(r *carriers.Reply) error {
			var answer answer
			if err := r.JSON(&answer); err != nil {
				return err
			}
			return answer.gather(report, seen, lang, a.now())
		})
		if err != nil && before == 0 {
			return carriers.Result{Err: carriers.AsError(err).About(q.Number)}
		}
		if len(seen) == before { // Nothing new; what has come so far is worth showing, with UPS's own count beside it.
			break
		}
	}
	report.Gather()
	return carriers.Result{Report: report}
}

func locale(lang carriers.Lang) string {
	if lang == carriers.Chinese {
		return "zh_CN"
	}
	return "en_US"
}

// judge reads UPS's errors. Of the bad questions only the one about the number is the number's fault, after which it is
// asked for no more.
func judge(r *carriers.Reply) *carriers.Error {
	switch r.Status {
	case http.StatusNotFound:
		return carriers.Errorf(carriers.KindNotFound, "UPS does not know the number yet")
	case http.StatusBadRequest:
		var f failure
		if !r.Reads(&f) || len(f.Response.Errors) == 0 {
			return nil
		}
		if f.Response.Errors[0].Code == badNumber {
			return carriers.Errorf(carriers.KindBadNumber, "UPS does not take this for a number of its own")
		}
		return carriers.Errorf(carriers.KindBadRequest, "UPS does not understand the question: %s", carriers.PublicText(string(f.Response.Errors[0].Message)))
	default:
		return nil
	}
}
