package pack

import (
	"strconv"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
)

// The pane's actions, as Do takes them.
const (
	doCommand = "pack.command." // With the command behind it.
	doDigit   = "pack.digit."   // With the digit.
	doMenu    = "pack.menu"
	doCarton  = "pack.carton"
	doWeigh   = "pack.weigh"
	doNumber  = "pack.number"
	doLeave   = "pack.leave"
	doBig     = "pack.big"
	doCopy    = "pack.copy"
	doLook    = "pack.look"
	doStay    = "pack.stay"
)

// table is every action of the pane, in the order in which help and hints show them. Only some of them are there at a time:
// a digit answers where something is asked, and else belongs to the root. A number pad reaches all of them: its + says yes
// and done, its - no and undo, its * opens the menu, whose entries are digits.
func table() []keys.Action {
	command := func(c fulfillment.Command, on ...string) keys.Action { return keys.New(doCommand+string(c), on...) }
	list := []keys.Action{
		command(fulfillment.CommandYes, "y", "+"),
		command(fulfillment.CommandNo, "n", "-"),
		command(fulfillment.CommandBack, "esc", "0"),
		command(fulfillment.CommandDone, "d", "+").Alias("finished"),
		command(fulfillment.CommandPrint, "p"),
		command(fulfillment.CommandUndo, "u", "-"),
		command(fulfillment.CommandHand, "h").Alias("by hand"),
		command(fulfillment.CommandPark, "k").Alias("short", "damaged"),
		command(fulfillment.CommandReprint, "r").Alias("label again"),
		command(fulfillment.CommandNext, "n").Alias("split", "carton"),
		command(fulfillment.CommandPhoto, "f").Alias("camera"),
		keys.New(doCarton, "c").Alias("box"),
		keys.New(doWeigh, "w").Alias("weight"),
		keys.New(doNumber, "t").Alias("waybill", "tracking"),
		keys.New(doLeave, "l").Alias("release"),
		command(fulfillment.CommandAbort, "A").Alias("give up"),
		keys.New(doMenu, "*", "m"),
		keys.New(doBig, "b").Alias("density", "large"),
		keys.New(doCopy, "y"),
		keys.New(doLook, "ctrl+r").Alias("refresh"),
		keys.New(doStay, "q"),
	}
	for d := range 10 {
		a := keys.New(doDigit+strconv.Itoa(d), strconv.Itoa(d))
		a.Quiet = d != 1 // One line of the help explains them all.
		list = append(list, a)
	}
	return list
}

// sort chooses the actions of now, greys out those that cannot be done and hints at those that matter.
func (p *Pane) sort() {
	p.actions = p.actions[:0]
	for i := range p.table {
		a := p.table[i]
		a.Hint, a.Off = false, ""
		if p.offers(&a) {
			p.actions = append(p.actions, a)
		}
	}
}

// offers says whether an action belongs to the keys of now, and sets its hint and the reason against it.
func (p *Pane) offers(a *keys.Action) bool {
	b := &p.view.Bench
	if c, ok := commandOf(a.ID); ok {
		return p.offersCommand(a, c)
	}
	open := b.Open != nil
	switch a.ID {
	case doMenu:
		a.Hint = open && p.plain()
		return true
	case doCarton:
		boxes := len(p.boxes())
		a.Hint = open && p.plain() && boxes > 0
		switch {
		case boxes == 0:
			a.Off = "off.no_cartons"
		case !open:
			a.Off = not(fulfillment.NotOpen)
		}
	case doWeigh, doLeave:
		a.Hint = a.ID == doWeigh && open && p.plain()
		switch {
		case !open:
			a.Off = not(fulfillment.NotOpen)
		case b.Alarm != nil && a.ID == doLeave:
			a.Off = not(fulfillment.NotAlarm)
		}
	case doNumber:
		a.Hint = open && b.Open.Phase == fulfillment.PhaseNumber && p.menu.kind == ""
		if !open || b.Open.Phase != fulfillment.PhaseNumber {
			a.Off = "off.pack_number"
		}
	case doCopy:
		if p.asked() != nil {
			return false
		}
		if !open {
			a.Off = not(fulfillment.NotOpen)
		}
	case doStay:
		a.Off = "off.pack_quit"
	case doBig:
		a.Hint = !open
	case doLook:
	default:
		return p.offersDigit(a)
	}
	return true
}

