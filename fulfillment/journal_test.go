package fulfillment

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func rowsOf(rows []JournalRow) iter.Seq2[JournalRow, error] {
	return func(yield func(JournalRow, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func verifyRows(rows []JournalRow) error {
	_, err := Verify(Head{}, rowsOf(rows))
	return err
}

func sampleEntries() []Entry {
	at := time.Date(2026, 11, 23, 10, 0, 0, 999_999_999, time.FixedZone("", 3600))
	return []Entry{
		{Kind: EntryClaim, Operator: "Ada Sample", Station: "1", At: at, Order: "576900000000000001", Parcel: "576900000000000001"},
		{
			Kind: EntryScan, Operator: "小明", Station: "1", At: at.Add(time.Second), Order: "576900000000000001", Parcel: "576900000000000001",
			Detail: map[string]string{"units": "1 MUG-\"RED\"", "code": "a\\b", "\uFB33": "last", "\U0001F600": "before it", "as": "item"},
		},
		{Kind: EntryPark, Operator: "Ada\x1b[31m", Station: "1", At: at.Add(2 * time.Second), Detail: map[string]string{"reason": "gone\r\nhome"}},
	}
}

// TestJournalCanonical holds the form over which every hash is computed. It must never change: journals of years hang on
// it.
func TestJournalCanonical(t *testing.T) {
	t.Parallel()
	var head Head
	rows := head.Append(sampleEntries()...)
	assert.Equal(t, []string{
		`{"at":"2026-11-23T09:00:00Z","detail":{},"kind":"claim","operator":"Ada Sample","order":"576900000000000001","parcel":"576900000000000001","seq":1,"station":"1"}`,
		`{"at":"2026-11-23T09:00:01Z","detail":{"as":"item","code":"a\\b","units":"1 MUG-\"RED\"","` + "\U0001F600" + `":"before it","` + "\uFB33" + `":"last"},"kind":"scan","operator":"小明","order":"576900000000000001","parcel":"576900000000000001","seq":2,"station":"1"}`,
		`{"at":"2026-11-23T09:00:02Z","detail":{"reason":"gone⏎home"},"kind":"park","operator":"Ada","order":"","parcel":"","seq":3,"station":"1"}`,
	}, []string{rows[0].Canonical(), rows[1].Canonical(), rows[2].Canonical()})
	// printf '%s\n%s\n' "$previous" "$row" | sha256sum
	assert.Equal(t, []string{
		"a944d4b65a23f270b05057968edd81a565d99be6b465668032c73adc93a3abf7",
		"0b5e51f9a607191495cc709c39f8b1450e52353cc18498c2a6d0816a1d84a0c2",
		"948d4e595d6eb3d4484856d6905e2966cf5d800dd7ed348d06b2b5e0c59dee3c",
	}, []string{rows[0].Hash.String(), rows[1].Hash.String(), rows[2].Hash.String()})
	assert.Equal(t, Head{3, rows[2].Hash}, head)
}

func TestJournalCanonicalIsJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := JournalRow{Seq: rapid.Int64Min(1).Draw(t, "seq"), Entry: Entry{
			Kind: EntryScan, At: time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "at"), 0),
			Operator: rapid.String().Draw(t, "operator"), Order: rapid.String().Draw(t, "order"),
			Detail: rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "detail"),
		}}
		var back struct {
			At       time.Time         `json:"at"`
			Detail   map[string]string `json:"detail"`
			Operator string            `json:"operator"`
			Order    string            `json:"order"`
			Seq      int64             `json:"seq"`
		}
		require.NoError(t, json.Unmarshal([]byte(row.Canonical()), &back))
		assert.Equal(t, row.Entry.Operator, back.Operator)
		assert.Equal(t, row.Entry.Order, back.Order)
		assert.Equal(t, row.Seq, back.Seq)
		assert.True(t, row.Entry.At.Equal(back.At))
		assert.Equal(t, row.Entry.Detail, back.Detail)
	})
}

