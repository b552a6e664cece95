//go:build unix

package store

import (
	"errors"
	"os"
)

// syncFolder makes a new name in the folder survive a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // G304: the folder of a file that this program has just written.
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
