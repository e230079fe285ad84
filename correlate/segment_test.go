package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/parse"
)

// cutOf cuts a host of one input into as many segments as it can be.
func cutOf(t *testing.T, m *made, source string) []*Segment {
	t.Helper()
	part := Part{Outline: &hosting.Outline{Source: source}}
	for _, s := range m.host(t).Steps {
		part.Records = append(part.Records, s.Record)
	}
	v := NewPrescan("host", "records", []Part{part}, Zone{})
	for _, r := range part.Records {
		v.Look(&part, r)
	}
	v.Close()
	c := NewSegmenter(v, 1)
	for _, r := range part.Records {
		c.Add(v.Step(&part, r))
	}
	return c.Segments()
}

// segmentsOf cuts a host of listings, hours apart, into as many segments as it can be.
func segmentsOf(t *testing.T, states ...int) int {
	t.Helper()
	m := newMade()
	for i, state := range states {
		m.listing(float64(i)*4*3600, "NTDS", 1, state, "")
	}
	return len(cutOf(t, m, "host/writers.txt"))
}

// A writer that is at rest lets the host be cut between listings hours apart; one that
// stays in its session ties them, as its set may be told of by both.
func TestSessionsForbidCuts(t *testing.T) {
	if n := segmentsOf(t, 1, 1, 1, 1); n != 4 {
		t.Errorf("a writer at rest: %d stretches of 4 listings", n)
	}
	if n := segmentsOf(t, 1, 5, 5, 5); n != 1 {
		t.Errorf("a writer in its session: %d stretches", n)
	}
	if n := segmentsOf(t, -1, -1, -1); n != 1 {
		t.Errorf("a writer whose state is not told: %d stretches", n)
	}
	if n := segmentsOf(t, 1, 5, 5, 1, 1); n != 3 {
		t.Errorf("a writer that leaves its session after the third listing: %d stretches", n)
	}
}

// A writer whose session nobody saw begin may have been frozen by the set before, however
// old: as it fails it ties that set.
func TestFailureOfOldSessionTies(t *testing.T) {
	cut := func(states ...int) int {
		m := newMade().freeze(12).thaw(15)
		for i, state := range states {
			m.listing(float64(30+8*i)*3600, "NTDS", 1, state, "")
		}
		return len(cutOf(t, m, "host/writers.txt"))
	}
	if open, rest := cut(5, 9), cut(1, 1); open != 1 || rest < 2 {
		t.Errorf("%d stretches with a session whose begin nobody saw, %d with a writer at rest", open, rest)
	}
}

// The times by which a run names itself tie it to where it began.
func TestRunsForbidCuts(t *testing.T) {
	m := newMade().freeze(12).
		thaw(15).
		event(5*3600, "Application", vocab.ProviderWSB, 521, "BackupTime=2019-03-14T02:00:00.0000000Z", "ErrorCode=2155348129").
		event(20*3600, "Application", "MSSQLSERVER", 3197, "Ledger")
	segments := cutOf(t, m, "host/Application.evtx")
	if len(segments) != 2 || segments[1].From-origin < 10*parse.Hour {
		t.Errorf("%d stretches", len(segments))
	}
}
