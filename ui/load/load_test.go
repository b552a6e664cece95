package load

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func answer(v int) Func[int] {
	return func(context.Context) (int, error) { return v, nil }
}

func TestNewestWins(t *testing.T) {
	t.Parallel()
	var l Loader[int]
	first := l.Start(t.Context(), 0, answer(1))
	require.NotNil(t, first)
	assert.Nil(t, l.Start(t.Context(), 0, answer(2)), "one is in flight")
	assert.Nil(t, l.Start(t.Context(), 0, answer(3)))

	_, ok, next := l.Take(first())
	assert.False(t, ok, "somebody has asked again")
	require.NotNil(t, next)
	assert.True(t, l.Busy())

	done, ok, again := l.Take(next())
	assert.True(t, ok)
	assert.Nil(t, again)
	assert.Equal(t, 3, done.Value, "the second question was never asked")
	assert.False(t, l.Busy())
}

func TestAnswersOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	var mine, other Loader[int]
	a, b := mine.Start(t.Context(), 0, answer(1))(), other.Start(t.Context(), 0, answer(2))()
	_, ok, cmd := mine.Take(b)
	assert.False(t, ok)
	assert.Nil(t, cmd)
	_, ok, _ = mine.Take(tea.QuitMsg{})
	assert.False(t, ok)
	done, ok, _ := mine.Take(a)
	assert.True(t, ok)
	assert.Equal(t, 1, done.Value)
	_, ok, _ = mine.Take(a)
	assert.True(t, ok, "the same answer twice is still the newest")
}

func TestOlderQuestionIsCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l Loader[int]
		slow := l.Start(t.Context(), 0, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
		got := make(chan tea.Msg, 1)
		go func() { got <- slow() }()
		synctest.Wait()
		assert.Empty(t, got)
		l.Start(t.Context(), 0, answer(2))
		_, ok, next := l.Take(<-got)
		assert.False(t, ok, "a cancelled question is nobody's failure")
		done, ok, _ := l.Take(next())
		assert.True(t, ok)
		assert.NoError(t, done.Err)
	})
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l Loader[int]
		cmd := l.Start(t.Context(), 5*time.Second, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
		begun := time.Now()
		done, ok, _ := l.Take(cmd())
		assert.True(t, ok)
		assert.True(t, errors.Is(done.Err, context.DeadlineExceeded))
		assert.Equal(t, 5*time.Second, time.Since(begun))
	})
}

func TestHandGivesAnAnswerToItsOwner(t *testing.T) {
	t.Parallel()
	var first, second Loader[int]
	var got []int
	take := func(msg tea.Msg) tea.Cmd {
		return Hand(msg, To(&first, func(d Done[int]) tea.Cmd { got = append(got, d.Value); return nil }),
			To(&second, func(d Done[int]) tea.Cmd { got = append(got, 10*d.Value); return nil }))
	}
	a := first.Start(t.Context(), 0, answer(1))
	second.Start(t.Context(), 0, answer(2))
	take(a())
	assert.Equal(t, []int{1}, got)
	b := first.Start(t.Context(), 0, answer(3))
	first.Start(t.Context(), 0, answer(4))
	again := take(b())
	require.NotNil(t, again, "the newer question is asked now")
	take(again())
	take(tea.QuitMsg{})
	assert.Equal(t, []int{1, 4}, got)
}
