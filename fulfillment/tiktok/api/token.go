package api

import (
	"context"
	"slices"
	"sync"
	"time"

	"packdesk/fulfillment/tiktok/wire"
)

// Token is what a seller has granted the app. Access is sent with every call and lives for a week; Refresh renews it.
type Token struct {
	Access       Secret
	Refresh      Secret
	AccessUntil  time.Time
	RefreshUntil time.Time
	OpenID       string // The platform's id of the authorisation.
	Seller       string
	Region       string
	UserType     int // 0 is a seller; others cannot read orders.
	Scopes       []string
}

// userSeller is the user type of a seller.
const userSeller = 0

// TokenStore keeps tokens, one per account. An account is the OpenID of an authorisation. Implementations are safe for
// concurrent use by several processes.
type TokenStore interface {
	// Load returns the token of an account, or an error that matches fulfillment.ErrNotFound.
	Load(ctx context.Context, account string) (Token, error)
	// Save replaces the token of an account, wholly or not at all.
	Save(ctx context.Context, account string, t Token) error
	// Lock keeps all others out, in other processes too, until unlock is called: a token is renewed by one at a time.
	Lock(ctx context.Context, account string) (unlock func(), err error)
}

// Scopes that the calls of this package need.
const (
	ScopeAuthorization = "seller.authorization.info"
	ScopeOrders        = "seller.order.info"
	ScopeFulfilment    = "seller.fulfillment.basic"
	ScopePackages      = "seller.fulfillment.package.write"
	ScopeLogistics     = "seller.logistics"
	ScopeReturns       = "seller.return_refund.basic"
)

// Scopes lists the permissions that an app needs in Partner Center.
func Scopes() []string {
	return []string{ScopeAuthorization, ScopeOrders, ScopeFulfilment, ScopePackages, ScopeLogistics, ScopeReturns}
}

// Account is an authorisation without its secrets.
type Account struct {
	ID           string
	Seller       string
	Region       string
	AccessUntil  time.Time
	RefreshUntil time.Time // When the seller has to authorise again.
	Missing      []string  // Scopes that were not granted; some calls will be refused.
}

func (t *Token) account() Account {
	a := Account{ID: t.OpenID, Seller: t.Seller, Region: t.Region, AccessUntil: t.AccessUntil, RefreshUntil: t.RefreshUntil}
	if len(t.Scopes) == 0 { // Not said, which is not the same as none.
		return a
	}
	for _, s := range Scopes() {
		if !slices.Contains(t.Scopes, s) {
			a.Missing = append(a.Missing, s)
		}
	}
	return a
}

// tokenData is a token as the shop answers it. The expiries are instants despite their names.
type tokenData struct {
	Access       wire.Text   `json:"access_token"`
	AccessUntil  wire.Moment `json:"access_token_expire_in"`
	Refresh      wire.Text   `json:"refresh_token"`
	RefreshUntil wire.Moment `json:"refresh_token_expire_in"`
	OpenID       wire.Text   `json:"open_id"`
	Seller       wire.Text   `json:"seller_name"`
	Region       wire.Text   `json:"seller_base_region"`
	UserType     wire.Number `json:"user_type"`
	Scopes       []wire.Text `json:"granted_scopes"`
}

func (d *tokenData) token() Token {
	t := Token{
		Access: Secret(d.Access), Refresh: Secret(d.Refresh), AccessUntil: d.AccessUntil.Time(), RefreshUntil: d.RefreshUntil.Time(),
		OpenID: d.OpenID.Clean(), Seller: d.Seller.Clean(), Region: d.Region.Clean(), UserType: int(d.UserType),
	}
	for _, s := range d.Scopes {
		t.Scopes = append(t.Scopes, s.Clean())
	}
	return t
}

// MemoryTokens keeps tokens for as long as the process runs. The zero value is ready.
type MemoryTokens struct {
	mu     sync.Mutex
	tokens map[string]Token
	locks  map[string]chan struct{}
}

// Load returns the token of an account.
func (m *MemoryTokens) Load(_ context.Context, account string) (Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tokens[account]
	if !ok {
		return Token{}, errNoToken(account)
	}
	return t, nil
}

// Save replaces the token of an account.
func (m *MemoryTokens) Save(_ context.Context, account string, t Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens == nil {
		m.tokens = map[string]Token{}
	}
	m.tokens[account] = t
	return nil
}

// Lock keeps all others out.
func (m *MemoryTokens) Lock(ctx context.Context, account string) (unlock func(), err error) {
	m.mu.Lock()
	if m.locks == nil {
		m.locks = map[string]chan struct{}{}
	}
	if m.locks[account] == nil {
		m.locks[account] = make(chan struct{}, 1)
	}
	lock := m.locks[account]
	m.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err() //nolint:wrapcheck // The caller's own.
	}
}
