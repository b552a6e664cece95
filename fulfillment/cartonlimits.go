package fulfillment

import (
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"
)

// What carriers take, and how a parcel is packed. Every limit names its source and how sure it is; the file says when it
// was collected.
//
//go:embed limits/parcel-limits.json
var limitFiles embed.FS

// ParcelLimit is what one service of a carrier usually takes. Zero means no known limit.
type ParcelLimit struct {
	Carrier        string
	Service        string
	Origin         string // The country from which the service starts; empty for any.
	Weight         Grams
	HardWeight     Grams
	HeavyLabel     Grams // Over this weight the carrier wants a heavy-package label.
	Length         int   // Millimetres, like every length here.
	HardLength     int
	Width          int
	Height         int
	LengthGirth    int
	Divisors       []int // Of the volumetric weight in cm³ per kg; several where sources disagree.
	VolumetricFrom int   // The longest side from which volumetric weight counts; 0 for always.
	Source         string
	Sure           string
	Note           string

	destinations map[string]Grams
}

// limitFile is the embedded file's own form.
type limitFile struct {
	Limits []struct {
		Carrier     string  `json:"carrier"`
		Service     string  `json:"service"`
		Origin      string  `json:"origin"`
		Weight      float64 `json:"max_weight_kg"`
		HardWeight  float64 `json:"hard_max_weight_kg"`
		Heavy       float64 `json:"heavy_label_over_kg"`
		Length      float64 `json:"max_length_cm"`
		HardLength  float64 `json:"hard_max_length_cm"`
		Width       float64 `json:"max_width_cm"`
		Height      float64 `json:"max_height_cm"`
		LengthGirth float64 `json:"max_length_girth_cm"`
		Divisor     int     `json:"volumetric_divisor_cm3_per_kg"`
		Source      string  `json:"source"`
		Sure        string  `json:"sure"`
		Note        string  `json:"note"`
	} `json:"limits"`
	Destinations map[string]any `json:"ems_cn_weight_by_destination_kg"`
	Volumetric   struct {
		From     float64 `json:"applies_from_side_cm"`
		Divisors []int   `json:"divisor_candidates"`
	} `json:"ems_cn_volumetric"`
	Rules []struct {
		ID string `json:"id"`
		EN string `json:"en"`
		ZH string `json:"zh"`
	} `json:"carton_rules"`
}

// limitData reads the embedded file, once. It is part of the program: a fault in it is a fault in the program.
var limitData = sync.OnceValue(func() limitFile {
	var f limitFile
	data, err := limitFiles.ReadFile("limits/parcel-limits.json")
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		panic(fmt.Errorf("parcel limits: %w", err))
	}
	return f
})

// Limits lists what the carriers' services usually take.
func Limits() []ParcelLimit {
	f := limitData()
	all := make([]ParcelLimit, 0, len(f.Limits))
	for _, r := range f.Limits {
		l := ParcelLimit{
			Carrier: r.Carrier, Service: r.Service, Origin: r.Origin,
			Weight: grams(r.Weight), HardWeight: grams(r.HardWeight), HeavyLabel: grams(r.Heavy),
			Length: tenfold(r.Length), HardLength: tenfold(r.HardLength), Width: tenfold(r.Width), Height: tenfold(r.Height),
			LengthGirth: tenfold(r.LengthGirth), Source: r.Source, Sure: r.Sure, Note: r.Note,
		}
		if r.Divisor > 0 {
			l.Divisors = []int{r.Divisor}
		}
		if r.Carrier == "ems" && r.Origin == "CN" {
			l.Divisors, l.VolumetricFrom = slices.Clone(f.Volumetric.Divisors), tenfold(f.Volumetric.From)
			l.destinations = map[string]Grams{}
			for country, kg := range f.Destinations {
				if kg, ok := kg.(float64); ok {
					l.destinations[country] = grams(kg)
				}
			}
		}
		all = append(all, l)
	}
	return all
}

// to returns the limit as it is for a destination.
func (l ParcelLimit) to(country string) ParcelLimit {
	weight, ok := l.destinations[country]
	if !ok {
		weight, ok = l.destinations["default"]
	}
	if ok {
		l.Weight = weight
	}
	return l
}

// exceeded lists what the parcel exceeds. A parcel exactly at a limit is within it.
func (l *ParcelLimit) exceeded(s *Sent) []LimitWarning {
	var found []LimitWarning
	over := func(kind LimitKind, have, most, hard int) bool {
		if have <= 0 || most <= 0 || have <= most {
			return false
		}
		found = append(found, LimitWarning{
			Kind: kind, Have: have, Most: most, Service: l.Service,
			Hard: hard > 0 && have > hard, Sure: l.Sure, Source: l.Source,
		})
		return true
	}
	if !over(LimitWeight, int(s.Weight), int(l.Weight), int(l.HardWeight)) {
		over(LimitHeavy, int(s.Weight), int(l.HeavyLabel), 0)
	}
	if !s.Size.Known() {
		return found
	}
	sides := s.Size.sides()
	over(LimitLength, sides[0], l.Length, l.HardLength)
	over(LimitWidth, sides[1], l.Width, 0)
	over(LimitHeight, sides[2], l.Height, 0)
	over(LimitLengthGirth, s.Size.LengthGirth(), l.LengthGirth, 0)
	return found
}

func grams(kg float64) Grams { return Grams(math.Round(kg * 1000)) }

func tenfold(cm float64) int { return int(math.Round(cm * 10)) }
