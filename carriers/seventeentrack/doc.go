// Package seventeentrack asks 17TRACK, an aggregator, for the parcels of carriers that have no adapter of their own, and
// for EMS without a contract: up to 40 numbers a call. It may import carriers and fulfillment.
//
// Configuration: key is the API token. A number must be registered before it can be asked for, which costs one unit of
// the account's quota (a free account has a hundred a month); register = true lets packdesk do so by itself.
package seventeentrack
