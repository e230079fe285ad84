package main

import (
	"context"
	"errors"
	"strings"

	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/conclude"
)

// Exit codes, as documented in docs/commands.md.
const (
	exitDone        = conclude.Done
	exitFailed      = conclude.Failed
	exitUsage       = conclude.Usage
	exitDamaged     = conclude.Damaged
	exitFound       = conclude.Found
	exitNothing     = conclude.Nothing
	exitBug         = conclude.Bug
	exitInterrupted = conclude.Interrupted
)

// codeOf is the exit code of an error.
func codeOf(err error) int {
	switch {
	case err == nil:
		return exitDone
	case bug.Of(err) != nil:
		return exitBug
	case errors.Is(err, errStuck), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, new(usageError)) || isCobraUsage(err):
		return exitUsage
	}
	return exitFailed
}

// isCobraUsage recognises what cobra and pflag say of wrong words.
func isCobraUsage(err error) bool {
	for _, start := range []string{"unknown ", "invalid argument", "flag needs", "accepts ", "requires ", "required flag",
		"bad flag syntax"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}
