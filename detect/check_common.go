package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// covered demands that logs of the host saw the span from before the earliest
// start of a late watchdog's freeze to the time-out, without a gap.
func covered(channels ...string) Check {
	return Check{
		ID: "coverage",
		Says: "Coverage: the " + strings.Join(
			channels,
			" and ",
		) + " log saw everything from freeze - L - D to the time-out",
		Test: func(sub *Subject, f *Finding) CheckResult {
			span := watched(sub, f)
			if !span.Known() {
				return CheckResult{
					Statement: "freeze or time-out is not bounded",
					Missing:   "bounds on freeze and time-out, to know what the logs must cover",
				}
			}
			for _, c := range channels {
				if ok, why := sub.Case.Covered(c, span); !ok {
					return CheckResult{
						Statement: why,
						Missing: why + fmt.Sprintf(
							" (needed from %s to %s)",
							interval.Of(span.Lo, span.Lo),
							interval.Of(span.Hi, span.Hi),
						),
					}
				}
			}
			return CheckResult{
				Held:      true,
				Statement: fmt.Sprintf("%s to %s", interval.Of(span.Lo, span.Lo), interval.Of(span.Hi, span.Hi)),
			}
		},
	}
}

// coveredOrBound is covered, or marks that leave nothing for a log to hide: the writer
// logged its freeze, gave up when its limit was over and not before, and VSS 8229 reports
// its time-out less than two limits after the freeze. Only Windows 6.0 and later writes
// 8229, with the thaw of the writer's own set: one set is made at a time, and there is no
// late watchdog, so that it is not of a set before. One that was frozen after the writer
// gave up could not have timed out yet.
func coveredOrBound(channel string) Check {
	c := covered(channel)
	by := c.Test
	c.Says += ", or the writer's own marks leave no room for another set"
	c.Test = func(sub *Subject, f *Finding) CheckResult {
		r := by(sub, f)
		if r.Held {
			return r
		}
		if s := boundByOwnMarks(sub, 0); s != nil {
			return CheckResult{
				Held: true,
				Statement: "the writer gave up at its limit, and " + describe(
					s,
				) + " reports that within two limits of its freeze",
				Evidence: []*correlate.Step{s},
			}
		}
		return r
	}
	return c
}

// boundByOwnMarks is the VSS 8229 that reports the writer's time-out where its own marks
// bound its set on both sides, nil if they do not. blur is by how much the time from its freeze to
// its abort may be off, as the marks are stamped.
func boundByOwnMarks(sub *Subject, blur parse.Ticks) *correlate.Step {
	const lag = parse.Second // from the time-out to the writer's own mark
	sp := sub.Span
	if len(sp.Freezes) == 0 || len(sp.Aborts) == 0 || sp.Limit.Min <= 0 || sp.Limit.Min != sp.Limit.Max {
		return nil
	}
	freeze := slices.MinFunc(sp.Freezes, (*correlate.Step).Compare)
	abort := slices.MinFunc(sp.Aborts, (*correlate.Step).Compare)
	lo, hi := abort.At.Minus(freeze.At)
	if !live(freeze) || !live(abort) || lo < sp.Limit.Min-correlate.TimerTick-blur || hi > sp.Limit.Max+lag+blur {
		return nil
	}
	for _, s := range sp.Rejections {
		late, latest := s.At.Minus(freeze.At)
		if live(s) && s.Record.Provider == "VSS" && s.Record.EventID == 8229 && s.Code == vocab.CodeWriterTimeout &&
			late > 0 &&
			latest < 2*sp.Limit.Min {
			return s
		}
	}
	return nil
}

// watched is the span that must have been seen: what a freeze of an earlier set
// with a late watchdog could reach, up to the end of the finding.
func watched(sub *Subject, f *Finding) interval.Interval {
	i := interval.Interval{Lo: f.Started.Lo, Hi: f.Ended.Hi}
	if sub.Span == nil || i.Lo <= interval.Never {
		return i
	}
	freeze := sub.Span.Bounds(correlate.PointFreeze)
	if freeze.Lo > interval.Never {
		i.Lo = freeze.Lo
	}
	limit := sub.Span.Limit.Max
	if limit >= interval.Forever {
		limit = parse.Minute
	}
	i.Lo -= limit + correlate.LateStart
	return i
}

