package cli

import (
	"encoding/json"
	"io"
	"time"

	"packdesk/carriers"
)

// parcelJSON is where a parcel is, as scripts read it. Fields are added, never renamed or taken away.
type parcelJSON struct {
	Number      string           `json:"number"`
	Carrier     carriers.Carrier `json:"carrier"`
	Service     string           `json:"service"`
	Source      string           `json:"source"` // Who told.
	Status      carriers.Status  `json:"status"`
	Reason      carriers.Reason  `json:"reason"`
	NeedsAction bool             `json:"needs_action"`
	Problem     carriers.Problem `json:"problem"`
	Words       string           `json:"words"` // Status and reason in the packer's language.
	Estimate    string           `json:"estimate"`
	PickupBy    string           `json:"pickup_by"`
	Next        string           `json:"next_number"`
	DeliveredAt *momentJSON      `json:"delivered_at"`
	Events      []eventJSON      `json:"events"` // Oldest first.
	Links       []linkJSON       `json:"links"`
	CheckedAt   stamp            `json:"checked_at"`
	Error       *faultJSON       `json:"error"`
}

// momentJSON is when something happened: at is null while the zone is unknown, and local is the clock at the place.
type momentJSON struct {
	At    stamp  `json:"at"`
	Local string `json:"local"`
	Zone  string `json:"zone"`
}

type eventJSON struct {
	momentJSON
	CodeSet string          `json:"code_set"`
	Code    string          `json:"code"`
	Status  carriers.Status `json:"status"`
	Reason  carriers.Reason `json:"reason"`
	Text    string          `json:"text"` // The carrier's own words.
	TextEN  string          `json:"text_en"`
	TextZH  string          `json:"text_zh"`
	Place   string          `json:"place"`
	Effect  carriers.Effect `json:"effect"`
}

type linkJSON struct {
	URL        string        `json:"url"`
	Kind       string        `json:"kind"` // Empty for a page of the parcel.
	Lang       carriers.Lang `json:"lang"`
	Typed      bool          `json:"number_must_be_typed"`
	Login      bool          `json:"login"`
	Aggregator bool          `json:"aggregator"`
}

type faultJSON struct {
	Kind    carriers.Kind `json:"kind"`
	RetryAt stamp         `json:"retry_at"`
	Message string        `json:"message"`
}

// jsonTo writes one object a line, with links as they are typed.
func jsonTo(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

func jsonMoment(m carriers.Moment) momentJSON { return momentJSON{stamp{m.At}, m.Local, m.Zone} }

func jsonEvent(e *carriers.Event) eventJSON {
	return eventJSON{
		momentJSON: jsonMoment(e.Moment), CodeSet: e.Key.Set, Code: e.Key.Code, Status: e.Status, Reason: e.Reason, Text: e.Text,
		TextEN: e.Words(carriers.English), TextZH: e.Words(carriers.Chinese), Place: e.Place, Effect: e.Effect,
	}
}

// seen is all that is known of one number.
type seen struct {
	query     carriers.Query
	source    string
	report    *carriers.Report // nil when nobody has told.
	state     carriers.State
	problem   carriers.Problem
	checkedAt time.Time
	err       *carriers.Error
}

func (s *seen) json(lang carriers.Lang, more []carriers.Page) parcelJSON {
	p := parcelJSON{
		Number: s.query.Number, Carrier: s.query.Carrier, Service: s.query.Service, Source: s.source, Status: s.state.Status, Reason: s.state.Reason,
		NeedsAction: needsAction(s.state, s.problem), Problem: s.problem,
		Words: s.state.Words(lang), Events: []eventJSON{}, Links: []linkJSON{}, CheckedAt: stamp{s.checkedAt},
	}
	if p.Status == "" {
		p.Status = carriers.StatusUnknown
	}
	if s.state.Status == carriers.StatusDelivered && !s.state.At.IsZero() {
		at := jsonMoment(s.state.At)
		p.DeliveredAt = &at
	}
	if r := s.report; r != nil {
		p.Estimate, p.PickupBy, p.Next = r.Estimate, r.PickupBy, r.Next
		for i := range r.Events {
			p.Events = append(p.Events, jsonEvent(&r.Events[i]))
		}
	}
	for _, page := range append(s.pages(lang), more...) {
		p.Links = append(p.Links, linkJSON{page.URL, page.Kind, page.Lang, page.Typed, page.Login, page.Other})
	}
	if s.err != nil {
		p.Error = &faultJSON{s.err.Kind, stamp{s.err.RetryAt}, s.err.Message}
	}
	return p
}

// pages are where a person can see the parcel, the page that the carrier itself names first.
func (s *seen) pages(lang carriers.Lang) []carriers.Page {
	pages := carriers.Pages(s.query.Carrier, s.query.Service, s.query.Number, lang)
	if s.report != nil && s.report.Page != "" {
		pages = append([]carriers.Page{{URL: s.report.Page}}, pages...)
	}
	return pages
}
