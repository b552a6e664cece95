package tracking

import (
	"strings"

	"packdesk/fulfillment"
)

// Everything that a desk returns is cleaned once, when it comes in, so that drawing need not think of it: what carriers,
// buyers and shops have written never reaches a terminal raw, whoever stored it.

func cleanAll(texts ...*string) {
	for _, s := range texts {
		*s = fulfillment.Clean(*s)
	}
}

func (w *Words) clean() { cleanAll(&w.EN, &w.ZH) }

func (m *Moment) clean() { cleanAll(&m.Local, &m.Zone) }

func (f *Fault) clean() {
	cleanAll(&f.Kind, &f.Section, &f.Message)
	f.Carrier.clean()
}

func (r *Row) clean() {
	status := string(r.Status)
	cleanAll(&r.Number, &r.Order, &r.Buyer, &status, &r.Code, &r.Problem) // The id is never drawn.
	r.Status = Status(status)
	r.Carrier.clean()
	r.Reason.clean()
	r.Last.clean()
	r.Fault.clean()
}

func (k *Key) clean() {
	cleanAll(&k.Name)
	k.Carrier.clean()
	k.Rests.clean()
}

func (e *Event) clean() {
	cleanAll(&e.Text, &e.Lang, &e.Place, &e.Piece)
	e.Moment.clean()
	e.Words.clean()
}

func (p *Parcel) clean() {
	p.Row.clean()
	cleanAll(&p.Service, &p.Estimate, &p.PickupBy, &p.Next, &p.Stop)
	p.Headline.clean()
	p.Scanned.clean()
	p.Key.clean()
	for i := range p.Events {
		p.Events[i].clean()
	}
	for i := range p.Pieces {
		status := string(p.Pieces[i].Status)
		cleanAll(&p.Pieces[i].Number, &status)
		p.Pieces[i].Status = Status(status)
		p.Pieces[i].Reason.clean()
	}
	for i := range p.Links {
		p.Links[i].clean()
	}
}

func (l *Link) clean() {
	l.Name.clean()
	l.Lang.clean()
	l.URL = Words{EN: address(l.URL.EN), ZH: address(l.URL.ZH)}
}

func (r *Reading) clean() {
	cleanAll(&r.Number)
	for i := range r.Suggested {
		cleanAll(&r.Suggested[i])
	}
	for i := range r.Candidates {
		c := &r.Candidates[i]
		c.Name.clean()
		c.Why.clean()
		cleanAll(&c.Number, &c.Carrier, &c.Service)
	}
}

// longestAddress bounds what becomes a link: more than a screen's code can hold.
const longestAddress = 512

// address is a page's address when it is one that a terminal may be handed: https, and nothing but what addresses are made
// of; empty otherwise.
func address(s string) string {
	if !strings.HasPrefix(s, "https://") || len(s) > longestAddress {
		return ""
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || strings.IndexByte("\"<>\\^`{|}", s[i]) >= 0 {
			return ""
		}
	}
	return s
}
