package api

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Secret is a text that must not be seen: it prints, logs and encodes as [hidden]. Reveal gives the text to code that
// sends or stores it.
type Secret string

const hidden = "[hidden]"

// Reveal is the text itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the text; the empty secret stays visible as such.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// Format hides the text under every verb, %x and %#v included.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) } //nolint:errcheck,gosec // Formatters have nobody to tell.

// LogValue hides the text in logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the text in JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// shortestSecret is the length from which a secret is looked for in foreign text: shorter ones would blot out ordinary
// words.
const shortestSecret = 6

// redact takes secrets out of what somebody else wrote, such as a message that quotes the token it refuses.
func redact(s string, secrets ...Secret) string {
	for _, secret := range secrets {
		if len(secret) >= shortestSecret {
			s = strings.ReplaceAll(s, string(secret), hidden)
		}
	}
	return s
}
