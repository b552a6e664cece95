package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Size{
		"30x20x15":              {300, 200, 150},
		" 30 × 20,5 * 15 cm ":   {300, 205, 150},
		"300 x 200 x 150 mm":    {300, 200, 150},
		"12x9x6 in":             {305, 229, 153},
		`12x9x6"`:               {305, 229, 153},
		"３０ｘ２０ｘ１５":              {300, 200, 150},
		"0.01x1x1 cm":           {1, 10, 10},
		"1000x1000x1000 cm":     {10_000, 10_000, 10_000},
		"30X20X15 CM":           {300, 200, 150},
		"10000 x 1 x 0.001  mm": {10_000, 1, 1},
	} {
		got, err := ParseSize(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "30x20", "30x20x15x10", "-3x2x1", "0x1x1", "axbxc", "30x20x15 ft", "1001x1x1", "1e3x1x1", "30,20,15"} {
		_, err := ParseSize(text)
		assert.ErrorIs(t, err, ErrInvalid, text)
	}
}

func TestSortCartons(t *testing.T) {
	t.Parallel()
	list := []Carton{{ID: "l", Size: Size{400, 300, 200}}, {ID: "z"}, {ID: "s", Size: Size{200, 100, 50}}, {ID: "a"}, {ID: "k", Size: Size{300, 200, 400}}}
	SortCartons(list)
	var ids []string
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	assert.Equal(t, []string{"a", "z", "s", "k", "l"}, ids)
}

func TestCartonFor(t *testing.T) {
	t.Parallel()
	c := Carton{Shops: []string{"uk"}, Carriers: []string{"ups", "dhl"}}
	assert.True(t, c.For("uk", "ups"))
	assert.True(t, c.For("uk", ""), "nobody has chosen a carrier yet")
	assert.False(t, c.For("uk", "ems"))
	assert.False(t, c.For("us", "ups"))
	assert.True(t, (&Carton{}).For("us", "ems"))
}
