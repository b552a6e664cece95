package labels_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
	"packdesk/labels/celltest"
)

func TestAnAddressIsReadFromTheScreen(t *testing.T) {
	t.Parallel()
	const address = "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00340434161094015902&submit=1"
	m, err := labels.ScreenQR(address)
	require.NoError(t, err)
	paper, err := labels.QR(address)
	require.NoError(t, err)
	assert.Less(t, m.Size, paper.Size)
	for name, o := range map[string]labels.PreviewOptions{
		"256 colours": {Width: 80, Paint: labels.Paint256}, "16 colours": {Width: 80, Paint: labels.Paint16},
		"reverse on dark": {Width: 80, Paint: labels.PaintReverse}, "reverse on light": {Width: 80, Paint: labels.PaintReverse, Light: true},
		"ascii": {Width: 100, Paint: labels.Paint256, ASCII: true},
	} {
		for _, quiet := range []int{2, 4} {
			var lines []string
			for _, row := range m.Preview(o, quiet) {
				lines = append(lines, row.Render(o))
			}
			require.NotEmpty(t, lines, name)
			_, read := celltest.Codes(t, celltest.Picture(t, lines, o.Light))
			assert.Equal(t, address, read, "%s, %d modules around it", name, quiet)
		}
	}
	assert.Len(t, m.Preview(labels.PreviewOptions{Width: 80, Paint: labels.Paint256}, 2), 21, "a terminal of 24 lines has room for it")
	assert.Nil(t, m.Preview(labels.PreviewOptions{Width: 40, Paint: labels.Paint256}, 4), "too narrow")
	assert.Nil(t, m.Preview(labels.PreviewOptions{Width: 80, Paint: labels.PaintNone}, 4), "no black and white")
}
