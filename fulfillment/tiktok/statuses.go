package tiktok

import (
	"sync"

	"packdesk/fulfillment"
)

// toShip and shipped are the two Order Status texts that the substatus refines.
const (
	toShip  fulfillment.Status = "TO_SHIP"
	shipped fulfillment.Status = "SHIPPED"
)

// statusTexts are the words of the Order Status and Order Substatus columns, folded by key, per status. They follow the
// language of the user who downloaded the file, the headings do not. English, Thai and Indonesian are taken from real
// exports, Chinese from the help pages of the Seller Center; the other languages are its usual translations and not
// confirmed by an export. A text that is not here is kept and reported, never guessed.
var statusTexts = sync.OnceValue(func() map[string]fulfillment.Status {
	return statusIndex(map[fulfillment.Status][]string{
		toShip: {
			"To ship", "ที่จะจัดส่ง", "Perlu dikirim", "待发货", "待發貨", "待出貨", "Cần gửi", "Cần vận chuyển", "Cần gửi hàng", "Zu versenden",
			"Versandbereit", "Por enviar", "À expédier", "Da spedire", "A enviar", "発送待ち", "要発送", "Untuk dihantar", "Perlu dihantar",
		},
		shipped: {
			"Shipped", "จัดส่งแล้ว", "Dikirim", "已发货", "已發貨", "已出貨", "Đã gửi", "Đã gửi hàng", "Đã vận chuyển", "Versandt", "Versendet",
			"Enviado", "Expédié", "Expédiée", "Spedito", "発送済み", "出荷済み",
		},
		fulfillment.StatusUnpaid: {
			"Unpaid", "ค้างชำระ", "Belum dibayar", "Belum bayar", "未支付", "未付款", "Chưa thanh toán", "Unbezahlt", "Nicht bezahlt", "Sin pagar",
			"No pagado", "Pendiente de pago", "Non payé", "Non payée", "Impayé", "Non pagato", "Não pago", "未払い", "未支払い",
		},
		fulfillment.StatusOnHold: {
			"On hold", "Processing", "处理中", "處理中", "Ditahan", "Ditangguhkan", "Tạm giữ", "Đang tạm giữ", "Zurückgestellt", "Retenido",
			"En suspens", "In sospeso", "Retido", "保留中",
		},
		fulfillment.StatusAwaitingShipment: {
			"Awaiting shipment", "Pending shipment", "รอจัดส่ง", "Menunggu pengiriman", "待处理发货", "Chờ vận chuyển", "Đang chờ vận chuyển",
			"Chờ gửi hàng", "Đang chờ gửi hàng", "Versand ausstehend", "Wartet auf Versand", "Warten auf Versand", "Pendiente de envío",
			"Esperando envío", "En espera de envío", "En attente d'expédition", "In attesa di spedizione", "Aguardando envio", "出荷待ち",
			"Menunggu penghantaran",
		},
		fulfillment.StatusPartiallyShipping: {
			"Partially shipped", "Partially shipping", "部分发货", "Teilweise versandt", "Enviado parcialmente", "Partiellement expédié",
			"Parzialmente spedito",
		},
		fulfillment.StatusAwaitingCollection: {
			"Awaiting collection", "Pending collection", "รอเข้ารับ", "Menunggu pengambilan", "待揽收", "待攬收", "Chờ lấy hàng",
			"Đang chờ lấy hàng", "Abholung ausstehend", "Wartet auf Abholung", "Warten auf Abholung", "Pendiente de recogida",
			"Esperando recogida", "En espera de recogida", "En attente de collecte", "En attente d'enlèvement", "In attesa di ritiro",
			"Aguardando coleta", "集荷待ち", "Menunggu kutipan",
		},
		fulfillment.StatusInTransit: {
			"In transit", "อยู่ระหว่างการขนส่ง", "ระหว่างการขนส่ง", "กำลังขนส่ง", "Dalam perjalanan", "Dalam pengiriman", "Dalam transit", "运输中",
			"運送中", "Đang vận chuyển", "Đang trung chuyển", "Đang giao hàng", "Unterwegs", "En tránsito", "En transit", "In transito",
			"Em trânsito", "輸送中", "配送中",
		},
		fulfillment.StatusDelivered: {
			"Delivered", "จัดส่งสำเร็จ", "Terkirim", "已送达", "已送達", "Đã giao", "Đã giao hàng", "Zugestellt", "Geliefert", "Entregado", "Livré",
			"Livrée", "Consegnato", "Entregue", "配達済み", "配達完了",
		},
		fulfillment.StatusCompleted: {
			"Completed", "เสร็จสมบูรณ์", "Selesai", "已完成", "Hoàn tất", "Đã hoàn tất", "Đã hoàn thành", "Abgeschlossen", "Completado", "Terminé",
			"Terminée", "Completato", "Concluído", "完了",
		},
		fulfillment.StatusCancelled: {
			"Canceled", "Cancelled", "ยกเลิกแล้ว", "Dibatalkan", "已取消", "Đã hủy", "Đã huỷ", "Storniert", "Cancelado", "Annulé", "Annulée",
			"Annullato", "キャンセル済み", "キャンセル",
		},
	})
})

func statusIndex(texts map[fulfillment.Status][]string) map[string]fulfillment.Status {
	m := map[string]fulfillment.Status{}
	for status, names := range texts {
		for _, n := range names {
			m[key(n)] = status
		}
	}
	return m
}

// readStatus makes one status of the two texts. unknown is a text that is not known and leaves the status open; the
// status is then that text.
//
// Order Status decides where it is final; To ship and Shipped are refined by the substatus. To ship with a substatus that
// is not known may be an order on hold and stays unknown. arranged says that the row has an RTS time, which decides where
// the file has no substatus.
func readStatus(status, substatus string, arranged bool) (s fulfillment.Status, unknown string) {
	outer, outerOK := statusTexts()[key(status)]
	inner, innerOK := statusTexts()[key(substatus)]
	if outerOK && outer != toShip && outer != shipped {
		return outer, ""
	}
	switch {
	case innerOK && inner == shipped, !innerOK && outerOK && outer == shipped:
		return fulfillment.StatusInTransit, ""
	case innerOK && inner != toShip:
		return inner, ""
	case innerOK, substatus == "" && outerOK:
		if arranged {
			return fulfillment.StatusAwaitingCollection, ""
		}
		return fulfillment.StatusAwaitingShipment, ""
	case substatus != "":
		return fulfillment.Status(substatus), substatus
	default:
		return fulfillment.Status(status), status
	}
}

// request is what the Cancelation/Return Type column says.
type request int

const (
	requestNone request = iota
	requestCancel
	requestRefund
	requestUnknown
)

var requestTexts = map[string]request{
	"": requestNone, "cancel": requestCancel, "cancellation": requestCancel, "ยกเลิก": requestCancel, "batal": requestCancel,
	"batalkan": requestCancel, "pembatalan": requestCancel, "hủy": requestCancel, "取消": requestCancel, "stornierung": requestCancel,
	"cancelación": requestCancel, "annulation": requestCancel, "annullamento": requestCancel,
	"returnrefund": requestRefund, "return": requestRefund, "refund": requestRefund, "คืนสินค้าคืนเงิน": requestRefund,
	"pengembalianrefund": requestRefund, "pengembaliandana": requestRefund, "trảhànghoàntiền": requestRefund, "退货退款": requestRefund,
}

func readRequest(s string) request {
	if s == "" {
		return requestNone
	}
	if r, ok := requestTexts[key(s)]; ok {
		return r
	}
	return requestUnknown
}
