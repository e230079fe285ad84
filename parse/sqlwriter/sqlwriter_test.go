package sqlwriter

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

var all = []console.Grammar{Logger, ErrorLog}

func check(t *testing.T, content, format string, want ...string) {
	t.Helper()
	r := texttest.Read(t, []byte(content), all...)
	var got []string
	for _, one := range r.Records {
		got = append(
			got,
			strings.TrimPrefix(
				one.Provider,
				"vsslog.",
			)+" "+texttest.Fields(
				one,
			)+" "+one.Time.Wall.Time().
				Format("2006-01-02T15:04:05.00")+
				" "+one.Time.Zone.String()+" @"+one.Computer,
		)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if r.Format != format || len(r.Damage) > 0 {
		t.Errorf("format %s, damage %v", r.Format, r.Damage)
	}
}

func TestLogger(t *testing.T) {
	const fields = " writer_name=SqlServerWriter"
	check(
		t,
		`[01/11/2021 02:54:59, TID 61f8] **  SQLWRITER TRACING STARTED - ProcessId: 0x4124
[01/11/2021 02:54:59, TID 61f8] **  Recording events in Server Local Time. UTC OFFSET: -8:00
[01/11/2021 02:55:33, TID 232c] Service: MSSQLSERVER Server: SRV1. Version=15
[01/11/2021 02:55:38, TID 232c] Entering SQL Writer OnFreeze.
[01/11/2021 02:55:39, TID 232c] HRESULT EXCEPTION CAUGHT: hr: 0x80042306
[01/11/2021 02:55:40, TID 232d] Entering SQL Writer OnThaw.
[01/12/2021 02:55:38, TID 232c] Entering SQL Writer OnAbort.
[01/12/2021 02:55:38, TID 232c] Entering SQL Writer Initialize.
`,
		"sqlwriter-log",
		"host fact=utc_offset_now value=-28800 2021-01-11T10:54:59.00 offset @",
		"trace tool=sqlwriter phrase=freeze function=OnFreeze"+fields+" process_id=16676 thread_id=9004 "+
			"2021-01-11T10:55:38.00 offset @SRV1",
		"trace tool=sqlwriter phrase=code"+fields+" hresult=0x80042306 process_id=16676 thread_id=9004 "+
			"2021-01-11T10:55:39.00 offset @SRV1",
		"trace tool=sqlwriter phrase=thaw function=OnThaw"+fields+" process_id=16676 thread_id=9005 "+
			"2021-01-11T10:55:40.00 offset @SRV1",
		"trace tool=sqlwriter phrase=abort function=OnAbort"+fields+" process_id=16676 thread_id=9004 "+
			"2021-01-12T02:55:38.00 local @SRV1",
	)
}

// No real ERRORLOG was seen; the messages are those of the events.
func TestErrorLog(t *testing.T) {
	check(
		t,
		`2021-01-11 02:30:00.12 Server      UTC adjustment: 1:00
2021-01-11 02:30:00.12 Server      Server process ID is 4711.
2021-01-11 02:30:00.12 Server      Server name is 'SRV1\INST'. This is an informational message only.
2021-01-11 02:33:38.56 spid52      I/O is frozen on database db1. No user action is required. However, if I/O is not resumed promptly, you could cancel the backup.
2021-01-11 02:33:38.97 spid52      I/O was resumed on database db1. No user action is required.
2021-01-13 02:33:38.97 Backup      BACKUP failed to complete the command BACKUP DATABASE db1. Check the backup application log.
2021-01-13 02:33:39.00 Backup      BackupVirtualDeviceFile::RequestDurableMedia: Flush failure on backup device 'x'. Operating system error 995.
`,
		"sql-errorlog",
		`trace tool=sql-errorlog phrase=freeze database=db1 instance=INST process_id=4711 2021-01-11T01:33:38.56 offset @SRV1`,
		`trace tool=sql-errorlog phrase=thaw database=db1 instance=INST process_id=4711 2021-01-11T01:33:38.97 offset @SRV1`,
		`trace tool=sql-errorlog phrase=backup-failed database=db1 instance=INST process_id=4711 2021-01-13T02:33:38.97 local @SRV1`,
		`trace tool=sql-errorlog phrase=abort instance=INST process_id=4711 hresult=0x800703e3 2021-01-13T02:33:39.00 local @SRV1`,
	)
}

// Three decimals, as newer releases write them, and the failures of a device.
func TestErrorLogDevices(t *testing.T) {
	check(t, `2022-01-11 02:33:38.561 spid52      I/O is frozen on database db1. No user action is required.
2022-01-11 02:33:50.002 Backup      Error: 18210, Severity: 16, State: 1.
2022-01-11 02:33:50.002 Backup      BackupIoRequest::ReportIoError: write failure on backup device '{de3b2861-77f6-43f8-8619-64dc9ea2fbcf}3'. Operating system error 995(text of it).
2022-01-11 02:33:50.010 Backup      BACKUP failed to complete the command BACKUP DATABASE db1
`, "sql-errorlog",
		`trace tool=sql-errorlog phrase=freeze database=db1 2022-01-11T02:33:38.56 local @`,
		`MSSQLSERVER tool=sql-errorlog phrase=abort hresult=0x800703e3 message=BackupIoRequest::ReportIoError: `+
			`write failure on backup device '{de3b2861-77f6-43f8-8619-64dc9ea2fbcf}3'. `+
			`Operating system error 995(text of it). 2022-01-11T02:33:50.00 local @`,
		`trace tool=sql-errorlog phrase=backup-failed database=db1 2022-01-11T02:33:50.01 local @`)
}

// A number goes with the message of the same moment, in any language, also where lines are
// quoted, indented and broken; numbers that are not about backups are left alone.
func TestErrorLogNumbers(t *testing.T) {
	for content, want := range map[string]string{
		" 2022-05-29 15:55:42.89 Backup      Error: 18210, Severity: 16, State: 1.\n" +
			" 2022-05-29 15:55:42.89 Backup      BackupIoRequest::X: failure on 'a'. Operating system error 995(x).\n" +
			" 2022-05-29 15:55:42.91 Backup      Error: 3041, Severity: 16, State: 1.": "18210 0x800703e3 " +
			"2022-05-29T15:55:42|3041  2022-05-29T15:55:42",
		"\"2005-08-02 16:05:16.04 spid55 Errore: 18210, gravità: 16, stato: 1.  \n" +
			" 2005-08-02 16:05:16.04 spid55 BackupVirtualDeviceFile  \n::Close: Flush failure on 'VD'.   \n" +
			"Operating system error 995(it was\nended).\"": "18210 0x800703e3 2005-08-02T16:05:16",
		"2022-05-29 15:55:42.89 Logon       Error: 18456, Severity: 14, State: 8.\n" +
			"2022-05-29 15:55:42.89 Logon       Login of somebody was refused.": "",
	} {
		r := texttest.Read(t, []byte(content+"\n"), all...)
		var got []string
		for _, one := range r.Records {
			got = append(got, strconv.Itoa(int(one.EventID))+" "+one.Text("hresult")+" "+
				one.Time.Wall.Time().Format("2006-01-02T15:04:05"))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// Another program's log with the same clock is not claimed.
func TestNotClaimed(t *testing.T) {
	if r := texttest.Read(t, []byte("2021-01-11 02:33:38.56 worker-1  started\n"), all...); r.Format != parse.KindUnrecognised {
		t.Error(r.Format)
	}
}

func FuzzSQL(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"[01/11/2021 02:54:59, TID 61f8] **  UTC OFFSET: -8:00\n[13/11/2021 02:54:59, TID 61f8] Entering SQL " +
				"Writer OnThaw.\n",
			"2021-01-11 02:33:38.56 spid52      I/O is frozen on database db1. x\n2021-01-11 02:30:00.12 Server      " +
				"UTC adjustment: 1:00\n",
		},
		all...)
}
