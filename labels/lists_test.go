package labels_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/zpltest"
)

func listOrder(n int) *fulfillment.Order {
	o := &fulfillment.Order{ID: sampleOrder, Mode: fulfillment.ModeSeller, Recipient: sample().To, Carrier: "Sample Carrier", Tracking: sampleTracking}
	for i := range n {
		o.Lines = append(o.Lines, fulfillment.Line{
			SKUID: fmt.Sprint(1000 + i), SellerSKU: fmt.Sprintf("MUG-%d", i), Product: "Stoneware Mug \U0001F381 陶瓷杯", Variation: "Blue",
			Quantity: i + 2, Cancelled: 1, UnitPrice: "8.50",
		})
	}
	return o
}

// proven draws, reads back and returns the text of pages.
func proven(t *testing.T, p *labels.Press, pages []*labels.Page) string {
	t.Helper()
	var texts []string
	for _, pg := range pages {
		r := &labels.Raster{}
		p.Raster(r, pg)
		_, err := p.Prove(pg, r)
		require.NoError(t, err)
		for _, b := range pg.TextBoxes(false) {
			assert.LessOrEqual(t, b.Max.Y, pg.H, "a line leaves the page")
			assert.LessOrEqual(t, b.Max.X, pg.W, "a line leaves the page")
		}
		texts = append(texts, pg.Texts()...)
	}
	return strings.Join(texts, "\n")
}

func TestSlip(t *testing.T) {
	t.Parallel()
	p := labels.NewPress(shared())
	for _, s := range append(stocks(), labels.StockA4(300), labels.StockLetter(300)) {
		slip := labels.SlipFor(listOrder(25), nil, seller())
		slip.Date = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		pages, err := p.Slip(slip, s)
		require.NoError(t, err)
		text := proven(t, p, pages)
		assert.Contains(t, text, "Order "+sampleOrder)
		assert.Contains(t, text, "Alex Sample")
		assert.Contains(t, text, "25 ×")
		assert.Contains(t, text, "325 units, 25 items")
		assert.Contains(t, text, "[U+1F381]", "a picture that no face has is named, and the slip printed")
		assert.Contains(t, text, fmt.Sprintf("%d / %d", len(pages), len(pages)))
		assert.NotContains(t, text, "8.50", "no prices")
		for i := range 25 {
			assert.Contains(t, text+"\n", fmt.Sprintf("MUG-%d\n", i))
		}
	}
}

func TestSlipOfASplitOrder(t *testing.T) {
	t.Parallel()
	o := listOrder(3)
	parcel := &fulfillment.Parcel{
		Tracking: "RB123456785GB", Orders: []string{sampleOrder, "2"},
		Content: []fulfillment.Unit{{Order: sampleOrder, SKUID: "1002", Quantity: 1}, {Order: "2", SKUID: "1001", Quantity: 1}},
	}
	slip := labels.SlipFor(o, parcel, seller())
	require.Len(t, slip.Lines, 1)
	assert.Equal(t, "MUG-2", slip.Lines[0].SKU)
	assert.Equal(t, 1, slip.Lines[0].Quantity)
	assert.Equal(t, "RB123456785GB", slip.Tracking)
	assert.Equal(t, []string{"2"}, slip.Others)
}

func TestSlipHidesWhatThePlatformMasks(t *testing.T) {
	t.Parallel()
	o := listOrder(1)
	o.Recipient.Masked, o.Recipient.Name = true, "A*** S***"
	p := labels.NewPress(shared())
	pages, err := p.Slip(labels.SlipFor(o, nil, seller()), labels.Stock4x6(labels.DPI203))
	require.NoError(t, err)
	text := proven(t, p, pages)
	assert.NotContains(t, text, "*")
	assert.NotContains(t, text, "Example Street")
}

