package pack

import (
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
	"packdesk/ui/widget"
)

// outlook is what an idle bench shows: what was done today, and what is next.
func (p *Pane) outlook(w, h int, now time.Time) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	var out []string
	if p.idle.counted {
		facts := []string{say.N("pack.today_bench", p.idle.bench)}
		if who := p.Operator(); who != "" {
			facts = append(facts, fulfillment.Clean(who)+": "+strconv.Itoa(p.idle.mine))
		}
		out = append(out, l.Fit(" "+t.Strong.Render(strings.Join(facts, "  "+t.Glyphs.Dot+"  ")), w), "")
	}
	if !p.idle.read || p.o.Orders == nil {
		return out
	}
	if len(p.idle.next) == 0 {
		return append(out, " "+t.Strong.Render(say.T("empty.to_pack")))
	}
	out = append(out, t.Head.Render(l.Fit(" "+say.N("pack.next", p.idle.waiting), w)))
	for i := range p.idle.next {
		if len(out) >= h {
			break
		}
		out = append(out, p.nextRow(&p.idle.next[i], w, now))
	}
	return out
}

// nextRow is an order that waits: how urgent it is, and what to fetch.
func (p *Pane) nextRow(r *fulfillment.Row, w int, now time.Time) string {
	t, l := &p.look.Theme, &p.look
	rung := p.rung(r.Due, now)
	if r.Stopped(now) {
		rung = theme.Stopped
	}
	ladder := &t.Ladder[rung]
	word := ladder.Sign + " " + i18n.Word(p.look.Say, "urgency", fulfillment.Urgencies()[rung])
	var buf [32]byte
	left := string(widget.AppendCountdown(buf[:0], r.Due.At, now, r.Due.Estimate(), widget.Seconds(r.Due.At, now)))
	const wordWidth, idWidth = 9, 19
	head := " " + ladder.Word.Render(word) + widget.Spaces(wordWidth-l.Cells.StringWidth(word)) + ladder.Clock.Render(left) + " "
	used := 1 + wordWidth + widget.CountdownWidth + 1
	count := t.Text
	if r.Units > 1 {
		count = t.Quantity
	}
	units := widget.FitRight(l.Cells, strconv.Itoa(r.Units)+" "+t.Glyphs.Times, 5, "")
	item := fulfillment.Clean(strings.TrimSpace(r.SKU + "  " + r.Product))
	if r.SKUs > 1 {
		item = p.look.Say.N("pack.kinds", r.SKUs)
	}
	id := fulfillment.Clean(r.ID)
	room := w - used - 7 - idWidth - 2
	if room < 12 {
		room, id = w-used-7-1, ""
	}
	line := head + count.Render(units) + "  " + t.Strong.Render(l.Fit(item, max(1, room)))
	if id != "" {
		line += " " + t.Muted.Render(widget.FitRight(l.Cells, id, idWidth, t.Glyphs.Ellipsis))
	}
	return l.Fit(line, w)
}
