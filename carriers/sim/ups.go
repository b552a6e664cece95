package sim

import (
	"net/http"
	"strconv"
	"strings"
)

// upsWords are UPS's codes: code is type and code, second the status code.
func upsWords() map[Act]words {
	return map[Act]words{
		Announced:        {"M MP", "003", "Shipper created a label, UPS has not received the package yet. ", "寄件人已创建货件标签，但 UPS 尚未收到包裹。"},
		PickedUp:         {"I OR", "005", "Origin Scan", "始发地扫描"},
		Departed:         {"I DP", "005", "Departed from Facility", "已离开场所"},
		Arrived:          {"I AR", "005", "Arrived at Facility", "已抵达场所"},
		CustomsIn:        {"I IP", "012", "Import Scan", "进口扫描"},
		CustomsHeld:      {"X 5", "126", "Your package is awaiting release from a government agency.", "您的包裹正在等待政府机构放行。"},
		CustomsOut:       {"X SR", "014", "Your package was released by the customs agency.", "您的包裹已由海关放行。"},
		Delayed:          {"X DJ", "052", "Severe weather conditions have delayed delivery.", "恶劣天气延误了派送。"},
		AtDepot:          {"I AR", "005", "Arrived at Facility", "已抵达场所"},
		OutForDelivery:   {"I OT", "021", "Out For Delivery Today", "今日派送"},
		NotHome:          {"X 48", "022", "The receiver was not available for delivery.", "收件人不在。"},
		AtShop:           {"X ZP", "040", "Delivered to UPS Access Point and awaiting customer pickup.", "已送达 UPS Access Point，等待客户领取。"},
		Collected:        {"D 2W", "011", "DELIVERED", "已投递"},
		Delivered:        {"D KB", "011", "DELIVERED", "已投递"},
		Damaged:          {"X 45", "059", "Your package was damaged in transit.", "您的包裹在运输中破损。"},
		Refused:          {"X KT", "064", "The receiver refused the delivery.", "收件人拒收。"},
		Returning:        {"I AR", "036", "Arrived at Facility", "已抵达场所"},
		ReturnedToSender: {"D B0", "034", "Returned to the sender", "已退回寄件人"},
		Voided:           {"MV VP", "007", "Shipment Information Voided", "货件信息已作废"},
	}
}

func newUPS(w *World) *server {
	const path = "/security/v1/oauth/token"
	s := &server{world: w, name: "ups", words: upsWords(), mux: http.NewServeMux(), limit: Limit{PerSecond: 10}, free: map[string]bool{path: true}}
	s.fail = func(rw http.ResponseWriter, status int) {
		code := map[int]string{400: "TV1002", 401: "250002", 403: "250003", 404: "TV1002", 429: "10429"}[status]
		reply(rw, status, object{"response": object{"errors": []object{{"code": code, "message": http.StatusText(status)}}}})
	}
	s.mux.HandleFunc("POST "+path, func(rw http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if user != Key || password != Secret || r.FormValue("grant_type") != "client_credentials" {
			s.fail(rw, http.StatusUnauthorized)
			return
		}
		token := s.grant()
		reply(rw, http.StatusOK, object{ // Every value is a text.
			"token_type": "Bearer", "access_token": token, "status": "approved",
			"expires_in": strconv.Itoa(int(s.world.opt.TokenLife.Seconds())), "issued_at": strconv.FormatInt(s.world.opt.Now().UnixMilli(), 10),
		})
	})
	s.mux.HandleFunc("GET /api/track/v1/details/{number}", s.upsDetails)
	s.unknownPath()
	return s
}

// grant hands out an access token.
func (s *server) grant() string {
	s.mu.Lock()
	s.stats.Tokens++
	s.mu.Unlock()
	return s.tokens.give(s.world.opt.Now(), s.world.opt.TokenLife)
}

func (s *server) upsDetails(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	switch {
	case !s.tokens.good(r.Header.Get("Authorization"), s.world.opt.Now()):
		s.fail(w, http.StatusUnauthorized)
		return
	case r.Header.Get("transId") == "" || r.Header.Get("transactionSrc") == "":
		s.violation(w, http.StatusBadRequest, "ups: no transId or transactionSrc")
		return
	case len(number) < 7 || len(number) > 34:
		s.fail(w, http.StatusBadRequest)
		return
	}
	lexicon := s.words
	all, ok := s.world.events(number)
	happened := newestFirst(spoken(all, lexicon))
	if !ok || len(happened) == 0 {
		reply(w, http.StatusOK, object{"trackResponse": object{"shipment": []object{{
			"inquiryNumber": number, "warnings": []object{{"code": "TW0001", "message": "Tracking Information Not Found"}},
		}}}})
		return
	}
	chinese := strings.HasPrefix(r.URL.Query().Get("locale"), "zh")
	activity := make([]upsActivity, len(happened))
	for i, e := range happened {
		v, p, a := lexicon[e.act], e.place(), &activity[i]
		a.Status.Type, a.Status.Code, _ = strings.Cut(v.code, " ")
		a.Status.StatusCode, a.Status.Description = v.second, v.in(chinese)
		a.Location.Address.City, a.Location.Address.CountryCode, a.Location.Address.Country = p.city, p.country, p.country
		local, utc := e.at.In(p.zone), e.at.UTC()
		a.Date, a.Time = local.Format("20060102"), local.Format("150405")
		a.GMTDate, a.GMTTime, a.GMTOffset = utc.Format("20060102"), utc.Format("15:04:05"), local.Format("-07:00")
	}
	reply(w, http.StatusOK, object{"trackResponse": object{"shipment": []object{{
		"inquiryNumber": number, "package": []object{{
			"trackingNumber": number, "activity": activity, "packageCount": 1, "deliveryDate": []object{},
			"currentStatus":       object{"code": lexicon[happened[0].act].second, "description": "As UPS says it"},
			"service":             object{"code": "011", "description": "UPS Standard"},
			"deliveryInformation": object{"receivedBy": "SAMPLE PERSON"},
		}},
	}}}})
}

// upsActivity is one event in UPS's answer.
type upsActivity struct {
	Location struct {
		Address struct {
			City        string `json:"city"`
			CountryCode string `json:"countryCode"`
			Country     string `json:"country"`
		} `json:"address"`
	} `json:"location"`
	Status struct {
		Type        string `json:"type"`
		Code        string `json:"code"`
		StatusCode  string `json:"statusCode"`
		Description string `json:"description"`
	} `json:"status"`
	Date      string `json:"date"`
	Time      string `json:"time"`
	GMTDate   string `json:"gmtDate"`
	GMTTime   string `json:"gmtTime"`
	GMTOffset string `json:"gmtOffset"`
}
