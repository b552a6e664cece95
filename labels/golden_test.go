package labels_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/labels"
)

//nolint:gochecknoglobals // A flag.
var update = flag.Bool("update", false, "write the golden files anew; look at the pictures before you commit them")

// The picture of every script on every stock is what somebody has looked at. The hashes name what changed; two pictures
// lie beside them for the eye.
func TestGolden(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors may round an outline's edge to the next dot")
	}
	var lines []string
	for name, to := range scripts() {
		for _, s := range stocks() {
			l := sample()
			l.To = to
			p, pg, r, proof := made(t, l, s)
			zpl, err := p.ZPL(pg)
			require.NoError(t, err)
			lines = append(lines, fmt.Sprintf("%s %s %s zpl %d bytes", name, stockName(s), proof.SHA256, len(zpl)))
			if s.Name != "4x6" || s.DPI != labels.DPI203 || name != "latin" && name != "mixed" {
				continue
			}
			data, err := p.PNG(r, s.DPI)
			require.NoError(t, err)
			golden(t, name+".png", data)
			if name == "latin" {
				golden(t, name+".zpl", zpl)
			}
		}
	}
	slices.Sort(lines)
	golden(t, "pictures.txt", []byte(strings.Join(lines, "\n")+"\n"))
}

// golden compares data with a file under testdata, or writes it.
func golden(t *testing.T, name string, data []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if strings.HasSuffix(name, ".png") { // Compressors differ between versions of Go; dots do not.
		assert.Equal(t, picture(t, want), picture(t, data), "%s differs; run with -update and look at it", name)
		return
	}
	assert.Equal(t, string(want), string(data), "%s differs; run with -update and look at what changed", name)
}
