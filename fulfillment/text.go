package fulfillment

import "strings"

// Clean makes outside text safe for one line of a screen, a label or a log.
func Clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
