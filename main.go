// Packdesk is a packing station for TikTok Shop sellers, in a terminal.
package main

import (
	"os"

	"packdesk/ui/cli"
)

// What the linker sets in a release; empty in a build from source.
var version, commit, date string

func main() {
	os.Exit(cli.Main(cli.Build{Version: version, Commit: commit, Date: date}))
}
