package detect_test

import (
	"testing"

	"github.com/vsslog/vsslog/detect"
)

// TestServiceThatNobodyMisses: a service that a listing shows as disabled is no failure where the host shows that VSS
// was started, or that the writer of the service is there; alone, that of one writer is suspected at most.
func TestServiceThatNobodyMisses(t *testing.T) {
	query := func(name string) string {
		return "C:\\>sc qc " + name + "\n[SC] QueryServiceConfig SUCCESS\n\nSERVICE_NAME: " + name + "\n        TYPE               : 10  " +
			"WIN32_OWN_PROCESS\n        START_TYPE         : 4   DISABLED\n        ERROR_CONTROL      : 1   NORMAL\n"
	}
	writers := func(name, id string) string {
		return "C:\\>vssadmin list writers\nvssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\n\n" +
			"Writer name: '" + name + "'\n   Writer Id: " + id + "\n   Writer Instance Id: " +
			"{1bddd48e-5052-49db-9b07-b96f96727e6b}\n   State: [1] Stable\n   Last error: No error\n"
	}
	const system, sql = "{e8132975-6f93-4464-a53e-1050253ae220}", "{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}"
	for name, c := range map[string]struct {
		text string
		want detect.Verdict // "": no failure
	}{
		"VSS alone":                       {query("VSS"), detect.Likely},
		"VSS, and writers are listed":     {query("VSS") + "\n" + writers("System Writer", system), ""},
		"swprv, and writers are listed":   {query("swprv") + "\n" + writers("System Writer", system), detect.Likely},
		"SQLWriter alone":                 {query("SQLWriter"), detect.Suspected},
		"SQLWriter, and it is listed":     {query("SQLWriter") + "\n" + writers("SqlServerWriter", sql), ""},
		"SQLWriter, and another is there": {query("SQLWriter") + "\n" + writers("System Writer", system), detect.Suspected},
	} {
		r := analysed(t, map[string]string{"listing.txt": c.text})
		var got detect.Verdict
		if len(r.Failures) > 0 {
			got = r.Failures[0].CauseVerdict
		}
		if got != c.want || len(r.Failures) > 1 {
			t.Errorf("%s: %d failures, %q, want %q", name, len(r.Failures), got, c.want)
		}
	}
}
