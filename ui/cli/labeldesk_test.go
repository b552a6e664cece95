package cli

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/labels"
	"packdesk/labels/printer"
	"packdesk/labels/zpltest"
	"packdesk/store"
	"packdesk/store/storetest"
	"packdesk/ui/labelpane"
)

// deskOn is the desk of a station that prints into a folder, on a real store with the orders.
func deskOn(t *testing.T, orders ...fulfillment.Order) labelDesk {
	t.Helper()
	dir := t.TempDir()
	s := storetest.At(t, filepath.Join(dir, "packdesk.db"))
	storetest.Import(t, s, orders...)
	now := func() time.Time { return storetest.Now }
	profile, err := printer.Profile{Kind: printer.KindFile, Format: printer.FormatZPL, Folder: filepath.Join(dir, "labels")}.Checked()
	require.NoError(t, err)
	made, err := printer.Open(profile, printer.Options{Locks: filepath.Join(dir, "locks"), Holder: "bench 1", Now: now})
	require.NoError(t, err)
	sender := fulfillment.Address{Name: "Sample Home Ltd", Street: []string{"12 Example Street"}, Town: "Exampleton", PostalCode: "EX1 1AA", Region: "GB"}
	shop := &printShop{
		store: s, printer: made, format: printer.FormatZPL, station: "bench 1", worker: "w", now: now, log: slog.New(slog.DiscardHandler), asked: make(chan struct{}, 1),
		maker: &labelMaker{store: s, stock: labels.Stock4x6(labels.DPI203), files: (&Program{}).labelFiles(), now: now, rules: func(string) fulfillment.Policy { return fulfillment.DefaultPolicy() }, from: func(string) fulfillment.Address { return sender }},
	}
	return labelDesk{store: s, shop: shop, folder: filepath.Join(dir, "export"), now: now}
}

// labelled is an order whose label can be drawn.
func labelled(n int) fulfillment.Order {
	o := storetest.Order(n)
	o.Mode, o.Carrier, o.Tracking = fulfillment.ModeSeller, "Evri", "H01AAA0000000001"
	o.Recipient = fulfillment.Address{Name: "Ada Example", Street: []string{"1 Example Road"}, Town: "Sampleton", PostalCode: "EX1 2AB", Region: "GB"}
	return o
}

func TestTheDeskPrintsOnceAndAgainWithAReason(t *testing.T) {
	t.Parallel()
	o := labelled(1)
	d := deskOn(t, o)
	ctx := t.Context()
	l, err := d.Label(ctx, o.ID)
	require.NoError(t, err)
	require.NotNil(t, l.Page)
	assert.Equal(t, o.Tracking, l.Tracking)

	require.NoError(t, d.Print(ctx, labelpane.Ask{Order: o.ID, Operator: "kim"}))
	assert.Len(t, d.shop.asked, 1, "the worker is awake")
	prints, err := d.Prints(ctx, o.ID)
	require.NoError(t, err)
	require.Len(t, prints, 1)
	assert.Equal(t, labelpane.StateWaiting, prints[0].State)
	assert.Equal(t, storetest.Now.Unix(), prints[0].At.Unix())

	require.NoError(t, d.shop.drain(ctx))
	require.ErrorIs(t, d.Print(ctx, labelpane.Ask{Order: o.ID, Operator: "kim"}), fulfillment.ErrConflict)
	require.NoError(t, d.Print(ctx, labelpane.Ask{Order: o.ID, Operator: "lee", Reason: fulfillment.ReasonTorn}))
	require.NoError(t, d.shop.drain(ctx))
	prints, err = d.Prints(ctx, o.ID)
	require.NoError(t, err)
	require.Len(t, prints, 2)
	newest := prints[0]
	assert.Equal(t, []any{labelpane.StatePrinted, "lee", "bench 1", fulfillment.ReasonTorn}, []any{newest.State, newest.Operator, newest.Station, newest.Reason})
	assert.FileExists(t, newest.Says, "a folder's print says where it is")
}

