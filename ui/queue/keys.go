package queue

import (
	"packdesk/fulfillment"
	"packdesk/ui/keys"
)

// The pane's actions, as Do takes them.
const (
	doUp      = "queue.up"
	doDown    = "queue.down"
	doPageUp  = "queue.pageup"
	doPageDn  = "queue.pagedown"
	doFirst   = "queue.first"
	doLast    = "queue.last"
	doOpen    = "queue.open"
	doPrevTab = "queue.prevtab"
	doNextTab = "queue.nexttab"
	doSearch  = "queue.search"
	doNext    = "queue.next"
	doBefore  = "queue.before"
	doMode    = "queue.mode"
	doUnits   = "queue.units"
	doUrgency = "queue.urgency"
	doShop    = "queue.shop"
	doSort    = "queue.sort"
	doClear   = "queue.clear"
	doRefresh = "queue.refresh"
	doCopy    = "queue.copy"
	doTab     = "queue.tab." // With the queue's name behind it.
)

// keymap is the pane's keys, in the order in which help and hints show them.
func keymap() []keys.Action {
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
		keys.New(doShop, "p"),
		keys.New(doSort, "s").Hinted().Alias("order by"),
		keys.New(doClear, "x"),
		keys.New(doNext, "n"),
		keys.New(doBefore, "N"),
		keys.New(doCopy, "y").Hinted(),
		keys.New(doRefresh, "r"),
	}
	for _, q := range fulfillment.Queues() {
		list = append(list, keys.New(doTab+string(q)))
	}
	return list
}

// reasons says of every action whether it can be done now.
func (p *Pane) reasons() {
	for i := range p.keymap {
		a := &p.keymap[i]
		a.Off = ""
		switch {
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
