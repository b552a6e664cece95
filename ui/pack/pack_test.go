package pack

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
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
				assert.True(t, r == ' ' || strings.ContainsRune(blockLetters, r), "%s in %s: no picture of %q", text, lang, r)
			}
			size, ok := blockFor(text, 76, blockHigh, false)
			require.True(t, ok, text)
			for _, row := range block(text, size, false) {
				assert.Equal(t, blockWidth(text, size), ansi.StringWidth(row), text)
			}
		}
	}
}

func TestBlock(t *testing.T) {
	t.Parallel()
	require.Len(t, blockPixels, len(blockLetters)*(blockCells+1), "a picture for every letter")
	seen := map[[blockHigh]string]rune{}
	for _, r := range blockLetters {
		rows := pixels(r)
		for _, row := range rows {
			assert.Len(t, row, 5, "%c", r)
			assert.Empty(t, strings.Trim(row, "# "), "%c", r)
		}
		other, twice := seen[rows]
		assert.False(t, twice, "%c looks like %c", r, other)
		seen[rows] = r
	}
	assert.Equal(t, []string{
		" ███  █   █",
		"█   █ █  █ ",
		"█   █ ███  ",
		"█   █ █  █ ",
		" ███  █   █",
	}, block("OK", blockSize{1, false}, false))
	assert.Equal(t, []string{
		"▄▀▀▀▄ █  ▄▀",
		"█   █ █▀▀▄ ",
		" ▀▀▀  ▀   ▀",
	}, block("OK", blockSize{1, true}, false))
	for _, row := range block("OK", blockSize{2, false}, true) {
		assert.Empty(t, strings.Trim(row, "# "), "ASCII only")
	}
	_, ok := blockFor("ONE MORE", 20, 5, false)
	assert.False(t, ok, "no room")
	_, ok = blockFor("OK", 20, 4, true)
	assert.False(t, ok, "half blocks are not ASCII")
	size, ok := blockFor("OK", 20, 3, false)
	assert.True(t, ok)
	assert.True(t, size.half)
}
