package detect_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog"
)

// texts are files by name; what they must give is as in collection.
type texts struct {
	files map[string]string
	want  collection
	says  string // the cause of the first failure; "": not asked
}

const (
	refusal  = "A VSS writer has rejected an event with error 0x800423f0.\n\nOperation:\n   PrepareForSnapshot Event\n\nContext:\n   Execution Context: Writer\n   Writer Class Id: {a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}\n   Writer Name: SqlServerWriter"
	csvHead  = "\"TimeCreated\",\"LogName\",\"ProviderName\",\"Id\",\"LevelDisplayName\",\"RecordId\",\"MachineName\",\"Message\"\n"
	auditXML = `<Events><Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="VSSAudit"/>` +
		`<EventID>8222</EventID><Level>0</Level><TimeCreated SystemTime="2026-03-04T01:00:25.0000000Z"/><EventRecordID>77</EventRecordID>` +
		`<Channel>Security</Channel><Computer>h1</Computer></System><EventData><Data>S-1-5-18</Data></EventData></Event></Events>`
	eseXML = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="ESENT"/>` +
		`<EventID>ID</EventID><Level>4</Level><TimeCreated SystemTime="2026-03-04TAT.0000000Z"/><EventRecordID>NO</EventRecordID>` +
		`<Channel>Application</Channel><Computer>h1</Computer></System><EventData><Data>svchost</Data><Data>900,P,98</Data><Data></Data><Data>1</Data></EventData></Event>`
	wsbXML = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Backup"/>` +
		`<EventID>ID</EventID><Level>4</Level><TimeCreated SystemTime="2026-03-04TAT.0000000Z"/><EventRecordID>NO</EventRecordID>` +
		`<Channel>Microsoft-Windows-Backup</Channel><Computer>h1</Computer></System><EventData><Data Name="BackupTime">2026-03-04T01:00:02.000Z</Data></EventData></Event>`
)

func xmlEvent(form, id, at, no string) string {
	return strings.NewReplacer(">ID<", ">"+id+"<", "TAT.", "T"+at+".", ">NO<", ">"+no+"<").Replace(form)
}

func sqlRow(at, provider, id, level, no, message string) string {
	return `"` + at + `","Application","` + provider + `","` + id + `","` + level + `","` + no + `","h1","` + message + "\"\n"
}

var goodNight = `<Events>` + xmlEvent(eseXML, "2005", "01:00:12", "1") + xmlEvent(eseXML, "2001", "01:00:14", "2") +
	xmlEvent(eseXML, "2003", "01:00:20", "3") + xmlEvent(eseXML, "2006", "01:00:22", "4") + `</Events>`

var ownProgram = `<Events>` + xmlEvent(wsbXML, "1", "01:00:02", "1") + xmlEvent(wsbXML, "4", "01:05:00", "2") +
	xmlEvent(wsbXML, "14", "01:05:01", "3") + `</Events>`

var textsOfNights = map[string]texts{
	// One log in local time without a zone and another in UTC: what stands a day apart in the first is of two nights.
	"local table beside an audit in UTC": {
		files: map[string]string{
			"Application.csv": csvHead +
				sqlRow("05/03/2026 03:00:40", "VSS", "8224", "Information", "9", "The service stopped as it had nothing to do.") +
				sqlRow("05/03/2026 03:00:09", "VSS", "8229", "Warning", "8", refusal) +
				sqlRow("05/03/2026 03:00:09", "SQLWRITER", "24579", "Error", "7", "Sqllib error: Database shop of SQL Server instance H1 is stored on multiple volumes, only some of which are being shadowed.") +
				sqlRow("04/03/2026 03:00:24", "MSSQLSERVER", "3198", "Information", "5", "I/O was resumed on database shop.") +
				sqlRow("04/03/2026 03:00:19", "MSSQLSERVER", "3197", "Information", "4", "I/O is frozen on database shop.") +
				sqlRow("27/02/2026 10:00:00", "MsiInstaller", "1035", "Information", "1", "A product was configured."),
			"Security.xml": auditXML,
		},
		want: collection{outcomes: "success failed"},
		says: "sql-database-spans-volumes-stated",
	},
	"two failed nights in a local table": {
		files: map[string]string{
			"Application.csv": csvHead + sqlRow("05/03/2026 03:00:09", "VSS", "8229", "Warning", "8", refusal) +
				sqlRow("04/03/2026 03:00:19", "VSS", "8229", "Warning", "4", refusal) +
				sqlRow("27/02/2026 10:00:00", "MsiInstaller", "1035", "Information", "1", "A product was configured."),
			"Security.xml": strings.Replace(auditXML, "2026-03-04T01", "2026-02-25T01", 1),
		},
		want: collection{outcomes: "failed failed"},
	},
	// Another program's log tells of a failure after a good end: it fails no set that went well.
	"another program right after a good end": {
		files: map[string]string{
			"Application.xml": goodNight, "Backup.xml": ownProgram, "Security.xml": auditXML,
			"agent.log": "2026-03-04T01:08:52Z INFO vss: StartSnapshotSet\n2026-03-04T01:09:07Z ERROR vss: snapshot set failed hr=0x800423f4\n",
		},
		want: collection{outcomes: "success failed"},
	},
	// The same without the line that asks for the copy.
	"another program's error alone": {
		files: map[string]string{
			"Application.xml": goodNight, "Backup.xml": ownProgram, "Security.xml": auditXML,
			"agent.log": "2026-03-04T01:09:07Z ERROR vss: snapshot set failed hr=0x800423f4\n",
		},
		want: collection{outcomes: "success failed"},
	},
	// A job that ended before it asked for a copy makes no set.
	"no copy was asked for": {
		files: map[string]string{
			"agent.log": "2026-03-04T01:09:07Z ERROR cannot log on to the repository: The user name or password is incorrect. (0x8007052e)\n" +
				"2026-03-04T01:09:08Z ERROR job=daily state=failed\n",
		},
		want: collection{outcomes: ""},
		says: "target-credentials",
	},
}

func TestNightsOfTexts(t *testing.T) {
	for name, c := range textsOfNights {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "h1")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			for file, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			r, err := vsslog.Analyze(context.Background(), vsslog.Options{Paths: []string{dir}, Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			c.want.hold(t, r)
			if c.says == "" {
				return
			}
			problems := 0
			for _, f := range r.Failures {
				if f.Problem() {
					if problems++; f.Signature != c.says {
						t.Errorf("told as %s", f.Signature)
					}
				}
			}
			if problems != 1 {
				t.Errorf("%d failures", problems)
			}
		})
	}
}
