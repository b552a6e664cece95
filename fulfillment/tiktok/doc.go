// Package tiktok is the shop: what TikTok Shop says about orders, in the words of package fulfillment.
//
// Its file half reads what a seller downloads: Seller Center order exports (CSV and XLSX, every market whose headings are
// known) and saved answers of the order API (JSON). Open recognises which of them a file is; nothing is ever loaded as a
// whole. Imports: fulfillment, the standard library, golang.org/x/text for encodings.
package tiktok
