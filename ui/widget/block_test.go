package widget

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBlock(t *testing.T) {
	t.Parallel()
	require.Len(t, blockPixels, len(blockLetters)*(blockCells+1), "a picture for every letter")
	seen := map[[BlockHigh]string]rune{}
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
	}, Block("OK", BlockSize{1, false}, false))
	assert.Equal(t, []string{
		"▄▀▀▀▄ █  ▄▀",
		"█   █ █▀▀▄ ",
		" ▀▀▀  ▀   ▀",
	}, Block("OK", BlockSize{1, true}, false))
	for _, row := range Block("OK", BlockSize{2, false}, true) {
		assert.Empty(t, strings.Trim(row, "# "), "ASCII only")
	}
	_, ok := BlockFor("ONE MORE", 20, 5, false)
	assert.False(t, ok, "no room")
	_, ok = BlockFor("OK", 20, 4, true)
	assert.False(t, ok, "half blocks are not ASCII")
	size, ok := BlockFor("OK", 20, 3, false)
	assert.True(t, ok)
	assert.True(t, size.Half)
}
