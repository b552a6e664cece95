package fulfillment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNoReprintBesideALabelThatIsStillToCome: the first print comes out once the platform's file is here, so a second one
// would be a second label.
func TestNoReprintBesideALabelThatIsStillToCome(t *testing.T) {
	t.Parallel()
	o := sampleOrder(orderA, "1 CAP")
	o.Mode = ModeTikTok
	s := newDepot(o).seat(t, "Ada", "1")
	s.scan(orderA)
	s.scan("CAP")
	first := []string{orderA + "/label/1"}
	require.Equal(t, first, s.prints())
	assert.Equal(t, VerdictAsk, s.scan("PK:REPRINT").Verdict, "the printer may have it")
	require.True(t, s.bench.Open.Await(orderA, first[0]))
	assert.Equal(t, NotComing, s.scan("PK:2").Not, "what the packer answers comes too late")
	assert.Nil(t, s.bench.Question)
	for _, c := range []Command{CommandPrint, CommandReprint} {
		assert.Equal(t, NotComing, s.bench.Off(c))
		assert.Equal(t, NotComing, s.key(c).Not)
	}
	assert.Contains(t, NotComing.Words(), "still to come")
	assert.Equal(t, first, s.prints())

	_, ok := s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: first[0], Codes: []string{"TRK" + orderA}}, s.bench.Holder, s.now)
	require.True(t, ok)
	assert.Equal(t, NotAgain, s.bench.Off(CommandPrint))
	s.scan("PK:REPRINT", "PK:2")
	assert.Equal(t, append(first, orderA+"/label/2"), s.prints(), "a label that has come out is printed again for a reason")
	require.True(t, s.bench.Open.Held(orderA, orderA+"/label/2", "paper out"))
	assert.Empty(t, s.bench.Off(CommandReprint), "the printer keeps it, not the shop")
	_, ok = s.bench.Open.Printed(PrintReport{Parcel: orderA, Key: orderA + "/label/2", Fault: "head open"}, s.bench.Holder, s.now)
	require.True(t, ok)
	assert.Empty(t, s.bench.Off(CommandReprint))
	assert.Empty(t, s.bench.Off(CommandPrint))
}
