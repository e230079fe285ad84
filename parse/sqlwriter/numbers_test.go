package sqlwriter

import (
	"fmt"
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Errors of SQL Server's log that the event log has about backups are read as its events, with the level that
// their severity gives; any other number is read as a message.
func TestNumbersOfErrors(t *testing.T) {
	events := map[int]bool{3041: true, 18204: true, 18210: true, 18272: true, 3456: true, 3301: true, 3302: true,
		3313: true, 3314: true, 3315: true, 3316: true, 9768: true, 14420: true, 14421: true, 823: true, 824: true, 4303: true, 3000: true, 3013: true, 3201: true, 3299: true}
	for _, number := range []int{3, 17, 300, 822, 823, 824, 825, 1105, 4302, 4303, 4304, 2999, 3000, 3013, 3041, 3201, 3299, 3300, 3301, 3302, 3303, 3312, 3313, 3314, 3315, 3316, 3317, 3455, 3456,
		3457, 9001, 9767, 9768, 9769, 14419, 14420, 14421, 14422, 18204, 18205, 18210, 18272, 18273, 30410, 130410} {
		for severity := 9; severity <= 21; severity += 3 {
			text := fmt.Sprintf("2024-05-14 02:01:37.11 Backup      Error: %d, Severity: %d, State: 1.\n"+
				"2024-05-14 02:01:37.11 Backup      BACKUP failed to complete the command BACKUP DATABASE Ledger. Check the backup "+
				"application log.\n", number, severity)
			found := false
			for _, r := range texttest.Read(t, []byte(text), ErrorLog).Records {
				found = found || r.EventID == uint32(number)
			}
			if found != events[number] {
				t.Errorf("error %d of severity %d is an event: %v", number, severity, found)
			}
		}
	}
}
