package sim

import (
	"fmt"
	"strings"

	"packdesk/fulfillment"
)

// names are made up: every surname says so in some language.
func names() []string {
	return []string{
		"Alice Sample", "Ben Example", "Chloe Test", "Daniel Specimen", "Ella Placeholder", "Finn Sample", "Grace Example",
		"Harry Test", "Isla Sample-Jones", "Jack O'Example", "Kate Trial", "Liam Demo", "Mia Testington", "Noah Sampleton",
		"Olivia Exampleford", "Priya Namuna", "Aisha Mithal", "Oliver St. Sample",
		"Zoë Exämple", "José Muestra", "Renée Modèle", "Łukasz Próbka", "Søren Prøve", "Jürgen Müster", "Chloé D'Échantillon",
		"Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Phạm Thử Nghiệm",
		"王样本", "李示例", "张测试", "陈小样", "刘试", "欧阳样品",
		"Ξένια Δείγμα", "Иван Образец", "山田見本", "김견본",
	}
}

// place is a town with the letters that its postcodes begin with.
type place struct{ town, county, area string }

func towns() []place {
	return []place{
		{"Exeter", "Devon", "EX"},
		{"Leeds", "West Yorkshire", "LS"},
		{"Bristol", "", "BS"},
		{"Cardiff", "South Glamorgan", "CF"},
		{"Glasgow", "", "G"},
		{"Norwich", "Norfolk", "NR"},
		{"York", "North Yorkshire", "YO"},
		{"Belfast", "County Antrim", "BT"},
		{"Brighton", "East Sussex", "BN"},
		{"Manchester", "Greater Manchester", "M"},
		{"London", "", "SE"},
		{"London", "", "E"},
		{"Newcastle upon Tyne", "Tyne and Wear", "NE"},
		{"Stratford-upon-Avon", "Warwickshire", "CV"},
	}
}

// cities are American ones: town, state and the first three digits of their codes.
func cities() []place {
	return []place{{"Portland", "OR", "972"}, {"Austin", "TX", "787"}, {"Albany", "NY", "122"}, {"Tucson", "AZ", "857"}}
}

func streets() []string {
	return []string{
		"Sample Street", "Example Road", "Test Lane", "Placeholder Avenue", "Specimen Close", "Demo Gardens", "Trial Mews",
		"Upper Exampleton Hill",
	}
}

// buyer gives an order its recipient, user name and now and then a note.
func (m *maker) buyer(o *fulfillment.Order) {
	name := pick(m, names())
	o.Buyer = fmt.Sprintf("%s%s", pick(m, []string{"sample_", "example.", "test", "demo_buyer"}), m.digits(4))
	if o.Shop == Shops()[1].ID {
		o.Recipient = m.american(name)
	} else {
		o.Recipient = m.british(name)
	}
	o.Payment = pick(m, []string{"Card", "PayPal", "Klarna"})
	o.DeliveryOption = "Standard shipping"
	o.Warehouse = "Main bench"
	if m.chance(12) {
		o.BuyerMessage = pick(m, []string{
			"Please leave with neighbour, \"no. 4\"", "It is a birthday present: no invoice in the box please",
			"请尽快发货，谢谢！", "Làm ơn gói kỹ giúp mình nhé", "Merci de bien emballer, c'est fragile", "Ring twice, the bell is faint",
		})
	}
	if m.chance(4) {
		o.SellerNote = pick(m, []string{"Regular customer: add a card", "Check the glaze before packing", "Wrap as a gift"})
	}
	if o.Mode == fulfillment.ModeTikTok {
		o.Recipient = masked(o.Recipient)
	}
}

func (m *maker) british(name string) fulfillment.Address {
	p := pick(m, towns())
	const inward = "ABDEFGHJLNPQRSTUWXYZ"
	a := fulfillment.Address{
		Name: name, Phone: "(+44)7700900" + m.digits(3), Street: []string{fmt.Sprintf("%d %s", 1+m.IntN(180), pick(m, streets()))},
		Town: p.town, Area: p.county, Region: "GB", Country: "United Kingdom",
		PostalCode: fmt.Sprintf("%s%d %d%c%c", p.area, 1+m.IntN(9), 1+m.IntN(9), inward[m.IntN(len(inward))], inward[m.IntN(len(inward))]),
	}
	if m.chance(20) {
		a.Street = append([]string{fmt.Sprintf("Flat %d", 1+m.IntN(40))}, a.Street...)
	}
	return a
}

func (m *maker) american(name string) fulfillment.Address {
	p := pick(m, cities())
	return fulfillment.Address{
		Name: name, Phone: "(+1)55555501" + m.digits(2), Street: []string{fmt.Sprintf("%d %s", 100+m.IntN(9000), pick(m, streets()))},
		Town: p.town, Area: p.county, Region: "US", Country: "United States", PostalCode: p.area + m.digits(2),
	}
}

// masked is an address as the platform gives it where it ships itself: first letters stay, the rest are asterisks.
func masked(a fulfillment.Address) fulfillment.Address {
	a.Name = mask(a.Name)
	if i := strings.IndexByte(a.Phone, ')') + 1; i > 0 && len(a.Phone) > i+6 {
		a.Phone = a.Phone[:i+2] + "****" + a.Phone[len(a.Phone)-2:]
	}
	street := make([]string, len(a.Street))
	for i, s := range a.Street {
		street[i] = mask(s)
	}
	a.Street = street
	a.Masked = true
	return a
}

// mask keeps the first letter of every word.
func mask(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		letters := []rune(w)
		words[i] = string(letters[:1]) + strings.Repeat("*", max(2, len(letters)-1))
	}
	return strings.Join(words, " ")
}
