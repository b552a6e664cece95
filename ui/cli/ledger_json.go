package cli

import (
	"encoding/json"
	"fmt"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
	"packdesk/store"
)

// keptMoment is a carriers.Moment as the store keeps it.
type keptMoment struct {
	At    int64  `json:"at,omitempty"` // Unix milliseconds.
	Local string `json:"local,omitempty"`
	Zone  string `json:"zone,omitempty"`
	Sure  string `json:"sure,omitempty"`
}

func keepMoment(m carriers.Moment) keptMoment {
	k := keptMoment{Local: m.Local, Zone: m.Zone, Sure: string(m.Certainty)}
	if m.Known() {
		k.At = m.At.UnixMilli()
	}
	return k
}

func (k *keptMoment) moment() carriers.Moment {
	m := carriers.Moment{Local: k.Local, Zone: k.Zone, Certainty: carriers.Certainty(k.Sure)}
	if k.At != 0 {
		m.At = time.UnixMilli(k.At).UTC()
	}
	return m
}

// momentText is a moment as JSON; empty for none.
func momentText(m carriers.Moment) string {
	if m.IsZero() {
		return ""
	}
	text, _ := json.Marshal(keepMoment(m)) // Numbers and texts can always be encoded.
	return string(text)
}

func momentIn(text string) (carriers.Moment, error) {
	var k keptMoment
	err := kept(text, &k)
	return k.moment(), err
}

// keptEvent is a carriers.Event as the store keeps it.
type keptEvent struct {
	keptMoment
	Table     string `json:"table,omitempty"`
	Set       string `json:"set,omitempty"`
	Code      string `json:"code,omitempty"`
	Detail    string `json:"detail,omitempty"` // A code of DetailSet in DetailTable.
	DetailIn  string `json:"detail_set,omitempty"`
	DetailOf  string `json:"detail_table,omitempty"`
	Status    string `json:"status,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Effect    string `json:"effect,omitempty"`
	Text      string `json:"text,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Other     string `json:"other,omitempty"`
	OtherLang string `json:"other_lang,omitempty"`
	Place     string `json:"place,omitempty"`
	Piece     string `json:"piece,omitempty"`
}

func eventText(e *carriers.Event) (string, error) {
	text, err := json.Marshal(&keptEvent{
		keptMoment: keepMoment(e.Moment), Table: e.Key.Table, Set: e.Key.Set, Code: e.Key.Code,
		Detail: e.Detail.Code, DetailIn: e.Detail.Set, DetailOf: e.Detail.Table, Status: string(e.Status), Reason: string(e.Reason),
		Effect: string(e.Effect), Text: e.Text, Lang: string(e.Lang), Other: e.Other, OtherLang: string(e.OtherLang), Place: e.Place, Piece: e.Piece,
	})
	return string(text), err
}

func eventIn(text string) (carriers.Event, error) {
	var k keptEvent
	err := kept(text, &k)
	return carriers.Event{
		Moment: k.moment(), Key: carriers.Key{Table: k.Table, Set: k.Set, Code: k.Code}, Detail: carriers.Key{Table: k.DetailOf, Set: k.DetailIn, Code: k.Detail},
		Status: carriers.Status(k.Status), Reason: carriers.Reason(k.Reason), Effect: carriers.Effect(k.Effect), Text: k.Text, Lang: carriers.Lang(k.Lang),
		Other: k.Other, OtherLang: carriers.Lang(k.OtherLang), Place: k.Place, Piece: k.Piece,
	}, err
}

// keptFault is a carriers.Error as the store keeps it.
type keptFault struct {
	Source  string        `json:"source"`
	Kind    carriers.Kind `json:"kind"`
	RetryAt *time.Time    `json:"retry_at,omitempty"`
	Message string        `json:"message"`
}

// faultText is an error as JSON; empty for none.
func faultText(e *carriers.Error) (string, error) {
	if e == nil {
		return "", nil
	}
	k := keptFault{Source: e.Source, Kind: e.Kind, Message: e.Message}
	if !e.RetryAt.IsZero() {
		at := e.RetryAt.UTC()
		k.RetryAt = &at
	}
	text, err := json.Marshal(k)
	return string(text), err
}

// faultIn is nil for no fault.
func faultIn(text, number string) (*carriers.Error, error) {
	if text == "" {
		return nil, nil
	}
	var k keptFault
	err := kept(text, &k)
	e := &carriers.Error{Source: k.Source, Number: number, Kind: k.Kind, Message: k.Message}
	if k.RetryAt != nil {
		e.RetryAt = *k.RetryAt
	}
	return e, err
}

// keptReport is what a carriers.Report says beside its state and events.
type keptReport struct {
	Carrier  string      `json:"carrier,omitempty"`
	Service  string      `json:"service,omitempty"`
	Headline string      `json:"headline,omitempty"` // A status, where it differs from what the events say,
	Why      string      `json:"headline_reason,omitempty"`
	Packages []keptPiece `json:"packages,omitempty"`
	Count    int         `json:"count,omitempty"`
	Others   int         `json:"others,omitempty"`
	Estimate string      `json:"estimate,omitempty"`
	PickupBy string      `json:"pickup_by,omitempty"`
	Next     string      `json:"next,omitempty"`
	Page     string      `json:"page,omitempty"`
}

type keptPiece struct {
	Number string `json:"number"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

func reportText(r *carriers.Report) (string, error) {
	k := keptReport{
		Carrier: string(r.Carrier), Service: r.Service, Count: r.Count, Others: len(r.Others), Estimate: r.Estimate, PickupBy: r.PickupBy, Next: r.Next, Page: r.Page,
	}
	if r.Conflict() {
		k.Headline, k.Why = string(r.Headline.Status), string(r.Headline.Reason)
	}
	for i := range r.Packages {
		p := &r.Packages[i]
		k.Packages = append(k.Packages, keptPiece{p.Number, string(p.State.Status), string(p.State.Reason)})
	}
	text, err := json.Marshal(&k)
	return string(text), err
}

// kept reads what the functions here have written.
func kept(text string, v any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("%w: what is kept of a parcel cannot be read: %w", fulfillment.ErrInvalid, err)
	}
	return nil
}

// reportIn is the last answer of a parcel with all events that were ever told; nil when there was none.
func reportIn(text, number string, events []store.FollowedEvent) (*carriers.Report, error) {
	if text == "" {
		return nil, nil
	}
	var k keptReport
	if err := kept(text, &k); err != nil {
		return nil, err
	}
	r := &carriers.Report{
		Number: number, Carrier: carriers.Carrier(k.Carrier), Service: k.Service, Count: k.Count, Estimate: k.Estimate, PickupBy: k.PickupBy, Next: k.Next, Page: k.Page,
		Headline: carriers.State{Status: carriers.Status(k.Headline), Reason: carriers.Reason(k.Why)}, Others: make([]carriers.Shipment, k.Others),
	}
	for _, p := range k.Packages {
		r.Packages = append(r.Packages, carriers.Package{Number: p.Number, State: carriers.State{Status: carriers.Status(p.Status), Reason: carriers.Reason(p.Reason)}})
	}
	for i := range events {
		e, err := eventIn(events[i].Body)
		if err != nil {
			return nil, err
		}
		r.Events = append(r.Events, e)
	}
	return r, nil
}
