package sim

import (
	"net/http"
)

// myDHLWords are DHL Express's type codes and sentences.
func myDHLWords() map[Act]words {
	return map[Act]words{
		PickedUp:         {code: "PU", text: "Shipment picked up"},
		Departed:         {code: "DF", text: "Shipment has departed from a DHL facility - SHENZHEN-CN"},
		Arrived:          {code: "AF", text: "Arrived at DHL Sort Facility - LONDON-GB"},
		CustomsIn:        {code: "RR", text: "Customs clearance status updated"},
		CustomsHeld:      {code: "CD", text: "Clearance delay"},
		CustomsOut:       {code: "CR", text: "Clearance processing complete"},
		Delayed:          {code: "TD", text: "Delay in transport"},
		AtDepot:          {code: "AR", text: "Arrived at DHL Delivery Facility - LONDON-GB"},
		OutForDelivery:   {code: "WC", text: "Shipment is out with courier for delivery"},
		NotHome:          {code: "NH", text: "Delivery attempted; recipient not home"},
		AtShop:           {code: "CC", text: "Awaiting collection by the consignee"},
		Collected:        {code: "OK", text: "Delivered"},
		Delivered:        {code: "OK", text: "Delivered : SAMPLE PERSON"},
		Damaged:          {code: "DM", text: "Shipment damaged"},
		Refused:          {code: "RD", text: "Delivery refused"},
		Returning:        {code: "RT", text: "Returned to shipper"},
		ReturnedToSender: {code: "OK", text: "Delivered : SAMPLE SENDER"},
	}
}

func newMyDHL(w *World) *server {
	s := &server{world: w, name: "mydhl", words: myDHLWords(), mux: http.NewServeMux(), limit: Limit{PerSecond: 5}}
	s.fail = func(rw http.ResponseWriter, status int) {
		reply(rw, status, object{
			"title": http.StatusText(status), "detail": "As DHL Express says it.", "message": http.StatusText(status),
			"status": http.StatusText(status),
		})
	}
	s.mux.HandleFunc("GET /mydhlapi/shipments/{number}/tracking", func(rw http.ResponseWriter, r *http.Request) {
		if s.myDHLAdmits(rw, r) {
			s.myDHLAnswer(rw, []string{r.PathValue("number")}, r.URL.Query().Get("requestGMTOffsetPerEvent") == "true")
		}
	})
	s.mux.HandleFunc("GET /mydhlapi/tracking", func(rw http.ResponseWriter, r *http.Request) {
		numbers := append(r.URL.Query()["shipmentTrackingNumber"], r.URL.Query()["pieceTrackingNumber"]...)
		switch {
		case len(numbers) == 0 || len(numbers) > 200:
			s.violation(rw, http.StatusBadRequest, "mydhl: %d numbers in one question", len(numbers))
		case r.URL.Query().Has("requestGMTOffsetPerEvent"):
			s.violation(rw, http.StatusBadRequest, "mydhl: offsets are for one number")
		case s.myDHLAdmits(rw, r):
			s.myDHLAnswer(rw, numbers, false)
		}
	})
	s.unknownPath()
	return s
}

func (s *server) myDHLAdmits(w http.ResponseWriter, r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	if user != Key || password != Secret {
		s.fail(w, http.StatusUnauthorized)
		return false
	}
	if r.Header.Get("x-version") == "" {
		s.violation(w, http.StatusBadRequest, "mydhl: no x-version")
		return false
	}
	return true
}

func (s *server) myDHLAnswer(w http.ResponseWriter, numbers []string, offsets bool) {
	lexicon := s.words
	var shipments []object
	for _, number := range numbers {
		happened, ok := s.world.events(number)
		if !ok {
			continue
		}
		events := []object{}
		for _, e := range spoken(happened, lexicon) {
			p, v := e.place(), lexicon[e.act]
			at := e.at.In(p.zone)
			o := object{
				"date": at.Format("2006-01-02"), "time": at.Format("15:04:05"), "typeCode": v.code, "description": v.text,
				"serviceArea": []object{{"code": p.city[:3], "description": p.city + "-" + p.country}},
			}
			if e.act == Delivered {
				o["signedBy"] = "SAMPLE PERSON"
			}
			if offsets {
				o["GMTOffset"] = at.Format("-07:00")
			}
			events = append(events, o)
		}
		shipments = append(shipments, object{
			"shipmentTrackingNumber": number, "status": "Success", "events": events, "numberOfPieces": 1,
			"receiverDetails": object{"name": "SAMPLE PERSON"},
		})
	}
	if len(shipments) == 0 {
		s.fail(w, http.StatusNotFound)
		return
	}
	reply(w, http.StatusOK, object{"shipments": shipments})
}
