package labelpane

import (
	"strconv"
	"strings"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/keys"
)

// The pane's actions, as Do takes them.
const (
	doDown    = "labels.down"
	doUp      = "labels.up"
	doFirst   = "labels.first"
	doLast    = "labels.last"
	doPageDn  = "labels.pagedown"
	doPageUp  = "labels.pageup"
	doAlone   = "labels.alone"
	doPrint   = "labels.print"
	doReprint = "labels.reprint"
	doExport  = "labels.export"
	doSearch  = "labels.search"
	doCopy    = "labels.copy"
	doRefresh = "labels.refresh"
	doReason  = "labels.reason." // With the reason's number behind it.
)

// table is every action, in the order in which help and hints show them. The digits are there only while a reason is asked
// for, and else belong to the root.
func table() []keys.Action {
	list := []keys.Action{
		keys.New(doPrint, "p").Hinted(),
		keys.New(doReprint, "r").Hinted().Alias("label again"),
		keys.New(doExport, "e").Hinted().Alias("file", "pdf", "save"),
		keys.New(doSearch, "/").Hinted().Alias("find"),
		keys.New(doAlone, "enter").Hinted().Alias("large"),
		keys.New(doCopy, "y").Hinted(),
		keys.New(doDown, "j", "down").Repeats(),
		keys.New(doUp, "k", "up").Repeats(),
		keys.New(doFirst, "g", "home"),
		keys.New(doLast, "G", "end"),
		keys.New(doPageDn, "pgdown", "ctrl+f"),
		keys.New(doPageUp, "pgup", "ctrl+b"),
		keys.New(doRefresh, "ctrl+r"),
	}
	for i := range fulfillment.ReprintReasons() {
		n := strconv.Itoa(i + 1)
		list = append(list, keys.New(doReason+n, n))
	}
	return list
}

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action { return p.actions }

// sort chooses the actions of now and says of each whether it can be done.
func (p *Pane) sort() {
	p.actions = p.actions[:0:0]
	for _, a := range p.table {
		if strings.HasPrefix(a.ID, doReason) && !p.asking {
			continue
		}
		a.Off, a.Waits = p.off(a.ID), p.waits(a.ID)
		p.actions = append(p.actions, a)
	}
}

// waits reports whether the list that an action is about is still being read. What comes out of a printer is not for a label that
// nobody has seen.
func (p *Pane) waits(id string) bool {
	switch id {
	case doAlone, doCopy, doDown, doUp, doFirst, doLast:
		return p.reading()
	}
	return false
}

// off is why an action cannot be done now; empty when it can.
func (p *Pane) off(id string) i18n.Key {
	switch id {
	case doPrint, doReprint, doExport, doAlone, doCopy:
	default:
		return ""
	}
	switch {
	case p.reading():
		return "off.reading"
	case p.current() == nil:
		return "off.no_order"
	case id == doCopy && p.tracking() == "":
		return "off.no_tracking"
	case id == doAlone, id == doCopy:
		return ""
	case !p.ready():
		return "off.reading"
	case p.sheet.refused != nil:
		return "off.no_label"
	case id == doPrint && p.printed():
		return "off.printed"
	case id == doReprint && !p.printed():
		return "off.unprinted"
	default:
		return ""
	}
}
