package wire

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type all struct {
	Text   Text   `json:"text"`
	Flag   Flag   `json:"flag"`
	Number Number `json:"number"`
	At     Moment `json:"at"`
}

func TestEveryTypeIsTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		json string
		want all
	}{
		"as documented": {
			`{"text":"576461413038785752","flag":true,"number":3,"at":1619611561}`,
			all{"576461413038785752", true, 3, 1619611561},
		},
		"types swapped": {
			`{"text":576461413038785752,"flag":"true","number":"3","at":"1619611561"}`,
			all{"576461413038785752", true, 3, 1619611561},
		},
		"escapes":      {`{"text":"a\u00e9\n\"b\\"}`, all{Text: "aé\n\"b\\"}},
		"broken bytes": {"{\"text\":\"a\xffb\"}", all{Text: "a\uFFFDb"}},
		"empty":        {`{"text":""}`, all{}},
		"null":         {`{"text":null,"flag":null,"number":null,"at":null}`, all{}},
		"missing":      {`{}`, all{}},
		"milliseconds": {`{"at":1694685539123}`, all{At: 1694685539}},
		"nonsense":     {`{"text":true,"flag":"maybe","number":2.5,"at":"soon"}`, all{Text: "true"}},
		"negative":     {`{"number":-1,"at":-1}`, all{Number: -1}},
		"containers":   {`{"flag":{},"number":[],"at":{"x":1}}`, all{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got all
			require.NoError(t, json.Unmarshal([]byte(c.json), &got))
			assert.Equal(t, c.want, got)
		})
	}
}

func TestTextIsNoContainer(t *testing.T) {
	t.Parallel()
	for _, s := range []string{`{"text":{}}`, `{"text":[1]}`} {
		var got all
		require.ErrorIs(t, json.Unmarshal([]byte(s), &got), ErrNotText, s)
	}
}

func TestMomentIsUTC(t *testing.T) {
	t.Parallel()
	assert.Equal(t, time.Date(2021, 4, 28, 12, 6, 1, 0, time.UTC), Moment(1619611561).Time())
	assert.True(t, Moment(0).Time().IsZero())
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"text":"x","flag":1,"number":"1","at":1}`))
	f.Add([]byte(`{"text":null,"flag":"","number":"","at":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var got all
		if json.Unmarshal(b, &got) == nil {
			assert.GreaterOrEqual(t, int64(got.At), int64(0))
			var plain struct {
				Text any `json:"text"`
			}
			if err := json.Unmarshal(b, &plain); err == nil {
				if text, ok := plain.Text.(string); ok {
					assert.Equal(t, text, string(got.Text), "as encoding/json reads it")
				}
			}
			assert.Equal(t, got.Text.Clean(), Text(got.Text.Clean()).Clean())
		}
	})
}
