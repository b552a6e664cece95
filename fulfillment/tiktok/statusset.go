package tiktok

import "packdesk/fulfillment"

// statusSet collects the statuses of an order's rows: single items can be cancelled or shipped apart from the others.
type statusSet struct {
	has     [8]bool
	unknown fulfillment.Status
}

const (
	isUnpaid = iota
	isOnHold
	isPartly
	isAwaiting
	isArranged
	isMoving
	isDelivered
	isCompleted
)

// bits gives each status its place; cancelled ones have none, they matter only when there is nothing else.
var bits = map[fulfillment.Status]int{
	fulfillment.StatusUnpaid: isUnpaid, fulfillment.StatusOnHold: isOnHold, fulfillment.StatusPartiallyShipping: isPartly,
	fulfillment.StatusAwaitingShipment: isAwaiting, fulfillment.StatusAwaitingCollection: isArranged,
	fulfillment.StatusInTransit: isMoving, fulfillment.StatusDelivered: isDelivered, fulfillment.StatusCompleted: isCompleted,
}

func (s *statusSet) add(status fulfillment.Status) {
	if i, ok := bits[status]; ok {
		s.has[i] = true
	} else if status != fulfillment.StatusCancelled {
		s.unknown = status
	}
}

// status is the order's own: the one that asks for the most care, else the least advanced. Rows that wait beside rows
// that are shipped make it partially shipped.
func (s *statusSet) status() fulfillment.Status {
	onTheWay := s.has[isArranged] || s.has[isMoving] || s.has[isDelivered] || s.has[isCompleted]
	switch {
	case s.unknown != "":
		return s.unknown
	case s.has[isUnpaid]:
		return fulfillment.StatusUnpaid
	case s.has[isOnHold]:
		return fulfillment.StatusOnHold
	case s.has[isPartly], s.has[isAwaiting] && onTheWay:
		return fulfillment.StatusPartiallyShipping
	case s.has[isAwaiting]:
		return fulfillment.StatusAwaitingShipment
	case s.has[isArranged]:
		return fulfillment.StatusAwaitingCollection
	case s.has[isMoving]:
		return fulfillment.StatusInTransit
	case s.has[isDelivered]:
		return fulfillment.StatusDelivered
	case s.has[isCompleted]:
		return fulfillment.StatusCompleted
	default:
		return fulfillment.StatusCancelled
	}
}
