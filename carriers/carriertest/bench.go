package carriertest

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"packdesk/carriers"
)

// BenchRead measures decoding a recorded answer alone against decoding it and putting it into our words, so that what the
// words cost can be told from what JSON costs.
func BenchRead(b *testing.B, file string, decode func(body []byte) error, report func(reply *carriers.Reply) error) {
	b.Helper()
	body, err := os.ReadFile(file) //nolint:gosec // G304: the adapter's own test data.
	require.NoError(b, err)
	reply := &carriers.Reply{Body: body}
	run := func(name string, do func() error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("decode", func() error { return decode(body) })
	run("report", func() error { return report(reply) })
}
