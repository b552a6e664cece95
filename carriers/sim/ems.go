package sim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/emmansun/gmsm/padding"
	"github.com/emmansun/gmsm/sm4"
)

// emsWords are EMS's operations: code is the operation, second the deliver or attempt code.
func emsWords() map[Act]words {
	return map[Act]words{
		Announced:        {"303", "", "揽收批量配发", ""},
		PickedUp:         {"203", "", "【深圳市邮件速递公司】已收寄，揽投员：样例，电话：13800000000", ""},
		Departed:         {"389", "", "离开【深圳航空处理中心】，下一站【广州国际互换局】", ""},
		Arrived:          {"459", "", "到达【英国】互换局", ""},
		CustomsIn:        {"486", "", "送交境外进口海关", ""},
		CustomsHeld:      {"493", "", "境外进口海关留存待验", ""},
		CustomsOut:       {"487", "", "境外进口海关放行", ""},
		Delayed:          {"485", "", "境外进口互换局留存", ""},
		AtDepot:          {"461", "", "到达境外投递局", ""},
		OutForDelivery:   {"702", "", "正在投递中，投递员：样例 13900000000", ""},
		NotHome:          {"705", "4", "未妥投：收件人不在地址且无法联系", ""},
		AtShop:           {"747", "", "已投递到包裹柜", ""},
		Collected:        {"748", "", "收件人已取走邮件", ""},
		Delivered:        {"704", "10", "邮件已妥投，签收人：样例", ""},
		Undone:           {"743", "", "妥投撤销", ""},
		Damaged:          {"651", "", "物流异常提醒", ""},
		Refused:          {"705", "7", "未妥投：拒收", ""},
		Returning:        {"708", "", "退件登记", ""},
		ReturnedToSender: {"711", "", "退回妥投", ""},
		Voided:           {"801", "", "撤单", ""},
	}
}

func newEMS(w *World) *server {
	s := &server{world: w, name: "ems", words: emsWords(), mux: http.NewServeMux(), limit: Limit{PerSecond: 5}}
	s.fail = func(rw http.ResponseWriter, status int) { // EMS answers 200 always; what stands before it does not.
		switch status {
		case http.StatusUnauthorized, http.StatusForbidden:
			s.emsAnswer(rw, "S0001", "授权码校验失败", nil)
		case http.StatusTooManyRequests:
			s.emsAnswer(rw, "S0099", "访问过于频繁，请稍后再试", nil)
		case http.StatusBadRequest, http.StatusNotFound:
			s.emsAnswer(rw, "S0010", "系统异常", nil)
		default:
			reply(rw, status, object{"message": http.StatusText(status)})
		}
	}
	s.mux.HandleFunc("POST /amp-prod-api/f/amp/api/open", s.emsOpen)
	s.unknownPath()
	return s
}

func (s *server) emsAnswer(w http.ResponseWriter, code, message string, items []object) {
	answer := object{"serialNo": "sim", "retCode": code, "retMsg": message, "retBody": nil, "retDate": s.world.Time().Format(time.DateTime)}
	if items != nil {
		body, _ := json.Marshal(object{"responseItems": items}) // Plain texts.
		answer["retBody"] = string(body)
	}
	reply(w, http.StatusOK, answer)
}

func (s *server) emsOpen(w http.ResponseWriter, r *http.Request) {
	form := func(name string) string { return r.PostFormValue(name) }
	switch {
	case form("authorization") != Key || form("senderNo") != Account:
		s.fail(w, http.StatusUnauthorized)
		return
	case form("apiCode") != "040001" || form("msgType") != "0" || form("version") != "V1.0.0":
		s.violation(w, http.StatusBadRequest, "ems: apiCode, msgType or version is wrong")
		return
	}
	if _, err := time.Parse(time.DateTime, form("timeStamp")); err != nil {
		s.violation(w, http.StatusBadRequest, "ems: timeStamp %q", form("timeStamp"))
		return
	}
	number, ok := opened(form("logitcsInterface"))
	if !ok {
		s.fail(w, http.StatusUnauthorized)
		return
	}
	lexicon := s.words
	happened, _ := s.world.events(number)
	items := []object{}
	for _, e := range spoken(happened, lexicon) {
		v, p := lexicon[e.act], e.place()
		item := object{
			"waybillNo": number, "opTime": e.at.In(p.zone).Format(time.DateTime), "opCode": v.code, "opName": "", "opDesc": v.text,
			"opOrgProvName": "", "opOrgCity": "", "opOrgName": "", "operatorName": "样例", "deliverCode": "", "attemptDeliveryCode": "",
		}
		if p.country == "CN" {
			item["opOrgProvName"], item["opOrgCity"] = "广东省", "深圳市"
		}
		switch v.code {
		case "704":
			item["deliverCode"] = v.second
		case "705":
			item["attemptDeliveryCode"] = v.second
		}
		items = append(items, item)
	}
	message := "成功"
	if len(items) == 0 {
		message = "无此邮件信息"
	}
	s.emsAnswer(w, "00000", message, items)
}

// opened deciphers the body of a question, and checks that it was sealed with the account's key.
func opened(sealed string) (number string, ok bool) {
	text, ok := strings.CutPrefix(sealed, "|$4|")
	raw, err := base64.StdEncoding.DecodeString(text)
	key, kerr := base64.StdEncoding.DecodeString(SignKey)
	if !ok || err != nil || kerr != nil || len(raw) == 0 || len(raw)%sm4.BlockSize != 0 {
		return "", false
	}
	block, err := sm4.NewCipher(key)
	if err != nil {
		return "", false
	}
	for i := 0; i < len(raw); i += sm4.BlockSize {
		block.Decrypt(raw[i:], raw[i:])
	}
	plain, err := padding.NewPKCS7Padding(sm4.BlockSize).Unpad(raw)
	body, found := strings.CutSuffix(string(plain), SignKey)
	var question struct{ WaybillNo string }
	if err != nil || !found || json.Unmarshal([]byte(body), &question) != nil {
		return "", false
	}
	return question.WaybillNo, true
}
