package fulfillment

// Mode says who ships an order, and with it whose label goes on the box.
type Mode string

// The shipping modes. An order of an unknown mode is treated as shipped by TikTok: no label of our own is drawn.
const (
	ModeSeller Mode = "seller" // Shipped by seller: the seller picks a carrier and we draw the label.
	ModeTikTok Mode = "tiktok" // Shipped by TikTok: the platform picks the carrier and supplies the label.
	ModeFBT    Mode = "fbt"    // Fulfilled by TikTok: shown, never touched.
)

// Modes lists every mode in the order in which filters offer them.
func Modes() []Mode { return []Mode{ModeSeller, ModeTikTok, ModeFBT} }

// ShipWith names the platform call that stops the pack clock.
type ShipWith string

// The calls that hand a shipment to the shop.
const (
	ShipWithNothing ShipWith = ""
	ShipWithMark    ShipWith = "mark_package_as_shipped" // One call per order, with carrier and tracking number.
	ShipWithPackage ShipWith = "ship_package"            // One call per package, batches allowed.
)

// Duties is what a mode asks of the seller.
type Duties struct {
	OwnLabel      bool     // We draw the label; false means that the platform's file is printed unchanged.
	OwnCarrier    bool     // The seller picks the carrier and hands in the tracking number.
	AddressPlain  bool     // The buyer's address arrives readable.
	Touchable     bool     // This station may pack and ship it at all.
	ShipWith      ShipWith // The call that tells the shop.
	SellerAnswers bool     // Late scans, loss and damage before delivery are the seller's.
}

// Duties returns what the mode asks for.
func (m Mode) Duties() Duties {
	switch m {
	case ModeSeller:
		return Duties{OwnLabel: true, OwnCarrier: true, AddressPlain: true, Touchable: true, ShipWith: ShipWithMark, SellerAnswers: true}
	case ModeFBT:
		return Duties{}
	case ModeTikTok:
		return Duties{Touchable: true, ShipWith: ShipWithPackage}
	default:
		return Duties{Touchable: true, ShipWith: ShipWithPackage}
	}
}
