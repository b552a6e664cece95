package fulfillment

// Line is one SKU of an order. The platform sends one item per unit; packers pick by SKU, so units are counted here.
type Line struct {
	SKUID     string   // Platform id, text.
	SellerSKU string   // The seller's own code; may be empty.
	Product   string   // Product name as sold.
	Variation string   // Colour, size and so on.
	Quantity  int      // Units ordered, at least 1.
	Shipped   int      // Units that the shop already counts as shipped.
	Cancelled int      // Units cancelled.
	Items     []string // The platform's line item ids, one per unit; empty for orders from files.
	Parts     []Part   // What to pick for a virtual bundle; empty when the SKU itself is picked.
	UnitPrice string   // Decimal text in the order's currency; empty when unknown.
	Gift      bool
	Dangerous bool
	PackageID string // The platform's package that holds the shipped units; empty before.
}

// Part is one component of a virtual bundle.
type Part struct {
	SKUID     string
	SellerSKU string
	Quantity  int // Units of this part in one unit of the bundle.
}

// Left is the number of units still to be packed.
func (l *Line) Left() int { return max(0, l.Quantity-l.Shipped-l.Cancelled) }

// Pick is one thing to take from the shelf.
type Pick struct {
	SKUID     string
	SellerSKU string
	Name      string // Product and variation as shown to the packer.
	Quantity  int
}

// key tells SKUs apart: the platform's id or, where a file has none, the seller's code.
func (l *Line) key() string {
	if l.SKUID != "" {
		return l.SKUID
	}
	return l.SellerSKU
}

// Picks returns what has to be taken from the shelf for the units left, bundles resolved into their parts and equal
// SKUs summed, in the order of the lines. A part is called by its own name when a line of the order has it, else by the
// bundle's.
func (o *Order) Picks() []Pick {
	var picks []Pick
	add := func(p Pick, own bool) {
		if p.Quantity <= 0 {
			return
		}
		for i := range picks {
			if q := &picks[i]; q.SKUID == p.SKUID && (p.SKUID != "" || p.SellerSKU != "" && q.SellerSKU == p.SellerSKU) {
				q.Quantity += p.Quantity
				if own {
					q.Name = p.Name
				}
				return
			}
		}
		picks = append(picks, p)
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if len(l.Parts) == 0 {
			add(Pick{SKUID: l.SKUID, SellerSKU: l.SellerSKU, Name: l.Name(), Quantity: l.Left()}, true)
			continue
		}
		for _, p := range l.Parts {
			add(Pick{SKUID: p.SKUID, SellerSKU: p.SellerSKU, Name: l.Name(), Quantity: p.Quantity * l.Left()}, false)
		}
	}
	return picks
}

// Name is product and variation in one text. A variation called "Default" says nothing and is left out.
func (l *Line) Name() string {
	if l.Variation == "" || l.Variation == "Default" {
		return l.Product
	}
	if l.Product == "" {
		return l.Variation
	}
	return l.Product + " / " + l.Variation
}
