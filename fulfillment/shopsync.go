package fulfillment

import "time"

// SyncFault is why a shop is not read at the moment, in classes that ask for the same action. The list is open; screens
// have a word for each of these and one for all others.
type SyncFault string

// The faults.
const (
	SyncClock      SyncFault = "clock"      // This computer's clock is wrong, so that the shop refuses every call.
	SyncAccess     SyncFault = "access"     // The seller has taken the permission back, or it has run out.
	SyncSetup      SyncFault = "setup"      // Key, secret, scope or network address of the app are not as the shop wants them.
	SyncOffline    SyncFault = "offline"    // No line, or it broke.
	SyncBetween    SyncFault = "between"    // Something between here and the shop answers in its place.
	SyncBusy       SyncFault = "busy"       // Too many calls.
	SyncShopFault  SyncFault = "shop_fault" // The shop has a fault, or answers what nobody can read.
	SyncHere       SyncFault = "here"       // The trouble is on this computer: the disk, the database.
	SyncUnreadable SyncFault = "unreadable" // Some orders could not be read; the others were.
)

// ShopSync is how the reading of a shop's orders stands.
type ShopSync struct {
	Shop    string
	Account string    // The authorisation by which it is read.
	To      time.Time // Every change up to then has been read; zero before the first page.
	At      time.Time // The end of the last round that read everything; zero before the first.
	Tried   time.Time // The beginning of the last round.
	Next    time.Time // When the next one is due.
	Running bool      // A round is under way.

	Fault SyncFault // Empty after a good round.
	Says  string    // The fault in a sentence, with what to do.
	Since time.Time // When the first of the failed rounds began.
	Fails int       // Failed rounds in a row.
}
