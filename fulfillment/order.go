package fulfillment

import "time"

// Order is what a buyer bought, with what the shop says about it and how far this station has come. The shop's facts
// are overwritten by every newer copy; Stage, Parcels and Parked belong to the station and survive it.
type Order struct {
	ID          string // Up to 19 digits, text.
	Shop        string // The id of the shop it came from.
	Status      Status
	Substatus   string // The shop's own words, as imported; for the eye only.
	Mode        Mode
	PreOrder    bool
	Sample      bool
	COD         bool // Cash on delivery: no payment time before delivery.
	Replacement bool // An exchange or replacement for an earlier order.

	HeldByShop       bool // The shop itself holds the hour of remorse; when false this station must.
	CancelRequested  bool // The buyer asks to cancel; the seller has not answered.
	CancelRequestAt  time.Time
	AddressChanged   bool // The shop reports a recipient address newer than the first.
	RefundRequested  bool
	CancelReason     string
	CancelledBy      string
	SplitOrCombine   string // The shop's tag: SPLIT, COMBINED or empty.
	CombineGroup     string // Orders of one group may travel in one parcel.
	CreatedAt        time.Time
	PaidAt           time.Time // Zero when unpaid, and for COD.
	UpdatedAt        time.Time // The shop's update time; zero for files, which do not say.
	ArrangedAt       time.Time // Ready to ship: label arranged or tracking handed in.
	ShippedAt        time.Time // First carrier scan.
	DeliveredAt      time.Time
	CancelledAt      time.Time
	ShopDeadlines    []Deadline // The platform's own, Source shop. Empty for files.
	Recipient        Address
	Buyer            string // The buyer's user name.
	BuyerMessage     string
	SellerNote       string
	Lines            []Line
	Amount           string // Decimal text; what the buyer paid in all.
	Currency         string // ISO 4217; empty when the file does not say.
	Payment          string // Payment method, the shop's words.
	Warehouse        string
	DeliveryOption   string
	DeliveryOptionID string
	Carrier          string // Shipping provider, the shop's words.
	Tracking         string // Tracking number at order level; empty when unknown.
	PackageID        string

	Stage   Stage // The least advanced of the order's parcels.
	Parked  Parked
	Parcels []Parcel
}

// Parked is why a packer put an order aside; zero when it is not.
type Parked struct {
	Reason string
	At     time.Time
	By     string
}

// Units is the number of units that were ordered and not cancelled.
func (o *Order) Units() int {
	n := 0
	for i := range o.Lines {
		n += max(0, o.Lines[i].Quantity-o.Lines[i].Cancelled)
	}
	return n
}

// UnitsLeft is the number of units still to be packed.
func (o *Order) UnitsLeft() int {
	n := 0
	for i := range o.Lines {
		n += o.Lines[i].Left()
	}
	return n
}

// Paid is when the clocks start: the payment, or the order's creation where no payment time exists (cash on delivery,
// files that leave it out).
func (o *Order) Paid() time.Time {
	if o.PaidAt.IsZero() {
		return o.CreatedAt
	}
	return o.PaidAt
}

// ValidID reports whether s is a platform id: 1 to 19 digits.
func ValidID(s string) bool {
	if s == "" || len(s) > 19 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
