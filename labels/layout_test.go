package labels_test

import (
	"image"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
)

// ink counts black dots in a rectangle.
func ink(r *labels.Raster, box image.Rectangle) int {
	n := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if r.Dark(x, y) {
				n++
			}
		}
	}
	return n
}

// Whatever stands on a label, the quiet zones stay white, the margins stay white, and no two lines of text overlap.
func TestLabelsKeepTheirDistances(t *testing.T) {
	t.Parallel()
	long := sample()
	long.Tracking = "4200000094001112062038529214123456"
	long.To.Street = []string{strings.Repeat("Appartement 12, Escalier B ", 17) + "Résidence"} // 468 characters.
	long.Reprint, long.Pieces, long.Piece, long.Phone, long.To.Phone = 2, 3, 1, true, "(+44)7700900001"
	long.Others = []string{"576461413038785753", "576461413038785754"}
	all := map[string]*labels.Label{"sample": sample(), "long": long}
	for name, to := range scripts() {
		l := sample()
		l.To = to
		all[name] = l
	}
	for name, l := range all {
		for _, s := range stocks() {
			t.Run(name+" "+stockName(s), func(t *testing.T) {
				t.Parallel()
				_, pg, r, proof := made(t, l, s)
				assert.Equal(t, l.Tracking, proof.Decoded)
				for _, q := range pg.QuietZones() {
					assert.Zero(t, ink(r, q), "ink in the quiet zone %v", q)
				}
				edge := s.DPI / 25 // A millimetre.
				for _, strip := range []image.Rectangle{
					image.Rect(0, 0, r.W, edge), image.Rect(0, r.H-edge, r.W, r.H), image.Rect(0, 0, edge, r.H), image.Rect(r.W-edge, 0, r.W, r.H),
				} {
					assert.Zero(t, ink(r, strip), "ink at the edge %v", strip)
				}
				boxes := pg.TextBoxes(false)
				for i, a := range boxes {
					assert.True(t, a.In(image.Rect(0, 0, r.W, r.H)), "a line leaves the paper: %v", a)
					for _, b := range boxes[i+1:] {
						inner := a.Intersect(b)
						assert.LessOrEqual(t, inner.Dy(), a.Dy()/3, "two lines overlap: %v and %v", a, b)
					}
				}
			})
		}
	}
}

// The recipient is read at arm's length: never under 2.5 mm, which is 20 dots at 203 dpi, and large when there is room.
func TestRecipientSize(t *testing.T) {
	t.Parallel()
	_, pg, _, _ := made(t, sample(), labels.Stock4x6(labels.DPI203))
	assert.GreaterOrEqual(t, pg.Sizes()["Alex Sample"], 48)
	assert.GreaterOrEqual(t, pg.Sizes()["EX3 3CC"], 40)

	for _, s := range stocks() {
		l := sample()
		l.To.Street = []string{strings.Repeat("Long Street Name ", 28)} // 476 characters.
		_, pg, _, _ := made(t, l, s)
		least := 20
		if s.DPI == labels.DPI300 {
			least = 29
		}
		got := strings.Join(pg.Texts(), " ")
		assert.Equal(t, 28, strings.Count(got, "Long Street Name"), "nothing is cut")
		for text, size := range pg.Sizes() {
			if strings.Contains(text, "Long Street") {
				assert.GreaterOrEqual(t, size, least)
			}
		}
	}
}

// Lines follow the country: where the postcode stands, and that a parcel abroad names the country.
func TestAddressLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		want []string
	}{
		{"latin", []string{"Alex Sample", "Rose Cottage", "1 Example Street", "Exampleton", "Lancashire", "EX3 3CC"}},
		{"french", []string{"12 bis, allée des Châtaigniers", "75001 Exempleville", "FRANCE"}},
		{"polish", []string{"00-001 Przykładowo", "POLAND"}},
		{"japanese", []string{"渋谷区", "東京都", "150-0001", "JAPAN"}},
		{"thai", []string{"เขตคลองเตย, กรุงเทพมหานคร 10110", "THAILAND"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := sample()
			l.To = scripts()[tt.name]
			_, pg, _, _ := made(t, l, labels.StockA6(labels.DPI300))
			texts := strings.Join(pg.Texts(), "\n")
			assert.Contains(t, texts, strings.Join(tt.want, "\n"))
		})
	}
	_, pg, _, _ := made(t, sample(), labels.Stock4x6(labels.DPI203))
	assert.NotContains(t, strings.Join(pg.Texts(), "\n"), "UNITED KINGDOM", "domestic mail names no country")
}

func TestPhoneIsPrintedOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	l := sample()
	l.To.Phone = "(+44)7700900001"
	_, pg, _, _ := made(t, l, labels.Stock4x6(labels.DPI203))
	assert.NotContains(t, strings.Join(pg.Texts(), "\n"), "7700900001")
	l.Phone = true
	_, pg, _, _ = made(t, l, labels.Stock4x6(labels.DPI203))
	assert.Contains(t, pg.Texts(), "Tel (+44)7700900001")
}

func TestStockNamed(t *testing.T) {
	t.Parallel()
	s, err := labels.StockNamed("a6", 300)
	require.NoError(t, err)
	assert.Equal(t, labels.StockA6(300), s)
	_, err = labels.StockNamed("5x7", 203)
	require.ErrorContains(t, err, "5x7")
	_, err = labels.StockNamed("4x6", 72)
	require.ErrorContains(t, err, "72")
}
