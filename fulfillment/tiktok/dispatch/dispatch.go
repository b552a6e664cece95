// Package dispatch tells connected shops of shipments, and asks them how orders stand, in the trade's words: it knows which
// shop is meant, what the shop calls a carrier, and what each of its answers comes to. It may import fulfillment and
// fulfillment/tiktok/api.
package dispatch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/api"
)

// Options is what a Dispatch is made of.
type Options struct {
	Client   *api.Client
	Accounts func() ([]string, error) // The connected accounts as they are now.
	Chunk    int                      // Packages in one call: api.MaxShipPackages.
	Label    LabelForm
	Now      func() time.Time // time.Now.
}

// LabelForm is how the platform's labels are wanted. The zero value is a PDF of A6.
type LabelForm struct {
	Picture bool   // A PNG in the platform's own size, for printers that print no PDF.
	Size    string // Of a PDF: A6 or A5.
}

// How long what a shop has told about itself is good, and how soon it is asked again about what it does not have.
const (
	listLife = time.Hour
	askAgain = time.Minute
)

// Dispatch is the way to the connected shops. Its methods may be called by several goroutines.
type Dispatch struct {
	o Options

	mu       sync.Mutex // Held while shops are listed: whoever else needs them waits for the same answer.
	shops    map[string]*api.Shop
	listed   time.Time
	carriers map[line]list
	options  map[string]string // By shop: the delivery option of orders that the seller ships.
}

// line names what a shop lists carriers for.
type line struct{ shop, option string }

// list is a shop's carriers, good for some time.
type list struct {
	providers []api.Provider
	until     time.Time
}

// New makes a Dispatch, which calls nobody yet.
func New(o Options) *Dispatch {
	if o.Chunk <= 0 || o.Chunk > api.MaxShipPackages {
		o.Chunk = api.MaxShipPackages
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Dispatch{o: o, carriers: map[line]list{}, options: map[string]string{}}
}

// Connected names the shops that can be called.
func (d *Dispatch) Connected(ctx context.Context) (map[string]bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.list(ctx, listLife); err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(d.shops))
	for id := range d.shops {
		names[id] = true
	}
	return names, nil
}

// shop finds a connected shop. It returns ErrNotFound for one that is not.
func (d *Dispatch) shop(ctx context.Context, id string) (*api.Shop, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	life := listLife
	if d.shops[id] == nil {
		life = askAgain
	}
	err := d.list(ctx, life)
	if s := d.shops[id]; s != nil {
		return s, nil
	}
	if err == nil {
		err = fmt.Errorf("shop %s is not connected, packdesk shop connect does: %w", fulfillment.Clean(id), fulfillment.ErrNotFound)
	}
	return nil, err
}

// list reads the shops of all accounts, unless that was done within life. An account that fails takes only its own shops out.
func (d *Dispatch) list(ctx context.Context, life time.Duration) error {
	if now := d.o.Now(); !d.listed.IsZero() && now.Sub(d.listed) < life && !now.Before(d.listed) {
		return nil
	}
	accounts, err := d.o.Accounts()
	if err != nil {
		return fmt.Errorf("list the connected accounts: %w", err)
	}
	shops := map[string]*api.Shop{}
	for _, account := range accounts {
		refs, lerr := d.o.Client.Shops(ctx, account)
		if lerr != nil {
			err = lerr
		}
		for _, ref := range refs {
			shops[ref.ID] = d.o.Client.Shop(ref)
		}
	}
	for id, s := range d.shops { // What is known stays good while an account cannot be asked.
		if err != nil && shops[id] == nil {
			shops[id] = s
		}
	}
	d.shops = shops
	if err == nil {
		d.listed = d.o.Now()
	}
	return err
}
