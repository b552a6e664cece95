package ui

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/ui/uitest"
)

// TestTakingOver: the one asks with a reason, the other is told and loses nothing but the parcel.
func TestTakingOver(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		kim := b.depot.Seat("Kim Sample", "Bench 2")
		for _, code := range []string{threeUnits, "MUG-RED"} {
			_, err := kim.Scan(t.Context(), fulfillment.Scan{Text: code})
			require.NoError(t, err)
		}
		scan(d, threeUnits)
		assert.Contains(t, d.Screen(), "somebody else packs it")
		assert.Contains(t, d.Screen(), "Kim Sample · Bench 2")
		d.Press("9")
		assert.Contains(t, d.Screen(), "somebody else packs it", "there is no ninth reason")
		d.Press("2")
		assert.Contains(t, d.Screen(), "✓ OPEN   2 to scan", "with the progress of the other one")
		assert.Equal(t, "Test Packer", b.depot.Packing(threeUnits).Claim.Holder.Operator)

		_, err := kim.Scan(t.Context(), fulfillment.Scan{Text: oneUnit}) // Hears of it,
		require.NoError(t, err)
		_, err = kim.Do(t.Context(), fulfillment.CommandBack) // clears the bench,
		require.NoError(t, err)
		for _, code := range []string{threeUnits} {
			_, err := kim.Scan(t.Context(), fulfillment.Scan{Text: code})
			require.NoError(t, err)
		}
		_, err = kim.Pick(t.Context(), 1) // and takes it back.
		require.NoError(t, err)
		scan(d, "MUG-RED")
		assert.Contains(t, d.Screen(), "somebody else has taken it over")
		scan(d, "TEE-M")
		assert.Contains(t, d.Screen(), "somebody else has taken it over", "nothing is done with it any more")
		d.Press("esc")
		assert.Contains(t, d.Screen(), "Scan an order")
		assert.Equal(t, 2, b.depot.Packing(threeUnits).Left())
	})
}

func TestAnUnknownCodeIsLearnedWithConsent(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		const code = "4006381333931"
		scan(d, threeUnits, code)
		assert.Contains(t, d.Screen(), "Which item is "+code)
		assert.Contains(t, d.Screen(), "MUG-RED  Stoneware mug")
		d.Press("1")
		assert.Contains(t, d.Screen(), "Keep "+code+" as a code of Stoneware mug / Red / 330 ml?")
		d.Press("n", "enter")
		assert.Contains(t, d.Screen(), "× STOP", "no is no, and the error stays")
		scan(d, code)
		d.Press("1", "y")
		assert.Contains(t, d.Screen(), "MUG-RED 1/2", "the scan that brought it counts")
		scan(d, code)
		assert.Contains(t, d.Screen(), "MUG-RED 2/2", "and so do the next ones")
	})
}

// TestACaseOfUnknownSize: its units are typed by digits, also with a nought among them.
func TestACaseOfUnknownSize(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.make = func() []fulfillment.Order {
		return []fulfillment.Order{packable(threeUnits, goods("0614141000418", "Sample pen", "blue", 30))}
	}
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits, "10614141000415")
		assert.Contains(t, d.Screen(), "How many units does the case")
		d.Press("1", "0")
		assert.Contains(t, d.Screen(), " 10 × ")
		d.Press("+")
		assert.Contains(t, d.Screen(), "10/30")
		scan(d, "10614141000415", "10614141000415")
		assert.Contains(t, d.Screen(), "✓ PACKED   all in: 30 units")
	})
}

// TestTheBenchSpeaksUpFromBehind: what must not go is heard while another screen is in front.
func TestTheBenchSpeaksUpFromBehind(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits)
		d.Press("f1")
		before := bells(d)
		o, err := b.store.Order(t.Context(), threeUnits)
		require.NoError(t, err)
		o.CancelRequested = true
		b.store.Put(*o)
		for range 20 {
			d.Wait(100 * time.Millisecond)
		}
		assert.Equal(t, 5, bells(d)-before)
		assert.Equal(t, 0, model(d).front)
		d.Press("2")
		assert.Contains(t, d.Screen(), "do not pack this order")
	})
}

func TestWeights(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		weight := func() fulfillment.PackParcel { return *b.depot.Packing(threeUnits).Box() }
		scan(d, "ST,GS,+  1.500kg", threeUnits)
		assert.Zero(t, weight().Weight, "nothing was open")
		d.Press("w", "1", ",", "2", "enter")
		assert.Equal(t, fulfillment.Grams(1200), weight().Weight)
		assert.Equal(t, "typed", weight().WeightBy)
		assert.Contains(t, d.Screen(), "1.20 kg")
		scan(d, "ST,GS,+  1.500kg")
		assert.Equal(t, fulfillment.Grams(1500), weight().Weight)
		assert.Equal(t, "scale", weight().WeightBy)
		scan(d, "US,GS,+  9.500kg")
		assert.Equal(t, fulfillment.Grams(1500), weight().Weight)
		assert.Contains(t, d.Screen(), "still moving")
		scan(d, "1.750 kg")
		assert.Contains(t, d.Screen(), "STOP", "a bare weight may be a code of goods while units are missing")
		assert.Equal(t, fulfillment.Grams(1500), weight().Weight)
		d.Press("esc")
		d.Burst("\x02ST,NT,+  1.600kg", "enter")
		d.Wait(time.Second)
		assert.Equal(t, fulfillment.Grams(1600), weight().Weight)
		scan(d, "CAP", "ST,GS,+  1.700kg")
		assert.Equal(t, fulfillment.Grams(1700), weight().Weight, "the scale is heard while an error stands")
		assert.Contains(t, d.Screen(), "STOP", "and the error stays")
		d.Press("esc")
		d.Press("w")
		scan(d, "850 g")
		assert.Equal(t, fulfillment.Grams(850), weight().Weight, "while a weight is typed a bare one will do")
		d.Press("w", "x", "enter")
		assert.NotNil(t, d.Model().View().Cursor, "what is no weight stays in the field")
		d.Press("esc", "c", "2")
		assert.Contains(t, d.Screen(), "L large")
		scan(d, "MUG-RED", "MUG-RED", "TEE-M", "1.750 kg")
		assert.Equal(t, fulfillment.Grams(1750), weight().Weight, "once all is in it is one")
	})
}

