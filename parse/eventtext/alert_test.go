package eventtext

import (
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// TestAlert: the lines of monitoring programs, and lines of logs that only look like them.
func TestAlert(t *testing.T) {
	for line, want := range map[string]string{
		`[2026-05-07 22:05:14] NAGIOS PROBLEM filer4/EventLog CRITICAL - System: volsnap 8 Error "It took too long, C: says."`: "VolSnap 8",
		`[2026-05-07 22:05:14] WARN filer4/EventLog CRITICAL - Application: VSS 12298 Error "hr = 0x80070005"`:                 "VSS 12298 80070005",
		`2026-05-07 22:05:14 srv1 WARNING - VSS 12298: The writes took too long.`:                                              "VSS 12298",
		`2026-05-07 22:05:14 srv1 check: volsnap 25 "The shadow copies went away."`:                                            "VolSnap 25",
		`2026-05-07 22:05:14 srv1 System volsnap 25 Error: The shadow copies went away.`:                                       "VolSnap 25",
		`2026-05-07 22:05:14 srv1 System: disk 153 Warning "An operation was tried again."`:                                    "disk 153",
		`2026-05-07 22:05:14 srv1 System: Service Control Manager 7031 Error "A service ended."`:                               "Service Control Manager 7031",
		`2026-05-07 22:05:14 srv1 Application: ESENT 455 Fehler "Nichts ging."`:                                                "ESENT 455",
		`srv1/EventLog OK - Application: VSS 8224 Information`:                                                                 "VSS 8224",

		`2026-05-07 22:05:14 srv1 job: disk 2: failed`:                       "", // names that are words
		`2026-05-07 22:05:14 srv1 job: Backup 12 failed: there is no room`:   "",
		`2026-05-07 22:05:14 srv1 job: VSS 2: failed`:                        "",
		`2026-05-07 22:05:14 srv1 - MSSQLSERVER 2019: the backup failed`:     "",
		`2026-05-07 22:05:14 srv1 job: VSS 12298 seconds`:                    "",
		`2026-05-07 22:05:14 srv1 job: volsnap 21-May Error "It went away."`: "",
		`2026-05-07 22:05:14 srv1 says volsnap 25 Error "It went away."`:     "",
		`We looked at the log: VSS 12298 Error "It went away."`:              "",
	} {
		if got := eventsOf(t, line); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// TestAlertFields: time, host, log, level and message of such a line.
func TestAlertFields(t *testing.T) {
	const line = `[2026-05-07 22:05:14] PROBLEM filer4/EventLog CRITICAL - System: volsnap 8 Warning "It says "no" to C:."`
	r := texttest.Read(t, []byte(line+"\n"), Events).Records
	if len(r) != 1 || r[0].Computer != "filer4" || r[0].Channel != "System" || r[0].Level != 3 ||
		r[0].Time.Wall.Time().Format("01-02 15:04:05") != "05-07 22:05:14" || r[0].Text("message") != `It says "no" to C:.` {
		t.Errorf("%+v", r)
	}
}
