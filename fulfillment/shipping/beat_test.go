package shipping

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestWhatIsHeldIsKeptThreeTimesInItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		var (
			held, kept, fault atomic.Int64
			broken            atomic.Bool
		)
		keep := func(context.Context) error {
			kept.Add(1)
			if broken.Load() {
				return errors.New("disk is full")
			}
			return nil
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			beat(ctx, &held, 30*time.Second, keep, func(error) { fault.Add(1) })
		}()
		after := func(d time.Duration) {
			time.Sleep(d)
			synctest.Wait()
		}
		after(31 * time.Second)
		assert.Zero(t, kept.Load(), "nothing is held")
		held.Store(1)
		after(30 * time.Second)
		assert.EqualValues(t, 3, kept.Load())
		broken.Store(true)
		after(10 * time.Second)
		assert.EqualValues(t, 1, fault.Load(), "a keep that fails is told and tried again")
		end()
		<-done
		after(time.Minute)
		assert.EqualValues(t, 4, kept.Load(), "nothing is kept after the end")
	})
}
