package sim

import (
	"encoding/json"
	"net/http"
	"strings"
)

// fedexWords are FedEx's codes: code is the event type, second the exception code.
func fedexWords() map[Act]words {
	return map[Act]words{
		Announced:        {"OC", "", "Shipment information sent to FedEx", "已向 FedEx 发送货件信息"},
		PickedUp:         {"PU", "", "Picked up", "已取件"},
		Departed:         {"DP", "", "Left FedEx origin facility", "已离开 FedEx 始发地"},
		Arrived:          {"AR", "", "Arrived at FedEx location", "已到达 FedEx 站点"},
		CustomsIn:        {"CP", "", "Clearance in progress", "清关进行中"},
		CustomsHeld:      {"CD", "50", "Clearance delay - Import", "清关延误 - 进口"},
		CustomsOut:       {"CC", "", "International shipment release - Import", "国际货件放行 - 进口"},
		Delayed:          {"DY", "", "Delay", "延误"},
		AtDepot:          {"AF", "", "At local FedEx facility", "在当地 FedEx 站点"},
		OutForDelivery:   {"OD", "", "On FedEx vehicle for delivery", "由 FedEx 车辆派送中"},
		NotHome:          {"DE", "08", "Delivery exception", "派送异常"},
		AtShop:           {"HP", "", "Ready for recipient pickup", "可供收件人自取"},
		Collected:        {"DL", "", "Delivered", "已送达"},
		Delivered:        {"DL", "", "Delivered", "已送达"},
		Damaged:          {"SE", "10", "Shipment exception", "货件异常"},
		Refused:          {"DE", "07", "Delivery exception", "派送异常"},
		Returning:        {"RS", "", "Returning package to shipper", "正在将包裹退回寄件人"},
		ReturnedToSender: {"DL", "", "Delivered", "已送达"},
		Voided:           {"CA", "", "Shipment cancelled by sender", "寄件人已取消货件"},
	}
}

func newFedEx(w *World) *server {
	const path = "/oauth/token"
	s := &server{world: w, name: "fedex", words: fedexWords(), mux: http.NewServeMux(), limit: Limit{PerSecond: 140, PerDay: 100_000}, free: map[string]bool{path: true}}
	s.fail = func(rw http.ResponseWriter, status int) {
		code := map[int]string{
			400: "TRACKING.TRACKINGNUMBER.EMPTY", 401: "NOT.AUTHORIZED.ERROR", 403: "FORBIDDEN.ERROR", 429: "TOO.MANY.REQUESTS",
			500: "INTERNAL.SERVER.ERROR", 503: "SERVICE.UNAVAILABLE.ERROR",
		}[status]
		reply(rw, status, object{"transactionId": "sim", "errors": []object{{"code": code, "message": http.StatusText(status)}}})
	}
	s.mux.HandleFunc("POST "+path, func(rw http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("client_id") != Key || r.PostFormValue("client_secret") != Secret || r.PostFormValue("grant_type") != "client_credentials" {
			s.fail(rw, http.StatusUnauthorized)
			return
		}
		reply(rw, http.StatusOK, object{
			"access_token": s.grant(), "token_type": "bearer", "scope": "CXS", "expires_in": int(s.world.opt.TokenLife.Seconds()),
		})
	})
	s.mux.HandleFunc("POST /track/v1/trackingnumbers", s.fedexNumbers)
	s.unknownPath()
	return s
}

func (s *server) fedexNumbers(w http.ResponseWriter, r *http.Request) {
	var question struct {
		TrackingInfo []struct {
			TrackingNumberInfo struct{ TrackingNumber string }
		}
	}
	if !s.tokens.good(r.Header.Get("Authorization"), s.world.opt.Now()) {
		s.fail(w, http.StatusUnauthorized)
		return
	}
	err := json.NewDecoder(r.Body).Decode(&question)
	n := len(question.TrackingInfo)
	switch {
	case err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
		s.violation(w, http.StatusBadRequest, "fedex: the question is no JSON")
		return
	case n == 0 || n > 30:
		s.violation(w, http.StatusBadRequest, "fedex: %d numbers in one question", n)
		return
	}
	chinese := strings.HasPrefix(r.Header.Get("x-locale"), "zh")
	results := make([]object, 0, n)
	for i := range n { // In another order than they were asked for.
		number := question.TrackingInfo[(i+n/2)%n].TrackingNumberInfo.TrackingNumber
		results = append(results, object{"trackingNumber": number, "trackResults": []object{s.fedexResult(number, chinese)}})
	}
	reply(w, http.StatusOK, object{"transactionId": "sim", "output": object{"completeTrackResults": results}})
}

func (s *server) fedexResult(number string, chinese bool) object {
	info := object{"trackingNumber": number, "carrierCode": "FDXE", "trackingNumberUniqueId": "2461300000~" + number + "~FX"}
	lexicon := s.words
	all, ok := s.world.events(number)
	happened := newestFirst(spoken(all, lexicon))
	if !ok || len(happened) == 0 {
		return object{"trackingNumberInfo": info, "error": object{
			"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "Tracking number cannot be found.",
		}}
	}
	scans := make([]object, 0, len(happened))
	for _, e := range happened {
		v, p := lexicon[e.act], e.place()
		scan := object{
			"date": e.at.In(p.zone).Format("2006-01-02T15:04:05-07:00"), "eventType": v.code, "eventDescription": v.in(chinese),
			"exceptionCode": v.second, "exceptionDescription": "", "derivedStatusCode": "IT",
			"scanLocation": object{"streetLines": []string{""}, "city": p.city, "countryCode": p.country},
		}
		if e.act == Delayed {
			scan["delayDetail"] = object{"type": "WEATHER"}
		}
		scans = append(scans, scan)
	}
	newest := lexicon[happened[0].act]
	latest := object{"code": newest.code, "derivedCode": newest.code, "description": newest.in(chinese)}
	if newest.second != "" {
		latest["ancillaryDetails"] = []object{{"reason": newest.second}}
	}
	return object{
		"trackingNumberInfo": info, "latestStatusDetail": latest, "scanEvents": scans, "dateAndTimes": []object{},
		"packageDetails":  object{"sequenceNumber": "1", "count": "1"},
		"deliveryDetails": object{"receivedByName": "SAMPLE PERSON"},
	}
}
