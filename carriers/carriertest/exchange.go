package carriertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

// Exchange is one recorded question and answer, and what to make of it.
type Exchange struct {
	Name    string
	Request struct {
		Method  string
		Path    string
		Query   map[string]any // A text, or a list of texts for a repeated parameter.
		Headers map[string]string
		Form    map[string]string
		JSON    json.RawMessage
		Plain   map[string]string // What an enciphered body says.
		SignKey string            `json:"sign_key"`
	}
	Response struct {
		Status   int
		Headers  map[string]string
		BodyFile string `json:"body_file"`
	}
	Expect *Expect
	Note   string

	body []byte
}

// Expect is what an adapter should make of an exchange.
type Expect struct {
	Normalised string
	Reason     string
	Events     *int
	LatestUTC  string `json:"latest_event_utc"`
	Local      string `json:"latest_event_local"`
	Domestic   string `json:"domestic_latest_utc"`
	Language   string `json:"text_language"`
	Error      string
	Retry      any // false, true, or words.

	Pieces    int
	Shipments int
	Chosen    string
	Estimate  string
	PickupBy  string `json:"pickup_by"`

	Numbers  map[string]Expect
	Packages map[string]Expect
	Count    int    `json:"package_count"`
	Returned int    `json:"returned_packages"`
	Shipment string // The status of the whole shipment.

	Zone string // Words for the reader.
	Note string
}

// load reads the recorded exchanges of a folder. A field that the test does not know fails it, so that no expectation is
// passed over.
func load(t *testing.T, dir string) []Exchange {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "replay.json")) //nolint:gosec // A test's own folder.
	require.NoError(t, err)
	var file struct {
		About     string
		Exchanges []Exchange
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&file))
	for i := range file.Exchanges {
		x := &file.Exchanges[i]
		x.body, err = os.ReadFile(filepath.Join(dir, x.Response.BodyFile)) //nolint:gosec // A test's own folder.
		require.NoError(t, err)
	}
	return file.Exchanges
}

// numbers are the tracking numbers that a request asks for, wherever the carrier wants them to stand.
func (x *Exchange) numbers(t *testing.T) []string {
	t.Helper()
	r := x.Request
	for _, name := range []string{"trackingNumber", "shipmentTrackingNumber"} {
		switch v := r.Query[name].(type) {
		case string:
			return []string{v}
		case []any:
			var list []string
			for _, n := range v {
				list = append(list, n.(string))
			}
			return list
		}
	}
	if len(r.JSON) > 0 {
		return numbersInJSON(t, r.JSON)
	}
	if n, ok := r.Plain["waybillNo"]; ok {
		return []string{n}
	}
	if body, ok := r.Form["msgBody"]; ok {
		var b struct{ TraceNo string }
		require.NoError(t, json.Unmarshal([]byte(body), &b))
		return []string{b.TraceNo}
	}
	parts := strings.Split(r.Path, "/")
	i := slices.IndexFunc(parts, func(p string) bool { return len(p) >= 10 && strings.ContainsAny(p, "0123456789") })
	require.GreaterOrEqual(t, i, 0, "no number in %s", r.Path)
	return []string{parts[i]}
}

func numbersInJSON(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	type info struct {
		TrackingNumberInfo struct{ TrackingNumber string }
	}
	var body struct {
		TrackingInfo             []info
		MasterTrackingNumberInfo info
	}
	var list []struct{ Number string }
	var numbers []string
	if json.Unmarshal(raw, &list) == nil {
		for _, n := range list {
			numbers = append(numbers, n.Number)
		}
		return numbers
	}
	require.NoError(t, json.Unmarshal(raw, &body))
	if n := body.MasterTrackingNumberInfo.TrackingNumberInfo.TrackingNumber; n != "" {
		return []string{n}
	}
	for _, i := range body.TrackingInfo {
		numbers = append(numbers, i.TrackingNumberInfo.TrackingNumber)
	}
	return numbers
}

// lang is the language that a request asks for.
func (x *Exchange) lang() carriers.Lang {
	if v, ok := x.Request.Query["language"].(string); ok {
		return carriers.Lang(v)
	}
	for _, tag := range []string{x.Request.Headers["x-locale"], stringOf(x.Request.Query["locale"])} {
		if tag != "" {
			return carriers.LangOf(tag)
		}
	}
	return carriers.English
}

func stringOf(v any) string {
	s, _ := v.(string)
	return s
}

// queries are the questions that lead to the request.
func (x *Exchange) queries(t *testing.T) []carriers.Query {
	t.Helper()
	var list []carriers.Query
	for _, n := range x.numbers(t) {
		list = append(list, carriers.Query{
			Number: n, Service: stringOf(x.Request.Query["service"]), Postcode: stringOf(x.Request.Query["recipientPostalCode"]),
		})
	}
	return list
}
