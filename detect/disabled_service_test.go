package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
)

// TestServiceListedAsDisabled: a listing that shows a service as disabled that every shadow copy needs is a failure by itself, and
// the cause of one whose code follows from it; another start type or another service is none.
func TestServiceListedAsDisabled(t *testing.T) {
	const want = "vss-service-disabled-listed"
	listed := func(w *world, service, start string) *world {
		return w.undatedFact(parse.FactService, service, parse.FieldStartType, start)
	}
	coded := func(code string) *world {
		return newWorld().text(100, parse.PhraseSnapshotFailed, parse.FieldHResult, code)
	}
	for name, c := range map[string]struct {
		world    *world
		failures int
		want     bool
	}{
		"alone":               {listed(newWorld(), "VSS", "disabled"), 1, true},
		"behind a code":       {listed(coded("0x80042302"), "swprv", "disabled"), 1, true},
		"manual":              {listed(coded("0x80042302"), "swprv", "manual"), 1, false},
		"another service":     {listed(coded("0x80042302"), "WSearch", "disabled"), 1, false},
		"manual, alone":       {listed(newWorld(), "VSS", "manual"), 0, false},
		"set right again":     {listed(listed(newWorld(), "VSS", "disabled"), "vss", "manual"), 0, false},
		"a code that says it": {listed(coded("0x80070422"), "EventSystem", "disabled"), 1, true},
	} {
		_, all := c.world.failures(t)
		if len(all) != c.failures {
			t.Errorf("%s: %d failures, want %d", name, len(all), c.failures)
			continue
		}
		if len(all) == 0 {
			continue
		}
		if f := all[0]; (f.Known != nil && f.Known.ID == want) != c.want || f.CauseVerdict == Confirmed {
			t.Errorf("%s: %s, %s", name, f.Signature, f.CauseVerdict)
		}
	}
}

// TestIntegrationServiceListedAsOff: the one for backups is a warning if a listing shows it as disabled, unless a later
// one shows it as enabled; another one is none.
func TestIntegrationServiceListedAsOff(t *testing.T) {
	listed := func(w *world, name, state string) *world {
		return w.undatedFact(parse.FactIntegration, name, parse.FieldDisplayName, "VM1", parse.FieldState, state)
	}
	for name, c := range map[string]struct {
		world *world
		want  int
	}{
		"off":         {listed(newWorld(), parse.BackupIntegration, "disabled"), 1},
		"on":          {listed(newWorld(), parse.BackupIntegration, "enabled"), 0},
		"another one": {listed(newWorld(), "Heartbeat", "disabled"), 0},
		"set right again": {
			listed(listed(newWorld(), parse.BackupIntegration, "disabled"), parse.BackupIntegration, "enabled"), 0,
		},
	} {
		_, all := c.world.failures(t)
		if len(all) != c.want {
			t.Errorf("%s: %d failures, want %d", name, len(all), c.want)
		}
		for _, f := range all {
			if f.Known == nil || f.Known.ID != "hyperv-integration-service-off" || f.Severity != Warning {
				t.Errorf("%s: %s, %s", name, f.Signature, f.Severity)
			}
		}
	}
}

// TestServiceThatNobodyMayNeed: a service of a writer that is listed as disabled is a warning, the cause of a failure
// that follows from it, and no cause of another one.
func TestServiceThatNobodyMayNeed(t *testing.T) {
	listed := func(w *world, service string) *world {
		return w.undatedFact(parse.FactService, service, parse.FieldStartType, "disabled")
	}
	missing := newWorld().text(100, parse.PhraseWriterFailed,
		parse.FieldWriterName, "SqlServerWriter", parse.FieldMessageID, "writer-missing")
	full := newWorld().text(100, parse.PhraseSnapshotFailed, parse.FieldHResult, "0x8004231f")
	for name, c := range map[string]struct {
		world *world
		want  []string
	}{
		"alone":      {listed(newWorld(), "SQLWriter"), []string{"sql-writer-service-disabled warning"}},
		"its writer": {listed(missing, "SQLWriter"), []string{"sql-writer-service-disabled error"}},
		"another code": {
			listed(full, "vmvss"),
			[]string{"insufficient-storage error", "vmware-snapshot-provider-disabled warning"},
		},
		"of no writer": {listed(newWorld(), "WSearch"), nil},
	} {
		_, all := c.world.failures(t)
		var got []string
		for _, f := range all {
			got = append(got, f.Known.ID+" "+string(f.Severity))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}
