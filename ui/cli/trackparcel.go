package cli

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/store"
	"packdesk/ui/tracking"
)

func filterOf(f tracking.Filter) store.FollowedFilter {
	return store.FollowedFilter{Action: f.Action, Status: string(f.Status), Carrier: f.Carrier, Text: f.Text}
}

// rowOf is a followed parcel as the list shows it.
func rowOf(f *store.Followed) (tracking.Row, error) {
	reason := carriers.Reason(f.Reason)
	r := tracking.Row{
		ID: f.ID, Place: tracking.Place{Group: f.Place.Group, Value: f.Place.Value, ID: f.ID}, Number: f.Number,
		Carrier: carrierWords(carriers.Carrier(f.Carrier)), Order: f.Order, Buyer: f.Buyer, Status: tracking.Status(f.Status), Code: f.Reason,
		Reason: reasonWords(reason), Problem: f.Problem, Action: f.Place.Group == store.GroupAction, Ended: f.Place.Group == store.GroupEnded,
		CheckedAt: f.CheckedAt, NextAt: f.NextAt, DueBy: f.DueBy,
	}
	if f.Stop != "" {
		r.NextAt = time.Time{}
	}
	last, err := momentIn(f.Last)
	if err != nil {
		return r, err
	}
	r.Last = momentOf(last)
	fault, err := faultIn(f.Fault, f.Number)
	r.Fault = faultOf(fault)
	return r, err
}

// parcelOf is a followed parcel with all that is known of it.
func parcelOf(f *store.Followed, events []store.FollowedEvent) (*tracking.Parcel, error) {
	row, err := rowOf(f)
	if err != nil {
		return nil, err
	}
	var report keptReport
	if err := kept(f.Report, &report); err != nil {
		return nil, err
	}
	p := &tracking.Parcel{
		Row: row, Service: report.Service, Choice: tracking.Choice{Number: f.Number, Carrier: f.Carrier, Service: f.Service}, Count: report.Count,
		Others: report.Others, Estimate: report.Estimate, PickupBy: report.PickupBy, Next: report.Next, Stop: f.Stop, Handed: f.Handed,
	}
	if report.Headline != "" {
		p.Headline = stateWords(carriers.State{Status: carriers.Status(report.Headline), Reason: carriers.Reason(report.Why)})
	}
	for _, piece := range report.Packages {
		p.Pieces = append(p.Pieces, tracking.Piece{
			Number: piece.Number, Status: tracking.Status(piece.Status), Reason: reasonWords(carriers.Reason(piece.Reason)),
		})
	}
	scan, err := momentIn(f.Scan)
	if err != nil {
		return nil, err
	}
	p.Scanned = momentOf(scan)
	for _, e := range slices.Backward(events) {
		event, err := eventIn(e.Body)
		if err != nil {
			return nil, err
		}
		p.Events = append(p.Events, eventOf(&event))
	}
	service := report.Service
	if f.Service != "" {
		service = f.Service
	}
	p.Links = linksOf(carriers.Carrier(f.Carrier), service, f.Number, report.Page)
	return p, nil
}

// told is a report on a number that nobody follows.
func told(c tracking.Choice, r *carriers.Report, at time.Time) *tracking.Parcel {
	carrier := carriers.Carrier(c.Carrier)
	if r.Carrier != "" {
		carrier = r.Carrier
	}
	p := &tracking.Parcel{
		Row: tracking.Row{
			Number: c.Number, Carrier: carrierWords(carrier), Status: tracking.Status(r.State.Status), Code: string(r.State.Reason),
			Reason: reasonWords(r.State.Reason), Action: r.State.NeedsAction(), Ended: r.State.Final(), CheckedAt: at,
		},
		Service: r.Service, Choice: c, Count: r.Count, Others: len(r.Others), Estimate: r.Estimate, PickupBy: r.PickupBy, Next: r.Next,
		Links: linksOf(carrier, r.Service, c.Number, r.Page),
	}
	if r.Conflict() {
		p.Headline = stateWords(r.Headline)
	}
	for i := range r.Packages {
		x := &r.Packages[i]
		p.Pieces = append(p.Pieces, tracking.Piece{Number: x.Number, Status: tracking.Status(x.State.Status), Reason: reasonWords(x.State.Reason)})
	}
	for i := range slices.Backward(r.Events) {
		p.Events = append(p.Events, eventOf(&r.Events[i]))
	}
	if e, ok := r.Latest(); ok {
		p.Last = momentOf(e.Moment)
	}
	if e, ok := r.FirstScan(); ok {
		p.Scanned = momentOf(e.Moment)
	}
	return p
}