// steadyClock demands that the clock ran steadily from thaw to time-out: no
// record tells of a change, and steady listings bound what an unrecorded jump
// could have added, so that the prediction named still holds without it.
func steadyClock(prediction string) Check {
	return Check{
		ID:   "clock",
		Says: "Clock: it ran steadily from freeze to time-out",
		Test: func(sub *Subject, f *Finding) CheckResult {
			span := interval.Interval{Lo: f.Started.Lo, Hi: f.Ended.Hi}
			if d := sub.Case.ClockDoubts(span); len(d) > 0 && !outweighed(f, d) {
				return CheckResult{Statement: describe(d[0]), Missing: "a steady clock: " + describe(d[0]), Evidence: d}
			}
			if source := sub.Case.GoesBack(span); source != "" {
				return CheckResult{
					Statement: "the stamps in " + source + " go back",
					Missing:   "a steady clock: the stamps in " + source + " go back",
				}
			}
			thaw, fail := sub.Span.Bounds(correlate.PointThaw), sub.Span.Bounds(correlate.PointTimeout)
			if thaw.Hi >= interval.Forever || fail.Lo <= interval.Never {
				return CheckResult{
					Statement: "thaw or time-out is not bounded",
					Missing:   "captures from thaw to time-out, to show that the clock ran steadily",
				}
			}
			stretch, ok := sub.Case.Steady(listingSource(sub), interval.Interval{Lo: thaw.Hi, Hi: fail.Lo})
			if !ok {
				return CheckResult{
					Statement: "too few captures from thaw to time-out",
					Missing: "steady captures (every few seconds) from thaw to time-out, to bound a clock step or " +
						"a suspended host",
				}
			}
			for _, p := range f.Predictions {
				if p.Prediction.ID == prediction && p.Necessary && p.Lo-stretch < p.Bound {
					return CheckResult{
						Statement: fmt.Sprintf(
							"pauses between captures were %s longer than usual",
							interval.Seconds(stretch),
						),
						Missing: fmt.Sprintf(
							"a steady clock: pauses between captures were %s longer than usual, clock steps or a "+
								"suspend there could fake %s",
							interval.Seconds(stretch),
							prediction,
						),
					}
				}
			}
			return CheckResult{
				Held: true,
				Statement: fmt.Sprintf(
					"captures are steady; jumps hidden between them add up to at most %s",
					interval.Seconds(stretch),
				),
			}
		},
	}
}

// listingSource is the input whose listings carry the proof.
func listingSource(sub *Subject) string {
	if f := sub.Span.Failure; f != nil {
		return f.After.Listing.Source
	}
	return ""
}

// noClockDoubt is the weaker demand for proofs that need no full limit in between.
var noClockDoubt = Check{
	ID:   "clock",
	Says: "Clock: no record shows a change",
	Test: func(sub *Subject, f *Finding) CheckResult {
		if d := sub.Case.ClockDoubts(interval.Interval{Lo: f.Started.Lo, Hi: f.Ended.Hi}); len(d) > 0 {
			if outweighed(f, d) {
				shift, _ := correlate.ClockShift(d)
				return CheckResult{
					Held:      true,
					Statement: "it was changed by " + interval.Seconds(shift) + ", which decides nothing",
					Evidence:  d,
				}
			}
			return CheckResult{Statement: describe(d[0]), Missing: "a steady clock: " + describe(d[0]), Evidence: d}
		}
		return CheckResult{Held: true, Statement: "none in the span"}
	},
}

// outweighed reports whether all changes of the clock together are smaller than the margin
// by which each prediction holds that rests on marks: then none of them hangs on the clock.
func outweighed(f *Finding, changes []*correlate.Step) bool {
	shift, known := correlate.ClockShift(changes)
	if !known || shift > parse.Second {
		return false
	}
	for _, p := range f.Predictions {
		// A bound on one mark is a time that was read; one on two is an order that holds by any clock.
		clock := slices.ContainsFunc(
			p.Why,
			func(c correlate.Constraint) bool { return c.Earlier == correlate.Epoch || c.Later == correlate.Epoch },
		)
		if !p.Necessary || !clock {
			continue
		}
		margin := p.Lo - p.Bound
		if p.Prediction.Op == AtMost || p.Prediction.Op == LessThan {
			margin = p.Bound - p.Hi
		}
		if margin <= shift {
			return false
		}
	}
	return true
}

