package orderlist

import (
	"packdesk/fulfillment"
	"packdesk/ui/keys"
)

// Down goes to the next order.
const Down = doDown

// The list's actions, as Do takes them.
const (
	doUp      = "list.up"
	doDown    = "list.down"
	doPageUp  = "list.pageup"
	doPageDn  = "list.pagedown"
	doFirst   = "list.first"
	doLast    = "list.last"
	doOpen    = "list.open"
	doPrevTab = "list.prevtab"
	doNextTab = "list.nexttab"
	doSearch  = "list.search"
	doNext    = "list.next"
	doBefore  = "list.before"
	doMode    = "list.mode"
	doUnits   = "list.units"
	doUrgency = "list.urgency"
	doShop    = "list.shop"
	doCarrier = "list.carrier"
	doSort    = "list.sort"
	doClear   = "list.clear"
	doRefresh = "list.refresh"
	doCopy    = "list.copy"
	doTab     = "list.tab." // With the queue's name behind it.
)

// keymap is the list's keys, in the order in which help and hints show them.
func keymap(queues []fulfillment.Queue) []keys.Action {
	list := []keys.Action{
		keys.New(doOpen, "enter").Hinted().Alias("show", "detail"),
		keys.New(doSearch, "/").Hinted().Alias("find"),
		keys.New(doDown, "j", "down").Repeats(),
		keys.New(doUp, "k", "up").Repeats(),
		keys.New(doPageDn, "pgdown", "ctrl+f"),
		keys.New(doPageUp, "pgup", "ctrl+b"),
		keys.New(doFirst, "g", "home"),
		keys.New(doLast, "G", "end"),
		keys.New(doNextTab, "l", "right").Hinted(),
		keys.New(doPrevTab, "h", "left"),
		keys.New(doMode, "m").Hinted(),
		keys.New(doUnits, "i").Hinted(),
		keys.New(doUrgency, "w").Hinted().Alias("late", "due"),
		keys.New(doCarrier, "c"),
		keys.New(doShop, "p"),
		keys.New(doSort, "s").Hinted().Alias("order by"),
		keys.New(doClear, "x"),
		keys.New(doNext, "n"),
		keys.New(doBefore, "N"),
		keys.New(doCopy, "y").Hinted(),
		keys.New(doRefresh, "r"),
	}
	for _, q := range queues {
		list = append(list, keys.New(doTab+string(q)))
	}
	return list
}

// aboutRows reports whether an action is about the rows or the one under the cursor.
func aboutRows(id string) bool {
	switch id {
	case doOpen, doCopy, doDown, doUp, doPageDn, doPageUp, doFirst, doLast, doNext, doBefore:
		return true
	default:
		return false
	}
}

// reasons says of every action whether it can be done now.
func (p *List) reasons() {
	reading := p.Reading()
	for i := range p.keymap {
		a := &p.keymap[i]
		a.Off, a.Waits = "", reading && aboutRows(a.ID)
		switch {
		case a.ID == doCarrier && len(p.carriers) == 0:
			a.Off = "off.no_carrier"
		case a.ID == doCarrier && p.queue == fulfillment.QueueDone:
			a.Off = "off.done_carrier"
		case a.ID == doShop && len(p.shops) < 2:
			a.Off = "off.one_shop"
		case (a.ID == doNext || a.ID == doBefore) && p.filter.Text == "":
			a.Off = "off.no_search"
		case a.ID == doClear && p.filter.Empty():
			a.Off = "off.no_filter"
		case (a.ID == doOpen || a.ID == doCopy) && p.win.current() == nil:
			a.Off = "off.no_order"
		case a.ID == doUrgency && p.queue == fulfillment.QueueDone:
			a.Off = "off.done_urgency"
		}
	}
}