func TestPickList(t *testing.T) {
	t.Parallel()
	o := listOrder(60)
	where := func(p fulfillment.Pick) (string, string) {
		switch p.SellerSKU {
		case "MUG-0":
			return "A-10", "036000291452"
		case "MUG-1":
			return "A-2", ""
		case "MUG-2":
			return "", ""
		default:
			return "B-1", ""
		}
	}
	list := labels.PickListFor([]*fulfillment.Order{o, o}, where)
	list.Title, list.Created = "7", time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	require.Len(t, list.Lines, 60)
	assert.Equal(t, labels.PickLine{Location: "A-2", SKU: "MUG-1", Name: o.Lines[1].Name(), Quantity: 4, Orders: 2}, list.Lines[0])
	assert.Equal(t, "A-10", list.Lines[1].Location, "A-2 comes before A-10")
	assert.Equal(t, "MUG-3", list.Lines[2].SKU)
	assert.Equal(t, "MUG-10", list.Lines[9].SKU, "MUG-9 comes before MUG-10")
	assert.Empty(t, list.Lines[59].Location, "what has no place comes last")

	p := labels.NewPress(shared())
	for _, s := range []labels.Stock{labels.StockA4(300), labels.Stock4x6(labels.DPI203)} {
		pages, err := p.PickList(list, s)
		require.NoError(t, err)
		require.Greater(t, len(pages), 1)
		text := proven(t, p, pages)
		assert.Contains(t, text, "Pick list 7")
		assert.Contains(t, text, "60 SKUs, 2 orders")
		assert.Contains(t, text, "120 ×")
		assert.Less(t, strings.Index(text, "A-2\n"), strings.Index(text, "A-10\n"))
		assert.Contains(t, text, "no location")
	}
	pages, err := p.PickList(&labels.PickList{}, labels.StockA4(300))
	require.NoError(t, err)
	require.Len(t, pages, 1)
}

// A SKU that no bar code can hold is printed without one.
func TestPickListOfAnySKU(t *testing.T) {
	t.Parallel()
	p := labels.NewPress(shared())
	list := &labels.PickList{Lines: []labels.PickLine{
		{SKU: "陶瓷杯-蓝", Name: "杯", Quantity: 1, Orders: 1}, {SKU: strings.Repeat("LONG-", 30), Quantity: 2, Orders: 1}, {SKU: "", Name: "", Quantity: 1},
	}}
	pages, err := p.PickList(list, labels.Stock4x6(labels.DPI203))
	require.NoError(t, err)
	assert.Contains(t, proven(t, p, pages), "陶瓷杯-蓝")
}

func TestSheet(t *testing.T) {
	t.Parallel()
	var commands []labels.Command
	for _, c := range []string{"DONE", "PRINT", "REPRINT", "PHOTO", "PARK", "CARTON", "ABORT", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		commands = append(commands, labels.Command{Code: "PK:" + c, Title: c})
	}
	commands = append(commands, labels.Command{Code: "BG:17", Title: "Sam Sample"}, labels.Command{Code: "BG:18", Title: "王小明"})
	p := labels.NewPress(shared())
	for _, s := range append(stocks(), labels.StockA4(300)) {
		pages, err := p.Sheet("Bench", commands, s)
		require.NoError(t, err)
		text := proven(t, p, pages)
		var drawn []string
		for _, pg := range pages {
			zpl, err := p.ZPL(pg)
			require.NoError(t, err)
			got, err := zpltest.New(shared()).Draw(zpl)
			require.NoError(t, err)
			for _, c := range got[0].Codes {
				drawn = append(drawn, c.Text)
			}
			r := &labels.Raster{}
			p.Raster(r, pg)
			sameDots(t, pg, r, got[0].Raster, len(got[0].Texts) > 0)
		}
		require.Len(t, drawn, len(commands))
		for i, c := range commands {
			assert.Equal(t, c.Code, drawn[i])
			assert.Contains(t, text, c.Title)
		}
	}
	_, err := p.Sheet("", []labels.Command{{Code: "PK:\u00F1", Title: "x"}}, labels.StockA4(300))
	assert.Equal(t, []string{"content characters"}, refused(t, err))
}

// Lists go into one PDF like labels.
func TestListsAsPDF(t *testing.T) {
	t.Parallel()
	p := labels.NewPress(shared())
	pages, err := p.Slip(labels.SlipFor(listOrder(40), nil, seller()), labels.StockA4(300))
	require.NoError(t, err)
	var b bytes.Buffer
	doc := labels.NewPDF(&b, labels.PDFInfo{})
	for _, pg := range pages {
		require.NoError(t, doc.Add(pg))
	}
	require.NoError(t, doc.Close())
	text := output(t, "pdftotext", "-layout", save(t, "slip.pdf", b.Bytes()), "-")
	assert.Contains(t, text, "陶瓷杯")
	assert.Contains(t, text, "MUG-39")
}
