package detect_test

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// worst is the failure that a person reads first.
func worst(r *vsslog.Report) *detect.Failure {
	if len(r.Failures) == 0 {
		return nil
	}
	return slices.MinFunc(r.Failures, (*detect.Failure).Compare)
}

// TestLikelyFailures: what an expert would say without a doubt is likely at least in the
// failure that is told, not only in a finding; beside something else that went wrong it is
// not.
func TestLikelyFailures(t *testing.T) {
	veto := func(at float64, w writer, code, operation string) event {
		return rejected("en", at, w, code, "refused", operation)
	}
	thaws := func(at float64) []event {
		return []event{directory(at, 2003, "3"), directory(at+0.06, 2007, "3")}
	}
	for _, c := range []struct {
		name   string
		made   []event
		cause  string
		likely bool
	}{
		{"refused to be prepared, alone", []event{veto(8, thirdParty, "0x800423f4", "Prepare")}, "writer-non-retryable", false},
		{"refused to be frozen, alone", []event{veto(8, thirdParty, "0x800423f4", "Freeze")}, "writer-non-retryable", false},
		{"refused in the thaw", []event{veto(8, thirdParty, "0x800423f4", "Thaw")}, "writer-non-retryable", false},
		{"two of them refused", []event{veto(7, system, "0x800423f4", "Prepare"), veto(8, thirdParty, "0x800423f4", "Prepare")}, "writer-non-retryable", false},
		{"refused, and may not the next time", []event{veto(8, thirdParty, "0x800423f3", "Prepare")}, "writer-retryable", false},
		{"the directory is thawed when its limit is over", append(append([]event{directory(10, 2005, "3"), directory(12, 2001, "3")}, thaws(72.05)...), rejected("en", 80, ntdsWriter, "0x800423f2", "timed out", "Thaw")), "freeze-timeout", true},
		{"the directory is thawed before its limit is over", append(append([]event{directory(10, 2005, "3"), directory(12, 2001, "3")}, thaws(62)...), rejected("en", 80, ntdsWriter, "0x800423f2", "timed out", "Thaw")), "freeze-timeout", false},
	} {
		f := worst(analysed(t, shapes[0].made(c.made)))
		if f == nil {
			t.Errorf("%s: no failure", c.name)
			continue
		}
		firm := f.CauseVerdict == detect.Confirmed || f.CauseVerdict == detect.Likely
		if got := firm && f.Signature == c.cause; got != c.likely {
			t.Errorf(
				"%s: %s %s, want %s likely: %v; %q",
				c.name,
				f.CauseVerdict,
				f.Signature,
				c.cause,
				c.likely,
				f.Missing,
			)
		}
	}
}

// TestStuckWithoutBegin: nothing shows when the set began, and other writers than the one
// that was thawed ran out of time; that one of them was frozen half a minute before needs a
// coincidence.
func TestStuckWithoutBegin(t *testing.T) {
	made := []event{frozen(12), resumed(15)}
	for i, w := range systemState {
		made = append(made, rejected("en", 74+float64(i)/10, w, "0x800423f2", "timed out", "Thaw"))
	}
	logs := files(append(ordinary(-6000, 6000), made...), exported, "xml")
	if f := worst(analysed(t, logs)); f == nil || f.Signature != "stuck-in-thaw" || f.CauseVerdict != detect.Likely {
		t.Errorf("%s %s: %q", f.CauseVerdict, f.Signature, f.Missing)
	}
}

// TestHeldIsASet: VSS says that writes could not be held only of a set; the driver says so
// of whoever asked it.
func TestHeldIsASet(t *testing.T) {
	held := event{
		app,
		23.4,
		"VSS",
		12298,
		2,
		[]string{volumeC, "0", "0x00000000", "0x00000000", "0x80042314", "0x00000000", coordBlk},
		nil,
	}
	driver := event{
		sys,
		23,
		"Volsnap",
		8,
		2,
		nil,
		[]string{"DeviceName", `\Device\HarddiskVolume2`, "VolumeName", "C:"},
	}
	r := analysed(t, files(append(ordinary(-6000, 6000), driver, held), exported, "xml"))
	if len(r.Sets) != 1 || r.Sets[0].Outcome != correlate.FailedOutcome || len(r.Failures) != 1 {
		t.Errorf("%d sets, %d failures of VSS 12298 with volsnap 8", len(r.Sets), len(r.Failures))
	}
	if r = analysed(t, files(append(ordinary(-6000, 6000), driver), exported, "xml")); len(r.Sets) != 0 {
		t.Errorf("volsnap 8 alone makes %d sets", len(r.Sets))
	}
}
