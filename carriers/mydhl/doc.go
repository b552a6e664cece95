// Package mydhl asks the MyDHL API, which DHL Express gives to account holders: up to 200 waybills a call. It may import
// carriers and fulfillment.
//
// Configuration: key is the API user, secret its password; mode is live, test or mock. Times come with their zone only
// when one waybill is asked for, so a sweep knows the local time of each place and a look-up the instant.
package mydhl
