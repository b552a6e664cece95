package api

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
)

func example(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "examples", name+".json"))
	require.NoError(t, err)
	return b
}

// TestExamples makes every call of the client against the vendor's own sample answer, and holds what it sends against the
// vendor's sample request. Every call must be signed right over the bytes that arrive.
func TestExamples(t *testing.T) {
	t.Parallel()
	at := time.Unix(1623812664, 0).UTC()
	no := false
	covered := []string{"token_get"} // TestTokenExample.
	for _, c := range []struct {
		name   string
		method string
		path   string
		query  url.Values
		body   bool // There is a sample request.
		call   func(t *testing.T, s *Shop)
	}{
		{"get_authorized_shops", "GET", "/authorization/202309/shops", nil, false, func(t *testing.T, s *Shop) {
			refs, err := s.client.Shops(t.Context(), "1")
			require.NoError(t, err)
			assert.Equal(t, []ShopRef{{
				"1", "7000714532876273420", "Example shop", "GB", "CROSS_BORDER", "CNGBCBA4LLU8", "GCP_XF90igAAAABh00qsWgtvOiGFNqyubMt3",
			}}, refs)
		}},
		{"get_order_list", "POST", "/order/202309/orders/search", url.Values{
			"page_size": {"100"}, "sort_field": {"update_time"}, "sort_order": {"ASC"}, "page_token": {"p+/="},
		}, true, func(t *testing.T, s *Shop) {
			p, err := s.SearchOrders(t.Context(), OrderQuery{
				Status: fulfillment.StatusUnpaid, CreatedFrom: at, CreatedTo: at, UpdatedFrom: at, UpdatedTo: at, Shipping: "TIKTOK", Buyer: "7213489962827123654",
				CancelRequested: &no, Warehouses: []string{"7000714532876273888", "7000714532876273666"}, ByUpdate: true,
			}, "p+/=")
			require.NoError(t, err)
			assert.Equal(t, 22113, p.Total)
			assert.Equal(t, "6AsPQsUMvH3RkchNUPPh22NROHkE0D8pmq/N5M1kHYcZmtRyv9aVrNv65W7Q6tFA+7D1ud64MPNz5OaT", p.Next)
			require.Empty(t, p.Rejected)
			checkSampleOrder(t, p.Orders)
		}},
		{"get_order_detail", "GET", "/order/202507/orders", url.Values{"ids": {"576461413038785752,576461413038785753"}}, false, func(t *testing.T, s *Shop) {
			f, err := s.OrdersByID(t.Context(), "576461413038785752", "576461413038785753", "576461413038785752")
			require.NoError(t, err)
			assert.Equal(t, []string{"576461413038785753"}, f.Missing)
			checkSampleOrder(t, f.Orders)
		}},
		{"search_package", "POST", "/fulfillment/202309/packages/search", url.Values{"page_size": {"50"}}, true, func(t *testing.T, s *Shop) {
			p, err := s.SearchPackages(t.Context(), PackageQuery{PackageProcessing, at, at, at, at, 0}, "")
			require.NoError(t, err)
			assert.Equal(t, 221, p.Total)
			require.Len(t, p.Packages, 1)
			assert.Equal(t, Package{
				ID: "577828281214600000", Orders: []string{"577828281214600000"}, Items: []string{"1729382476852921560"}, Status: PackageProcessing,
				Tracking: "6617675021119438849", Carrier: "TT Virtual express", ProviderID: "6617675021119438849",
				CreatedAt: time.Unix(1635338186, 0).UTC(), UpdatedAt: time.Unix(1635338186, 0).UTC(),
			}, p.Packages[0])
		}},
		{"get_package_detail", "GET", "/fulfillment/202309/packages/5433567853345", nil, false, func(t *testing.T, s *Shop) {
			p, err := s.Package(t.Context(), "5433567853345")
			require.NoError(t, err)
			assert.Equal(t, "5433567853345", p.ID)
			assert.Equal(t, PackageProcessing, p.Status)
			assert.Equal(t, fulfillment.ModeTikTok, p.Mode)
			assert.Equal(t, HandoverPickup, p.Handover)
			assert.Equal(t, Measure{"1.2", "GRAM"}, p.Weight)
			assert.Equal(t, Size{"1.2", "0.2", "0.03", "CM"}, p.Size)
			assert.Equal(t, VerdictDone, p.Judge())
		}},
		{"ship_package", "POST", "/fulfillment/202309/packages/1/ship", nil, true, func(t *testing.T, s *Shop) {
			r := s.ShipPackage(t.Context(), Shipment{"1", HandoverPickup, Slot{at, at}, "JX12345", "6617675021119438849"})
			assert.Equal(t, Result{Outcome: OutcomeDone, PackageID: "1"}, r)
		}},
		{"batch_ship_packages", "POST", "/fulfillment/202309/packages/ship", nil, true, func(t *testing.T, s *Shop) {
			r := s.ShipPackages(t.Context(), []Shipment{{"12321312312431", HandoverPickup, Slot{at, at}, "JX12345", "6617675021119438849"}})
			assert.Equal(t, []Result{{Outcome: OutcomeDone, PackageID: "12321312312431"}}, r, "the sample's error is about another package")
		}},
		{"mark_package_as_shipped", "POST", "/fulfillment/202309/orders/32131324123321/packages", nil, true, func(t *testing.T, s *Shop) {
			r := s.MarkShipped(t.Context(), Mark{"32131324123321", []string{"2321312321311"}, " 6617675021119438849\n", "12312312321323432"})
			assert.Equal(t, Result{Outcome: OutcomeDone, PackageID: "32141235124234", Warning: "match more than one provider"}, r)
		}},
		{"update_shipping_info", "POST", "/fulfillment/202309/orders/7/shipping_info/update", nil, true, func(t *testing.T, s *Shop) {
			assert.Equal(t, Result{Outcome: OutcomeDone}, s.CorrectTracking(t.Context(), "7", "576460868968549926", "6965352555291346690"))
		}},
		{"update_package_shipping_info", "POST", "/fulfillment/202309/packages/8/shipping_info/update", nil, true, func(t *testing.T, s *Shop) {
			assert.Equal(t, Result{Outcome: OutcomeDone}, s.CorrectPackageTracking(t.Context(), "8", "576460868968549926", "6965352555291346690"))
		}},
		{"get_package_shipping_document", "GET", "/fulfillment/202309/packages/9/shipping_documents", url.Values{
			"document_type": {"SHIPPING_LABEL"}, "document_size": {"A5"},
		}, false, func(t *testing.T, s *Shop) {
			d, err := s.Document(t.Context(), "9", DocumentLabel, DocumentOptions{Size: "A5"})
			require.NoError(t, err)
			assert.Equal(t, "https://files.example/object", d.URL.Reveal())
			assert.Equal(t, "752455325694", d.Tracking)
		}},
		{"get_package_handover_time_slots", "GET", "/fulfillment/202309/packages/9/handover_time_slots", nil, false, func(t *testing.T, s *Shop) {
			got, err := s.Slots(t.Context(), "9")
			require.NoError(t, err)
			assert.Equal(t, Slots{Pickup: true, DropOff: true, Van: true, DropURL: "true", Free: []Slot{{at, at}}}, got)
		}},
		{"get_order_split_attributes", "GET", "/fulfillment/202309/orders/split_attributes", url.Values{"order_ids": {"556643423444"}}, false, func(t *testing.T, s *Shop) {
			got, err := s.SplitRules(t.Context(), "556643423444")
			require.NoError(t, err)
			assert.Equal(t, []SplitRule{{"556643423444", false, false, "Order has been canceled"}}, got)
		}},
		{"get_tracking", "GET", "/fulfillment/202309/orders/9/tracking", nil, false, func(t *testing.T, s *Shop) {
			got, err := s.Tracking(t.Context(), "9")
			require.NoError(t, err)
			assert.Equal(t, []TrackingEvent{{time.UnixMilli(1694685539000).UTC(), "Your package was delivered!"}}, got)
		}},
		{"get_shipping_providers", "GET", "/logistics/202309/delivery_options/9/shipping_providers", nil, false, func(t *testing.T, s *Shop) {
			got, err := s.Providers(t.Context(), "9")
			require.NoError(t, err)
			assert.Equal(t, []Provider{{"7117858858072016686", "USPS"}}, got)
		}},
		{"get_warehouse_list", "GET", "/logistics/202309/warehouses", nil, false, func(t *testing.T, s *Shop) {
			got, err := s.Warehouses(t.Context())
			require.NoError(t, err)
			assert.Equal(t, []Warehouse{{
				"7000714532876273410", "Example warehouse", true, false, true, "Sam Sample", "(+44)7700***123", "1 Example Street", "Exampleton", "EX1 1EX", "CN",
			}}, got)
		}},
		{"get_warehouse_delivery_options", "GET", "/logistics/202309/warehouses/9/delivery_options", url.Values{"scope": {"WAREHOUSE"}}, false, func(t *testing.T, s *Shop) {
			got, err := s.DeliveryOptions(t.Context(), "9")
			require.NoError(t, err)
			assert.Equal(t, []DeliveryOption{{"6955034615128000261", "LSV-TTS-STD", "STANDARD"}}, got)
		}},
		{"search_cancellations", "POST", "/return_refund/202309/cancellations/search", url.Values{"page_size": {"50"}}, true, func(t *testing.T, s *Shop) {
			then := time.Unix(1690340825, 0)
			p, err := s.SearchCancellations(t.Context(), CancelQuery{
				IDs: []string{"577087614418520388"}, Orders: []string{"577087614418520388"}, Buyers: []string{"7494845267308415300"}, Types: []string{"CANCEL"},
				Status: []CancelStatus{CancelPending}, CreatedFrom: then, CreatedTo: then, UpdatedFrom: then, UpdatedTo: then, Locale: "en-US",
			}, "")
			require.NoError(t, err)
			require.Len(t, p.Cancellations, 1)
			c := p.Cancellations[0]
			assert.Equal(t, "4035318504086604100", c.ID)
			assert.Equal(t, CancelPending, c.Status)
			assert.Equal(t, "1.23", c.Amount)
			assert.Equal(t, time.Unix(1690554680, 0).UTC(), c.AnswerBy)
			assert.Equal(t, []string{"576468844534141348"}, c.Items)
		}},
		{"approve_cancellation", "POST", "/return_refund/202309/cancellations/9/approve", url.Values{"idempotency_key": {"k1"}}, true, func(t *testing.T, s *Shop) {
			assert.Equal(t, Result{Outcome: OutcomeDone}, s.ApproveCancellation(t.Context(), "9", "k1"))
		}},
		{"reject_cancellation", "POST", "/return_refund/202309/cancellations/9/reject", nil, false, func(t *testing.T, s *Shop) {
			assert.Equal(t, Result{Outcome: OutcomeDone}, s.RejectCancellation(t.Context(), "9", "seller_reject_apply_product_has_been_packed", "Packed", ""))
		}},
		{"get_reject_reasons", "GET", "/return_refund/202309/reject_reasons", url.Values{"return_or_cancel_id": {"9"}, "locale": {"en-GB"}}, false, func(t *testing.T, s *Shop) {
			got, err := s.RejectReasons(t.Context(), "9", "en-GB")
			require.NoError(t, err)
			assert.Equal(t, []RejectReason{{
				"seller_reject_apply_you_have_reached_an_agreement_with_the_buyer", "You have reached an agreement with the buyer",
			}}, got)
		}},
		{"split_orders", "POST", "/fulfillment/202309/orders/9/split", nil, false, func(t *testing.T, s *Shop) {
			ids, r := s.Split(t.Context(), "9", [][]string{{"57646237751283022", "576462377512830223"}})
			assert.Equal(t, OutcomeDone, r.Outcome)
			assert.Equal(t, []string{""}, ids, "the sample answers a group that was not asked for")
		}},
	} {
		covered = append(covered, c.name)
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			s := stub(t, Options{}, func(w http.ResponseWriter, q *http.Request) {
				calls++
				body, err := io.ReadAll(q.Body)
				assert.NoError(t, err)
				assert.Equal(t, c.method, q.Method)
				assert.Equal(t, c.path, q.URL.Path)
				assert.Equal(t, Sign(app().Secret, q.Method, q.URL.Path, q.URL.Query(), q.Header.Get("Content-Type"), body), q.URL.Query().Get("sign"))
				assert.Equal(t, "access-for-tests", q.Header.Get("X-Tts-Access-Token"))
				assert.Equal(t, c.name != "get_authorized_shops", q.URL.Query().Has("shop_cipher"))
				query := q.URL.Query()
				for _, common := range []string{"app_key", "timestamp", "sign", "shop_cipher"} {
					query.Del(common)
				}
				if c.query == nil {
					c.query = url.Values{}
				}
				if c.name == "search_package" || c.name == "get_order_list" || c.name == "search_cancellations" {
					assert.NotEmpty(t, query.Get("page_size"))
				}
				assert.Equal(t, c.query, query)
				if c.body {
					assert.JSONEq(t, string(example(t, c.name+".request")), string(body))
				}
				say(w, string(example(t, c.name+".response")))
			})
			c.call(t, s)
			assert.Equal(t, 1, calls)
		})
	}

	// What the product does not use, but what parses all the same: its envelope is the same.
	files, err := filepath.Glob("testdata/examples/*.response.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".response.json")
		t.Run("envelope of "+name, func(t *testing.T) {
			t.Parallel()
			c := &Client{}
			a, failed := c.read(&answer{status: 200, body: example(t, name+".response")}, &call{op: &opShops})
			require.Nil(t, failed)
			assert.True(t, json.Valid(a.data))
			assert.NotEmpty(t, a.request)
		})
	}
	used := 0
	for _, f := range files {
		if slices.Contains(covered, strings.TrimSuffix(filepath.Base(f), ".response.json")) {
			used++
		}
	}
	assert.Len(t, covered, used, "a case without a sample")
}

