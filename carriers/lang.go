package carriers

import "strings"

// Lang is the language of a text: an ISO 639-1 code, empty when nobody knows.
type Lang string

// The languages into which meanings are translated. Original texts come in others too.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// LangOf reads a language tag such as zh_CN, en-GB or "de, en" and keeps its language alone.
func LangOf(tag string) Lang {
	tag = strings.ToLower(strings.TrimSpace(tag))
	end := strings.IndexFunc(tag, func(r rune) bool { return r < 'a' || r > 'z' })
	if end >= 0 {
		tag = tag[:end]
	}
	if len(tag) != 2 {
		return ""
	}
	return Lang(tag)
}
