package carriers

// Status is where a parcel stands, in one of ten words for all carriers. The second level is the Reason.
type Status string

// The statuses.
const (
	StatusUnknown            Status = "unknown"       // Nothing is known; never overwrites a known status.
	StatusLabelCreated       Status = "label_created" // The carrier has data and not the parcel.
	StatusInTransit          Status = "in_transit"
	StatusOutForDelivery     Status = "out_for_delivery"
	StatusAttempted          Status = "attempted"            // A delivery failed; another attempt or a pickup follows.
	StatusAvailableForPickup Status = "available_for_pickup" // In a locker, shop or post office; the clock runs.
	StatusDelivered          Status = "delivered"            // In the receiver's hands.
	StatusException          Status = "exception"            // The reason says what is wrong.
	StatusReturned           Status = "returned"             // On its way back, or back.
	StatusCancelled          Status = "cancelled"
)

// Statuses lists every status in the order of a smooth life, trouble last.
func Statuses() []Status {
	return []Status{
		StatusUnknown, StatusLabelCreated, StatusInTransit, StatusOutForDelivery, StatusAttempted, StatusAvailableForPickup,
		StatusDelivered, StatusException, StatusReturned, StatusCancelled,
	}
}

// Known reports whether the status says anything. The empty status does not.
func (s Status) Known() bool { return s != "" && s != StatusUnknown }

// InHand reports whether the carrier must have had the parcel to say so.
func (s Status) InHand() bool {
	switch s {
	case StatusInTransit, StatusOutForDelivery, StatusAttempted, StatusAvailableForPickup, StatusDelivered, StatusReturned:
		return true
	default: // An exception may befall a parcel before the carrier has it: a failed pickup, a wrong address.
		return false
	}
}

// worst ranks statuses for a shipment of several packages: the shipment stands where its worst package does, and is
// delivered only when all are.
func (s Status) worst() int {
	switch s {
	case StatusException:
		return 8
	case StatusReturned:
		return 7
	case StatusAttempted:
		return 6
	case StatusAvailableForPickup:
		return 5
	case StatusLabelCreated:
		return 4
	case StatusInTransit:
		return 3
	case StatusOutForDelivery:
		return 2
	case StatusCancelled:
		return 1
	case StatusDelivered:
		return 0
	default:
		return -1 // Unknown says nothing about the shipment.
	}
}

// Label is the status in a packer's language; English where the language is none of ours.
func (s Status) Label(lang Lang) string {
	if s == "" {
		s = StatusUnknown
	}
	return tables().statuses[s].in(lang)
}
