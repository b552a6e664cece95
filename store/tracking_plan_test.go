package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestClaimsLookAtWhatIsDue reads the plans of what the poller asks every few seconds: nothing may look at parcels that
// are not due.
func TestClaimsLookAtWhatIsDue(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	now := time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)
	judge := func(query string, args []any, index string) {
		p := plan(t, s, query, args)
		assert.Contains(t, p, index, "%s\n%s", query, p)
		for step := range strings.SplitSeq(p, "\n") {
			assert.False(t, strings.HasPrefix(step, "SCAN tracked") && !strings.Contains(step, "COVERING"), "%s\n%s", query, p)
			assert.NotContains(t, step, "TEMP B-TREE", "%s\n%s", query, p)
		}
	}
	c := &FollowedClaim{Source: "ups", Now: now, Until: now.Add(time.Minute), Limit: 100}
	due := "tracked_due (source=? AND rank=? AND next_at<?)"
	query, args := claimQuery(s.dialect, c, "ups", 3, 100)
	judge(query, args, due)
	judge(anyDueQuery, []any{"ups", 3, stamp(now)}, due)
	judge(sourcesQuery, nil, "tracked_due (source>?)")
	c.IDs = []string{"1Z"}
	query, args = claimQuery(s.dialect, c, "ups", 3, 100)
	assert.Contains(t, plan(t, s, query, args), "SEARCH tracked USING")
	judge(followedCountQuery, nil, "tracked_counts")
	for _, from := range []*FollowedAnchor{nil, {FollowedPlace{1, 5}, "x"}} {
		for _, back := range []bool{false, true} {
			for _, f := range []FollowedFilter{{}, {Action: true}} {
				query, args := followedPageQuery(s.dialect, f, from, back, 50)
				p := plan(t, s, query, args)
				assert.Contains(t, p, "USING INDEX tracked_list", "%s\n%s", query, p)
				assert.NotContains(t, p, "TEMP B-TREE", "%s\n%s", query, p)
			}
		}
	}
	p := plan(t, s, shippedQuery, []any{1, 1000, 500})
	assert.Contains(t, p, "INTEGER PRIMARY KEY (rowid>? AND rowid<?)", p)
}
