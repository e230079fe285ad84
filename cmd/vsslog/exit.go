package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/bug"
)

// Exit codes, as documented in docs/commands.md.
const (
	exitDone        = 0
	exitFailed      = 1   // failed, or nothing at all could be analysed
	exitUsage       = 2   // wrong words on the command line, in the environment, in a file
	exitDamaged     = 3   // ran, but an input could not be read, was damaged, or was left out
	exitFound       = 4   // --fail-on was met
	exitNothing     = 5   // ran, and nothing in the input is evidence of any backup or shadow copy
	exitBug         = 70  // a panic, somewhere
	exitInterrupted = 130 // by Ctrl-C, SIGTERM or SIGHUP
)

// exitOrder says which code wins where several hold, with what each means in words.
var exitOrder = []struct {
	code   int
	reason string
}{
	{exitBug, "a bug of vsslog kept something from being read or judged"},
	{exitInterrupted, "interrupted"},
	{exitUsage, "wrong usage"},
	{exitFailed, "nothing could be analysed"},
	{exitFound, "a failure meets --fail-on"},
	{exitDamaged, "an input could not be read, was damaged, or was left out"},
	{exitNothing, "nothing in the input is evidence of any backup or shadow copy"},
	{exitDone, "done"},
}

// place is that of a code in exitOrder.
func place(code int) int {
	for i, e := range exitOrder {
		if e.code == code {
			return i
		}
	}
	return len(exitOrder) - 1
}

// exitReason says in words what a code means.
func exitReason(code int) string { return exitOrder[place(code)].reason }

// worse returns the code that wins of two.
func worse(a, b int) int {
	if place(a) <= place(b) {
		return a
	}
	return b
}

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
	for _, start := range []string{"unknown ", "invalid argument", "flag needs", "accepts ", "requires ", "required flag", "bad flag syntax"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

// outcome is what the exit code of a run tells.
type outcome struct {
	inputs   *inputTally
	found    bool // --fail-on is met
	nothing  bool // not one input could be read
	evidence bool // something is evidence of a backup or a shadow copy
}

// add takes what was found on a host, or in a part of one.
func (o *outcome) add(r *vsslog.HostResult, asked string) {
	o.found = o.found || slices.ContainsFunc(r.Failures, func(f *detect.Failure) bool { return meets(f, asked) })
	o.evidence = o.evidence || len(r.Case.Sets)+len(r.Case.Listings)+len(r.Failures) > 0 ||
		slices.ContainsFunc(r.Case.Steps, func(s *correlate.Step) bool { return !slices.Contains(aboutHost, s.Kind) })
}

// aboutHost are kinds of records that tell of a host, whether it makes backups or not.
var aboutHost = []vocab.Kind{vocab.KindClockChange, vocab.KindSuspend, vocab.KindBoot, vocab.KindShutdown, vocab.KindHostFact,
	vocab.KindContext, vocab.KindWriterService}

// code is the exit code of a run that came to its end.
func (o outcome) code() int {
	code := exitDone
	for _, is := range []struct {
		holds bool
		code  int
	}{
		{o.inputs.bugs > 0, exitBug},
		{o.nothing && !o.inputs.onlyForeign(), exitFailed}, // a foreign file alone is no failure: it is listed
		{o.found, exitFound},
		{o.inputs.damaged > 0, exitDamaged},
		{!o.evidence, exitNothing},
	} {
		if is.holds {
			code = worse(code, is.code)
		}
	}
	return code
}

// failOn are the values of --fail-on, the weakest first.
var failOn = []detect.Verdict{detect.Suspected, detect.Likely, detect.Confirmed}

// meets reports whether a failure meets --fail-on: somebody has to do something about it,
// and its cause is as sure as asked for, or surer. One that nothing explains does not:
// what is asked for is a cause.
func meets(f *detect.Failure, asked string) bool {
	want := slices.Index(failOn, detect.Verdict(asked))
	return want >= 0 && f.Problem() && slices.Index(failOn, f.CauseVerdict) >= want
}
