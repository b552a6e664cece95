package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Connect turns the code of a consent into a stored token. The account's ID is what ShopRef.Account and Shops want.
func (c *Client) Connect(ctx context.Context, code Secret) (Account, error) {
	k := call{op: &opTokenGet, what: "connect the shop"}
	t, err := c.grant(ctx, &k, url.Values{"auth_code": {code.Reveal()}, "grant_type": {"authorized_code"}}, code)
	switch {
	case err != nil:
		return Account{}, err
	case t.OpenID == "":
		return Account{}, k.fail(KindGarbled, nil)
	case t.UserType != userSeller:
		e := k.fail(KindToken, nil)
		e.Words = fmt.Sprintf("this account is no seller (user type %d); sign in as the shop's owner", t.UserType)
		return Account{}, e
	}
	if err := c.opt.Tokens.Save(ctx, t.OpenID, t); err != nil {
		return Account{}, fmt.Errorf("connect the shop: %w", err)
	}
	c.tokens.keep(t.OpenID, t, false)
	return t.account(), nil
}

// Account tells about a stored authorisation.
func (c *Client) Account(ctx context.Context, id string) (Account, error) {
	t, err := c.tokens.current(ctx, id)
	if err != nil {
		return Account{}, err
	}
	return t.account(), nil
}

var (
	opTokenGet     = operation{id: "token_get"}
	opTokenRefresh = operation{id: "token_refresh"}
)

// refresh asks for a new token. What the answer leaves out is taken from the old one.
func (c *Client) refresh(ctx context.Context, old Token) (Token, error) {
	k := call{op: &opTokenRefresh, what: "renew the shop's token"}
	if old.Refresh == "" {
		e := k.fail(KindToken, nil)
		e.Words = "the authorisation has no refresh token"
		return Token{}, e
	}
	t, err := c.grant(ctx, &k, url.Values{"refresh_token": {old.Refresh.Reveal()}, "grant_type": {"refresh_token"}}, old.Refresh)
	if err != nil {
		return Token{}, err
	}
	if t.Refresh == "" {
		t.Refresh, t.RefreshUntil = old.Refresh, old.RefreshUntil
	}
	if t.OpenID == "" {
		t.OpenID = old.OpenID
	}
	if t.Seller == "" {
		t.Seller = old.Seller
	}
	if t.Region == "" {
		t.Region = old.Region
	}
	if len(t.Scopes) == 0 {
		t.Scopes = old.Scopes
	}
	return t, nil
}

// grant calls the authorisation host. Its addresses hold secrets and are never told.
func (c *Client) grant(ctx context.Context, k *call, q url.Values, grant Secret) (Token, error) {
	k.method, k.path = http.MethodGet, "/api/v2/token/get"
	if k.op == &opTokenRefresh {
		k.path = "/api/v2/token/refresh"
	}
	q.Set("app_key", c.app.Key)
	q.Set("app_secret", c.app.Secret.Reveal())
	a, err := c.persist(ctx, c.hosts.Auth, k, func() (*answer, *Error) {
		a, failed := c.send(ctx, k, c.hosts.Auth+k.path+"?"+q.Encode(), http.Header{}, c.opt.MaxAnswer)
		if failed == nil {
			a, failed = c.read(a, k)
		}
		if failed != nil {
			failed.Message = redact(failed.Message, c.app.Secret, grant)
			if failed.Kind == KindUnknownCode || failed.Kind == KindRequest { // Here every refusal is about the grant.
				failed.Kind, failed.Words, failed.Outcome = KindToken, "the shop does not take the authorisation", OutcomeLater
			}
		}
		c.logCall(ctx, k, a, failed)
		return a, failed
	})
	if err != nil {
		return Token{}, err
	}
	d, err := decode[tokenData](a.data)
	if err != nil || d.Access == "" {
		return Token{}, k.fail(KindGarbled, nil)
	}
	return d.token(), nil
}
