package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"packdesk/fulfillment"
	"packdesk/ui/widget"
)

// stampLayout is a time for the eye.
const stampLayout = "Mon 2006-01-02 15:04:05 MST"

// cell makes text n cells wide.
func cell(text string, n int) string { return widget.Fit(ansi.WcWidth, text, n, "~") }

// writeRows prints one line for each row: urgency, time left, id, mode, units, name, SKU, product. What may be of any
// width comes last.
func writeRows(to io.Writer, v *viewer, queue fulfillment.Queue, rows []fulfillment.Row) error {
	var b strings.Builder
	for i := range rows {
		r := &rows[i]
		due := string(widget.AppendCountdown(nil, r.Due.At, v.now, r.Due.Estimate(), false))
		urgency := string(r.Urgency(v.now, v.bench))
		if queue == fulfillment.QueueDone || queue == fulfillment.QueueWaiting {
			urgency = strings.ToLower(string(r.Status))
		}
		fmt.Fprintf(&b, "%s %s %s %s %s %s %s %s %s\n", cell(string(queue), 12), cell(urgency, 10), due, cell(r.ID, 19), cell(string(r.Mode), 6),
			widget.FitRight(ansi.WcWidth, fmt.Sprint(r.Units), 3, ""), cell(r.Name, 20), cell(r.SKU, 16), r.Product)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// writeOrder prints one order whole.
func writeOrder(to io.Writer, v *viewer, o *fulfillment.Order) error {
	j := v.order(o)
	zone := v.zones[o.Shop]
	if zone == nil {
		zone = time.UTC
	}
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s%s\n", cell(name, 14), value)
		}
	}
	field("order", j.ID)
	field("shop", j.Shop)
	field("status", strings.TrimSuffix(j.Status+" ("+j.Substatus+")", " ()"))
	field("queue", j.Queue+", "+j.Stage)
	field("mode", j.Mode)
	field("urgency", j.Urgency)
	if !j.MayShip {
		field("do not ship", j.WhyText)
	}
	for _, d := range j.Deadlines {
		field(d.Clock, deadlineWords(&d, v.now, zone))
	}
	field("note", j.BuyerMessage)
	field("own note", j.SellerNote)
	r := &j.Recipient
	field("to", r.Name)
	for _, line := range append(append([]string{}, r.Lines...), strings.TrimSpace(r.PostalCode+" "+r.Country)) {
		field("", line)
	}
	field("phone", r.Phone)
	field("carrier", strings.TrimSpace(j.Carrier+" "+j.Tracking))
	field("package", j.PackageID)
	for _, at := range []struct {
		name string
		at   stamp
	}{
		{"created", j.CreatedAt},
		{"paid", j.PaidAt},
		{"arranged", j.ArrangedAt},
		{"shipped", j.ShippedAt},
		{"delivered", j.DeliveredAt},
		{"cancelled", j.CancelledAt},
	} {
		if !at.at.IsZero() {
			field(at.name, at.at.In(zone).Format(stampLayout))
		}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		fmt.Fprintf(&b, "%3d x %s %s%s\n", l.Quantity, cell(orDash(l.SellerSKU), 20), l.Name(), lineWords(l))
	}
	_, err := io.WriteString(to, b.String())
	return err
}

func deadlineWords(d *deadlineJSON, now time.Time, zone *time.Location) string {
	estimate := d.Source == string(fulfillment.SourcePolicy)
	left := strings.TrimSpace(string(widget.AppendCountdown(nil, d.At.Time, now, estimate, true)))
	s := fmt.Sprintf("%s, %s", d.At.In(zone).Format(stampLayout), left)
	if d.Late {
		s += ", late"
	}
	if estimate {
		return s + ", an estimate"
	}
	return s
}

// lineWords says how much of a line is not left to pack.
func lineWords(l *fulfillment.Line) string {
	var s string
	if l.Shipped > 0 {
		s += fmt.Sprintf(", %d shipped", l.Shipped)
	}
	if l.Cancelled > 0 {
		s += fmt.Sprintf(", %d cancelled", l.Cancelled)
	}
	return s
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
