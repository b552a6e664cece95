package api

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzAnswers reads whatever may come back from a call that changes something. Nothing but the shop's own word may be
// taken for success, and every failure has an outcome and a sentence.
func FuzzAnswers(f *testing.F) {
	files, err := filepath.Glob("testdata/examples/*.response.json")
	require.NoError(f, err)
	for _, name := range files {
		b, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(200, b)
	}
	f.Add(302, []byte{})
	f.Add(429, []byte("<html>"))
	f.Add(200, []byte(`{"code":"x","data":{"orders":[null]}}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		c := &Client{now: present}
		a, failed := c.read(&answer{status: status, body: body}, &call{op: &opBatchShip, what: "ship"})
		if failed == nil {
			var env struct{ Code json.RawMessage }
			assert.NoError(t, json.Unmarshal(trimBOM(body), &env), "what is no JSON is no success")
			assert.NotEmpty(t, env.Code)
			d, err := decode[orderList](a.data)
			if err != nil {
				return
			}
			for _, raw := range d.Orders {
				var s standingData
				if json.Unmarshal(raw, &s) == nil {
					at := s.standing()
					assert.NotEmpty(t, at.Judge("A1"))
					assert.NotEmpty(t, at.Judge("", "1", "2"))
				}
			}
			return
		}
		assert.NotEmpty(t, failed.Kind)
		assert.NotEmpty(t, failed.Outcome)
		assert.NotEmpty(t, failed.Error())
		assert.NotContains(t, failed.Error(), "\x1b")
	})
}

func trimBOM(b []byte) []byte {
	if len(b) > 2 && string(b[:3]) == "\xEF\xBB\xBF" {
		return b[3:]
	}
	return b
}
