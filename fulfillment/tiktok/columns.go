package tiktok

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// column is a column of an export by its meaning. Files name and order their columns differently from market to market.
type column int

const (
	colOrder column = iota
	colStatus
	colSubstatus
	colRequest // Cancelation/Return Type.
	colPreOrder
	colSKU
	colSellerSKU
	colProduct
	colVariation
	colQuantity
	colUnitPrice
	colAmount
	colCreated
	colPaid
	colArranged // RTS Time: ready to ship.
	colShipped
	colDelivered
	colCancelled
	colCancelBy
	colCancelReason
	colFulfilment
	colWarehouse
	colTracking
	colOption
	colOptionType
	colProvider
	colMessage
	colInstruction
	colBuyer
	colRecipient
	colPhone
	colPostcode
	colCountry
	colStreet  // The street's name alone, as the EU family has it.
	colHouse   // House name or number.
	colDetail  // The address line that says it all.
	colDetail2 // What did not fit there, and the lines behind it.
	colDetail3
	colDetail4
	colHamlet   // The smallest place: village, barangay, commune, neighbourhood.
	colSubTown  // Between village and town: Thai tambon, Indonesian kecamatan.
	colDistrict // A district where it is the town of the address.
	colCity
	colPostTown
	colProvince
	colRegion // Above the province, in the Philippines.
	colPayment
	colPackage
	colNote
	columnCount
	noColumn column = -1
)

// headings are the names under which each column is known; the first one is what sentences call it. English names are
// those of real exports of Thailand, Indonesia, Vietnam, the Philippines, Malaysia, the US and the EU. Of the Japanese
// names those of the order, the recipient and the address are known from one program that reads such files; the other
// Japanese ones are the plain translation and unconfirmed.
var headings = [columnCount][]string{
	colOrder:        {"Order ID", "Order Number", "注文ID"},
	colStatus:       {"Order Status", "注文ステータス", "注文状況"},
	colSubstatus:    {"Order Substatus", "注文サブステータス"},
	colRequest:      {"Cancelation/Return Type", "Cancellation/Return Type", "キャンセル/返品タイプ", "キャンセル/返品の種類"},
	colPreOrder:     {"Normal or Pre-order", "通常または予約注文", "通常/予約注文"},
	colSKU:          {"SKU ID"},
	colSellerSKU:    {"Seller SKU", "販売者SKU", "セラーSKU"},
	colProduct:      {"Product Name", "商品名"},
	colVariation:    {"Variation", "バリエーション"},
	colQuantity:     {"Quantity", "数量"},
	colUnitPrice:    {"SKU Unit Original Price"},
	colAmount:       {"Order Amount", "注文金額"},
	colCreated:      {"Created Time", "Order Created Time", "作成日時", "注文作成日時"},
	colPaid:         {"Paid Time", "支払日時", "支払い日時"},
	colArranged:     {"RTS Time"},
	colShipped:      {"Shipped Time", "発送日時"},
	colDelivered:    {"Delivered Time", "配達日時"},
	colCancelled:    {"Cancelled Time", "Canceled Time", "キャンセル日時"},
	colCancelBy:     {"Cancel By"},
	colCancelReason: {"Cancel Reason", "キャンセル理由"},
	colFulfilment:   {"Fulfillment Type", "Fulfilment Type"},
	colWarehouse:    {"Warehouse Name", "倉庫名"},
	colTracking:     {"Tracking ID", "Tracking Number", "追跡番号"},
	colOption:       {"Delivery Option", "配送オプション"},
	colOptionType:   {"Delivery Option Type"},
	colProvider:     {"Shipping Provider Name", "配送業者名"},
	colMessage:      {"Buyer Message", "購入者メッセージ"},
	colInstruction:  {"Delivery Instruction", "Delivery Instructions"},
	colBuyer:        {"Buyer Username", "Buyer Nickname", "購入者ユーザー名"},
	colRecipient:    {"Recipient", "Recipient Name", "受取人"},
	colPhone:        {"Phone #", "Phone Number", "電話番号"},
	colPostcode:     {"Zipcode", "Postcode", "Postal Code", "郵便番号"},
	colCountry:      {"Country", "Country/Region", "国"},
	colStreet:       {"Street Name"},
	colHouse:        {"House Name or Number", "House Number"},
	colDetail:       {"Detail Address", "Detailed Address", "Address Line 1", "詳細住所1"},
	colDetail2:      {"Additional address information", "Address Line 2", "詳細住所2"},
	colDetail3:      {"Address Line 3"},
	colDetail4:      {"Address Line 4"},
	colHamlet:       {"Villages", "Village", "Barangay", "Commune", "Ward", "Neighborhood", "Neighbourhood", "町名"},
	colSubTown:      {"Districts", "Subdistrict"},
	colDistrict:     {"District"},
	colCity:         {"City", "Municipality", "Regency and City", "市区町村"},
	colPostTown:     {"Post Town"},
	colProvince:     {"Province", "State", "County", "Prefecture", "都道府県"},
	colRegion:       {"Region"},
	colPayment:      {"Payment Method", "支払い方法"},
	colPackage:      {"Package ID"},
	colNote:         {"Seller Note", "販売者メモ"},
}

// headingColumns finds the column of a folded heading.
var headingColumns = sync.OnceValue(func() map[string]column {
	m := map[string]column{}
	for c, names := range headings {
		for _, n := range names {
			m[key(n)] = column(c)
		}
	}
	return m
})

// key folds a heading or a status text to what is compared: letters, marks and digits in lower case, composed. Spaces,
// underscores, slashes and brackets do not count.
func key(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
