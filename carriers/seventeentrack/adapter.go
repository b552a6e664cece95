package seventeentrack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"packdesk/carriers"
)

// Name is the adapter's section in the configuration.
const Name = "17track"

// maxBatch is 17TRACK's limit of numbers in one call.
const maxBatch = 40

// firstData is how long 17TRACK takes to have the first data of a number that was just registered.
const firstData = 10 * time.Minute

// Adapter asks 17TRACK.
type Adapter struct {
	client   *carriers.Client
	source   carriers.Source
	now      func() time.Time
	register bool
}

// New makes an adapter. It fails for a base URL that cannot be used.
func New(cfg carriers.Config, deps carriers.Deps) (*Adapter, error) {
	cfg = cfg.Defaults(carriers.Config{BaseURL: "https://api.17track.net", PerSecond: 3, Workers: 2})
	deps = deps.WithDefaults()
	source := cfg.Source(Name)
	source.Keeps = 90 * 24 * time.Hour
	client, err := carriers.NewClient(carriers.ClientOptions{
		Source: source, Config: cfg, Deps: deps,
		Header: func(h http.Header) {
			h["17token"] = []string{cfg.Key}
			h.Set("Content-Type", "application/json")
		},
	})
	if err != nil {
		return nil, err
	}
	return &Adapter{client: client, source: source, now: deps.Now, register: cfg.Register}, nil
}

// Source implements carriers.Adapter.
func (a *Adapter) Source() carriers.Source { return a.source }

// MaxBatch implements carriers.Adapter.
func (a *Adapter) MaxBatch() int { return maxBatch }

// Close implements carriers.Adapter.
func (a *Adapter) Close() { a.client.Close() }

// Resume lets a resting key be tried again.
func (a *Adapter) Resume(ctx context.Context) error { return a.client.Resume(ctx) }

// Track implements carriers.Adapter. Texts come as the carrier wrote them, with 17TRACK's translation when it has one.
func (a *Adapter) Track(ctx context.Context, _ carriers.Lang, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	carriers.Bisect(queries, results, func(q []carriers.Query, r []carriers.Result) *carriers.Error {
		return a.ask(ctx, "gettrackinfo", q, func(answer *answer, at time.Time) { a.fill(answer, at, q, r) })
	})
	if a.register {
		a.registerUnknown(ctx, queries, results)
	}
	return results
}

// registerUnknown registers the numbers that 17TRACK wants registered first; their data come with a later question.
func (a *Adapter) registerUnknown(ctx context.Context, queries []carriers.Query, results []carriers.Result) {
	var unknown []carriers.Query
	var at []int
	for i, r := range results {
		if r.Err != nil && r.Err.Kind == carriers.KindUnregistered {
			unknown, at = append(unknown, queries[i]), append(at, i)
		}
	}
	if len(unknown) == 0 {
		return
	}
	for i, r := range a.Register(ctx, unknown) {
		results[at[i]] = r
	}
}

// Register makes numbers known to 17TRACK, which costs quota. There is nothing to report yet, so each result is an error:
// not found for a number that was taken, with the time when it is worth asking; else why it was not.
func (a *Adapter) Register(ctx context.Context, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	e := a.ask(ctx, "register", queries, func(answer *answer, at time.Time) {
		slots := carriers.SlotsOf(queries)
		for _, x := range answer.Data.Accepted {
			slots.Put(results, string(x.Value.Number), carriers.Result{Err: a.registered(at)})
		}
		a.refuse(answer, at, queries, results)
	})
	if e == nil {
		e = a.signed(carriers.Unanswered())
	}
	carriers.Fill(queries, results, e)
	for i := range results {
		results[i].Err = results[i].Err.About(queries[i].Number)
	}
	return results
}

func (a *Adapter) registered(at time.Time) *carriers.Error {
	e := a.signed(carriers.Errorf(carriers.KindNotFound, "17TRACK has taken the number; its first data come in some minutes"))
	e.RetryAt = at.Add(firstData)
	return e
}

func (a *Adapter) signed(e *carriers.Error) *carriers.Error {
	e.Source = Name
	return e
}

func (a *Adapter) ask(ctx context.Context, what string, queries []carriers.Query, read func(*answer, time.Time)) *carriers.Error {
	body := make([]question, 0, len(queries))
	seen := map[string]bool{}
	for _, q := range queries {
		n := carriers.NormalNumber(q.Number)
		if !seen[n] {
			seen[n] = true
			body = append(body, question{Number: n, Carrier: keyOf(q.Carrier, n)})
		}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return carriers.AsError(fmt.Errorf("question: %w", err))
	}
	err = a.client.Call(ctx, carriers.Request{Method: http.MethodPost, Path: "/track/v2.2/" + what, Body: raw}, func(r *carriers.Reply) error {
		var answer answer
		if err := r.JSON(&answer); err != nil {
			return err
		}
		if e := answer.refusal(); e != nil {
			return e
		}
		read(&answer, r.At)
		return nil
	})
	if err != nil {
		return carriers.AsError(err)
	}
	return nil
}

// keyOf is 17TRACK's number for the carrier; 0 leaves it to 17TRACK. Its EMS is China's: the letters at the end of an EMS
// number say which country's it is.
func keyOf(c carriers.Carrier, number string) int {
	last := number[max(0, len(number)-2):]
	if c == carriers.EMS && last != "CN" && strings.ContainsFunc(last, unicode.IsLetter) {
		return 0
	}
	return c.Key17()
}
