package detail

import (
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/widget"
)

// group is what one SKU of an order comes to, however many lines it is spread over.
type group struct {
	line                     fulfillment.Line
	left, shipped, cancelled int
}

// groups sums an order's lines by SKU, in their order. Lines without a SKU id stand for themselves.
func groups(o *fulfillment.Order) []group {
	var out []group
	at := map[string]int{}
	for i := range o.Lines {
		l := o.Lines[i]
		key := l.SKUID + "\x00" + l.Variation
		n, ok := at[key]
		if !ok || l.SKUID == "" {
			n = len(out)
			at[key] = n
			out = append(out, group{line: l})
		}
		out[n].left += l.Left()
		out[n].shipped += l.Shipped
		out[n].cancelled += l.Cancelled
	}
	return out
}

// quantityWidth is how wide quantity draws: a blank, two digits, the sign and their blanks.
const quantityWidth = 6

// writeItems lists what to take from the shelf, one SKU under the other: how many first, then which.
func (p *Pane) writeItems(b *writer, o *fulfillment.Order) {
	say, t := p.look.Say, &p.look.Theme
	units := o.UnitsLeft()
	title := say.N("detail.items", units)
	if units == 0 {
		units = o.Units()
		title = say.N("detail.items_done", units)
	}
	b.title(title)
	for _, g := range groups(o) {
		n, spent := g.left, false
		if n == 0 {
			n, spent = g.shipped+g.cancelled, true
		}
		head := " " + p.quantity(n) + " "
		indent := widget.Spaces(quantityWidth + 2)
		style, name := t.Strong, t.Text
		if spent {
			head = " " + t.Muted.Render(widget.FitRight(p.look.Cells, say.T("detail.nothing_left"), quantityWidth, "")) + " "
			style, name = t.Muted, t.Muted
		}
		sku := g.line.SellerSKU
		if sku == "" {
			sku = g.line.SKUID
		}
		b.wrapped(style, head, sku)
		if n := g.line.Name(); n != "" {
			b.wrapped(name, indent, n)
		}
		for _, part := range g.line.Parts {
			if !spent {
				b.wrapped(t.Text, indent+p.quantity(part.Quantity*g.left)+" ", partName(part))
			}
		}
		if remark := p.remark(&g); remark != "" {
			b.wrapped(t.Tag, indent, remark)
		}
	}
}

func partName(part fulfillment.Part) string {
	if part.SellerSKU != "" {
		return part.SellerSKU
	}
	return part.SKUID
}

// remark is what else the packer should know about a SKU.
func (p *Pane) remark(g *group) string {
	say := p.look.Say
	var out []string
	if g.shipped > 0 {
		out = append(out, say.N("detail.shipped", g.shipped))
	}
	if g.cancelled > 0 {
		out = append(out, say.N("detail.cancelled", g.cancelled))
	}
	if g.line.Gift {
		out = append(out, say.T("flag.gift"))
	}
	if g.line.Dangerous {
		out = append(out, say.T("flag.dangerous"))
	}
	return strings.Join(out, ", ")
}
