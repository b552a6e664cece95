//go:build unix

package cli

import (
	"os"
	"runtime"
	"syscall"
)

// residentKB is the largest resident size that an ended process had.
func residentKB(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss) / 1024 //nolint:unconvert // Not an int64 everywhere.
	}
	return int64(usage.Maxrss) //nolint:unconvert // Not an int64 everywhere.
}
