package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
)

// The states of a span are those of its session: they end where the writer is at rest,
// failed, or back in an earlier state, which takes a new prepare.
func TestSessionOfASpan(t *testing.T) {
	for _, c := range []struct {
		states []int
		want   int // states of the first set's span
	}{
		{[]int{1, 2, 3, 4, 5, 1}, 4}, {[]int{1, 2, 3, 5, 5, 9}, 4}, {[]int{1, 2, 3, 2, 3}, 2}, {[]int{1, 3, 5, 3}, 2},
	} {
		m := newMade()
		for i, state := range c.states {
			code := ""
			if state == 9 {
				code = "0x800423f2"
			}
			m.listing(float64(2*i), "NTDS", 1, state, code)
		}
		k := m.host(t)
		if got := len(k.Sets[0].Spans[0].States); got != c.want {
			t.Errorf("%v: %d states in the session, want %d", c.states, got, c.want)
		}
	}
}

// A failure between two listings is of the set in whose session the writer was; what it was
// before is kept.
func TestFailureOfASession(t *testing.T) {
	m := newMade().listing(0, "NTDS", 1, 1, "").listing(2, "NTDS", 1, 3, "").listing(64, "NTDS", 1, 9, "0x800423f2")
	sp := m.host(t).Sets[0].Spans[0]
	if sp.Failure == nil || sp.Failure.Before == nil || sp.Failure.Before.Code != vocab.StateWaitingThaw ||
		sp.Failure.Guessed ||
		sp.Outcome != FailedOutcome {
		t.Fatalf("failure %+v", sp.Failure)
	}
	if x := sp.Failure.Between(); x.Lo != second(2) {
		t.Errorf("between %s", x)
	}
	if !sp.TimedOut() || sp.Prior == nil || sp.Prior.Code != vocab.StateStable {
		t.Errorf("prior %+v", sp.Prior)
	}
}

// A writer that is shown failed without an error is the victim of a set that was given up.
func TestFailedWithoutAnError(t *testing.T) {
	k := newMade().listing(0, "NTDS", 1, 1, "").
		listing(2, "NTDS", 1, 3, "").
		listing(20, "NTDS", 1, 9, "0x00000000").
		host(t)
	if got := k.Sets[0].Spans[0].Outcome; got != Aborted {
		t.Errorf("%s", got)
	}
}

// A set of which listings alone tell began after the listing before the one that first shows
// it, and not with that one.
func TestSetOfListingsBegins(t *testing.T) {
	k := newMade().listing(0, "SqlServerWriter", 1, vocab.StateStable, "").
		listing(3*3600, "SqlServerWriter", 1, vocab.StateFailedPrepareSnapshot, "0x800423f4").
		host(t)
	if len(k.Sets) != 1 || k.Sets[0].Started.Lo != second(0) {
		t.Fatalf("%d sets, the first started %v", len(k.Sets), k.Sets[0].Started)
	}
}
