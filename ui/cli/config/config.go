package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"packdesk/fulfillment"
	"packdesk/ui/i18n"
	"packdesk/ui/theme"
)

// Config is the configuration as the program uses it. Zero fields are settings that nobody has made.
type Config struct {
	Lang     string            `koanf:"lang"`
	Theme    string            `koanf:"theme"`
	Station  string            `koanf:"station"`
	Operator string            `koanf:"operator"`
	Data     string            `koanf:"data"`
	UI       UI                `koanf:"ui"`
	Import   Import            `koanf:"import"`
	Printer  Printer           `koanf:"printer"`
	Scanner  Scanner           `koanf:"scanner"`
	Pack     Pack              `koanf:"pack"`
	Cartons  map[string]Carton `koanf:"carton"`
	TikTok   TikTok            `koanf:"tiktok"`
	Sync     Sync              `koanf:"sync"`
	Ship     Ship              `koanf:"ship"`
	Shops    map[string]Shop   `koanf:"shop"`

	Carriers map[string]Carrier `koanf:"carriers"`

	policies map[string]fulfillment.Policy // Those of the file, by name.
}

// UI is how the screens behave on this terminal.
type UI struct {
	Mouse bool          `koanf:"mouse"`
	ASCII bool          `koanf:"ascii"`
	Zone  string        `koanf:"zone"`
	Stale time.Duration `koanf:"stale"`
}

// Import says how files are read.
type Import struct {
	MaxRejections int `koanf:"max_rejections"`
}

// TikTok is the app by which shops are read. The secret belongs into the environment, or into a file that only its owner
// can read.
type TikTok struct {
	AppKey     string `koanf:"app_key"`
	AppSecret  string `koanf:"app_secret"`
	ServiceID  string `koanf:"service_id"`
	Region     string `koanf:"region"`
	APIURL     string `koanf:"api_url"`
	AuthURL    string `koanf:"auth_url"`
	ConsentURL string `koanf:"consent_url"`
}

// Sync says how shops are read.
type Sync struct {
	Every time.Duration `koanf:"every"`
	Reach time.Duration `koanf:"reach"`
}

// Ship says how shops are told of shipments.
type Ship struct {
	Chunk     int    `koanf:"chunk"`
	Label     string `koanf:"label"`
	LabelSize string `koanf:"label_size"`
}

// Printer is what stands on the bench; labels/printer says what the fields mean.
type Printer struct {
	Kind    string   `koanf:"kind"`
	Format  string   `koanf:"format"`
	Paper   string   `koanf:"paper"`
	DPI     int      `koanf:"dpi"`
	Folder  string   `koanf:"folder"`
	Address string   `koanf:"address"`
	Queue   string   `koanf:"queue"`
	Command []string `koanf:"command"`
	Blind   bool     `koanf:"blind"`
}

// Shop is what a seller says about a shop. The From fields are the sender on its labels.
type Shop struct {
	Name           string   `koanf:"name"`
	Region         string   `koanf:"region"`
	Zone           string   `koanf:"zone"`
	Policy         string   `koanf:"policy"`
	FromName       string   `koanf:"from_name"`
	FromStreet     []string `koanf:"from_street"`
	FromTown       string   `koanf:"from_town"`
	FromPostalCode string   `koanf:"from_postal_code"`
	FromRegion     string   `koanf:"from_region"`
	Carrier        string   `koanf:"carrier"`
	Pack           Pack     `koanf:"pack"`
}

// From is the sender on the shop's labels, in the market of the shop unless the file says another.
func (s Shop) From() fulfillment.Address {
	region := s.FromRegion
	if region == "" {
		region = s.Region
	}
	return fulfillment.Address{Name: s.FromName, Street: s.FromStreet, Town: s.FromTown, PostalCode: s.FromPostalCode, Region: region}
}

