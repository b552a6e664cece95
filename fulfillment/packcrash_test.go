package fulfillment

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const orderE = "576900000000000005"

// crashStory is a shift with everything that can happen, by scans alone.
func crashStory() []string {
	label := func(order string) string { return "TRK" + order }
	return []string{
		"BG:7",
		orderA, "CAP", "MUG-RED", "PK:UNDO", "MUG-RED", "TRK1", "MUG-RED", // Wrong item first, undone, foreign label, cleared.
		"4006381333931", "PK:YES", // One line is left: the code is learned.
		"TEE-M", label(orderB), "PK:REPRINT", "PK:BACK", "PK:1", "PK:BACK", "PK:REPRINT", "PK:2", label(orderA),
		"CAP", label(orderB), // A single unit opens its order.
		orderC, "PK:2", "PK:0", "CAP", "PK:BACK", "PK:BACK", "PK:5", "CAP", "PK:NEXT", label(orderC),
		"CAP", "PK:HAND", "TEE-M", "PK:1", "TEE-M", // A scan does not answer a question.
		label(orderC), "PK:BACK", "TRK31", "PK:UNDO", "TRK32", "TRK32", "PK:BACK", "PK:HAND", // The second carton has a number of its own.
		"nobody knows it", "PK:BACK", "PK:FLY", "PK:BACK",
		"576900000000000004", "MUG-RED", "PK:ABORT", "PK:NO", "PK:ABORT", "PK:YES",
		"576900000000000004", "MUG-RED", "MUG-RED", label("576900000000000004"),
		orderE, "CAP", "PK:PARK", "PK:1", orderE, "PK:BACK", // Short, and not to be opened again by chance.
	}
}

func crashDepot() *depot {
	return newDepot(
		sampleOrder(orderA, "2 MUG-RED", "2 TEE-M"), sampleOrder(orderB, "1 CAP"),
		sampleOrder(orderC, "7 CAP", "1 TEE-M"), sampleOrder("576900000000000004", "2 MUG-RED"),
		sampleOrder(orderE, "3 CAP"),
	)
}

// snapshot is what a store holds on disk.
func (d *depot) snapshot(t tester) *depot {
	t.Helper()
	kept := *d
	kept.packings = map[string]*Packing{}
	for id, p := range d.packings {
		kept.packings[id] = reborn(t, p)
	}
	kept.items, kept.rows = slices.Clone(d.items), slices.Clone(d.rows)
	kept.orders = maps.Clone(d.orders)
	return &kept
}

// run plays the story and dies around one step. A step that dies before it is kept is done again; after it was kept, the
// packer goes on, or the caller who got no answer sends the same gesture once more.
func run(t tester, dies int, how string) *seat {
	t.Helper()
	s := crashDepot().seat(t, "Ada", "1")
	for i, code := range crashStory() {
		s.now = packNow.Add(time.Duration(i) * time.Second)
		if i != dies {
			s.scan(code)
			continue
		}
		kept, scans, wants := s.d.snapshot(t), s.scans, slices.Clone(s.wants)
		bench := reborn(t, s.bench)
		s.scan(code)
		switch how {
		case "before it is kept":
			if bench.Open != nil {
				bench.Open = kept.packings[bench.Open.order()]
			}
			s.d, s.bench, s.scans, s.wants = kept, bench, scans, wants
			s.scan(code)
		case "after it is kept":
			s.d, s.bench = s.d.snapshot(t), reborn(t, s.bench)
			if s.bench.Open != nil {
				s.bench.Open = s.d.packings[s.bench.Open.order()]
			}
		case "before the answer":
			s.scans--
			turn, err := s.d.packer().Scan(context.Background(), s.bench, Scan{Text: code, Gesture: fmt.Sprint(s.scans + 1)}, s.now)
			require.NoError(t, err)
			assert.Equal(t, VerdictRepeat, turn.Verdict)
			assert.Empty(t, turn.Wants)
			s.scans++
		}
	}
	return s
}

// TestPackDiesAnywhere kills the program around every step of a shift: progress is kept, no label is printed twice, no
// claim is lost, and the journal is the same.
func TestPackDiesAnywhere(t *testing.T) {
	t.Parallel()
	want := run(t, -1, "")
	require.NoError(t, verifyRows(want.d.rows))
	require.Nil(t, want.bench.Alarm)
	require.Nil(t, want.bench.Open)
	assert.Equal(t, []string{
		orderA + "/label/1", orderA + "/label/2", orderB + "/label/1", orderC + "/label/1", orderC + "-2/label/1", orderC + "-2/label/2",
		"576900000000000004/label/1",
	}, want.prints())
	moments := 0
	for i := range crashStory() {
		for _, how := range []string{"before it is kept", "after it is kept", "before the answer"} {
			moments++
			got := run(t, i, how)
			at := fmt.Sprintf("step %d, %s", i, how)
			require.Equal(t, want.prints(), got.prints(), at)
			require.Equal(t, want.d.head, got.d.head, at)
			require.Equal(t, want.d.packings, got.d.packings, at)
			require.Equal(t, want.bench, got.bench, at)
		}
	}
	assert.Greater(t, moments, 150)
}

