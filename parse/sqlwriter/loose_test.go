package sqlwriter

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Errors of SQL Server as they are pasted. The sentences are ours, but for the
// names that the reader looks for.
func TestMessages(t *testing.T) {
	for content, want := range map[string]string{
		"Error: 18204, Severity: 16, State: 1.\nBackupDiskFile::CreateMedia: device ‘S:\\dump\\a.bak’ is not there. " +
			"Operating system error 5(no).\n" +
			"Error: 3041, Severity: 16, State: 1.\nBACKUP failed to complete the command BACKUP DATABASE shop.": "18204 hresult=0x80070005 path=S:\\dump\\a.bak|3041 database=shop",
		"Msg 3201, Level 16, State 1, Server HOST1, Line 1\nNo backup device '\\\\srv1\\share\\b.bak'. Operating " +
			"system error 53(x).": "3201 hresult=0x80070035 path=\\\\srv1\\share\\b.bak",
		"Msg 3203, Sev 16, State 1, Line 4\nRead on \"D:\\d\\a.ndf\" failed: 1117(x)\nMsg 3013, Level 16, State 1, " +
			"Line 4\nBACKUP DATABASE is over.": "3203 hresult=0x8007045d path=D:\\d\\a.ndf|3013",
		"Msg 3224, Level 16, State 1, Line 1\nThere is no thread.":                                                    "3224",
		"agent: the backup ended: Msg 3201, Level 16, State 1, Server HOST1\nNo device. Operating system error 5(no)": "3201 hresult=0x80070005",
		"DatabaseBackup ends\n\nMsg 924, Level 14, State 1, Line 20\nOne user has shop.":                              "924",
		"Select ends\n\nMsg 924, Level 14, State 1, Line 20\nOne user has shop.":                                      "",
		"Msg 102, Level 15, State 1, Line 1\nThe syntax is wrong.":                                                    "",
		"Error: 18456, Severity: 14, State: 8.\nLogin of somebody was refused.":                                       "",
		"An error with Severity: 16 is one that the user can mend.":                                                   "",
	} {
		r := texttest.Read(t, []byte(content+"\n"), Messages)
		var got []string
		for _, one := range r.Records {
			var fields []string
			for _, name := range []string{"hresult", "database", "path"} {
				if v := one.Text(name); v != "" {
					fields = append(fields, name+"="+v)
				}
			}
			got = append(got, strings.TrimSpace(strconv.Itoa(int(one.EventID))+" "+strings.Join(fields, " ")))
			if one.Provider != "MSSQLSERVER" || one.Level != 2 || !one.FromText {
				t.Errorf("%s %d level %d", one.Provider, one.EventID, one.Level)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
}

// The same as programs print it that ask by ODBC: the number below the message.
func TestODBC(t *testing.T) {
	for content, want := range map[string]string{
		"[Microsoft][ODBC SQL Server Driver][SQL Server] No worker thread for this backup.\nMsg 3267, SevLevel 16, " +
			"State 1, SQLState 42000": "MSSQLSERVER 3267",
		"[Microsoft][SQL Server Native Client 10.0][SQL Server]BACKUP of shop ends. Msg 3013, SevLevel 16, State 1, " +
			"SQLState 42000": "MSSQLSERVER 3013",
		"01000 (926): [Microsoft][ODBC SQL Server Driver][SQL Server]Database 'm' is not open.":                                     "MSSQLSERVER 926",
		"| error 0x570800: 42000 (33003): [Microsoft][ODBC SQL Server Driver][SQL Server]Not this statement.":                       "MSSQLSERVER 33003",
		"('42000', '[42000] [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]No exclusive use of x. (3101) (SQLExecDirectW)')": "MSSQLSERVER 3101",
		"now spid7 SubprocessMgr::EnqueueSubprocess: Limit on 'Max worker threads' reached":                                         "vsslog.trace 0",
		"[Microsoft][ODBC SQL Server Driver][SQL Server]The login is refused.\nMsg 18456, SevLevel 14, State 1, " +
			"SQLState 28000": "",
		"The option 'Max worker threads' of the server is 0.": "",
	} {
		r := texttest.Read(t, []byte(content+"\n"), Messages)
		var got []string
		for _, one := range r.Records {
			got = append(got, one.Provider+" "+strconv.Itoa(int(one.EventID)))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
}

func FuzzMessages(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"Error: 18204, Severity: 16, State: 1.\nBackup 'S:\\a'. Operating system error 3(x).\n",
			"Msg 3201, Level 16, State 1\nbackup\n",
			"[A][B][SQL Server] No worker thread\nMsg 3267, SevLevel 16, State 1\n",
		},
		Messages,
	)
}
