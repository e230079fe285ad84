package conclude

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog/detect"
)

// TestExitOrder: of several codes that hold, the first of 70, 130, 2, 1, 4, 3, 5 counts.
func TestExitOrder(t *testing.T) {
	want := []int{70, 130, 2, 1, 4, 3, 5, 0}
	for i, a := range want {
		for k, b := range want {
			if got := Worse(a, b); got != want[min(i, k)] {
				t.Errorf("of %d and %d: %d", a, b, got)
			}
		}
		if Reason(a) == "" {
			t.Errorf("%d has no reason", a)
		}
	}
	o := Outcome{Evidence: true}
	for _, step := range []struct {
		change func()
		want   int
	}{
		{func() {}, Done}, {func() { o.Evidence = false }, Nothing}, {func() { o.damaged = 1 }, Damaged}, {func() { o.found = true }, Found},
		{func() { o.Unreadable = true }, Failed}, {func() { o.bugs = 1 }, Bug},
	} {
		step.change()
		if got := o.Code(); got != step.want {
			t.Errorf("%+v: %d, want %d", o, got, step.want)
		}
	}
}

// TestFailOn: by the cause of failures that somebody has to do something about.
func TestFailOn(t *testing.T) {
	failure := func(v detect.Verdict, s detect.Severity) *detect.Failure {
		return &detect.Failure{CauseVerdict: v, Severity: s}
	}
	for asked, met := range map[string][]detect.Verdict{
		"suspected": {detect.Suspected, detect.Likely, detect.Confirmed}, "likely": {detect.Likely, detect.Confirmed}, "confirmed": {detect.Confirmed}, "": nil,
	} {
		for _, v := range []detect.Verdict{detect.Confirmed, detect.Likely, detect.Suspected, detect.CannotTell, detect.RuledOut} {
			if got := meets(failure(v, detect.Warning), asked); got != slices.Contains(met, v) {
				t.Errorf("--fail-on %q, %s: %v", asked, v, got)
			}
			if meets(failure(v, detect.Information), asked) {
				t.Errorf("--fail-on %q is met by a harmless record", asked)
			}
		}
	}
}
