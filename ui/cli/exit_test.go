package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"

	"packdesk/fulfillment"
	"packdesk/fulfillment/tiktok"
)

func TestExitCodes(t *testing.T) {
	t.Parallel()
	wrapped := func(err error) error { return fmt.Errorf("order 1: %w", errors.Join(err, errors.New("and more"))) }
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"nothing", nil, 0},
		{"anything", errors.New("boom"), 1},
		{"a bad file", wrapped(fulfillment.ErrInvalid), 1},
		{"usage", usagef("wrong: %w", fulfillment.ErrNotFound), 2},
		{"usage, wrapped", wrapped(usage(errors.New("x"))), 2},
		{"not found", wrapped(fulfillment.ErrNotFound), 3},
		{"no such file", wrapped(fs.ErrNotExist), 3},
		{"not authorised", wrapped(fulfillment.ErrUnauthorised), 4},
		{"conflict", wrapped(fulfillment.ErrConflict), 5},
		{"refused", wrapped(&fulfillment.Refusal{Rule: fulfillment.RuleOnHold}), 5},
		{"reported", wrapped(reportedError{6}), 6},
		{"later", wrapped(fulfillment.ErrTryLater), 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, exitCode(c.err))
		})
	}
}

func TestSummaryOfSeveralFiles(t *testing.T) {
	t.Parallel()
	bad := &tiktok.FileError{File: "a.csv", Kind: tiktok.ErrEmpty, Reason: "empty"}
	gone := fmt.Errorf("b.csv: %w", fulfillment.ErrNotFound)
	for _, c := range []struct {
		name     string
		failures []error
		files    int
		partly   bool
		want     int
	}{
		{"all well", nil, 2, false, 0},
		{"rows refused", nil, 2, true, 6},
		{"one of two", []error{bad}, 2, false, 6},
		{"both, for one reason", []error{gone, gone}, 2, false, 3},
		{"both, for two reasons", []error{bad, gone}, 2, false, 1},
		{"the only one", []error{bad}, 1, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, exitCode(summary(c.failures, c.files, c.partly)))
		})
	}
}

func TestSentencesAreCleanAndWhole(t *testing.T) {
	t.Parallel()
	err := errors.Join(errors.New("one\x1b[2J"), errors.New(""), errors.New("  two "))
	got := sentences(err)
	assert.Len(t, got, 2)
	assert.NotContains(t, got[0], "\x1b")
	assert.Equal(t, "two", got[1])
}
