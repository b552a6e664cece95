package store

import (
	"fmt"

	"golang.org/x/sys/unix"

	"packdesk/fulfillment"
)

// remote names the file systems on which SQLite's locks and shared memory do not hold.
var remote = map[int64]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xff534d42: "CIFS",
	0xfe534d42: "SMB",
}

// localFolder refuses a folder on a network file system: two machines would damage the database.
func localFolder(dir string) error {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return reachable(err)
	}
	if name, ok := remote[int64(st.Type)&0xffffffff]; ok { //nolint:unconvert // The type's width differs between platforms.
		return fmt.Errorf("%w: the folder lies on a network drive (%s), where the database would be damaged; choose a local folder with --data", fulfillment.ErrInvalid, name)
	}
	return nil
}
