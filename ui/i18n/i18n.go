// Package i18n speaks the operator's language: the catalogues of every text that a screen shows, and a thin layer over
// go-i18n that a session holds one of. Language belongs to the person at the bench, never to the process: one process
// serves packers of several languages at once. It knows nothing of orders and may import go-i18n and go-toml.
package i18n

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed en.toml zh.toml
var files embed.FS

// The languages that have a catalogue.
const (
	English = "en"
	Chinese = "zh"
)

// Languages lists the catalogues, the fallback first.
func Languages() []string { return []string{English, Chinese} }

// bundle reads the embedded catalogues, once for all sessions; nobody changes it afterwards.
var bundle = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, lang := range Languages() {
		if _, err := b.LoadMessageFileFS(files, lang+".toml"); err != nil {
			panic(fmt.Sprintf("catalogue %s: %v", lang, err)) // Embedded at build time; the tests parse every one.
		}
	}
	return b
})

// Key names a text of the catalogues. Untyped constants convert by themselves; a test finds them and looks each one up.
type Key string

// Args are the named values of a text: {{.Name}} takes Args["Name"].
type Args map[string]any

// Printer gives texts in one language. It belongs to one session and must not be shared between goroutines.
type Printer struct {
	lang    string
	local   *i18n.Localizer
	plain   map[Key]string
	counted map[counted]string
}

type counted struct {
	key Key
	n   int
}

// memo bounds the texts with a number that a Printer remembers.
const memo = 1024

// New returns the printer of a language tag such as zh, zh-CN or en_GB.UTF-8; what has no catalogue speaks English.
func New(lang string) *Printer {
	lang = Match(lang)
	return &Printer{
		lang: lang, local: i18n.NewLocalizer(bundle(), lang),
		plain: map[Key]string{}, counted: map[counted]string{},
	}
}

// Match returns the catalogue that serves a language tag best.
func Match(lang string) string {
	lang, _, _ = strings.Cut(lang, ".")
	tag, err := language.Parse(strings.ReplaceAll(lang, "_", "-"))
	if err != nil {
		return English
	}
	matcher := language.NewMatcher([]language.Tag{language.English, language.SimplifiedChinese})
	if _, i, confidence := matcher.Match(tag); confidence > language.No {
		return Languages()[i]
	}
	return English
}

// Detect picks the language of a session: the one that was asked for, else that of its environment.
func Detect(asked string, env func(string) string) string {
	if asked != "" {
		return Match(asked)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			return Match(v)
		}
	}
	return English
}

// Lang is the language spoken.
func (p *Printer) Lang() string { return p.lang }

// T is the text of a key without values. An unknown key is its own text, so that a gap is seen and not silent.
func (p *Printer) T(key Key) string {
	if s, ok := p.plain[key]; ok {
		return s
	}
	s, err := p.local.Localize(&i18n.LocalizeConfig{MessageID: string(key)})
	if err != nil {
		s = string(key)
	}
	p.plain[key] = s
	return s
}

// F is the text of a key with values filled in.
func (p *Printer) F(key Key, args Args) string {
	s, err := p.local.Localize(&i18n.LocalizeConfig{MessageID: string(key), TemplateData: args})
	if err != nil {
		return string(key)
	}
	return s
}

// N is the text of a key for the count n, in the right plural, with {{.N}} filled in.
func (p *Printer) N(key Key, n int) string {
	at := counted{key, n}
	if s, ok := p.counted[at]; ok {
		return s
	}
	s, err := p.local.Localize(&i18n.LocalizeConfig{MessageID: string(key), PluralCount: n, TemplateData: Args{"N": n}})
	if err != nil {
		s = string(key)
	}
	if len(p.counted) >= memo {
		clear(p.counted)
	}
	p.counted[at] = s
	return s
}

// Word translates a value of the trade, such as a stage: the text of "kind.value". A value without one, like a status that
// the platform has added since, is shown as it came.
func Word[T ~string](p *Printer, kind Key, value T) string {
	key := kind + "." + Key(strings.ToLower(string(value)))
	if s := p.T(key); s != string(key) {
		return s
	}
	return string(value)
}
