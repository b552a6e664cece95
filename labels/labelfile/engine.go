package labelfile

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// engineMemory bounds what one document may take: 256 MB in pages of 64 kB. A page that unpacks to more fails.
const engineMemory = 256 << 20 / (64 << 10)

// engine is PDFium, the part of a browser that draws PDFs, compiled to WebAssembly and run by wazero: no C, no program to be
// installed, and whatever a hostile file does to it ends in memory of its own. It is made ready at the first document.
type engine struct {
	mu     sync.Mutex
	pool   pdfium.Pool
	cancel context.CancelFunc // Stops whatever runs in it; it is of no use afterwards.
}

var (
	errEncrypted = errors.New("encrypted")
	errBroken    = errors.New("broken")
)

// with opens a document, gives it to fn and closes it. When ctx ends, the document is given up wherever it is.
func (e *engine) with(ctx context.Context, cache string, data []byte, fn func(d *document) error) (err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.pool == nil {
		if err := e.start(cache); err != nil {
			return fmt.Errorf("make ready to open PDFs: %w", err)
		}
		if err := ctx.Err(); err != nil { // That took too long for this one; the next will find it done.
			return err
		}
	}
	stop := context.AfterFunc(ctx, e.cancel)
	defer func() {
		if !stop() { // It was cut off.
			e.drop()
			err = ctx.Err()
		}
	}()
	instance, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return fmt.Errorf("open a PDF: %w", err)
	}
	defer func() { _ = instance.Close() }() // Its memory goes with it.
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return errEncrypted
	case err != nil:
		return fmt.Errorf("%w: %w", errBroken, err)
	}
	return fn(&document{pdf: instance, ref: doc.Document})
}

// start compiles the engine, or takes it compiled from the cache.
func (e *engine) start(cache string) error {
	config := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(engineMemory).WithCloseOnContextDone(true)
	if cache != "" { // A folder that cannot be written to only costs time.
		if kept, err := wazero.NewCompilationCacheWithDir(cache); err == nil {
			config = config.WithCompilationCache(kept)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config, Context: ctx, Stdout: io.Discard, Stderr: io.Discard,
		FSConfig: wazero.NewFSConfig(), // Left out, it would see the whole file system.
	})
	if err != nil {
		cancel()
		return err
	}
	e.pool, e.cancel = pool, cancel
	return nil
}

// drop forgets the engine; the caller holds the lock.
func (e *engine) drop() {
	if e.pool == nil {
		return
	}
	_ = e.pool.Close() // It may complain about the document that was cut off.
	e.cancel()
	e.pool, e.cancel = nil, nil
}

func (e *engine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drop()
	return nil
}

// document is an open PDF.
type document struct {
	pdf pdfium.Pdfium
	ref references.FPDF_DOCUMENT
}

// encrypted reports whether the document is, though it may open without a password.
func (d *document) encrypted() (bool, error) {
	res, err := d.pdf.FPDF_GetSecurityHandlerRevision(&requests.FPDF_GetSecurityHandlerRevision{Document: d.ref})
	if err != nil {
		return false, fmt.Errorf("%w: %w", errBroken, err)
	}
	return res.SecurityHandlerRevision >= 0, nil
}

func (d *document) pages() (int, error) {
	res, err := d.pdf.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errBroken, err)
	}
	return res.PageCount, nil
}

// size is the size of a page in millimetres, turned as it is shown.
func (d *document) size(page int) (width, height float64, err error) {
	res, err := d.pdf.GetPageSize(&requests.GetPageSize{Page: d.page(page)})
	if err != nil {
		return 0, 0, fmt.Errorf("%w: page %d: %w", errBroken, page+1, err)
	}
	return res.Width * 25.4 / 72, res.Height * 25.4 / 72, nil
}

// draw draws a page in greys.
func (d *document) draw(page, dpi int) (*image.Gray, error) {
	res, err := d.pdf.RenderPageInDPI(&requests.RenderPageInDPI{
		Page: d.page(page), DPI: dpi, ImageFormat: requests.RenderImageFormatGrayscale, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT | enums.FPDF_RENDER_FLAG_PRINTING,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: page %d: %w", errBroken, page+1, err)
	}
	defer res.Cleanup()
	lent, ok := res.Result.RenderedImage.(*image.Gray)
	if !ok {
		return nil, fmt.Errorf("page %d: %w: it was not drawn in greys", page+1, errBroken)
	}
	own := image.NewGray(image.Rect(0, 0, lent.Rect.Dx(), lent.Rect.Dy()))
	for y := range own.Rect.Dy() {
		copy(own.Pix[y*own.Stride:(y+1)*own.Stride], lent.Pix[y*lent.Stride:])
	}
	return own, nil
}

func (d *document) page(n int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: d.ref, Index: n}}
}
