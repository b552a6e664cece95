package fulfillment

// ShipCarrier is a carrier by which orders shipped by seller may go.
type ShipCarrier struct {
	Name string // As the shop lists it.
	Pool int    // Tracking numbers that lie ready for it.
}
