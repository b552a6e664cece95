package notice

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func front(b *Board, now time.Time) string {
	p, behind, ok := b.Front(now)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s+%d", p.Text, behind)
}

func TestGoodNewsPassesAndBadNewsStays(t *testing.T) {
	t.Parallel()
	var b Board
	at := time.Unix(1000, 0)
	b.Add(Post{Level: Bad, Text: "bad"}, at)
	b.Add(Post{Level: Good, Text: "good"}, at)
	assert.Equal(t, "bad+0", front(&b, at), "bad news first")
	b.Add(Post{Level: Bad, Text: "worse"}, at)
	assert.Equal(t, "worse+1", front(&b, at), "then the newest")
	assert.Equal(t, "worse+1", front(&b, at.Add(time.Hour)), "an hour is no reason")
	assert.True(t, b.Dismiss(at))
	assert.Equal(t, "bad+0", front(&b, at))
	assert.True(t, b.Dismiss(at))
	assert.Equal(t, "good+0", front(&b, at))
	assert.Equal(t, "good+0", front(&b, at.Add(Lifetime-1)))
	assert.Empty(t, front(&b, at.Add(Lifetime)))
	b.Expire(at.Add(Lifetime))
	assert.False(t, b.Dismiss(at), "nothing left")
}

func TestKinds(t *testing.T) {
	t.Parallel()
	var b Board
	at := time.Unix(1000, 0)
	b.Add(Post{Level: Bad, Kind: "read", Text: "first"}, at)
	b.Add(Post{Level: Bad, Kind: "read", Text: "second"}, at)
	assert.Equal(t, "second+0", front(&b, at), "one of a kind")
	b.Remove("other")
	assert.Equal(t, "second+0", front(&b, at))
	b.Remove("read")
	assert.Empty(t, front(&b, at))
}

func TestBoardIsBounded(t *testing.T) {
	t.Parallel()
	var b Board
	at := time.Unix(1000, 0)
	for i := range Limit {
		b.Add(Post{Level: Bad, Text: fmt.Sprint("bad ", i)}, at)
		b.Add(Post{Level: Good, Text: "good"}, at)
	}
	assert.Len(t, b.list, Limit)
	for _, e := range b.list {
		assert.Equal(t, Bad, e.Level, "good news goes first")
	}
}

func TestTroublesEndTogether(t *testing.T) {
	t.Parallel()
	troubles := Troubles{Kind: "read"}
	assert.Nil(t, troubles.Works("page"), "nothing was wrong")
	assert.Equal(t, Post{Level: Bad, Text: "no page", Kind: "read"}, troubles.Fails("page", "no page")())
	assert.Equal(t, Post{Level: Bad, Text: "no counts", Kind: "read"}, troubles.Fails("counts", "no counts")())
	assert.Nil(t, troubles.Works("page"), "the counts still fail")
	assert.Equal(t, Clear{Kind: "read"}, troubles.Works("counts")())
}
