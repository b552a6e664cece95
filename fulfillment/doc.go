// Package fulfillment is the trade: orders, lines, addresses, parcels, deadlines and the rules that say what a packer
// may do next. It holds no SQL, no HTTP and no screen, imports the standard library only, and declares what it needs
// from others as small interfaces. Times are UTC unless a name says otherwise.
package fulfillment
