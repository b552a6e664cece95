package labels_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
)

// The card of the scan test lies on its side on a label; both codes of it are read.
func TestTheTestCardScans(t *testing.T) {
	t.Parallel()
	for _, dpi := range []int{labels.DPI203, labels.DPI300} {
		s := labels.Stock4x6(dpi)
		p := labels.NewPress(shared())
		pg, err := p.Card("Scan me 扫描", fulfillment.ScanTest, s.OnSide())
		require.NoError(t, err)
		var r labels.Raster
		p.Raster(&r, pg)
		_, err = p.Prove(pg, &r)
		require.NoError(t, err)
		turned := r.Turned()
		w, h := s.Dots()
		assert.Equal(t, []int{w, h}, []int{turned.W, turned.H})
		assert.Equal(t, []string{fulfillment.ScanTest}, labels.NewReader().Codes(turned), "bars on their side, and the square")
		_, err = p.Card("Scan me", fulfillment.ScanTest, s)
		assert.Equal(t, []string{"content too_long"}, refused(t, err), "upright it has no room")
	}
}

func TestTurnedFourTimesIsTheSame(t *testing.T) {
	t.Parallel()
	r := labels.NewRaster(37, 11)
	r.Fill(3, 2, 5, 7)
	r.Fill(36, 10, 1, 1)
	assert.True(t, r.Turned().Dark(0, 36), "the foot comes to the left")
	assert.Equal(t, r, r.Turned().Turned().Turned().Turned())
}
