package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
)

// contents are the hashes of all contents, each checked against its bytes.
func contents(t *testing.T, s *Store) []string {
	t.Helper()
	var all []string
	require.NoError(t, s.long(t.Context(), "SELECT sha256, content FROM contents ORDER BY sha256", nil, func(r *sql.Rows) error {
		var sum string
		var content []byte
		err := r.Scan(&sum, &content)
		is := sha256.Sum256(content)
		assert.Equal(t, hex.EncodeToString(is[:]), sum)
		all = append(all, sum)
		return err
	}))
	return all
}

func labelStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	one(t, s)
	return s
}

// TestTheSameLabelIsKeptOnce keeps one file for two packages, and another one in its place.
func TestTheSameLabelIsKeptOnce(t *testing.T) {
	t.Parallel()
	s := labelStore(t)
	attach := func(pkg, content string) {
		require.NoError(t, s.AttachLabel(t.Context(), LabelFile{Order: "1", Package: pkg, Name: "a.zpl", Format: "zpl", Content: []byte(content)}, fulfillment.Holder{}))
	}
	attach("11", "one")
	attach("12", "one")
	assert.Len(t, contents(t, s), 1)
	attach("11", "two")
	assert.Len(t, contents(t, s), 2)
	attach("12", "two")
	assert.Len(t, contents(t, s), 1, "what is no label any more is gone")

	f, err := s.LabelFile(t.Context(), "1", "12")
	require.NoError(t, err)
	assert.Equal(t, "two", string(f.Content))
	_, err = s.LabelFile(t.Context(), "1", "")
	require.ErrorIs(t, err, fulfillment.ErrNotFound)
	assert.Contains(t, err.Error(), "2 labels")
	attach("", "by hand")
	f, err = s.LabelFile(t.Context(), "1", "")
	require.NoError(t, err)
	assert.Equal(t, "by hand", string(f.Content))
}

// TestPrintsKeepTheirOrder takes prints of one step in its order, and those that were put off when something is heard.
func TestPrintsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	s := labelStore(t)
	at := fulfillment.Holder{Operator: "kim", Station: "b1"}
	require.NoError(t, s.Keep(t.Context(), Step{Holder: at, Prints: []fulfillment.Want{
		{Kind: fulfillment.WantPrint, Key: "9", Order: "1", Parcel: "1"},
		{Kind: fulfillment.WantPrint, Key: "5", Order: "2", Parcel: "2"},
		{Kind: fulfillment.WantPrint, Key: "7", Order: "3", Parcel: "3"},
	}}))
	take := func() *Print {
		p, err := s.TakePrint(t.Context(), "b1", "w")
		require.NoError(t, err)
		return p
	}
	first := take()
	require.Equal(t, "9", first.Key)
	require.NoError(t, s.PutOff(t.Context(), first, time.Hour, nil))
	assert.Equal(t, "5", take().Key)
	assert.Equal(t, "7", take().Key)
	assert.Nil(t, take(), "it is put off")
	require.NoError(t, s.AttachLabel(t.Context(), LabelFile{Order: "1", Name: "a.zpl", Format: "zpl", Content: []byte("x")}, at))
	require.NotNil(t, take())
}

// TestNoLabelQueryScansATable reads the plans of what runs every two seconds, and after every label.
func TestNoLabelQueryScansATable(t *testing.T) {
	t.Parallel()
	s := labelStore(t)
	for _, query := range []string{nextDocument, takeDocuments, holdDocuments, settleDocument, nextShipAsk, takeShipAsks} {
		args := make([]any, 8)
		p := plan(t, s, query, args[:highest(query)])
		assert.NotRegexp(t, `(?m)^SCAN (documents|ship_asks)$`, p, query)
	}
}

// highest is the highest parameter of a query.
func highest(query string) int {
	for n := 9; n > 0; n-- {
		if strings.Contains(query, "$"+strconv.Itoa(n)) {
			return n
		}
	}
	return 0
}

// TestADocumentIsOneWorkersAtATime: whoever has a label, has it until it is settled or the worker is dead.
func TestADocumentIsOneWorkersAtATime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db"), Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	one(t, s)
	require.NoError(t, s.write(t.Context(), func(t2 *tx) error {
		o := fulfillment.Order{ID: "1", Shop: "uk", Mode: fulfillment.ModeTikTok, PackageID: "11"}
		return t2.wantDocuments(t.Context(), &o, nil, fulfillment.Holder{Operator: "kim"})
	}))
	take := func(worker string) []fulfillment.Document {
		d, _, err := s.TakeDocuments(t.Context(), worker, 5, 10*time.Second)
		require.NoError(t, err)
		return d
	}
	mine := take("a")
	require.Len(t, mine, 1)
	assert.Equal(t, "11", mine[0].Package)
	assert.Empty(t, take("b"))
	now = now.Add(9 * time.Second)
	require.NoError(t, s.HoldDocuments(t.Context(), "a", 10*time.Second))
	now = now.Add(9 * time.Second)
	assert.Empty(t, take("b"), "it is alive")
	now = now.Add(2 * time.Second)
	theirs := take("b")
	require.Len(t, theirs, 1, "it is dead")

	answer := fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeDone, File: &fulfillment.DocumentFile{Name: "11.zpl", Format: "zpl", Content: []byte("late")}}
	late := mine[0]
	late.Answered(&answer, fulfillment.ShipPace{}, now)
	require.NoError(t, s.SettleDocument(t.Context(), "a", late, answer))
	assert.Empty(t, contents(t, s), "what a worker has lost is the other's")
	theirs[0].Answered(&answer, fulfillment.ShipPace{}, now)
	require.NoError(t, s.SettleDocument(t.Context(), "b", theirs[0], answer))
	assert.Len(t, contents(t, s), 1)
	assert.Empty(t, take("c"))
}

// TestADocumentIsHurriedUnlessAWorkerHasIt asks by hand for what was to be asked for later.
func TestADocumentIsHurriedUnlessAWorkerHasIt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db"), Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	one(t, s)
	require.NoError(t, s.write(t.Context(), func(t2 *tx) error {
		return t2.wantDocuments(t.Context(), &fulfillment.Order{ID: "1", Shop: "uk", Mode: fulfillment.ModeTikTok, PackageID: "11"}, nil, fulfillment.Holder{})
	}))
	take := func(worker string) []fulfillment.Document {
		d, _, err := s.TakeDocuments(t.Context(), worker, 5, time.Minute)
		require.NoError(t, err)
		return d
	}
	mine := take("a")
	require.Len(t, mine, 1)
	require.NoError(t, s.HurryDocuments(t.Context(), "1"))
	assert.Empty(t, take("b"), "it is being asked for")
	later := fulfillment.DocumentAnswer{Outcome: fulfillment.OutcomeLater, After: time.Hour}
	mine[0].Answered(&later, fulfillment.ShipPace{}, now)
	require.NoError(t, s.SettleDocument(t.Context(), "a", mine[0], later))
	now = now.Add(time.Second)
	assert.Empty(t, take("b"))
	require.NoError(t, s.HurryDocuments(t.Context(), "2"))
	assert.Empty(t, take("b"), "another order's")
	require.NoError(t, s.HurryDocuments(t.Context(), "1"))
	assert.Len(t, take("b"), 1)
}
