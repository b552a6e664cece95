package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"packdesk/fulfillment"
)

// The exit codes, the same for every command.
const (
	exitDone         = 0
	exitFailed       = 1
	exitUsage        = 2
	exitNotFound     = 3
	exitUnauthorised = 4
	exitConflict     = 5
	exitPartly       = 6
	exitTryLater     = 7
)

// exitText explains the exit codes, a paragraph each.
func exitText() string {
	words := [...]string{
		exitDone: "done", exitFailed: "failed", exitUsage: "usage", exitNotFound: "not found", exitUnauthorised: "not authorised",
		exitConflict: "conflict", exitPartly: "partly done", exitTryLater: "try again later",
	}
	lines := make([]string, len(words))
	for code, word := range words {
		lines[code] = fmt.Sprintf("%d %s", code, word)
	}
	return strings.Join(lines, "\n\n")
}

// usageError is a mistake in what was typed or configured: nothing was begun.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(err error) error { return usageError{err} }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// partlyError is returned when some of the work is done and some is not.
type partlyError struct{ says string }

func (e partlyError) Error() string { return e.says }

// reportedError ends a command whose failures were already told one by one.
type reportedError struct{ code int }

func (e reportedError) Error() string { return "" }

// exitCode is the one place where errors become exit codes.
func exitCode(err error) int {
	var reported reportedError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &reported):
		return reported.code
	case errors.As(err, new(usageError)):
		return exitUsage
	case errors.As(err, new(partlyError)):
		return exitPartly
	case errors.Is(err, fulfillment.ErrTryLater):
		return exitTryLater
	case errors.Is(err, fulfillment.ErrUnauthorised):
		return exitUnauthorised
	case errors.Is(err, fulfillment.ErrConflict), errors.Is(err, fulfillment.ErrRefused):
		return exitConflict
	case errors.Is(err, fulfillment.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitNotFound
	default:
		return exitFailed
	}
}

// sentences is what the user reads of an error: one line for each cause that was joined, without empty ones.
func sentences(err error) []string {
	var lines []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if line = strings.TrimSpace(fulfillment.Clean(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
