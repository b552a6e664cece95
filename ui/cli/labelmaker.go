package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/labelfile"
	"packdesk/labels/printer"
	"packdesk/store"
)

// labelMaker makes the files that go to a printer: labels of our own, drawn and read back, and the platform's as they came.
// It is safe for several goroutines, which wait for each other.
type labelMaker struct {
	store *store.Store
	from  func(shop string) fulfillment.Address // The sender.
	stock labels.Stock
	files *labelfile.Reader // Opens the platform's files.
	now   func() time.Time
	rules func(shop string) fulfillment.Policy // Whose hour of remorse counts.
	// play gives an order the number of a demo's carrier; nil outside a demo.
	play func(o *fulfillment.Order) *fulfillment.Order

	mu    sync.Mutex
	fonts *labels.Fonts
	press *labels.Press
}

// finished is a label ready to be printed.
type finished struct {
	Data     []byte
	Format   printer.Format
	Codes    []string // What proves this label; not the order's number, which slips carry too. Empty where nothing could be read.
	Carrier  string
	Tracking string
	SHA256   string // Of Data.
	Proof    labels.Proof
	Page     *labels.Page    // Nil for the platform's files.
	File     *labelfile.File // The platform's file; nil for labels of our own.
	Drawn    bool            // The file was drawn anew, because the printer takes another format.
}

// label makes the label of one parcel of an order; nil means its only one. Its refusals name order and field.
func (m *labelMaker) label(ctx context.Context, o *fulfillment.Order, parcel *fulfillment.Parcel, format printer.Format, reprint int) (*finished, error) {
	if err := m.mustNotGo(o); err != nil {
		return nil, err
	}
	if parcel == nil {
		parcel = o.Sole()
	}
	if m.play != nil {
		o = m.play(o)
	}
	if !o.Mode.Duties().OwnLabel && parcel != nil && parcel.PackageID == "" && !o.First(parcel) {
		return nil, fmt.Errorf("%w: parcel %s of order %s: the platform makes a label of its own for every parcel, and only the first one's is here; "+
			"split the order in Seller Center and print the second label there", fulfillment.ErrInvalid, parcel.ID, o.ID)
	}
	if !o.Mode.Duties().OwnLabel {
		return m.platform(ctx, o, parcel, format)
	}
	l, err := labels.For(o, parcel, m.from(o.Shop))
	if err != nil {
		return nil, err
	}
	l.Date, l.Reprint = m.now(), reprint
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.press == nil { // Fonts take some milliseconds that only labels need.
		m.fonts = labels.NewFonts()
		m.press = labels.NewPress(m.fonts)
	}
	page, err := m.press.Label(l, m.stock)
	if err != nil {
		return nil, err
	}
	var raster labels.Raster
	m.press.Raster(&raster, page)
	proof, err := m.press.Prove(page, &raster)
	if err != nil {
		return nil, err
	}
	data, err := m.draw(page, &raster, format)
	if err != nil {
		return nil, fmt.Errorf("label of order %s: %w", o.ID, err)
	}
	return &finished{
		Data: data, Format: format, Codes: []string{proof.Decoded}, Carrier: l.Carrier, Tracking: l.Tracking, SHA256: sum(data), Proof: proof, Page: page,
	}, nil
}

// mustNotGo refuses labels of orders that must not be shipped. How far packing has come is the bench's to judge.
func (m *labelMaker) mustNotGo(o *fulfillment.Order) error {
	policy := m.rules(o.Shop)
	no := o.Refuses(fulfillment.MoveLabel, &policy, m.now())
	if no == nil || no.Rule == fulfillment.RuleStage || no.Rule == fulfillment.RuleAlreadyShipped || no.Rule == fulfillment.RuleParked {
		return nil
	}
	return no
}

// draw writes a page in a format. The caller holds the lock.
func (m *labelMaker) draw(page *labels.Page, raster *labels.Raster, format printer.Format) ([]byte, error) {
	switch format {
	case printer.FormatZPL:
		return m.press.ZPL(page)
	case printer.FormatPNG:
		return m.press.PNG(raster, m.stock.DPI)
	case printer.FormatPDF:
		var b bytes.Buffer
		doc := labels.NewPDF(&b, labels.PDFInfo{Title: "Label", Created: m.now()})
		if err := doc.Add(page); err != nil {
			return nil, err
		}
		err := doc.Close()
		return b.Bytes(), err
	default:
		return nil, fmt.Errorf("%w: there is no label format %q", fulfillment.ErrInvalid, format)
	}
}

// platform gives the file that was fetched or handed in for the parcel: unchanged to a printer that takes its format, else drawn in the
// printer's dots. It is checked once more, since one of an earlier version may not have been. One that was handed in for an order as a
// whole is no label of several packages.
func (m *labelMaker) platform(ctx context.Context, o *fulfillment.Order, parcel *fulfillment.Parcel, format printer.Format) (*finished, error) {
	pkg := ""
	if parcel != nil {
		pkg = parcel.PackageID
	}
	kept, err := m.store.LabelFile(ctx, o.ID, pkg)
	if split := pkg != "" && parcel.ID == pkg && len(o.PlatformPackages()) > 1; split && (errors.Is(err, fulfillment.ErrNotFound) || err == nil && kept.Package == "") {
		return nil, fmt.Errorf("label of order %s: %w: nobody has handed in that of its package %s; packdesk label attach %s FILE --package %s does",
			o.ID, fulfillment.ErrNotFound, pkg, o.ID, pkg)
	}
	if err != nil {
		return nil, err
	}
	f, err := m.files.Check(ctx, kept.Name, kept.Content)
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", o.ID, err)
	}
	out, err := m.files.For(ctx, f, format, m.stock)
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", o.ID, err)
	}
	carrier, tracking := o.NumberFor(parcel)
	return &finished{
		Data: out.Data, Format: format, Codes: proving(o.ID, tracking, out.Codes), Carrier: carrier, Tracking: tracking, SHA256: sum(out.Data),
		File: f, Drawn: out.Drawn,
	}, nil
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
