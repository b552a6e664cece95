package api

import "packdesk/fulfillment"

// Kind says why a call failed, in classes that callers treat alike. Screens translate it under "shop.<kind>".
type Kind string

// What the shop says about the order, the package or the request.
const (
	KindAlready         Kind = "already"          // It was done before: done as far as the order is concerned.
	KindCancelled       Kind = "cancelled"        // The order or package is cancelled.
	KindCancelRequested Kind = "cancel_requested" // A cancellation or after-sale request waits for an answer.
	KindOnHold          Kind = "on_hold"          // The buyer may still cancel freely.
	KindTracking        Kind = "tracking"         // The tracking number is unusable, or of another carrier.
	KindTrackingUsed    Kind = "tracking_used"    // The tracking number belongs to another order, or to too many.
	KindTrackingFixed   Kind = "tracking_fixed"   // The tracking number can no longer be changed.
	KindWrongMode       Kind = "wrong_mode"       // Not for orders that are shipped this way.
	KindWrongStatus     Kind = "wrong_status"
	KindNotReady        Kind = "not_ready"
	KindNotArranged     Kind = "not_arranged"    // Ship first.
	KindLabelNotReady   Kind = "label_not_ready" // Ask again in a few seconds.
	KindLabelGone       Kind = "label_gone"      // The carrier has the parcel.
	KindAddress         Kind = "address"
	KindProduct         Kind = "product"
	KindSize            Kind = "size"
	KindService         Kind = "service"
	KindSetup           Kind = "setup"
	KindSplit           Kind = "split"
	KindSlot            Kind = "slot"
	KindInvoice         Kind = "invoice"
	KindRegion          Kind = "region"
	KindPolicy          Kind = "policy"
	KindReason          Kind = "reason" // A reason for cancelling or rejecting that is not valid here.
	KindNotYours        Kind = "not_yours"
	KindNotFound        Kind = "not_found"
	KindRequest         Kind = "request"      // The request itself is wrong: a fault of ours.
	KindUnknownCode     Kind = "unknown_code" // A code that nobody documents; the shop's message says more.
)

// What keeps every call from succeeding until a person has put it right.
const (
	KindToken        Kind = "token"         // Revoked or foreign: the seller has to authorise again.
	KindTokenExpired Kind = "token_expired" // Renewed by the client; seen only when that fails.
	KindScope        Kind = "scope"
	KindSignature    Kind = "signature"
	KindCredentials  Kind = "credentials" // One of key, token, identifier; the message says which.
	KindIP           Kind = "ip"
	KindClock        Kind = "clock" // This computer's clock is wrong.
	KindCertificate  Kind = "certificate"
)

// What happened on the way.
const (
	KindRate     Kind = "rate"    // Too many calls.
	KindFault    Kind = "fault"   // The shop's own fault.
	KindOffline  Kind = "offline" // No connection came about.
	KindLost     Kind = "lost"    // The connection broke, or timed out, before the answer was complete.
	KindGarbled  Kind = "garbled" // The answer is no answer of the shop.
	KindHTML     Kind = "html"    // A web page came instead of an answer.
	KindTooLarge Kind = "too_large"
	KindRedirect Kind = "redirect"
	KindLoop     Kind = "loop"     // Pages that never end.
	KindBreaker  Kind = "breaker"  // Not tried: the calls before failed.
	KindGivenUp  Kind = "given_up" // The caller's own deadline or cancellation.
	KindExpired  Kind = "expired"  // The address of a document is too old.
	KindDocument Kind = "document" // What was downloaded is no document.
)

// trait is what is common to all failures of a kind.
type trait struct {
	words   string  // A clause; empty where the code's own words are better.
	advice  string  // What to do next.
	is      error   // The fulfillment error that it matches.
	outcome Outcome // For a call that changes something and was sent.
	again   bool    // The client itself may try again, if nothing can have happened.
	stops   bool    // No other call of this shop can succeed before a person has acted.
	down    bool    // Speaks against the host: counted by the breaker.
}

