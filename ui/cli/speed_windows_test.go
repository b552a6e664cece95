package cli

import "os"

// residentKB is not told here.
func residentKB(*os.ProcessState) int64 { return 0 }
