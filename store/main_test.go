package store_test

import (
	"context"
	"testing"

	"go.uber.org/goleak"
)

// ctx is for tests that share a store with callbacks of other test libraries.
var ctx = context.Background()

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(shared{m})
}

// shared closes the benchmarks' common store before anybody looks for leaks.
type shared struct{ m *testing.M }

func (s shared) Run() int {
	code := s.m.Run()
	if big.s != nil && big.s.Close() != nil {
		return 1
	}
	return code
}
