package labels

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Proof is the record that a finished page was read back: what a scanner sees, and which picture it saw.
type Proof struct {
	Order      string
	SHA256     string // Of the picture that was read: width, height and dots. Files are hashed by who writes them.
	Kind       string // Of the tracking code.
	Modules    int    // Of the tracking code, without quiet zones.
	ModuleDots int
	ModuleMM   float64
	Decoded    string // What the tracking code said.
	QR         string // What the order's code said.
}

// reader decodes codes from rasters. One press has one.
type reader struct {
	code128, ean oned.RowDecoder
	qr           gozxing.Reader
	row          *gozxing.BitArray
}

// newReader returns a reader.
func newReader() *reader {
	return &reader{
		code128: oned.NewCode128Reader().(oned.RowDecoder), //nolint:forcetypeassert // Every linear reader of the library decodes rows.
		ean:     oned.NewEAN13Reader().(oned.RowDecoder),   //nolint:forcetypeassert // See above.
		qr:      qrcode.NewQRCodeReader(),
		row:     gozxing.NewEmptyBitArray(),
	}
}

// Prove reads every code of the page back from its raster, each linear one near its top, in its middle and near its foot.
// A code that does not say what it should is a Refusal: such a page must not leave.
func (p *Press) Prove(pg *Page, r *Raster) (Proof, error) {
	proof := Proof{Order: pg.Order, SHA256: r.sum()}
	if r.W != pg.W || r.H != pg.H {
		return proof, fmt.Errorf("prove order %s: a raster of %dx%d dots for a page of %dx%d", pg.Order, r.W, r.H, pg.W, pg.H)
	}
	var refused Refusals
	refuse := func(field Field, want, got string) {
		detail := "no code was found"
		if got != "" {
			detail = fmt.Sprintf("it reads %q", got)
		}
		refused = append(refused, &Refusal{Order: pg.Order, Field: field, Reason: ReasonUnreadable, Value: want, Detail: detail})
	}
	for i := range pg.bars {
		b := &pg.bars[i]
		got, ok := p.reader.bars(r, b)
		if !ok {
			field := FieldContent
			if b == pg.trackingBars() {
				field = FieldTracking
			}
			refuse(field, b.code.Text, got)
			continue
		}
		if b == pg.trackingBars() {
			proof.Kind, proof.Decoded = b.code.Kind, got
			proof.Modules, proof.ModuleDots, proof.ModuleMM = b.code.Modules, b.module, pg.ModuleMM()
		}
	}
	for i := range pg.matrices {
		m := &pg.matrices[i]
		got, ok := p.reader.matrix(r, m)
		if !ok {
			refuse(FieldOrder, m.code.Text, got)
			continue
		}
		proof.QR = got
	}
	return proof, refused.err()
}

// sum is the SHA-256 of size and dots.
func (r *Raster) sum() string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%d %d\n", r.W, r.H)
	_, _ = h.Write(r.Bits)
	return hex.EncodeToString(h.Sum(nil))
}

// bars reads a linear code at three heights, quiet zones included, and returns the first text that is not the right one.
func (d *reader) bars(r *Raster, b *placedBars) (string, bool) {
	decoder := d.code128
	if b.code.Kind == KindEAN13 {
		decoder = d.ean
	}
	from := b.x - b.code.Quiet*b.module
	to := b.x + (b.code.Modules+b.code.Quiet)*b.module
	for _, at := range []int{b.height / 10, b.height / 2, b.height - 1 - b.height/10} {
		d.load(r, b.y+at, from, to)
		res, err := decoder.DecodeRow(b.y+at, d.row, nil)
		if err != nil {
			return "", false
		}
		if res.GetText() != b.code.Text {
			return res.GetText(), false
		}
	}
	return b.code.Text, true
}

// matrix reads a square code. The finder is tried again with more effort before the code is called unreadable.
func (d *reader) matrix(r *Raster, m *placedMatrix) (string, bool) {
	side := (m.code.Size + 2*m.code.Quiet) * m.module
	x, y := m.x-m.code.Quiet*m.module, m.y-m.code.Quiet*m.module
	dots, err := gozxing.NewBitMatrix(side, side)
	if err != nil {
		return "", false
	}
	for i := range side {
		d.load(r, y+i, x, x+side)
		dots.SetRow(i, d.row)
	}
	picture, err := gozxing.NewBinaryBitmap(exactDots{dots})
	if err != nil {
		return "", false
	}
	for _, hint := range []gozxing.DecodeHintType{0, gozxing.DecodeHintType_TRY_HARDER, gozxing.DecodeHintType_PURE_BARCODE} {
		var hints map[gozxing.DecodeHintType]any
		if hint != 0 {
			hints = map[gozxing.DecodeHintType]any{hint: true}
		}
		if res, err := d.qr.Decode(picture, hints); err == nil {
			return res.GetText(), res.GetText() == m.code.Text
		}
	}
	return "", false
}

// load copies the dots from x to end of one row into the reader's row; beyond the paper everything is white.
func (d *reader) load(r *Raster, y, x, end int) {
	if d.row.GetSize() != end-x {
		d.row = gozxing.NewBitArray(end - x)
	}
	for i := 0; i < end-x; i += 32 {
		var word uint32
		for k := range 4 {
			word |= uint32(bits.Reverse8(r.byteAt(x+i+8*k, y))) << (8 * k)
		}
		if left := end - x - i; left < 32 {
			word &= 1<<left - 1
		}
		d.row.SetBulk(i, word)
	}
}

// byteAt is the eight dots from x on, whether or not x lies on a byte.
func (r *Raster) byteAt(x, y int) byte {
	at := func(i int) byte {
		if y < 0 || y >= r.H || i < 0 || i >= r.Stride {
			return 0
		}
		return r.Bits[y*r.Stride+i]
	}
	shift := x & 7
	i := (x - shift) / 8
	return at(i)<<shift | byte(uint16(at(i+1))>>(8-shift)) //nolint:gosec // The lower half is wanted.
}

// exactDots hands dots to the library as they are: a raster of one bit needs no threshold.
type exactDots struct{ m *gozxing.BitMatrix }

func (e exactDots) GetLuminanceSource() gozxing.LuminanceSource { return nil }

func (e exactDots) GetBlackRow(y int, row *gozxing.BitArray) (*gozxing.BitArray, error) {
	return e.m.GetRow(y, row), nil
}

func (e exactDots) GetBlackMatrix() (*gozxing.BitMatrix, error) { return e.m, nil }

func (e exactDots) CreateBinarizer(gozxing.LuminanceSource) gozxing.Binarizer { return e }

func (e exactDots) GetWidth() int { return e.m.GetWidth() }

func (e exactDots) GetHeight() int { return e.m.GetHeight() }
