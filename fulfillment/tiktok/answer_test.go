package tiktok

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// What a packing queue must make of ten orders of the API, judged by the domain's own rules.
func TestAnswerGivesWhatItsExpectationSays(t *testing.T) {
	t.Parallel()
	var want struct {
		Clock  time.Time `json:"clock"`
		Orders []struct {
			ID       string         `json:"id"`
			Queue    string         `json:"queue"`
			MayShip  *bool          `json:"may_ship"`
			Why      string         `json:"why"`
			Units    map[string]int `json:"units"`
			Left     map[string]int `json:"units_left"`
			Done     map[string]int `json:"units_done"`
			Pick     map[string]int `json:"pick"`
			Next     string         `json:"next_deadline"`
			ShipWith string         `json:"ship_with"`
			OwnLabel *bool          `json:"own_label_allowed"`
			Masked   *bool          `json:"address_masked"`
			Package  string         `json:"package"`
			SameAs   string         `json:"same_parcel_as"`
		} `json:"orders"`
	}
	text, err := os.ReadFile(testdata + "orders-uk-api.expected.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &want))

	entries, report := mustRead(t, testdata+"orders-uk-api.json", Options{Shop: "uk"})
	assert.Equal(t, Report{File: testdata + "orders-uk-api.json", Region: "GB", Zone: "Europe/London", Rows: 10, Orders: 10, Lines: 12, Units: 14}, report)
	require.Len(t, entries, len(want.Orders))
	policy := fulfillment.DefaultPolicy()
	for i, w := range want.Orders {
		o := entries[i].Order
		t.Run(w.ID, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, w.ID, o.ID)
			refusal := o.Refuses(fulfillment.MoveShip, &policy, want.Clock)
			assert.Equal(t, w.Queue, queueWords(t, &o, refusal))
			if w.MayShip != nil {
				assert.Equal(t, *w.MayShip, refusal == nil, "%v", refusal)
			}
			checkWhy(t, w.Why, &o, &policy, refusal)
			units, left, done, pick := counts(&o)
			for name, pair := range map[string][2]map[string]int{
				"units": {w.Units, units}, "left": {w.Left, left}, "done": {w.Done, done}, "pick": {w.Pick, pick},
			} {
				if pair[0] != nil {
					assert.Equal(t, pair[0], pair[1], name)
				}
			}
			if w.Next != "" {
				due := policy.Due(&o)
				assert.Equal(t, w.Next, due.Field)
				assert.Equal(t, fulfillment.SourceShop, due.Source)
			}
			if w.ShipWith != "" {
				assert.Equal(t, fulfillment.ShipWith(w.ShipWith), o.Mode.Duties().ShipWith)
			}
			if w.OwnLabel != nil {
				assert.Equal(t, *w.OwnLabel, o.Mode.Duties().OwnLabel)
			}
			if w.Masked != nil {
				assert.Equal(t, *w.Masked, o.Recipient.Masked)
			}
			if w.Package != "" {
				assert.Equal(t, w.Package, o.PackageID)
				require.Len(t, o.Parcels, 1)
				assert.Equal(t, w.Package, o.Parcels[0].ID)
			}
			if w.SameAs != "" {
				other := byID(t, entries, w.SameAs)
				assert.Equal(t, other.Parcels[0].ID, o.Parcels[0].ID)
				assert.Equal(t, other.Tracking, o.Tracking)
			}
		})
	}
}

// queueWords are the expectation's words for where an order stands.
func queueWords(t *testing.T, o *fulfillment.Order, refusal *fulfillment.Refusal) string {
	t.Helper()
	queue := o.Queue()
	switch {
	case o.Status == fulfillment.StatusOnHold && queue == fulfillment.QueueToPack:
		return "on hold"
	case refusal != nil && refusal.Rule == fulfillment.RuleRemorse && queue == fulfillment.QueueToPack:
		return "to pack after the remorse hour"
	case queue == fulfillment.QueueToPack:
		return "to pack"
	case queue == fulfillment.QueueToHandOver:
		return "to hand over"
	case queue == fulfillment.QueueProblems:
		return "blocked"
	case queue == fulfillment.QueueDone && o.Status == fulfillment.StatusCancelled:
		return "cancelled"
	case queue == fulfillment.QueueDone:
		return "shipped"
	default:
		return string(queue)
	}
}

