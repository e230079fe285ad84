package correlate

import (
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// runTracker follows the runs of one requester in one log or text, statement by
// statement.
type runTracker struct {
	open  bool
	begun bool  // the begin of the run was seen
	inner bool  // an inner pair is open: ntbackup 8000 and 8001 inside 8018 and 8019
	told  bool  // what came of the shadow copy that was asked for last is told
	none  bool  // it was not made
	after bool  // the last statement trails: the run has ended
	last  *Step // of the run that is open, or was the last one
}

// runMove is what a statement does to the runs of its requester.
type runMove uint8

const (
	runJoins      runMove = iota // it is one more of the run that is open
	runBegins                    // it begins a run
	runBeginsLate                // it is the begin of the run that is open: some programs print it late
	runAppears                   // it is the first of a run whose begin nobody saw
	runTrails                    // it is one more about the end of the run that has ended
)

// next takes the next statement. Afterwards open says whether its run goes on.
func (t *runTracker) next(s *Step) runMove {
	if t.open && (parts(t.last, s) || t.asksAnew(s)) {
		t.open = false
	}
	move := t.move(s)
	switch move {
	case runTrails:
		t.last, t.after = s, true
		return move
	case runBegins, runAppears:
		*t = runTracker{open: true}
	}
	t.last = s
	t.told, t.none = t.told || tellsOutcome(s), t.none || tellsOfNone(s)
	t.begun = t.begun || move == runBegins || move == runBeginsLate || asks(s) && !untimed(s)
	switch {
	case s.Kind == vocab.KindRequesterBegin && s.Record.EventID == innerBegin && move == runJoins:
		t.inner = true
	case endsRun(s) && t.inner && s.Record.EventID == innerEnd:
		t.inner = false
	case endsRun(s):
		t.open = false
	}
	return move
}

// The pair of ntbackup that stands inside another.
const (
	innerBegin = 8000
	innerEnd   = 8001
)

func (t *runTracker) move(s *Step) runMove {
	begins := s.Kind == vocab.KindRequesterBegin
	switch {
	case !t.open && t.last != nil && t.trails(s):
		return runTrails
	case begins && t.open && (s.Record.EventID == innerBegin || restates(t.last, s)):
		return runJoins
	case begins && t.open && !t.begun && s.Record.Provider == parse.ProviderRequester && !over(t.last, s):
		return runBeginsLate
	case begins:
		return runBegins
	case t.open && asks(s) && !untimed(s) && over(t.last, s):
		return runAppears
	case t.open && (endsRun(s) || t.begun || !over(t.last, s)):
		return runJoins
	}
	return runAppears
}

// tellsOutcome reports a statement of a text that says what came of the shadow copy that was
// asked for.
func tellsOutcome(s *Step) bool {
	switch s.Record.Text(parse.FieldPhrase) {
	case parse.PhraseSnapshotDone, parse.PhraseSnapshotFailed, parse.PhraseWriterFailed:
		return true
	}
	return false
}

// tellsOfNone reports a statement that says that no shadow copy was made, and not only that a
// writer failed.
func tellsOfNone(s *Step) bool {
	return s.Kind == vocab.KindRequesterCode && s.Code >= 0x80000000 &&
		s.Record.Text(parse.FieldPhrase) != parse.PhraseWriterFailed
}

// asksAnew reports a statement about another shadow copy than the run's last one: it asks for
// one behind the outcome of that, or says that one was made where that was not. Each attempt
// is a set of its own.
func (t *runTracker) asksAnew(s *Step) bool {
	return t.told && asks(s) || t.none && s.Record.Text(parse.FieldPhrase) == parse.PhraseSnapshotDone
}

// asks reports a statement that asks for a shadow copy.
func asks(s *Step) bool { return s.Record.Text(parse.FieldPhrase) == parse.PhraseSnapshotStart }

// restates reports a begin without a time right behind one that has one, in the same text:
// DiskShadow prints host and time first, and the command that begins the backup then.
func restates(last, s *Step) bool {
	return last.Kind == vocab.KindRequesterBegin && last.Source == s.Source && untimed(s) && !untimed(last)
}

// endsRun reports a statement with which a run ends. Of ntbackup 8017 an 8019 follows.
func endsRun(s *Step) bool {
	return s.Kind == vocab.KindRequesterEnd || s.Kind == vocab.KindRequesterFailed && s.Record.EventID != 8017
}

// heads reports the statement with which the report of a run of ntbackup begins: it
// prints the lines about the shadow copy, which have no time of their own, before the one
// that says when it started to copy.
func heads(s *Step) bool {
	return s.Kind == vocab.KindInitiated && strings.EqualFold(s.CommandLine, "ntbackup") && untimed(s)
}

// untimed reports a statement of a text without a time of its own.
func untimed(s *Step) bool {
	return s.Record.Provider == parse.ProviderRequester && s.Record.Stamp != parse.StampRecord
}

// parts reports two statements of one text of which the first is the end of a run and the
// second the head of the next.
func parts(last, s *Step) bool {
	return heads(s) && last.Kind == vocab.KindBackupComplete && last.Source == s.Source
}

// detailLines is within how many lines of the statement that a run failed its code stands:
// wbadmin prints it below its "Detailed error".
const detailLines = 6

// trails reports a further statement about the end of a run: ntbackup and Backup Exec tell of a
// failure in several lines, wbadmin its code below.
func (t *runTracker) trails(s *Step) bool {
	last := t.last
	if last.Source != s.Source || s.Record.Provider != parse.ProviderRequester {
		return false
	}
	if s.Kind == vocab.KindRequesterCode && (t.after || last.Kind == vocab.KindRequesterFailed) && untimed(s) && untimed(last) &&
		s.Record.Line-last.Record.Line <= detailLines {
		return true
	}
	return s.Kind == vocab.KindRequesterFailed && untimed(s) || s.Kind == vocab.KindBackupComplete && !over(last, s)
}

// over reports whether s stands so long after the last statement of a run that it
// speaks of something else. A run without a begin has nothing else to go by.
func over(last, s *Step) bool {
	if last.At.Hi < interval.Forever && s.At.Lo > interval.Never {
		return s.At.Lo-last.At.Hi > maxReach || !untimed(s) && s.At.Hi < last.At.Lo-maxReach // behind is an older part
	}
	return s.sortKey-last.sortKey > interval.MaxReach
}
