package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"packdesk/fulfillment"
	"packdesk/store"
	"packdesk/store/storetest"
)

func TestCodesAreTaughtAndForgotten(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	who := fulfillment.Holder{Operator: "kim", Station: "bench 1"}
	mug := fulfillment.Item{Key: "CASE-MUG", SellerSKU: "MUG-01", Name: "Mug", Units: 12}
	cup := fulfillment.Item{Key: "CASE-CUP", SKUID: "1729", Name: "Cup", Units: 6}
	require.NoError(t, s.Teach(t.Context(), mug, who))
	require.NoError(t, s.Teach(t.Context(), cup, who))
	mug.Units = 24
	require.NoError(t, s.Teach(t.Context(), mug, who), "the same SKU may change its case")

	stolen := cup
	stolen.Key = "CASE-MUG"
	err := s.Teach(t.Context(), stolen, who)
	require.ErrorIs(t, err, fulfillment.ErrConflict)
	require.ErrorContains(t, err, "MUG-01")

	list, err := s.Taught(t.Context(), "", "")
	require.NoError(t, err)
	assert.Equal(t, []store.Taught{{Item: cup, At: storetest.Now, By: "kim"}, {Item: mug, At: storetest.Now, By: "kim"}}, list)
	list, err = s.Taught(t.Context(), "MUG-01", "")
	require.NoError(t, err)
	assert.Len(t, list, 1)
	known, err := s.LookUp(t.Context(), fulfillment.CodeQuery{Items: []string{"CASE-MUG"}})
	require.NoError(t, err)
	assert.Equal(t, []fulfillment.Item{mug}, known.Items)

	_, err = s.Forget(t.Context(), "CASE-MUG", "1729", who)
	require.ErrorIs(t, err, fulfillment.ErrNotFound, "not that SKU's")
	gone, err := s.Forget(t.Context(), "CASE-MUG", "", who)
	require.NoError(t, err)
	assert.Equal(t, []fulfillment.Item{mug}, gone)
	known, err = s.LookUp(t.Context(), fulfillment.CodeQuery{Items: []string{"CASE-MUG"}})
	require.NoError(t, err)
	assert.Empty(t, known.Items)
	head, err := s.VerifyJournal(t.Context())
	require.NoError(t, err)
	assert.EqualValues(t, 4, head.Seq, "three times taught, once forgotten")
}
