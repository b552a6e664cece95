package fulfillment

// Status is the shop's own word for where an order stands. The list is open: a value that is new is kept as it came and
// treated with care, never refused.
type Status string

// The statuses that the platform documents.
const (
	StatusUnpaid             Status = "UNPAID"
	StatusOnHold             Status = "ON_HOLD"
	StatusAwaitingShipment   Status = "AWAITING_SHIPMENT"
	StatusPartiallyShipping  Status = "PARTIALLY_SHIPPING"
	StatusAwaitingCollection Status = "AWAITING_COLLECTION"
	StatusInTransit          Status = "IN_TRANSIT"
	StatusDelivered          Status = "DELIVERED"
	StatusCompleted          Status = "COMPLETED"
	StatusCancelled          Status = "CANCELLED"
)

// Known reports whether the status is one of the documented ones.
func (s Status) Known() bool {
	switch s {
	case StatusUnpaid, StatusOnHold, StatusAwaitingShipment, StatusPartiallyShipping, StatusAwaitingCollection,
		StatusInTransit, StatusDelivered, StatusCompleted, StatusCancelled:
		return true
	default:
		return false
	}
}
