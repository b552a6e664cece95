package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"packdesk/fulfillment"
)

// Scanner is what the barcode scanner sends around each code, as fulfillment.ScanMarks reads it, and how fast it types.
type Scanner struct {
	Prefix     string        `koanf:"prefix"`
	Suffix     string        `koanf:"suffix"`
	PrefixOnly bool          `koanf:"prefix_only"`
	PauseEnds  bool          `koanf:"pause_ends"`
	MinLength  int           `koanf:"min_length"`
	Quiet      time.Duration `koanf:"quiet"`
	Pace       time.Duration `koanf:"pace"`
	Stall      time.Duration `koanf:"stall"`
}

// Setting is the scanner as the wedge knows it. What Keys have checked cannot fail.
func (s Scanner) Setting() fulfillment.Scanner {
	prefix, _ := fulfillment.ScanMarks(s.Prefix)
	suffix, _ := fulfillment.ScanMarks(s.Suffix)
	return fulfillment.Scanner{
		Prefix: prefix, Suffix: suffix, PrefixOnly: s.PrefixOnly, PauseEnds: s.PauseEnds,
		MinLength: s.MinLength, Quiet: s.Quiet, Pace: s.Pace, Stall: s.Stall,
	}
}

// Pack is how parcels are packed, for all shops or for one. Nil and empty fields are switches that nobody has set.
type Pack struct {
	Proof       *bool         `koanf:"proof"`
	PrintByHand *bool         `koanf:"print_by_hand"`
	Checklist   *bool         `koanf:"checklist"`
	Photo       string        `koanf:"photo"`
	Ship        *bool         `koanf:"ship"`
	AnyNumber   *bool         `koanf:"any_number"`
	Claim       time.Duration `koanf:"claim"`
}

// RulesOf are the switches of a shop's bench: the shop's own, else those for all shops, else the program's.
func (c *Config) RulesOf(shop string) fulfillment.PackRules {
	all, own := c.Pack, c.Shops[shop].Pack
	on := func(own, all *bool, otherwise bool) bool {
		if set := cmp.Or(own, all); set != nil {
			return *set
		}
		return otherwise
	}
	rules := fulfillment.PackRules{
		NoProof:     !on(own.Proof, all.Proof, true),
		PrintByHand: on(own.PrintByHand, all.PrintByHand, false),
		Checklist:   on(own.Checklist, all.Checklist, false),
		NoShip:      !on(own.Ship, all.Ship, true),
		AnyNumber:   on(own.AnyNumber, all.AnyNumber, false),
		ClaimFor:    cmp.Or(own.Claim, all.Claim),
	}
	if photo := cmp.Or(own.Photo, all.Photo); photo != photoOff {
		rules.Photo = fulfillment.PhotoRule(photo)
	}
	return rules
}

const photoOff = "off"

// Carton is a kind of box that is kept at the bench, under the id by which the packer knows it.
type Carton struct {
	Name     string   `koanf:"name"`
	Size     string   `koanf:"size"`
	Empty    string   `koanf:"empty"`
	Most     string   `koanf:"most"`
	Shops    []string `koanf:"shops"`
	Carriers []string `koanf:"carriers"`
}

// CartonList is the seller's boxes, the smallest first. What Keys have checked cannot fail.
func (c *Config) CartonList() []fulfillment.Carton {
	list := make([]fulfillment.Carton, 0, len(c.Cartons))
	for _, id := range slices.Sorted(maps.Keys(c.Cartons)) {
		from := c.Cartons[id]
		to := fulfillment.Carton{ID: id, Name: from.Name, Shops: from.Shops, Carriers: from.Carriers}
		to.Size, _ = fulfillment.ParseSize(from.Size)
		to.Empty, _ = fulfillment.ParseWeight(from.Empty, fulfillment.Kilograms)
		to.Most, _ = fulfillment.ParseWeight(from.Most, fulfillment.Kilograms)
		list = append(list, to)
	}
	fulfillment.SortCartons(list)
	return list
}

// benchProblems reports settings of the bench that make no sense together.
func (c *Config) benchProblems(places map[string]string) []Problem {
	var problems []Problem
	add := func(key, says string) {
		problems = append(problems, Problem{Where: placeOf(places, key), Key: key, Says: says})
	}
	s := c.Scanner
	if s.PrefixOnly && s.Prefix == "" {
		add("scanner.prefix_only", "without scanner.prefix nothing would be a scan; packdesk doctor scan finds the prefix")
	}
	if s.Quiet > 0 && s.Pace > 0 && s.Pace < s.Quiet {
		add("scanner.pace", fmt.Sprintf("is shorter than scanner.quiet (%s); a burst would end before a key acts", s.Quiet))
	}
	for _, id := range slices.Sorted(maps.Keys(c.Cartons)) {
		box := c.Cartons[id]
		empty, _ := fulfillment.ParseWeight(box.Empty, fulfillment.Kilograms)
		most, _ := fulfillment.ParseWeight(box.Most, fulfillment.Kilograms)
		if box.Size == "" {
			add("carton."+id, "has no size; write size = \"30x20x15 cm\", the outside")
		}
		if most > 0 && empty >= most {
			add("carton."+id+".most", fmt.Sprintf("%s is what the carton weighs empty, or less", most))
		}
	}
	return problems
}

