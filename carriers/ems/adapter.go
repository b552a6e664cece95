package ems

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"packdesk/carriers"
)

// Name is the adapter's section in the configuration.
const Name = "ems"

// The modes.
const (
	modeLive   = "live"
	modeTest   = "test"
	modeLegacy = "legacy"
)

// china is the zone of every time that EMS stamps at home.
func china() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

// Adapter asks EMS.
type Adapter struct {
	client *carriers.Client
	source carriers.Source
	now    func() time.Time
	config carriers.Config
	cipher *cipher
}

// New makes an adapter. It fails for an unknown mode, a signing key that is none, and a base URL that cannot be used.
func New(cfg carriers.Config, deps carriers.Deps) (*Adapter, error) {
	if cfg.Mode == "" {
		cfg.Mode = modeLive
	}
	base := "https://api.ems.com.cn"
	switch cfg.Mode {
	case modeLive, modeTest:
	case modeLegacy:
		base = ""
	default:
		return nil, fmt.Errorf("carriers.ems.mode is %q; it may be live, test or legacy", cfg.Mode)
	}
	cfg = cfg.Defaults(carriers.Config{BaseURL: base, PerSecond: 5, Workers: 4})
	deps = deps.WithDefaults()
	a := &Adapter{source: cfg.Source(Name), now: deps.Now, config: cfg}
	a.source.Keeps = 90 * 24 * time.Hour
	if cfg.Mode != modeLegacy {
		var err error
		if a.cipher, err = newCipher(cfg.Secret); err != nil {
			return nil, err
		}
	}
	var err error
	a.client, err = carriers.NewClient(carriers.ClientOptions{Source: a.source, Config: cfg, Deps: deps})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Source implements carriers.Adapter.
func (a *Adapter) Source() carriers.Source { return a.source }

// MaxBatch implements carriers.Adapter.
func (a *Adapter) MaxBatch() int { return 1 }

// Close implements carriers.Adapter.
func (a *Adapter) Close() { a.client.Close() }

// Resume lets a resting key be tried again.
func (a *Adapter) Resume(ctx context.Context) error { return a.client.Resume(ctx) }

// Track implements carriers.Adapter. Texts are Chinese whatever lang is.
func (a *Adapter) Track(ctx context.Context, _ carriers.Lang, queries []carriers.Query) []carriers.Result {
	results := make([]carriers.Result, len(queries))
	for i, q := range queries {
		report, err := a.one(ctx, q)
		if err != nil {
			results[i].Err = carriers.AsError(err).About(q.Number)
			continue
		}
		results[i].Report = report
	}
	return results
}

func (a *Adapter) one(ctx context.Context, q carriers.Query) (*carriers.Report, error) {
	path, form, items := a.question(carriers.NormalNumber(q.Number))
	header := http.Header{}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	var report *carriers.Report
	err := a.client.Call(ctx, carriers.Request{
		Method: http.MethodPost, Path: path, Header: header, Body: []byte(form.Encode()),
	}, func(r *carriers.Reply) error {
		list, err := items(r)
		if err != nil {
			return err
		}
		var e *carriers.Error
		if report, e = read(list, q, a.now()); e != nil {
			return e
		}
		return nil
	})
	return report, err
}

// question is where to ask for a number, how, and what reads the answer.
func (a *Adapter) question(number string) (path string, form url.Values, items func(*carriers.Reply) ([]item, error)) {
	switch a.config.Mode {
	case modeLegacy:
		return "/querypush-twswn/mailTrack/queryMailTrackWn/plus", a.legacy(number), legacyItems
	case modeTest:
		return "/amp-prod-api/f/amp/api/test", a.platform(number), openItems
	default:
		return "/amp-prod-api/f/amp/api/open", a.platform(number), openItems
	}
}

// platform is the question in the form of the open platform.
func (a *Adapter) platform(number string) url.Values {
	return url.Values{
		"apiCode": {"040001"}, "senderNo": {a.config.Account}, "authorization": {a.config.Key}, "msgType": {"0"},
		"timeStamp": {a.now().In(china()).Format("2006-01-02 15:04:05")}, "version": {"V1.0.0"},
		"logitcsInterface": {a.cipher.seal(`{"waybillNo":"` + number + `"}`)}, // EMS spells it like this. The number is letters and digits.
	}
}
