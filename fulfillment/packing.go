package fulfillment

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Packing is how far a parcel has come at a bench: what has to go in, what is in, its cartons and its labels. It is plain
// data. A store keeps it after every step and gives it back after a crash; nothing else remembers progress.
type Packing struct {
	ID       string // The id of the first parcel.
	Shop     string
	Orders   []string // The orders that travel together, usually one.
	Mode     Mode
	Rules    PackRules
	Claim    Claim
	Phase    Phase
	Lines    []PackLine
	Goods    []PackGood
	Packages []PackPackage // Of an order that the platform has split: one parcel each. Empty for any other.
	Parcels  []PackParcel  // The last one is being packed.
	Trail    []PackStep    // What undo takes back, the last step at the end.
	Parked   Parked        // Why it was put aside; zero when it was not.
	Stop     Rule          // Why it must not go; empty when it may.
	Shipped  bool          // The shop had accepted the order before it was packed.
	Revision int           // Counts the steps; a store refuses to go back.
}

// Phase is what the bench waits for.
type Phase string

// The phases of a parcel, in their order. Switches of the shop leave some out.
const (
	PhaseUnits     Phase = "units"
	PhaseNumber    Phase = "number" // The carrier's number of a parcel that has none yet.
	PhaseLabel     Phase = "label"  // The print command.
	PhaseProof     Phase = "proof"  // The scan of the printed label.
	PhaseChecklist Phase = "checklist"
	PhasePhoto     Phase = "photo"
	PhaseClosed    Phase = "closed" // Every unit has gone.
)

// PackLine is one thing to pack, in units. Parts of bundles are counted like everything else.
type PackLine struct {
	SKUID     string
	SellerSKU string
	Name      string
	Need      int
	Done      int
	ByHand    int    // Units of Done that were confirmed by hand.
	Package   string // The platform's package in which it travels, where the order is split.
}

// Left is the number of units still missing.
func (l *PackLine) Left() int { return l.Need - l.Done }

// same reports whether two lines ask for the same SKU in the same package. Lines of files may have no id.
func (l *PackLine) same(other *PackLine) bool {
	if l.SKUID != other.SKUID || l.Package != other.Package {
		return false
	}
	return l.SKUID != "" || l.SellerSKU == other.SellerSKU && l.Name == other.Name
}

// is reports whether the item is what the line asks for.
func (l *PackLine) is(it *Item) bool {
	if l.SKUID != "" && l.SKUID == it.SKUID {
		return true
	}
	return l.SellerSKU != "" && it.SellerSKU != "" && ItemKey(l.SellerSKU) == ItemKey(it.SellerSKU)
}

// PackGood is a line of an order, as the shop counts it: a bundle is one unit there and several to the packer.
type PackGood struct {
	Order    string
	SKUID    string
	Quantity int
	Parts    []PackPart
}

// PackPart is how many units of a PackLine one unit of a PackGood needs.
type PackPart struct {
	Line     int
	Quantity int
}

// bundle reports whether a unit of the good is more than one unit of one line.
func (g *PackGood) bundle() bool { return len(g.Parts) != 1 || g.Parts[0].Quantity != 1 }

// PackParcel is one carton with its label.
type PackParcel struct {
	ID       string
	Counts   []int // Units in it, by PackLine.
	Goods    []int // Units in it, by PackGood, once it is packed.
	Closing  bool  // It is closed although units are missing; they go into the next one.
	Carton   string
	Weight   Grams
	WeightBy string // "typed" or "scale".
	Label    PackLabel
	Proof    Proof
	Checked  []string // Ids of the checklist.
	Photos   []string
	NoPhoto  bool // Left out on purpose.
	Asked    bool // The camera was asked.
	Shipped  bool // The shop has accepted it by itself, as one of several of the order.
	PackedAt time.Time
	ProvenAt time.Time
	ClosedAt time.Time
}

// Units is the number of units in the parcel.
func (b *PackParcel) Units() int {
	n := 0
	for _, c := range b.Counts {
		n += c
	}
	return n
}

// Proof says how it was shown that the label is on the box.
type Proof string

// The proofs.
const (
	ProofNone   Proof = ""
	ProofScan   Proof = "scan"
	ProofByHand Proof = "by_hand"
)

