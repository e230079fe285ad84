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