// checkWhy holds the refusal against the reason that the expectation gives in words.
func checkWhy(t *testing.T, why string, o *fulfillment.Order, policy *fulfillment.Policy, refusal *fulfillment.Refusal) {
	t.Helper()
	switch {
	case why == "":
	case why == "ON_HOLD":
		assert.Equal(t, fulfillment.RuleOnHold, refusal.Rule)
	case strings.HasPrefix(why, "cancellation request open"):
		assert.Equal(t, fulfillment.RuleCancelRequested, refusal.Rule)
		var answer time.Time
		for _, d := range policy.Deadlines(o) {
			if d.Clock == fulfillment.ClockAnswer {
				answer = d.At
			}
		}
		assert.Equal(t, o.CancelRequestAt.Add(48*time.Hour), answer)
	case strings.HasPrefix(why, "is_on_hold_order false"):
		assert.Equal(t, fulfillment.RuleRemorse, refusal.Rule)
		_, until, _ := strings.Cut(why, "wait until ")
		assert.Equal(t, until, refusal.Until.Format(time.RFC3339))
	default:
		assert.Failf(t, "a reason that this test does not know", "%s", why)
	}
}

func counts(o *fulfillment.Order) (units, left, done, pick map[string]int) {
	units, left, done, pick = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for i := range o.Lines {
		l := &o.Lines[i]
		units[l.SellerSKU] += l.Quantity
		if n := l.Left(); n > 0 {
			left[l.SellerSKU] += n
		}
		if l.Shipped > 0 {
			done[l.SellerSKU] += l.Shipped
		}
	}
	for _, p := range o.Picks() {
		pick[p.SellerSKU] += p.Quantity
	}
	return units, left, done, pick
}

func TestAnswerInFull(t *testing.T) {
	t.Parallel()
	entries, _ := mustRead(t, testdata+"orders-uk-api.json", Options{Shop: "uk"})
	o := byID(t, entries, "576461413038800005")
	assert.Equal(t, fulfillment.Address{
		Name: "Eve Example", Phone: "(+44)7700900005", Street: []string{"1 Example Street"}, Town: "Exampleton", Area: "Lancashire",
		PostalCode: "EX1 1AA", Region: "GB", Country: "United Kingdom",
	}, o.Recipient)
	assert.Equal(t, "SPLIT", o.SplitOrCombine)
	assert.Equal(t, time.Unix(1795014000, 0).UTC(), o.ArrangedAt, "the unit's, the order has none")
	assert.Equal(t, "Evri", o.Carrier)
	require.Len(t, o.Parcels, 1)
	assert.Equal(t, []fulfillment.Unit{{Order: o.ID, SKUID: "1729382476852900001", Quantity: 1}}, o.Parcels[0].Content)
	assert.Equal(t, fulfillment.StageShipped, o.Parcels[0].Stage)

	o = byID(t, entries, "576461413038800002")
	assert.Equal(t, "Please gift wrap 🎁, thanks!", o.BuyerMessage)
	assert.Equal(t, []string{"577086512123700002", "577086512123700003", "577086512123700004"}, o.Lines[0].Items)
	assert.Equal(t, []string{"rts_sla_time", "tts_sla_time", "shipping_due_time", "collection_due_time", "cancel_order_sla_time", "delivery_sla_time"},
		fields(o.ShopDeadlines))
	held := byID(t, entries, "576461413038800001")
	assert.True(t, held.Recipient.Empty())
	gift := byID(t, entries, "576461413038800007")
	assert.True(t, gift.Lines[1].Gift)
	assert.Equal(t, "Bought by mistake", byID(t, entries, "576461413038800009").CancelReason)
	assert.Equal(t, "BUYER", byID(t, entries, "576461413038800009").CancelledBy)
}

func fields(ds []fulfillment.Deadline) []string {
	var names []string
	for _, d := range ds {
		names = append(names, d.Field)
	}
	return names
}

const apiOrder = `{"id":"576461413038800001","status":"AWAITING_SHIPMENT","shipping_type":"SELLER","create_time":1795081200,
"line_items":[{"id":"1","sku_id":"17","display_status":"AWAITING_SHIPMENT"}]}`