// TestPackAnything scans and presses anything in any order. Whatever happens: units in the cartons are the units that are
// done, nothing is applied while an error stands, no label is printed twice without a reason, the journal holds, and
// there is always a way out.
func TestPackAnything(t *testing.T) {
	t.Parallel()
	codes := []string{
		orderA, orderB, orderC, "CAP", "MUG-RED", "TEE-M", "CASE", "4006381333931", "made up", "TRK" + orderA, "TRK" + orderB,
		"TRK" + orderC, "TRK7", "BG:7", "BG:8", "PK:FLY", "576900000000000009",
	}
	commands := Commands()
	rapid.Check(t, func(rt *rapid.T) {
		bundle := sampleOrder(orderC, "2 SET", "2 CAP")
		bundle.Lines[0].Parts = []Part{{SKUID: "17CAP", SellerSKU: "CAP", Quantity: 1}, {SKUID: "17TEE-M", SellerSKU: "TEE-M", Quantity: 2}}
		d := newDepot(sampleOrder(orderA, "2 MUG-RED", "1 TEE-M"), sampleOrder(orderB, "1 CAP"), bundle)
		d.know(Item{Key: "CASE", SKUID: "17CAP", SellerSKU: "CAP", Units: 2})
		d.rules = PackRules{
			NoProof: rapid.Bool().Draw(rt, "no proof"), PrintByHand: rapid.Bool().Draw(rt, "print by hand"),
			Checklist: rapid.Bool().Draw(rt, "checklist"), Photo: rapid.SampledFrom([]PhotoRule{PhotoOff, PhotoAsk, PhotoMust}).Draw(rt, "photo"),
		}
		s := d.seat(rt, "Ada", "1")
		for i := range rapid.IntRange(1, 60).Draw(rt, "steps") {
			s.now = packNow.Add(time.Duration(i) * time.Minute)
			before := reborn(rt, s.bench)
			var turn Turn
			if rapid.IntRange(0, 2).Draw(rt, "scan") > 0 {
				turn = s.scan(rapid.SampledFrom(codes).Draw(rt, "code"))
			} else {
				turn = s.key(rapid.SampledFrom(commands).Draw(rt, "command"))
			}
			if before.Open != nil && before.Alarm != nil && s.bench.Alarm != nil {
				require.Equal(rt, before.Open.Lines, s.bench.Open.Lines, "applied while an error stands")
				for _, w := range turn.Wants { // A code may be learned, and hold more than is missing.
					require.Equal(rt, WantLearn, w.Kind)
				}
			}
			require.Equal(rt, turn.Verdict == VerdictStop, turn.Verdict == VerdictStop && s.bench.Alarm != nil)
			require.Equal(rt, turn.Verdict == VerdictNot, turn.Not != "" && turn.Verdict != VerdictStop)
		}
		first := map[string]int{}
		for _, w := range s.wants {
			if w.Kind == WantPrint && w.Reason == "" {
				first[w.Parcel]++
				require.LessOrEqual(rt, first[w.Parcel], 1, "parcel %s", w.Parcel)
			}
		}
		require.NoError(rt, verifyRows(d.rows))
		wayOut(rt, s)
	})
}

// wayOut brings any bench to its end with what every packer has at hand.
func wayOut(t require.TestingT, s *seat) {
	for range 4 {
		s.key(CommandBack)
	}
	require.Nil(t, s.bench.Alarm)
	require.Nil(t, s.bench.Question)
	for range 20 {
		if s.bench.Open == nil {
			return
		}
		switch p := s.bench.Open; p.Phase {
		case PhaseUnits:
			s.keep(s.bench.Hand(p.lineChoices()[0].Line, s.now))
		case PhaseNumber:
			s.scan("TRK" + itoa(100+s.scans))
		case PhaseLabel:
			s.key(CommandPrint)
		case PhaseProof:
			s.key(CommandHand)
		default:
			s.key(CommandDone)
		}
	}
	require.Nil(t, s.bench.Open, "no way out")
}

