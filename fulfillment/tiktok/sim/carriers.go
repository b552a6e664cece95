package sim

import (
	"fmt"
	"regexp"
)

// carrier is a shipping provider, with what its numbers look like here. Real numbers have more forms; these are the ones
// that the shop's check of number and carrier is played with.
type carrier struct {
	id     string
	name   string
	number *regexp.Regexp
	sample string // The format of a valid number with one running number in it.
}

// The ids of what every shop has here.
const (
	warehouseID    = "7000714532876270001"
	returnsID      = "7000714532876270002"
	optionSeller   = "7091146663229650001" // Standard, sent by the seller.
	optionPlatform = "7091146663229650002"
	optionFBT      = "7091146663229650003"
)

// british are the carriers that a shop in the United Kingdom may choose from.
func british() []carrier {
	return []carrier{
		{"7117858858072010001", "Royal Mail", regexp.MustCompile(`^[A-Z]{2}\d{9}GB$`), "RM%09dGB"},
		{"7117858858072010002", "Evri", regexp.MustCompile(`^H[0-9A-Z]{15}$`), "H01AAA%010d"},
		{"7117858858072010003", "DPD", regexp.MustCompile(`^\d{14}$`), "1550%010d"},
		{"7117858858072010004", "Yodel", regexp.MustCompile(`^JD\d{12,16}$`), "JD00%010d"},
		{"7117858858072010005", "UPS UK", regexp.MustCompile(`^1Z[0-9A-Z]{16}$`), "1Z999AA1%010d"},
		{"7117858858072010006", "DHL UK", regexp.MustCompile(`^\d{10}$`), "%010d"},
		{"7117858858072010007", "DHL eCommerce", regexp.MustCompile(`^JVGB\d{10,16}$`), "JVGB%010d"},
		{"7117858858072010008", "FedEx UK", regexp.MustCompile(`^\d{12}$`), "79%010d"},
		{"7117858858072010009", "Parcelforce", regexp.MustCompile(`^[A-Z]{2}\d{7}GB$|^[A-Z]{2}\d{9}GB$`), "PB%07dGB"},
	}
}

// american are those of a shop in the United States.
func american() []carrier {
	return []carrier{
		{"7117858858072020001", "USPS", regexp.MustCompile(`^9\d{21}$|^[A-Z]{2}\d{9}US$`), "940011%016d"},
		{"7117858858072020002", "UPS", regexp.MustCompile(`^1Z[0-9A-Z]{16}$`), "1Z999AA1%010d"},
		{"7117858858072020003", "FedEx", regexp.MustCompile(`^\d{12}$|^\d{14}$`), "7999%010d"},
		{"7117858858072020004", "DHL eCommerce", regexp.MustCompile(`^00340\d{10,15}$`), "00340%010d"},
	}
}

// platformCarrier is whom the platform chooses for its own shipping.
func platformCarrier(region string) carrier {
	if region == "US" {
		return carrier{id: "7117858858072030002", name: "TikTok Shipping USPS", sample: "92001902%014d"}
	}
	return carrier{id: "7117858858072030001", name: "Evri (TikTok Shipping)", sample: "H06TTS%010d"}
}

func carriersOf(region string) []carrier {
	if region == "US" {
		return american()
	}
	return british()
}

// carrierNamed is a carrier by its name, or one of that name that no list has.
func carrierNamed(name string) carrier {
	for _, c := range append(british(), american()...) {
		if c.name == name {
			return c
		}
	}
	return carrier{id: "7117858858072040001", name: name}
}

// Number is the n-th tracking number of a carrier that the simulated shops take for one of its numbers; empty for a
// carrier that they do not list.
func Number(carrierName string, n int) string {
	if c := carrierNamed(carrierName); c.sample != "" {
		return fmt.Sprintf(c.sample, n)
	}
	return ""
}

// fitting lists the carriers whose numbers look like this one.
func fitting(region, number string) []carrier {
	var fit []carrier
	for _, c := range carriersOf(region) {
		if c.number.MatchString(number) {
			fit = append(fit, c)
		}
	}
	return fit
}

// providers answers the carriers of a delivery option.
func (s *Server) providers(r *request) (any, *refusal) {
	switch r.ids["option"] {
	case optionSeller, optionPlatform:
	case optionFBT:
		return nil, no(codeOptionFBT, "The order is fulfilled by TikTok")
	default:
		return nil, no(codeOptionUnknown, "The delivery option is not subscribed")
	}
	type entry struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	list := []entry{}
	for _, c := range carriersOf(r.shop.Region) {
		list = append(list, entry{c.id, c.name})
	}
	return map[string]any{"shipping_providers": list}, nil
}

// warehouses answers the two that every shop has here.
func (s *Server) warehouses(r *request) (any, *refusal) {
	place := func(street string) map[string]any {
		return map[string]any{
			"region": "United Kingdom", "city": "Exampleton", "distict": "", "contact_person": "Sam Sample", "postal_code": "EX1 1EX",
			"full_address": street + ", Exampleton, EX1 1EX", "region_code": r.shop.Region, "phone_number": "(+44)7700900123", "address_line1": street,
		}
	}
	house := func(id, name, kind string, usual bool, street string) map[string]any {
		return map[string]any{
			"id": id, "entity_id": id, "name": name, "effect_status": "ENABLED", "type": kind, "sub_type": "DOMESTIC_WAREHOUSE",
			"is_default": usual, "address": place(street),
		}
	}
	return map[string]any{"warehouses": []any{
		house(warehouseID, "Main bench", "SALES_WAREHOUSE", true, "1 Sample Yard"),
		house(returnsID, "Returns", "RETURN_WAREHOUSE", false, "2 Sample Yard"),
	}}, nil
}

// options answers the ways of shipping of a warehouse.
func (s *Server) options(r *request) (any, *refusal) {
	type entry struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Type string `json:"type"`
	}
	list := []entry{}
	if r.ids["warehouse"] == warehouseID {
		list = []entry{{optionSeller, "Standard, sent by seller", "SEND_BY_SELLER"}, {optionPlatform, "Standard shipping", "STANDARD"}}
	}
	return map[string]any{"delivery_options": list}, nil
}
