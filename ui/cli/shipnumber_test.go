package cli

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/fulfillment"
)

// TestNumbersAreHeldAgainstTheirCarrier judges by the look alone: what a shop would refuse need not be sent.
func TestNumbersAreHeldAgainstTheirCarrier(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		number, carrier string
		fault           fulfillment.Fault
		detail          string
	}{
		"its own":                         {"1Z999AA10123456784", "UPS UK", "", ""},
		"a postal number, by post":        {"RM000051033GB", "Royal Mail", "", ""},
		"the post's express, by post":     {"EX815851448GB", "Royal Mail", "", ""},
		"a postal number, by a courier":   {"RM000051033GB", "UPS UK", fulfillment.FaultForeign, "Post"},
		"a courier's, by post":            {"1Z999AA10123456784", "Royal Mail", fulfillment.FaultForeign, "UPS"},
		"a digit that does not fit":       {"RM000051034GB", "Royal Mail", fulfillment.FaultBadNumber, "RM000051034GB"},
		"a form that nobody knows":        {"H01AAA0000500000", "Royal Mail", "", ""},
		"a carrier that nobody knows":     {"1Z999AA10123456784", "Sample Couriers", "", ""},
		"a letter typed for a digit":      {"1Z999AA1O123456784", "UPS", fulfillment.FaultBadNumber, "1Z999AA1O123456784, perhaps 1Z999AA10123456784"},
		"couriers' postal numbers abroad": {"LX123456706CN", "FedEx", fulfillment.FaultForeign, "Post"},
	} {
		fault, detail := judgeNumber(row.number, row.carrier)
		assert.Equal(t, row.fault, fault, name)
		assert.Equal(t, row.detail, detail, name)
	}
}
