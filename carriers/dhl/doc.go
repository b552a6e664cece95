// Package dhl asks DHL's Shipment Tracking - Unified API, which knows the parcels of all DHL divisions and takes one
// number a call. It may import carriers and fulfillment.
//
// Configuration: key is the app's API key. The free key has 250 calls a day and one a second; DHL allows ten questions a
// day for one parcel.
package dhl
