package requester

import "testing"

// A count of nothing, a list of what numbers stand for, a setting and the end of an alarm tell of no failure; a failure
// beside a count does.
func TestTellsOfNone(t *testing.T) {
	for line, none := range map[string]bool{
		"2026-01-02 06:00:00 Shadow copy failed: 0":                             true,
		"Schattenkopie fehlgeschlagen: nein":                                    true,
		"Erreurs VSS : aucune":                                                  true,
		"シャドウコピーの作成に失敗: 0件":                                                     true,
		"| Writer timed out | 0 |":                                              true,
		`snapshot_failed_total{host="a",code="0x80042306"} 0`:                   true,
		"Count of 0x800423F4: 0":                                                true,
		"VSS error count = 0 (threshold 1)":                                     true,
		"snapshot failures: 0 of 12":                                            true,
		"exit codes: 0 = success, 1 = shadow copy failed":                       true,
		"retryable codes: 0x80042316":                                           true,
		"RECOVERY host: 'VSS writer failed' is OK now":                          true,
		"Retried once after 0x800423f3; backup completed successfully":          true,
		"0x800423f3: retry failed, backup ended":                                false,
		"The backup did not fail with 0x8004231f this time":                     true,
		"0 backups failed with 0x800423f4":                                      true,
		"[SOLVED] VSS writer failed 0x800423f4":                                 true,
		"This update fixes an issue in which SqlServerWriter fails 0x800423f4":  true,
		"A backup fails with 0x8004231f when the shadow storage is too small":   true,
		"The backup fails with 0x8004231f when it starts":                       false,
		"10 backups failed with 0x800423f4":                                     false,
		"Backup failed, writer did fail with 0x800423f4":                        false,
		"Job;Result;VSS error;Snapshot failed":                                  true,
		"SqlServerWriter failed with a non-retryable error: 0x800423f4":         false,
		"Writer state: retryable error: 0x800423f3":                             false,
		"vss.retryOn=0x80042316 vss.retryOn=0x800423F4":                         true,
		"Shadow copy failed: 3":                                                 false,
		"VSS error 0x80042306, retries: 0":                                      false,
		"ERROR writer failed, last error: none":                                 false,
		`level=error msg="Writer state is not stable" WriterState=8 Error=null`: false,
		`snapshot_failed_total{host="a",code="0x80042306"} 3`:                   false,
		"Snapshot failed: access is denied":                                     false,
	} {
		if got := tellsOfNone(line); got != none {
			t.Errorf("%s: %v", line, got)
		}
	}
}
