package labels

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// PNG returns a raster as a PNG of one bit a dot that knows its resolution, so that programs print it at its true size.
// The standard library would need a byte a dot and cannot note the resolution.
func (p *Press) PNG(r *Raster, dpi int) ([]byte, error) { return p.packer.png(r, dpi) }

// PicturePNG is PNG for a finished picture, such as a platform's label drawn at the printer's resolution.
func PicturePNG(r *Raster, dpi int) ([]byte, error) { return newPacker().png(r, dpi) }

func (k *packer) png(r *Raster, dpi int) ([]byte, error) {
	var header [13]byte
	binary.BigEndian.PutUint32(header[0:], uint32(r.W)) //nolint:gosec // A page has some thousand dots.
	binary.BigEndian.PutUint32(header[4:], uint32(r.H)) //nolint:gosec // See above.
	header[8] = 1                                       // One bit, greyscale: 1 is white.
	var size [9]byte
	metre := uint32(math.Round(float64(dpi) / 0.0254))
	binary.BigEndian.PutUint32(size[0:], metre)
	binary.BigEndian.PutUint32(size[4:], metre)
	size[8] = 1 // Dots a metre.
	data, err := k.rows(r)
	if err != nil {
		return nil, fmt.Errorf("write png: %w", err)
	}
	out := []byte("\x89PNG\r\n\x1a\n")
	out = appendChunk(out, "IHDR", header[:])
	out = appendChunk(out, "pHYs", size[:])
	out = appendChunk(out, "IDAT", data)
	return appendChunk(out, "IEND", nil), nil
}

// packer compresses rows. Its tables are larger than a label and kept for the next.
type packer struct {
	buf bytes.Buffer
	z   *zlib.Writer
	row []byte
}

func newPacker() *packer { return &packer{} }

// rows compresses a raster's rows, unfiltered: filters do not help pictures of one bit. The result is valid until the next
// call.
func (k *packer) rows(r *Raster) ([]byte, error) {
	k.buf.Reset()
	if k.z == nil {
		z, err := zlib.NewWriterLevel(&k.buf, zlib.BestSpeed)
		if err != nil {
			return nil, err
		}
		k.z = z
	} else {
		k.z.Reset(&k.buf)
	}
	if cap(k.row) < 1+r.Stride {
		k.row = make([]byte, 1+r.Stride)
	}
	row := k.row[:1+r.Stride]
	row[0] = 0 // No filter.
	for y := range r.H {
		for i, b := range r.Bits[y*r.Stride : (y+1)*r.Stride] {
			row[1+i] = ^b
		}
		if _, err := k.z.Write(row); err != nil {
			return nil, err
		}
	}
	if err := k.z.Close(); err != nil {
		return nil, err
	}
	return k.buf.Bytes(), nil
}

func appendChunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data))) //nolint:gosec // A page is far below 4 GB.
	start := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}
