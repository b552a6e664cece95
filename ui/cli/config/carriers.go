package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Carrier is how one carrier is asked where parcels are: the section carriers.<dhl>. What each carrier makes of key,
// secret, account and mode stands in its adapter's package. Keys belong into the environment, or into files that only
// their owner can read.
type Carrier struct {
	BaseURL    string        `koanf:"base_url"`
	Mode       string        `koanf:"mode"`
	Key        string        `koanf:"key"`
	KeyFile    string        `koanf:"key_file"`
	Secret     string        `koanf:"secret"`
	SecretFile string        `koanf:"secret_file"`
	Account    string        `koanf:"account"`
	PerSecond  string        `koanf:"per_second"`
	PerDay     int           `koanf:"per_day"`
	Workers    int           `koanf:"workers"`
	Timeout    time.Duration `koanf:"timeout"`
	Register   bool          `koanf:"register"`
}

// CarrierNames are the sections that there may be below carriers.
func CarrierNames() []string { return []string{"dhl", "mydhl", "ups", "fedex", "ems", "17track"} }

// carrierKeys are the settings of a carrier.
func carrierKeys() []Key {
	names := strings.Join(CarrierNames(), ", ")
	return []Key{
		{Path: "carriers.<dhl>.key", Sample: "from the environment", Words: "A carrier that packdesk may ask where parcels are: " + names + ". The key, client id or user that it has given you; the environment is the better place for it,"},
		{Path: "carriers.<dhl>.key_file", Sample: "/home/sam/keys/ups", Words: "or a file that only you can read."},
		{Path: "carriers.<dhl>.secret", Sample: "from the environment", Words: "The secret that goes with it: client secret, password or signing key,"},
		{Path: "carriers.<dhl>.secret_file", Sample: "/home/sam/keys/ups-secret", Words: "or a file that only you can read."},
		{Path: "carriers.<dhl>.account", Sample: "1100000000001", Words: "Your account or customer number, where the carrier wants one."},
		{Path: "carriers.<dhl>.mode", Sample: "live", Words: "Which of the carrier's systems is asked: live, or test, sandbox and mock where the carrier has one."},
		{Path: "carriers.<dhl>.base_url", Sample: "https://api.example.com", Words: "Where the carrier listens, for a proxy of your own or a simulated carrier."},
		{Path: "carriers.<dhl>.per_second", Sample: "10", Check: rate, Words: "How many calls a second the carrier allows you, such as 10 or 0.5; without it what it allows everybody."},
		{Path: "carriers.<dhl>.per_day", Kind: Integer, Sample: "250", Words: "How many calls a day it allows; -1 for no limit."},
		{Path: "carriers.<dhl>.workers", Kind: Integer, Sample: "8", Check: between(1, 64), Words: "How many calls may be under way at once."},
		{Path: "carriers.<dhl>.timeout", Kind: Duration, Sample: "3s", Words: "How long one call may take."},
		{Path: "carriers.<dhl>.register", Kind: Boolean, Sample: "false", Words: "17track only: register numbers that it does not follow yet. Each one costs quota there."},
	}
}

// rate accepts numbers of calls.
func rate(s string) error {
	if n, err := strconv.ParseFloat(s, 64); s != "" && (err != nil || n > 10_000) {
		return fmt.Errorf("wants a number such as 10 or 0.5, not %s", show(s))
	}
	return nil
}

// Rate is PerSecond as a number; 0 for none.
func (c Carrier) Rate() float64 {
	perSecond, _ := strconv.ParseFloat(c.PerSecond, 64) // What Keys have checked cannot fail.
	return perSecond
}

// strangers reports sections of carriers that there are none of.
func (c *Config) strangers(places map[string]string) []Problem {
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(c.Carriers)) {
		if !slices.Contains(CarrierNames(), name) {
			key := "carriers." + name
			problems = append(problems, Problem{
				Where: placeOf(places, key), Key: key, Mild: true,
				Says: fmt.Sprintf("packdesk cannot ask %s itself; there are %s, and 17track knows most others", show(name), strings.Join(CarrierNames(), ", ")),
			})
		}
	}
	return problems
}
