package carriers

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Page is a public page that shows a parcel or an order to a person.
type Page struct {
	URL   string
	Kind  string // Empty for a parcel; else "order", "order list" and the like, as in the data.
	Lang  Lang   // The page's language; empty when it decides by itself.
	Typed bool   // The number must be typed in there: offer to copy it.
	Login bool   // It wants the buyer's account.
	Other bool   // An aggregator's page, not the carrier's own.

	row    *pageRow // Nil for a page that is none of the data.
	values map[string]string
}

// In is the same page for a reader of another language.
func (p Page) In(lang Lang) Page {
	if p.row == nil {
		return p
	}
	return p.row.page(lang, p.values)
}

// Foreign reports whether the page is in another language than lang for certain.
func (p Page) Foreign(lang Lang) bool { return p.Lang != "" && p.Lang != lang }

type pageRow struct {
	Carrier Carrier         `json:"carrier"`
	Service string          `json:"service"`
	Origin  string          `json:"origin"`
	Kind    string          `json:"kind"`
	URL     string          `json:"url"`
	Langs   map[Lang]string `json:"lang"`
	Note    string          `json:"note"`
}

var pageRows = sync.OnceValue(func() []pageRow {
	raw, err := data.ReadFile("data/tracking-urls.json")
	if err != nil {
		panic(fmt.Sprintf("carriers: the tables inside this program are damaged: %v", err))
	}
	var file struct{ Pages []pageRow }
	if err := json.Unmarshal(raw, &file); err != nil {
		panic(fmt.Sprintf("carriers: the tables inside this program are damaged: %v", err))
	}
	return file.Pages
})

// Pages are where a person can see a parcel: the carrier's own pages in the person's language first, then its other ones,
// an aggregator's last. service may be empty.
func Pages(c Carrier, service, number string, lang Lang) []Page {
	number = NormalNumber(number)
	if number == "" {
		return nil
	}
	var own, general, other []Page
	rows := pageRows()
	for i := range rows {
		row := &rows[i]
		if row.Kind != "" && row.Kind != "parcel" {
			continue
		}
		page := row.page(lang, map[string]string{"n": number})
		switch {
		case row.Carrier == table17Track:
			other = append(other, page)
		case row.Carrier != c:
		case row.Service != "" && row.Service != service, row.Origin != "" && row.Origin != origin(number):
		case row.Service != "" || row.Origin != "":
			own = append(own, page)
		default:
			general = append(general, page)
		}
	}
	own = slices.Concat(own, general)
	slices.SortStableFunc(own, func(a, b Page) int {
		switch {
		case a.Foreign(lang) == b.Foreign(lang):
			return 0
		case b.Foreign(lang):
			return -1
		default:
			return 1
		}
	})
	return slices.Concat(own, other)
}

// OrderPages are where a person sees an order in a shopping site's own account; order may be empty for the list of all.
// site is amazon or iherb.
func OrderPages(site Carrier, order string) []Page {
	var list []Page
	rows := pageRows()
	for i := range rows {
		row := &rows[i]
		if row.Carrier != site || !strings.HasPrefix(row.Kind, "order") || strings.Contains(row.URL, "{order}") != (order != "") {
			continue
		}
		list = append(list, row.page("", map[string]string{"order": order}))
	}
	return list
}

// origin is the country whose post gave out an S10 number.
func origin(number string) string {
	if len(number) != 13 {
		return ""
	}
	return number[11:]
}

// page fills a row's address in.
func (r *pageRow) page(lang Lang, values map[string]string) Page {
	p := Page{
		row: r, values: values, Kind: r.Kind, Other: r.Carrier == table17Track, Login: strings.Contains(r.Note, "login") && !strings.Contains(r.Note, "full history"),
		Typed: !strings.Contains(r.URL, "{n}") && !strings.Contains(r.URL, "{order}") && r.Kind == "",
	}
	word, ok := r.Langs[lang]
	switch {
	case ok:
		p.Lang = lang
	case len(r.Langs) == 1:
		for l, w := range r.Langs {
			p.Lang, word = l, w
		}
	default:
		if word, ok = r.Langs[English]; ok {
			p.Lang = English
		}
	}
	p.URL = strings.ReplaceAll(r.URL, "{lang}", word)
	for name, value := range values {
		p.URL = strings.ReplaceAll(p.URL, "{"+name+"}", url.QueryEscape(value))
	}
	return p
}
