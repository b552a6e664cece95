package shipping

import (
	"context"
	"sync/atomic"
	"time"
)

// beat keeps what is held for so long again, three times in that time, until ctx ends. While nothing is held it keeps nothing.
func beat(ctx context.Context, held *atomic.Int64, long time.Duration, keep func(context.Context) error, failed func(error)) {
	tick := time.NewTicker(long / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if held.Load() == 0 {
			continue
		}
		if err := keep(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}
