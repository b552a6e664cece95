// Package sim is the carriers, simulated: HTTP servers that speak each carrier's wire format, check keys, tokens, limits
// and the shape of questions as the real ones do, move parcels through their lives in accelerated time, and misbehave on
// request. The demo and the tests run the real adapters against them.
//
// Everything in it is made up; no person lives in it. It may import carriers, for numbers' check digits and the
// configuration, and nothing of the adapters.
package sim
