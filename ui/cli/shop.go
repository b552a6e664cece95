package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
	"packdesk/fulfillment/tiktok/api"
	"packdesk/store"
)

// tokens keeps the shops' tokens in the data folder, readable by their owner only and never in the database.
func (p *Program) tokens() api.FileTokens {
	return api.FileTokens{Dir: filepath.Join(p.dataDir(), "tokens")}
}

// hasApp reports whether an app is configured by which shops could be read.
func (p *Program) hasApp() bool {
	return p.loaded.TikTok.AppKey != "" && p.loaded.TikTok.AppSecret != ""
}

// client is the app at the shop. One process needs one: it counts the calls and renews the tokens for all who use it. now
// is its clock, and log may be nil.
func (p *Program) client(now func() time.Time, log *slog.Logger) (*api.Client, error) {
	c := p.loaded.TikTok
	if !p.hasApp() {
		return nil, usagef("the app's key and secret are not set: make an app in TikTok Shop Partner Center, put tiktok.app_key and " +
			"tiktok.service_id into the configuration, and the secret into PACKDESK_TIKTOK_APP_SECRET")
	}
	return api.New(api.Options{
		App:    api.App{Key: c.AppKey, Secret: api.Secret(c.AppSecret), Service: c.ServiceID, Region: c.Region},
		Hosts:  api.Hosts{API: c.APIURL, Auth: c.AuthURL, Consent: c.ConsentURL},
		Tokens: p.tokens(), Now: now, Log: log, DecodeOrder: tiktok.DecodeOrder,
	})
}

func (p *Program) shopCommand() *cobra.Command {
	return p.group("shop", "Connect shops and look at them", p.shopConnect(), p.shopList(), p.shopCheck())
}

func (p *Program) shopConnect() *cobra.Command {
	var code string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "connect", Short: "Let packdesk read a shop's orders", Args: cobra.NoArgs,
		Long: "Shows the page on which the seller allows it, and takes the code (or the whole address) to which that page leads. The " +
			"tokens are kept in the data folder, in files that only you can read.",
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error { return p.connect(cmd.Context(), code, asJSON) }),
	}
	cmd.Flags().StringVar(&code, "code", "", "the code, or the address with it, where nobody can be asked; it is good for one use")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object with the shops and the permissions that were not given")
	return cmd
}

// connectReport is what was connected, as --json tells it.
type connectReport struct {
	Account string       `json:"account"`
	Shops   []shopReport `json:"shops"`
	Missing []string     `json:"permissions_missing"`
}

