package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment/tiktok/sheettest"
)

// TestEveryOrderOfALargeExportArrives is larger than what reader and writer hold between them.
func TestEveryOrderOfALargeExportArrives(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	export := filepath.Join(dir, "To Ship order.csv")
	f, err := os.Create(export)
	require.NoError(t, err)
	require.NoError(t, sheettest.Write(f, sheettest.Spec{Rows: 8000}))
	require.NoError(t, f.Close())

	data := filepath.Join(dir, "data")
	counts := func() map[string]any {
		out, talk, code := packdesk(t.Context(), "import", "--json", "--data", data, export)
		require.Zero(t, code, talk)
		var r map[string]any
		require.NoError(t, json.Unmarshal([]byte(out), &r))
		return r
	}
	first := counts()
	orders := first["orders_new"]
	assert.Greater(t, orders, 5000.0)
	assert.Zero(t, first["orders_updated"])
	assert.Zero(t, first["orders_unchanged"])
	again := counts()
	assert.Equal(t, orders, again["orders_unchanged"])
	assert.Zero(t, again["orders_new"])

	listed := 0
	for _, queue := range []string{"to_pack", "to_hand_over", "problems", "done", "waiting"} {
		out, talk, code := packdesk(t.Context(), "orders", "list", "--json", "--data", data, "--queue", queue)
		require.Zero(t, code, talk)
		listed += strings.Count(out, "\n")
	}
	assert.EqualValues(t, orders, listed)
}
