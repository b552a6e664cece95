package api

import (
	"fmt"
	"net/url"
	"strings"

	"packdesk/fulfillment"
)

// App is the developer's app as Partner Center shows it.
type App struct {
	Key     string
	Secret  Secret
	Service string // The service id, which the consent link names.
	Region  string // ISO 3166-1 alpha-2; "US" has a consent host of its own.
}

// Hosts are where the shop is. Empty fields mean the real ones.
type Hosts struct {
	API     string // "https://open-api.tiktokglobalshop.com"
	Auth    string // "https://auth.tiktok-shops.com"
	Consent string // "https://services.tiktokshop.com", for US apps "https://services.us.tiktokshop.com"
}

// OneHost has everything on one host, as the simulated shop does.
func OneHost(base string) Hosts { return Hosts{API: base, Auth: base, Consent: base} }

func (h Hosts) filled(region string) Hosts {
	or := func(s, usual string) string {
		if s == "" {
			return usual
		}
		return strings.TrimRight(s, "/")
	}
	consent := "https://services.tiktokshop.com"
	if strings.EqualFold(region, "US") {
		consent = "https://services.us.tiktokshop.com"
	}
	return Hosts{
		API:     or(h.API, "https://open-api.tiktokglobalshop.com"),
		Auth:    or(h.Auth, "https://auth.tiktok-shops.com"),
		Consent: or(h.Consent, consent),
	}
}

// check refuses hosts to which a secret would travel in the clear. Plain HTTP is for the own computer only.
func (h Hosts) check() error {
	for _, base := range []string{h.API, h.Auth, h.Consent} {
		u, err := url.Parse(base)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return fmt.Errorf("the shop's address %q is no address such as https://host.example: %w", fulfillment.Clean(base), fulfillment.ErrInvalid)
		case !private(u):
			return fmt.Errorf("the shop's address %q must begin with https://: tokens would travel in the clear: %w",
				fulfillment.Clean(base), fulfillment.ErrInvalid)
		}
	}
	return nil
}

// AuthorizeURL is the page on which the seller allows the app to act for the shop. It ends in a redirect to the app's own
// address with a code, which is good once and for 30 minutes. state comes back with it unchanged.
func (c *Client) AuthorizeURL(state string) string {
	q := url.Values{"service_id": {c.app.Service}}
	if state != "" {
		q.Set("state", state)
	}
	return c.hosts.Consent + "/open/authorize?" + q.Encode()
}

// CodeFrom takes the authorisation code out of what a seller pastes: the code itself, or the whole address to which the
// consent page has led.
func CodeFrom(pasted string) (code Secret, state string, err error) {
	pasted = strings.TrimSpace(pasted)
	if strings.Contains(pasted, "://") || strings.Contains(pasted, "code=") {
		_, query, _ := strings.Cut(pasted, "?")
		if query == "" {
			query = pasted
		}
		query, _, _ = strings.Cut(query, "#")
		q, err := url.ParseQuery(query)
		if err != nil || q.Get("code") == "" {
			return "", "", fmt.Errorf("there is no code in the pasted address; copy the whole address of the page that opens after consent: %w",
				fulfillment.ErrInvalid)
		}
		return Secret(q.Get("code")), q.Get("state"), nil
	}
	if pasted == "" || strings.ContainsAny(pasted, " \t\r\n&") {
		return "", "", fmt.Errorf("this is no authorisation code; paste the code or the whole address that opens after consent: %w",
			fulfillment.ErrInvalid)
	}
	return Secret(pasted), "", nil
}
