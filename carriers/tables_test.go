package carriers_test

import (
	"encoding/csv"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/carriers"
	"packdesk/fulfillment"
)

func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("data/" + name)
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // Only read.
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, cells := range rows[1:] {
		m := map[string]string{}
		for i, c := range cells {
			m[rows[0][i]] = c
		}
		out = append(out, m)
	}
	return out
}

// TestEveryCodeHasAMeaning reads the whole table: the program panics on a row it cannot read.
func TestEveryCodeHasAMeaning(t *testing.T) {
	t.Parallel()
	rows := records(t, "status-codes.csv")
	require.Len(t, rows, 2155)
	for _, r := range rows {
		k := carriers.Key{Table: r["carrier"], Set: r["code_set"], Code: r["code"]}
		m, ok := carriers.Lookup(k)
		require.True(t, ok, "%v", k)
		assert.Equal(t, r["meaning_en"], m.In(carriers.English))
		assert.Equal(t, r["meaning_zh"], m.In(carriers.Chinese))
		assert.NotEmpty(t, m.English, "%v", k)
		assert.NotEmpty(t, m.Chinese, "%v", k)
		switch r["normalised"] {
		case "info", "revokes":
			assert.Equal(t, r["normalised"], string(m.Effect))
			assert.Equal(t, carriers.StatusUnknown, m.Status)
		default:
			assert.Equal(t, r["normalised"], string(m.Status))
			assert.Equal(t, carriers.EffectState, m.Effect)
		}
		assert.Equal(t, r["reason"], string(m.Reason))
		assert.Equal(t, fulfillment.Clean(m.English), m.English)
	}
	_, ok := carriers.Lookup(carriers.Key{Table: "ups", Set: "X", Code: "no such"})
	assert.False(t, ok)
}

// TestCodesAreNeverLookedUpAlone: the same letters mean a scan, a loss of way and a delivery.
func TestCodesAreNeverLookedUpAlone(t *testing.T) {
	t.Parallel()
	status := func(set string) carriers.Status {
		m, _ := carriers.Lookup(carriers.Key{Table: "ups", Set: set, Code: "EP"})
		return m.Status
	}
	assert.Equal(t, carriers.StatusInTransit, status("I"))
	assert.Equal(t, carriers.StatusAvailableForPickup, status("delivery"))
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for _, r := range records(t, "normalised-statuses.csv") {
		assert.Equal(t, r["label_en"], carriers.Status(r["status"]).Label(carriers.English))
		assert.Equal(t, r["label_zh"], carriers.Status(r["status"]).Label(carriers.Chinese))
		assert.Equal(t, r["label_en"], carriers.Status(r["status"]).Label("de"), "English where the language is none of ours")
	}
	rows := records(t, "reason-codes.csv")
	require.Len(t, rows, 78)
	for _, r := range rows {
		reason := carriers.Reason(r["reason"])
		assert.Equal(t, r["label_en"], reason.Label(carriers.English))
		assert.Equal(t, r["label_zh"], reason.Label(carriers.Chinese))
		assert.Equal(t, r["needs_action"] == "yes", reason.NeedsAction())
	}
	assert.Len(t, carriers.Statuses(), 10)
	assert.Empty(t, carriers.ReasonNone.Label(carriers.Chinese))
	for _, c := range carriers.Known() {
		assert.NotEmpty(t, c.Name(carriers.English))
		assert.NotEmpty(t, c.Name(carriers.Chinese))
	}
	assert.Equal(t, "Delivery attempted: Receiver absent", carriers.State{Status: "attempted", Reason: "recipient_absent"}.Words(carriers.English))
	assert.Equal(t, "派送未成功：收件人不在", carriers.State{Status: "attempted", Reason: "recipient_absent"}.Words(carriers.Chinese))
}

func TestPhrases(t *testing.T) {
	t.Parallel()
	rows := records(t, "event-phrases.csv")
	require.Len(t, rows, 70)
	for _, r := range rows {
		text := r["text"] + " and more"
		if r["match"] == "contains" {
			text = "before " + r["text"] + " after"
		}
		k, ok := carriers.PhraseKey(r["carrier"], r["service"], text)
		require.True(t, ok, r["text"])
		m, ok := carriers.Lookup(k)
		require.True(t, ok)
		assert.NotEmpty(t, m.English)
		assert.Equal(t, r["text"], k.Code, "the longest phrase that fits is the phrase itself")
	}
	for text, want := range map[string]carriers.Status{
		"Die Sendung konnte nicht zugestellt werden":                    carriers.StatusAttempted,
		"Die Sendung wurde erfolgreich zugestellt":                      carriers.StatusDelivered,
		"Die Sendung wurde vom Absender in der Filiale eingeliefert.":   carriers.StatusInTransit,
		"Die Sendung liegt in der Filiale zur Abholung bereit":          carriers.StatusAvailableForPickup,
		"THE SHIPMENT HAS BEEN LOADED ONTO THE DELIVERY VEHICLE, today": carriers.StatusOutForDelivery,
	} {
		k, ok := carriers.PhraseKey("dhl", "parcel-de", text)
		require.True(t, ok, text)
		m, _ := carriers.Lookup(k)
		assert.Equal(t, want, m.Status, text)
	}
	_, ok := carriers.PhraseKey("dhl", "express", "Die Sendung wurde erfolgreich zugestellt")
	assert.False(t, ok, "another division's phrase")
	_, ok = carriers.PhraseKey("dhl", "", "   ")
	assert.False(t, ok)
}
