package sim

import (
	"net/http"
	"regexp"
)

// dhlWords are DHL Express's sentences in the unified API; code is the statusCode.
func dhlWords() map[Act]words {
	return map[Act]words{
		Announced:        {code: "pre-transit", text: "Shipment information received"},
		PickedUp:         {code: "transit", text: "Shipment picked up"},
		Departed:         {code: "transit", text: "Shipment has departed from a DHL facility SHENZHEN - CHINA, PEOPLES REPUBLIC"},
		Arrived:          {code: "transit", text: "Arrived at DHL Sort Facility LONDON-HEATHROW - UK"},
		CustomsIn:        {code: "transit", text: "Clearance Event"},
		CustomsHeld:      {code: "failure", text: "Shipment is on hold"},
		CustomsOut:       {code: "transit", text: "Clearance processing complete at LONDON-HEATHROW - UK"},
		Delayed:          {code: "failure", text: "Shipment is on hold"},
		AtDepot:          {code: "transit", text: "Arrived at DHL Delivery Facility LONDON - UK"},
		OutForDelivery:   {code: "transit", text: "Shipment is out with courier for delivery"},
		NotHome:          {code: "failure", text: "Delivery attempted; recipient not home"},
		AtShop:           {code: "transit", text: "Awaiting collection by the consignee as requested"},
		Collected:        {code: "delivered", text: "Delivered"},
		Delivered:        {code: "delivered", text: "Delivered : SAMPLE PERSON"},
		Damaged:          {code: "failure", text: "Shipment is on hold"},
		Refused:          {code: "failure", text: "Delivery refused by the consignee"},
		Returning:        {code: "transit", text: "Returned to shipper"},
		ReturnedToSender: {code: "delivered", text: "Delivered : SAMPLE SENDER"},
	}
}

func newDHL(w *World) *server {
	s := &server{world: w, name: "dhl", words: dhlWords(), mux: http.NewServeMux(), limit: Limit{PerSecond: 1, PerDay: 250}}
	s.fail = func(rw http.ResponseWriter, status int) {
		rw.Header().Set("Content-Type", "application/problem+json")
		reply(rw, status, object{"status": status, "title": http.StatusText(status), "detail": "As DHL says it."})
	}
	s.mux.HandleFunc("GET /track/shipments", s.dhlShipments)
	s.unknownPath()
	return s
}

var twoLetters = regexp.MustCompile(`^[a-z]{2}$`)

func (s *server) dhlShipments(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	language := query.Get("language")
	switch {
	case r.Header.Get("DHL-API-Key") != Key:
		s.fail(w, http.StatusUnauthorized)
		return
	case len(query["trackingNumber"]) != 1:
		s.violation(w, http.StatusBadRequest, "dhl: %d numbers in one question", len(query["trackingNumber"]))
		return
	case language != "" && !twoLetters.MatchString(language):
		s.fail(w, http.StatusBadRequest)
		return
	case query.Has("DHL-API-Key"):
		s.violation(w, http.StatusBadRequest, "dhl: the key stands in the address")
		return
	}
	number := query.Get("trackingNumber")
	lexicon := s.words
	all, ok := s.world.events(number)
	happened := newestFirst(spoken(all, lexicon))
	if !ok || len(happened) == 0 {
		s.fail(w, http.StatusNotFound)
		return
	}
	var events []object
	returning := false
	for _, e := range happened {
		v := lexicon[e.act]
		p := e.place()
		returning = returning || e.act == Returning
		events = append(events, object{
			"timestamp": e.at.In(p.zone).Format("2006-01-02T15:04:05"), "statusCode": v.code, "status": v.code, "description": v.text,
			"location": object{"address": object{"addressLocality": p.city + " - " + p.country}},
		})
	}
	w.Header().Set("Content-Language", "en")
	reply(w, http.StatusOK, object{"shipments": []object{{
		"id": number, "service": "express", "status": events[0], "events": events, "returnFlag": returning,
		"details": object{"totalNumberOfPieces": 1, "proofOfDeliverySignedAvailable": false},
	}}})
}
