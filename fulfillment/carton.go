package fulfillment

import (
	"fmt"
	"slices"
	"strconv"
)

// Carton is a kind of box that the seller keeps at the bench.
type Carton struct {
	ID    string // What the packer presses or scans; short.
	Name  string
	Size  Size  // Outside.
	Empty Grams // The weight of the empty carton; 0 when unknown.
	Most  Grams // The gross weight that is printed on the carton; 0 when unknown.

	Shops    []string // The shops whose orders go into it; empty for all.
	Carriers []string // The carriers that take it, as carriers name them; empty for all.
}

// Size is the outside of a parcel in millimetres; the sides in any order. The zero Size is unknown.
type Size struct {
	Length, Width, Height int
}

// Known reports whether all three sides are known.
func (s Size) Known() bool { return s.Length > 0 && s.Width > 0 && s.Height > 0 }

// sides returns the sides, the longest first.
func (s Size) sides() [3]int {
	sides := [3]int{s.Length, s.Width, s.Height}
	slices.SortFunc(sides[:], func(a, b int) int { return b - a })
	return sides
}

// LengthGirth is the longest side and the way round the other two, in millimetres.
func (s Size) LengthGirth() int {
	sides := s.sides()
	return sides[0] + 2*(sides[1]+sides[2])
}

// Volumetric is the weight that a carrier charges for the room that a parcel takes: every side rounded up to a whole
// centimetre, the product divided by the divisor in cm³ per kg, rounded up to a gram. Without a size or a divisor it is 0.
func (s Size) Volumetric(divisor int) Grams {
	if !s.Known() || divisor <= 0 {
		return 0
	}
	volume := 1
	for _, side := range s.sides() {
		volume *= (side + 9) / 10
	}
	return Grams((volume*1000 + divisor - 1) / divisor)
}

// Grams is a weight.
type Grams int

// String writes the weight in kilograms, as labels show it: "0.84 kg", "1.234 kg".
func (g Grams) String() string {
	s := strconv.FormatFloat(float64(g)/1000, 'f', -1, 64)
	if g%10 == 0 {
		s = fmt.Sprintf("%.2f", float64(g)/1000)
	}
	return s + " kg"
}

// Sent is a parcel as a carrier's limits see it. Zero values are unknown and not checked.
type Sent struct {
	Carrier     string // As carriers names them: ups, fedex, dhl, ems.
	Service     string // The service as the limits name it; empty when it is not known.
	Origin      string // Countries, ISO 3166-1 alpha-2.
	Destination string
	Size        Size
	Weight      Grams
	Carton      Carton
}

// LimitKind names what a parcel exceeds.
type LimitKind string

// The kinds. Weights are in grams, lengths in millimetres.
const (
	LimitWeight      LimitKind = "weight"
	LimitLength      LimitKind = "length"
	LimitWidth       LimitKind = "width"  // The second side.
	LimitHeight      LimitKind = "height" // The third side.
	LimitLengthGirth LimitKind = "length_girth"
	LimitHeavy       LimitKind = "heavy"  // Within the limit, but the carrier wants a heavy-package label.
	LimitCarton      LimitKind = "carton" // More than the carton carries.
)

// LimitWarning says which usual limit a parcel exceeds. It warns and never refuses: a contract may allow more, and a
// destination less.
type LimitWarning struct {
	Kind    LimitKind
	Have    int
	Most    int
	Service string
	Hard    bool   // Also over the limit that no contract lifts.
	Sure    string // How sure the limit is: high, medium or low.
	Source  string
}

// Warnings lists what a parcel exceeds. With no service named it is the service of the carrier that fits the parcel
// best, so that a parcel which one of them takes gives no warning.
func (s *Sent) Warnings() []LimitWarning {
	var best []LimitWarning
	for i, l := range s.limits() {
		found := l.exceeded(s)
		if i == 0 || len(found) < len(best) {
			best = found
		}
	}
	if s.Carton.Most > 0 && s.Weight > s.Carton.Most {
		best = append(best, LimitWarning{Kind: LimitCarton, Have: int(s.Weight), Most: int(s.Carton.Most), Service: s.Carton.Name, Sure: "high"})
	}
	return best
}

// limits returns the limits that apply, with what a destination changes.
func (s *Sent) limits() []ParcelLimit {
	var found []ParcelLimit
	for _, l := range Limits() {
		if l.Carrier != s.Carrier || s.Service != "" && l.Service != s.Service || l.Origin != "" && l.Origin != s.Origin {
			continue
		}
		found = append(found, l.to(s.Destination))
	}
	return found
}

// Chargeable is a weight that a carrier may charge.
type Chargeable struct {
	Divisor int // Of the volumetric weight, in cm³ per kg.
	Weight  Grams
}

// Chargeable lists the weights that the carrier may charge, the larger of real and volumetric weight, one for each
// divisor that the carrier's services use. It is empty where none uses any.
func (s *Sent) Chargeable() []Chargeable {
	var found []Chargeable
	for _, l := range s.limits() {
		if l.VolumetricFrom > 0 && s.Size.sides()[0] < l.VolumetricFrom {
			continue
		}
		for _, divisor := range l.Divisors {
			c := Chargeable{Divisor: divisor, Weight: max(s.Weight, s.Size.Volumetric(divisor))}
			if !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	return found
}
