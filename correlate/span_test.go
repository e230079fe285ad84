package correlate

import (
	"slices"
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

// TestReadingsOfASpan: a span whose failure may as well be of another set is read both ways, else
// in one; however often it is asked, each reading is there once, and all are made again only where the
// host has very many sets.
func TestReadingsOfASpan(t *testing.T) {
	m := newMade().listing(0, "SqlServerWriter", 1, 1, "")
	m.freeze(10).thaw(15).freeze(100).thaw(105).listing(400, "SqlServerWriter", 1, 9, "0x800423f2")
	open := m.host(t)
	sole := newMade().freeze(10).thaw(15).host(t)
	for name, c := range map[string]struct {
		k    *Case
		want []bool // Here of the readings
	}{"of two sets": {open, []bool{true, false}}, "of one": {sole, []bool{true}}} {
		for _, set := range c.k.Sets {
			sp := set.Spans[0]
			first := sp.Interpretations()
			var here []bool
			for _, i := range first {
				here = append(here, i.Here)
			}
			if !slices.Equal(here, c.want) {
				t.Errorf("%s: read as %v, want %v", name, here, c.want)
			}
			set.Release()
			if again := sp.Interpretations(); !slices.Equal(again, first) {
				t.Errorf("%s: %d readings, and then %d", name, len(first), len(again))
			}
		}
	}
	one := sole.Sets[0]
	kept := one.Spans[0].Interpretations()
	for range manyReadings {
		sole.Sets = append(sole.Sets, &SnapshotSet{})
	}
	one.Release()
	if again := one.Spans[0].Interpretations(); len(again) != len(kept) || again[0] == kept[0] {
		t.Errorf("of very many sets: %d readings, want %d new ones", len(again), len(kept))
	}
}
