package sqlwriter

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Errors of SQL Server as tools hand them on. The sentences are ours, but for the words
// that the reader looks for.
func TestTools(t *testing.T) {
	for content, want := range map[string]string{
		"Executed as user: D\\sql. The log is full. [SQLSTATE 42000] (Error 9002)  BACKUP DATABASE is over. " +
			"[SQLSTATE 42000] (Error 3013).  The step failed.": "3013 native error: 9002 Executed as user: D\\sql. The log is full.",
		"Executed as user: D\\sql. A device of a backup is not there. [SQLSTATE 42000] (Error 3201)  BACKUP DATABASE is over. " +
			"[SQLSTATE 42000] (Error 3013).  The step failed.": "3201 Executed as user: D\\sql. A device of a backup is not there.|3013 BACKUP DATABASE is over.",
		"Executed as user: D\\sql. The table is not there. [SQLSTATE 42S02] (Error 208).  The step failed.":                                     "",
		"It holds another one.\nRESTORE DATABASE is terminating abnormally. (Microsoft SQL Server, Error: 3154)":                                "3154 It holds another one. RESTORE DATABASE is terminating abnormally.",
		"The login is refused. (Microsoft SQL Server, Error: 18456)":                                                                            "",
		"System.Data.SqlClient.SqlError: Exclusive access could not be obtained, as it is. (Microsoft.SqlServer.Smo)":                           "3101 Exclusive access could not be obtained, as it is. (Microsoft.SqlServer.Smo)",
		"Microsoft.Data.SqlClient.SqlError: The table is not there.":                                                                            "",
		"Restore failed for Server 'A'. (Microsoft.SqlServer.SmoExtended)\n---\nSystem.Data.SqlClient.SqlError: The tail of the log is needed.": "3159 The tail of the log is needed.",
		"Restore failed for Server 'A'. (Microsoft.SqlServer.SmoExtended)":                                                                      "",
		"Msg 33111, Level 16, State 3, Line 1\nNo certificate.\nMsg 3013, Level 16, State 1, Line 1\nBACKUP LOG is over.\n\nx":                  "3013 native error: 33111 No certificate.",
		"Server: Msg 3154, Level 16, State 2, Line 1\nIt holds another one.":                                                                    "3154 It holds another one.",
		"SqlException 3284 occurred. Severity: 16 State: 5\nMessage A filemark.":                                                                "3284 Message A filemark.",
	} {
		var got []string
		for _, one := range texttest.Read(t, []byte(content+"\n"), Messages).Records {
			got = append(got, strconv.Itoa(int(one.EventID))+" "+one.Text("message"))
			if one.Provider != "MSSQLSERVER" || one.Level != 2 || !one.FromText {
				t.Errorf("%s %d level %d", one.Provider, one.EventID, one.Level)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
}

// An error before a backup that ended, as the ERRORLOG has them: why, if it is of the same
// database or of the same second.
func TestReasonOfBackup(t *testing.T) {
	const ends = "2024-05-01 01:00:02.20 Backup      Error: 3041, Severity: 16, State: 1.\n" +
		"2024-05-01 01:00:02.20 Backup      BACKUP failed to complete the command BACKUP DATABASE shop. See above.\n"
	const own = "BACKUP failed to complete the command BACKUP DATABASE shop. See above."
	for before, want := range map[string]string{
		"2024-05-01 01:00:02.11 spid61      Error: 9002, Severity: 17, State: 2.\n" +
			"2024-05-01 01:00:02.11 spid61      The log of database 'shop' has no room.\n": "native error: 9002 The log of database 'shop' has no room.",
		"2024-05-01 01:00:02.11 spid61      Error: 9002, Severity: 17, State: 2.\n" +
			"2024-05-01 01:00:02.11 spid61      The log of database 'other' has no room.\n": own,
		"2024-05-01 01:00:02.11 spid61      Error: 33111, Severity: 16, State: 3.\n" +
			"2024-05-01 01:00:02.11 spid61      No certificate.\n": "native error: 33111 No certificate.",
		"2024-05-01 00:59:02.11 spid61      Error: 33111, Severity: 16, State: 3.\n" +
			"2024-05-01 00:59:02.11 spid61      No certificate.\n": own,
	} {
		got := ""
		for _, one := range texttest.Read(t, []byte(before+ends), ErrorLog).Records {
			if one.EventID == 3041 {
				got = one.Text("message")
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", before, got, want)
		}
	}
}
