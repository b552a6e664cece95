// Package keys is the one table from which a screen's keys are matched, its help is written, its hints are drawn and its
// palette is filled. It knows nothing of orders and may import bubbletea, bubbles/key and x/ansi.
package keys

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"packdesk/ui/i18n"
)

// Action is something that a person can ask a screen for.
type Action struct {
	ID      string      // What Do is called with, such as "queue.open"; the catalogues explain it under "action.<ID>".
	Binding key.Binding // Its keys; an action without any is in the palette only.
	Aliases []string    // Further names under which the palette finds it.
	Hint    bool        // Worth a place in the line of hints.
	Repeat  bool        // Harmless when held down, so it need not wait until the keyboard is quiet.
	Quiet   bool        // Told by another action's line: neither help nor palette lists it.
	Off     i18n.Key    // Why it cannot be done now; empty when it can.
	Waits   bool        // What it is about is still being read: the key is kept and pressed then, whatever Off says.
}

// New makes an action from its id and its keys, as tea.KeyPressMsg.String spells them; the first one is shown.
func New(id string, on ...string) Action {
	a := Action{ID: id}
	if len(on) > 0 {
		a.Binding = key.NewBinding(key.WithKeys(on...))
	}
	return a
}

// Hinted puts the action among the hints.
func (a Action) Hinted() Action { a.Hint = true; return a }

// Repeats marks the action as harmless when its key is held down.
func (a Action) Repeats() Action { a.Repeat = true; return a }

// Alias adds names for the palette.
func (a Action) Alias(names ...string) Action { a.Aliases = append(a.Aliases, names...); return a }

// Title is the catalogue key of the action's explanation.
func (a Action) Title() i18n.Key { return i18n.Key("action." + a.ID) }

// Label shows the action's keys, at most n of them.
func (a Action) Label(n int) string {
	on := a.Binding.Keys()
	names := make([]string, 0, n)
	for _, k := range on[:min(n, len(on))] {
		names = append(names, Name(k))
	}
	return strings.Join(names, " ")
}

// Name is a key as people write it.
func Name(k string) string {
	switch k {
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	default:
		if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
			return "^" + strings.ToUpper(rest)
		}
		return k
	}
}

// Find returns the action whose keys hold k.
func Find(actions []Action, k tea.KeyPressMsg) (Action, bool) {
	for i := range actions {
		if key.Matches(k, actions[i].Binding) {
			return actions[i], true
		}
	}
	return Action{}, false
}

// Conflicts names every key that two actions of one screen claim, in plain English; an empty answer is a sound key map.
func Conflicts(actions []Action) []string {
	owner := map[string]string{}
	var found []string
	for _, a := range actions {
		for _, k := range a.Binding.Keys() {
			if other, taken := owner[k]; taken && other != a.ID {
				found = append(found, fmt.Sprintf("key %q: %s and %s", k, other, a.ID))
				continue
			}
			owner[k] = a.ID
		}
	}
	slices.Sort(found)
	return found
}
