// Package ems asks the open platform of EMS (China Post) for contract customers: one number a call, bodies enciphered
// with SM4. It may import carriers and fulfillment.
//
// Configuration: account is the contract customer number (senderNo), key the authorization code, secret the signing key
// as base64; mode is live, test, or legacy for the older interface, where account is the sender id, key the digest key
// and base_url must be given. Texts are Chinese. Times are those of China for what happens there; the zone of what
// happens abroad is not in the data.
package ems
