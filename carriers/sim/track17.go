package sim

import (
	"encoding/json"
	"net/http"

	"packdesk/carriers"
)

// track17Words are 17TRACK's sub-statuses, with sentences as Royal Mail and others write them.
func track17Words() map[Act]words {
	return map[Act]words{
		Announced:        {"InfoReceived", "InfoReceived", "Sender preparing item", ""},
		PickedUp:         {"InTransit_PickedUp", "InTransit", "Item received at collection point", ""},
		Departed:         {"InTransit_Departure", "InTransit", "Item leaving the country of origin", ""},
		Arrived:          {"InTransit_Arrival", "InTransit", "Item arrived in the destination country", ""},
		CustomsIn:        {"InTransit_CustomsProcessing", "InTransit", "送交进口海关", ""},
		CustomsHeld:      {"InTransit_CustomsRequiringInformation", "Exception", "Customs needs more information", ""},
		CustomsOut:       {"InTransit_CustomsReleased", "InTransit", "Released by customs", ""},
		Delayed:          {"Exception_Delayed", "Exception", "Delayed by weather", ""},
		AtDepot:          {"InTransit_Other", "InTransit", "Arrived at the delivery office", ""},
		OutForDelivery:   {"OutForDelivery_Other", "OutForDelivery", "Out for delivery", ""},
		NotHome:          {"DeliveryFailure_NoBody", "DeliveryFailure", "Nobody was in", ""},
		AtShop:           {"AvailableForPickup_Other", "AvailableForPickup", "Ready for collection", ""},
		Collected:        {"Delivered_Other", "Delivered", "Collected", ""},
		Delivered:        {"Delivered_Other", "Delivered", "Delivered. Signed by: SAMPLE PERSON", ""},
		Damaged:          {"Exception_Damage", "Exception", "Damaged", ""},
		Refused:          {"Exception_Rejected", "Exception", "Refused", ""},
		Returning:        {"Exception_Returning", "Exception", "Return to sender", ""},
		ReturnedToSender: {"Exception_Returned", "Exception", "Returned to sender", ""},
		Voided:           {"Exception_Cancel", "Exception", "Cancelled", ""},
	}
}

func newTrack17(w *World) *server {
	s := &server{world: w, name: "17track", words: track17Words(), mux: http.NewServeMux(), limit: Limit{PerSecond: 3}}
	s.fail = func(rw http.ResponseWriter, status int) {
		code := map[int]int{401: -18010002, 403: -18010005, 429: -18010003}[status]
		if code == 0 {
			code = -18010003
		}
		reply(rw, status, object{"code": code, "data": object{"errors": []object{{"code": code, "message": http.StatusText(status)}}}})
	}
	s.mux.HandleFunc("POST /track/v2.2/register", func(rw http.ResponseWriter, r *http.Request) {
		s.track17Each(rw, r, func(number string, carrier int) (accepted, rejected object) {
			s.world.mu.Lock()
			defer s.world.mu.Unlock()
			if s.world.registered[number] {
				return nil, object{"number": number, "error": object{"code": -18019901, "message": "registered already"}}
			}
			s.world.registered[number] = true
			return object{"origin": 1, "number": number, "carrier": carrier}, nil
		})
	})
	s.mux.HandleFunc("POST /track/v2.2/gettrackinfo", func(rw http.ResponseWriter, r *http.Request) {
		s.track17Each(rw, r, s.track17Info)
	})
	s.unknownPath()
	return s
}

// Register makes numbers known to the aggregator, as if they had been registered long ago.
func (w *World) Register(numbers ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range numbers {
		w.registered[carriers.NormalNumber(n)] = true
	}
}

// carrier17 is the aggregator's number for who carries a parcel: as the client says, else as the number looks.
func carrier17(number string, said int) int {
	if said != 0 {
		return said
	}
	for _, c := range carriers.Detect(number, carriers.Hints{}).Candidates {
		if key := c.Carrier.Key17(); key != 0 {
			return key
		}
	}
	return carriers.RoyalMail.Key17()
}

func (s *server) track17Each(w http.ResponseWriter, r *http.Request, one func(number string, carrier int) (accepted, rejected object)) {
	var question []struct {
		Number  string
		Carrier int
	}
	if r.Header.Get("17token") != Key {
		s.fail(w, http.StatusUnauthorized)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&question); err != nil || len(question) == 0 || len(question) > 40 {
		s.violation(w, http.StatusBadRequest, "17track: %d numbers in one question", len(question))
		return
	}
	accepted, rejected := []object{}, []object{}
	for _, q := range question {
		if len(q.Number) < 5 || len(q.Number) > 50 {
			rejected = append(rejected, object{"number": q.Number, "error": object{"code": -18010012, "message": "no number"}})
			continue
		}
		yes, no := one(q.Number, carrier17(q.Number, q.Carrier))
		if no != nil {
			rejected = append(rejected, no)
		} else {
			accepted = append(accepted, yes)
		}
	}
	reply(w, http.StatusOK, object{"code": 0, "data": object{"accepted": accepted, "rejected": rejected}})
}

func (s *server) track17Info(number string, carrier int) (accepted, rejected object) {
	s.world.mu.Lock()
	known := s.world.registered[number]
	s.world.mu.Unlock()
	if !known {
		return nil, object{"number": number, "error": object{"code": -18019902, "message": "please register first"}}
	}
	lexicon := s.words
	all, _ := s.world.events(number)
	happened := newestFirst(spoken(all, lexicon))
	events := make([]object, 0, len(happened))
	for _, e := range happened {
		v, p := lexicon[e.act], e.place()
		local := e.at.In(p.zone)
		events = append(events, object{
			"time_iso": local.Format("2006-01-02T15:04:05-07:00"), "time_utc": e.at.UTC().Format("2006-01-02T15:04:05Z"),
			"time_raw":    object{"date": local.Format("2006-01-02"), "time": local.Format("15:04:05"), "timezone": nil},
			"description": v.text, "location": p.city, "stage": v.second, "sub_status": v.code,
			"description_translation": object{"lang": nil, "description": nil},
		})
	}
	latest := object{"status": "NotFound", "sub_status": "NotFound_Other"}
	if len(happened) > 0 {
		v := lexicon[happened[0].act]
		latest = object{"status": v.second, "sub_status": v.code}
	}
	return object{"number": number, "carrier": carrier, "track_info": object{
		"latest_status": latest, "time_metrics": object{"estimated_delivery_date": object{"to": nil}},
		"tracking": object{"providers": []object{{
			"provider": object{"key": carrier, "name": carriers.CarrierOfKey17(carrier).Name(carriers.English)}, "service_type": nil, "provider_lang": "en", "events": events,
		}}},
	}}, nil
}
