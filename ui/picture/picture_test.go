package picture_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/ui/picture"
)

func TestSVG(t *testing.T) {
	t.Parallel()
	svg := string(picture.SVG("\x1b[1;31mLATE\x1b[m \x1b[7m<a & b>\x1b[27m 陈小\x1b]0;title\x07!\n\x1b[38;5;196;48;2;1;2;3mx\x1b[m", picture.Dark()))
	assert.Contains(t, svg, `fill="#cc4444" font-weight="bold">LATE</text>`)
	assert.Contains(t, svg, `&lt;a &amp; b&gt;`)
	assert.Contains(t, svg, `fill="#ff0000"`)
	assert.Contains(t, svg, `fill="#010203"`)
	assert.Contains(t, svg, ">陈</text>")
	assert.NotContains(t, svg, "title")
	assert.NotContains(t, svg, "\x1b")

	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, "the picture is well-formed")
	}
}