// Keys is the one table of settings, in the order of the sample: plain keys first, then table by table.
func Keys() []Key {
	policies := strings.Join(fulfillment.PolicyNames(), ", ")
	return slices.Concat([]Key{
		{Path: "lang", Sample: "en", Check: oneOf(i18n.Languages()...), Words: "Language of the screens: en or zh. Without it the locale decides."},
		{
			Path: "theme", Default: theme.NameAuto, Check: oneOf(theme.Names()...),
			Words: "Colours of the screens: " + strings.Join(theme.Names(), ", ") + ". auto follows the terminal's background.",
		},
		{Path: "station", Sample: "bench-1", Words: "Name of this packing station. Without it the computer's name is shown."},
		{Path: "operator", Sample: "Sam Sample", Words: "Who packs here, as the status line and every record name them."},
		{Path: "data", Sample: "/var/lib/packdesk", Words: "Folder of the database. Without it the user's own data folder is used."},

		{Path: "ui.mouse", Kind: Boolean, Default: "true", Words: "Whether the screens take the mouse; the terminal keeps it for marking text when they do not."},
		{Path: "ui.ascii", Kind: Boolean, Default: "false", Words: "Draw lines with - | + for terminals that take line signs for wide ones."},
		{Path: "ui.zone", Sample: "Europe/London", Check: zone, Words: "Time zone in which the screens show times. Without it the computer's own."},
		{
			Path: "ui.stale", Kind: Duration, Sample: "12h",
			Words: "Age of the last import from which the status line warns. Without it the age that fits the source is used.",
		},

		{
			Path: "import.max_rejections", Kind: Integer, Default: "20", Check: between(0, 1000),
			Words: "How many refused rows of a file are told one by one on the terminal; --json and the count are not affected.",
		},

		{Path: "printer.kind", Default: "file", Check: oneOf("file", "tcp", "cups", "command"), Words: "Where labels go: a folder, a ZPL printer on the network, a CUPS queue, or a program."},
		{Path: "printer.format", Sample: "pdf", Check: oneOf("pdf", "png", "zpl"), Words: "What the printer takes. Without it PDF, and ZPL for tcp."},
		{Path: "printer.paper", Default: "4x6", Check: oneOf("4x6", "A6", "A4", "letter"), Words: "The paper of labels: 4x6, A6, A4 or letter."},
		{Path: "printer.dpi", Kind: Integer, Default: "203", Check: oneOf("203", "300"), Words: "The printer's dots per inch: 203 or 300. A label laid out for the other one scans worse."},
		{Path: "printer.folder", Sample: "/home/sam/labels", Words: "The folder of printer.kind file. Without it, labels in the data folder."},
		{Path: "printer.address", Sample: "10.0.0.7:9100", Words: "The address of printer.kind tcp; the port is 9100 when it is left out."},
		{Path: "printer.queue", Sample: "zebra", Words: "The queue of printer.kind cups."},
		{Path: "printer.command", Kind: List, Sample: "label-printer, --stdin", Words: "Program and arguments of printer.kind command. No shell reads them; the label comes on standard input."},
		{Path: "printer.blind", Kind: Boolean, Default: "false", Words: "Whether the tcp printer never answers: labels are then sent without asking how it stands."},

		{Path: "tiktok.app_key", Sample: "29a39d", Words: "The key of your app in TikTok Shop Partner Center, for packdesk shop connect."},
		{Path: "tiktok.app_secret", Sample: "from the environment", Words: "Its secret. The environment is the better place for it."},
		{Path: "tiktok.service_id", Sample: "7050000000000000000", Words: "Its service id, which the page names on which a seller allows it."},
		{Path: "tiktok.region", Sample: "GB", Check: region, Words: "The market of the app; US has a page of its own."},
		{Path: "tiktok.api_url", Sample: "https://open-api.tiktokglobalshop.com", Words: "Where the shop's interface is, for tests against a simulated shop,"},
		{Path: "tiktok.auth_url", Sample: "https://auth.tiktok-shops.com", Words: "where its tokens come from,"},
		{Path: "tiktok.consent_url", Sample: "https://services.tiktokshop.com", Words: "and where a seller allows the app."},

		{
			Path: "sync.every", Kind: Duration, Default: "1m", Check: atLeast(time.Second),
			Words: "How long after one reading of a shop the next one begins: cancellations reach the bench within this time.",
		},
		{
			Path: "sync.reach", Kind: Duration, Default: "2160h", Check: atLeast(0),
			Words: "How far back the first reading of a shop goes; 0h is its first day.",
		},
		{
			Path: "ship.chunk", Kind: Integer, Default: "50", Check: between(1, 50),
			Words: "How many orders that TikTok ships are handed to a shop in one call. The platform names no limit; 50 is the most of its other lists.",
		},
		{
			Path: "ship.label", Sample: "pdf", Check: oneOf("pdf", "png"),
			Words: "How the platform's labels are fetched: pdf, or png in the platform's own size. Without it, png for a printer that takes png, else pdf.",
		},
		{Path: "ship.label_size", Default: "A6", Check: oneOf("A6", "A5"), Words: "The paper of the platform's PDF labels: A6 or A5."},

		{Path: "shop.<id>.name", Sample: "Sample Home", Words: "A shop, under the id that imports give it (--shop). Its name is what the screens show."},
		{Path: "shop.<id>.region", Sample: "GB", Check: region, Words: "Country of the shop, by two letters: GB, US, DE, TH and so on."},
		{Path: "shop.<id>.zone", Sample: "Europe/London", Check: zone, Words: "Time zone of the shop. Without it that of its region."},
		{Path: "shop.<id>.carrier", Sample: "Royal Mail", Words: "The carrier, as the shop lists it, of orders that you ship yourself where neither the order nor its number names one."},
		{
			Path: "shop.<id>.policy", Sample: fulfillment.PolicyGuide,
			Words: "What computes the deadlines that the shop does not send: " + policies + ", or a policy of this file.",
		},

		{Path: "shop.<id>.from_name", Sample: "Sample Home Ltd", Words: "Sender on the labels of orders that the seller ships: the full name,"},
		{Path: "shop.<id>.from_street", Kind: List, Sample: "Unit 4, 12 Example Street", Words: "the street lines,"},
		{Path: "shop.<id>.from_town", Sample: "Exampleton", Words: "the town,"},
		{Path: "shop.<id>.from_postal_code", Sample: "EX1 1AA", Words: "the postcode,"},
		{Path: "shop.<id>.from_region", Sample: "GB", Check: region, Words: "and the country where it is not the shop's."},

		{
			Path: "policy.<name>.base", Sample: fulfillment.PolicyGuide,
			Words: "A policy of your own, under a name of your choice. What it leaves out is taken from its base: " + policies + ".",
		},
		{Path: "policy.<name>.pack", Sample: "48h", Words: "From payment until packed and labelled: hours (48h), days (3d), working days (2wd) or none."},
		{Path: "policy.<name>.handover", Sample: "72h", Words: "Until in the carrier's hands, likewise."},
		{Path: "policy.<name>.handover_from", Sample: "payment", Words: "Where the handover's time begins: payment or label."},
		{Path: "policy.<name>.cancel_unarranged", Sample: "none", Words: "Until the platform cancels an order that is not arranged."},
		{Path: "policy.<name>.cancel_uncollected", Sample: "none", Words: "Until the platform cancels an order that no carrier has scanned."},
		{Path: "policy.<name>.answer", Sample: "48h", Words: "Until a cancellation request that nobody answers is granted."},
		{Path: "policy.<name>.remorse", Sample: "1h", Words: "How long after payment nothing is packed where the shop itself does not hold the order."},
		{Path: "policy.<name>.zone", Sample: "Europe/London", Words: "Time zone of days and cut-offs."},
		{Path: "policy.<name>.cutoff", Sample: "none", Words: "Time of day from which an order belongs to the next day, such as 14:00, or none."},
		{Path: "policy.<name>.end_of_day", Kind: Boolean, Sample: "false", Words: "Whether spans of days end at 23:59:59."},
		{Path: "policy.<name>.workdays", Sample: "mon-fri", Words: "Working days, such as mon-sat or mon,wed,fri."},
		{
			Path: "policy.<name>.holidays", Kind: List, Sample: strings.Join(fulfillment.HolidaySets(), ", ") + ", 2026-12-24",
			Words: "Days off: built-in sets and days, or none.",
		},
	}, carrierKeys(), benchKeys())
}

