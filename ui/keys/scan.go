package keys

// Scan is a code that came from a scanner, as the root hands it to the pane in front where there is no bench.
type Scan struct{ Code string }
