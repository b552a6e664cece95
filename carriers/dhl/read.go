package dhl

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// table is DHL's name in the code tables.
const table = "dhl"

// report puts a shipment into our words.
func (s *shipment) report(number string, lang carriers.Lang, now time.Time) *carriers.Report {
	r := &carriers.Report{
		Number: number, Carrier: carriers.DHL, Service: fulfillment.Clean(s.Service), Count: max(0, s.Details.Pieces),
		Estimate: estimate(string(s.Estimate)), Page: page(string(s.ServiceURL)),
	}
	for i := range s.Events {
		r.Events = append(r.Events, s.Events[i].event(r.Service, lang))
		if next := s.Events[i].newNumber(number); next != "" && r.Next == "" {
			r.Next = next
		}
	}
	r.Events = carriers.OldestFirst(r.Events, true, now)
	head := s.Status.event(r.Service, lang)
	if head.Effect == carriers.EffectState {
		r.Headline = carriers.State{Status: head.Status, Reason: head.Reason, At: head.Moment}
	}
	if len(r.Events) == 0 && head.Status.Known() && !head.IsZero() {
		r.Events = []carriers.Event{head} // Old parcels keep their last status only.
	}
	r.Settle(now, s.Returned)
	return r
}

// event puts one event into our words. A division's own codes and sentences say more than the five values of statusCode:
// at a parcel shop, out for delivery and on the way back are all "transit" there.
func (e *event) event(service string, lang carriers.Lang) carriers.Event {
	out := carriers.Event{Effect: carriers.EffectState, Status: carriers.StatusUnknown, Lang: lang, Place: e.place()}
	if m, ok := carriers.ParseMoment(e.Timestamp); ok {
		out.Moment = m
	}
	code := strings.ToLower(carriers.PublicText(string(e.StatusCode)))
	unified := carriers.Key{Table: table, Set: "unified", Code: code}
	own, ok := e.ownKey(service)
	meaning, known := carriers.Lookup(unified)
	switch {
	case ok && own.Set != "phrase":
		out.Key = own
		meaning, known = carriers.Lookup(own)
	case ok:
		out.Key, out.Detail = unified, own
		meaning, known = carriers.Lookup(own)
	default:
		out.Key = unified
	}
	if known {
		out.Status, out.Reason, out.Effect = meaning.Status, meaning.Reason, meaning.Effect
	}
	if out.Key.Code == "" {
		out.Key = carriers.Key{}
	}
	out.Text = e.text(out.Status)
	if out.Key.Set == "parcel-nl" {
		out.Lang = "" // Codes, no sentences.
	}
	return out
}

// ownKey finds the division's own code, or a known phrase among its sentences.
func (e *event) ownKey(service string) (carriers.Key, bool) {
	status := strings.ToUpper(strings.TrimSpace(string(e.Status)))
	sets := []string{"ecommerce"}
	if service == "parcel-nl" {
		sets = []string{"parcel-nl"}
	}
	for _, set := range sets {
		k := carriers.Key{Table: table, Set: set, Code: status}
		if _, ok := carriers.Lookup(k); ok {
			return k, true
		}
	}
	phrases := service
	if !slices.Contains([]string{"express", "parcel-de", "parcel-pl", "dgf", "dsc"}, service) {
		phrases = ""
	}
	for _, text := range []string{string(e.Description), string(e.Status)} {
		if k, ok := carriers.PhraseKey(table, phrases, text); ok {
			return k, true
		}
	}
	return carriers.Key{}, false
}

// aboutDelivery tells a sentence about a delivery from the name of who signed: DHL has put bare names into descriptions.
var aboutDelivery = regexp.MustCompile(`(?i)deliver|zugestellt|zustell|entreg|livr|bezorg|consegn|dor[eę]cz|parcel|shipment|sendung|pickup|pick-up|document`)

func (e *event) text(status carriers.Status) string {
	description := string(e.Description)
	if (status == carriers.StatusDelivered || strings.EqualFold(string(e.Status), "delivered")) && !aboutDelivery.MatchString(description) {
		description = ""
	}
	if description == "" {
		description = string(e.Status)
	}
	return carriers.Joined(description, string(e.Remark), string(e.NextSteps))
}

func (e *event) place() string {
	locality, country := carriers.PublicText(string(e.Location.Address.Locality)), fulfillment.Clean(string(e.Location.Address.Country))
	switch {
	case locality == "":
		return country
	case country == "" || strings.Contains(locality, country):
		return locality
	default:
		return locality + ", " + country
	}
}

// manyDigits tells a number from a word.
var manyDigits = regexp.MustCompile(`(?:\d[A-Z]*){7}`)

// newNumber is the number under which a returned parcel goes on; DHL writes it into the description.
func (e *event) newNumber(own string) string {
	if !strings.Contains(strings.ToUpper(string(e.Status)), "RETURN") {
		return ""
	}
	for _, word := range strings.Fields(string(e.Description)) {
		n := carriers.NormalNumber(word)
		if len(n) >= 10 && manyDigits.MatchString(n) && n != carriers.NormalNumber(own) {
			return n
		}
	}
	return ""
}

// estimate is the day, and the time where DHL gives one, in the place's own time.
func estimate(s string) string {
	m, ok := carriers.ParseMoment(s)
	if !ok {
		return ""
	}
	return strings.TrimSuffix(strings.Replace(m.Local, "T", " ", 1), ":00")
}

// page is DHL's own page for the parcel; only https pages of DHL are passed on.
func page(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil {
		return ""
	}
	host := u.Hostname()
	for _, domain := range []string{"dhl.com", "dhl.de", "dhlparcel.nl", "dhl.com.pl", "dhl.co.uk", "deutschepost.de"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			u.Scheme = "https"
			return fulfillment.Clean(u.String())
		}
	}
	return ""
}
