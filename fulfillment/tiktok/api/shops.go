package api

import (
	"context"
	"net/http"

	"packdesk/fulfillment/tiktok/wire"
)

var opShops = operation{id: "get_authorized_shops"}

// Shops lists the shops for which the seller has authorised the app. An account always has one: an answer that names none is
// a failure, or whoever asks would take every shop for disconnected and forget it.
func (c *Client) Shops(ctx context.Context, account string) ([]ShopRef, error) {
	k := call{op: &opShops, what: "list the shops", method: http.MethodGet, path: "/authorization/202309/shops", account: account}
	data, err := c.do(ctx, k)
	if err != nil {
		return nil, err
	}
	d, err := decode[struct {
		Shops []struct {
			ID     wire.Text `json:"id"`
			Name   wire.Text `json:"name"`
			Region wire.Text `json:"region"`
			Seller wire.Text `json:"seller_type"`
			Cipher wire.Text `json:"cipher"`
			Code   wire.Text `json:"code"`
		} `json:"shops"`
	}](data)
	if err != nil {
		return nil, k.fail(KindGarbled, err)
	}
	refs := make([]ShopRef, 0, len(d.Shops))
	for _, s := range d.Shops {
		if s.ID.Clean() == "" || s.Cipher == "" {
			continue // No call could be made for it.
		}
		refs = append(refs, ShopRef{
			Account: account, ID: s.ID.Clean(), Name: s.Name.Clean(), Region: s.Region.Clean(), Seller: s.Seller.Clean(),
			Code: s.Code.Clean(), Cipher: string(s.Cipher),
		})
	}
	if len(refs) == 0 {
		e := k.fail(KindGarbled, nil)
		e.Words = "the answer names no shop of this account"
		return nil, e
	}
	return refs, nil
}