func checkSampleOrder(t *testing.T, orders []fulfillment.Order) {
	t.Helper()
	require.Len(t, orders, 1)
	o := orders[0]
	assert.Equal(t, "576461413038785752", o.ID)
	assert.Equal(t, "7494000000000000101", o.Shop)
	assert.Equal(t, fulfillment.StatusUnpaid, o.Status)
	assert.Equal(t, "5000", o.Amount)
	assert.Equal(t, "Please ship asap!", o.BuyerMessage)
	assert.Equal(t, time.Unix(1619611688, 0).UTC(), o.ShopDeadlines[0].At)
}

func TestTokenExample(t *testing.T) {
	t.Parallel()
	var d struct{ Data tokenData }
	require.NoError(t, json.Unmarshal(example(t, "token_get.response"), &d))
	token := d.Data.token()
	assert.Equal(t, Token{
		Access: "TTP_sample-access", Refresh: "TTP_sample-refresh", AccessUntil: time.Unix(1660556783, 0).UTC(),
		RefreshUntil: time.Unix(1691487031, 0).UTC(), OpenID: "7010736057180325637", Seller: "Example shop", Region: "GB",
		Scopes: []string{"seller.order.info", "seller.fulfillment.basic"},
	}, token)
	assert.Equal(t, []string{ScopeAuthorization, ScopePackages, ScopeLogistics, ScopeReturns}, token.account().Missing)
}

func TestOrdersAreDecodedByOneFunction(t *testing.T) {
	t.Parallel()
	o, err := tiktok.DecodeOrder([]byte(`{"id":"1"}`), "s")
	require.ErrorIs(t, err, fulfillment.ErrInvalid)
	assert.Equal(t, "1", o.ID)
	assert.Contains(t, err.Error(), "status")
}