// oneInterpretation demands that the failure can belong to no other set.
var oneInterpretation = Check{
	ID:   "attribution",
	Says: "Attribution: the failure can belong to this set only",
	Test: func(sub *Subject, f *Finding) CheckResult {
		if rivals := sub.Span.Rivals(); len(rivals) > 0 {
			may := "it may also belong to " + namesOf(rivals)
			return CheckResult{Statement: may, Missing: "the set of the failure: " + may}
		}
		if fail := sub.Span.Failure; fail != nil && fail.Guessed && !refused(sub.Span) {
			return CheckResult{
				Statement: "no time ties the failure to this set",
				Missing:   "the set of the failure: captures with time stamps right before and after it",
				Evidence:  []*correlate.Step{fail.After.Step},
			}
		}
		if sub.Span.Failure == nil {
			return CheckResult{
				Held:      true,
				Statement: "a record of this set names it, and no other freeze of the writer is near enough",
			}
		}
		return CheckResult{Held: true, Statement: "no other freeze of the writer is near enough"}
	},
}

// mostNamed is how many sets are named that a failure may also belong to.
const mostNamed = 3

// namesOf names sets, the first ones of very many.
func namesOf(sets []*correlate.SnapshotSet) string {
	names := make([]string, 0, min(len(sets), mostNamed))
	for _, s := range sets[:min(len(sets), mostNamed)] {
		names = append(names, s.Name)
	}
	all := strings.Join(names, ", ")
	if more := len(sets) - len(names); more > 0 {
		all += fmt.Sprintf(" and %d more", more)
	}
	return all
}

// refused reports whether a record of the set itself tells of the writer's time-out.
func refused(sp *correlate.WriterSpan) bool {
	return slices.ContainsFunc(sp.Rejections, func(s *correlate.Step) bool { return s.Code == vocab.CodeWriterTimeout })
}

// onlySet demands that no other set was busy when the record was written: a record
// that names no set may be of either.
var onlySet = Check{
	ID:   "set",
	Says: "Set: no other set was busy then",
	Test: func(sub *Subject, f *Finding) CheckResult {
		if sub.Set == nil {
			return CheckResult{Held: true, Statement: "the record is put down to none"}
		}
		if severalRuns(sub.Set) {
			return CheckResult{
				Statement: "runs of several requesters look like one set",
				Missing:   "the run that the record is about: several of requesters look like one set",
			}
		}
		for _, step := range sub.Steps {
			for _, s := range sub.Case.SetsIn(step.At) {
				if s != sub.Set && step.SetID == "" && s.Opened().Lo <= step.At.Hi && lastNews(s) >= step.At.Lo {
					return CheckResult{
						Statement: "set " + s.Name + " was busy too",
						Missing:   "the set that the record is about: " + s.Name + " was busy then as well",
						Evidence:  []*correlate.Step{step},
					}
				}
			}
		}
		return CheckResult{Held: true, Statement: "none was"}
	},
}

// severalRuns reports whether more than one run of requesters may have made what looks
// like one set.
func severalRuns(set *correlate.SnapshotSet) bool {
	return set.Mixed ||
		len(set.Requests) > 1 &&
			slices.ContainsFunc(set.Requests[1:], func(s *correlate.Step) bool { return !sameRun(set.Requests[0], s) })
}

// lastNews is when the last step or listing came that tells of the set itself, and
// not only of the service that idles and stops after it.
func lastNews(s *correlate.SnapshotSet) parse.Ticks {
	last := s.Opened().Bounded().Hi
	for _, step := range s.Steps {
		switch step.Kind {
		case vocab.KindServiceIdle, vocab.KindServiceStopped, vocab.KindServiceShutdown:
		default:
			last = max(last, step.At.Bounded().Hi)
		}
	}
	for _, sp := range s.Spans {
		for _, state := range sp.States {
			if state.Listing.At.Hi < interval.Forever {
				last = max(last, state.Listing.At.Hi)
			}
		}
	}
	return last
}

