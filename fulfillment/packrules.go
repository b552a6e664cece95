package fulfillment

import "time"

// PackRules are a shop's switches for the bench. The zero value is the default: the label prints by itself on the last
// unit and its scan closes the parcel.
type PackRules struct {
	NoProof     bool          // The printed label is not scanned.
	PrintByHand bool          // The label waits for the print command.
	Checklist   bool          // The packing checklist is confirmed before a parcel is closed.
	Photo       PhotoRule     // Whether a photo of the closed box is taken.
	NoShip      bool          // The shop is not told by the bench that an order ships: a batch does, or Seller Center.
	AnyNumber   bool          // A tracking number of a form that nobody knows is taken without asking.
	ClaimFor    time.Duration // How long a claim lasts without a scan; 0 means ClaimFor.
}

// PhotoRule says whether a parcel needs a photo.
type PhotoRule string

// The photo rules.
const (
	PhotoOff  PhotoRule = ""
	PhotoAsk  PhotoRule = "ask"  // The camera is asked for one, and nobody waits.
	PhotoMust PhotoRule = "must" // The parcel stays open until a photo is there, or is left out on purpose.
)

func (r *PackRules) claimFor() time.Duration {
	if r.ClaimFor > 0 {
		return r.ClaimFor
	}
	return ClaimFor
}

// Reason is why a packer does what needs one. Lists offer the ones below; any other text is a packer's own words.
type Reason string

// The reasons.
const (
	ReasonShort      Reason = "short"
	ReasonDamaged    Reason = "damaged"
	ReasonWrongStock Reason = "wrong_stock"
	ReasonAsk        Reason = "ask"
	ReasonLater      Reason = "later"

	ReasonJammed  Reason = "jammed"
	ReasonSmeared Reason = "smeared"
	ReasonTorn    Reason = "torn"
	ReasonLost    Reason = "lost"
	ReasonAddress Reason = "address"
	ReasonNumber  Reason = "number" // Given by the bench itself: the label bears a number that was taken back.

	ReasonColleague Reason = "colleague"
	ReasonStation   Reason = "station"
	ReasonBreak     Reason = "break"
)

// ParkReasons lists why an order is put aside.
func ParkReasons() []Reason {
	return []Reason{ReasonShort, ReasonDamaged, ReasonWrongStock, ReasonAsk, ReasonLater}
}

// ReprintReasons lists why a label is printed once more.
func ReprintReasons() []Reason {
	return []Reason{ReasonJammed, ReasonSmeared, ReasonTorn, ReasonLost, ReasonAddress}
}

// TakeOverReasons lists why somebody takes a parcel that a colleague holds.
func TakeOverReasons() []Reason { return []Reason{ReasonColleague, ReasonStation, ReasonBreak} }

// Words is the reason as an English clause; screens translate the reason instead.
func (r Reason) Words() string {
	switch r {
	case ReasonShort:
		return "an item is missing"
	case ReasonDamaged:
		return "an item is damaged"
	case ReasonWrongStock:
		return "the shelf holds something else"
	case ReasonAsk:
		return "somebody has to be asked"
	case ReasonLater:
		return "it has to wait"
	case ReasonJammed:
		return "the printer jammed"
	case ReasonSmeared:
		return "the print is not readable"
	case ReasonTorn:
		return "the label is torn"
	case ReasonLost:
		return "the label is lost"
	case ReasonAddress:
		return "the address has changed"
	case ReasonNumber:
		return "the tracking number was taken back"
	case ReasonColleague:
		return "the colleague hands it on"
	case ReasonStation:
		return "the other station is down"
	case ReasonBreak:
		return "the colleague is away"
	default:
		return string(r)
	}
}

// NotNow says why a command cannot be carried out now. The same answer greys out the key.
type NotNow string

// The answers.
const (
	NotOpen        NotNow = "not_open"        // Nothing is open.
	NotFree        NotNow = "not_free"        // Another order is open.
	NotUndo        NotNow = "not_undo"        // Nothing to take back.
	NotEmpty       NotNow = "not_empty"       // The carton is empty.
	NotLast        NotNow = "not_last"        // Nothing is left for another carton.
	NotMissing     NotNow = "not_missing"     // Units are missing.
	NotUnits       NotNow = "not_units"       // Every unit is in: there is nothing to count.
	NotBundle      NotNow = "not_bundle"      // A bundle would be torn apart.
	NotPrinted     NotNow = "not_printed"     // No label has been printed.
	NotAgain       NotNow = "not_again"       // The label is printed already; a reprint needs a reason.
	NotComing      NotNow = "not_coming"      // The label waits for the platform's file: a reprint would come out beside it.
	NotNumber      NotNow = "not_number"      // The parcel has no tracking number yet.
	NotProven      NotNow = "not_proven"      // The label has not been scanned.
	NotAfterLabel  NotNow = "not_after_label" // The label is printed: park the order instead.
	NotAfterClosed NotNow = "not_closed"      // A parcel of the order is closed already.
	NotShipped     NotNow = "not_shipped"     // The shop has accepted the order as it is.
	NotOneLabel    NotNow = "not_one_label"   // The platform makes one label for what is here, so a second carton would have none.
	NotAsked       NotNow = "not_asked"       // Nothing was asked.
	NotChoice      NotNow = "not_choice"      // There is no such choice.
	NotReason      NotNow = "not_reason"      // A reason is missing.
	NotAlarm       NotNow = "not_alarm"       // The error has to be cleared first.
	NotPhoto       NotNow = "not_photo"       // The shop takes no photos.
)

// Words is the answer as an English clause; screens translate the answer instead.
func (n NotNow) Words() string {
	switch n {
	case NotOpen:
		return "no order is open"
	case NotFree:
		return "another order is open"
	case NotUndo:
		return "there is nothing to take back"
	case NotEmpty:
		return "nothing is in this carton yet"
	case NotLast:
		return "nothing is left for another carton"
	case NotUnits:
		return "every unit is in: there is nothing to count"
	case NotMissing:
		return "units are missing: scan them, park the order or take another carton for the rest"
	case NotBundle:
		return "the parts of a bundle must travel in one parcel"
	case NotPrinted:
		return "no label has been printed yet"
	case NotAgain:
		return "the label is printed already; ask for a reprint"
	case NotComing:
		return "its label is still to come: the shop is being asked for it"
	case NotNumber:
		return "scan the waybill of this parcel first"
	case NotProven:
		return "scan the printed label first"
	case NotAfterLabel:
		return "the label is printed; park the order instead"
	case NotAfterClosed:
		return "a parcel of this order is closed already"
	case NotShipped:
		return "the shop has accepted the order as one parcel"
	case NotOneLabel:
		return "TikTok makes one label for it: pack one parcel, or park it and have it split in Seller Center first"
	case NotAsked:
		return "nothing was asked"
	case NotChoice:
		return "there is no such choice"
	case NotReason:
		return "a reason is needed"
	case NotAlarm:
		return "clear the error first"
	case NotPhoto:
		return "this shop takes no photos at the bench"
	default:
		return ""
	}
}
