package conclude

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/pack"
)

// Exit codes, as documented in docs/commands.md. A page without a process tells them
// too: they are what came of a run.
const (
	Done        = 0
	Failed      = 1   // failed, or nothing at all could be analysed
	Usage       = 2   // wrong words on the command line, in the environment, in a file
	Damaged     = 3   // ran, but an input could not be read, was damaged, or was left out
	Found       = 4   // --fail-on was met
	Nothing     = 5   // ran, and nothing in the input is evidence of any backup or shadow copy
	Bug         = 70  // a panic, somewhere
	Interrupted = 130 // by Ctrl-C, SIGTERM or SIGHUP
)

// order says which code wins where several hold, with what each means in words.
var order = []struct {
	code   int
	reason string
}{
	{Bug, "a bug of vsslog kept something from being read or judged"},
	{Interrupted, "interrupted"},
	{Usage, "wrong usage"},
	{Failed, "nothing could be analysed"},
	{Found, "a failure meets --fail-on"},
	{Damaged, "an input could not be read, was damaged, or was left out"},
	{Nothing, "nothing in the input is evidence of any backup or shadow copy"},
	{Done, "done"},
}

// place is that of a code in the order.
func place(code int) int {
	for i, e := range order {
		if e.code == code {
			return i
		}
	}
	return len(order) - 1
}

// Reason says in words what a code means.
func Reason(code int) string { return order[place(code)].reason }

// Worse returns the code that wins of two.
func Worse(a, b int) int {
	if place(a) <= place(b) {
		return a
	}
	return b
}

// Outcome is what the exit code of a run says.
type Outcome struct {
	Unreadable bool // not one input could be read
	Evidence   bool // something is evidence of a backup or a shadow copy
	found      bool // FailOn is met
	inputs     int
	foreign    int // that no format claims, or that were passed over
	damaged    int // logs that have a problem
	bugs       int // inputs that a bug kept from being read or judged
}

// Host takes what was found on a host, or in a part of one. failOn is what --fail-on
// asks for, "" for nothing.
func (o *Outcome) Host(r *analysis.HostResult, failOn string) {
	o.found = o.found || slices.ContainsFunc(r.Failures, func(f *detect.Failure) bool { return meets(f, failOn) })
	o.Evidence = o.Evidence || len(r.Case.Sets)+len(r.Case.Listings)+len(r.Failures) > 0 ||
		slices.ContainsFunc(r.Case.Steps, Evidence)
}

// Evidence reports a record that is evidence of a backup or a shadow copy.
func Evidence(s *correlate.Step) bool { return !slices.Contains(aboutHost, s.Kind) }

// Input takes an input.
func (o *Outcome) Input(i *export.InputRow) {
	o.inputs++
	if pack.Foreign(i.Format) || i.Format == export.OwnResults {
		o.foreign++
	}
	if bug.Is(i.Problem) {
		o.bugs++
	}
	if i.Problem != "" && !pack.Foreign(i.Format) {
		o.damaged++
	}
}

// aboutHost are kinds of records that tell of a host, whether it makes backups or not.
var aboutHost = []vocab.Kind{
	vocab.KindClockChange,
	vocab.KindSuspend,
	vocab.KindBoot,
	vocab.KindShutdown,
	vocab.KindHostFact,
	vocab.KindContext,
	vocab.KindWriterService,
}

// Code is the exit code of a run that came to its end.
func (o *Outcome) Code() int {
	onlyForeign := o.inputs > 0 && o.foreign == o.inputs // a foreign file alone is no failure: it is listed
	code := Done
	for _, is := range []struct {
		holds bool
		code  int
	}{
		{o.bugs > 0, Bug},
		{o.Unreadable && !onlyForeign, Failed},
		{o.found, Found},
		{o.damaged > 0, Damaged},
		{!o.Evidence, Nothing},
	} {
		if is.holds {
			code = Worse(code, is.code)
		}
	}
	return code
}

// FailOn are the values of --fail-on, the weakest first.
var FailOn = []detect.Verdict{detect.Suspected, detect.Likely, detect.Confirmed}

// meets reports whether a failure meets --fail-on: somebody has to do something about it,
// and its cause is as sure as asked for, or surer. One that nothing explains does not:
// what is asked for is a cause.
func meets(f *detect.Failure, asked string) bool {
	want := slices.Index(FailOn, detect.Verdict(asked))
	return want >= 0 && f.Problem() && slices.Index(FailOn, f.CauseVerdict) >= want
}
