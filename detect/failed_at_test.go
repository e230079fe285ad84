package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

func instant(text string) interval.Interval {
	return interval.Of(clockAt(text), clockAt(text)+parse.Second-1)
}

// claimAt is a claim of a record: an event of Windows, or a statement where id is 0.
func claimAt(at interval.Interval, role ClaimRole, kind vocab.Kind, id uint32) Claim {
	return Claim{
		&Observation{Step: &correlate.Step{At: at, Event: vocab.Event{Kind: kind, Record: &parse.Record{EventID: id}}}},
		role,
	}
}

// TestFailedAt: a failure happened when Windows first states its cause, not when its set
// was begun, nor when a listing showed it or a program reported it.
func TestFailedAt(t *testing.T) {
	begun := instant("2024-02-06 01:00:00")
	event, report, morning := instant(
		"2024-02-06 01:02:03",
	), instant(
		"2024-02-06 01:03:00",
	), instant(
		"2024-02-06 08:00:00",
	)
	for _, c := range []struct {
		name    string
		begun   interval.Interval
		claims  []Claim
		want    interval.Interval
		differs bool
	}{
		{"the event of the cause", begun, []Claim{claimAt(report, CauseRole, vocab.KindRequesterFailed, 0), claimAt(event, CauseRole, vocab.KindTimeout, 8229)}, event, true},
		{"what follows from it is later", begun, []Claim{claimAt(event, CauseRole, vocab.KindDeleted, 36), claimAt(report, SymptomRole, vocab.KindOther, 517)}, event, true},
		{"only a report", begun, []Claim{claimAt(report, CauseRole, vocab.KindRequesterFailed, 0)}, report, true},
		{"only a listing of the morning", begun, []Claim{claimAt(morning, CauseRole, vocab.KindWriterState, 0)}, begun, false},
		{"it failed when it began", begun, []Claim{claimAt(begun, CauseRole, vocab.KindCreateFailed, 12289)}, begun, false},
		{"noise", begun, []Claim{claimAt(event, NoiseRole, vocab.KindOther, 8194)}, begun, false},
		{"an hour open", begun, []Claim{claimAt(interval.Of(event.Lo, event.Lo+3*parse.Hour), CauseRole, vocab.KindTimeout, 8229)}, begun, false},
		{"from before the set", begun, []Claim{claimAt(instant("2024-02-05 20:00:00"), CauseRole, vocab.KindOther, 7036)}, begun, false},
		{"nothing tells the beginning", interval.Unknown, []Claim{claimAt(event, CauseRole, vocab.KindTimeout, 8229)}, event, true},
	} {
		f := &Failure{
			Set:      &correlate.SnapshotSet{Started: c.begun},
			Started:  c.begun,
			Severity: Error,
			Claims:   c.claims,
		}
		if at, differs := f.FailedAt(); at != c.want || differs != c.differs {
			t.Errorf("%s: %s, differs %v", c.name, at, differs)
		}
		f.Severity = Information
		if _, differs := f.FailedAt(); differs {
			t.Errorf("%s: what is harmless failed", c.name)
		}
	}
}

// TestGrades: a grade is told with what it is of.
func TestGrades(t *testing.T) {
	cause := &Finding{Signature: &Signature{Class: CauseClass}}
	for _, c := range []struct {
		fact, cause Verdict
		lead        *Finding
		want        string
	}{
		{Confirmed, Likely, cause, "the failure is confirmed, its cause is likely"},
		{Confirmed, Confirmed, cause, "the failure and its cause are both confirmed"},
		{Suspected, Suspected, cause, "the failure and its cause are both suspected"},
		{Confirmed, CannotTell, cause, "the failure is confirmed; the files cannot show whether this is its cause"},
		{Confirmed, CannotTell, nil, "the failure is confirmed; its reason is not known"},
		{Suspected, CannotTell, nil, "the failure is only reported in words; its reason is not known"},
	} {
		f := &Failure{FactVerdict: c.fact, CauseVerdict: c.cause, Finding: c.lead}
		if got := f.Grades(); got != c.want {
			t.Errorf("%s, %s: %q", c.fact, c.cause, got)
		}
	}
	for class, sign := range map[Class]bool{CauseClass: false, SymptomClass: true} {
		if f := (&Finding{Signature: &Signature{Class: class}, Verdict: Suspected}); f.Sign() != sign {
			t.Errorf("%s is a sign: %v", class, f.Sign())
		}
	}
}