// PackLabel is what the bench knows of a parcel's label.
type PackLabel struct {
	State    LabelState
	Codes    []string // What its codes say: a scan of one of them is a scan of this label.
	Carrier  string
	Tracking string
	Prints   int    // How often printing was asked for.
	Given    bool   // The number was given at the bench, so that its scan proves nothing before the label is printed.
	Void     int    // Of those, the first ones that bear a number which was taken back.
	Why      string // Why the last print failed, or is kept waiting by the printer.
	Doubt    bool   // It failed, and may have come out all the same.
	Address  string // The Mark of the address that it shows; empty when nobody knows.
	At       time.Time
}

// LabelState is how far a label has come.
type LabelState string

// The states of a label.
const (
	LabelNone    LabelState = ""
	LabelAsked   LabelState = "asked"
	LabelAwaited LabelState = "awaited" // The print waits for the platform's file: the shop is being asked for it.
	LabelPrinted LabelState = "printed"
	LabelFailed  LabelState = "failed"
)

// PackStep is one applied scan, or one confirmation by hand.
type PackStep struct {
	Code   string
	Moved  []PackPart // Units by line.
	Number bool       // It was the parcel's tracking number.
	ByHand bool
}

// NewPacking prepares orders that travel together, one as a rule. With a parcel that has a content, only that content is
// packed. Whatever is in the shop's eyes shipped already is packed whole. An order that the platform has split is packed
// package by package.
func NewPacking(orders []*Order, parcel *Parcel, rules PackRules) *Packing {
	p := &Packing{Rules: rules, Phase: PhaseUnits}
	box := PackParcel{}
	for _, o := range orders {
		if p.ID == "" {
			p.ID, p.Shop, p.Mode = o.ID, o.Shop, o.Mode
		}
		p.Orders = append(p.Orders, o.ID)
		p.Shipped = p.Shipped || o.shipped()
		carrier, tracking := o.NumberFor(o.Sole())
		box.Label.of(tracking, carrier)
		if box.Label.Carrier == "" {
			box.Label.Carrier = carrier
		}
	}
	if parcel == nil && len(orders) == 1 && p.split(orders[0]) {
		p.Parcels = []PackParcel{{ID: p.ID, Counts: make([]int, len(p.Lines))}}
		p.chooseLast()
		return p
	}
	left := map[string]int{}
	if parcel != nil {
		p.ID = parcel.ID
		if parcel.Tracking != "" {
			box.Label = PackLabel{}
			box.Label.of(parcel.Tracking, parcel.Carrier)
		}
		box.Label.Codes = appendNew(box.Label.Codes, TrackingKey(parcel.PackageID))
		if !parcel.LabelAt.IsZero() {
			box.Label.State, box.Label.Prints, box.Label.At = LabelPrinted, 1, parcel.LabelAt
		}
		for _, u := range parcel.Content {
			left[u.Order+" "+u.SKUID] += u.Quantity
		}
	}
	for _, o := range orders {
		for i := range o.Lines {
			l := &o.Lines[i]
			units := l.Left()
			if o.shipped() {
				units = max(0, l.Quantity-l.Cancelled)
			}
			if parcel != nil && len(parcel.Content) > 0 {
				key := o.ID + " " + l.SKUID
				units = min(max(units, 0), left[key])
				left[key] -= units
			}
			p.add(o.ID, "", l, units)
		}
	}
	box.ID, box.Counts = p.ID, make([]int, len(p.Lines))
	p.Parcels = []PackParcel{box}
	return p
}

// add puts a line of an order on the list, in the package of the platform where the order is split.
func (p *Packing) add(order, pkg string, l *Line, units int) {
	if units <= 0 {
		return
	}
	good := PackGood{Order: order, SKUID: l.SKUID, Quantity: units}
	need := func(want PackLine, each int) {
		if each <= 0 {
			return
		}
		want.Package = pkg
		i := slices.IndexFunc(p.Lines, func(have PackLine) bool { return have.same(&want) })
		if i < 0 {
			i = len(p.Lines)
			p.Lines = append(p.Lines, want)
		}
		p.Lines[i].Need += each * units
		for j := range good.Parts {
			if good.Parts[j].Line == i {
				good.Parts[j].Quantity += each
				return
			}
		}
		good.Parts = append(good.Parts, PackPart{Line: i, Quantity: each})
	}
	if len(l.Parts) == 0 {
		need(PackLine{SKUID: l.SKUID, SellerSKU: l.SellerSKU, Name: l.Name()}, 1)
	}
	for _, part := range l.Parts {
		need(PackLine{SKUID: part.SKUID, SellerSKU: part.SellerSKU, Name: l.Name()}, part.Quantity)
	}
	p.Goods = append(p.Goods, good)
}

