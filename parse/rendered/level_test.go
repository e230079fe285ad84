package rendered

import "testing"

// TestLevelsByName: the levels have the numbers of EVTX, in whatever case and length a tool writes them; audits have none.
func TestLevelsByName(t *testing.T) {
	for name, want := range map[string]uint8{
		"Critical": 1, "CRIT": 1, "Error": 2, "err": 2, "Warning": 3, "warn": 3, "Information": 4, "Info": 4, "Informational": 4,
		"Verbose": 5, "verb": 5, "Debug": 5, "None": 0, "LogAlways": 0, "Log Always": 0, "Audit Success": 0, "Audit Failure": 0,
		"Success Audit": 0, "Failure Audit": 0, "audit_success": 0, "audit_failure": 0, "SuccessAudit": 0, "FailureAudit": 0,
	} {
		if got, ok := levelOf(name); !ok || got != want {
			t.Errorf("%s: %d, %v, want %d", name, got, ok, want)
		}
	}
	if got, ok := levelOf("no level"); ok {
		t.Errorf("what is no level is %d", got)
	}
}
