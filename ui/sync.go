package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/notice"
	"packdesk/ui/widget"
)

// Syncs says how the reading of the connected shops stands.
type Syncs interface {
	Syncs(ctx context.Context) ([]fulfillment.ShopSync, error)
}

// syncSegment says how old the last reading of the shops is, the oldest of them, and what is wrong with the worst. ok is
// false where no shop is connected.
func (m *Model) syncSegment() (s widget.Segment, ok bool) {
	t, say := &m.look.Theme, m.look.Say
	syncs := m.known.syncs
	if len(syncs) == 0 {
		return s, false
	}
	oldest, bad := syncs[0].At, fulfillment.SyncFault("")
	for i := range syncs {
		y := &syncs[i]
		if y.At.Before(oldest) {
			oldest = y.At
		}
		if y.Fault != "" && (bad == "" || bad == fulfillment.SyncUnreadable) {
			bad = y.Fault
		}
	}
	s = widget.Segment{Style: t.BarMuted, Rank: ageRank, Right: true}
	switch {
	case !oldest.IsZero():
		long, short := m.ageForms("intake.sync_", m.now.Sub(oldest))
		s.Forms = []string{long, short}
	case bad == "":
		s.Forms = []string{say.T("sync.reading"), say.T("sync.reading_short")}
	default:
		s.Forms = []string{say.T("sync.never")}
	}
	stale := m.opts.Stale
	if stale == 0 {
		stale = staleSync
	}
	if bad == "" && (oldest.IsZero() || m.now.Sub(oldest) < stale) {
		return s, true
	}
	s.Style, s.Rank, s.Keep = t.BarWarn, wordsRank, true
	mark := func(text string) string { return "! " + text }
	if bad == "" {
		for i := range s.Forms {
			s.Forms[i] = mark(s.Forms[i])
		}
		return s, true
	}
	word := i18n.Word(say, "sync_bar", bad)
	s.Forms = []string{mark(s.Forms[0] + ": " + word), mark(word)}
	return s, true
}

// ageForms words an age in a long and a short form.
func (m *Model) ageForms(kind i18n.Key, age time.Duration) (long, short string) {
	say := m.look.Say
	switch age = max(0, age); {
	case age < time.Minute:
		return say.T(kind + "now"), say.T("age.now")
	case age < time.Hour:
		return say.N(kind+"minutes", int(age.Minutes())), say.N("age.minutes", int(age.Minutes()))
	case age < 48*time.Hour:
		return say.N(kind+"hours", int(age.Hours())), say.N("age.hours", int(age.Hours()))
	default:
		return say.N(kind+"days", int(age.Hours()/24)), say.N("age.days", int(age.Hours()/24))
	}
}

// tellSyncs says so once when a shop cannot be read any more, and when it can again.
func (m *Model) tellSyncs(before []fulfillment.ShopSync) tea.Cmd {
	faults := func(list []fulfillment.ShopSync) map[string]*fulfillment.ShopSync {
		by := map[string]*fulfillment.ShopSync{}
		for i := range list {
			if list[i].Fault != "" {
				by[list[i].Shop] = &list[i]
			}
		}
		return by
	}
	was, is := faults(before), faults(m.known.syncs)
	var cmds []tea.Cmd
	for shop, y := range is {
		if old := was[shop]; old == nil || old.Fault != y.Fault {
			cmds = append(cmds, notice.Say(notice.Warn, "sync "+shop, m.syncSentence(y)))
		}
	}
	for shop := range was {
		if is[shop] == nil {
			cmds = append(cmds, notice.Over("sync "+shop))
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) syncSentence(y *fulfillment.ShopSync) string {
	say, name := m.look.Say, y.Shop
	for i := range m.known.shops {
		if s := &m.known.shops[i]; s.ID == y.Shop && s.Name != "" {
			name = s.Name
		}
	}
	key, values := i18n.Key("sync.unread"), args{
		"Shop": fulfillment.Clean(name), "Why": i18n.Word(say, "sync_why", y.Fault), "Says": fulfillment.Clean(y.Says),
	}
	if !y.At.IsZero() {
		key, values["Since"] = "sync.bad", m.look.Stamp(y.At)
	}
	return say.F(key, values)
}
