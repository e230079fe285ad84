package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// FailedAt bounds when the failure itself happened. differs says that it was surely
// after its set had begun, or that nothing else tells the time of the set: then both
// times are told. What is harmless failed at no time.
func (f *Failure) FailedAt() (at interval.Interval, differs bool) {
	if f.Set == nil || !f.Problem() {
		return f.Started, false
	}
	at = f.timedOut()
	if !soon(at) {
		at = f.stated()
	}
	switch begun := f.Set.Started; {
	case !soon(at):
		return f.Started, false
	case begun == interval.Unknown || begun.Lo <= interval.Never && begun.Hi >= at.Lo:
		return at, true
	default:
		return at, begun.Hi < at.Lo && second(begun.Hi) < second(at.Lo)
	}
}

func second(t parse.Ticks) parse.Ticks { return t / parse.Second }

// soon reports an instant that is known well enough to be called one.
func soon(at interval.Interval) bool { return at.Known() && at.Hi-at.Lo < parse.Hour }

// timedOut is the time-out of the writer that the leading finding is about.
func (f *Failure) timedOut() interval.Interval {
	if f.Finding == nil || f.Finding.Signature.Scope != WriterScope {
		return interval.Unknown
	}
	i := slices.IndexFunc(f.Set.Spans, func(sp *correlate.WriterSpan) bool {
		return sp.Name == f.Finding.Writer && sp.Outcome == correlate.FailedOutcome
	})
	if i < 0 {
		return interval.Unknown
	}
	for _, point := range []correlate.TimePoint{correlate.PointTimeout, correlate.PointESETimeout} {
		if at := f.Set.Spans[i].Bounds(point); soon(at) {
			return at
		}
	}
	return interval.Unknown
}

// stated is the first record that states the failure, not before its set: of its cause,
// else of anything that follows from it. A program's report comes later than what it
// tells, and a listing any time later, so records of Windows go before the one, and the
// other tells nothing.
func (f *Failure) stated() interval.Interval {
	first := func(wanted func(Claim) bool) interval.Interval {
		at := interval.Unknown
		for _, c := range f.Claims {
			s := c.Observation.Step
			if c.Role == NoiseRole || s.Kind == vocab.KindWriterState || !wanted(c) || !soon(s.At) ||
				f.Set.Started.Known() && s.At.Hi < f.Set.Started.Lo {
				continue
			}
			if at == interval.Unknown || s.At.Lo < at.Lo {
				at = s.At
			}
		}
		return at
	}
	record := func(c Claim) bool { return c.Observation.Step.Record.EventID != 0 }
	cause := func(c Claim) bool { return c.Role == CauseRole }
	for _, wanted := range []func(Claim) bool{
		func(c Claim) bool { return record(c) && cause(c) }, cause, record, func(Claim) bool { return true },
	} {
		if at := first(wanted); soon(at) {
			return at
		}
	}
	return interval.Unknown
}
