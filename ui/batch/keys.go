package batch

import (
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
)

// The pane's actions, as Do takes them.
const (
	doToggle = "batch.toggle"
	doRange  = "batch.range"
	doAll    = "batch.all"
	doInvert = "batch.invert"
	doNone   = "batch.none"
	doCheck  = "batch.check"
	doRecent = "batch.recent"

	doSplit = "batch.split"
	doKeep  = "batch.keep"

	doShip    = "batch.ship"
	doScan    = "batch.scan"
	doType    = "batch.type"
	doCarrier = "batch.carrier"
	doPool    = "batch.pool"
	doShare   = "batch.share"
	doMethod  = "batch.method"
	doSlot    = "batch.slot"
	doDrop    = "batch.drop"
	doDropBad = "batch.drop_refused"

	doStop     = "batch.stop"
	doResume   = "batch.resume"
	doRetry    = "batch.retry"
	doRetryYes = "batch.retry_yes"
	doRetryNo  = "batch.retry_no"
	doReuse    = "batch.reuse"
	doPrint    = "batch.print"
	doExport   = "batch.export"
	doCopyBad  = "batch.copy_refused"

	doShow   = "batch.show"
	doOpen   = "batch.open"
	doCopy   = "batch.copy"
	doDown   = "batch.down"
	doUp     = "batch.up"
	doPageDn = "batch.pagedown"
	doPageUp = "batch.pageup"
	doFirst  = "batch.first"
	doLast   = "batch.last"
	doReread = "batch.refresh"
)

// faces are the faces on which an action can be asked for.
type faces uint8

const (
	onList faces = 1 << iota
	onOffer
	onCheck
	onRun
	onAgain
	onRecent
)

// action is an action and where it is one.
type action struct {
	keys.Action
	on faces
}

// table is every action, in the order in which help and hints show them.
func table() []action {
	const moving = onCheck | onRun | onRecent
	return []action{
		{keys.New(doSplit, "y").Hinted(), onOffer},
		{keys.New(doKeep, "n").Hinted(), onOffer},

		{keys.New(doCheck, "b").Hinted().Alias("ship", "preflight", "batch"), onList},
		{keys.New(doToggle, "space").Hinted().Alias("select", "mark"), onList},
		{keys.New(doAll, "A").Hinted().Alias("select all"), onList},
		{keys.New(doRange, "V").Hinted().Alias("select range"), onList},
		{keys.New(doInvert, "*").Alias("turn about"), onList},
		{keys.New(doNone, "u").Alias("select none"), onList},

		{keys.New(doShip, "y").Hinted().Alias("confirm"), onCheck},
		{keys.New(doCarrier, "c").Hinted(), onCheck},
		{keys.New(doPool, "p").Hinted(), onCheck},
		{keys.New(doScan, "w").Hinted().Alias("waybills", "numbers"), onCheck},
		{keys.New(doType, "e").Hinted().Alias("number"), onCheck},
		{keys.New(doShare, "a"), onCheck},
		{keys.New(doMethod, "h").Hinted().Alias("pickup", "drop off"), onCheck},
		{keys.New(doSlot, "t").Hinted(), onCheck},
		{keys.New(doDrop, "x"), onCheck},
		{keys.New(doDropBad, "X").Alias("without refused"), onCheck},

		{keys.New(doRetryYes, "y").Hinted(), onAgain},
		{keys.New(doRetryNo, "n").Hinted(), onAgain},

		{keys.New(doStop, "s").Hinted(), onRun},
		{keys.New(doResume, "s").Hinted().Alias("go on"), onRun},
		{keys.New(doRetry, "r").Hinted().Alias("try again"), onRun},
		{keys.New(doReuse, "c").Hinted().Alias("other number"), onRun},
		{keys.New(doPrint, "l").Hinted().Alias("labels"), onRun},
		{keys.New(doCopyBad, "Y").Hinted(), onRun},
		{keys.New(doExport, "e").Hinted().Alias("save", "csv"), onRun},

		{keys.New(doRecent, "B").Hinted().Alias("history"), onList | onRun},
		{keys.New(doShow, "enter").Hinted(), onRecent},
		{keys.New(doOpen, "enter"), onCheck | onRun},
		{keys.New(doDown, "j", "down").Repeats(), moving},
		{keys.New(doUp, "k", "up").Repeats(), moving},
		{keys.New(doPageDn, "pgdown", "ctrl+f"), moving},
		{keys.New(doPageUp, "pgup", "ctrl+b"), moving},
		{keys.New(doFirst, "g", "home"), moving},
		{keys.New(doLast, "G", "end"), moving},
		{keys.New(doCopy, "y"), onRun},
		{keys.New(doReread, "ctrl+r"), moving},
	}
}

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action { return p.actions }

