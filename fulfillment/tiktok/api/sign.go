package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Sign is the signature of a call: lower-case hex HMAC-SHA256 over the path, the sorted parameters and the body, wrapped
// in the secret. query holds decoded values; sign and access_token among them do not count. body must be the very bytes
// that are sent. It does not count for GET and for multipart bodies.
func Sign(secret Secret, method, path string, query url.Values, contentType string, body []byte) string {
	names := make([]string, 0, len(query))
	for name := range query {
		if name != "sign" && name != "access_token" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	mac := hmac.New(sha256.New, []byte(secret))
	write := func(s string) { mac.Write([]byte(s)) }
	write(string(secret))
	write(path)
	for _, name := range names {
		write(name)
		write(query.Get(name))
	}
	if signsBody(method, contentType) {
		mac.Write(body)
	}
	write(string(secret))
	return hex.EncodeToString(mac.Sum(nil))
}

func signsBody(method, contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
	}
	return method != http.MethodGet && !strings.EqualFold(strings.TrimSpace(media), "multipart/form-data")
}

// SignWebhook is what the shop puts into the Authorization header of a webhook with this body.
func SignWebhook(app App, body []byte) string {
	mac := hmac.New(sha256.New, []byte(app.Secret))
	mac.Write([]byte(app.Key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
