package mydhl

import (
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

type problem struct {
	Detail carriers.Text `json:"detail"`
}

type answer struct {
	Shipments carriers.Elements[shipment] `json:"shipments"`
}

// shipment leaves out names, addresses and references.
type shipment struct {
	Number   carriers.Text `json:"shipmentTrackingNumber"`
	Product  carriers.Text `json:"productCode"`
	Events   []event       `json:"events"`
	Pieces   []piece       `json:"pieces"`
	Count    int           `json:"numberOfPieces"`
	Estimate carriers.Text `json:"estimatedDeliveryDate"`
}

type piece struct {
	Number carriers.Text `json:"trackingNumber"`
	Events []event       `json:"events"`
}

// event leaves out who signed.
type event struct {
	Date        string        `json:"date"`
	Time        string        `json:"time"`
	Offset      carriers.Text `json:"GMTOffset"`
	Type        carriers.Text `json:"typeCode"`
	Description carriers.Text `json:"description"`
	Area        []struct {
		Description carriers.Text `json:"description"`
	} `json:"serviceArea"`
}

// read puts an answer's shipments where they were asked for.
func (a *Adapter) read(r *carriers.Reply, queries []carriers.Query, results []carriers.Result) error {
	var answer answer
	if err := r.JSON(&answer); err != nil {
		return err
	}
	slots := carriers.SlotsOf(queries)
	found := map[string][]*carriers.Report{}
	for _, e := range answer.Shipments {
		number := carriers.NormalNumber(string(e.Value.Number))
		if e.Err != nil {
			slots.Put(results, number, carriers.Result{Err: a.signed(carriers.OddForm(r.At, e.Err)).About(number)})
			continue
		}
		report := e.Value.report(a.now())
		found[number] = append(found[number], report)
		for _, p := range e.Value.Pieces {
			piece := carriers.NormalNumber(string(p.Number))
			found[piece] = append(found[piece], report)
		}
	}
	for number, reports := range found {
		for _, i := range slots[number] {
			report, e := carriers.Choose(reports, queries[i])
			if e != nil {
				results[i] = carriers.Result{Err: a.signed(e).About(queries[i].Number)}
				continue
			}
			mine := *report
			mine.Number = queries[i].Number
			results[i] = carriers.Result{Report: &mine}
		}
	}
	if len(queries) == 1 && results[0].Report == nil && results[0].Err == nil {
		return carriers.Errorf(carriers.KindNotFound, "DHL Express does not know the number yet")
	}
	return nil
}

func (a *Adapter) signed(e *carriers.Error) *carriers.Error {
	e.Source = Name
	return e
}

// report puts a shipment into our words. No events mean that DHL has the data and not the parcel.
func (s *shipment) report(now time.Time) *carriers.Report {
	r := &carriers.Report{
		Number: string(s.Number), Carrier: carriers.DHL, Service: "express", Count: max(0, s.Count), Events: events(s.Events, ""),
		Headline: carriers.State{Status: carriers.StatusLabelCreated},
	}
	if m, ok := carriers.ParseMoment(string(s.Estimate)); ok {
		r.Estimate = m.Local
	}
	if len(r.Events) > 0 {
		r.Headline = carriers.State{}
	}
	r.Settle(now, false)
	r.Packages = packages(s.Pieces, now)
	if len(r.Packages) > 1 && len(r.Packages) >= s.Count {
		r.Gather()
	}
	return r
}

// packages are the pieces of which DHL tells more than the number.
func packages(pieces []piece, now time.Time) []carriers.Package {
	var list []carriers.Package
	for i := range pieces {
		if len(pieces[i].Events) == 0 {
			continue
		}
		number := carriers.NormalNumber(string(pieces[i].Number))
		r := carriers.Report{Events: events(pieces[i].Events, number)}
		r.Settle(now, false)
		list = append(list, carriers.Package{Number: number, State: r.State, Events: r.Events})
	}
	return list
}

func events(list []event, piece string) []carriers.Event {
	out := make([]carriers.Event, 0, len(list))
	for i := range list {
		e := list[i].event()
		e.Piece = piece
		out = append(out, e)
	}
	return out
}

func (e *event) event() carriers.Event {
	out := carriers.Event{
		Key:    carriers.Key{Table: "dhl", Set: "express", Code: strings.ToUpper(carriers.PublicText(string(e.Type)))},
		Status: carriers.StatusUnknown, Effect: carriers.EffectState,
		Text: carriers.PublicText(string(e.Description)), Lang: carriers.English,
	}
	if m, ok := carriers.ParseMoment(e.Date + "T" + e.Time + string(e.Offset)); ok {
		out.Moment = m
	} else if m, ok := carriers.ParseMoment(e.Date); ok {
		out.Moment = m
	}
	if len(e.Area) > 0 {
		out.Place = fulfillment.Clean(string(e.Area[0].Description))
	}
	m, ok := carriers.Lookup(out.Key)
	if !ok {
		if k, found := carriers.PhraseKey("dhl", "express", string(e.Description)); found {
			out.Detail = k
			m, ok = carriers.Lookup(k)
		}
	}
	if ok {
		out.Status, out.Reason, out.Effect = m.Status, m.Reason, m.Effect
	}
	return out
}
