package detect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
)

// problems are the signatures of the failures of a report that are no harmless records.
func problems(r *vsslog.Report) []string {
	var all []string
	for _, f := range r.Failures {
		if f.Problem() {
			all = append(all, f.Signature)
		}
	}
	slices.Sort(all)
	return all
}

// TestEchoesOfASet: what only repeats that a set failed is no failure beside it: the warning of VSS about a writer
// that is still frozen, and a backup program's words that the snapshot failed.
func TestEchoesOfASet(t *testing.T) {
	fault := append([]event{frozen(12)}, sqlAborts(150)...)
	fault = append(fault,
		event{app, 135, "VSS", 4003, 3, []string{sqlWriter.block("en", "Freeze")}, nil},
		rejected("en", 155, sqlWriter, "0x800423f2", "timed out", "Thaw"),
		event{app, 165, "Backup Exec", 34113, 2, []string{"Backup Exec Alert: Job Failed\nV-79-57344-65233 - AOFO: " +
			"Initialization failure on: \"USUAL\". Snapshot provider error (0xE000FED1): A failure occurred querying the " +
			"Writer status."}, nil},
	)
	r := analysed(t, files(night(fault), exported, "xml"))
	if got := problems(r); len(got) != 1 {
		t.Errorf("%v, want the time-out of the writer alone", got)
	}
	alone := analysed(t, files(night(slices.Clone(fault[len(fault)-1:])), exported, "xml"))
	if got := problems(alone); !slices.Equal(got, []string{"backupexec-snapshot-init-failed"}) {
		t.Errorf("alone: %v", got)
	}
}

// TestHarmlessRecordsMakeNoFinding: a provider that is known to be registered in vain does no harm to a set that went
// well, also by the signature of what cannot be loaded.
func TestHarmlessRecordsMakeNoFinding(t *testing.T) {
	missing := func(provider string) event {
		return event{app, 3, "VSS", 12292, 2, []string{
			"{c8f7ac02-5a17-4d3c-9e6b-2f9d1c0f6b11}", "0x80040154, Class not registered", "\n\nOperation:\n   Obtain a " +
				"callable interface for this provider\n\nContext:\n   Provider ID: " + provider,
		}, nil}
	}
	r := analysed(t, files(append(append(ordinary(-4*3600, 4*3600),
		missing("{74600e39-7dc5-4567-a03b-f091d6c7b092}")), healthy(0)...), exported, "xml"))
	for _, f := range r.Failures {
		if f.Severity != detect.Information {
			t.Errorf("%s %s: %s", f.Severity, f.Signature, f.Headline)
		}
	}
	if len(r.Failures) == 0 {
		t.Error("the record is not told at all")
	}
}

// TestRestoreRefused: that backups go well says nothing of a restore that a writer refused.
func TestRestoreRefused(t *testing.T) {
	for phase, want := range map[string]bool{"PreRestore": true, "PostRestore": true, "Identify": false} {
		all := append(append(ordinary(-4*3600, 4*3600), healthy(0)...),
			event{app, 7200, "VSS", 8229, 3, []string{"0x800423f4, refused",
				strings.Replace(sqlWriter.block("en", "Freeze"), "Freeze", phase, 1)}, nil})
		r := analysed(t, files(all, exported, "xml"))
		if got := slices.ContainsFunc(r.Failures, func(f *detect.Failure) bool {
			return f.Severity == detect.Error && strings.Contains(f.Fact, phase)
		}); got != want {
			t.Errorf("%s: told as a failure: %v", phase, got)
		}
	}
}