func (p *Program) connect(ctx context.Context, pasted string, asJSON bool) error {
	c, err := p.client(p.Now, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	if pasted == "" {
		p.say("Open this page, sign in as the shop's owner and allow the app:\n\n  %s\n", c.AuthorizeURL("packdesk"))
		if !p.mayAsk() {
			return usagef("then run packdesk shop connect --code with the address to which the page leads")
		}
		if pasted = p.ask("The address to which the page leads (or the code): "); pasted == "" {
			return usagef("nothing was connected")
		}
	}
	secret, _, err := api.CodeFrom(pasted)
	if err != nil {
		return usage(err)
	}
	account, err := c.Connect(ctx, secret)
	if err != nil {
		return err
	}
	for _, scope := range account.Missing {
		p.say("packdesk: the permission %s was not given; what needs it will be refused", scope)
	}
	shops, err := c.Shops(ctx, account.ID)
	if err != nil {
		return err
	}
	r := connectReport{Account: account.ID, Shops: []shopReport{}, Missing: append([]string{}, account.Missing...)}
	for _, s := range shops {
		r.Shops = append(r.Shops, shopReport{ID: s.ID, Name: s.Name, Region: s.Region, Seller: s.Seller})
		if asJSON {
			continue
		}
		if _, err := fmt.Fprintf(p.Out, "%s  %s  %s\n", s.ID, s.Region, s.Name); err != nil {
			return err
		}
	}
	if asJSON {
		if err := p.writeJSON(r); err != nil {
			return err
		}
	}
	p.say("%d shops are connected; packdesk sync reads their orders", len(shops))
	return nil
}

// eachShop calls fn for every connected shop. What goes wrong with one does not keep the others out.
func (p *Program) eachShop(ctx context.Context, fn func(*api.Client, *api.Shop) error) error {
	c, err := p.client(p.Now, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	accounts, err := p.tokens().Accounts()
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return errNoShop()
	}
	var failures []error
	shops := 0
	for _, account := range accounts {
		refs, err := c.Shops(ctx, account)
		if err != nil {
			failures = append(failures, err)
			shops++
			p.complainAbout(err)
			continue
		}
		for _, ref := range refs {
			shops++
			if err := fn(c, c.Shop(ref)); err != nil {
				failures = append(failures, err)
				p.complainAbout(err)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
	return summary(failures, shops, false)
}

// shopReport is a shop as --json tells it.
type shopReport struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Region     string    `json:"region"`
	Seller     string    `json:"seller_type"`
	SyncedTo   time.Time `json:"synced_to,omitzero"` // Every change up to then is here.
	SyncedAt   time.Time `json:"synced_at,omitzero"` // The end of the last good reading.
	Fault      string    `json:"fault,omitempty"`    // Why it is not read now.
	Says       string    `json:"says,omitempty"`
	Warehouses int       `json:"warehouses,omitempty"`
}

func (p *Program) shopList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the connected shops", Args: cobra.NoArgs,
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error {
				return p.eachShop(cmd.Context(), func(_ *api.Client, shop *api.Shop) error { return p.tellShop(cmd.Context(), s, shop, asJSON, false) })
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per shop")
	return cmd
}

func (p *Program) shopCheck() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "check", Short: "Ask every connected shop whether it answers, and compare clocks", Args: cobra.NoArgs,
		RunE: p.ready(func(cmd *cobra.Command, _ []string) error {
			return p.use(cmd.Context(), func(s *store.Store) error {
				return p.eachShop(cmd.Context(), func(c *api.Client, shop *api.Shop) error {
					if words := c.ClockComplaint(); words != "" {
						p.say("packdesk: %s", words)
					}
					return p.tellShop(cmd.Context(), s, shop, asJSON, true)
				})
			})
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per shop")
	return cmd
}

func (p *Program) tellShop(ctx context.Context, s *store.Store, shop *api.Shop, asJSON, ask bool) error {
	ref := shop.Ref()
	y, err := syncOf(ctx, s, ref.ID)
	if err != nil {
		return err
	}
	r := shopReport{
		ID: ref.ID, Name: ref.Name, Region: ref.Region, Seller: ref.Seller, SyncedTo: y.To, SyncedAt: y.At, Fault: string(y.Fault), Says: y.Says,
	}
	if ask {
		warehouses, err := shop.Warehouses(ctx)
		if err != nil {
			return fmt.Errorf("shop %s: %w", ref.ID, err)
		}
		r.Warehouses = len(warehouses)
	}
	if asJSON {
		return json.NewEncoder(p.Out).Encode(r)
	}
	read := "never read"
	if !y.At.IsZero() {
		read = "read at " + y.At.Format(time.RFC3339)
	}
	if y.Fault != "" {
		read += "; since then: " + y.Says
	}
	_, err = fmt.Fprintf(p.Out, "%s  %s  %s  %s\n", ref.ID, ref.Region, ref.Name, read)
	return err
}

// syncOf is how the reading of a shop stands.
func syncOf(ctx context.Context, s *store.Store, shop string) (fulfillment.ShopSync, error) {
	all, err := s.Syncs(ctx)
	for i := range all {
		if all[i].Shop == shop {
			return all[i], nil
		}
	}
	return fulfillment.ShopSync{Shop: shop}, err
}
