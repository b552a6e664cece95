package fedex

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"packdesk/carriers"
)

// Name is the adapter's section in the configuration.
const Name = "fedex"

// maxBatch is FedEx's limit of numbers in one call.
const maxBatch = 30

// Adapter asks FedEx.
type Adapter struct {
	client *carriers.Client
	source carriers.Source
	now    func() time.Time
}

// New makes an adapter. It fails for an unknown mode and for a base URL that cannot be used.
func New(cfg carriers.Config, deps carriers.Deps) (*Adapter, error) {
	base, ok := map[string]string{
		"": "https://apis.fedex.com", "live": "https://apis.fedex.com", "sandbox": "https://apis-sandbox.fedex.com",
	}[cfg.Mode]
	if !ok {
		return nil, fmt.Errorf("carriers.fedex.mode is %q; it may be live or sandbox", cfg.Mode)
	}
	cfg = cfg.Defaults(carriers.Config{BaseURL: base, PerSecond: 140, PerDay: 100_000, Workers: 8})
	deps = deps.WithDefaults()
	source := cfg.Source(Name)
	source.Keeps = 90 * 24 * time.Hour
	client, err := carriers.NewClient(carriers.ClientOptions{
		Source: source, Config: cfg, Deps: deps, Judge: judge, OAuth: &carriers.OAuth{Path: "/oauth/token"},
	})
	if err != nil {
		return nil, err
	}
	return &Adapter{client: client, source: source, now: deps.Now}, nil
}

// Source implements carriers.Adapter.
func (a *Adapter) Source() carriers.Source { return a.source }

// MaxBatch implements carriers.Adapter.
func (a *Adapter) MaxBatch() int { return maxBatch }

// Close implements carriers.Adapter.
func (a *Adapter) Close() { a.client.Close() }

// Resume lets a resting key be tried again.
func (a *Adapter) Resume(ctx context.Context) error { return a.client.Resume(ctx) }

// Track implements carriers.Adapter.
func (a *Adapter) Track(ctx context.Context, lang carriers.Lang, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	carriers.Bisect(queries, results, func(q []carriers.Query, r []carriers.Result) *carriers.Error {
		body := question{Detailed: true}
		for n := range carriers.SlotsOf(q) {
			body.Numbers = append(body.Numbers, numberInfo{numberOf{n}})
		}
		sortNumbers(body.Numbers, q)
		err := a.ask(ctx, lang, "/track/v1/trackingnumbers", body, func(answer *answer, at time.Time) error {
			return a.fill(answer, lang, at, q, r)
		})
		if err != nil {
			return carriers.AsError(err)
		}
		return nil
	})
	return results
}

// Shipment implements carriers.Shipments.
func (a *Adapter) Shipment(ctx context.Context, lang carriers.Lang, q carriers.Query) carriers.Result {
	body := associated{Detailed: true, Type: "STANDARD_MPS", Master: numberInfo{numberOf{carriers.NormalNumber(q.Number)}}}
	var result carriers.Result
	err := a.ask(ctx, lang, "/track/v1/associatedshipments", body, func(answer *answer, _ time.Time) error {
		var e *carriers.Error
		if result.Report, e = answer.shipment(q, lang, a.now()); e != nil {
			return e
		}
		return nil
	})
	if err != nil {
		return carriers.Result{Err: carriers.AsError(err).About(q.Number)}
	}
	return result
}

func (a *Adapter) ask(ctx context.Context, lang carriers.Lang, path string, body any, read func(*answer, time.Time) error) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("question: %w", err)
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set("x-locale", locale(lang))
	header.Set("x-customer-transaction-id", uuid.NewString())
	return a.client.Call(ctx, carriers.Request{Method: http.MethodPost, Path: path, Header: header, Body: raw}, func(r *carriers.Reply) error {
		var answer answer
		if err := r.JSON(&answer); err != nil {
			return err
		}
		return read(&answer, r.At)
	})
}

func locale(lang carriers.Lang) string {
	if lang == carriers.Chinese {
		return "zh_CN"
	}
	return "en_US"
}

// judge reads FedEx's errors. Two limits share a status: a burst, over in seconds, and the day's quota.
func judge(r *carriers.Reply) *carriers.Error {
	var f failure
	if !r.Reads(&f) || len(f.Errors) == 0 {
		return nil
	}
	code, message := string(f.Errors[0].Code), carriers.PublicText(string(f.Errors[0].Message))
	switch r.Status {
	case http.StatusTooManyRequests:
		if strings.Contains(strings.ToLower(message), "quota") {
			return carriers.Errorf(carriers.KindQuota, "FedEx's calls of the day are used up; it goes on at 00:00 GMT")
		}
		return nil
	case http.StatusBadRequest:
		if strings.HasPrefix(code, "TRACKING.TRACKINGNUMBER") {
			return carriers.Errorf(carriers.KindBadNumber, "FedEx does not take this for a number of its own")
		}
		return carriers.Errorf(carriers.KindBadRequest, "FedEx does not understand the question: %s", message)
	default:
		return nil
	}
}