func TestTheDeskExportsOursAndTheirs(t *testing.T) {
	t.Parallel()
	o, theirs, missing := labelled(1), labelled(2), labelled(3)
	theirs.Mode, missing.Tracking = fulfillment.ModeTikTok, ""
	d := deskOn(t, o, theirs, missing)
	ctx := t.Context()
	path, err := d.Export(ctx, o.ID)
	require.NoError(t, err)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "%PDF-", string(data[:5]))

	_, err = d.Label(ctx, theirs.ID)
	require.ErrorIs(t, err, fulfillment.ErrNotFound, "nobody has handed it in")
	const platform = "^XA the platform's own ^XZ"
	require.NoError(t, d.store.AttachLabel(ctx, store.LabelFile{Order: theirs.ID, Name: "a.zpl", Format: "zpl", Content: []byte(platform)}, fulfillment.Holder{}))
	l, err := d.Label(ctx, theirs.ID)
	require.NoError(t, err)
	assert.Equal(t, []any{"a.zpl", len(platform)}, []any{l.File, l.Bytes})
	assert.Nil(t, l.Page)
	path, err = d.Export(ctx, theirs.ID)
	require.NoError(t, err)
	assert.Equal(t, theirs.ID+".zpl", filepath.Base(path))
	data, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, platform, string(data), "unchanged")

	_, err = d.Export(ctx, missing.ID)
	var refused labels.Refusals
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, labels.FieldTracking, refused[0].Field)
	require.NoFileExists(t, filepath.Join(d.folder, missing.ID+".pdf"))
}

// A PDF of the platform's goes to a ZPL printer as a picture, and what its codes say proves it.
func TestThePlatformsPDFIsDrawnForAZPLPrinter(t *testing.T) {
	t.Parallel()
	ours, theirs := labelled(1), labelled(2)
	theirs.Mode, theirs.Tracking = fulfillment.ModeTikTok, "H01AAA0000000002"
	theirs.Parcels = []fulfillment.Parcel{{ // As the platform names it.
		ID: "1153132929901626881", Orders: []string{theirs.ID}, Tracking: theirs.Tracking,
		Content: []fulfillment.Unit{{Order: theirs.ID, SKUID: theirs.Lines[0].SKUID, Quantity: 1}},
	}}
	d := deskOn(t, ours, theirs)
	ctx := t.Context()
	path, err := d.Export(ctx, ours.ID)
	require.NoError(t, err)
	f, err := d.shop.maker.files.Open(ctx, path)
	require.NoError(t, err)
	require.NoError(t, attach(ctx, d.store, theirs.ID, "", f, fulfillment.Holder{}))
	l, err := d.Label(ctx, theirs.ID)
	require.NoError(t, err)
	assert.True(t, l.Drawn)
	o, err := d.store.Order(ctx, theirs.ID)
	require.NoError(t, err)
	require.Len(t, o.Parcels, 1)
	done, err := d.shop.maker.label(ctx, o, nil, printer.FormatZPL, 0)
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{ours.Tracking, ours.ID}, done.Codes)
	require.NoError(t, d.Print(ctx, labelpane.Ask{Order: theirs.ID, Operator: "kim"}))
	require.NoError(t, d.shop.drain(ctx))
	prints, err := d.Prints(ctx, theirs.ID)
	require.NoError(t, err)
	assert.Equal(t, labelpane.StatePrinted, prints[0].State, prints[0].Says)
	drawn, err := zpltest.New(labels.NewFonts()).Draw(done.Data)
	require.NoError(t, err)
	require.Len(t, drawn, 1)
	assert.ElementsMatch(t, []string{ours.Tracking, ours.ID}, labels.NewReader().Codes(drawn[0].Raster))
}

func TestWhatProvesAPlatformsLabel(t *testing.T) {
	t.Parallel()
	const order, number = "576461413038700002", "JD014600006281230455"
	for name, tt := range map[string]struct {
		tracking    string
		codes, want []string
	}{
		"its number where it is known":        {number, []string{"42012345", number, order}, []string{number}},
		"every long code where it is not":     {"", []string{"42012345", number, order}, []string{number}},
		"every long code where it is missing": {"H01AAA0000000001", []string{number}, []string{number}},
		"no sort code":                        {"", []string{"LDN-SE-04", order}, nil},
	} {
		got := proving(order, tt.tracking, tt.codes)
		assert.ElementsMatch(t, tt.want, got, name)
	}
}
