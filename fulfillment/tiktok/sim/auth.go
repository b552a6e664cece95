package sim

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

func allScopes() []string {
	return []string{
		"seller.authorization.info", "seller.order.info", "seller.fulfillment.basic", "seller.fulfillment.package.write", "seller.logistics",
		"seller.return_refund.basic", "seller.delivery.status.write",
	}
}

// grant is what a seller has allowed the app.
type grant struct {
	openID       string
	shops        map[string]bool
	scopes       map[string]bool
	access       string
	accessUntil  time.Time
	refreshUntil time.Time
	revoked      bool
}

// grants are all of them. Old tokens stay known, so that they are expired and not foreign.
type grants struct {
	codes     map[string]*code
	byAccess  map[string]*grant
	byRefresh map[string]*grant
	all       []*grant
	sellers   map[string]string // Open ids by shops.
	refreshes int
	made      int
}

// code is what the consent page gives out: good once, for half an hour.
type code struct {
	shops []string
	until time.Time
	used  bool
}

const (
	codeLife    = 30 * time.Minute
	refreshLife = 365 * 24 * time.Hour
	codeGrant   = 36004004 // What the authorisation host answers to a code or token that it does not take.
)

// Code is an authorisation code for the named shops, or all, as the consent page gives it.
func (s *Server) Code(shops ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newCode(shops)
}

func (s *Server) newCode(shops []string) string {
	if len(shops) == 0 {
		for id := range s.shops {
			shops = append(shops, id)
		}
		slices.Sort(shops)
	}
	s.grants.made++
	text := fmt.Sprintf("SIM_code_%d_%d", s.opt.Seed, s.grants.made)
	if s.grants.codes == nil {
		s.grants.codes = map[string]*code{}
	}
	s.grants.codes[text] = &code{shops: shops, until: s.now().Add(codeLife)}
	return text
}

// ExpireTokens ends the life of every access token; refresh tokens stay good.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.grants.all {
		g.accessUntil = s.now()
	}
}

// Revoke takes every authorisation back.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.grants.all {
		g.revoked = true
	}
}

// Refreshes is how often a token has been renewed.
func (s *Server) Refreshes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grants.refreshes
}

// consent is the page on which the seller agrees. It asks nobody.
func (s *Server) consent(w http.ResponseWriter, q url.Values) {
	if q.Get("service_id") != s.opt.ServiceID {
		http.Error(w, "unknown service_id", http.StatusNotFound)
		return
	}
	text := s.newCode(nil)
	if s.opt.Redirect != "" {
		w.Header().Set("Location", s.opt.Redirect+"?"+url.Values{"code": {text}, "state": {q.Get("state")}}.Encode())
		w.WriteHeader(http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<!doctype html><title>Simulated consent</title><p>code=%s</p><p>state=%s</p>\n", //nolint:errcheck // A page for a test.
		text, html.EscapeString(q.Get("state")))
}

// token answers both calls of the authorisation host.
func (s *Server) token(path string, q url.Values) (any, *refusal) {
	if q.Get("app_key") != s.opt.AppKey || q.Get("app_secret") != s.opt.AppSecret {
		return nil, gateway(http.StatusOK, codeCredentials, "Invalid app_key or app_secret")
	}
	switch {
	case strings.HasSuffix(path, "/get") && q.Get("grant_type") == "authorized_code":
		return s.exchange(q.Get("auth_code"))
	case strings.HasSuffix(path, "/refresh") && q.Get("grant_type") == "refresh_token":
		return s.renew(q.Get("refresh_token"))
	default:
		return nil, no(codeGrant, "Invalid grant_type %q", q.Get("grant_type"))
	}
}

func (s *Server) exchange(text string) (any, *refusal) {
	c := s.grants.codes[text]
	switch {
	case c == nil:
		return nil, no(codeGrant, "Invalid auth_code %s", text)
	case c.used, s.now().After(c.until):
		return nil, no(codeGrant, "The auth_code %s is used or expired", text)
	}
	c.used = true
	g := &grant{openID: s.sellerOf(c.shops), shops: map[string]bool{}, scopes: map[string]bool{}}
	for _, id := range c.shops {
		g.shops[id] = true
	}
	for _, scope := range s.opt.Scopes {
		g.scopes[scope] = true
	}
	s.grants.all = append(s.grants.all, g)
	return s.issue(g), nil
}

// sellerOf is the open id of the seller who has these shops: the same one whenever he authorises the app.
func (s *Server) sellerOf(shops []string) string {
	who := strings.Join(shops, " ")
	if s.grants.sellers == nil {
		s.grants.sellers = map[string]string{}
	}
	if s.grants.sellers[who] == "" {
		s.grants.sellers[who] = s.nextID("7010")
	}
	return s.grants.sellers[who]
}

func (s *Server) renew(refresh string) (any, *refusal) {
	g := s.grants.byRefresh[refresh]
	if g == nil || g.revoked || s.now().After(g.refreshUntil) {
		return nil, no(codeGrant, "The refresh_token %s is invalid", refresh)
	}
	s.grants.refreshes++
	return s.issue(g), nil
}

// issue gives a grant new tokens. The old access token is worth nothing from then on, which is harder than the platform;
// old refresh tokens stay good, as long as the authorisation: an answer may get lost.
func (s *Server) issue(g *grant) any {
	s.grants.made++
	g.access = fmt.Sprintf("SIM_access_%d_%d", s.opt.Seed, s.grants.made)
	refresh := fmt.Sprintf("SIM_refresh_%d_%d", s.opt.Seed, s.grants.made)
	g.accessUntil, g.refreshUntil = s.now().Add(s.opt.TokenLife), s.now().Add(refreshLife)
	if s.grants.byAccess == nil {
		s.grants.byAccess, s.grants.byRefresh = map[string]*grant{}, map[string]*grant{}
	}
	s.grants.byAccess[g.access], s.grants.byRefresh[refresh] = g, g
	scopes := make([]string, 0, len(g.scopes))
	for scope := range g.scopes {
		scopes = append(scopes, scope)
	}
	slices.Sort(scopes)
	return map[string]any{
		"access_token": g.access, "access_token_expire_in": g.accessUntil.Unix(), "refresh_token": refresh,
		"refresh_token_expire_in": g.refreshUntil.Unix(), "open_id": g.openID, "seller_name": "Sample seller", "seller_base_region": "GB",
		"user_type": 0, "granted_scopes": scopes,
	}
}

// authorizedShops answers which shops the token is for.
func (s *Server) authorizedShops(r *request) (any, *refusal) {
	type entry struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Region string `json:"region"`
		Seller string `json:"seller_type"`
		Cipher string `json:"cipher"`
		Code   string `json:"code"`
	}
	shops := []entry{}
	for i := range s.opt.Shops {
		if sh := s.shops[s.opt.Shops[i].ID]; r.grant.shops[sh.ID] {
			shops = append(shops, entry{sh.ID, sh.Name, sh.Region, "LOCAL", sh.cipher, sh.Region + "LC" + sh.ID[len(sh.ID)-4:]})
		}
	}
	return map[string]any{"shops": shops}, nil
}
