// Package ups asks the UPS Track API, one number a call, with an OAuth token that all calls share. It may import carriers
// and fulfillment.
//
// Configuration: key is the client id, secret the client secret, account (optional) the six-digit merchant id; mode is
// live or test. UPS does not publish its limits; ten calls a second are the default.
//
// UPS asks that its data be shown as received: screens keep the original text beside every translation.
package ups
