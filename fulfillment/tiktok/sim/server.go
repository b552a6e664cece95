package sim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"packdesk/fulfillment"
)

// The simulated developer's app, unless Options name another.
const (
	AppKey    = "6simapp0key01"
	AppSecret = "sim-secret-0123456789abcdef0123456789abcdef"
	ServiceID = "7410000000000000001"
)

// Options set up a simulated shop. The zero value is a well-behaved one with an empty order book.
type Options struct {
	Shops     []fulfillment.Shop  // Shops() where empty.
	Orders    []fulfillment.Order // As Orders makes them; those of a shop that is not simulated are left out.
	Seed      uint64              // Of everything that is made up.
	AppKey    string              // AppKey, and so on, where empty.
	AppSecret string
	ServiceID string
	Scopes    []string // What a seller grants; everything where nil.
	Redirect  string   // Where the consent page leads; where empty it shows the code.

	Now        func() time.Time // time.Now; the shop's clock is this one plus Faults.Skew.
	TokenLife  time.Duration    // How long an access token is good: a week.
	PerSecond  int              // Calls per second of one shop and operation: 50. Negative for no limit.
	LabelDelay time.Duration    // How long a label takes after shipping.
	Collect    time.Duration    // When the carrier scans a parcel, counted from shipping; 0 for never.
	Deliver    time.Duration    // When it is delivered, counted from the scan; 0 for never.

	// AcceptRepeats makes a second shipping of the same units another parcel instead of an error. No real shop is so
	// careless; a test that wants to see whether somebody ships twice is.
	AcceptRepeats bool

	Faults Faults
}

// Server is a simulated shop: API, authorisation and documents on one host. It is an http.Handler.
type Server struct {
	opt    Options
	routes []route

	mu       sync.Mutex
	shops    map[string]*shop  // By id.
	ciphers  map[string]string // Cipher to shop id.
	grants   grants
	windows  map[string][]time.Time // Accepted calls of the last second, by lane.
	faults   Faults
	scripts  map[string][]Fault // Operation to what its next calls meet.
	tries    map[string]uint64  // How often a call has been made.
	effects  map[string]*Effect // By order.
	calls    map[string]int     // By operation.
	numbers  uint64             // The last number of made-up ids.
	answered map[string]any     // Answers by idempotency key.
	ticked   time.Time
	epoch    int // Counts the times that all addresses of documents were made worthless.
}

// New makes a simulated shop.
func New(o Options) *Server {
	if o.Shops == nil {
		o.Shops = Shops()
	}
	or := func(s *string, usual string) {
		if *s == "" {
			*s = usual
		}
	}
	or(&o.AppKey, AppKey)
	or(&o.AppSecret, AppSecret)
	or(&o.ServiceID, ServiceID)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.TokenLife <= 0 {
		o.TokenLife = 7 * 24 * time.Hour
	}
	if o.PerSecond == 0 {
		o.PerSecond = 50
	}
	if o.Scopes == nil {
		o.Scopes = allScopes()
	}
	s := &Server{
		opt: o, faults: o.Faults, shops: map[string]*shop{}, ciphers: map[string]string{}, windows: map[string][]time.Time{},
		scripts: map[string][]Fault{}, tries: map[string]uint64{}, effects: map[string]*Effect{}, calls: map[string]int{}, answered: map[string]any{},
	}
	s.routes = s.table()
	for i := range o.Shops {
		sh := newShop(o.Shops[i])
		s.shops[sh.ID], s.ciphers[sh.cipher] = sh, sh.ID
	}
	s.AddOrders(o.Orders...)
	return s
}

// Listener is a simulated shop on the network.
type Listener struct {
	URL    string // "http://127.0.0.1:40123"
	server *http.Server
	done   chan error
}

// Listen serves on addr, such as "127.0.0.1:0", until Close.
func (s *Server) Listen(ctx context.Context, addr string) (*Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("start the simulated shop: %w", err)
	}
	running := &Listener{
		URL: "http://" + l.Addr().String(), server: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}, done: make(chan error, 1),
	}
	go func() { running.done <- running.server.Serve(l) }()
	return running, nil
}

// Close stops serving and drops all connections.
func (l *Listener) Close() error {
	err := l.server.Close()
	if served := <-l.done; !errors.Is(served, http.ErrServerClosed) {
		return served
	}
	return err //nolint:wrapcheck // Nothing to add.
}

// now is the shop's clock. It is called under the lock.
func (s *Server) now() time.Time { return s.opt.Now().Add(s.faults.Skew).UTC() }

// nextID makes a platform id of 19 digits that begins with prefix.
func (s *Server) nextID(prefix string) string {
	s.numbers++
	return prefix + fmt.Sprintf("%0*d", 19-len(prefix), (s.opt.Seed%1000)*1_000_000_000+s.numbers)
}
