package cli

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // The engine, for rows that are written by hand.

	"packdesk/carriers"
	"packdesk/carriers/sim"
	"packdesk/carriers/ups"
	"packdesk/store"
)

// canned answers every question with the recorded answer for its number, without a network.
type canned map[string][]byte

// RoundTrip implements http.RoundTripper.
func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	body, ok := c[filepath.Base(r.URL.Path)]
	if !ok {
		body = []byte(`{"access_token":"t","token_type":"Bearer","expires_in":"14399"}`)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)), Request: r,
		ContentLength: int64(len(body)),
	}, nil
}

// upsAnswers are what UPS says about n parcels at the end of their lives.
func upsAnswers(t *testing.T, n int) (canned, []carriers.Tracked) {
	t.Helper()
	born := time.Now().Add(-200 * time.Hour)
	world := sim.New(sim.Options{Limits: map[string]sim.Limit{"ups": {}}})
	answers, list := canned{}, make([]carriers.Tracked, n)
	token := ""
	ask := func(r *http.Request) []byte {
		w := httptest.NewRecorder()
		world.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code, w.Body.String())
		return w.Body.Bytes()
	}
	for i := range list {
		number := sim.Number(carriers.UPS, i)
		world.Add(sim.Parcel{Number: number, Life: sim.Lives()[i%10], Born: born})
		if token == "" {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/ups/security/v1/oauth/token?grant_type=client_credentials", nil)
			r.SetBasicAuth(sim.Key, sim.Secret)
			var given struct {
				Token string `json:"access_token"`
			}
			require.NoError(t, json.Unmarshal(ask(r), &given))
			token = given.Token
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/ups/api/track/v1/details/"+number+"?locale=en_US", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("transId", "x")
		r.Header.Set("transactionSrc", "x")
		answers[number] = ask(r)
		list[i] = carriers.Tracked{ID: number, Source: "ups", Number: number, Carrier: carriers.UPS, Since: born}
	}
	return answers, list
}

// byHand is an answer of UPS as somebody decodes it who wants nothing but the fields.
type byHand struct {
	TrackResponse struct {
		Shipment []struct {
			InquiryNumber string
			Package       []struct {
				TrackingNumber string
				Activity       []struct {
					Location struct {
						Address struct{ City, CountryCode, Country string }
					}
					Status                                  struct{ Type, Code, StatusCode, Description string }
					Date, Time, GmtDate, GmtTime, GmtOffset string
				}
				CurrentStatus struct{ Code, Description string }
				Service       struct{ Code, Description string }
				PackageCount  int
			}
		}
	}
}

// TestRecordingAgainstByHand compares asking, reading and recording answers by the poller with decoding the same answers
// and writing the same rows by hand. Both fetch their answers by net/http from memory. The best of three rounds counts, since
// whatever else the machine does makes each of them worse.
func TestRecordingAgainstByHand(t *testing.T) {
	if !*trackLong {
		t.Skip("takes long; -track.long runs it")
	}
	const n = 10_000
	answers, list := upsAnswers(t, n)
	best := 1000.0
	for range 3 {
		l := ledgerOf(t)
		put(t, l, list...)
		adapter, err := ups.New(carriers.Config{Key: sim.Key, Secret: sim.Secret, PerSecond: -1, Workers: 8}, carriers.Deps{Budget: keyBudget(l), Transport: answers})
		require.NoError(t, err)
		poller := &carriers.Poller{Ledger: l, Roster: carriers.NewRoster(adapter), Budget: keyBudget(l), Holder: "test"}
		runtime.GC()
		begun, used := time.Now(), processor(t)
		sweep, err := poller.Once(t.Context())
		ours, oursUsed := time.Since(begun), processor(t)-used
		require.NoError(t, err)
		require.Equal(t, n, sweep.Told)
		adapter.Close()
		hand, handUsed := recordByHand(t, l.store, answers, list)
		ratio := float64(ours) / float64(hand)
		t.Logf("ours %s (processor %s), by hand %s (processor %s): %.2f by the clock, %.2f by the processor", ours.Round(time.Millisecond), oursUsed.Round(time.Millisecond),
			hand.Round(time.Millisecond), handUsed.Round(time.Millisecond), ratio, float64(oursUsed)/float64(handUsed))
		best = min(best, ratio)
	}
	assert.LessOrEqual(t, best, 1.5)
}