var traits = map[Kind]trait{
	KindAlready:         {"", "", fulfillment.ErrConflict, OutcomeDone, false, false, false},
	KindCancelled:       {"", "put the items back", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindCancelRequested: {"", "answer the request first", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindOnHold:          {"", "wait until the hour of remorse is over", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindTracking:        {"", "check the number and the carrier", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindTrackingUsed:    {"", "take another number", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindTrackingFixed:   {"", "tell the buyer the right number instead", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindWrongMode:       {"", "", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindWrongStatus:     {"", "sync the order and look at its status", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindNotReady:        {"", "try again later", fulfillment.ErrTryLater, OutcomeRefused, false, false, false},
	KindNotArranged:     {"", "ship it first", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindLabelNotReady:   {"", "it comes within seconds or minutes", fulfillment.ErrTryLater, OutcomeLater, false, false, false},
	KindLabelGone:       {"", "", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindAddress:         {"", "write to the buyer", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindProduct:         {"", "correct the product in Seller Center", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindSize:            {"", "split the order or correct the product's size and weight in Seller Center", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindService:         {"", "choose another way of shipping in Seller Center", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindSetup:           {"", "complete the shop's settings in Seller Center", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindSplit:           {"", "ship the order in parts", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindSlot:            {"", "choose another pickup slot", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindInvoice:         {"", "hand in the invoice in Seller Center", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindRegion:          {"", "", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindPolicy:          {"", "look at the order in Seller Center", fulfillment.ErrRefused, OutcomeRefused, false, false, false},
	KindReason:          {"", "choose another reason", fulfillment.ErrInvalid, OutcomeRefused, false, false, false},
	KindNotYours:        {"", "check which shop the order is of", fulfillment.ErrNotFound, OutcomeRefused, false, false, false},
	KindNotFound:        {"", "", fulfillment.ErrNotFound, OutcomeRefused, false, false, false},
	KindRequest:         {"", "", fulfillment.ErrInvalid, OutcomeRefused, false, false, false},
	KindUnknownCode:     {"the shop refuses with a code that is not documented", "read its message", fulfillment.ErrRefused, OutcomeUnknown, false, false, false},

	KindToken:        {"the shop no longer takes the seller's authorisation", "authorise the shop again", fulfillment.ErrUnauthorised, OutcomeLater, false, true, false},
	KindTokenExpired: {"the shop's token has expired", "authorise the shop again", fulfillment.ErrUnauthorised, OutcomeLater, true, true, false},
	KindScope:        {"", "add the permission to the app in Partner Center and authorise the shop again", fulfillment.ErrUnauthorised, OutcomeLater, false, true, false},
	KindSignature:    {"the shop does not take the signature", "check the app secret", fulfillment.ErrUnauthorised, OutcomeLater, false, true, false},
	KindCredentials:  {"the shop does not take the app's credentials", "check the app key and authorise the shop again", fulfillment.ErrUnauthorised, OutcomeLater, false, true, false},
	KindIP:           {"", "add this network's address to the app's allow list in Partner Center", fulfillment.ErrUnauthorised, OutcomeLater, false, true, false},
	KindClock:        {"the shop refuses the time of this computer", "set the clock and try again", fulfillment.ErrUnauthorised, OutcomeLater, false, true, false},
	KindCertificate: {
		"the certificate of the other side does not fit the shop", "check the clock and any proxy between here and the shop",
		fulfillment.ErrUnauthorised, OutcomeLater, false, true, true,
	},

	KindRate:    {"", "it goes on by itself", fulfillment.ErrTryLater, OutcomeLater, true, false, false},
	KindFault:   {"the shop has a fault", "try again later", fulfillment.ErrTryLater, OutcomeUnknown, true, false, true},
	KindOffline: {"no connection to the shop", "check the network", fulfillment.ErrTryLater, OutcomeLater, true, false, true},
	KindLost:    {"the connection broke before the answer was complete", "try again later", fulfillment.ErrTryLater, OutcomeUnknown, true, false, true},
	KindGarbled: {"what came back is no answer of the shop", "try again later", fulfillment.ErrTryLater, OutcomeUnknown, true, false, true},
	KindHTML: {
		"a web page came instead of the shop's answer", "a proxy or sign-in page may stand between here and the shop",
		fulfillment.ErrTryLater, OutcomeUnknown, true, false, true,
	},
	KindTooLarge: {"the answer is larger than any the shop gives", "try again later", fulfillment.ErrInvalid, OutcomeUnknown, false, false, true},
	KindRedirect: {
		"the answer leads to another address, which is not followed", "check the shop's address and any proxy",
		fulfillment.ErrRefused, OutcomeUnknown, false, false, true,
	},
	KindLoop:     {"the pages of the answer never end", "try again later", fulfillment.ErrTryLater, OutcomeRefused, false, false, false},
	KindBreaker:  {"not tried, because the calls before failed", "it goes on by itself", fulfillment.ErrTryLater, OutcomeLater, false, false, false},
	KindGivenUp:  {"the call was given up", "", fulfillment.ErrTryLater, OutcomeUnknown, false, false, false},
	KindExpired:  {"the address of the document is no longer good", "fetch it again", fulfillment.ErrTryLater, OutcomeLater, false, false, false},
	KindDocument: {"what was downloaded is no label file", "try again later", fulfillment.ErrInvalid, OutcomeRefused, false, false, false},
}

// Kinds lists every kind, those about orders first, for catalogues and tests.
func Kinds() []Kind {
	return []Kind{
		KindAlready, KindCancelled, KindCancelRequested, KindOnHold, KindTracking, KindTrackingUsed, KindTrackingFixed, KindWrongMode,
		KindWrongStatus, KindNotReady, KindNotArranged, KindLabelNotReady, KindLabelGone, KindAddress, KindProduct, KindSize, KindService,
		KindSetup, KindSplit, KindSlot, KindInvoice, KindRegion, KindPolicy, KindReason, KindNotYours, KindNotFound, KindRequest,
		KindUnknownCode, KindToken, KindTokenExpired, KindScope, KindSignature, KindCredentials, KindIP, KindClock, KindCertificate,
		KindRate, KindFault, KindOffline, KindLost, KindGarbled, KindHTML, KindTooLarge, KindRedirect, KindLoop, KindBreaker,
		KindGivenUp, KindExpired, KindDocument,
	}
}

// Stops reports whether no other call of the shop can succeed before a person has acted: a worker then pauses and says so
// instead of failing order after order.
func (k Kind) Stops() bool { return traits[k].stops }

// Advice is what to do next, as an English clause; empty when there is nothing to do.
func (k Kind) Advice() string { return traits[k].advice }