// PolicyOf is the policy of a shop: the one that the file names for it, else the default.
func (c *Config) PolicyOf(shop string) fulfillment.Policy {
	name := c.Shops[shop].Policy
	if p, ok := c.policies[name]; ok {
		return p
	}
	if p, ok := fulfillment.PolicyNamed(name); ok {
		return p
	}
	return fulfillment.DefaultPolicy()
}

// build makes the policies of the file and reports those that cannot be made, and shops that name one nobody knows.
func (c *Config) build(specs map[string]fulfillment.PolicySpec, places map[string]string) []Problem {
	var problems []Problem
	c.policies = map[string]fulfillment.Policy{}
	for _, name := range slices.Sorted(maps.Keys(specs)) {
		spec := specs[name]
		spec.Name = name
		p, err := fulfillment.NewPolicy(spec)
		if err != nil {
			problems = append(problems, policyProblems(name, err, places)...)
		}
		if _, taken := fulfillment.PolicyNamed(name); taken {
			problems = append(problems, Problem{
				Where: placeOf(places, "policy."+name), Key: "policy." + name, Says: "that is the name of a built-in policy; choose another",
			})
		}
		c.policies[name] = p
	}
	for _, id := range slices.Sorted(maps.Keys(c.Shops)) {
		key := "shop." + id + ".policy"
		policy := c.Shops[id].Policy
		_, own := c.policies[policy]
		if _, known := fulfillment.PolicyNamed(policy); policy != "" && !own && !known {
			names := append(fulfillment.PolicyNames(), slices.Sorted(maps.Keys(c.policies))...)
			problems = append(problems, Problem{
				Where: placeOf(places, key), Key: key, Says: fmt.Sprintf("there is no policy %s; there are %s", show(policy), strings.Join(names, ", ")),
			})
		}
	}
	return append(problems, c.benchProblems(places)...)
}

// policyProblems takes apart what the domain says about a policy: one line for each field, under the field's own key.
func policyProblems(name string, err error, places map[string]string) []Problem {
	var problems []Problem
	for _, one := range separate(err) {
		field, says, found := strings.Cut(one.Error(), ": ")
		key := "policy." + name
		if !found || strings.ContainsRune(field, ' ') {
			says = one.Error()
		} else {
			key += "." + field
		}
		problems = append(problems, Problem{Where: placeOf(places, key), Key: key, Says: strings.TrimSuffix(says, ": "+fulfillment.ErrInvalid.Error())})
	}
	return problems
}

// separate returns the errors that were joined somewhere inside err, or err itself.
func separate(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if many, ok := e.(interface{ Unwrap() []error }); ok {
			return many.Unwrap()
		}
	}
	return []error{err}
}

// placeOf is where a key was set, or where the first key below it was.
func placeOf(places map[string]string, key string) string {
	if at, ok := places[key]; ok {
		return at
	}
	for _, k := range slices.Sorted(maps.Keys(places)) {
		if strings.HasPrefix(k, key+".") {
			return places[k]
		}
	}
	return "configuration"
}