func (p *Pane) offersCommand(a *keys.Action, c fulfillment.Command) bool {
	b := &p.view.Bench
	asked, plain := p.asked(), p.plain()
	yesNo := asked != nil && len(asked.Choices) == 0 || asked != nil && asked.Kind == fulfillment.AskLearn
	switch c {
	case fulfillment.CommandYes, fulfillment.CommandNo:
		a.Hint = yesNo
		return yesNo || asked != nil && c == fulfillment.CommandNo
	case fulfillment.CommandBack:
		a.Hint = true
		return !p.counting() && p.goesBack()
	case fulfillment.CommandDone, fulfillment.CommandUndo, fulfillment.CommandNext:
		if asked != nil { // Their keys answer it.
			return false
		}
	default:
	}
	a.Off = not(b.Off(c))
	if b.Alarm != nil && a.Off == "" && !p.awaits(c) {
		a.Off = not(fulfillment.NotAlarm)
	}
	switch c {
	case fulfillment.CommandDone:
		a.Hint = true
	case fulfillment.CommandPrint, fulfillment.CommandUndo, fulfillment.CommandHand, fulfillment.CommandPark, fulfillment.CommandReprint:
		a.Hint = plain
	default:
	}
	return true
}

// offersDigit says whether a digit means something to the bench. Where it does not it goes to another screen.
func (p *Pane) offersDigit(a *keys.Action) bool {
	d, ok := digitOf(a.ID)
	switch {
	case !ok:
		return false
	case d == 0:
		return p.counting()
	case p.menu.kind != "":
		return d <= len(p.menu.entries)
	}
	b := &p.view.Bench
	switch asked := p.asked(); {
	case asked != nil && (asked.Kind == fulfillment.AskCase || asked.Kind == fulfillment.AskLearn):
		return true
	case asked != nil && len(asked.Choices) > 0:
		return d <= len(asked.Choices)
	case b.Open == nil:
		return false
	case b.Open.Phase == fulfillment.PhaseChecklist:
		return d <= len(fulfillment.Checklist())
	default:
		return true // Also where it means nothing: a packer who counts must not be led away.
	}
}

// awaits reports whether the command is what the bench waits for.
func (p *Pane) awaits(c fulfillment.Command) bool {
	switch p.view.Bench.Open.Phase {
	case fulfillment.PhaseLabel:
		return c == fulfillment.CommandPrint
	case fulfillment.PhaseChecklist:
		return c == fulfillment.CommandDone
	case fulfillment.PhasePhoto:
		return c == fulfillment.CommandDone || c == fulfillment.CommandPhoto
	default:
		return false
	}
}

// asked is the question that a digit, yes or no answers: one by itself, or what an alarm offers.
func (p *Pane) asked() *fulfillment.Question {
	b := &p.view.Bench
	switch {
	case b.Question != nil:
		return b.Question
	case b.Alarm != nil:
		return b.Alarm.Offer
	default:
		return nil
	}
}

// plain reports whether neither an error nor a question stands.
func (p *Pane) plain() bool {
	return p.view.Bench.Alarm == nil && p.view.Bench.Question == nil && p.menu.kind == "" && p.fault.text == ""
}

// counting reports whether a number is being typed, so that 0 is a digit of it.
func (p *Pane) counting() bool {
	b := &p.view.Bench
	if q := p.asked(); q != nil {
		return q.Kind == fulfillment.AskCase && q.Units > 0 || q.Kind == fulfillment.AskLearn && q.Typed
	}
	return b.Alarm == nil && b.Count > 0 && p.menu.kind == ""
}

// goesBack reports whether Esc has something to take away.
func (p *Pane) goesBack() bool {
	b := &p.view.Bench
	return p.menu.kind != "" || p.line.trouble != nil || p.fault.text != "" || b.Question != nil || b.Alarm != nil || b.Count > 0
}

// not is why a command cannot be carried out, as the catalogues say it.
func not(why fulfillment.NotNow) i18n.Key {
	if why == "" {
		return ""
	}
	return i18n.Key("not." + why)
}
