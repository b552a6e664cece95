package fulfillment

import "fmt"

// Classify says what a reading is, given what is known under its keys. What the station knows counts more than what a
// number looks like; where two things fit equally, the code is ambiguous and nobody guesses.
func (r *Reading) Classify(known Known) Code {
	code := Code{Gesture: r.Scan.Gesture, Text: show(r.Text), Trouble: r.Scan.Trouble, Typed: r.Scan.Typed, Numbers: r.numbers(), Units: 1}
	if r.Scan.Trouble == TroubleCut || r.Scan.Trouble == TroubleTooLong {
		code.Kind = CodeTrouble
		return code
	}
	if command, exists, ok := commandOf(r.Text); ok {
		code.Kind = CodeCommand
		if exists {
			code.Command = command
		}
		return code
	}
	if badge, ok := cutPrefixFold(r.Text, badgePrefix); ok {
		code.Kind, code.Badge, code.Operator = CodeBadge, Clean(badge), Clean(known.Operator)
		return code
	}
	facts := r.facts(code, known)
	switch {
	case len(facts) == 0 && r.Scan.Trouble != TroubleNone: // A code in Han is one only if somebody sells under it.
		code.Kind = CodeTrouble
		return code
	case len(facts) == 0:
		facts = r.forms(code)
	}
	if len(facts) == 1 {
		return facts[0]
	}
	code.Kind, code.Choices = CodeAmbiguous, facts
	return code
}

// facts lists what the station knows the reading to be.
func (r *Reading) facts(base Code, known Known) []Code {
	var facts []Code
	if known.Order != "" {
		c := base
		c.Kind, c.Order, c.Known = CodeOrder, known.Order, true
		facts = append(facts, c)
	}
	for _, p := range known.Parcels {
		c := base
		c.Kind, c.Order, c.Parcel, c.Carrier, c.Known = CodeWaybill, p.Order, p.ID, p.Carrier, true
		facts = append(facts, c)
	}
	return append(facts, r.items(base, known.Items)...)
}

// items groups the SKUs by the thing on the shelf and by the units that the scan counts. Items that are known by the code itself come before those that are
// known by what a case of this form would hold.
func (r *Reading) items(base Code, items []Item) []Code {
	var found []Code
	at := map[string]int{}
	direct := false
	for _, it := range items {
		direct = direct || !r.inside(it)
	}
	for _, it := range items {
		inside := r.inside(it)
		if inside && direct {
			continue
		}
		units := max(1, it.Units)
		switch {
		case inside:
			units = 0 // Known is the item, not how many the case holds.
		case r.Units > 0:
			units = r.Units
		}
		thing := fmt.Sprintf("%d %s", units, it.good())
		if i, ok := at[thing]; ok {
			found[i].Items = append(found[i].Items, it)
			continue
		}
		c := base
		c.Kind, c.Items, c.Units, c.Key = CodeItem, []Item{it}, units, r.Key()
		at[thing] = len(found)
		found = append(found, c)
	}
	return found
}

// inside reports whether the item was found by what the code would hold as a case, and not by the code.
func (r *Reading) inside(it Item) bool { return r.Inner != "" && ItemKey(it.Key) == r.Inner }

// forms lists what a reading that nobody knows looks like.
func (r *Reading) forms(base Code) []Code {
	var forms []Code
	if len(r.GTINs) > 0 {
		c := base
		c.Kind, c.Key = CodeItem, r.Key()
		if r.Units > 0 {
			c.Units = r.Units
		}
		forms = append(forms, c)
	}
	if len(r.Waybills) > 0 && (r.Waybills[0].Sure || len(forms) == 0 && !platformID(r.Text)) {
		c := base
		w := &r.Waybills[0]
		c.Kind, c.Carrier, c.Number, c.Wrong = CodeWaybill, w.Carrier, w.Number, w.Wrong
		forms = append(forms, c)
	}
	if len(forms) > 0 {
		return forms
	}
	if platformID(r.Text) {
		base.Kind, base.Order = CodeOrder, r.Text
		return []Code{base}
	}
	base.Kind, base.Key = CodeUnknown, r.Key()
	return []Code{base}
}

// Key is the one under which a SKU learns this code.
func (r *Reading) Key() string {
	if len(r.GTINs) == 1 {
		return r.GTINs[0]
	}
	return ItemKey(r.Text)
}

// platformID reports whether text has the form of TikTok's ids today: 17 to 19 digits.
func platformID(text string) bool { return len(text) >= 17 && ValidID(text) }