// newFailure demands that two listings show the same instance before and after
// the failure.
var newFailure = Check{
	ID:   "transition",
	Says: "Transition: one instance of the writer is seen not failed, then failed and timed out",
	Test: func(sub *Subject, f *Finding) CheckResult {
		fail := sub.Span.Failure
		switch {
		case fail == nil || !fail.After.TimedOut() || fail.After.Code != vocab.StateFailedFreeze:
			return CheckResult{
				Statement: "no capture shows [9] with a time-out",
				Missing:   "a capture of vssadmin list writers with [9] and a time-out, and one shortly before it",
			}
		case fail.After.Listing.Stamp == parse.StampNone:
			return CheckResult{
				Statement: "the capture has no time",
				Missing:   "a time stamp in the capture",
				Evidence:  []*correlate.Step{fail.After.Step},
			}
		case fail.Interrupted != "":
			return CheckResult{
				Statement: fail.Interrupted,
				Missing:   "an undisturbed pair of captures: " + fail.Interrupted,
				Evidence:  []*correlate.Step{fail.After.Step},
			}
		case apart(fail) >= max(sub.Span.Limit.Min, parse.Second):
			return CheckResult{
				Statement: "the captures are " + interval.Seconds(apart(fail)) + " apart: another set may lie between",
				Missing:   "captures nearer to the failure: a whole set may lie between the two",
				Evidence:  []*correlate.Step{fail.After.Step},
			}
		case vocab.Failed(fail.Before.Code):
			return CheckResult{
				Statement: "the writer was failed already",
				Missing:   "a capture in which the writer is not yet failed",
				Evidence:  []*correlate.Step{fail.Before.Step},
			}
		}
		return CheckResult{
			Held: true,
			Statement: fmt.Sprintf(
				"instance %s: [%d] at %s, then [9] timed out",
				fail.After.Instance,
				fail.Before.Code,
				fail.Before.Listing.At.Lo,
			),
			Evidence: []*correlate.Step{fail.Before.Step},
		}
	},
}

// apart is how much time may lie between the two listings of a failure.
func apart(f *correlate.Failure) parse.Ticks {
	i := f.Between()
	return i.Hi - i.Lo
}

// boundedLimit demands that the writer's limit has a known upper end.
var boundedLimit = Check{
	ID:   "limit",
	Says: "Limit: that of the writer's VSS timer is known",
	Test: func(sub *Subject, f *Finding) CheckResult {
		l := sub.Span.Limit
		if l.Max >= interval.Forever {
			return CheckResult{
				Statement: called(sub.Span) + " may have chosen any limit",
				Missing:   "the limit of " + called(sub.Span) + ": a writer that is not one of Windows' own may have chosen any",
			}
		}
		s := interval.Seconds(l.Min)
		if l.Min != l.Max {
			s += " to " + interval.Seconds(l.Max)
		}
		if l.Assumed {
			s += " (assumed)"
		}
		return CheckResult{Held: true, Statement: s}
	},
}

// plausibleStart asks whether X - F is within the limit and a plausible late start.
var plausibleStart = Check{
	ID:   "plausible",
	Says: "Plausible: X - F is not beyond L + D",
	Test: func(sub *Subject, f *Finding) CheckResult {
		limit := sub.Span.Limit.Max
		for _, r := range sub.Span.Interpretations() {
			lo, _ := r.Times.Difference(correlate.PointTimeout, correlate.PointFreeze)
			if r.Times.Possible() && lo > interval.Never && limit < interval.Forever && lo > limit+correlate.LateStart {
				s := fmt.Sprintf(
					"X - F is at least %s, more than %s",
					interval.Seconds(lo),
					interval.Seconds(limit+correlate.LateStart),
				)
				return CheckResult{Statement: s, Missing: "a plausible start of the watchdog: " + s}
			}
		}
		return CheckResult{Held: true, Statement: "within " + interval.Seconds(limit+correlate.LateStart)}
	},
}

// stillInside demands a mark that the writer was frozen, or inside its thaw, right
// up to its time-out.
var stillInside = Check{
	ID:   "inside",
	Says: "Inside: the writer is shown not through its thaw right up to the time-out",
	Test: func(sub *Subject, f *Finding) CheckResult {
		for _, s := range sub.Span.Rejections {
			if s.Code == vocab.CodeWriterTimeout && s.Phase == vocab.PhaseThaw {
				return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
			}
		}
		fail := sub.Span.Failure
		if fail != nil && fail.Before != nil && fail.Before.Code == vocab.StateWaitingThaw && fail.Interrupted == "" &&
			apart(fail) < sub.Span.Limit.Min {
			return CheckResult{
				Held:      true,
				Statement: "[3] in the last capture before [9]",
				Evidence:  []*correlate.Step{fail.Before.Step},
			}
		}
		return CheckResult{
			Statement: "neither a refused thaw nor a capture shows it",
			Missing: "VSS 8229 that names the thaw (Windows 6.1 and later), or a capture with the writer in [3] " +
				"right before the one with [9]",
		}
	},
}

