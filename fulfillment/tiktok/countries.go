package tiktok

import "sync"

// countries are the names under which exports give the countries of the markets, and of the places that their parcels
// also go to, folded by key: in English, in the country's own language, and as a code.
var countries = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for region, names := range map[string][]string{
		"AT": {"austria", "österreich"},
		"AU": {"australia"},
		"BE": {"belgium", "belgien", "belgique", "belgië"},
		"BR": {"brazil", "brasil"},
		"CA": {"canada"},
		"CH": {"switzerland", "schweiz", "suisse"},
		"CZ": {"czechia", "czechrepublic"},
		"DE": {"germany", "deutschland", "alemania", "allemagne", "germania"},
		"DK": {"denmark", "danmark"},
		"ES": {"spain", "españa", "spanien", "espagne", "spagna"},
		"FI": {"finland", "suomi"},
		"FR": {"france", "frankreich", "francia"},
		"GB": {
			"unitedkingdom", "uk", "greatbritain", "england", "scotland", "wales", "northernireland", "vereinigteskönigreich",
			"reinounido", "royaumeuni", "regnounito",
		},
		"GG": {"guernsey"},
		"GR": {"greece"},
		"HU": {"hungary"},
		"ID": {"indonesia"},
		"IE": {"ireland", "republicofireland", "irland", "irlanda", "irlande", "éire"},
		"IM": {"isleofman"},
		"IT": {"italy", "italia", "italien", "italie"},
		"JE": {"jersey"},
		"JP": {"japan", "日本"},
		"LU": {"luxembourg", "luxemburg"},
		"MX": {"mexico", "méxico"},
		"MY": {"malaysia"},
		"NL": {"netherlands", "thenetherlands", "nederland", "niederlande"},
		"NO": {"norway"},
		"PH": {"philippines", "thephilippines", "pilipinas"},
		"PL": {"poland", "polska", "polen"},
		"PR": {"puertorico"},
		"PT": {"portugal"},
		"SE": {"sweden", "sverige"},
		"SG": {"singapore"},
		"TH": {"thailand", "ไทย", "ประเทศไทย"},
		"US": {"unitedstates", "unitedstatesofamerica", "usa"},
		"VN": {"vietnam", "việtnam"},
	} {
		m[key(region)] = region
		for _, n := range names {
			m[n] = region
		}
	}
	return m
})

// regionOf is the code of a country's name, "" when the name is not known.
func regionOf(country string) string { return countries()[key(country)] }
