package carriers

import (
	"regexp"
	"strings"

	"packdesk/fulfillment"
)

// removed stands where a person was.
const removed = "[…]"

// PublicText makes a carrier's free text fit to be kept and shown: cleaned of everything a terminal obeys, and without
// the people in it. Names are found by the words around them (signed by, 投递员, Herr ...), telephone numbers and mail
// addresses by their form. A text may lose a harmless word by that; it must not keep a person.
func PublicText(s string) string {
	s = fulfillment.Clean(s)
	if !mayNamePeople(s) {
		return s
	}
	for _, p := range people {
		s = p.pattern.ReplaceAllString(s, p.with)
	}
	return s
}

// mayNamePeople is a cheap look before the patterns run: most event texts have nothing in them that any could match.
func mayNamePeople(s string) bool {
	digits := 0
	for i := range len(s) {
		switch b := s[i]; {
		case b >= '0' && b <= '9':
			digits++
		case b == ':' || b == '@':
			return true
		}
	}
	if digits >= 7 {
		return true
	}
	for _, sign := range []string{"：", "员", "由", "先生", "女士", "小姐", " by ", "Mr", "Ms", "Mrs", "Herr", "Frau", "Mme"} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

type person struct {
	pattern *regexp.Regexp
	with    string
}

const (
	courier   = `揽投员|投递员|派送员|派件员|快递员|业务员|揽收员|收派员|操作员|经手人|客服`
	receiver  = `收件人|寄件人|签收人|代收人|联系人|收货人`
	telephone = `电话|手机|联系方式|(?i:\btel|\bphone|\bmobile|\btelefon)`
	nameEnd   = `[^，,。；;（()）】\[\]\s]{1,20}`
)

// people is built from constants once and never changed.
var people = []person{
	{regexp.MustCompile(`[^\s@：:，,]+@[^\s@，,]+\.[A-Za-z]{2,}`), removed},
	{regexp.MustCompile(`(` + telephone + `)([A-Za-z.]{0,6}\s?[:：]?\s*)\+?\d[\d\s()*/-]{3,}`), "$1$2" + removed},
	{regexp.MustCompile(`\b1[3-9]\d[\d*]{8}\b`), removed},
	{regexp.MustCompile(`\+\d[\d ()/-]{6,}\d`), removed},
	{regexp.MustCompile(`\(?\b\d{3}\)?[ .-]\d{3}[.-]\d{4}\b`), removed},
	{regexp.MustCompile(`\b0\d{2,4}[ /-]\d{3,8}(?:[ -]\d{2,6})?\b`), removed},
	{regexp.MustCompile(`\b0\d{9,10}\b`), removed},
	{regexp.MustCompile(`(` + courier + `|` + receiver + `)(\s*[:：]\s*)` + nameEnd), "$1$2" + removed},
	{regexp.MustCompile(`(` + courier + `)(\s*)[\p{Han}·]{2,3}([，,。；;（(\s]|` + regexp.QuoteMeta(removed) + `|电话|手机)`), "$1$2" + removed + "$3"},
	{regexp.MustCompile(`由\s*[\p{Han}·*]{2,4}?\s*(代收|签收|领取)`), "由" + removed + "$1"},
	{regexp.MustCompile(`[\p{Han}]{1,3}(先生|女士|小姐)`), removed},
	{regexp.MustCompile(`(?i)\b(signed(?: for)? by|signature of|signatory)(\s*[:-]?\s*)[^.,;()]+`), "$1$2" + removed},
	{regexp.MustCompile(`(?i)\b(received by|accepted by|left with|handed to|given to|collected by|picked up by|recipient|consignee|receiver|driver|courier|contact|empfänger(?:in)?)(\s*:\s*)[^.,;()]+`), "$1$2" + removed},
	{regexp.MustCompile(`(?i)^(delivered|zugestellt|entregado|livré|consegnato|doręczona)\s*:\s*.+$`), "$1"},
	{regexp.MustCompile(`\b(Mr|Mrs|Ms|Mme|Herrn?|Frau)\b\.?\s+\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]+)?`), "$1 " + removed},
}