// Answers come bare, wrapped, one after the other, with values of other types than documented, and with new ones.
func TestAnswerForms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		check func(t *testing.T, o *fulfillment.Order, r *Report)
	}{
		"answer":        {`{"code":0,"data":{"orders":[` + apiOrder + `]}}`, nil},
		"data":          {`{"orders":[` + apiOrder + `]}`, nil},
		"list":          {`[` + apiOrder + `]`, nil},
		"byte mark":     {"\uFEFF[" + apiOrder + "]", nil},
		"data a list":   {`{"data":[` + apiOrder + `]}`, nil},
		"pages":         {`{"data":{"orders":[]}}` + "\n" + `{"data":{"orders":[` + apiOrder + `]}}`, nil},
		"unknown field": {`{"new":{"a":[1,{"b":null}]},"data":{"x":"y","orders":[` + apiOrder + `],"z":{}}}`, nil},
		"first page": {`{"data":{"next_page_token":"abc","orders":[` + apiOrder + `]}}`, func(t *testing.T, _ *fulfillment.Order, r *Report) {
			assert.Equal(t, []string{"the answer is one page of several: the shop has more orders than this file"}, r.Warnings)
		}},
		"numbers as text": {`[` + strings.Replace(apiOrder, "1795081200", `"1795081200"`, 1) + `]`, nil},
		"milliseconds":    {`[` + strings.Replace(apiOrder, "1795081200", `1795081200000`, 1) + `]`, nil},
		"id as number":    {`[` + strings.Replace(apiOrder, `"576461413038800001"`, `576461413038800001`, 1) + `]`, nil},
		"nulls":           {`[` + strings.Replace(apiOrder, `"shipping_type"`, `"packages":null,"payment":null,"recipient_address":null,"rts_sla_time":null,"buyer_message":null,"shipping_type"`, 1) + `]`, nil},
		"new status": {`[` + strings.Replace(apiOrder, `"AWAITING_SHIPMENT"`, `"AWAITING_PIXIES"`, 1) + `]`, func(t *testing.T, o *fulfillment.Order, r *Report) {
			assert.Equal(t, fulfillment.Status("AWAITING_PIXIES"), o.Status)
			assert.Equal(t, fulfillment.QueueProblems, o.Queue())
			assert.Len(t, r.Warnings, 1)
		}},
		"fulfilled by TikTok": {`[` + strings.Replace(apiOrder, `"shipping_type"`, `"fulfillment_type":"FULFILLMENT_BY_TIKTOK","shipping_type"`, 1) + `]`, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, fulfillment.ModeFBT, o.Mode)
		}},
		"new shipping": {`[` + strings.Replace(apiOrder, `"SELLER"`, `"DRONE"`, 1) + `]`, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, fulfillment.ModeTikTok, o.Mode)
		}},
		"pre-order": {`[` + strings.Replace(apiOrder, `"sku_id"`, `"sku_type":"PRE_ORDER","sku_id"`, 1) + `]`, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.True(t, o.PreOrder)
		}},
		"escapes": {`[` + strings.Replace(apiOrder, `"sku_id"`, `"product_name":"\u001b[31mMug\u202e","sku_id"`, 1) + `]`, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, "Mug", o.Lines[0].Product)
		}},
		"US places": {`[` + strings.Replace(apiOrder, `"shipping_type"`, `"recipient_address":{"region_code":"US","address_line1":"1 Sample St","district_info":[
			{"address_level":"L0","address_level_name":"country","address_name":"United States"},{"address_level":"L1","address_level_name":"state","address_name":"California"},
			{"address_level":"L2","address_level_name":"county","address_name":"Sample County"},{"address_level":"L3","address_level_name":"city","address_name":"Sampleville"}]},"shipping_type"`, 1) + `]`, func(t *testing.T, o *fulfillment.Order, _ *Report) {
			assert.Equal(t, []string{"1 Sample St", "Sampleville", "California"}, o.Recipient.Lines())
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, report := mustRead(t, write(t, "answer.json", c.text), Options{})
			require.Len(t, entries, 1, "%v", report.Rejected)
			o := &entries[0].Order
			assert.Equal(t, "576461413038800001", o.ID)
			assert.Equal(t, time.Unix(1795081200, 0).UTC(), o.CreatedAt)
			if c.check != nil {
				c.check(t, o, &report)
			} else {
				assert.Equal(t, fulfillment.StatusAwaitingShipment, o.Status)
				assert.Empty(t, report.Warnings)
			}
		})
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		kind error
		say  string
	}{
		"a failure":      {`{"code":105002,"message":"token expired","data":null}`, ErrNotExport, "code 105002: token expired"},
		"no orders":      {`{"code":0,"data":{"orders":[]}}`, ErrNoOrders, "an empty list of orders"},
		"null orders":    {`{"code":0,"data":{"orders":null}}`, ErrNotExport, "no list of orders"},
		"other JSON":     {`{"name":"packdesk","dependencies":{}}`, ErrNotExport, "no list of orders"},
		"a list":         {`[1,2,3]`, ErrNotExport, "not orders as the shop's API answers them"},
		"other orders":   {`{"orders":[{"order_id":"1","lines":[]}]}`, ErrNotExport, "not orders as the shop's API answers them"},
		"cut off":        {`{"data":{"orders":[` + apiOrder + `,{"id":"57`, ErrDamaged, "row 2: the JSON text is damaged or was cut off"},
		"cut off behind": {`{"data":{"orders":[` + apiOrder + `]`, ErrDamaged, "the JSON text is damaged or was cut off"},
		"not JSON":       {`{orders: []}`, ErrDamaged, "the JSON text is damaged"},
		"a wild number":  {`{"x":1E95200,"orders":[}`, ErrDamaged, "the JSON text is damaged"},
		"deeply nested":  {`{"x":` + strings.Repeat("[", 200_000), ErrDamaged, ""},
		"an endless order": {
			`[` + strings.Replace(apiOrder, `"SELLER"`, `"`+strings.Repeat("long", 5<<20)+`"`, 1) + `]`, ErrTooLarge, "an order of the answer has more than 16 MB",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readAll(t, write(t, "answer.json", c.text), Options{})
			require.ErrorIs(t, err, c.kind)
			assert.Contains(t, err.Error(), c.say)
		})
	}
}