// Table is every action, of now or not.
func (p *Pane) Table() []keys.Action {
	list := make([]keys.Action, 0, len(p.table))
	for _, a := range p.table {
		list = append(list, a.Action)
	}
	return append(list, p.list.Actions()...)
}

// on is where the pane is.
func (p *Pane) on() faces {
	switch p.face {
	case choosing:
		if p.offer.rows != nil {
			return onOffer
		}
		return onList
	case checking:
		return onCheck
	case running:
		if p.run.again {
			return onAgain
		}
		return onRun
	case looking:
	}
	return onRecent
}

// sort chooses the actions of now and says of each whether it can be done.
func (p *Pane) sort() {
	p.actions = p.actions[:0:0]
	on := p.on()
	stopped := p.run.batch.Tally.Withdrawn > 0 && p.run.batch.Done()
	for _, a := range p.table {
		if a.on&on == 0 || a.ID == doStop && stopped || a.ID == doResume && !stopped {
			continue
		}
		a.Off, a.Waits = p.off(a.ID), p.waits(a.ID)
		p.actions = append(p.actions, a.Action)
	}
	if on == onList {
		p.actions = append(p.actions, p.list.Actions()...)
	}
}

// off is why an action cannot be done now; empty when it can.
func (p *Pane) off(id string) i18n.Key {
	switch p.face {
	case choosing:
		return p.offList(id)
	case checking:
		return p.offCheck(id)
	case running:
		return p.offRun(id)
	case looking:
		if id == doShow && len(p.recent.list) == 0 {
			return "off.batch_none"
		}
	}
	return ""
}

// waits reports whether the orders that an action is about are still being read.
func (p *Pane) waits(id string) bool {
	if p.face != choosing {
		return false
	}
	switch id {
	case doToggle, doRange, doAll, doInvert:
		return p.list.Reading()
	case doCheck, doNone:
		return p.gathers.Busy()
	}
	return false
}

func (p *Pane) offList(id string) i18n.Key {
	switch id {
	case doCheck, doNone:
		if len(p.chosen.rows) == 0 {
			return "off.batch_unchosen"
		}
	case doToggle, doRange, doAll, doInvert:
		if p.list.Selected() == "" {
			return "off.no_order"
		}
	}
	return ""
}

func (p *Pane) offCheck(id string) i18n.Key {
	c := &p.check
	own := c.own()
	switch id {
	case doShip:
		switch {
		case p.opens.Busy():
			return "off.batch_opening"
		case !c.known:
			return "off.batch_checking"
		case len(c.plan.Ready) == 0:
			return "off.batch_not_ready"
		}
	case doCarrier, doPool, doScan, doShare:
		switch {
		case own == 0:
			return "off.batch_platform"
		case id == doCarrier && len(c.carriers) == 0:
			return "off.batch_no_carriers"
		case id == doPool && (c.chosenCarrier() == nil || c.chosenCarrier().Pool == 0):
			return "off.batch_no_pool"
		}
	case doType:
		if !c.has(c.selected()) {
			return "off.batch_platform"
		}
	case doMethod, doSlot:
		switch {
		case own == len(c.orders):
			return "off.batch_seller"
		case id == doSlot && len(c.slots) == 0:
			return "off.batch_no_slots"
		}
	case doDropBad:
		if len(c.plan.Objections) == 0 {
			return "off.batch_no_refused"
		}
	}
	return ""
}

func (p *Pane) offRun(id string) i18n.Key {
	t := &p.run.batch.Tally
	switch id {
	case doStop:
		if t.Open() == 0 {
			return "off.batch_over"
		}
	case doRetry, doReuse, doCopyBad:
		switch {
		case t.Refused == 0:
			return "off.batch_no_refused"
		case id == doReuse && t.Open() > 0:
			return "off.batch_running"
		}
	case doPrint:
		if t.Done == 0 {
			return "off.batch_no_shipped"
		}
	case doOpen, doCopy:
		if p.run.selected() == "" {
			return "off.no_order"
		}
	}
	return ""
}
