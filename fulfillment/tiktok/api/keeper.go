package api

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	renewEarly   = 10 * time.Minute // An access token is renewed so long before its end, and not again within that time.
	renewPause   = 30 * time.Second // How long a renewal that was refused is not tried again.
	renewBreath  = 2 * time.Second  // The same for one that failed on the way.
	renewTimeout = time.Minute      // How long a renewal may take, whoever waits for it.
)

// keeper hands out access tokens and renews them once for all who ask, in this process and in others.
type keeper struct {
	client *Client
	flight singleflight.Group

	mu   sync.Mutex
	held map[string]*keptToken
}

// keptToken is what is known about an account's token.
type keptToken struct {
	token   Token
	unsaved bool // The store could not take it: it must not be lost.
	failed  error
	retryAt time.Time // When a renewal may be tried again after failed.
	renewed time.Time // When it took the place of another.
}

func (k *keeper) of(account string) *keptToken {
	if k.held == nil {
		k.held = map[string]*keptToken{}
	}
	if k.held[account] == nil {
		k.held[account] = &keptToken{}
	}
	return k.held[account]
}

// access is a token that is good for a call. One that is about to end is renewed; while that fails, the old one serves to
// its end.
func (k *keeper) access(ctx context.Context, account string) (Token, error) {
	token, err := k.current(ctx, account)
	if err != nil {
		return Token{}, err
	}
	now := k.client.now()
	if token.AccessUntil.IsZero() || now.Before(token.AccessUntil.Add(-renewEarly)) {
		return token, nil
	}
	if now.Before(token.AccessUntil) && now.Sub(k.renewedAt(account)) < renewEarly {
		return token, nil // It was short when it came: to renew it before every call would take it from the calls under way.
	}
	renewed, err := k.renew(ctx, account, token.Access)
	if err != nil && now.Before(token.AccessUntil) && ctx.Err() == nil {
		return token, nil
	}
	return renewed, err
}

// current is the token in hand, else the stored one.
func (k *keeper) current(ctx context.Context, account string) (Token, error) {
	k.mu.Lock()
	token := k.of(account).token
	k.mu.Unlock()
	if token.Access != "" {
		return token, nil
	}
	token, err := k.client.opt.Tokens.Load(ctx, account)
	if err != nil {
		return Token{}, &Error{What: "use the shop's token", Kind: KindToken, Outcome: OutcomeLater, Words: err.Error(), Cause: err}
	}
	k.keep(account, token, false)
	return token, nil
}

func (k *keeper) keep(account string, t Token, unsaved bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	*k.of(account) = keptToken{token: t, unsaved: unsaved}
}

// renew replaces the access token that the shop has refused. Whoever asks while a renewal is under way waits for that one;
// whoever asks with a token that has been replaced meanwhile gets the new one. ctx ends the waiting only.
func (k *keeper) renew(ctx context.Context, account string, refused Secret) (Token, error) {
	k.mu.Lock()
	kept := *k.of(account)
	k.mu.Unlock()
	if kept.token.Access != "" && kept.token.Access != refused {
		return kept.token, nil
	}
	if wait := kept.retryAt.Sub(k.client.now()); kept.failed != nil && wait > 0 {
		return Token{}, waiting(kept.failed, wait)
	}
	done := k.flight.DoChan(account, func() (any, error) {
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
		defer cancel()
		t, err := k.replace(own, account, refused)
		if err != nil {
			k.failed(account, err)
		}
		return t, err
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return Token{}, r.Err
		}
		return r.Val.(Token), nil //nolint:forcetypeassert // Put in above.
	case <-ctx.Done():
		return Token{}, &Error{What: "renew the shop's token", Kind: KindGivenUp, Outcome: OutcomeLater, Cause: ctx.Err()}
	}
}

// waiting is a failed renewal that is not tried again before the wait is over.
func waiting(err error, wait time.Duration) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	later := *e
	later.RetryAfter = max(e.RetryAfter, wait)
	return &later
}

// failed notes a renewal that failed, so that not every waiting call repeats it.
func (k *keeper) failed(account string, err error) {
	pause := renewBreath
	if KindOf(err).Stops() {
		pause = renewPause
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	kept := k.of(account)
	kept.failed, kept.retryAt = err, k.client.now().Add(pause)
}

// replace renews the token under the store's lock, unless somebody else has done so.
func (k *keeper) replace(ctx context.Context, account string, refused Secret) (Token, error) {
	unlock, err := k.client.opt.Tokens.Lock(ctx, account)
	if err != nil {
		return Token{}, &Error{What: "renew the shop's token", Kind: KindToken, Outcome: OutcomeLater, Words: "the stored token is in use", Cause: err}
	}
	defer unlock()
	k.mu.Lock()
	kept := *k.of(account)
	k.mu.Unlock()
	if kept.token.Access != "" && kept.token.Access != refused { // Between the question and here.
		return kept.token, nil
	}
	stored, err := k.client.opt.Tokens.Load(ctx, account)
	if err != nil || kept.unsaved {
		stored = kept.token
	}
	if stored.Access != refused && stored.Access != "" {
		k.keep(account, stored, false)
		k.note(account)
		return stored, nil
	}
	fresh, err := k.client.refresh(ctx, stored)
	if err != nil {
		return Token{}, err
	}
	k.store(ctx, account, fresh)
	return fresh, nil
}

// store keeps a fresh token. When the disk cannot take it, it is kept in memory: losing it would lock the seller out.
func (k *keeper) store(ctx context.Context, account string, t Token) {
	err := k.client.opt.Tokens.Save(ctx, account, t)
	if err != nil {
		k.client.log.LogAttrs(ctx, slog.LevelError, "the shop's renewed token could not be stored; authorise again after a restart",
			slog.String("account", account), slog.Any("error", err))
	}
	k.keep(account, t, err != nil)
	k.note(account)
}

// note remembers that the account's token has just taken the place of another.
func (k *keeper) note(account string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.of(account).renewed = k.client.now()
}

func (k *keeper) renewedAt(account string) time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.of(account).renewed
}
