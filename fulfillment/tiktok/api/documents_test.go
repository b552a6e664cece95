package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/sim"
)

// shipped is a package that the platform ships, and its tracking number.
func (r *rig) shipped(t *testing.T) (pkg, order string) {
	t.Helper()
	o := r.pick(t, "to pack", toPack(fulfillment.ModeTikTok))
	pkg = r.packageOf(t, o.ID)
	require.NoError(t, r.gb.ShipPackage(t.Context(), Shipment{Package: pkg}).Err)
	return pkg, o.ID
}

func TestLabels(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 200})
	pkg, order := r.shipped(t)
	tracking := r.sim.Effects()[order].Tracking[0]
	for _, kind := range []DocumentType{DocumentLabel, DocumentSlip, DocumentLabelAndSlip, DocumentHazmat} {
		f, err := r.gb.Fetch(t.Context(), pkg, kind, DocumentOptions{Size: "A5"})
		require.NoError(t, err, kind)
		assert.Equal(t, "application/pdf", f.Type)
		assert.Equal(t, tracking, f.Tracking)
		sum := sha256.Sum256(f.Bytes)
		assert.Equal(t, hex.EncodeToString(sum[:]), f.SHA256)
		assert.Less(t, len(f.Bytes), 64<<10)
		again, err := r.gb.Fetch(t.Context(), pkg, kind, DocumentOptions{Size: "A5"})
		require.NoError(t, err)
		assert.Equal(t, f.SHA256, again.SHA256, "the same label is the same file")
	}
	f, err := r.gb.Fetch(t.Context(), pkg, DocumentLabelPicture, DocumentOptions{})
	require.NoError(t, err)
	assert.Equal(t, "image/png", f.Type)
	img, err := png.Decode(bytes.NewReader(f.Bytes))
	require.NoError(t, err)
	assert.Equal(t, tracking, scan(t, img), "its barcode can be read")
	_, err = r.gb.Document(t.Context(), pkg, "SOMETHING", DocumentOptions{})
	assert.Equal(t, KindRequest, KindOf(err))
}

func scan(t *testing.T, img image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	result, err := oned.NewCode128Reader().Decode(bitmap, nil)
	require.NoError(t, err)
	return result.GetText()
}

func TestLabelsThatCannotBeHad(t *testing.T) {
	t.Parallel()
	now := time.Now()
	delay := time.Duration(0)
	r := newRig(t, setup{orders: 300, sim: sim.Options{LabelDelay: time.Minute, Now: func() time.Time { return now.Add(delay) }}, client: Options{Now: func() time.Time { return now.Add(delay) }}})
	label := func(pkg string) error {
		_, err := r.gb.Fetch(t.Context(), pkg, DocumentLabel, DocumentOptions{})
		return err
	}
	pkg, order := r.shipped(t)
	err := label(pkg)
	assert.Equal(t, KindLabelNotReady, KindOf(err))
	require.ErrorIs(t, err, fulfillment.ErrTryLater)
	delay = 2 * time.Minute
	require.NoError(t, label(pkg))

	link, err := r.gb.Document(t.Context(), pkg, DocumentLabel, DocumentOptions{})
	require.NoError(t, err)
	delay += 24 * time.Hour
	_, err = r.gb.Download(t.Context(), link)
	assert.Equal(t, KindExpired, KindOf(err))
	link.Until = time.Time{} // As if nobody had noted it: the host refuses it.
	_, err = r.gb.Download(t.Context(), link)
	assert.Equal(t, KindExpired, KindOf(err))
	delay -= 24 * time.Hour
	link, err = r.gb.Document(t.Context(), pkg, DocumentLabel, DocumentOptions{})
	require.NoError(t, err)
	r.sim.ExpireDocuments()
	_, err = r.gb.Download(t.Context(), link)
	assert.Equal(t, KindExpired, KindOf(err))
	require.NoError(t, label(pkg), "a new address")

	require.NoError(t, r.sim.Collect(order))
	assert.Equal(t, KindLabelGone, KindOf(label(pkg)))
	o := r.pick(t, "to pack", toPack(fulfillment.ModeTikTok))
	assert.Equal(t, KindNotArranged, KindOf(label(r.packageOf(t, o.ID))))
	pkg, order = r.shipped(t)
	require.NoError(t, r.sim.Cancel(order))
	assert.Equal(t, KindCancelled, KindOf(label(pkg)))
	evri := r.provider(t, "Evri")
	o = r.pick(t, "to pack", toPack(fulfillment.ModeSeller))
	marked := r.gb.MarkShipped(t.Context(), Mark{o.ID, nil, sim.Number("Evri", 1), evri})
	require.NoError(t, marked.Err)
	assert.Equal(t, KindWrongMode, KindOf(label(marked.PackageID)), "the seller draws that one")
}

func TestDownloadsThatGoWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t, setup{orders: 200, client: Options{MaxFile: 1 << 20}})
	pkg, _ := r.shipped(t)
	for _, fault := range []sim.Fault{sim.FaultDown, sim.FaultDrop, sim.FaultCut} {
		r.sim.Script("download", fault, fault)
		f, err := r.gb.Fetch(t.Context(), pkg, DocumentLabel, DocumentOptions{})
		require.NoError(t, err, "%s: made again", fault)
		assert.True(t, bytes.HasPrefix(f.Bytes, []byte("%PDF-")))
	}
	r.sim.Script("download", sim.FaultHTML)
	_, err := r.gb.Fetch(t.Context(), pkg, DocumentLabel, DocumentOptions{})
	assert.Equal(t, KindDocument, KindOf(err))
	assert.Contains(t, err.Error(), "no label file")
	r.sim.Script("download", sim.FaultBig)
	_, err = r.gb.Fetch(t.Context(), pkg, DocumentLabel, DocumentOptions{})
	assert.Equal(t, KindTooLarge, KindOf(err))
	assert.Contains(t, err.Error(), "package "+pkg)

	// The first address has expired between the two calls; the second one is good.
	expired := false
	s := stub(t, Options{}, func(w http.ResponseWriter, q *http.Request) {
		switch {
		case strings.HasPrefix(q.URL.Path, "/fulfillment/"):
			say(w, `{"code":0,"data":{"doc_url":"http://`+q.Host+`/f","tracking_number":"T1\n"}}`)
		case !expired:
			expired = true
			w.WriteHeader(http.StatusForbidden)
		default:
			assert.Empty(t, q.Header.Get("X-Tts-Access-Token"))
			assert.Empty(t, q.URL.RawQuery)
			say(w, "^XA^FS^XZ\n")
		}
	})
	f, err := s.Fetch(t.Context(), "1", DocumentLabel, DocumentOptions{})
	require.NoError(t, err)
	assert.Equal(t, "application/zpl", f.Type)
	assert.Equal(t, "T1", f.Tracking)

	for _, address := range []string{"", "x", "http://shop.example/f", "ftp://127.0.0.1/f", "https://user:pass@shop.example/f", "file:///etc/passwd", "https://%zz"} {
		_, err := s.Download(t.Context(), DocumentLink{URL: Secret(address)})
		assert.Equal(t, KindDocument, KindOf(err), address)
	}
}

func TestMediaOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                         "",
		"%PDF-1.4\n...\n%%EOF\n":   "application/pdf",
		"%PDF-1.4\n half of it":    "",
		"\x89PNG\r\n\x1a\n..IEND.": "image/png",
		"\x89PNG\r\n\x1a\n..":      "",
		"<html>%PDF-":              "",
		" ^XA^XZ":                  "application/zpl",
		"^XA":                      "",
	} {
		assert.Equal(t, want, mediaOf([]byte(text)), text)
	}
}
