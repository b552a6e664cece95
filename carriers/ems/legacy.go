package ems

import (
	"crypto/md5" //nolint:gosec // The carrier's digest; it protects nothing of ours.
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"packdesk/carriers"
)

// legacy is the question in the form of the older interface, which many contracts still have.
func (a *Adapter) legacy(number string) url.Values {
	now := a.now().In(china())
	body := `{"traceNo":"` + number + `"}`
	sum := md5.Sum([]byte(body + a.config.Key)) //nolint:gosec // As above.
	return url.Values{
		"sendID": {a.config.Account}, "proviceNo": {"99"}, "msgKind": {a.config.Account + "_JDPT_TRACE"},
		"serialNo": {strconv.FormatInt(now.UnixMilli(), 10)}, "sendDate": {now.Format("20060102150405")}, "receiveID": {"JDPT"},
		"batchNo": {"999"}, "dataType": {"1"}, "dataDigest": {base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(sum[:])))},
		"msgBody": {body},
	}
}

// legacyItems reads an answer of the older interface.
func legacyItems(r *carriers.Reply) ([]item, error) {
	var answer struct {
		State carriers.Text `json:"responseState"`
		Why   carriers.Text `json:"errorDesc"`
		Items []item        `json:"responseItems"`
	}
	if err := r.JSON(&answer); err != nil {
		return nil, err
	}
	if len(answer.Items) == 0 && !strings.EqualFold(string(answer.State), "true") {
		return nil, refusal(string(answer.Why))
	}
	return answer.Items, nil
}
