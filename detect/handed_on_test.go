package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// line adds a statement of a program, in UTC.
func (w *world) line(seconds float64, phrase, code, text string, more ...[2]string) *world {
	r := w.record(seconds, parse.ProviderRequester, 0)
	r.Channel, r.RecordID, r.Level, r.Line, r.Stamp = "", 0, 0, 10+int32(seconds), parse.StampRecord
	r.Fields = nil
	fields := [][2]string{{parse.FieldTool, "program"}, {parse.FieldPhrase, phrase}, {parse.FieldHResult, code}, {parse.FieldText, text}}
	for _, f := range append(fields, more...) {
		if f[1] != "" {
			r.Fields = append(r.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
		}
	}
	return w.add(r)
}

// What VSS itself logs while Windows Server Backup runs, shortly before that has to give up, says why:
// it is the same failure, and suspected, as nothing but the time ties the two. Long before, or after
// the end, it is another.
func TestVSSSaysWhyTheRequesterFailed(t *testing.T) {
	const gathering = "\n\nOperation:\n   Gathering Writer Data\n\nContext:\n   Current State: GatherWriterMetadata"
	for at, one := range map[float64]bool{25: true, -400: false, 60: false} {
		w := newWorld().logs(-900, 900).wsbBegan(0).wsbFailed(30)
		_, told := w.logged(at, 2, "VSS", 12302, gathering).failures(t)
		var problems []*Failure
		for _, f := range told {
			if f.Problem() {
				problems = append(problems, f)
			}
		}
		if (len(problems) == 1) != one {
			t.Errorf("VSS 12302 at %v s: %d failures", at, len(problems))
		}
		if one && (problems[0].Signature != "writers-not-reached" || problems[0].CauseVerdict != Suspected || problems[0].Set == nil) {
			t.Errorf("told as %s, %s, set %v", problems[0].Signature, problems[0].CauseVerdict, problems[0].Set)
		}
	}
}

// Another program's record with no more than the code of a failed set is told in it; with another
// code, or long after, it is not.
func TestHandedOnCode(t *testing.T) {
	for _, c := range []struct {
		at   float64
		code string
		one  bool
	}{{200, "0x800423f2", true}, {200, "0x80042306", false}, {2000, "0x800423f2", false}} {
		w := newWorld().logs(0, 9000).freeze(100).timeout(165, "SqlServerWriter", "Thaw Event")
		_, told := w.logged(c.at, 2, "Backup Exec", 34113, "The job failed: "+c.code).failures(t)
		if (len(told) == 1) != c.one {
			t.Errorf("%s at %v s: %d failures", c.code, c.at, len(told))
		}
	}
}

// A program that failed with the code of a failed set, and names another volume, tells of another failure.
func TestHandedOnCodeOfAnotherVolume(t *testing.T) {
	const context = "\n\nOperation:\n   Executing Asynchronous Operation\n\nContext:\n   Volume Name: D:\\"
	for volume, one := range map[string]bool{`D:\`: true, `E:\`: false} {
		w := newWorld().logs(0, 9000).freeze(100).logged(110, 2, "VSS", 12293, "{b5946137-7b9f-4925-af80-51abd60b20d5}",
			"CommitSnapshots({aaaaaaaa-0000-4000-8000-000000000001})", "0x80042306", context)
		_, told := w.logged(170, 2, "Backup Exec", 34113, "The backup of volume "+volume+" failed: 0x80042306").failures(t)
		if (len(told) == 1) != one {
			t.Errorf("%s: %d failures", volume, len(told))
			for _, f := range told {
				t.Errorf("%s %s, %v", f.Severity, f.Headline, f.Volumes)
			}
		}
	}
}

// A backup that SQL Server refused as another one was running explains what failed in the minutes around it, and
// not what failed an hour later.
func TestRefusedSQLBackup(t *testing.T) {
	for at, want := range map[float64]int{60: 1, 3600: 2} {
		w := newWorld().logs(0, 9000).logged(0, 2, "MSSQLSERVER", 3023, "x")
		_, told := w.logged(at, 2, "MSSQLSERVER", 3041, "BACKUP DATABASE Orders").failures(t)
		if len(told) != want {
			t.Errorf("3041 after %v s: %d failures, want %d", at, len(told), want)
		}
	}
}

// A code that a program got says that the provider refused, and not why.
func TestSymptomIsNoConfirmedCause(t *testing.T) {
	_, told := newWorld().line(0, parse.PhraseSnapshotFailed, "0x80042306", "VSS_E_PROVIDER_VETO").failures(t)
	if len(told) != 1 || told[0].CauseVerdict == Confirmed || told[0].CauseVerdict == Likely {
		for _, f := range told {
			t.Errorf("%s: %s", f.Headline, f.CauseVerdict)
		}
	}
}

// A provider that a record tells by its id has the name that a listing of the host gives it.
func TestProviderNamedByListing(t *testing.T) {
	const id = "{0badcafe-1111-4222-8333-444455556666}"
	w := newWorld().logs(-900, 900)
	w.logged(0, 2, "VSS", 12293, id, "BeginPrepareSnapshot("+id+",{11110000-0000-4000-8000-000000000001},C:) [0x80042306]", "0x80042306",
		"\n\nOperation:\n   Add a Volume to a Shadow Copy Set\n\nContext:\n   Execution Context: Coordinator\n   Provider ID: {00000000-0000-0000-0000-000000000000}")
	r := w.record(0, parse.ProviderVSSProvider, 0)
	r.Channel, r.RecordID, r.Level, r.Time, r.Line = "", 0, 0, parse.Timestamp{}, 3
	r.Fields = []parse.Field{{Name: parse.FieldProviderName, Value: parse.StringValue("Acme Array Provider")},
		{Name: parse.FieldProviderID, Value: parse.StringValue(id)}}
	_, told := w.add(r).failures(t)
	if len(told) == 0 || !strings.Contains(told[0].Culprit.Name, "Acme Array Provider") {
		for _, f := range told {
			t.Errorf("%s, to blame %q", f.Headline, f.Culprit.Name)
		}
	}
}

// A backup that Windows Server Backup ended as failed is a failure, though what it met is no more than a
// warning elsewhere.
func TestFailedEndIsAnError(t *testing.T) {
	w := newWorld().logs(-900, 900).wsbBegan(0)
	r := w.record(30, "Microsoft-Windows-Backup", 521)
	r.Level, r.Fields = 2, []parse.Field{{Name: "HRESULT", Value: parse.StringValue("0x80042336")}}
	_, told := w.add(r).failures(t)
	if len(told) != 1 || told[0].Severity != Error {
		for _, f := range told {
			t.Errorf("%s: %s", f.Headline, f.Severity)
		}
	}
}

// A warning of a shadow copy is no more than that where the same log tells within the hours of a job of
// an error whose reason is known: the job went on. A further warning does not show that.
func TestWarnedAndFailedLater(t *testing.T) {
	warning := [2]string{parse.FieldLogLevel, parse.LogWarning}
	const hour = 3600
	for name, c := range map[string]struct {
		at    float64
		later [][2]string
		want  Severity
	}{
		"an error":          {2 * hour, nil, Warning},
		"a further warning": {2 * hour, [][2]string{warning}, Error},
		"an error too late": {13 * hour, nil, Error},
	} {
		w := newWorld().logs(0, 15*hour).line(3, parse.PhraseSnapshotFailed, "", "WARN VSS snapshot failed", warning)
		_, told := w.line(c.at, parse.PhraseOwnMessage, "0x80070020", "something failed", c.later...).failures(t)
		for _, f := range told {
			if first := f.Started.Lo < at(hour); first && f.Severity != c.want || len(told) != 2 {
				t.Errorf("%s: %d failures, %s %s, want %s", name, len(told), f.Severity, f.Headline, c.want)
			}
		}
	}
}
