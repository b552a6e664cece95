package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"packdesk/fulfillment"
)

// documentLife is how long the address of a document is good.
const documentLife = 24 * time.Hour

// document answers where the document of a package is.
func (s *Server) document(r *request) (any, *refusal) {
	p := r.shop.parcels[r.ids["package"]]
	if p == nil {
		return nil, no(codeLabelOnlyTikTok, "The package %s is not of TikTok shipping", r.ids["package"])
	}
	kind := r.query.Get("document_type")
	size := r.query.Get("document_size")
	if size == "" {
		size = "A6"
	}
	known := []string{"SHIPPING_LABEL", "PACKING_SLIP", "SHIPPING_LABEL_AND_PACKING_SLIP", "SHIPPING_LABEL_PICTURE", "HAZMAT_LABEL"}
	switch format := r.query.Get("document_format"); {
	case !slices.Contains(known, kind), size != "A6" && size != "A5", format != "" && format != "PDF":
		return nil, gateway(http.StatusBadRequest, codeCredentials, "Invalid parameter document_type, document_size or document_format")
	case p.own:
		return nil, no(codeLabelOnlyTikTok, "The package is not of TikTok shipping")
	case p.order.facts.Mode == fulfillment.ModeFBT:
		return nil, no(codeLabelFBT, "The order is fulfilled by TikTok")
	case p.status == parcelCancelled:
		return nil, no(codeLabelCancelled, "The package is cancelled")
	case p.status == parcelToFulfil:
		return nil, no(codeLabelNotShipped, "Arrange the shipment first")
	case p.status != parcelProcessing:
		return nil, no(codeLabelGone, "The carrier has the parcel")
	case s.now().Sub(p.shipped) < s.opt.LabelDelay:
		return nil, no(codeLabelNotReady, "The document is being generated")
	}
	s.effect(p.order).Documents++
	until := strconv.FormatInt(s.now().Add(documentLife).Unix(), 10)
	name := strings.Join([]string{r.shop.ID, p.id, kind, size}, ".")
	address := r.base + "/files/" + name + "?" + url.Values{"expires": {until}, "key": {s.fileKey(name, until)}}.Encode()
	return map[string]any{"doc_url": address, "tracking_number": p.tracking}, nil
}

func (s *Server) fileKey(name, until string) string {
	mac := hmac.New(sha256.New, []byte("files of "+s.opt.AppSecret))
	fmt.Fprintf(mac, "%d\n%s\n%s", s.epoch, name, until) //nolint:errcheck // It cannot fail.
	return hex.EncodeToString(mac.Sum(nil))[:24]
}

// file serves a document to whoever has its address. A token does not belong here and is refused, so that nobody gets
// used to sending it about.
func (s *Server) file(w http.ResponseWriter, q *http.Request) {
	name := strings.TrimPrefix(q.URL.Path, "/files/")
	s.mu.Lock()
	until := q.URL.Query().Get("expires")
	n, err := strconv.ParseInt(until, 10, 64)
	good := err == nil && hmac.Equal([]byte(q.URL.Query().Get("key")), []byte(s.fileKey(name, until))) && s.now().Unix() < n
	plan := s.plan("download", name)
	var content []byte
	media := "application/pdf"
	parts := strings.Split(name, ".")
	if good && len(parts) == 4 && s.shops[parts[0]] != nil {
		content, media = s.paper(s.shops[parts[0]], parts[1], parts[2], parts[3])
	}
	s.mu.Unlock()
	switch {
	case q.Header.Get("X-Tts-Access-Token") != "":
		http.Error(w, "no token wanted", http.StatusBadRequest)
	case plan.fault == FaultDown || plan.fault == FaultInternal:
		http.Error(w, "try again", http.StatusServiceUnavailable)
	case plan.fault == FaultDrop || plan.fault == FaultLost:
		panic(http.ErrAbortHandler)
	case plan.fault == FaultHTML:
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><title>Sign in</title></html>") //nolint:errcheck // Whoever hung up does not want it.
	case plan.fault == FaultCut:
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		w.Write(content[:len(content)/2]) //nolint:errcheck,gosec // On purpose.
		panic(http.ErrAbortHandler)
	case plan.fault == FaultBig:
		sendBig(w)
	case !good || content == nil:
		http.Error(w, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", http.StatusForbidden)
	default:
		w.Header().Set("Content-Type", media)
		w.Write(content) //nolint:errcheck,gosec // As above.
	}
}

// ExpireDocuments makes every address of a document worthless that has been given out.
func (s *Server) ExpireDocuments() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
}
