package requester

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// Few words and a code whose name they say tell of a failure; what an article says, in whatever language, or
// a question of either outcome does not.
func TestSpokenCode(t *testing.T) {
	for content, want := range map[string]bool{
		"vss timeout 0x800423f2 tonight on HV3": true,
		"[02:13] anna: backup on FS01 is red again\n[02:14] ben: code?\n" +
			"[02:14] anna: 0x80042316 another snapshot in progress\n[02:16] ben: and FS02?\n[02:17] anna: fine": true,
		"writer was non-retryable again, 0x800423f4":                                                 true,
		"0x800423f2 and 0x8004231f are on my list":                                                   false,
		"He leído en un artículo que el error 0x800423f2 aparece cuando un escritor tarda demasiado": false,
		"Laut einem Artikel tritt der Fehler 0x800423f4 auf, wenn ein Writer dauerhaft nicht kann.":  false,
		"J'ai lu que l'erreur 0x80042306 vient souvent d'un fournisseur tiers.":                      false,
		"記事によると 0x800423f4 は再試行しても意味がないとのことです。":                                                      false,
		"About restic backup success or failure":                                                     false,
		"If it is not shown, there is almost certainly a VSS problem: the snapshot failed.":          false,
	} {
		r := texttest.Read(t, []byte(content+"\n"), Told)
		got := false
		for _, one := range r.Records {
			got = got || one.Text(parse.FieldTool) == parse.ToolTold
		}
		if got != want {
			t.Errorf("%q: %v", content, got)
		}
	}
}

// A number behind a word for an error is the error of Windows with that number only where the
// words beside it are those of that error; a question or a supposition states nothing.
func TestSpokenNumber(t *testing.T) {
	for line, want := range map[string]string{
		"Backup failed: error 5: Access is denied.":             "tool=program phrase=code hresult=0x80070005",
		"Backup failed: error 0x005: Access is denied.":         "tool=program phrase=code hresult=0x80070005",
		"Backup failed: error 87: The parameter is incorrect.":  "tool=program phrase=code hresult=0x80070057",
		"Backup failed: error 087: The parameter is incorrect.": "tool=program phrase=code hresult=0x80070057",
		"Backup failed: error 6: Access is denied.":             "tool=program phrase=own-message message_id=6",
		"Backup failed: error 57: The parameter is incorrect.":  "tool=program phrase=own-message message_id=57",
		"Backup failed: error 5.":                               "tool=program phrase=own-message message_id=5",
		"If the backup failed with error 5, access is denied":   "",
	} {
		got, _ := said(t, line+"\n")
		if strings.Join(got, "\n") != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// "net start" answers with the number of an error in the language of Windows; a program warns that its job failed.
func TestNetErrorAndWarnings(t *testing.T) {
	for content, want := range map[string]string{
		"C:\\>net start vss\nSystem error 1058 has occurred.\n\nIt is disabled.\n": "0x80070422",
		"C:\\>net start vss\nSystemfehler 1058 aufgetreten.\n":                     "0x80070422",
		"C:\\>net start vss\n发生系统错误 1058。\n":                                       "0x80070422",
		"C:\\>net start spooler\nSystem error 1058 has occurred.\n":                "none",
		"WARNING: [15:17:23][Tool] Backup Failed | it said no\n":                   "",
		"WARNING: SomeException: Restore failed for Server 'X'. ---> Other\n" +
			"Some.OtherException: no name was given\n": "",
		"WARNING: [15:17:23][Tool] the backup has not failed\n": "none",
	} {
		r := texttest.Read(t, []byte(content), Failing)
		got := "none"
		if len(r.Records) > 0 {
			got = r.Records[0].Text(parse.FieldHResult)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}
