package ems

import (
	"encoding/json"
	"strings"

	"packdesk/carriers"
)

// item is one operation. It leaves out the operator's name and number.
type item struct {
	Waybill  carriers.Text `json:"waybillNo"`
	Trace    carriers.Text `json:"traceNo"` // The older interface's name for the same.
	Time     carriers.Text `json:"opTime"`
	Code     carriers.Text `json:"opCode"`
	Name     carriers.Text `json:"opName"`
	Text     carriers.Text `json:"opDesc"`
	Province carriers.Text `json:"opOrgProvName"`
	City     carriers.Text `json:"opOrgCity"`
	Office   carriers.Text `json:"opOrgName"`
	Deliver  carriers.Text `json:"deliverCode"`
	Attempt  carriers.Text `json:"attemptDeliveryCode"`
}

// done is the only return code that means success; the list of the others is not public.
const done = "00000"

// openItems reads an answer of the open platform, which is always HTTP 200 and holds JSON inside a JSON text.
func openItems(r *carriers.Reply) ([]item, error) {
	var answer struct {
		Code    carriers.Text   `json:"retCode"`
		Message carriers.Text   `json:"retMsg"`
		Body    json.RawMessage `json:"retBody"`
	}
	if err := r.JSON(&answer); err != nil {
		return nil, err
	}
	switch {
	case answer.Code == "":
		return nil, carriers.Errorf(carriers.KindBroken, "EMS's answer has no return code")
	case answer.Code != done:
		return nil, refusal(string(answer.Message))
	}
	inner := *r
	inner.Body = answer.Body
	if len(answer.Body) > 0 && answer.Body[0] == '"' {
		var text string
		if err := json.Unmarshal(answer.Body, &text); err != nil {
			return nil, carriers.Errorf(carriers.KindBroken, "EMS's answer is damaged")
		}
		inner.Body = []byte(text)
	}
	body := strings.TrimSpace(string(inner.Body))
	switch {
	case body == "" || body == "null":
		return nil, nil
	case body[0] != '{' && unknownNumber(body):
		return nil, nil
	}
	var list struct {
		Items *[]item `json:"responseItems"`
	}
	if err := inner.JSON(&list); err != nil {
		return nil, err
	}
	if list.Items == nil {
		if unknownNumber(string(answer.Message)) || unknownNumber(body) {
			return nil, nil
		}
		return nil, carriers.Errorf(carriers.KindBroken, "EMS's answer has no list of operations")
	}
	return *list.Items, nil
}

// unknownNumber reports whether a sentence says that EMS has nothing about the number.
func unknownNumber(sentence string) bool {
	k, ok := carriers.PhraseKey(table, "", sentence)
	if !ok {
		return false
	}
	m, _ := carriers.Lookup(k)
	return m.Reason == carriers.ReasonNotFound
}

// refusal finds the kind of a failure in EMS's sentence, since the codes are not public.
func refusal(message string) *carriers.Error {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(message, w) {
				return true
			}
		}
		return false
	}
	public := carriers.PublicText(message)
	switch {
	case unknownNumber(message):
		return carriers.Errorf(carriers.KindNotFound, "EMS does not know the number yet")
	case has("授权", "验签", "签名", "密钥", "秘钥", "权限", "客户号", "协议客户"):
		return carriers.Errorf(carriers.KindUnauthorised, "EMS refuses the key; check carriers.ems in the configuration (%s)", public)
	case has("频繁", "限流", "次数", "超限"):
		return carriers.Errorf(carriers.KindRateLimited, "EMS asks for fewer questions (%s)", public)
	default:
		return carriers.Errorf(carriers.KindServer, "EMS could not answer (%s)", public)
	}
}
