package api

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain also looks for goroutines that a client has left behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
