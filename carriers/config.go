package carriers

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// Config is one adapter's section of the configuration, carriers.<name>. What each adapter makes of Key, Secret, Account
// and Mode stands in its package. Zero values mean the adapter's own defaults.
type Config struct {
	BaseURL   string        `koanf:"base_url"`   // Where the carrier listens; https, or http on this machine.
	Mode      string        `koanf:"mode"`       // Which of the carrier's systems: live (the default), test and others.
	Key       string        `koanf:"key"`        // Key, user or client id.
	Secret    string        `koanf:"secret"`     // Password, client secret or signing key.
	Account   string        `koanf:"account"`    // The account or customer number, where a carrier wants one.
	PerSecond float64       `koanf:"per_second"` // Calls a second; negative for no limit.
	PerDay    int           `koanf:"per_day"`    // Calls until 00:00 GMT; negative for no limit.
	Workers   int           `koanf:"workers"`
	Timeout   time.Duration `koanf:"timeout"`  // For one attempt, from connecting to the answer's last byte.
	Register  bool          `koanf:"register"` // 17TRACK only: register unknown numbers, each of which costs quota.
}

// Enabled reports whether there is anything to ask with.
func (c Config) Enabled() bool { return c.Key != "" }

// Deps is what adapters need from the program. Zero values are replaced: a budget in memory, the real clock.
type Deps struct {
	Budget    Budget
	Now       func() time.Time
	Transport http.RoundTripper // Replaces the network, for tests.
	Retry     Retry
}

// Retry says how hard one question is tried before the poller is told to come back later.
type Retry struct {
	Attempts int           // In all; 3 when zero.
	Base     time.Duration // The wait before the second attempt, random by half, then doubled; 250 ms when zero.
	Patience time.Duration // The longest wait inside a question; a longer one becomes Error.RetryAt. 5 s when zero.
	Rest     time.Duration // How long a key that was refused is left alone; an hour when zero.
	Cool     time.Duration // How long a carrier that failed too often is left alone, random by a third; 30 s when zero.
}

// WithDefaults fills what is zero.
func (d Deps) WithDefaults() Deps {
	if d.Budget == nil {
		d.Budget = NewMemoryBudget()
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	d.Retry.Attempts = cmp.Or(d.Retry.Attempts, 3)
	d.Retry.Base = cmp.Or(d.Retry.Base, 250*time.Millisecond)
	d.Retry.Patience = cmp.Or(d.Retry.Patience, 5*time.Second)
	d.Retry.Rest = cmp.Or(d.Retry.Rest, time.Hour)
	d.Retry.Cool = cmp.Or(d.Retry.Cool, 30*time.Second)
	return d
}

// Defaults completes the limits of a configuration with the adapter's own.
func (c Config) Defaults(d Config) Config {
	c.BaseURL = cmp.Or(c.BaseURL, d.BaseURL)
	c.PerSecond = max(0, cmp.Or(c.PerSecond, d.PerSecond))
	c.Workers = cmp.Or(c.Workers, d.Workers, 4)
	c.Timeout = cmp.Or(c.Timeout, d.Timeout, 3*time.Second)
	c.PerDay = max(0, cmp.Or(c.PerDay, d.PerDay))
	return c
}

// Source is the adapter's description of itself under this configuration. The budget key names the account by a short
// hash, so that another key has a budget of its own and none can be read back.
func (c Config) Source(name string) Source {
	sum := sha256.Sum256([]byte(name + "\x00" + c.Key + "\x00" + c.Account))
	return Source{
		Name: name, Key: name + ":" + hex.EncodeToString(sum[:4]), PerSecond: c.PerSecond, PerDay: c.PerDay, Workers: c.Workers,
	}
}
