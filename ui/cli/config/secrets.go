package config

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// openSecrets names the secrets that stand in a file which others on this computer may read. They still count: who has read
// them has them, and a bench that stands still mends nothing.
func openSecrets(path string, file []entry) []Problem {
	if len(file) == 0 || runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	var found []Problem
	for _, e := range file {
		if e.path == "tiktok.app_secret" || strings.HasPrefix(e.path, "carriers.") && strings.HasSuffix(e.path, ".secret") {
			found = append(found, Problem{Where: e.where, Key: e.path, Mild: true, Says: fmt.Sprintf(
				"others on this computer may read it (mode %04o): run chmod 600 on the file, or put the secret into the environment", info.Mode().Perm(),
			)})
		}
	}
	return found
}
