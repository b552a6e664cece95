package labels

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCodeRefusesWhatItCannotHold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       error
	}{
		{"nothing", "", ErrCodeEmpty},
		{"n with tilde, which the library takes for a function", "AB\u00F1123", ErrCodeCharacters},
		{"escape", "AB\x1b[2J", ErrCodeCharacters},
		{"newline", "AB\n", ErrCodeCharacters},
		{"delete", "AB\x7F", ErrCodeCharacters},
		{"Han", "贵123", ErrCodeCharacters},
		{"full width digits", "１２３", ErrCodeCharacters},
		{"invalid UTF-8", "AB\xFF", ErrCodeCharacters},
		{"81 characters", strings.Repeat("7", 81), ErrCodeTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Code128(tt.text)
			require.ErrorIs(t, err, tt.want)
		})
	}
	_, err := Code128(strings.Repeat("7", 80))
	require.NoError(t, err)
	_, err = QR("贵州")
	require.ErrorIs(t, err, ErrCodeCharacters)
	_, err = QR(strings.Repeat("a", 301))
	require.ErrorIs(t, err, ErrCodeTooLong)
}

func TestEAN(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, number, want string }{
		{"EAN-13", "4006381333931", "4006381333931"},
		{"UPC-A gets a zero, not another check digit", "036000291452", "0036000291452"},
		{"EAN-8 is filled", "96385074", "0000096385074"},
		{"GTIN-14 of one unit", "04006381333931", "4006381333931"},
		{"GTIN-14 of a case", "14006381333938", ""},
		{"wrong check digit", "4006381333932", ""},
		{"eleven digits", "03600029145", ""},
		{"letters", "40063813339A1", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bars, err := EAN(tt.number)
			if tt.want == "" {
				require.ErrorIs(t, err, ErrCodeDigits)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, bars.Text)
			assert.Equal(t, 95, bars.Modules)
		})
	}
}

// The widths that were measured for 34 digits: 222 modules and quiet zones of ten on each side.
func TestModuleDots(t *testing.T) {
	t.Parallel()
	long, err := Code128("4200000094001112062038529214123456")
	require.NoError(t, err)
	require.Equal(t, 222, long.Modules)
	short, err := Code128("12")
	require.NoError(t, err)
	tests := []struct {
		name       string
		bars       *Bars
		avail, dpi int
		want       int // Zero means refused.
	}{
		{"34 digits on 4 in at 203 dpi", long, 812, 203, 3},
		{"34 digits on 4 in at 300 dpi", long, 1200, 300, 4},
		{"one dot too few for three", long, 725, 203, 0},
		{"just enough for three", long, 726, 203, 3},
		{"one dot too few for four at 300 dpi", long, 967, 300, 0},
		{"never wider than a millimetre", short, 812, 203, 7},
		{"600 dpi follows the same third of a millimetre", long, 242 * 8, 600, 8},
		{"600 dpi below it", long, 242*8 - 1, 600, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := moduleDots(tt.bars, tt.avail, tt.dpi)
			assert.Equal(t, tt.want, got)
			if tt.want == 0 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.GreaterOrEqual(t, float64(got)*25.4/float64(tt.dpi), 0.25, "no module below a quarter of a millimetre")
		})
	}
}
