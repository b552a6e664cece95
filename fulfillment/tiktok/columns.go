package tiktok

import (
	"strings"
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
	colStreet   // The street's name alone, as the EU family has it.
	colHouse    // House name or number.
	colDetail   // The address line that says it all.
	colDetail2  // What did not fit there.
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

// headings are the names under which each column is known, as key folds them. English names are those of real exports of
// Thailand, Indonesia, Vietnam, the Philippines, Malaysia, the US and the EU. Of the Japanese names those of the order,
// the recipient and the address are known from one program that reads such files; the other Japanese ones are the plain
// translation and unconfirmed.
var headings = [columnCount][]string{
	colOrder:        {"orderid", "ordernumber", "注文id"},
	colStatus:       {"orderstatus", "注文ステータス", "注文状況"},
	colSubstatus:    {"ordersubstatus", "注文サブステータス"},
	colRequest:      {"cancelationreturntype", "cancellationreturntype", "キャンセル返品タイプ", "キャンセル返品の種類"},
	colPreOrder:     {"normalorpreorder", "通常または予約注文", "通常予約注文"},
	colSKU:          {"skuid"},
	colSellerSKU:    {"sellersku", "販売者sku", "セラーsku"},
	colProduct:      {"productname", "商品名"},
	colVariation:    {"variation", "バリエーション"},
	colQuantity:     {"quantity", "数量"},
	colUnitPrice:    {"skuunitoriginalprice"},
	colAmount:       {"orderamount", "注文金額"},
	colCreated:      {"createdtime", "ordercreatedtime", "作成日時", "注文作成日時"},
	colPaid:         {"paidtime", "支払日時", "支払い日時"},
	colArranged:     {"rtstime"},
	colShipped:      {"shippedtime", "発送日時"},
	colDelivered:    {"deliveredtime", "配達日時"},
	colCancelled:    {"cancelledtime", "canceledtime", "キャンセル日時"},
	colCancelBy:     {"cancelby"},
	colCancelReason: {"cancelreason", "キャンセル理由"},
	colFulfilment:   {"fulfillmenttype", "fulfilmenttype"},
	colWarehouse:    {"warehousename", "倉庫名"},
	colTracking:     {"trackingid", "trackingnumber", "追跡番号"},
	colOption:       {"deliveryoption", "配送オプション"},
	colOptionType:   {"deliveryoptiontype"},
	colProvider:     {"shippingprovidername", "配送業者名"},
	colMessage:      {"buyermessage", "購入者メッセージ"},
	colInstruction:  {"deliveryinstruction", "deliveryinstructions"},
	colBuyer:        {"buyerusername", "buyernickname", "購入者ユーザー名"},
	colRecipient:    {"recipient", "受取人"},
	colPhone:        {"phone", "phonenumber", "電話番号"},
	colPostcode:     {"zipcode", "postcode", "postalcode", "郵便番号"},
	colCountry:      {"country", "国"},
	colStreet:       {"streetname"},
	colHouse:        {"housenameornumber", "housenumber"},
	colDetail:       {"detailaddress", "detailedaddress", "addressline1", "詳細住所1"},
	colDetail2:      {"additionaladdressinformation", "addressline2", "詳細住所2"},
	colHamlet:       {"villages", "village", "barangay", "commune", "ward", "neighborhood", "neighbourhood", "町名"},
	colSubTown:      {"districts", "subdistrict"},
	colDistrict:     {"district"},
	colCity:         {"city", "municipality", "regencyandcity", "市区町村"},
	colPostTown:     {"posttown"},
	colProvince:     {"province", "state", "county", "prefecture", "都道府県"},
	colRegion:       {"region"},
	colPayment:      {"paymentmethod", "支払い方法"},
	colPackage:      {"packageid"},
	colNote:         {"sellernote", "販売者メモ"},
}

// headingColumns finds the column of a folded heading.
var headingColumns = func() map[string]column {
	m := map[string]column{}
	for c, names := range headings {
		for _, n := range names {
			m[n] = column(c)
		}
	}
	return m
}()

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
