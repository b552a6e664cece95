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
	digits, ascii := 0, true
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
		ascii = ascii && s[i] < 0x80
	}
	low := strings.ToLower(s)
	for _, p := range people {
		if digits >= p.digits && p.near(low, ascii) {
			s = p.pattern.ReplaceAllString(s, p.with)
		}
	}
	return s
}

// person is a way in which people are written. Most texts have none of its signs, so its expression seldom runs.
type person struct {
	pattern *regexp.Regexp
	with    string
	digits  int      // As many must stand in the text.
	signs   []string // One of these must, in lower case; none for any text.
	han     bool     // The signs are Chinese.
}

func (p *person) near(low string, ascii bool) bool {
	if p.han && ascii {
		return false
	}
	for _, sign := range p.signs {
		if strings.Contains(low, sign) {
			return true
		}
	}
	return len(p.signs) == 0
}

const (
	courier   = `揽投员|投递员|派送员|派件员|快递员|业务员|揽收员|收派员|操作员|经手人|客服`
	receiver  = `收件人|寄件人|签收人|代收人|联系人|收货人`
	telephone = `电话|手机|联系方式|(?i:\btel|\bphone|\bmobile|\btelefon)`
	nameEnd   = `[^，,。；;（()）】\[\]\s]{1,20}`
	received  = `received by|accepted by|left with|handed to|given to|collected by|picked up by|recipient|consignee|receiver|driver|courier|contact|empfänger(?:in)?`
)

// people is built from constants once and never changed.
var people = []person{
	{pattern: regexp.MustCompile(`[^\s@：:，,]+@[^\s@，,]+\.[A-Za-z]{2,}`), with: removed, signs: []string{"@"}},
	{
		pattern: regexp.MustCompile(`(` + telephone + `)([A-Za-z.]{0,6}\s?[:：]?\s*)\+?\d[\d\s()*/-]{3,}`), with: "$1$2" + removed,
		digits: 4, signs: []string{"电话", "手机", "联系", "tel", "phone", "mobile"},
	},
	{pattern: regexp.MustCompile(`\b1[3-9]\d[\d*]{8}\b`), with: removed, digits: 5},
	{pattern: regexp.MustCompile(`\+\d[\d ()/-]{6,}\d`), with: removed, digits: 5, signs: []string{"+"}},
	{pattern: regexp.MustCompile(`\(?\b\d{3}\)?[ .-]\d{3}[.-]\d{4}\b`), with: removed, digits: 10},
	{pattern: regexp.MustCompile(`\b0\d{2,4}[ /-]\d{3,8}(?:[ -]\d{2,6})?\b`), with: removed, digits: 6, signs: []string{" ", "/", "-"}},
	{pattern: regexp.MustCompile(`\b0\d{9,10}\b`), with: removed, digits: 10},
	{
		pattern: regexp.MustCompile(`(` + courier + `|` + receiver + `)(\s*[:：]\s*)` + nameEnd), with: "$1$2" + removed,
		signs: []string{":", "："}, han: true,
	},
	{
		pattern: regexp.MustCompile(`(` + courier + `)(\s*)[\p{Han}·]{2,3}([，,。；;（(\s]|` + regexp.QuoteMeta(removed) + `|电话|手机)`),
		with:    "$1$2" + removed + "$3", signs: []string{"员", "经手人", "客服"}, han: true,
	},
	{pattern: regexp.MustCompile(`由\s*[\p{Han}·*]{2,4}?\s*(代收|签收|领取)`), with: "由" + removed + "$1", signs: []string{"由"}, han: true},
	{pattern: regexp.MustCompile(`[\p{Han}]{1,3}(先生|女士|小姐)`), with: removed, signs: []string{"先生", "女士", "小姐"}, han: true},
	{
		pattern: regexp.MustCompile(`(?i)\b(signed(?: for)? by|signature of|signatory)(\s*[:-]?\s*)[^.,;()]+`), with: "$1$2" + removed,
		signs: []string{"sign"},
	},
	{pattern: regexp.MustCompile(`(?i)\b(` + received + `)(\s*:\s*)[^.,;()]+`), with: "$1$2" + removed, signs: []string{":"}},
	{
		pattern: regexp.MustCompile(`(?i)^(delivered|zugestellt|entregado|livré|consegnato|doręczona)\s*:\s*.+$`), with: "$1",
		signs: []string{":"},
	},
	{
		pattern: regexp.MustCompile(`\b(Mr|Mrs|Ms|Mme|Herrn?|Frau)\b\.?\s+\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]+)?`), with: "$1 " + removed,
		signs: []string{"mr", "ms", "mme", "herr", "frau"},
	},
}
