package api

import (
	"context"
	"iter"
	"time"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// MaxPackagePage is the number of packages in one page of a search.
const MaxPackagePage = 50

// PackageStatus is the shop's word for where a package stands. The list is open.
type PackageStatus string

// The statuses that the platform documents.
const (
	PackageToFulfil   PackageStatus = "TO_FULFILL" // Before shipping; searches cannot ask for it.
	PackageProcessing PackageStatus = "PROCESSING" // Shipped as far as the shop is concerned; the carrier has not scanned it.
	PackageFulfilling PackageStatus = "FULFILLING"
	PackageCompleted  PackageStatus = "COMPLETED"
	PackageCancelled  PackageStatus = "CANCELLED"
)

// Shipped reports whether the shop counts the package as shipped.
func (p PackageStatus) Shipped() bool {
	return p == PackageProcessing || p == PackageFulfilling || p == PackageCompleted
}

// Package is a parcel as the shop has it.
type Package struct {
	ID         string
	Orders     []string
	Items      []string // Line item ids.
	Status     PackageStatus
	Mode       fulfillment.Mode // Empty where the answer does not say: searches do not.
	Tracking   string
	LastMile   string // The tracking number of the last carrier, where it is another.
	Carrier    string
	ProviderID string
	OptionID   string
	Handover   Handover
	Slot       Slot
	Weight     Measure // As the product data says.
	Size       Size
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Measure is an amount as decimal text with its unit, as the shop sent it.
type Measure struct{ Value, Unit string }

// Size is three lengths as decimal text with their unit.
type Size struct{ Length, Width, Height, Unit string }

// PackageQuery is what a search is for. Zero fields do not narrow it.
type PackageQuery struct {
	Status      PackageStatus
	CreatedFrom time.Time
	CreatedTo   time.Time
	UpdatedFrom time.Time
	UpdatedTo   time.Time
	PageSize    int // 1 to MaxPackagePage; 0 is MaxPackagePage.
}

// PackagePage is one page of a search.
type PackagePage struct {
	Packages []Package
	Next     string
	Total    int
}

type packageSearch struct {
	CreatedFrom int64  `json:"create_time_ge,omitempty"`
	CreatedTo   int64  `json:"create_time_lt,omitempty"`
	UpdatedFrom int64  `json:"update_time_ge,omitempty"`
	UpdatedTo   int64  `json:"update_time_lt,omitempty"`
	Status      string `json:"package_status,omitempty"`
}

// packageData is a package of a search (id, status) or of a detail answer (package_id, package_status).
type packageData struct {
	ID       wire.Text `json:"id"`
	DetailID wire.Text `json:"package_id"`
	Orders   []struct {
		ID wire.Text `json:"id"`
	} `json:"orders"`
	Items        []wire.Text `json:"order_line_item_ids"`
	Status       wire.Text   `json:"status"`
	DetailStatus wire.Text   `json:"package_status"`
	Shipping     wire.Text   `json:"shipping_type"`
	Tracking     wire.Text   `json:"tracking_number"`
	LastMile     wire.Text   `json:"last_mile_tracking_number"`
	Carrier      wire.Text   `json:"shipping_provider_name"`
	ProviderID   wire.Text   `json:"shipping_provider_id"`
	OptionID     wire.Text   `json:"delivery_option_id"`
	Handover     wire.Text   `json:"handover_method"`
	Slot         slotData    `json:"pickup_slot"`
	Created      wire.Moment `json:"create_time"`
	Updated      wire.Moment `json:"update_time"`
	Weight       struct {
		Value wire.Text `json:"value"`
		Unit  wire.Text `json:"unit"`
	} `json:"weight"`
	Dimension struct {
		Length wire.Text `json:"length"`
		Width  wire.Text `json:"width"`
		Height wire.Text `json:"height"`
		Unit   wire.Text `json:"unit"`
	} `json:"dimension"`
}

var (
	opPackageSearch = operation{id: "search_package"}
	opPackageDetail = operation{id: "get_package_detail"}
)

// SearchPackages reads one page; page is empty for the first and PackagePage.Next for the others.
func (s *Shop) SearchPackages(ctx context.Context, q PackageQuery, page string) (PackagePage, error) {
	k := s.post(&opPackageSearch, "search packages", "/fulfillment/202309/packages/search", paging(q.PageSize, MaxPackagePage, page), packageSearch{
		CreatedFrom: seconds(q.CreatedFrom), CreatedTo: seconds(q.CreatedTo), UpdatedFrom: seconds(q.UpdatedFrom),
		UpdatedTo: seconds(q.UpdatedTo), Status: string(q.Status),
	})
	d, err := ask[struct {
		leaf

		Packages []packageData `json:"packages"`
	}](ctx, s, k)
	if err != nil {
		return PackagePage{}, err
	}
	p := PackagePage{Next: string(d.Next), Total: int(d.Total)}
	for i := range d.Packages {
		p.Packages = append(p.Packages, d.Packages[i].unwrap())
	}
	return p, nil
}

// Packages walks through the pages of a search like Orders.
func (s *Shop) Packages(ctx context.Context, q PackageQuery, page string) iter.Seq2[PackagePage, error] {
	return walk("search packages", &opPackageSearch, page, func(token string) (PackagePage, turn, error) {
		p, err := s.SearchPackages(ctx, q, token)
		return p, turn{p.Next, len(p.Packages), p.Total}, err
	})
}

// Package reads one package.
func (s *Shop) Package(ctx context.Context, id string) (Package, error) {
	k := s.get(&opPackageDetail, "read package "+fulfillment.Clean(id), "/fulfillment/202309/packages/"+id, nil)
	if err := checkID(&k, "package", id); err != nil {
		return Package{}, err
	}
	d, err := ask[packageData](ctx, s, k)
	if err != nil {
		return Package{}, err
	}
	return d.unwrap(), nil
}

func (d *packageData) unwrap() Package {
	or := func(a, b wire.Text) string {
		if a != "" {
			return a.Clean()
		}
		return b.Clean()
	}
	p := Package{
		ID: or(d.ID, d.DetailID), Status: PackageStatus(or(d.Status, d.DetailStatus)), Tracking: d.Tracking.Clean(),
		LastMile: d.LastMile.Clean(), Carrier: d.Carrier.Clean(), ProviderID: d.ProviderID.Clean(), OptionID: d.OptionID.Clean(),
		Handover: Handover(d.Handover.Clean()), Slot: d.Slot.slot(), CreatedAt: d.Created.Time(), UpdatedAt: d.Updated.Time(),
		Weight: Measure{d.Weight.Value.Clean(), d.Weight.Unit.Clean()},
		Size:   Size{d.Dimension.Length.Clean(), d.Dimension.Width.Clean(), d.Dimension.Height.Clean(), d.Dimension.Unit.Clean()},
	}
	switch d.Shipping {
	case "SELLER":
		p.Mode = fulfillment.ModeSeller
	case "TIKTOK":
		p.Mode = fulfillment.ModeTikTok
	}
	for _, o := range d.Orders {
		p.Orders = append(p.Orders, o.ID.Clean())
	}
	for _, i := range d.Items {
		p.Items = append(p.Items, i.Clean())
	}
	return p
}
