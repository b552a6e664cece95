package sim

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
)

// request is a call that the gateway has let through, or is looking at.
type request struct {
	route  *route
	path   string
	ids    map[string]string // What stands in the path.
	query  url.Values
	body   []byte
	header http.Header
	base   string // "http://127.0.0.1:40123", for addresses in answers.
	grant  *grant
	shop   *shop
}

// How old and how far ahead a timestamp may be.
const (
	stampOld   = 5 * time.Minute
	stampAhead = 30 * time.Second
)

// admit does what the gateway does, in its order: path, method, content, key, time, signature, token, scope, shop, rate.
// It is called under the lock.
func (s *Server) admit(r *request) *refusal {
	if ref := s.checkSigned(r); ref != nil {
		return ref
	}
	if ref := s.checkToken(r); ref != nil {
		return ref
	}
	if ref := s.checkShop(r); ref != nil {
		return ref
	}
	return s.checkRate(r)
}

func (s *Server) checkSigned(r *request) *refusal {
	media := r.header.Get("Content-Type")
	if r.route.method != http.MethodGet && !strings.HasPrefix(media, "application/json") {
		return gateway(http.StatusUnsupportedMediaType, codeNotJSON, "The content type must be application/json")
	}
	if media == "" {
		return gateway(http.StatusUnsupportedMediaType, codeNotJSON, "The header 'content-type' is missing")
	}
	if r.query.Get("app_key") != s.opt.AppKey {
		return gateway(http.StatusUnauthorized, codeCredentials, "Invalid app_key %q", r.query.Get("app_key"))
	}
	stamp := r.query.Get("timestamp")
	n, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(stamp) != 10 {
		return gateway(http.StatusUnauthorized, codeCredentials, "Invalid timestamp. The timestamp must be Unix seconds of 10 digits")
	}
	if age := s.now().Sub(time.Unix(n, 0)); age > stampOld || age < -stampAhead {
		return gateway(http.StatusUnauthorized, codeCredentials, "Expired timestamp. The timestamp %s is not within 5 minutes", stamp)
	}
	if !hmac.Equal([]byte(r.query.Get("sign")), []byte(signature(s.opt.AppSecret, r))) {
		return gateway(http.StatusUnauthorized, codeSign, "Signature is invalid. Check the secret and the bytes that were signed")
	}
	return nil
}

// signature is what the call must be signed with: written from the platform's description, not from our client.
func signature(secret string, r *request) string {
	keys := make([]string, 0, len(r.query))
	for k := range r.query {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var text bytes.Buffer
	text.WriteString(secret + r.path)
	for _, k := range keys {
		if k == "sign" || k == "access_token" {
			continue
		}
		text.WriteString(k + r.query[k][0])
	}
	if r.route.method != http.MethodGet && !strings.HasPrefix(r.header.Get("Content-Type"), "multipart/form-data") {
		text.Write(r.body)
	}
	text.WriteString(secret)
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write(text.Bytes())
	return hex.EncodeToString(sum.Sum(nil))
}

func (s *Server) checkToken(r *request) *refusal {
	token := r.header.Get("X-Tts-Access-Token")
	g := s.grants.byAccess[token]
	switch {
	case token == "":
		return gateway(http.StatusUnauthorized, codeCredentials, "Invalid credentials. The 'x-tts-access-token' header is missing")
	case g == nil, g.revoked: // The message quotes the token, as careless servers do.
		return gateway(http.StatusUnauthorized, codeCredentials, "Invalid credentials. The 'x-tts-access-token' %s is invalid", token)
	case g.access != token, !s.now().Before(g.accessUntil):
		return gateway(http.StatusUnauthorized, codeTokenExpired, "Expired credentials. The 'x-tts-access-token' header has expired")
	}
	for _, scope := range r.route.scopes {
		if !g.scopes[scope] {
			return gateway(http.StatusForbidden, codeScope, "Access denied. The app has no %s", scope)
		}
	}
	r.grant = g
	return nil
}

func (s *Server) checkShop(r *request) *refusal {
	cipher := r.query.Get("shop_cipher")
	switch {
	case r.route.noShop && cipher != "":
		return gateway(http.StatusBadRequest, codeTokenUnfit, "The shop_cipher does not belong to this endpoint")
	case r.route.noShop:
		return nil
	case cipher == "":
		return gateway(http.StatusBadRequest, codeCipherMissing, "The shop_cipher is missing")
	}
	sh := s.shops[s.ciphers[cipher]]
	if sh == nil || !r.grant.shops[sh.ID] {
		return gateway(http.StatusUnauthorized, codeTokenUnfit, "The shop_cipher does not fit the access token")
	}
	r.shop = sh
	return nil
}

// checkRate counts the calls of the last second.
func (s *Server) checkRate(r *request) *refusal {
	if s.opt.PerSecond < 0 {
		return nil
	}
	lane := r.route.op
	if r.shop != nil {
		lane += " " + r.shop.ID
	}
	now := s.opt.Now()
	window := s.windows[lane]
	for len(window) > 0 && now.Sub(window[0]) >= time.Second {
		window = window[1:]
	}
	if len(window) >= s.opt.PerSecond {
		s.windows[lane] = window
		ref := gateway(http.StatusTooManyRequests, codeRate, "Too many requests")
		ref.after = 1
		return ref
	}
	s.windows[lane] = append(window, now)
	return nil
}

// strict decodes the body of a call. A number in place of an id, a field that nobody knows and a missing body are wrong.
func strict(r *request, v any, code int64) *refusal {
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
	}
	return no(code, "Invalid parameter: %v", err)
}

// isID reports whether s is a platform id.
func isID(s string) bool {
	return s != "" && len(s) <= 19 && strings.Trim(s, "0123456789") == ""
}