// TestRoomBesideSteps: the numbers that were listed stand beside the steps about room, and
// those of another volume do not.
func TestRoomBesideSteps(t *testing.T) {
	fields := func(provider string, values ...string) *parse.Record {
		r := &parse.Record{Provider: provider, FromText: true, Line: 1}
		for i := 0; i < len(values); i += 2 {
			r.Fields = append(r.Fields, parse.Field{Name: values[i], Value: parse.StringValue(values[i+1])})
		}
		return r
	}
	storage := func(drive, used string) *parse.Record {
		return fields(
			parse.ProviderStorage,
			parse.FieldVolume,
			"("+drive+`)\\?\Volume{1}\`,
			parse.FieldStorageVolume,
			`(E:)\\?\Volume{2}\`,
			parse.FieldUsed,
			used,
			parse.FieldAllocated,
			"10 GB (5%)",
			parse.FieldMaximum,
			"UNBOUNDED (100%)",
		)
	}
	k := caseOf(
		storage("D:", "9.87 GB (4%)"),
		storage("F:", "1 MB"),
		fields(
			parse.ProviderHost,
			parse.FieldFact,
			parse.FactVolume,
			parse.FieldValue,
			"E:",
			parse.FieldFree,
			"2147483648",
		),
	)
	f := &Failure{Severity: Error, Volumes: []string{`D:\`}, Steps: []Action{
		{
			Do: "Restart the service.",
		}, {Do: "Raise the limit.", Command: "vssadmin resize shadowstorage /for=D: /on=D: /maxsize=20%"}}}
	AgainstRead(k, []*Failure{f})
	if f.Steps[0].Do != "Restart the service." {
		t.Errorf("got %q", f.Steps[0].Do)
	}
	if got, want := f.Steps[1].Do, "Raise the limit. As listed, D: has used 9.87 GB (4%), allocated 10 GB (5%), "+
		"maximum UNBOUNDED (100%) on E:, free on E: 2.0 GB."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A set in which a writer refused with a code of VSS is a failed backup, also where what led to that is as a rule only
// worth a warning. Without such a code it is a warning.
func TestARefusalFailsTheBackup(t *testing.T) {
	slow := func() *world {
		return newWorld().logs(0, 900).logged(160, 3, "VSS", 12349, block("Own Writer", "Freeze Event"))
	}
	for name, c := range map[string]struct {
		w    *world
		lead string
		is   Severity
	}{
		"it timed out":          {slow().timeout(161, "Own Writer", "Thaw Event"), "writer-freeze-too-long", Error},
		"as a warning":          {slow().refused(161, "Own Writer", "0x800423f2", "Thaw Event"), "writer-freeze-too-long", Error},
		"another one timed out": {slow().timeout(161, "SqlServerWriter", "PrepareForSnapshot Event"), "writer-freeze-too-long", Error},
		"it failed":             {slow().refused(161, "Own Writer", "0x800423f3", "Freeze Event"), "writer-freeze-too-long", Error},
		"a guess at why": {newWorld().freeze(100).timeout(170, "Registry Writer", "Thaw Event").windows("6.1.7601"),
			"thaw-deadlock", Error},
		"nothing refused":          {slow().freeze(155).thaw(162), "writer-freeze-too-long", Warning},
		"a code that is no reason": {slow().refused(161, "Own Writer", "0x00000000", "Freeze Event"), "writer-freeze-too-long", Warning},
		"slow, alone":              {slow(), "writer-freeze-too-long", Warning},
	} {
		_, all := c.w.failures(t)
		if len(all) != 1 || all[0].Signature != c.lead || all[0].Severity != c.is {
			t.Errorf("%s: %d failures", name, len(all))
			for _, f := range all {
				t.Logf("  %s of %s", f.Severity, f.Signature)
			}
		}
	}
}
