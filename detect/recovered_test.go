package detect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// A failed attempt is no failed backup where the log says later, in the same run, that the backup ended well. The good end of
// another job, of another night, or of a step beside the backup changes nothing.
func TestRecovered(t *testing.T) {
	const failed = "2025-03-10 01:01:00 ERROR VSS snapshot failed: 0x8004231f\n"
	for _, c := range []struct {
		name, log string
		want      detect.Severity
	}{
		{"the same run", failed + "2025-03-10 01:01:02 INFO Retrying in 5 minutes\n2025-03-10 01:20:00 INFO Backup completed successfully\n", detect.Warning},
		{"a file that was left out", "2025-03-10 01:01:00 ERROR opening \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3\\a.dat: Access is denied. Skipping.\n" +
			"2025-03-10 01:30:00 INFO Backup completed successfully\n", detect.Warning},
		{"no end", failed, detect.Error},
		{"the next night", failed + "2025-03-11 01:20:00 INFO Backup completed successfully\n", detect.Error},
		{"another job", "2025-03-10 01:01:00 [JobA] ERROR VSS snapshot failed: 0x8004231f\n2025-03-10 01:20:00 [JobB] INFO backup completed successfully\n", detect.Error},
		{"another number", "2025-03-10 01:01:00 [101] ERROR VSS snapshot failed: 0x8004231f\n2025-03-10 01:20:00 [102] Backup completed successfully\n", detect.Error},
		{"a step beside it", failed + "2025-03-10 01:01:02 INFO verification of the backup catalog completed successfully\n", detect.Error},
	} {
		r := analysed(t, map[string]string{"backup.log": c.log})
		all := r.Failures
		if len(all) != 1 || all[0].Severity != c.want {
			t.Errorf("%s: %d failures, want one %s: %v", c.name, len(all), c.want, all)
		}
	}
}

// A log of very many failures is weighed in one pass.
func TestRecoveredOfMany(t *testing.T) {
	var log strings.Builder
	for n := range slowtest.Of(20000, 5000) {
		fmt.Fprintf(&log, "2025-03-%02d %02d:%02d:%02d ERROR VSS snapshot failed: 0x8004231f\n", 1+n/2000, n%2000/90, n%90/2, n%2*30)
	}
	if r := analysed(t, map[string]string{"backup.log": log.String()}); len(r.Failures) == 0 {
		t.Error("no failure")
	}
}

// The parts of one export are of one log: a record that stands in a short part was not picked out by somebody.
func TestPartsOfAnExport(t *testing.T) {
	const head = "\"TimeCreated\",\"LogName\",\"ProviderName\",\"Id\",\"LevelDisplayName\",\"RecordId\",\"MachineName\",\"Message\"\n"
	disk := head + "\"16/05/2023 06:01:20\",\"System\",\"storahci\",\"129\",\"Warning\",\"34367\",\"TERM01\",\"Reset to device, \\Device\\RaidPort0, was issued.\"\n"
	others := head
	for n := range 4 {
		others += fmt.Sprintf("\"15/05/2023 0%d:52:11\",\"System\",\"Microsoft-Windows-GroupPolicy\",\"1500\",\"Information\",\"%d\",\"TERM01\",\"The settings were processed.\"\n", n, 34350+n)
	}
	if r := analysed(t, map[string]string{"System.part1.csv": disk, "System.part2.csv": others}); len(r.Failures) != 0 {
		t.Errorf("of a log in two parts: %v", r.Failures)
	}
	if r := analysed(t, map[string]string{"System.csv": disk}); len(r.Failures) == 0 {
		t.Error("nothing is said of a record that was picked out")
	}
}