// recordByHand decodes the answers one after the other and writes the rows that the store has made of them.
func recordByHand(t *testing.T, s *store.Store, answers canned, list []carriers.Tracked) (took, used time.Duration) {
	t.Helper()
	ctx := t.Context()
	other := filepath.Join(t.TempDir(), "hand.db")
	require.NoError(t, s.Backup(ctx, other))
	db, err := sql.Open("sqlite", "file:"+other+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-10240)")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	db.SetMaxOpenConns(1)
	var rows [][]store.FollowedEvent
	kept := make([]store.Followed, len(list))
	for i := range list {
		f, events, _, err := s.Followed(ctx, list[i].ID)
		require.NoError(t, err)
		kept[i], rows = f, append(rows, events)
	}
	for _, q := range []string{"DELETE FROM tracked_events", "UPDATE tracked SET status = '', next_at = 1, report = '', last = '', state = '', told_at = 0, place = 1, grp = 1"} {
		_, err := db.ExecContext(ctx, q)
		require.NoError(t, err)
	}
	client := &http.Client{Transport: answers}
	runtime.GC()
	begun, before := time.Now(), processor(t)
	for from := 0; from < len(list); from += 256 {
		handGroup(ctx, t, db, client, kept[from:min(len(kept), from+256)], rows[from:])
	}
	return time.Since(begun), processor(t) - before
}

func handGroup(ctx context.Context, t *testing.T, db *sql.DB, client *http.Client, list []store.Followed, rows [][]store.FollowedEvent) {
	t.Helper()
	for i := range list {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://onlinetools.ups.com/api/track/v1/details/"+list[i].Number, nil)
		require.NoError(t, err)
		resp, err := client.Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		var a byHand
		require.NoError(t, json.Unmarshal(body, &a))
		require.Len(t, a.TrackResponse.Shipment, 1)
	}
	tx, err := db.BeginTx(ctx, nil)
	require.NoError(t, err)
	update, err := tx.PrepareContext(ctx, "UPDATE tracked SET source = ?, rank = ?, next_at = ?, claim = 0, stop = ?, status = ?, reason = ?, state = ?, needs_action = ?, problem = ?, "+
		"scanned = ?, checked_at = ?, told_at = ?, final_at = ?, misses = ?, fault = ?, grp = ?, place = ?, last = ?, report = ?, scan = ?, mark = ? WHERE id = ?")
	require.NoError(t, err)
	defer func() { _ = update.Close() }()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO tracked_events (tracked, id, pos, body) VALUES ((SELECT key FROM tracked WHERE id = ?), ?, ?, ?)")
	require.NoError(t, err)
	defer func() { _ = insert.Close() }()
	for i := range list {
		f := &list[i]
		_, err := update.ExecContext(ctx, f.Source, f.Rank, f.NextAt.Unix(), f.Stop, f.Status, f.Reason, f.State, f.NeedsAction, f.Problem, f.Scanned, f.CheckedAt.Unix(),
			f.ToldAt.Unix(), f.FinalAt.Unix(), f.Misses, f.Fault, f.Place.Group, f.Place.Value, f.Last, f.Report, f.Scan, i, f.ID)
		require.NoError(t, err)
		for pos, e := range rows[i] {
			_, err := insert.ExecContext(ctx, f.ID, e.ID, pos, e.Body)
			require.NoError(t, err)
		}
	}
	require.NoError(t, tx.Commit())
}

// TestIdleWithManyParcels measures what following a hundred thousand parcels costs while none is due.
func TestIdleWithManyParcels(t *testing.T) {
	if !*trackLong {
		t.Skip("takes long; -track.long runs it")
	}
	const n = 100_000
	l := ledgerOf(t)
	later := time.Now().Add(24 * time.Hour)
	answers := make([]store.FollowedAnswer, 0, n)
	var parcels []store.Followed
	for i := range n {
		id := fmt.Sprintf("1Z%016d", i)
		parcels = append(parcels, store.Followed{ID: id, Number: id, Carrier: "ups", Source: "ups", Status: "in_transit", NextAt: later})
		answers = append(answers, store.FollowedAnswer{ID: id, Source: "ups", At: time.Now(), Status: "in_transit", Rank: i % 5, NextAt: later})
	}
	require.NoError(t, l.store.SaveManyFollowed(t.Context(), parcels))
	require.NoError(t, l.store.RecordFollowed(t.Context(), answers))
	adapter, err := ups.New(carriers.Config{Key: sim.Key, Secret: sim.Secret}, carriers.Deps{Budget: keyBudget(l), Transport: canned{}})
	require.NoError(t, err)
	defer adapter.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	poller := &carriers.Poller{Ledger: l, Roster: carriers.NewRoster(adapter), Budget: keyBudget(l), Holder: "test", Tick: time.Second}
	runtime.GC()
	begun, used := time.Now(), processor(t)
	require.NoError(t, poller.Run(ctx))
	share := float64(processor(t)-used) / float64(time.Since(begun))
	t.Logf("%.2f %% of a core with %d parcels that are not due, looked at every second", 100*share, n)
	assert.Less(t, share, 0.10)
}
