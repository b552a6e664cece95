package cli

// formChinese names a form of tracking numbers in Chinese, by its id in the data; empty for one without a name.
func formChinese(form string) string {
	switch form {
	case "ups_1z":
		return "UPS 1Z 单号"
	case "ups_waybill":
		return "UPS 运单号"
	case "ups_mail_innovations":
		return "UPS Mail Innovations 单号"
	case "fedex_12":
		return "联邦快递 12 位单号"
	case "fedex_15":
		return "联邦快递 Ground 15 位单号"
	case "fedex_20_sscc":
		return "联邦快递 Ground 20 位条码"
	case "fedex_22_96":
		return "联邦快递 Ground 96 开头条码"
	case "fedex_34":
		return "联邦快递 34 位条码"
	case "fedex_gsn_34":
		return "联邦快递 Ground 34 位条码"
	case "fedex_astra_32":
		return "联邦快递 32 位旧条码"
	case "fedex_door_tag":
		return "联邦快递到访通知单号"
	case "dhl_express_10":
		return "DHL Express 运单号"
	case "dhl_express_11":
		return "DHL Express 11 位单号"
	case "dhl_piece_id":
		return "DHL 件号"
	case "dhl_jjd":
		return "DHL JJD 单号"
	case "dhl_sscc_20":
		return "DHL Paket 20 位单号"
	case "dhl_identcode":
		return "DHL Identcode 12 位单号"
	case "dhl_ecommerce":
		return "DHL eCommerce 单号"
	case "dhl_ecommerce_14":
		return "DHL eCommerce 14 位单号"
	case "ems_s10":
		return "EMS 单号（万国邮联，E 开头）"
	case "s10_other":
		return "邮政单号（万国邮联，非 EMS）"
	case "ems_cn_13":
		return "中国 EMS 国内 13 位单号"
	case "usps_22":
		return "USPS 22 位单号"
	case "usps_420":
		return "USPS 单号，前带 420 和邮编"
	case "amazon_tba":
		return "亚马逊物流单号"
	case "amazon_order":
		return "亚马逊订单号"
	case "yodel_jd":
		return "Yodel 单号"
	case "yunexpress":
		return "云途物流单号"
	case "purolator_12":
		return "Purolator 12 位单号"
	default:
		return ""
	}
}