// TestNothingScannedIsDroppedByLeaving: the database stalls, the packer goes on scanning and leaves. What waits is kept once
// the screens are gone, or named when that fails.
func TestNothingScannedIsDroppedByLeaving(t *testing.T) {
	t.Parallel()
	for _, lasting := range []bool{false, true} {
		b := atBench()
		b.run(t, 80, 24, func(d *uitest.Driver) {
			scan(d, threeUnits)
			b.depot.Fail(fulfillment.ErrTryLater)
			scan(d, "MUG-RED", "MUG-RED")
			d.Press("ctrl+c")
			require.True(d.T(), d.Quit())
			if !lasting {
				b.depot.Fail(nil)
			}
			err := model(d).Finish(d.T().Context())
			if !lasting {
				require.NoError(d.T(), err)
				assert.Equal(d.T(), []string{threeUnits, "MUG-RED", "MUG-RED"}, b.depot.Scans(), "each of them once")
				assert.Equal(d.T(), 1, b.depot.Packing(threeUnits).Left())
				return
			}
			var lost *LostError
			require.ErrorAs(d.T(), err, &lost)
			require.ErrorIs(d.T(), err, fulfillment.ErrTryLater)
			assert.Equal(d.T(), []string{"MUG-RED", "MUG-RED"}, lost.Scans)
			assert.Equal(d.T(), []string{threeUnits}, b.depot.Scans())
		})
	}
}

// TestABurstAndControlC: the interrupt stands right behind three codes, before the first of them was answered.
func TestABurstAndControlC(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.run(t, 80, 24, func(d *uitest.Driver) {
		for _, code := range []string{threeUnits, "MUG-RED", "TEE-M"} {
			for _, r := range code {
				d.Model().Update(uitest.Key(string(r)))
			}
			_, cmd := d.Model().Update(uitest.Key("enter"))
			d.Go(cmd)
		}
		d.Model().Update(uitest.Key("ctrl+c"))
		require.NoError(d.T(), model(d).Finish(d.T().Context()))
		assert.Equal(d.T(), []string{threeUnits, "MUG-RED", "TEE-M"}, b.depot.Scans())
	})
}

// TestTheBenchAsksForANumber in plain words, takes it by scan or by hand, and goes on by itself.
func TestTheBenchAsksForANumber(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.make = func() []fulfillment.Order {
		o := packable(oneUnit, goods("CAP", "Corduroy cap", "Navy", 2))
		o.Carrier, o.Tracking = "", ""
		return []fulfillment.Order{o}
	}
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, oneUnit, "CAP")
		d.Press("t")
		assert.Contains(t, d.Screen(), "this parcel does not wait for a number")
		d.Press("n")
		assert.Contains(t, d.Screen(), "Scan the waybill for this parcel")
		assert.Contains(t, d.Screen(), "no number yet")
		scan(d, "CAP")
		assert.Contains(t, d.Screen(), "STOP")
		assert.Contains(t, d.Screen(), "the waybill of this parcel")
		scan(d, "H01TST0000000001")
		assert.Contains(t, d.Screen(), "no known carrier counts like this")
		d.Press("n", "esc")
		scan(d, "TRKX0001")
		assert.Contains(t, d.Screen(), "NUMBER OK   TRKX0001")
		assert.Equal(t, []string{oneUnit + "/label/1"}, b.depot.Prints())
		b.depot.Printed(oneUnit, "")
		scan(d, "TRKX0001", "CAP")

		d.Press("t", "x", "1", "enter")
		assert.NotNil(t, d.Model().View().Cursor, "too short: it stays in the field")
		d.Press("2", "-", "3", "4", "5", "enter", "y")
		assert.Equal(t, "X12345", b.depot.Packing(oneUnit).Box().Label.Tracking, "typed, asked about, taken")
		assert.Len(t, b.depot.Prints(), 2)
	})
}

// TestACaseIsTaughtAtTheBench by an unknown code, with the units that it holds.
func TestACaseIsTaughtAtTheBench(t *testing.T) {
	t.Parallel()
	b := atBench()
	b.make = func() []fulfillment.Order {
		return []fulfillment.Order{packable(threeUnits, goods("PEN", "Sample pen", "blue", 30))}
	}
	b.run(t, 80, 24, func(d *uitest.Driver) {
		scan(d, threeUnits, "PENS-BY-TEN")
		assert.Contains(t, d.Screen(), "for a case type how many it holds")
		d.Press("1", "0")
		assert.Contains(t, d.Screen(), " 10 × ")
		d.Press("y")
		scan(d, "PENS-BY-TEN", "PENS-BY-TEN")
		assert.Contains(t, d.Screen(), "✓ PACKED   all in: 30 units")
	})
}