// TestVerifyFindsEveryChange changes one thing of a journal; the first row that does not fit is named.
func TestVerifyFindsEveryChange(t *testing.T) {
	t.Parallel()
	entries := make([]Entry, 9)
	for i := range entries {
		entries[i] = Entry{Kind: EntryScan, Operator: "Ada", Station: "1", At: packNow, Order: "1", Parcel: "2", Detail: map[string]string{"code": itoa(i)}}
	}
	change := map[string]struct {
		do    func([]JournalRow) []JournalRow
		seq   int64
		fault JournalFault
	}{
		"operator": {func(r []JournalRow) []JournalRow { r[4].Entry.Operator = "Bob"; return r }, 5, FaultContent},
		"kind":     {func(r []JournalRow) []JournalRow { r[0].Entry.Kind = EntryUndo; return r }, 1, FaultContent},
		"a second": {func(r []JournalRow) []JournalRow { r[8].Entry.At = packNow.Add(time.Second); return r }, 9, FaultContent},
		"detail":   {func(r []JournalRow) []JournalRow { r[4].Entry.Detail["code"] = "x"; return r }, 5, FaultContent},
		"new detail": {func(r []JournalRow) []JournalRow {
			r[4].Entry.Detail["why"] = ""
			return r
		}, 5, FaultContent},
		"hash": {func(r []JournalRow) []JournalRow { r[4].Hash[31]++; return r }, 5, FaultContent},
		"resealed by itself": {func(r []JournalRow) []JournalRow {
			r[4].Entry.Operator = "Bob"
			r[4].Hash = r[4].hash(r[3].Hash)
			return r
		}, 6, FaultContent},
		"row gone":       {func(r []JournalRow) []JournalRow { return slices.Delete(r, 4, 5) }, 5, FaultMissing},
		"first row gone": {func(r []JournalRow) []JournalRow { return r[1:] }, 1, FaultMissing},
		"rows swapped":   {func(r []JournalRow) []JournalRow { r[4], r[5] = r[5], r[4]; return r }, 5, FaultMissing},
		"row twice":      {func(r []JournalRow) []JournalRow { return slices.Insert(r, 4, r[3]) }, 4, FaultOrder},
		"renumbered": {func(r []JournalRow) []JournalRow {
			r = slices.Delete(r, 4, 5)
			for i := range r {
				r[i].Seq = int64(i + 1)
			}
			return r
		}, 5, FaultContent},
	}
	for name, c := range change {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var head Head
			rows := head.Append(entries...)
			require.NoError(t, verifyRows(rows))
			err := verifyRows(c.do(rows))
			var broken *BrokenJournal
			require.ErrorAs(t, err, &broken)
			assert.Equal(t, BrokenJournal{c.seq, c.fault}, *broken)
			require.ErrorIs(t, err, ErrInvalid)
			assert.ErrorContains(t, err, "journal row "+itoa(int(c.seq)))
		})
	}
}

func TestVerifyFromAHead(t *testing.T) {
	t.Parallel()
	var head Head
	rows := head.Append(sampleEntries()...)
	kept := Head{2, rows[1].Hash}
	end, err := Verify(kept, rowsOf(rows[2:]))
	require.NoError(t, err)
	assert.Equal(t, head, end)
	end, err = Verify(Head{}, rowsOf(nil))
	require.NoError(t, err)
	assert.Equal(t, Head{}, end)

	require.NoError(t, head.Reaches(kept))
	require.NoError(t, head.Reaches(head))
	short, err := Verify(Head{}, rowsOf(rows[:2]))
	require.NoError(t, err, "what is missing at the end shows only against a kept head")
	assert.Equal(t, &BrokenJournal{3, FaultMissing}, short.Reaches(head))
	other := head
	other.Hash[0]++
	assert.Equal(t, &BrokenJournal{3, FaultContent}, head.Reaches(other))

	fault := errors.New("disk")
	_, err = Verify(Head{}, func(yield func(JournalRow, error) bool) { yield(JournalRow{}, fault) })
	require.ErrorIs(t, err, fault)
}

func TestParseHash(t *testing.T) {
	t.Parallel()
	var head Head
	h := head.Append(Entry{Kind: EntryScan})[0].Hash
	back, ok := ParseHash(h.String())
	assert.True(t, ok)
	assert.Equal(t, h, back)
	for _, s := range []string{"", "zz", h.String()[1:], h.String() + "00"} {
		_, ok := ParseHash(s)
		assert.False(t, ok, s)
	}
}
