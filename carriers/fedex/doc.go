// Package fedex asks the FedEx Track API, up to 30 numbers a call, with an OAuth token that all calls share. It may
// import carriers and fulfillment.
//
// Configuration: key is the client id, secret the client secret; mode is live or sandbox, which knows fixed numbers only.
// A project has 1,400 calls in ten seconds and 100,000 a day.
package fedex
