// Package config is packdesk's configuration: one table of keys from which the file, the environment variables, the
// checks and the commented sample are all made. It may import fulfillment and the leaves of ui.
package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Kind is the type of a key's value.
type Kind int

// The kinds. A duration is text such as "48h" or "90m"; a list is an array of texts, in an environment variable one
// text with commas.
const (
	Text Kind = iota
	Integer
	Boolean
	Duration
	List
)

func (k Kind) String() string {
	return [...]string{"a text in quotes", "a whole number", "true or false", `a duration such as "48h" or "90m"`, "a list of texts"}[k]
}

// Key is one setting.
type Key struct {
	Path    string // Dotted; a segment in angle brackets stands for a word that the user chooses.
	Kind    Kind
	Default string // What holds when the key is absent, as it is written in the file; empty for nothing.
	Sample  string // What the commented sample shows instead of the default; needed where there is none.
	Words   string // What it is for, in full sentences.
	Check   func(text string) error
}

// Env is the environment variable that sets the key at path: carriers.dhl.base_url becomes
// PACKDESK_CARRIERS_DHL_BASE_URL.
func Env(path string) string {
	return envPrefix + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		default:
			return '_'
		}
	}, path)
}

// Variable is the environment variable that sets the key, with an example where the user chooses a word.
func (k *Key) Variable() string { return Env(sampleWords(k.Path)) }

const envPrefix = "PACKDESK_"

// names reports whether the key stands for path.
func (k *Key) names(path string) bool {
	have, want := strings.Split(path, "."), strings.Split(k.Path, ".")
	if len(have) != len(want) {
		return false
	}
	for i := range want {
		if !open(want[i]) && want[i] != have[i] {
			return false
		}
	}
	return true
}

// open reports whether a segment of a key's path stands for any word.
func open(segment string) bool { return strings.HasPrefix(segment, "<") }

// value converts what a file or a variable holds to what the key takes. It returns an error that says what is wrong.
func (k *Key) value(raw any) (any, error) {
	v, err := k.Kind.of(raw)
	if err != nil {
		return nil, err
	}
	if k.Check == nil {
		return v, nil
	}
	texts, ok := v.([]string)
	if !ok {
		texts = []string{fmt.Sprint(v)}
	}
	for _, s := range texts {
		if err := k.Check(s); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// of converts raw, a value from TOML or the plain text of a variable or flag.
func (k Kind) of(raw any) (any, error) {
	wrong := fmt.Errorf("wants %s, not %s", k, show(raw))
	text, isText := raw.(string)
	switch k {
	case Text:
		if !isText {
			return nil, wrong
		}
		return text, nil
	case Integer:
		if n, ok := raw.(int64); ok {
			return n, nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if !isText || err != nil {
			return nil, wrong
		}
		return n, nil
	case Boolean:
		if b, ok := raw.(bool); ok {
			return b, nil
		}
		b, err := strconv.ParseBool(text)
		if !isText || err != nil {
			return nil, wrong
		}
		return b, nil
	case Duration:
		d, err := time.ParseDuration(text)
		if !isText || err != nil || d < 0 {
			return nil, wrong
		}
		return d, nil
	case List:
		return list(raw, wrong)
	}
	return nil, wrong
}

func list(raw any, wrong error) (any, error) {
	switch v := raw.(type) {
	case string:
		var out []string
		for s := range strings.SplitSeq(v, ",") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
		return out, nil
	case []any:
		out := make([]string, 0, len(v))
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return nil, wrong
			}
			out = append(out, s)
		}
		return out, nil
	}
	return nil, wrong
}

// show is a value as an error names it, short and on one line.
func show(v any) string {
	s := fmt.Sprint(v)
	if text, ok := v.(string); ok {
		s = strconv.Quote(text)
	}
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:57], "") + "..."
	}
	return s
}