// notTwoSQL demands that marks have one owner: one of the two writers of SQL Server,
// one instance of any writer.
var notTwoSQL = Check{
	ID:   "owner",
	Says: "Owner: no capture lists two instances of the writer, or both writers of SQL Server",
	Test: func(sub *Subject, f *Finding) CheckResult {
		sql := sub.Span.Name == vocab.WriterSQL || sub.Span.Name == vocab.WriterMSDE
		if sql && sub.Case.TwoSQLWriters() {
			return CheckResult{
				Statement: "MSDEWriter and SqlServerWriter are both present",
				Missing:   "the owner of SQL Server's marks: MSDEWriter and SqlServerWriter are both present",
			}
		}
		if twice := listedTwice(sub); twice != nil {
			return CheckResult{
				Statement: "a capture lists two instances of " + called(sub.Span),
				Missing: "the owner of the marks: a capture at " + twice.Listing.At.Lo.String() + " lists two instances of " +
					called(sub.Span),
				Evidence: []*correlate.Step{twice.Step},
			}
		}
		return CheckResult{Held: true, Statement: "no second writer is listed"}
	},
}

// listedTwice is a second instance of the writer in a listing around its freeze and
// failure, nil if there is none.
func listedTwice(sub *Subject) *correlate.WriterState {
	if sub.Span.ID == "" {
		return nil
	}
	around := sub.Set.Within()
	return sub.Case.ListedTwice(sub.Span.ID, interval.Interval{Lo: around.Lo - parse.Minute, Hi: around.Hi + parse.Minute})
}

// withoutSalvage demands that no mark was recovered from damage or slack: what no
// checksum vouches for proves nothing.
var withoutSalvage = Check{
	ID:   "intact",
	Says: "Intact: no mark was found in slack space or recovered from damage",
	Test: func(sub *Subject, f *Finding) CheckResult {
		for _, s := range f.marks(sub) {
			if s.Record.Stale {
				return CheckResult{
					Statement: describe(s) + " is a stale record",
					Missing:   "live records: a mark was found in slack space only",
					Evidence:  []*correlate.Step{s},
				}
			}
			if s.Record.Salvaged {
				return CheckResult{
					Statement: describe(s) + " was recovered from damage",
					Missing: "an undamaged log: a mark was recovered from damage, and no checksum vouches for its " +
						"time",
					Evidence: []*correlate.Step{s},
				}
			}
		}
		return CheckResult{Held: true, Statement: "all marks are live records"}
	},
}

// frozenShown reports whether a mark or a listing shows the writer frozen or thawed, or
// its set in the thaw, or another writer of the set inside its freeze. That it refused an
// event says when, not that, it was frozen.
func frozenShown(sp *correlate.WriterSpan) bool {
	return len(sp.Freezes)+len(sp.Thaws)+len(sp.ThawEnds)+len(sp.LateThaws) > 0 ||
		slices.ContainsFunc(sp.States, func(s *correlate.WriterState) bool {
			return s.Code >= vocab.StateWaitingThaw && s.Code <= vocab.StateWaitingComplete
		}) || sp.Bounds(correlate.PointThawPhase).Hi < interval.Forever || slowShown(sp.Set)
}

// Needs that several signatures share.
var (
	needTimeout = Need{
		What: "a mark of the writer's time-out",
		Where: "captures of `vssadmin list writers` around the failure; on Windows 6.1 and later VSS 8229 in the " +
			"Application log",
		Has: func(sub *Subject) bool {
			for _, r := range sub.Span.Interpretations() {
				if r.HasX {
					return true
				}
			}
			return false
		},
	}
	needThaw = Need{
		What: "evidence of the writer's thaw",
		Where: "ESENT 2003, SQL Server 3198 or Exchange 9612 in the Application log, a capture with the writer in " +
			"[4] or [5], or a trace",
		Has: func(sub *Subject) bool {
			for _, r := range sub.Span.Interpretations() {
				if r.HasT {
					return true
				}
			}
			return false
		},
	}
	needFreeze = Need{
		What: "a freeze mark of the writer",
		Where: "ESENT 2001, SQL Server 3197 or Exchange 9610 in the Application log, a capture with the writer in " +
			"[3], or a trace",
		Has: func(sub *Subject) bool {
			return sub.Span.Bounds(correlate.PointFreeze).Hi < interval.Forever && frozenShown(sub.Span)
		},
	}
	needVersion = Need{
		What:  "the Windows version",
		Where: "systeminfo, or EventLog 6009 in the System log",
		Has: func(sub *Subject) bool {
			w, conflict := sub.Case.Host.Windows()
			return w.Known() && !conflict
		},
	}
)
