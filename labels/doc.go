// Package labels puts parcels on paper: address labels, packing slips, pick lists and sheets of command barcodes.
//
// One layout in printer dots (Page) is the source of every output: PDF, PNG, ZPL and the preview in the terminal are drawn
// from it, so that all of them show and wrap the same. What must not go on paper is refused before anything is drawn
// (Label.Check), and a label leaves only after its codes were decoded back from its own raster (Press.Prove).
//
// The package knows fulfillment and nothing else of ours. Lengths are printer dots unless a name says millimetres.
package labels
