package detail

import (
	tea "charm.land/bubbletea/v2"

	"packdesk/ui/keys"
)

// TrackMsg asks the root to show where an order's parcel is.
type TrackMsg struct{ ID string }

const doTrack = "detail.track"

// trackAction is the way to the order's parcel.
func (p *Pane) trackAction() keys.Action {
	track := keys.New(doTrack, "o").Alias("where", "tracking")
	switch {
	case !p.tracks:
		track.Off = "off_track.no_screen"
	case p.order == nil:
		track.Off = "off.no_order"
	}
	return track
}

// track asks for the order's parcel.
func (p *Pane) track() tea.Cmd {
	id := p.id
	return func() tea.Msg { return TrackMsg{id} }
}
