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
			held        atomic.Int64
			kept, fault int
			err         error
		)
		done := make(chan struct{})
		go func() {
			defer close(done)
			beat(ctx, &held, 30*time.Second, func(context.Context) error { kept++; return err }, func(error) { fault++ })
		}()
		after := func(d time.Duration) (int, int) {
			time.Sleep(d)
			synctest.Wait()
			return kept, fault
		}
		kept0, _ := after(31 * time.Second)
		assert.Zero(t, kept0, "nothing is held")
		held.Store(1)
		kept1, _ := after(30 * time.Second)
		assert.Equal(t, 3, kept1)
		err = errors.New("disk is full")
		_, fault1 := after(10 * time.Second)
		assert.Equal(t, 1, fault1, "a keep that fails is told and tried again")
		end()
		<-done
		kept2, _ := after(time.Minute)
		assert.Equal(t, 4, kept2, "nothing is kept after the end")
	})
}
