// Package carriertest holds every adapter to the same promises: it replays recorded exchanges, feeds answers that nobody
// should send, and lets carriers fail in every way while parcels are being followed. It also has a ledger in memory and
// suites for whoever keeps ledgers and budgets.
//
// It is for tests only and may import carriers, carriers/sim and the test libraries.
package carriertest
