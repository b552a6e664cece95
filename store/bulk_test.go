package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheWritersOwnColumnsStandWhereTheyArePut(t *testing.T) {
	t.Parallel()
	columns := strings.Split(insertColumns, ", ")
	assert.Equal(t, []string{"shop", "source"}, []string{columns[shopAt], columns[sourceAt]})
}