// strangeCarriers reports carriers of cartons that nobody knows: their boxes would never be offered.
func (c *Config) strangeCarriers(known func(words string) bool, places map[string]string) []Problem {
	var problems []Problem
	for _, id := range slices.Sorted(maps.Keys(c.Cartons)) {
		for _, words := range c.Cartons[id].Carriers {
			if known == nil || known(words) {
				continue
			}
			key := "carton." + id + ".carriers"
			problems = append(problems, Problem{
				Where: placeOf(places, key), Key: key, Says: fmt.Sprintf("there is no carrier %s; use names such as ups, dhl, royalmail or evri", show(words)),
			})
		}
	}
	return problems
}

// benchKeys are the settings of the bench.
func benchKeys() []Key {
	return slices.Concat(
		scannerKeys(),
		packKeys("pack", "How parcels are packed, for all shops. "),
		cartonKeys(),
		packKeys("shop.<id>.pack", "The same for one shop, which wins. "),
	)
}

// scannerKeys are the settings of the barcode scanner.
func scannerKeys() []Key {
	return []Key{
		{Path: "scanner.prefix", Sample: "stx", Check: marks, Words: "The keys that the barcode scanner sends before each code, such as stx, f12 or ~. packdesk doctor scan finds them."},
		{Path: "scanner.suffix", Sample: "enter", Check: marks, Words: "The keys behind each code. Enter, line feed and tab need no setting."},
		{Path: "scanner.prefix_only", Kind: Boolean, Default: "false", Words: "Whether nothing without the prefix is a scan. Keys then act at once."},
		{Path: "scanner.pause_ends", Kind: Boolean, Default: "false", Words: "Whether a pause ends a code too, for scanners that cannot send a suffix."},
		{Path: "scanner.min_length", Kind: Integer, Sample: "3", Check: between(1, 64), Words: "The shortest code without a prefix; 3 when nothing is said. Shorter bursts are a hand's."},
		{
			Path: "scanner.quiet", Kind: Duration, Sample: "30ms", Check: within(time.Millisecond, time.Second),
			Words: "How long a key waits before it acts, so that a code is never taken for shortcuts. Slow scanners need more than 30ms.",
		},
		{Path: "scanner.pace", Kind: Duration, Sample: "100ms", Check: within(time.Millisecond, 5*time.Second), Words: "The longest gap inside a code once it has begun."},
		{Path: "scanner.stall", Kind: Duration, Sample: "1s", Check: within(time.Millisecond, 10*time.Second), Words: "The longest gap behind a prefix."},
	}
}

// packKeys are the switches of the bench below a table: pack for all shops, shop.<id>.pack for one.
func packKeys(table, whose string) []Key {
	return []Key{
		{Path: table + ".proof", Kind: Boolean, Sample: "true", Words: whose + "Whether the printed label is scanned on the box, which closes the parcel."},
		{Path: table + ".print_by_hand", Kind: Boolean, Sample: "false", Words: "Whether the label waits for the print command instead of printing on the last unit."},
		{Path: table + ".checklist", Kind: Boolean, Sample: "false", Words: "Whether the packing checklist is confirmed: new carton, cushioning, label on the largest face, old labels covered."},
		{Path: table + ".photo", Sample: photoOff, Check: oneOf(photoOff, string(fulfillment.PhotoAsk), string(fulfillment.PhotoMust)), Words: "Photos of closed boxes: off, ask (nobody waits) or must."},
		{
			Path: table + ".ship", Kind: Boolean, Sample: "true",
			Words: "Whether the bench tells the shop by itself: orders that TikTok ships on their last unit, so that the label can be printed, others once their label is scanned.",
		},
		{Path: table + ".any_number", Kind: Boolean, Sample: "false", Words: "Whether tracking numbers of a form that packdesk does not know are taken without asking, for carriers such as Evri."},
		{
			Path: table + ".claim", Kind: Duration, Sample: fulfillment.ClaimFor.String(), Check: within(time.Minute, 24*time.Hour),
			Words: "How long a parcel belongs to its packer without a scan.",
		},
	}
}

// cartonKeys are the boxes at the bench.
func cartonKeys() []Key {
	return []Key{
		{Path: "carton.<id>.name", Sample: "Medium", Words: "A box that you keep, under the id by which packers know it. The bench offers the smallest first. Its name,"},
		{Path: "carton.<id>.size", Sample: "30x20x15 cm", Check: size, Words: "its outside: length, width and height in cm, mm or in,"},
		{Path: "carton.<id>.empty", Sample: "180 g", Check: weight, Words: "its weight when empty,"},
		{Path: "carton.<id>.most", Sample: "15 kg", Check: weight, Words: "the gross weight that it carries,"},
		{Path: "carton.<id>.shops", Kind: List, Sample: "id", Words: "the shops whose orders go into it, all of them when nothing is said,"},
		{Path: "carton.<id>.carriers", Kind: List, Sample: "ups, dhl", Words: "and the carriers that take it, likewise."},
	}
}