// Left is the number of units still missing.
func (p *Packing) Left() int {
	n := 0
	for i := range p.Lines {
		n += p.Lines[i].Left()
	}
	return n
}

// Units is the number of units in all.
func (p *Packing) Units() int {
	n := 0
	for i := range p.Lines {
		n += p.Lines[i].Need
	}
	return n
}

// Box is the parcel that is being packed.
func (p *Packing) Box() *PackParcel { return &p.Parcels[len(p.Parcels)-1] }

// Find returns the parcel with the id, or nil.
func (p *Packing) Find(parcel string) *PackParcel {
	for i := range p.Parcels {
		if p.Parcels[i].ID == parcel {
			return &p.Parcels[i]
		}
	}
	return nil
}

// Stage is how far the parcel has come.
func (p *Packing) Stage(b *PackParcel) Stage {
	switch {
	case p.Stop != "" && b.ClosedAt.IsZero():
		return StageStopped
	case !p.Parked.At.IsZero() && b.ClosedAt.IsZero():
		return StageParked
	case p.Shipped, b.Shipped:
		return StageShipped
	case b.PackedAt.IsZero():
		return StageToPack
	case b.Label.State == LabelPrinted || b.Proof != ProofNone:
		return StageLabelled
	default:
		return StagePacked
	}
}

// Shipments returns the parcels as the rest of the program knows them. A parcel that is not packed yet has no content.
func (p *Packing) Shipments() []Parcel {
	parcels := make([]Parcel, 0, len(p.Parcels))
	for i := range p.Parcels {
		b := &p.Parcels[i]
		out := Parcel{ID: b.ID, Shop: p.Shop, Stage: p.Stage(b), Carrier: b.Label.Carrier, Tracking: b.Label.Tracking, Orders: p.Orders, PackedAt: b.PackedAt, LabelAt: b.Label.At, Content: p.content(b)}
		if p.pack(b.ID) != nil {
			out.PackageID = b.ID
		}
		parcels = append(parcels, out)
	}
	return parcels
}

// content lists what is in a packed parcel, as the shop counts it.
func (p *Packing) content(b *PackParcel) []Unit {
	var content []Unit
	for g, n := range b.Goods {
		if n > 0 {
			content = append(content, Unit{Order: p.Goods[g].Order, SKUID: p.Goods[g].SKUID, Quantity: n})
		}
	}
	return content
}

// of says whose number the label shows.
func (l *PackLabel) of(tracking, carrier string) {
	if tracking == "" {
		return
	}
	l.Tracking = tracking
	if carrier != "" {
		l.Carrier = carrier
	}
	l.Codes = appendNew(l.Codes, TrackingKey(tracking))
}

// order is the order that the journal names.
func (p *Packing) order() string {
	if len(p.Orders) == 0 {
		return ""
	}
	return p.Orders[0]
}

// nextID names the parcel after the ones there are. The same packing always gives the same names, so a step that is
// repeated after a crash makes no second parcel.
func (p *Packing) nextID() string { return p.boxID(len(p.Parcels) + 1) }

// boxID names the nth parcel, until it turns out to be one of the platform's packages.
func (p *Packing) boxID(n int) string {
	if n == 1 {
		return p.ID
	}
	return p.ID + "-" + strconv.Itoa(n)
}

// missing names the units that are missing, for the journal: "2 MUG-RED, 1 TEE-M".
func (p *Packing) missing() string {
	var parts []string
	for i := range p.Lines {
		if l := &p.Lines[i]; l.Left() > 0 {
			parts = append(parts, strconv.Itoa(l.Left())+" "+l.sku())
		}
	}
	return strings.Join(parts, ", ")
}

// sku is the seller's own code, or the platform's id.
func (l *PackLine) sku() string {
	if l.SellerSKU != "" {
		return l.SellerSKU
	}
	return l.SKUID
}