func eventOf(e *carriers.Event) tracking.Event {
	return tracking.Event{
		Moment: momentOf(e.Moment), Words: tracking.Words{EN: e.Words(carriers.English), ZH: e.Words(carriers.Chinese)}, Text: e.Text, Lang: string(e.Lang),
		Place: e.Place, Piece: e.Piece, Status: tracking.Status(e.Status), Info: e.Effect == carriers.EffectInfo, Revokes: e.Effect == carriers.EffectRevokes,
	}
}

func momentOf(m carriers.Moment) tracking.Moment {
	return tracking.Moment{At: m.At, Local: m.Local, Zone: m.Zone, Derived: m.Certainty == carriers.ZoneDerived}
}

// faultOf is why a carrier has not answered; zero for none.
func faultOf(e *carriers.Error) tracking.Fault {
	if e == nil {
		return tracking.Fault{}
	}
	return tracking.Fault{
		Kind: string(e.Kind), Carrier: sourceWords(e.Source), Section: "carriers." + e.Source, RetryAt: e.RetryAt, Message: e.Message,
	}
}

func carrierWords(c carriers.Carrier) tracking.Words {
	if c == "" {
		return tracking.Words{}
	}
	return tracking.Words{EN: c.Name(carriers.English), ZH: c.Name(carriers.Chinese)}
}

// sourceWords is the name of who is asked, by the name of its section in the configuration.
func sourceWords(source string) tracking.Words {
	switch source {
	case "mydhl":
		return tracking.Words{EN: "MyDHL", ZH: "MyDHL"}
	case "17track":
		return tracking.Words{EN: "17TRACK", ZH: "17TRACK"}
	default:
		return carrierWords(carriers.Carrier(source))
	}
}

func reasonWords(r carriers.Reason) tracking.Words {
	return tracking.Words{EN: r.Label(carriers.English), ZH: r.Label(carriers.Chinese)}
}

func stateWords(s carriers.State) tracking.Words {
	return tracking.Words{EN: s.Words(carriers.English), ZH: s.Words(carriers.Chinese)}
}

// linksOf are the pages that show a parcel to a person: the one that the carrier has named itself goes first.
func linksOf(c carriers.Carrier, service, number, own string) []tracking.Link {
	var links []tracking.Link
	if strings.HasPrefix(own, "https://") {
		links = append(links, tracking.Link{Name: hostWords(own), URL: tracking.Words{EN: own}})
	}
	pages := carriers.Pages(c, service, number, carriers.English)
	for i := range pages {
		links = append(links, linkOf(&pages[i]))
	}
	return links
}

// linkOf is a page in both languages.
func linkOf(p *carriers.Page) tracking.Link {
	en, zh := p.In(carriers.English), p.In(carriers.Chinese)
	return tracking.Link{
		Name: hostWords(en.URL), URL: tracking.Words{EN: en.URL, ZH: zh.URL}, Lang: tracking.Words{EN: string(en.Lang), ZH: string(zh.Lang)},
		Typed: en.Typed, Login: en.Login, Other: en.Other, List: en.Kind == "order list",
	}
}

// hostWords names a page by whose it is.
func hostWords(page string) tracking.Words {
	u, err := url.Parse(page)
	if err != nil {
		return tracking.Words{}
	}
	return tracking.Words{EN: strings.TrimPrefix(u.Host, "www.")}
}
