package labelfile

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"packdesk/labels"
	"packdesk/labels/printer"
)

// Printout is what a printer gets for a file.
type Printout struct {
	Data   []byte
	Format printer.Format
	Drawn  bool     // It was drawn anew; else Data are the file's own bytes.
	Codes  []string // The bar codes on it; none of ZPL that came as such.
}

// For makes of a file what a printer takes. A printer that takes the format gets the very bytes. For a ZPL printer pages
// become pictures in its dots, one label each; a PNG goes to a PDF printer as a page of the printer's paper. What only a
// ZPL printer can draw goes to no other, and a PNG holds no second page: those are labels.Refusals.
func (r *Reader) For(ctx context.Context, f *File, format printer.Format, stock labels.Stock) (Printout, error) {
	ctx, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	if f.Format == format {
		codes, err := r.Codes(ctx, f)
		return Printout{Data: f.Data, Format: format, Codes: codes}, err
	}
	switch {
	case f.Format == printer.FormatZPL:
		return Printout{}, refuse(f.Name, labels.ReasonPrinter, fmt.Sprintf("it is ZPL and the printer takes %s; print it on a ZPL printer, or have the shop make PDF labels", format))
	case format == printer.FormatPNG && f.Pages > 1:
		return Printout{}, refuse(f.Name, labels.ReasonPrinter, fmt.Sprintf("it has %d pages and a PNG one; set the printer to PDF or ZPL", f.Pages))
	case format == printer.FormatPDF:
		data, err := onPage(f, stock)
		if err != nil {
			return Printout{}, err
		}
		codes, err := r.Codes(ctx, f)
		return Printout{Data: data, Format: format, Drawn: true, Codes: codes}, err
	}
	pictures, codes, err := r.Pictures(ctx, f, stock)
	if err != nil {
		return Printout{}, err
	}
	out := Printout{Format: format, Drawn: true, Codes: codes}
	for _, picture := range pictures {
		if format == printer.FormatPNG {
			out.Data, err = labels.PicturePNG(picture, stock.DPI)
			return out, err
		}
		out.Data = append(out.Data, labels.PictureZPL(picture)...)
	}
	return out, nil
}

// onPage lays a PNG on a PDF page of the paper's size, its dots as they are: the printer's own driver chooses how to show
// them. A picture that states its size keeps it where it fits.
func onPage(f *File, stock labels.Stock) (data []byte, err error) {
	defer func() { // The library panics on what it does not expect.
		if p := recover(); p != nil {
			err = refuse(f.Name, labels.ReasonBroken, fmt.Sprint(p))
		}
	}()
	content, size, err := plainPNG(f)
	if err != nil {
		return nil, err
	}
	w, h := f.Width, f.Height
	turned := (size.X > size.Y) != (stock.Width > stock.Height) && size.X != size.Y
	pageW, pageH := stock.Width, stock.Height
	if turned {
		pageW, pageH = pageH, pageW
	}
	if w == 0 || w > pageW+1 || h > pageH+1 {
		by := min(pageW/float64(size.X), pageH/float64(size.Y))
		w, h = float64(size.X)*by, float64(size.Y)*by
	}
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: pageW, Ht: pageH}})
	doc.SetAutoPageBreak(false, 0)
	doc.SetMargins(0, 0, 0)
	doc.SetCatalogSort(true)
	doc.SetProducer("packdesk", false)
	doc.SetCreationDate(time.Unix(0, 0).UTC()) // Equal files make equal bytes.
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.AddPage()
	options := fpdf.ImageOptions{ImageType: "PNG"}
	doc.RegisterImageOptionsReader("label", options, bytes.NewReader(content))
	doc.ImageOptions("label", (pageW-w)/2, (pageH-h)/2, w, h, false, options, 0, "")
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		return nil, fmt.Errorf("lay %s on a page: %w", f.Name, err)
	}
	return b.Bytes(), nil
}

// plainPNG is the file itself where the PDF library takes it; one with transparency, 16 bits or interlacing is written
// anew, dot for dot, on white.
func plainPNG(f *File) ([]byte, image.Point, error) {
	head, err := png.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return nil, image.Point{}, refuse(f.Name, labels.ReasonBroken, "its head cannot be read")
	}
	size := image.Pt(head.Width, head.Height)
	const interlaced = 28 // The byte of the head that says so.
	switch head.ColorModel {
	case color.GrayModel, color.RGBAModel:
		if f.Data[interlaced] == 0 && !bytes.Contains(f.Data, []byte("tRNS")) {
			return f.Data, size, nil
		}
	}
	grey, err := decodePNG(f)
	if err != nil {
		return nil, size, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, grey)
	return b.Bytes(), size, err
}
