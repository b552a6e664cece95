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
	s = plainDigits(fulfillment.Clean(s))
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

// plainDigits makes full-width digits plain, or a telephone number in them would be none.
func plainDigits(s string) string {
	if !strings.ContainsFunc(s, fullWidthDigit) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if fullWidthDigit(r) {
			r -= '０' - '0'
		}
		return r
	}, s)
}

func fullWidthDigit(r rune) bool { return r >= '０' && r <= '９' }

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
	taken     = `代收|签收|领取`
	hanName   = `[^\P{Han}正在已将即为您你取收投派揽开准无未暂联电]` // A sign of a name, as against what a courier does.
	telephone = `电话|手机|联系方式|(?i:\btel|\bphone|\bmobile|\btelefon)`
	nameEnd   = `[^，,。；;（()）】\[\]\s]{1,20}`
	received  = `received by|accepted by|left with|handed to|given to|collected by|picked up by|recipient|consignee|receiver|driver|courier|contact|delivered to|neighbou?r|resident|proof of delivery|pod|empfänger(?:in)?|nachbar(?:in|n)?`
	name      = `\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]+)*`
)

// people is built from constants once and never changed.
var people = []person{
	{pattern: regexp.MustCompile(`[^\s@：:，,]+@[^\s@，,]+\.[A-Za-z]{2,}`), with: removed, signs: []string{"@"}},
	{
		pattern: regexp.MustCompile(`(` + telephone + `)([A-Za-z.]{0,6}\s?[:：]?\s*)\+?\d[\d\s()*/-]{3,}`), with: "$1$2" + removed,
		digits: 4, signs: []string{"电话", "手机", "联系", "tel", "phone", "mobile"},
	},
	{pattern: regexp.MustCompile(`\b1[3-9]\d[ -]\d{4}[ -]\d{4}\b`), with: removed, digits: 11, signs: []string{" ", "-"}},
	{pattern: regexp.MustCompile(`\b1[3-9]\d[\d*]{8}\b`), with: removed, digits: 5},
	{pattern: regexp.MustCompile(`\+\d[\d ()/-]{6,}\d`), with: removed, digits: 5, signs: []string{"+"}},
	{pattern: regexp.MustCompile(`\(?\b\d{3}\)?[ .-]\d{3}[.-]\d{4}\b`), with: removed, digits: 10},
	{pattern: regexp.MustCompile(`\b0\d{2,4}[ /-]\d{3,8}(?:[ -]\d{2,6})?\b`), with: removed, digits: 6, signs: []string{" ", "/", "-"}},
	{pattern: regexp.MustCompile(`\b0\d{9,10}\b`), with: removed, digits: 10},
	{
		pattern: regexp.MustCompile(`(` + courier + `|` + receiver + `|代收|签收)(\s*[:：]\s*)` + nameEnd), with: "$1$2" + removed,
		signs: []string{":", "："}, han: true,
	},
	{
		pattern: regexp.MustCompile(`(` + courier + `)(\s*)[\p{Han}·]{2,3}([，,。；;（(\[【\s]|` + regexp.QuoteMeta(removed) + `|电话|手机)`),
		with:    "$1$2" + removed + "$3", signs: []string{"员", "经手人", "客服"}, han: true,
	},
	{
		pattern: regexp.MustCompile(`(` + courier + `)\s*[\[【（(]\s*[\p{Han}·*]{1,4}\s*[\]】）)]`), with: "$1" + removed,
		signs: []string{"员[", "员【", "员（", "员(", "员 "}, han: true,
	},
	{
		pattern: regexp.MustCompile(`(` + courier + `|` + receiver + `)([为是])\s*` + hanName + `[\p{Han}·*]{1,3}([，,。；;（(\[【\s]|$)`),
		with:    "$1$2" + removed + "$3", signs: []string{"员为", "员是", "人为", "人是"}, han: true,
	},
	{
		pattern: regexp.MustCompile(`(` + courier + `)` + hanName + `{2,4}(正在|已|派送|派件|投递|揽收|为您)`), with: "$1" + removed + "$2",
		signs: []string{"员", "经手人"}, han: true,
	},
	{pattern: regexp.MustCompile(`由\s*[\[【（(]?[\p{Han}·*]{2,4}?[\]】）)]?\s*(` + taken + `)`), with: "由" + removed + "$1", signs: []string{"由"}, han: true},
	{pattern: regexp.MustCompile(`[\p{Han}]{1,3}(先生|女士|小姐)`), with: removed, signs: []string{"先生", "女士", "小姐"}, han: true},
	{
		pattern: regexp.MustCompile(`(?i)\b(signed(?: for)? by|signature of|signatory)(\s*[:-]?\s*)[^.,;()]+`), with: "$1$2" + removed,
		signs: []string{"sign"},
	},
	{pattern: regexp.MustCompile(`(?i)\b(` + received + `)(\s*:\s*)[^.,;()]+`), with: "$1$2" + removed, signs: []string{":"}},
	{
		pattern: regexp.MustCompile(`(?i:\b(received by|accepted by|left with|handed to|given to|delivered to|collected by|picked up by))(\s+)\p{Lu}\.?\s+\p{Lu}[\p{L}'-]+`),
		with:    "$1$2" + removed, signs: []string{" by ", " with ", " to "},
	},
	{
		pattern: regexp.MustCompile(`(?i:\b((?:with|to) (?:a |your )?(?:neighbou?r|resident)|nachbar(?:in|n)?))(\s+)` + name), with: "$1$2" + removed,
		signs: []string{"neighbo", "resident", "nachbar"},
	},
	{
		pattern: regexp.MustCompile(`(?i:\b(your (?:driver|courier)))(,?\s+)\p{Lu}\p{Ll}+`), with: "$1$2" + removed, signs: []string{"your "},
	},
	{
		pattern: regexp.MustCompile(`(?i)^(delivered|zugestellt|entregado|livré|consegnato|doręczona)\s*:\s*.+$`), with: "$1",
		signs: []string{":"},
	},
	{
		pattern: regexp.MustCompile(`\b(Mr|Mrs|Ms|Mme|Herrn?|Frau)\b\.?\s+\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]+)?`), with: "$1 " + removed,
		signs: []string{"mr", "ms", "mme", "herr", "frau"},
	},
}
