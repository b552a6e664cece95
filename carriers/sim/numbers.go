package sim

import (
	"fmt"

	"packdesk/carriers"
)

// Number is the n-th made-up tracking number of a carrier, with a right check digit. Carriers without an own form here
// get a registered letter of Royal Mail.
func Number(c carriers.Carrier, n int) string {
	var stem string
	var tail func(digit int) string
	switch c {
	case carriers.UPS:
		stem = fmt.Sprintf("1ZW0000A03%07d", n%10_000_000)
		tail = func(d int) string { return fmt.Sprintf("%s%d", stem, d) }
	case carriers.FedEx:
		stem = fmt.Sprintf("77%09d", n%1_000_000_000)
		tail = func(d int) string { return fmt.Sprintf("%s%d", stem, d) }
	case carriers.DHL:
		stem = fmt.Sprintf("33%07d", n%10_000_000)
		tail = func(d int) string { return fmt.Sprintf("%s%d", stem, d) }
	case carriers.EMS:
		tail = func(d int) string { return fmt.Sprintf("EB%08d%dCN", n%100_000_000, d) }
	default:
		tail = func(d int) string { return fmt.Sprintf("RB%08d%dGB", n%100_000_000, d) }
	}
	for digit := range 10 { // The check digit is the one that passes: nothing here repeats how it is worked out.
		number := tail(digit)
		for _, candidate := range carriers.Detect(number, carriers.Hints{Carrier: c}).Candidates {
			if candidate.Check == carriers.CheckOK && (candidate.Carrier == c || candidate.Carrier == carriers.Post) {
				return number
			}
		}
	}
	return tail(0)
}
