package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// DocumentType is what the platform prints for a package.
type DocumentType string

// The documents. The label exists for packages shipped by the platform's carriers only, between shipping and collection.
const (
	DocumentLabel        DocumentType = "SHIPPING_LABEL"
	DocumentSlip         DocumentType = "PACKING_SLIP"
	DocumentLabelAndSlip DocumentType = "SHIPPING_LABEL_AND_PACKING_SLIP"
	DocumentLabelPicture DocumentType = "SHIPPING_LABEL_PICTURE" // PNG.
	DocumentHazmat       DocumentType = "HAZMAT_LABEL"           // A4.
	DocumentInvoice      DocumentType = "INVOICE_LABEL"          // Brazil.
)

// DocumentOptions choose the paper and the format; zero means A6 and PDF. Pictures and hazmat labels have their own size.
type DocumentOptions struct {
	Size   string // "A6" or "A5".
	Format string // "PDF", or "ZPL" in Brazil.
}

// DocumentLink is where a document waits.
type DocumentLink struct {
	URL      Secret // Whoever has it has the buyer's address.
	Tracking string
	Until    time.Time // The shop keeps it for a day.
}

// linkLife is how long the address of a document is good, less an hour for clocks and queues.
const linkLife = 23 * time.Hour

// File is a document, byte for byte as the platform gave it.
type File struct {
	Bytes    []byte
	Type     string // Its media type, told from its first bytes: "application/pdf", "image/png" or "application/zpl".
	SHA256   string // Lower-case hex.
	Tracking string // The tracking number that goes with it; empty when the shop did not say.
}

var (
	opDocument = operation{id: "get_package_shipping_document"}
	opDownload = operation{id: "download"}
)

// Document asks where the document of a package is. KindLabelNotReady means to ask again in a few seconds.
func (s *Shop) Document(ctx context.Context, pkg string, t DocumentType, o DocumentOptions) (DocumentLink, error) {
	query := url.Values{"document_type": {string(t)}}
	if o.Size != "" {
		query.Set("document_size", o.Size)
	}
	if o.Format != "" {
		query.Set("document_format", o.Format)
	}
	k := s.get(&opDocument, "fetch the label of package "+fulfillment.Clean(pkg), "/fulfillment/202309/packages/"+pkg+"/shipping_documents", query)
	if err := checkID(&k, "package", pkg); err != nil {
		return DocumentLink{}, err
	}
	d, err := ask[struct {
		URL      wire.Text `json:"doc_url"`
		Tracking wire.Text `json:"tracking_number"`
	}](ctx, s, k)
	if err != nil {
		return DocumentLink{}, err
	}
	if d.URL == "" { // The call worked and there is nothing yet.
		return DocumentLink{}, k.fail(KindLabelNotReady, nil)
	}
	return DocumentLink{URL: Secret(d.URL), Tracking: d.Tracking.Clean(), Until: s.client.now().Add(linkLife)}, nil
}

// Download fetches a document. KindExpired means to ask for its address again. The token does not travel to its host.
func (s *Shop) Download(ctx context.Context, link DocumentLink) (File, error) {
	k := call{op: &opDownload, what: "download a label", method: http.MethodGet, path: "(document)", shop: s}
	c := s.client
	u, err := url.Parse(link.URL.Reveal())
	switch {
	case err != nil || u.Host == "" || u.User != nil || !private(u):
		e := k.fail(KindDocument, nil)
		e.Words = "the shop gave an address for the label that is none"
		return File{}, e
	case !link.Until.IsZero() && c.now().After(link.Until):
		return File{}, k.fail(KindExpired, nil)
	}
	var file File
	_, err = c.persist(ctx, "", &k, func() (*answer, *Error) {
		a, failed := c.send(ctx, &k, u.String(), http.Header{}, c.opt.MaxFile)
		if failed == nil {
			file, failed = k.document(a)
		}
		c.logCall(ctx, &k, a, failed)
		return a, failed
	})
	if err != nil {
		return File{}, err
	}
	file.Tracking = link.Tracking
	return file, nil
}

// document judges what was downloaded.
func (k *call) document(a *answer) (File, *Error) {
	fail := func(kind Kind) (File, *Error) {
		e := k.fail(kind, nil)
		e.Status = a.status
		return File{}, e
	}
	switch {
	case a.status == http.StatusTooManyRequests:
		return fail(KindRate)
	case a.status >= 500:
		return fail(KindFault)
	case a.status >= 400:
		return fail(KindExpired)
	case a.status >= 300:
		return fail(KindRedirect)
	}
	media := mediaOf(a.body)
	if media == "" {
		return fail(KindDocument)
	}
	sum := sha256.Sum256(a.body)
	return File{Bytes: a.body, Type: media, SHA256: hex.EncodeToString(sum[:])}, nil
}

// mediaOf tells a document by its first bytes, and a PDF or PNG also by its end: half a label must not be printed.
func mediaOf(b []byte) string {
	tail := b[max(0, len(b)-1024):]
	switch {
	case bytes.HasPrefix(b, []byte("%PDF-")) && bytes.Contains(tail, []byte("%%EOF")):
		return "application/pdf"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) && bytes.Contains(tail, []byte("IEND")):
		return "image/png"
	case bytes.HasPrefix(bytes.TrimSpace(b), []byte("^XA")) && bytes.HasSuffix(bytes.TrimSpace(b), []byte("^XZ")):
		return "application/zpl"
	default:
		return ""
	}
}

// Fetch asks for a document and downloads it, once more with a new address when the first has expired meanwhile.
func (s *Shop) Fetch(ctx context.Context, pkg string, t DocumentType, o DocumentOptions) (File, error) {
	for try := 0; ; try++ {
		link, err := s.Document(ctx, pkg, t, o)
		if err != nil {
			return File{}, err
		}
		file, err := s.Download(ctx, link)
		if KindOf(err) == KindExpired && try == 0 {
			continue
		}
		if err != nil {
			return File{}, fmt.Errorf("package %s: %w", pkg, err)
		}
		return file, nil
	}
}
