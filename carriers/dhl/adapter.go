package dhl

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"packdesk/carriers"
)

// Name is the adapter's section in the configuration.
const Name = "dhl"

// Adapter asks DHL Unified.
type Adapter struct {
	client *carriers.Client
	source carriers.Source
	now    func() time.Time
}

// New makes an adapter. It fails for a base URL that cannot be used.
func New(cfg carriers.Config, deps carriers.Deps) (*Adapter, error) {
	cfg = cfg.Defaults(carriers.Config{BaseURL: "https://api-eu.dhl.com", PerSecond: 1, PerDay: 250, Workers: 2})
	deps = deps.WithDefaults()
	source := cfg.Source(Name)
	source.PerParcel, source.Keeps = 10, 90*24*time.Hour
	client, err := carriers.NewClient(carriers.ClientOptions{
		Source: source, Config: cfg, Deps: deps, Judge: judge,
		Header: func(h http.Header) { h.Set("DHL-API-Key", cfg.Key) },
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
		r, err := a.one(ctx, lang, q)
		if err != nil {
			results[i].Err = carriers.AsError(err).About(q.Number)
			continue
		}
		results[i].Report = r
	}
	return results
}

func (a *Adapter) one(ctx context.Context, lang carriers.Lang, q carriers.Query) (*carriers.Report, error) {
	query := url.Values{"trackingNumber": {carriers.NormalNumber(q.Number)}}
	if slices.Contains(services, q.Service) {
		query.Set("service", q.Service)
	}
	if q.Postcode != "" {
		query.Set("recipientPostalCode", q.Postcode)
	}
	if lang != "" && lang != carriers.English {
		query.Set("language", string(lang))
	}
	var report *carriers.Report
	err := a.client.Call(ctx, carriers.Request{Method: http.MethodGet, Path: "/track/shipments", Query: query}, func(r *carriers.Reply) error {
		var answer answer
		if err := r.JSON(&answer); err != nil {
			return err
		}
		var e *carriers.Error
		if report, e = a.read(&answer, carriers.LangOf(r.Header.Get("Content-Language")), q); e != nil {
			return e
		}
		return nil
	})
	return report, err
}

// read makes the report of what is meant among the shipments of an answer.
func (a *Adapter) read(answer *answer, lang carriers.Lang, q carriers.Query) (*carriers.Report, *carriers.Error) {
	reports := make([]*carriers.Report, 0, len(answer.Shipments))
	for i := range answer.Shipments {
		reports = append(reports, answer.Shipments[i].report(q.Number, lang, a.now()))
	}
	if len(reports) == 0 {
		return nil, carriers.Errorf(carriers.KindNotFound, "DHL does not know the number yet")
	}
	return carriers.Choose(reports, q)
}

// judge reads DHL's problem documents.
func judge(r *carriers.Reply) *carriers.Error {
	var p problem
	if !r.Reads(&p) {
		return nil
	}
	detail := carriers.PublicText(string(p.Detail))
	switch r.Status {
	case http.StatusNotFound:
		return carriers.Errorf(carriers.KindNotFound, "DHL does not know the number yet")
	case http.StatusBadRequest:
		return carriers.Errorf(carriers.KindBadRequest, "DHL does not understand the question: %s", detail)
	default:
		return nil
	}
}