func TestEntriesThatAreRefused(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string { return strings.Replace(apiOrder, from, to, 1) }
	text := "[" + strings.Join([]string{
		apiOrder,
		change(`"576461413038800001"`, `"5.76E+17"`),
		change(`"status":"AWAITING_SHIPMENT"`, `"status":null`),
		change(`"line_items":[{`, `"line_items":[],"x":[{`),
		change(`"line_items":[`, `"line_items":{},"x":[`),
		change(`"AWAITING_SHIPMENT"`, `{"code":1}`),
		strings.ReplaceAll(apiOrder, "800001", "800002"),
	}, ",") + "]"
	entries, report := mustRead(t, write(t, "answer.json", text), Options{})
	assert.Len(t, entries, 2)
	var got []string
	for _, r := range report.Rejected {
		got = append(got, fmt.Sprint(r.Row, " ", r.Column))
	}
	assert.Equal(t, []string{"2 id", "3 status", "4 line_items", "5 ", "6 "}, got)
	assert.Equal(t, 7, report.Rows)
}

// One item is one unit; three of a kind with one cancelled and one shipped are one line.
func TestItemsAreCountedByStatus(t *testing.T) {
	t.Parallel()
	item := func(id, status string) string {
		return fmt.Sprintf(`{"id":"%s","sku_id":"17","seller_sku":"A","display_status":"%s","package_id":"9"}`, id, status)
	}
	text := `[{"id":"1","status":"PARTIALLY_SHIPPING","line_items":[` + item("a", "CANCELLED") + `,` + item("b", "IN_TRANSIT") + `,` + item("c", "AWAITING_SHIPMENT") + `]}]`
	entries, _ := mustRead(t, write(t, "answer.json", text), Options{})
	require.Len(t, entries[0].Order.Lines, 1)
	l := entries[0].Order.Lines[0]
	assert.Equal(t, fulfillment.Line{
		SKUID: "17", SellerSKU: "A", Quantity: 3, Shipped: 1, Cancelled: 1, Items: []string{"a", "b", "c"}, PackageID: "9",
	}, l)
	assert.Equal(t, 1, l.Left())
}
