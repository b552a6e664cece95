package tracking

import (
	"slices"
	"strconv"
	"strings"

	"packdesk/ui/i18n"
	"packdesk/ui/keys"
)

// The pane's actions, as Do takes them.
const (
	doOpen    = "tracking.open"
	doUp      = "tracking.up"
	doDown    = "tracking.down"
	doPageUp  = "tracking.pageup"
	doPageDn  = "tracking.pagedown"
	doFirst   = "tracking.first"
	doLast    = "tracking.last"
	doEarlier = "tracking.earlier"
	doLater   = "tracking.later"
	doSearch  = "tracking.search"
	doNext    = "tracking.next"
	doBefore  = "tracking.before"
	doLook    = "tracking.look"
	doRefresh = "tracking.refresh"
	doAll     = "tracking.all"
	doCopy    = "tracking.copy"
	doLink    = "tracking.link"
	doPage    = "tracking.page"
	doCode    = "tracking.code"
	doAction  = "tracking.action"
	doStatus  = "tracking.status"
	doCarrier = "tracking.carrier"
	doClear   = "tracking.clear"
	doBudgets = "tracking.budgets"
	doShops   = "tracking.shops"
	doChoice  = "tracking.choice." // With the candidate's number behind it.
	doAnswer  = "tracking.answer." // To what the screen asks or offers.
	doYes     = doAnswer + "yes"
	doNo      = doAnswer + "no"
	doFollow  = doAnswer + "follow"
)

// mostChoices is how many readings of a number are offered: one a digit.
const mostChoices = 9

// table is every action, in the order in which help and hints show them.
func table() []keys.Action {
	list := []keys.Action{
		keys.New(doYes, "y").Hinted(),
		keys.New(doNo, "n").Hinted(),
		keys.New(doFollow, "s").Hinted().Alias("save", "follow"),
		keys.New(doOpen, "enter").Hinted().Alias("timeline", "detail"),
		keys.New(doLook, "l").Hinted().Alias("look up", "number"),
		keys.New(doSearch, "/").Hinted().Alias("find"),
		keys.New(doAction, "a").Hinted().Alias("needs action"),
		keys.New(doLink, "o").Hinted().Alias("link", "page"),
		keys.New(doCode, "Q").Hinted().Alias("qr", "phone"),
		keys.New(doRefresh, "r").Hinted(),
		keys.New(doAll, "R"),
		keys.New(doCopy, "y").Hinted(),
		keys.New(doPage, "O"),
		keys.New(doStatus, "s"),
		keys.New(doCarrier, "c"),
		keys.New(doClear, "x"),
		keys.New(doNext, "n"),
		keys.New(doBefore, "N"),
		keys.New(doDown, "j", "down").Repeats(),
		keys.New(doUp, "k", "up").Repeats(),
		keys.New(doLater, "J").Repeats(),
		keys.New(doEarlier, "K").Repeats(),
		keys.New(doPageDn, "pgdown", "ctrl+f"),
		keys.New(doPageUp, "pgup", "ctrl+b"),
		keys.New(doFirst, "g", "home"),
		keys.New(doLast, "G", "end"),
		keys.New(doBudgets, "b").Alias("budget", "calls", "keys"),
		keys.New(doShops, "e").Alias("amazon", "iherb", "order page"),
	}
	for i := range mostChoices {
		n := strconv.Itoa(i + 1)
		list = append(list, keys.New(doChoice+n, n))
	}
	return list
}

// offers lists what can be asked for at a mode beside what is always there.
func (p *Pane) offers(id string) bool {
	moves := []string{doUp, doDown, doPageUp, doPageDn, doFirst, doLast}
	pages := []string{doLink, doPage, doCode}
	always := []string{doLook, doBudgets, doShops}
	list := slices.Concat(moves, pages, always, []string{
		doOpen, doEarlier, doLater, doSearch, doNext, doBefore, doRefresh, doAll, doCopy, doAction, doStatus, doCarrier, doClear,
	})
	switch p.mode {
	case listing:
		return slices.Contains(list, id)
	case reading:
		return slices.Contains(slices.Concat(moves, pages, always, []string{doOpen, doEarlier, doLater, doRefresh, doCopy, doNext, doBefore}), id)
	case coding:
		return slices.Contains([]string{doLink, doPage, doCode, doCopy}, id)
	case finding:
		if strings.HasPrefix(id, doChoice) {
			return p.choosing() && p.nth(id) < len(p.choices())
		}
		told := p.search.parcel != nil
		return slices.Contains(always, id) || told && slices.Contains(slices.Concat(moves, pages, []string{doFollow, doCopy, doEarlier, doLater}), id)
	case pricing:
		return slices.Contains([]string{doYes, doNo}, id)
	case ordering:
		return slices.Contains(slices.Concat(pages, always, []string{doUp, doDown, doCopy}), id)
	case budgets:
		return slices.Contains(always, id)
	}
	return false
}

// nth is the index that a digit's action stands for.
func (p *Pane) nth(id string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, doChoice))
	if err != nil {
		return mostChoices
	}
	return n - 1
}

// sort chooses the actions of now and says of each whether it can be done.
func (p *Pane) sort() {
	p.actions = p.actions[:0:0]
	for _, a := range p.table {
		if !p.offers(a.ID) {
			continue
		}
		a.Off, a.Waits = p.off(a.ID), p.waits(a.ID)
		a.Hint = a.Hint && (a.ID != doOpen || p.mode == listing)
		p.actions = append(p.actions, a)
	}
}

// waits reports whether the list that an action is about is still being read. A question to a carrier is not for a parcel that
// nobody has seen.
func (p *Pane) waits(id string) bool {
	switch id {
	case doOpen, doCopy, doUp, doDown, doPageUp, doPageDn, doFirst, doLast, doNext, doBefore:
		return p.mode == listing && len(p.win.rows) == 0 && (!p.win.loaded || p.pages.Busy())
	}
	return false
}

// off is why an action cannot be done now; empty when it can.
func (p *Pane) off(id string) i18n.Key {
	row := p.mode == listing || p.mode == reading
	switch id {
	case doOpen, doCopy, doRefresh:
		switch {
		case row && p.win.current() == nil:
			return "off_track.no_parcel"
		case id == doRefresh && p.refresh.running:
			return "off_track.asking"
		case id == doCopy && p.number() == "":
			return "off_track.no_parcel"
		}
	case doLink, doCode, doPage:
		switch n := len(p.links()); {
		case n == 0:
			return "off_track.no_page"
		case id == doPage && n < 2:
			return "off_track.one_page"
		}
	case doAll:
		switch {
		case p.refresh.running:
			return "off_track.asking"
		case p.win.loaded && len(p.win.rows) == 0:
			return "off_track.no_parcel"
		}
	case doFollow:
		if p.search.followed != "" {
			return "off_track.followed"
		}
	case doNext, doBefore:
		if p.filter.Text == "" {
			return "off.no_search"
		}
	case doClear:
		if p.filter.Empty() {
			return "off.no_filter"
		}
	}
	return ""
}
