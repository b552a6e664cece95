package sim

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode/code128"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// paper draws the document of a package: the same bytes every time. It is nil for a package that the shop does not have.
func (s *Server) paper(sh *shop, id, kind, size string) (content []byte, media string) {
	p := sh.parcels[id]
	if p == nil {
		return nil, ""
	}
	if kind == "SHIPPING_LABEL_PICTURE" {
		return picture(p), "image/png"
	}
	return p.pdf(kind, size), "application/pdf"
}

// bars are the modules of a Code 128 for text, dark where true.
func bars(text string) []bool {
	code, err := code128.Encode(text)
	if err != nil {
		panic(fmt.Sprintf("sim: no barcode for %q: %v", text, err)) // Numbers here are made up of letters and digits.
	}
	modules := make([]bool, code.Bounds().Dx())
	for x := range modules {
		r, _, _, _ := code.At(x, 0).RGBA()
		modules[x] = r == 0
	}
	return modules
}

// texts are the lines of a label. The recipient is masked, as on the platform's.
func (p *parcel) texts() []string {
	a := &p.order.facts.Recipient
	lines := append([]string{a.Name}, a.Lines()...)
	return append(lines, a.PostalCode, "", "Order "+p.order.facts.ID, "Package "+p.id, p.carrier.name)
}

// pdf draws a label, a packing slip or both, one a page.
func (p *parcel) pdf(kind, size string) []byte {
	width, height := 105.0, 148.0
	if size == "A5" {
		width, height = 148, 210
	}
	if kind == "HAZMAT_LABEL" {
		width, height = 210, 297
	}
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: width, Ht: height}})
	doc.SetCatalogSort(true)
	doc.SetCreationDate(p.shipped)
	doc.SetModificationDate(p.shipped)
	doc.SetAutoPageBreak(false, 0)
	latin := doc.UnicodeTranslatorFromDescriptor("")
	switch kind {
	case "PACKING_SLIP":
		p.slipPage(doc, latin)
	case "HAZMAT_LABEL":
		doc.AddPage()
		doc.SetFont("Helvetica", "B", 40)
		doc.Text(20, 60, "LITHIUM BATTERIES")
		doc.SetFont("Helvetica", "", 14)
		doc.Text(20, 80, "Simulated hazmat label, package "+p.id)
	case "SHIPPING_LABEL_AND_PACKING_SLIP":
		p.labelPage(doc, latin, width)
		p.slipPage(doc, latin)
	default:
		p.labelPage(doc, latin, width)
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		panic(fmt.Sprintf("sim: %v", err))
	}
	return b.Bytes()
}

func (p *parcel) labelPage(doc *fpdf.Fpdf, latin func(string) string, width float64) {
	doc.AddPage()
	doc.SetFont("Helvetica", "B", 12)
	doc.Text(6, 10, "SIMULATED LABEL - NOT FOR POSTING")
	doc.SetFont("Helvetica", "", 11)
	for i, line := range p.texts() {
		doc.Text(6, 22+6*float64(i), latin(line))
	}
	modules := bars(p.tracking)
	module := (width - 16) / float64(len(modules))
	doc.SetFillColor(0, 0, 0)
	for i, dark := range modules {
		if dark {
			doc.Rect(8+module*float64(i), 100, module, 28, "F")
		}
	}
	doc.SetFont("Courier", "B", 13)
	doc.Text(8, 135, p.tracking)
}

func (p *parcel) slipPage(doc *fpdf.Fpdf, latin func(string) string) {
	doc.AddPage()
	doc.SetFont("Helvetica", "B", 12)
	doc.Text(6, 10, "Packing slip, order "+p.order.facts.ID)
	doc.SetFont("Helvetica", "", 10)
	for i := range p.order.facts.Lines {
		l := &p.order.facts.Lines[i]
		doc.Text(6, 20+6*float64(i), latin(fmt.Sprintf("%d x %s %s", l.Quantity, l.SellerSKU, l.Name())))
	}
}

// picture draws a label of A6 at 203 dots per inch in black and white.
func picture(p *parcel) []byte {
	const width, height = 839, 1183
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	write(img, 40, 60, 3, "SIMULATED LABEL")
	for i, line := range p.texts() {
		write(img, 40, 160+48*i, 2, line)
	}
	modules := bars(p.tracking)
	module := (width - 80) / len(modules)
	for i, dark := range modules {
		if dark {
			x := 40 + i*module
			draw.Draw(img, image.Rect(x, 800, x+module, 1020), image.Black, image.Point{}, draw.Src)
		}
	}
	write(img, 40, 1080, 3, p.tracking)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(fmt.Sprintf("sim: %v", err))
	}
	return b.Bytes()
}

// write puts a line of text on a picture, each dot of the letters scale dots wide. Letters beyond ASCII become dots.
func write(img *image.Paletted, x, y, scale int, text string) {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, text)
	small := image.NewPaletted(image.Rect(0, 0, 7*len(text)+1, 16), color.Palette{color.White, color.Black})
	d := font.Drawer{Dst: small, Src: image.Black, Face: basicfont.Face7x13, Dot: fixed.P(0, 12)}
	d.DrawString(text)
	for sy := range small.Rect.Dy() {
		for sx := range small.Rect.Dx() {
			if small.ColorIndexAt(sx, sy) == 1 {
				at := image.Rect(x+sx*scale, y+sy*scale, x+(sx+1)*scale, y+(sy+1)*scale)
				draw.Draw(img, at.Intersect(img.Rect), image.Black, image.Point{}, draw.Src)
			}
		}
	}
}
