package labels_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
)

// A damaged picture is found out: the check that lets labels leave can fail.
func TestProveFindsDamage(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	_, pg, whole, _ := made(t, sample(), s)
	zone := pg.QuietZones()
	left, right := zone[0].Max.X, zone[1].Min.X
	top, bottom := zone[0].Min.Y, zone[0].Max.Y
	tests := []struct {
		name   string
		damage func(r *labels.Raster)
		want   []string
	}{
		{"none", func(*labels.Raster) {}, nil},
		{"a line through the foot of the bars", func(r *labels.Raster) {
			r.Fill(left, bottom-(bottom-top)/10-1, right-left, 1)
		}, []string{"tracking unreadable"}},
		{"ink at the start of the code", func(r *labels.Raster) { r.Fill(left, top, 14, bottom-top) }, []string{"tracking unreadable"}},
		{"ink in the quiet zone", func(r *labels.Raster) { r.Fill(left-14, top, 6, bottom-top) }, []string{"tracking unreadable"}},
		{"a blot in the middle", func(r *labels.Raster) { r.Fill((left+right)/2, top, 20, bottom-top) }, []string{"tracking unreadable"}},
		{"a blot on the order's code", func(r *labels.Raster) { r.Fill(20, bottom+80, 150, 90) }, []string{"order unreadable"}},
		{"a black page", func(r *labels.Raster) { r.Fill(0, 0, r.W, r.H) }, []string{"tracking unreadable", "order unreadable"}},
		{"a white page", func(r *labels.Raster) { r.Reset(r.W, r.H) }, []string{"tracking unreadable", "order unreadable"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := labels.NewPress(shared())
			r := labels.NewRaster(whole.W, whole.H)
			copy(r.Bits, whole.Bits)
			tt.damage(r)
			proof, err := p.Prove(pg, r)
			assert.Equal(t, tt.want, refused(t, err))
			if tt.want == nil {
				assert.Equal(t, sampleTracking, proof.Decoded)
			}
		})
	}
}

// The code of another parcel on the paper is found out as well.
func TestProveFindsAnotherLabel(t *testing.T) {
	t.Parallel()
	s := labels.Stock4x6(labels.DPI203)
	p, pg, _, _ := made(t, sample(), s)
	other := sample()
	other.Tracking, other.Order = "JD014600006281230456", "576461413038785753"
	_, _, r, _ := made(t, other, s)
	_, err := p.Prove(pg, r)
	assert.Equal(t, []string{"tracking unreadable", "order unreadable"}, refused(t, err))
	require.ErrorContains(t, err, `it reads "JD014600006281230456"`)

	_, err = p.Prove(pg, labels.NewRaster(10, 10))
	require.Error(t, err)
}

func TestProofIsOfThePicture(t *testing.T) {
	t.Parallel()
	_, pg, _, first := made(t, sample(), labels.Stock4x6(labels.DPI203))
	_, _, _, again := made(t, sample(), labels.Stock4x6(labels.DPI203))
	assert.Equal(t, first, again)
	assert.Equal(t, 4, pg.ModuleDots())
	assert.InDelta(t, 0.5005, first.ModuleMM, 0.001)
	changed := sample()
	changed.To.Name = "Alex Simple"
	_, _, _, other := made(t, changed, labels.Stock4x6(labels.DPI203))
	assert.NotEqual(t, first.SHA256, other.SHA256)
}

// Filling and laying over are compared with the plainest way of doing them.
func TestRasterAgainstPlainDots(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		r := labels.NewRaster(1+rnd.IntN(40), 1+rnd.IntN(12))
		want := make([]bool, r.W*r.H)
		dot := func(x, y int) {
			if x >= 0 && y >= 0 && x < r.W && y < r.H {
				want[y*r.W+x] = true
			}
		}
		for range 4 {
			x, y, w, h := rnd.IntN(60)-10, rnd.IntN(30)-10, rnd.IntN(30), rnd.IntN(20)
			r.Fill(x, y, w, h)
			for dy := range h {
				for dx := range w {
					dot(x+dx, y+dy)
				}
			}
			over := labels.NewRaster(1+rnd.IntN(20), 1+rnd.IntN(6))
			for i := range over.Bits {
				over.Bits[i] = byte(rnd.Uint32())
			}
			for i := over.Stride - 1; i < len(over.Bits); i += over.Stride {
				over.Bits[i] &= 0xFF << (8*over.Stride - over.W) // Padding is white.
			}
			ox, oy := rnd.IntN(60)-20, rnd.IntN(20)-8
			r.Or(ox, oy, over)
			for dy := range over.H {
				for dx := range over.W {
					if over.Dark(dx, dy) {
						dot(ox+dx, oy+dy)
					}
				}
			}
		}
		for i, black := range want {
			require.Equal(t, black, r.Dark(i%r.W, i/r.W), "%dx%d at %d,%d", r.W, r.H, i%r.W, i/r.W)
		}
		pad := labels.NewRaster(r.W, r.H)
		pad.Fill(0, 0, r.W, r.H)
		for i := range r.Bits {
			require.Zero(t, r.Bits[i]&^pad.Bits[i], "dots beyond the edge")
		}
	}
}

func TestPNGIsSmallAndKnowsItsSize(t *testing.T) {
	t.Parallel()
	p, _, r, _ := made(t, sample(), labels.Stock4x6(labels.DPI203))
	data, err := p.PNG(r, labels.DPI203)
	require.NoError(t, err)
	assert.Less(t, len(data), 20_000)
	at := bytes.Index(data, []byte("pHYs"))
	require.Positive(t, at)
	assert.Equal(t, []byte{0, 0, 7992 >> 8, 7992 & 255, 0, 0, 7992 >> 8, 7992 & 255, 1}, data[at+4:at+13], "203 dpi are 7,992 dots a metre")
	again, err := p.PNG(r, labels.DPI203)
	require.NoError(t, err)
	assert.Equal(t, data, again)
}
