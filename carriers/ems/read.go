package ems

import (
	"strings"
	"time"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

// table is EMS's name in the code tables.
const table = "ems"

// read makes the report of a list of operations, oldest first.
func read(items []item, q carriers.Query, now time.Time) (*carriers.Report, *carriers.Error) {
	number := carriers.NormalNumber(q.Number)
	r := &carriers.Report{Number: q.Number, Carrier: carriers.EMS}
	abroad := !chinese(number)
	for i := range items {
		it := &items[i]
		own := carriers.NormalNumber(string(it.Waybill) + string(it.Trace))
		if own != "" && own != number {
			continue
		}
		r.Events = append(r.Events, it.event())
	}
	if len(r.Events) == 0 {
		return nil, carriers.Errorf(carriers.KindNotFound, "EMS does not know the number yet")
	}
	for i := range r.Events {
		if e := &r.Events[i]; e.Place != "" {
			e.Moment = e.In(china())
		}
	}
	r.Events = carriers.OldestFirst(r.Events, false, now)
	for i := range r.Events { // Once it has left the country, a time without a place is no longer China's.
		e := &r.Events[i]
		home := e.Place != ""
		if !home && leavesChina(e) {
			abroad = true
		}
		if !abroad {
			e.Moment = e.In(china())
		}
		abroad = abroad && !home
	}
	r.Settle(now, false)
	return r, nil
}

// chinese reports whether a number was given out in China: an S10 number that ends in CN, or a domestic one of digits.
func chinese(number string) bool {
	last := number[max(0, len(number)-2):]
	return last == "CN" || last != "" && last[0] >= '0' && last[0] <= '9'
}

// leavesChina reports whether an operation without a place happened abroad, or may have.
func leavesChina(e *carriers.Event) bool {
	m, _ := carriers.Lookup(e.Key)
	words := m.Chinese + e.Text
	for _, sign := range []string{"境外", "目的国", "目的地", "第三国", "寄达地", "进港", "航班降落", "进口"} {
		if strings.Contains(words, sign) {
			return true
		}
	}
	return strings.HasPrefix(e.Key.Code, "C_") || strings.HasPrefix(e.Key.Code, "O_")
}

// event puts an operation into our words. Where and why it was delivered or not stands in a second code, which decides:
// EMS calls a parcel in a locker delivered.
func (it *item) event() carriers.Event {
	code := strings.ToUpper(fulfillment.Clean(string(it.Code)))
	e := carriers.Event{
		Key: carriers.Key{Table: table, Set: "op", Code: code}, Status: carriers.StatusUnknown, Effect: carriers.EffectState,
		Text: carriers.PublicText(string(it.Text)), Lang: carriers.Chinese, Place: it.place(),
	}
	if e.Text == "" {
		e.Text = carriers.PublicText(string(it.Name))
	}
	if m, ok := carriers.ParseMoment(string(it.Time)); ok {
		e.Moment = m
	}
	if code == "" {
		e.Key = carriers.Key{}
	}
	m, ok := carriers.Lookup(e.Key)
	if !ok {
		return it.byWords(e)
	}
	e.Status, e.Reason, e.Effect = m.Status, m.Reason, m.Effect
	for _, second := range []struct {
		op, set string
		code    carriers.Text
	}{{"704", "deliver_code", it.Deliver}, {"705", "attempt_code", it.Attempt}} {
		if code != second.op {
			continue
		}
		k := carriers.Key{Table: table, Set: second.set, Code: strings.ToUpper(fulfillment.Clean(string(second.code)))}
		if why, known := carriers.Lookup(k); known {
			e.Detail, e.Status, e.Reason = k, why.Status, why.Reason
		}
	}
	return e
}

// byWords finds the meaning of an operation whose code is in no table.
func (it *item) byWords(e carriers.Event) carriers.Event {
	name := strings.TrimSpace(string(it.Name))
	for _, end := range []string{"删除", "撤销", "取消"} {
		if strings.HasSuffix(name, end) { // It takes something back, and nobody knows what: nothing is hidden for it.
			e.Effect = carriers.EffectRevokes
			return e
		}
	}
	for _, text := range []string{string(it.Text), name} {
		if k, ok := carriers.PhraseKey(table, "", text); ok {
			m, _ := carriers.Lookup(k)
			e.Detail, e.Status, e.Reason, e.Effect = k, m.Status, m.Reason, m.Effect
			return e
		}
	}
	return e
}

func (it *item) place() string {
	var parts []string
	for _, t := range []carriers.Text{it.Province, it.City, it.Office} {
		s := carriers.PublicText(string(t))
		if s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}
