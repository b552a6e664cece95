package queue

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"packdesk/ui/i18n"
	"packdesk/ui/keys"
)

// TrackMsg asks the root to show where an order's parcel is.
type TrackMsg struct{ ID string }

// doTrack is the one action that the list of orders has here alone.
const doTrack = "queue.track"

// Actions is the key map of now.
func (p *Pane) Actions() []keys.Action {
	track := keys.New(doTrack, "o").Alias("where", "tracking")
	track.Off = p.untracked()
	track.Waits = p.tracks && p.Reading()
	return append(slices.Clip(p.List.Actions()), track)
}

// untracked is why no parcel can be shown; empty when one can.
func (p *Pane) untracked() i18n.Key {
	switch {
	case !p.tracks:
		return "off_track.no_screen"
	case p.Selected() == "":
		return "off.no_order"
	default:
		return ""
	}
}

// Do carries out an action of the key map.
func (p *Pane) Do(id string) tea.Cmd {
	if id != doTrack {
		return p.List.Do(id)
	}
	order := p.Selected()
	return func() tea.Msg { return TrackMsg{order} }
}
