package fulfillment

import "time"

// Shop is a TikTok Shop account whose orders this station packs.
type Shop struct {
	ID     string // The platform's shop id, or a name chosen at import.
	Name   string // As screens show it; the ID where it is empty.
	Region string // ISO 3166-1 alpha-2.
	Zone   string // IANA name of the shop's time zone; empty means UTC.
}

// Location is the shop's time zone, UTC when it is unknown.
func (s Shop) Location() *time.Location {
	loc, err := time.LoadLocation(s.Zone) // An empty name is UTC.
	if err != nil || loc == time.Local {  // This machine's zone says nothing about a shop.
		return time.UTC
	}
	return loc
}

// Intake is one delivery of orders: a file, or a run of the sync.
type Intake struct {
	Kind      string // "file", "sync" or "demo".
	Name      string // The file's name without its folder.
	Shop      string // The shop of orders that do not name one themselves.
	At        time.Time
	Added     int
	Updated   int
	Unchanged int
	Rejected  int
}
