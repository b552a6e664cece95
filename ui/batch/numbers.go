package batch

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

// numberField is the number that is being typed.
type numberField = widget.Field

// longest is how many lines of a pasted list are read; a batch has fewer orders.
const longest = 4 * fulfillment.MaxBatch

// open are the orders that the seller ships and that have no number yet, in packing order.
func (c *check) open() []string {
	has := map[string]bool{}
	for i := range c.plan.Ready {
		has[c.plan.Ready[i].Order] = c.plan.Ready[i].Tracking != "" && !c.pool
	}
	var out []string
	for i := range c.orders {
		r := &c.orders[i]
		if r.Mode.Duties().OwnCarrier && c.numbers[r.ID] == "" && !has[r.ID] {
			out = append(out, r.ID)
		}
	}
	return out
}

// owner is the order to which a number was given, empty for none.
func (c *check) owner(number string) string {
	key := fulfillment.TrackingKey(number)
	for id, n := range c.numbers {
		if fulfillment.TrackingKey(n) == key {
			return id
		}
	}
	return ""
}

// has reports whether an order is in the preflight and takes a number of the seller's.
func (c *check) has(order string) bool {
	for i := range c.orders {
		if c.orders[i].ID == order {
			return c.orders[i].Mode.Duties().OwnCarrier
		}
	}
	return false
}

// point puts the cursor on an order.
func (c *check) point(order string) {
	for i := range c.listed {
		if c.listed[i].ID == order {
			c.at = i
			return
		}
	}
}

// give keeps a number for an order and reports false when it is another order's already, unless numbers are shared.
func (c *check) give(order, number string) bool {
	if other := c.owner(number); other != "" && other != order && !c.share {
		return false
	}
	if c.numbers == nil {
		c.numbers = map[string]string{}
	}
	c.numbers[order] = number
	return true
}

// expected is the order whose waybill is scanned next: the one under the cursor while it has none, else the first without.
func (c *check) expected() string {
	at, open := c.selected(), c.open()
	for _, id := range open {
		if id == at {
			return id
		}
	}
	if len(open) == 0 {
		return ""
	}
	return open[0]
}

// scan takes a code: the waybill of the order that is next, or the order whose waybill comes next. Without a call for
// waybills it is searched for in the list.
func (p *Pane) scan(code string) tea.Cmd {
	c := &p.check
	if !p.Scans() {
		if p.face != choosing {
			return nil
		}
		return p.list.Update(scanned(code))
	}
	code = strings.TrimSpace(fulfillment.Clean(code))
	say := p.look.Say
	c.typing = false
	if c.has(code) {
		c.point(code)
		c.said, c.wrong = say.F("batch.scan_order", args{"ID": code}), false
		return nil
	}
	to := c.expected()
	switch {
	case code == "":
		return nil
	case to == "":
		c.said, c.wrong = say.T("batch.scan_all"), true
		return nil
	case !c.give(to, code):
		c.said, c.wrong = say.F("batch.scan_twice", args{"Number": code, "ID": fulfillment.Clean(c.owner(code))}), true
		return nil
	}
	c.said, c.wrong = say.F("batch.scan_taken", args{"Number": code, "ID": fulfillment.Clean(to)}), false
	c.point(c.expected())
	return p.plan()
}

// paste takes a list of numbers: one a line, for the orders in packing order; or order and number on one line. While
// something is typed it is text.
func (p *Pane) paste(msg tea.PasteMsg) tea.Cmd {
	c := &p.check
	switch {
	case p.face == choosing:
		return p.list.Update(msg)
	case p.face != checking:
		return nil
	case c.typing && !strings.ContainsAny(strings.TrimSpace(msg.Content), "\r\n"):
		c.field.Insert(fulfillment.Clean(msg.Content))
		return nil
	}
	c.typing = false
	taken, lost := 0, []string{}
	for _, l := range pasted(msg.Content) {
		order, number := split(l, c.has)
		if order == "" {
			if open := c.open(); len(open) > 0 {
				order = open[0]
			}
		}
		if order == "" || number == "" || !c.give(order, number) {
			lost = append(lost, l)
			continue
		}
		taken++
	}
	if len(lost) > 0 {
		text := p.look.Say.N("batch.pasted", taken) + " " + p.look.Say.N("batch.paste_lost", len(lost)) + " " + strings.Join(lost[:min(3, len(lost))], ", ")
		return tea.Batch(p.plan(), notice.Say(notice.Warn, "batch paste", text))
	}
	if taken == 0 {
		return nil
	}
	return tea.Batch(p.plan(), notice.Say(notice.Good, "batch paste", p.look.Say.N("batch.pasted", taken)))
}

// pasted are the lines of a pasted list, cleaned, without the empty ones.
func pasted(text string) []string {
	var out []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(fulfillment.Clean(strings.ReplaceAll(line, "\t", " "))); line != "" {
			out = append(out, line)
		}
		if len(out) == longest {
			break
		}
	}
	return out
}

// split parts a line into an order, empty when it names none of the batch, and a number.
func split(line string, has func(order string) bool) (order, number string) {
	parts := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '"' || r == '\'' })
	for i, part := range parts {
		if has(part) {
			return part, strings.Join(append(append([]string{}, parts[:i]...), parts[i+1:]...), "")
		}
	}
	return "", strings.Join(parts, "")
}

// press takes a key while a number is typed.
func (p *Pane) press(k tea.KeyPressMsg) tea.Cmd {
	c := &p.check
	if !c.typing {
		return nil
	}
	switch k.String() {
	case "enter":
		c.typing = false
		return p.typed()
	case "backspace":
		if c.field.Empty() {
			c.typing = false
			return nil
		}
	}
	c.field.Press(k)
	return nil
}

// typed gives the typed number to the order under the cursor; an empty one takes its number away.
func (p *Pane) typed() tea.Cmd {
	c := &p.check
	number, order := strings.TrimSpace(fulfillment.Clean(c.field.Value())), c.selected()
	if number == "" {
		delete(c.numbers, order)
		return p.plan()
	}
	if !c.give(order, number) {
		return notice.Say(notice.Warn, "batch", p.look.Say.F("batch.scan_twice", args{"Number": number, "ID": fulfillment.Clean(c.owner(number))}))
	}
	return p.plan()
}

// fault is what is wrong with a request, as a sentence.
func (p *Pane) fault(f fulfillment.Fault) string { return i18n.Word(p.look.Say, "fault", f) }
