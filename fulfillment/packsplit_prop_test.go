package fulfillment

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawSplit is an order in two to four packages, of which each holds some of up to three SKUs, one of them a bundle.
func drawSplit(t *rapid.T) *Order {
	o := sampleOrder(orderA)
	o.Mode, o.Carrier, o.Tracking = ModeTikTok, "", ""
	o.Lines = []Line{
		{SKUID: "17CAP", SellerSKU: "CAP", Product: "Sample CAP"},
		{SKUID: "17TEE-M", SellerSKU: "TEE-M", Product: "Sample TEE-M"},
		{SKUID: "17SET", SellerSKU: "SET", Product: "Sample SET", Parts: []Part{{SKUID: "17CAP", SellerSKU: "CAP", Quantity: 1}, {SKUID: "17MUG-RED", SellerSKU: "MUG-RED", Quantity: 2}}},
	}
	for n := range rapid.IntRange(2, 4).Draw(t, "packages") {
		id := packageA[:len(packageA)-1] + itoa(n+1)
		b := Parcel{ID: id, PackageID: id, Shop: o.Shop, Stage: StageToPack, Orders: []string{o.ID}, Tracking: "TRKP" + id[12:]}
		for i := range o.Lines {
			if units := rapid.IntRange(0, 2).Draw(t, "units"); units > 0 {
				b.Content = append(b.Content, Unit{o.ID, o.Lines[i].SKUID, units})
				o.Lines[i].Quantity += units
			}
		}
		if len(b.Content) == 0 {
			b.Content = []Unit{{o.ID, "17TEE-M", 1}}
			o.Lines[1].Quantity++
		}
		o.Parcels = append(o.Parcels, b)
	}
	return o
}

// TestPackSplitAnything scans and presses anything at a split order. Whatever happens, each package gets its own parcel with
// just what is in it, once, and there is a way out.
func TestPackSplitAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		o := drawSplit(rt)
		want := map[string][]Unit{}
		codes := []string{orderA, "CAP", "MUG-RED", "TEE-M", "made up"}
		for _, b := range o.Parcels {
			want[b.ID] = b.Content
			codes = append(codes, b.Tracking)
		}
		d := newDepot(o)
		s := d.seat(rt, "Ada", "1")
		commands := Commands()
		for i := range rapid.IntRange(1, 60).Draw(rt, "steps") {
			s.now = packNow.Add(time.Duration(i) * time.Minute)
			if rapid.IntRange(0, 3).Draw(rt, "scan") > 0 {
				s.scan(rapid.SampledFrom(codes).Draw(rt, "code"))
			} else {
				s.key(rapid.SampledFrom(commands).Draw(rt, "command"))
			}
			if p := s.bench.Open; p != nil && p.Package() != nil {
				for line, n := range p.Box().Counts {
					require.True(rt, n == 0 || p.InPlay(line), "a unit in another package's parcel")
				}
			}
		}
		for range 8 {
			s.key(CommandBack)
			if s.bench.Open == nil {
				s.scan(orderA)
			}
			if q := s.bench.asked(); q != nil && q.Kind == AskTakeUp {
				s.key(CommandYes)
			}
			wayOut(rt, s)
		}
		p := d.packings[orderA]
		require.Equal(rt, PhaseClosed, p.Phase)
		require.Len(rt, p.Parcels, len(want))
		for _, b := range p.Shipments() {
			require.ElementsMatch(rt, want[b.ID], b.Content, b.ID)
			require.Equal(rt, b.ID, b.PackageID)
			delete(want, b.ID)
		}
		require.Empty(rt, want)
		require.NoError(rt, verifyRows(d.rows))
	})
}
