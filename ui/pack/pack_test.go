package pack

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/widget"
)

func TestEveryActionHasItsWords(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		say := i18n.New(lang)
		for _, a := range table() {
			assert.NotEqual(t, string(a.Title()), say.T(a.Title()), lang)
		}
		for _, id := range []string{doMenu, doCarton, doWeigh, doBig} {
			assert.NotEqual(t, "hint."+id, say.T(i18n.Key("hint."+id)), lang)
		}
		for _, c := range []fulfillment.Command{
			fulfillment.CommandYes, fulfillment.CommandNo, fulfillment.CommandBack, fulfillment.CommandDone, fulfillment.CommandPrint,
			fulfillment.CommandUndo, fulfillment.CommandHand, fulfillment.CommandPark, fulfillment.CommandReprint,
		} {
			assert.NotEqual(t, "hint."+doCommand+string(c), say.T(i18n.Key("hint."+doCommand+string(c))), lang)
		}
	}
}

// TestVerdictsCanBeDrawn: every word is one that block letters have, and fits a screen of 80 columns.
func TestVerdictsCanBeDrawn(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		say := i18n.New(lang)
		for _, key := range []string{
			"ready", "opened", "go_on", "unit", "one_more", "packed", "proven", "closed", "stop", "ask", "undone", "parked", "left", "noted",
			"wait", "fault", "not", "unprinted",
		} {
			text := say.T(i18n.Key("block." + key))
			assert.NotEqual(t, "block."+key, text, lang)
			assert.NotEqual(t, "verdict."+key, say.T(i18n.Key("verdict."+key)), lang)
			for _, r := range text {
				assert.True(t, r == ' ' || widget.HasBlock(r), "%s in %s: no picture of %q", text, lang, r)
			}
			size, ok := widget.BlockFor(text, 76, widget.BlockHigh, false)
			require.True(t, ok, text)
			for _, row := range widget.Block(text, size, false) {
				assert.Equal(t, widget.BlockWidth(text, size), ansi.StringWidth(row), text)
			}
		}
	}
}
