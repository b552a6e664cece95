package carriers

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Carrier names who carries a parcel. The list is open: data/carriers.csv has the ones with a name.
type Carrier string

// The carriers on which rules depend.
const (
	DHL        Carrier = "dhl"
	UPS        Carrier = "ups"
	FedEx      Carrier = "fedex"
	EMS        Carrier = "ems"
	Post       Carrier = "post" // Some postal operator; the number's last letters say which country's.
	ChinaPost  Carrier = "chinapost"
	USPS       Carrier = "usps"
	RoyalMail  Carrier = "royalmail"
	Amazon     Carrier = "amazon"
	Purolator  Carrier = "purolator"
	Yodel      Carrier = "yodel"
	YunExpress Carrier = "yunexpress"
)

type carrierRow struct {
	label
	country string
	key17   int
	aliases []string
}

type carrierTable struct {
	rows  map[Carrier]carrierRow
	order []Carrier
	by17  map[int]Carrier
}

var carrierRows = sync.OnceValue(func() *carrierTable {
	t := &carrierTable{rows: map[Carrier]carrierRow{}, by17: map[int]Carrier{}}
	err := readRows("carriers.csv", func(r row) error {
		id := Carrier(r.of("id"))
		c := carrierRow{label: label{r.of("name_en"), r.of("name_zh")}, country: r.of("country")}
		for _, alias := range append(strings.Split(r.of("aliases"), "|"), string(id), r.of("name_en"), r.of("name_zh")) {
			if words := plainWords(alias); words != "" {
				c.aliases = append(c.aliases, words)
			}
		}
		if key := r.of("key17"); key != "" {
			n, err := strconv.Atoi(key)
			if err != nil {
				return fmt.Errorf("key17 of %s: %w", id, err)
			}
			c.key17 = n
			t.by17[n] = id
		}
		t.rows[id] = c
		t.order = append(t.order, id)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("carriers: the tables inside this program are damaged: %v", err))
	}
	return t
})

// Known lists every carrier with a name, in the order in which lists offer them.
func Known() []Carrier { return append([]Carrier(nil), carrierRows().order...) }

// Name is the carrier's name in a packer's language; the id itself for a carrier in no table.
func (c Carrier) Name(lang Lang) string {
	row, ok := carrierRows().rows[c]
	if !ok {
		return string(c)
	}
	return row.in(lang)
}

// Key17 is 17TRACK's number for the carrier; 0 leaves it to 17TRACK to find out.
func (c Carrier) Key17() int { return carrierRows().rows[c].key17 }

// CarrierOfKey17 is the carrier that 17TRACK means by a number; empty for one in no table.
func CarrierOfKey17(key int) Carrier { return carrierRows().by17[key] }

// CarrierNamed finds the carrier in a shop's words for it, such as "Royal Mail Tracked 48" or 中国邮政速递. The longest name
// that stands in the words wins. ok is false when none does.
func CarrierNamed(words string) (c Carrier, ok bool) {
	words = " " + plainWords(words) + " "
	best := 0
	t := carrierRows()
	for _, id := range t.order {
		for _, alias := range t.rows[id].aliases {
			if len(alias) > best && (strings.Contains(words, " "+alias+" ") || !isASCII(alias) && strings.Contains(words, alias)) {
				c, best = id, len(alias)
			}
		}
	}
	return c, best > 0
}

// plainWords is s in lower case with one space between words and no signs.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}
