package store

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// heard is a dialect that remembers which columns it was asked about.
type heard struct {
	dialect
	columns []string
}

func (h *heard) in(column, parameter string) string {
	h.columns = append(h.columns, column)
	return h.dialect.in(column, parameter)
}

func TestOrdersAndTheirParcelsAreReadInTheStoresDialect(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "packdesk.db")})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	h := &heard{dialect: s.dialect}
	s.dialect = h
	ctx := t.Context()
	require.NoError(t, loadParcels(ctx, s, "[1]", nil))
	require.NoError(t, s.write(ctx, func(t *tx) error { return loadParcels(ctx, t, "[1]", nil) }))
	assert.Equal(t, []string{"ord", "ord"}, h.columns)
}