// TestBenchWithoutAKey packs 50 parcels from blocks of keys as SSH delivers them, wrong items and foreign labels among
// them, without any key: from the wedge to the verdict.
func TestBenchWithoutAKey(t *testing.T) {
	t.Parallel()
	var orders []*Order
	var stream []string
	for i := range 50 {
		id := fmt.Sprintf("5769000000000001%02d", i)
		o := sampleOrder(id, fmt.Sprintf("%d q-MUG-%d", i%6+2, i), "1 TEE-M")
		orders = append(orders, o)
		stream = append(stream, id)
		for n := range o.Lines[0].Quantity {
			if n == 1 && i%10 == 3 {
				stream = append(stream, "q-MUG-0") // A wrong item; the packer takes the right one.
			}
			stream = append(stream, o.Lines[0].SellerSKU)
		}
		stream = append(stream, "TEE-M")
		if i == 17 || i == 33 {
			stream = append(stream, "TRK"+orders[i-1].ID)
		}
		stream = append(stream, "TRK"+id)
	}
	s := newDepot(orders...).seat(t, "Ada", "1")
	k := newKeyboard(Scanner{})
	for _, code := range stream {
		k.types(code+"\r", 0)
		k.wait(20 * ms)
	}
	k.wait(time.Second)
	require.Empty(t, k.keys, "no key leaked")
	require.Len(t, k.scans, len(stream))
	stops := 0
	for _, code := range k.scans {
		if s.scan(code).Verdict == VerdictStop {
			stops++
		}
	}
	assert.Equal(t, 5+2, stops)
	assert.Zero(t, s.keys)
	assert.Len(t, s.prints(), 50)
	for _, o := range orders {
		require.Contains(t, s.d.packings, o.ID)
		assert.Equal(t, PhaseClosed, s.d.packings[o.ID].Phase)
		assert.Equal(t, ProofScan, s.d.packings[o.ID].Box().Proof)
	}
	require.NoError(t, verifyRows(s.d.rows))
}

// TestAllot packs random bundles into random cartons that can hold them whole: the search finds goods for each, and all
// goods in the end.
func TestAllot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.IntRange(1, 4).Draw(t, "lines")
		p := &Packing{ID: "P", Phase: PhaseUnits, Lines: make([]PackLine, lines)}
		for range rapid.IntRange(1, 5).Draw(t, "goods") {
			g := PackGood{Quantity: rapid.IntRange(1, 4).Draw(t, "quantity")}
			for line := range lines {
				if n := rapid.IntRange(0, 3).Draw(t, "part"); n > 0 {
					g.Parts = append(g.Parts, PackPart{Line: line, Quantity: n})
				}
			}
			if len(g.Parts) > 0 {
				p.Goods = append(p.Goods, g)
			}
		}
		total := make([]int, len(p.Goods))
		cartons := rapid.IntRange(1, 3).Draw(t, "cartons")
		left := make([]int, len(p.Goods))
		for g := range p.Goods {
			left[g] = p.Goods[g].Quantity
		}
		for c := range cartons {
			counts := make([]int, lines)
			for g := range p.Goods {
				n := left[g]
				if c < cartons-1 {
					n = rapid.IntRange(0, left[g]).Draw(t, "taken")
				}
				left[g] -= n
				for _, part := range p.Goods[g].Parts {
					counts[part.Line] += n * part.Quantity
				}
			}
			goods, ok := p.allot(counts)
			if !ok { // An earlier carton was read as other goods of the same units; those of this one are torn then.
				require.Positive(t, c)
				return
			}
			have := make([]int, lines)
			for g, n := range goods {
				require.GreaterOrEqual(t, n, 0)
				total[g] += n
				for _, part := range p.Goods[g].Parts {
					have[part.Line] += n * part.Quantity
				}
			}
			require.Equal(t, counts, have)
			p.Parcels = append(p.Parcels, PackParcel{Goods: goods})
		}
		for g := range p.Goods {
			require.Equal(t, p.Goods[g].Quantity, total[g])
		}
	})
}

// BenchmarkPackerScan is a scan from the wedge's answer to the verdict, without a store.
func BenchmarkPackerScan(b *testing.B) {
	d := newDepot(sampleOrder(orderA, "100000000 CAP"))
	packer, bench := d.packer(), &Bench{Holder: Holder{"Ada", "1"}}
	if _, err := packer.Scan(b.Context(), bench, Scan{Text: orderA}, packNow); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		turn, err := packer.Scan(b.Context(), bench, Scan{Text: "CAP"}, packNow)
		if err != nil || turn.Verdict != VerdictUnit {
			b.Fatal(turn, err)
		}
		bench.Open.Trail = bench.Open.Trail[:0]
	}
}
