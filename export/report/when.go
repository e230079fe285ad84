package report

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// wall is how the times about one answer are reported: in UTC, in the host's own time where
// its offset is known, and by the host's clock alone where nothing states its zone.
type wall struct {
	of     *correlate.Case
	Floats bool // the times are those of the host's clock, whose zone is not known
	ahead  parse.Ticks
	known  bool // ahead is the offset to UTC
}

// wallOfAnswer is wallOf an answer, and when it began. Where the record that states it has
// a local time of an offset that nothing states, it is reported as the record states it.
func wallOfAnswer(a *detect.Answer) (w wall, at interval.Interval) {
	at = a.Started()
	w = wallOf(a.Case, at)
	if w.Floats || w.known || a.Failure == nil || a.Set != nil && at.Known() && at.Hi-at.Lo < parse.Hour {
		return w, at
	}
	for _, c := range a.Failure.Claims {
		if r, local := localTime(c.Observation.Step); local {
			return wall{of: a.Case, Floats: true}, r
		}
	}
	return w, at
}

// localTime is the time of a record as it states it, and whether that is a local time
// whose offset is not known.
func localTime(s *correlate.Step) (interval.Interval, bool) {
	r := s.Record.Time
	if r.IsZero() || r.Zone == parse.ZoneUTC || r.Zone == parse.ZoneOffset || s.Record.Stamp != parse.StampRecord {
		return interval.Unknown, false
	}
	at := interval.At(r)
	return at, s.At.Hi-s.At.Lo > at.Hi-at.Lo
}

func wallOf(k *correlate.Case, at interval.Interval) wall {
	if ahead, floats := k.Floats(); floats {
		return wall{of: k, Floats: true, ahead: ahead}
	}
	ahead, known := k.LocalOffset(at)
	return wall{of: k, ahead: ahead, known: known}
}

// minutes are those by which the host's clock is ahead of UTC, nil if that is not known.
func (w wall) minutes() *int {
	if !w.known {
		return nil
	}
	m := int(w.ahead / parse.Minute)
	return &m
}

// shown is an instant as it is reported where nothing else is asked for: UTC, or by the
// host's clock where that is all that is known.
func (w wall) shown(at interval.Interval) interval.Interval {
	if w.Floats {
		return w.bare(at).Shift(w.ahead)
	}
	return at
}

// bare is an instant as the records of the host have it among each other.
func (w wall) bare(at interval.Interval) interval.Interval { return w.of.Unshown(at) }

// words are an instant for people, with what its times are.
func (w wall) words(at interval.Interval) string {
	at = w.shown(at)
	text := at.String()
	if w.Floats {
		return w.of.AsWritten(strings.TrimSuffix(text, " UTC")) + " by the host's clock (its zone is not known)"
	}
	return text
}

// failed is words for an answer: when the failure happened and, where that differs, when
// its set was begun; and the same in the host's own time.
func (w wall) failed(a *detect.Answer, begun interval.Interval) (words, local string) {
	words, local = w.words(begun), w.local(begun)
	if a.Failure == nil {
		return words, local
	}
	at, differs := a.Failure.FailedAt()
	if !differs {
		return words, local
	}
	both := func(at, begun string) string {
		if begun == "" || at == "" || a.Failure.Set.Started == interval.Unknown {
			return "failed " + at
		}
		return "failed " + at + ", set begun " + begun
	}
	if w.Floats {
		return both(w.of.AsWritten(w.shown(at).Close()), words), local
	}
	words = both(w.shown(at).Close()+" UTC", words)
	if w.known {
		local = both(at.Shift(w.ahead).Close()+" "+w.zone(), local)
	}
	return words, local
}

// local is words in the host's own time, "" where its offset is not known.
func (w wall) local(at interval.Interval) string {
	if !w.known || at == interval.Unknown {
		return ""
	}
	return strings.TrimSuffix(at.Shift(w.ahead).String(), " UTC") + " " + w.zone()
}

// zone names the offset: UTC+1, UTC−3:30.
func (w wall) zone() string {
	sign, m := "+", int(w.ahead/parse.Minute)
	if m < 0 {
		sign, m = "−", -m
	}
	if m%60 == 0 {
		return fmt.Sprintf("UTC%s%d", sign, m/60)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, m/60, m%60)
}

// clock is the function clock with what its times are.
func (w wall) clock(at interval.Interval) string {
	if w.Floats {
		return strings.ReplaceAll(clock(w.shown(at)), " UTC", "")
	}
	return clock(at)
}
