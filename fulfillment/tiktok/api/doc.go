// Package api is the client of the TikTok Shop Open API: authorisation and tokens, signing, orders, packages, shipping,
// labels, carriers and cancellations.
//
// A Client holds one app and its tokens; Client.Shop gives the calls of one shop. A call that changes something says how
// it ended in a way that an outbox can act on (Result): done, refused, certainly not done, or unknown. Nothing whose
// outcome is unknown is ever repeated here; LookUp says what the shop knows. Calls that only read are repeated after
// passing faults.
//
// Calls are paced per shop and operation, wait as long as the shop asks, and share one breaker per host. Tokens are
// renewed once for all callers. Secrets appear in no error, log line or String.
//
// Imports: fulfillment, fulfillment/tiktok and its wire, x/time/rate, x/sync/singleflight, failsafe-go, and lockedfile of
// go-internal for tokens shared by processes.
package api
