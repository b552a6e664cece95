package pack

import (
	"slices"
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/widget"
)

// items lists the units of the parcel, those that are missing first, in at most h lines.
func (p *Pane) items(open *fulfillment.Packing, w, h int, big bool) []string {
	var missing, done []int
	for i := range open.Lines {
		switch {
		case !open.InPlay(i):
		case open.Lines[i].Left() > 0:
			missing = append(missing, i)
		default:
			done = append(done, i)
		}
	}
	if at := slices.Index(missing, p.turn.Line); at > 0 { // More of what is in the hand comes first.
		missing = slices.Insert(slices.Delete(missing, at, at+1), 0, p.turn.Line)
	}
	var out []string
	first := 0
	if len(missing) > 0 && (big && h > widget.HalfBlockHigh || h > len(open.Lines)+widget.HalfBlockHigh+1) {
		high := widget.BlockHigh
		if !big {
			high = widget.HalfBlockHigh
		}
		out = append(out, p.bigItem(&open.Lines[missing[0]], w, min(high, h-1))...)
		first = 1
	}
	rest := append(missing[first:], done...)
	gap := big && len(out)+2*len(rest) <= h
	for n, i := range rest {
		if len(out) == h-1 && n < len(rest)-1 {
			return append(out, p.look.Theme.Muted.Render(p.look.Fit("   "+p.look.Say.N("pack.more_lines", len(rest)-n), w)))
		}
		if len(out) >= h {
			break
		}
		out = append(out, p.item(&open.Lines[i], w))
		if gap {
			out = append(out, "")
		}
	}
	return out
}

// item is one line: how many are missing, what it is, how far it has come.
func (p *Pane) item(line *fulfillment.PackLine, w int) string {
	t, l := &p.look.Theme, &p.look
	tally := " " + strconv.Itoa(line.Done) + "/" + strconv.Itoa(line.Need) + " "
	count, sku, name := t.Quantity, t.Strong, t.Text
	text := " " + strconv.Itoa(line.Left()) + " " + t.Glyphs.Times + " "
	if line.Left() == 0 {
		count, sku, name, text = t.Good, t.Muted, t.Muted, " "+t.Glyphs.Check+" "
	}
	const countWidth = 6
	text = widget.FitRight(l.Cells, text, countWidth, "")
	skuWidth := min(max(12, w/4), 24)
	nameWidth := w - 1 - countWidth - 2 - skuWidth - 1 - l.Cells.StringWidth(tally)
	if nameWidth < 8 { // No room for two columns.
		room := max(1, w-1-countWidth-2-l.Cells.StringWidth(tally))
		return " " + count.Render(text) + "  " + sku.Render(l.Fit(skuOf(line), room)) + t.Muted.Render(tally)
	}
	return " " + count.Render(text) + "  " + sku.Render(l.Fit(skuOf(line), skuWidth)) + " " +
		name.Render(l.Fit(p.named(line), nameWidth)) + t.Muted.Render(tally)
}

func nameOf(line *fulfillment.PackLine) string { return fulfillment.Clean(line.Name) }

// bigItem is the item to scan next, with its count in block digits of at most h lines.
func (p *Pane) bigItem(line *fulfillment.PackLine, w, h int) []string {
	t, l := &p.look.Theme, &p.look
	count := strconv.Itoa(line.Left())
	size, ok := widget.BlockFor(count, w/3, h, p.plainText())
	if !ok {
		return []string{p.item(line, w)}
	}
	digits := widget.Block(count, size, p.plainText())
	wide := widget.BlockWidth(count, size)
	textWidth := max(1, w-wide-8)
	text := []string{t.Strong.Render(l.Fit(skuOf(line), textWidth))}
	names := widget.Wrap(l.Cells, p.named(line), textWidth)
	for _, s := range names[:min(len(names), len(digits)-2)] {
		text = append(text, t.Text.Render(s))
	}
	for len(text) < len(digits)-1 {
		text = append(text, "")
	}
	text = append(text, t.Muted.Render(strconv.Itoa(line.Done)+"/"+strconv.Itoa(line.Need)))
	out := make([]string, 0, len(digits)+1)
	for i, d := range digits {
		times := " "
		if i == len(digits)/2 {
			times = t.Glyphs.Times
		}
		out = append(out, "  "+t.Strong.Render(d)+"  "+t.Strong.Render(times)+"  "+text[i])
	}
	return append(out, "")
}

// checklist lists what has to be confirmed, each by its digit.
func (p *Pane) checklist(w int, big bool) []string {
	box := p.view.Bench.Open.Box()
	t := &p.look.Theme
	var out []string
	for i, c := range fulfillment.Checklist() {
		text := c.EN
		if strings.HasPrefix(p.look.Say.Lang(), "zh") {
			text = c.ZH
		}
		digit := t.Quantity.Render(" " + strconv.Itoa(i+1) + " ")
		style := t.Strong
		if slices.Contains(box.Checked, c.ID) {
			digit, style = t.Good.Render(" "+t.Glyphs.Check+" "), t.Muted
		}
		head := "  " + digit + "  "
		for _, s := range widget.Wrap(p.look.Cells, fulfillment.Clean(text), max(1, w-8)) {
			out = append(out, head+style.Render(s))
			head = widget.Spaces(7)
		}
		if big {
			out = append(out, "")
		}
	}
	return out
}

// longestNote is how many runes of a note are shown.
const longestNote = 600

// notes puts what buyer and seller have written into the packer's face, in at most h lines.
func (p *Pane) notes(w, h int, big bool) []string {
	t, l, say := &p.look.Theme, &p.look, p.look.Say
	var out []string
	add := func(head, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		paint := func(s string) { out = append(out, p.ground(t.Band, s, w)) }
		if big {
			paint("")
		}
		paint(" ! " + head)
		for _, s := range widget.Wrap(l.Cells, fulfillment.CleanText(text, longestNote), max(1, w-4)) {
			paint("   " + s)
		}
		if big {
			paint("")
		}
	}
	for _, o := range p.view.Orders {
		if o != nil {
			add(say.T("detail.buyer_note"), o.BuyerMessage)
			add(say.T("detail.seller_note"), o.SellerNote)
		}
	}
	if len(out) > h && h > 0 {
		out = append(out[:h-1], p.ground(t.Band, "   "+t.Glyphs.Ellipsis+" "+say.T("pack.note_cut"), w))
	}
	return out
}
