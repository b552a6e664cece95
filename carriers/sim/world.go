package sim

import (
	"net/http"
	"sync"
	"time"

	"packdesk/carriers"
)

// Options say how the world goes.
type Options struct {
	Start     time.Time        // The world's time at the beginning; now when zero.
	Speed     float64          // How many seconds pass in the world in one of ours; 1 when zero.
	Now       func() time.Time // Our clock; time.Now when nil.
	Seed      uint64           // Another seed gives other lives.
	Adopt     bool             // A well-formed number that nobody has announced becomes a parcel when it is asked for.
	Adopted   []Life           // The lives that such parcels lead; Lives when empty.
	Latency   time.Duration    // From a question's arrival to its answer, on average.
	TokenLife time.Duration    // Of access tokens; an hour when zero.
	Limits    map[string]Limit // By adapter name; what is missing has the carrier's own limit.
}

// Limit is how much a carrier lets a key ask.
type Limit struct {
	PerSecond int // 0 for no limit.
	PerDay    int // 0 for no limit. The day ends at 00:00 GMT by our clock.
}

// The keys of the simulated accounts.
const (
	Key     = "sim-key"
	Secret  = "sim-secret"
	SignKey = "c2ltLXNpZ24ta2V5ISEhIQ==" // EMS's secret.
	Account = "1100000000001"
)

// World is the simulated carriers. It is safe for use by many goroutines.
type World struct {
	opt     Options
	begun   time.Time
	servers map[string]*server

	mu         sync.Mutex
	parcels    map[string]*Parcel
	registered map[string]bool // At the aggregator.
}

// New makes a world.
func New(o Options) *World {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Start.IsZero() {
		o.Start = o.Now()
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	if len(o.Adopted) == 0 {
		o.Adopted = Lives()
	}
	if o.TokenLife == 0 {
		o.TokenLife = time.Hour
	}
	w := &World{opt: o, begun: o.Now(), servers: map[string]*server{}, parcels: map[string]*Parcel{}, registered: map[string]bool{}}
	for _, s := range []*server{newDHL(w), newMyDHL(w), newUPS(w), newFedEx(w), newEMS(w), newTrack17(w)} {
		if limit, ok := o.Limits[s.name]; ok {
			s.limit = limit
		}
		s.latency.of = o.Latency
		w.servers[s.name] = s
	}
	return w
}

// Time is the world's time.
func (w *World) Time() time.Time {
	passed := w.opt.Now().Sub(w.begun)
	return w.opt.Start.Add(time.Duration(float64(passed) * w.opt.Speed)).UTC()
}

// Add announces a parcel; one without a time of birth is born now.
func (w *World) Add(parcels ...Parcel) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range parcels {
		if p.Born.IsZero() {
			p.Born = w.Time()
		}
		number := carriers.NormalNumber(p.Number)
		w.parcels[number] = &p
	}
}

// Status is where a parcel truly stands; unknown for a number that nobody has announced.
func (w *World) Status(number string) carriers.Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ok := w.parcels[carriers.NormalNumber(number)]
	if !ok {
		return carriers.StatusUnknown
	}
	status := carriers.StatusUnknown
	before := status
	for _, e := range p.happened(w.Time()) {
		if e.act == Undone {
			status = before
			continue
		}
		before, status = status, e.act.Status()
	}
	return status
}

// events are what has happened to a parcel, oldest first; ok is false for a number that nobody has announced.
func (w *World) events(number string) (list []event, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	number = carriers.NormalNumber(number)
	p, ok := w.parcels[number]
	if !ok {
		if !w.opt.Adopt || len(carriers.Detect(number, carriers.Hints{}).Candidates) == 0 {
			return nil, false
		}
		p = w.adopt(number)
	}
	list = p.happened(w.Time())
	return list, len(list) > 0
}

// adopt makes a parcel that was announced some time in the last forty hours, so that it is not taken for an older one
// than a label that was made just now.
func (w *World) adopt(number string) *Parcel {
	f := fate(number, w.opt.Seed)
	p := &Parcel{
		Number: number, Life: w.opt.Adopted[f%uint64(len(w.opt.Adopted))],
		Born: w.Time().Add(-time.Duration(f/16%40) * time.Hour).Add(-time.Duration(f/2048%3600) * time.Second),
	}
	w.parcels[number] = p
	return p
}

// ServeHTTP serves every carrier below its adapter's name: /dhl, /ups and so on.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	for name, s := range w.servers {
		prefix := "/" + name + "/"
		if len(r.URL.Path) > len(prefix) && r.URL.Path[:len(prefix)] == prefix {
			http.StripPrefix("/"+name, s).ServeHTTP(rw, r)
			return
		}
	}
	http.NotFound(rw, r)
}

// Configs are the adapters' configurations for a world that listens at an address such as http://127.0.0.1:8080.
func (w *World) Configs(base string) map[string]carriers.Config {
	configs := map[string]carriers.Config{}
	for name, s := range w.servers {
		c := carriers.Config{
			BaseURL: base + "/" + name, Key: Key, Secret: Secret, Account: Account, Register: true,
			PerSecond: float64(s.limit.PerSecond), PerDay: s.limit.PerDay,
		}
		if name == "ems" {
			c.Secret = SignKey
		}
		configs[name] = c
	}
	return configs
}
