package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheWritersOwnColumnsStandWhereTheyArePut(t *testing.T) {
	t.Parallel()
	columns := strings.Split(insertColumns, ", ")
	assert.Equal(t, []string{"key", "shop", "source"}, []string{columns[keyAt], columns[shopAt], columns[sourceAt]})
}
