package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
)

// bare is a host with one set that ended so, and the findings about it.
func bare(host string, outcome correlate.Outcome, findings ...*detect.Finding) *vsslog.HostResult {
	set := &correlate.SnapshotSet{
		Name:    host + "/1",
		Host:    host,
		Outcome: outcome,
		Started: interval.Unknown,
		Ended:   interval.Unknown,
	}
	for _, f := range findings {
		f.Host, f.Set = host, set
	}
	k := &correlate.Case{Host: &correlate.Host{Name: host}, Sets: []*correlate.SnapshotSet{set}}
	return &vsslog.HostResult{
		Case:     k,
		Sets:     k.Sets,
		Findings: findings,
		Failures: detect.Failures(k, k.Sets, findings, nil),
	}
}

// onScreen is what the screen says about hosts.
func onScreen(t *testing.T, verbose bool, hosts ...*vsslog.HostResult) string {
	t.Helper()
	var b strings.Builder
	s := newScreen(&b, 80, verbose, func(p vsslog.PartID) (*vsslog.HostResult, error) { return hosts[p.Host], nil })
	for i, h := range hosts {
		h.ID.Host, h.Last = i, true
		s.add(h)
	}
	if err := s.show([]string{"x"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestUnexplained: a failure that no signature fits is told with the others, and by
// itself the screen says what was looked for.
func TestUnexplained(t *testing.T) {
	suspect := func() *detect.Finding {
		return &detect.Finding{
			Signature: detect.Catalogue[0],
			Verdict:   detect.Suspected,
			Severity:  detect.Error,
			Summary:   "something was seen",
			Missing:   []string{"a mark"},
		}
	}
	alone := onScreen(t, false, bare("lost", correlate.FailedOutcome))
	for _, want := range []string{"1 snapshot set, 1 failure\n", "UNEXPLAINED  lost\n  The set failed, and no record " +
		"says why.\n", "Missing: the Application and System log of the host"} {
		if !strings.Contains(alone, want) {
			t.Errorf("no %q in\n%s", want, alone)
		}
	}
	both := onScreen(
		t,
		false,
		bare("lost", correlate.FailedOutcome),
		bare("known", correlate.FailedOutcome, suspect()),
		bare("well", correlate.Success),
	)
	first, second := strings.Index(both, "SUSPECTED  "), strings.Index(both, "UNEXPLAINED  lost")
	if first < 0 || second < first || strings.Contains(both, "Looked for:") {
		t.Errorf("got\n%s", both)
	}

	// Many: the first few whole, the others counted by what they are, or in a line each.
	var many []*vsslog.HostResult
	for i := range 30 {
		h := bare(fmt.Sprintf("lost%02d", i), correlate.FailedOutcome)
		if i%2 == 0 {
			h = bare(fmt.Sprintf("known%02d", i), correlate.FailedOutcome, suspect())
		}
		many = append(many, h)
	}
	reported := onScreen(t, false, many...)
	if n := strings.Count(reported, "\n"); !strings.Contains(
		reported,
		"UNEXPLAINED no signature fits: 15 failures, lost01",
	) ||
		!strings.Contains(reported, "27 more answers") ||
		n > 70 {
		t.Errorf("%d lines:\n%s", n, reported)
	}
	if all := onScreen(t, true, many...); strings.Count(all, "UNEXPLAINED  lost") != 15 ||
		strings.Count(all, "SUSPECTED  ") != 15 {
		t.Errorf("not all are told:\n%s", all)
	}
}

// TestFailureCount: the head counts failures, warnings and what is harmless apart.
func TestFailureCount(t *testing.T) {
	for want, c := range map[string][3]int{ // problems, warnings of these, all answers
		"no failure":            {0, 0, 0},
		"2 failures":            {2, 0, 2},
		"no failure, 1 warning": {1, 1, 1},
		"1 failure, 2 warnings, 1 harmless finding": {3, 2, 4},
		"no failure, 2 harmless findings":           {0, 0, 2},
	} {
		s := &screen{problems: c[0], warnings: c[1]}
		s.answers.count = c[2]
		if got := s.failureCount(); got != want {
			t.Errorf("%v: %q, want %q", c, got, want)
		}
	}
}
