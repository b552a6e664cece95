package api

import (
	"context"
	"net/url"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok/wire"
)

// Provider is a carrier that the shop accepts for orders that the seller ships.
type Provider struct{ ID, Name string }

// Warehouse is where the shop's parcels start or return to.
type Warehouse struct {
	ID         string
	Name       string
	Enabled    bool
	Returns    bool // For returns, not for sales.
	Default    bool
	Person     string
	Phone      string
	Street     string // The whole address in one line.
	City       string
	PostalCode string
	Region     string
}

// DeliveryOption is a way of shipping that a warehouse offers.
type DeliveryOption struct {
	ID   string
	Name string
	Type string // STANDARD, EXPRESS, ECONOMY or SEND_BY_SELLER.
}

var (
	opProviders  = operation{id: "get_shipping_providers"}
	opWarehouses = operation{id: "get_warehouse_list"}
	opOptions    = operation{id: "get_warehouse_delivery_options"}
)

// Providers lists the carriers of a delivery option, which an order names.
func (s *Shop) Providers(ctx context.Context, option string) ([]Provider, error) {
	k := s.get(&opProviders, "list the carriers", "/logistics/202309/delivery_options/"+option+"/shipping_providers", nil)
	if err := checkID(&k, "delivery option", option); err != nil {
		return nil, err
	}
	d, err := ask[struct {
		Providers []struct {
			ID   wire.Text `json:"id"`
			Name wire.Text `json:"name"`
		} `json:"shipping_providers"`
	}](ctx, s, k)
	if err != nil {
		return nil, err
	}
	providers := make([]Provider, 0, len(d.Providers))
	for _, p := range d.Providers {
		providers = append(providers, Provider{p.ID.Clean(), p.Name.Clean()})
	}
	return providers, nil
}

// Warehouses lists the shop's warehouses.
func (s *Shop) Warehouses(ctx context.Context) ([]Warehouse, error) {
	d, err := ask[struct {
		Warehouses []struct {
			ID      wire.Text `json:"id"`
			Name    wire.Text `json:"name"`
			Status  wire.Text `json:"effect_status"`
			Type    wire.Text `json:"type"`
			Default wire.Flag `json:"is_default"`
			Address struct {
				Person     wire.Text `json:"contact_person"`
				Phone      wire.Text `json:"phone_number"`
				Full       wire.Text `json:"full_address"`
				City       wire.Text `json:"city"`
				PostalCode wire.Text `json:"postal_code"`
				Region     wire.Text `json:"region_code"`
			} `json:"address"`
		} `json:"warehouses"`
	}](ctx, s, s.get(&opWarehouses, "list the warehouses", "/logistics/202309/warehouses", nil))
	if err != nil {
		return nil, err
	}
	ws := make([]Warehouse, 0, len(d.Warehouses))
	for i := range d.Warehouses {
		w := &d.Warehouses[i]
		ws = append(ws, Warehouse{
			ID: w.ID.Clean(), Name: w.Name.Clean(), Enabled: w.Status == "" || w.Status == "ENABLED", Returns: w.Type == "RETURN_WAREHOUSE",
			Default: bool(w.Default), Person: w.Address.Person.Clean(), Phone: w.Address.Phone.Clean(), Street: w.Address.Full.Clean(),
			City: w.Address.City.Clean(), PostalCode: w.Address.PostalCode.Clean(), Region: w.Address.Region.Clean(),
		})
	}
	return ws, nil
}

// DeliveryOptions lists the ways of shipping of a warehouse.
func (s *Shop) DeliveryOptions(ctx context.Context, warehouse string) ([]DeliveryOption, error) {
	k := s.get(&opOptions, "list the delivery options of warehouse "+fulfillment.Clean(warehouse),
		"/logistics/202309/warehouses/"+warehouse+"/delivery_options", url.Values{"scope": {"WAREHOUSE"}})
	if err := checkID(&k, "warehouse", warehouse); err != nil {
		return nil, err
	}
	d, err := ask[struct {
		Options []struct {
			ID   wire.Text `json:"id"`
			Name wire.Text `json:"name"`
			Type wire.Text `json:"type"`
		} `json:"delivery_options"`
	}](ctx, s, k)
	if err != nil {
		return nil, err
	}
	options := make([]DeliveryOption, 0, len(d.Options))
	for _, o := range d.Options {
		options = append(options, DeliveryOption{o.ID.Clean(), o.Name.Clean(), o.Type.Clean()})
	}
	return options, nil
}
