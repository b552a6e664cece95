package sheettest

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSameSpecSameBytes(t *testing.T) {
	t.Parallel()
	text := func(s Spec) string {
		var b bytes.Buffer
		require.NoError(t, Write(&b, s))
		return b.String()
	}
	one := text(Spec{Rows: 500, Seed: 7})
	assert.Equal(t, one, text(Spec{Rows: 500, Seed: 7}))
	assert.NotEqual(t, one, text(Spec{Rows: 500, Seed: 8}))

	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(one, "\uFEFF"))).ReadAll()
	require.NoError(t, err)
	assert.Len(t, rows, 501)
	assert.Len(t, rows[0], 55)
	assert.Equal(t, rows[1:], Rows(Spec{Rows: 500, Seed: 7}))
}

func TestSpec(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	rows := Rows(Spec{Rows: 2000, Open: true, Now: now})
	require.Len(t, rows, 2000)
	for _, row := range rows {
		assert.Equal(t, "Awaiting shipment", row[2])
		at, err := time.Parse("02/01/2006 15:04:05\t", row[23])
		require.NoError(t, err)
		assert.False(t, at.After(now))
		assert.Less(t, now.Sub(at), 72*time.Hour)
	}
	kinds := map[string]int{}
	for _, row := range Rows(Spec{Rows: 2000}) {
		kinds[row[2]]++
	}
	for _, kind := range []string{"Awaiting shipment", "Awaiting collection", "Canceled", "On hold"} {
		assert.Positive(t, kinds[kind], kind)
	}
	assert.Empty(t, Rows(Spec{}))
}
