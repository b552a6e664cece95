// Package carriers says where parcels are. It holds what all carriers have in common: the contract that an adapter
// keeps, the statuses and reasons into which their codes are put, the rules by which a parcel's state follows from its
// events, the recognition of tracking numbers, translations, the HTTP client with its budgets, and the poller that asks
// for every parcel as often as it is worth.
//
// Each carrier's wire format is a package below this one. Packages here may import fulfillment and no other room; what
// must be kept is asked for by small interfaces (Ledger, Budget), which the program fulfils with its database.
//
// What carriers send is hostile and personal until an adapter is through with it: text passes PublicText, which cleans
// it and takes people's names and telephone numbers out, before anything else sees it.
package carriers
