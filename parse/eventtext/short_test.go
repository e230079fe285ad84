package eventtext

import (
	"strconv"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// events are the records of a text as "source id code".
func eventsOf(t *testing.T, content string) string {
	t.Helper()
	var all []string
	for _, r := range texttest.Read(t, []byte(content+"\n"), Events, Messages).Records {
		if r.Provider == parse.ProviderRequester {
			continue
		}
		all = append(
			all,
			strings.TrimSpace(
				r.Provider+" "+strconv.Itoa(int(r.EventID))+" "+strings.TrimPrefix(r.Text(parse.FieldHResult), "0x"),
			),
		)
	}
	return strings.Join(all, ", ")
}

func TestShort(t *testing.T) {
	for content, want := range map[string]string{
		"VSS Error 8194 Nothing is allowed hr=0x80070005":                             "VSS 8194 80070005",
		"129 Warning vioscsi, Something was reset, \\Device\\RaidPort2, it says.":     "vioscsi 129",
		"Warning - 8229 - VSS writer says no with error 0x800423f2, it took too long": "VSS 8229 800423f2",
		"We get in the log:\n- 12293 VSS\n- 1 WIDVDI\n- 24583 WIDWRITER": "VSS 12293, WIDVDI 1, " +
			"WIDWRITER 24583",
		"2. **`Volsnap` (Events 24 & 35)**:\n   *\"The shadow copies of C: went away, it says " +
			"there.\"*": "VolSnap 24, VolSnap 35",
		"Error Event 19100 Hyper-V-VMMS 19100 'SRV1' could not be merged (0x80070005).": "Hyper-V-VMMS 19100 80070005",
		"ID 12298 VSS": "VSS 12298",
		"Event ID: 2034 \"The writer of the Replication service failed with error FFFFFFFC at the end.\"": "MSExchangeRepl 2034 fffffffc",
		"Event ID:16389 \"Writer Some Writer had an error with its shadow copy.\"":                        "SPP 16389",
		"Ereignis-ID: 24581: Sqllib-Fehler: In der Instanz X ist nichts.":                                 "SQLWRITER 24581",
		"Event ID: 42 \"The Exchange Replication service says hello.\"":                                   "",
		"Event 2034 of the Replication service comes every night":                                         "",
		"Volsnap error 16\nThe shadow copies of volume E: were aborted since E: was force dismounted.":    "VolSnap 16",
		"Volsnap error 25\nThe shadow copies of volume E: were aborted since E: was force dismounted.":    "VolSnap 25, VolSnap 16",
		"Warning - 25 - The shadow copies went away in May.":                                              "VolSnap 25",
		"21-May 01:02 backup started, VSS snapshots made":                                                 "", // a day is no id
		"- 8. Mai 2024 01:02 Volsnap says something":                                                      "",
		"- 25/05 01:02 Volsnap says something":                                                            "",
		"May 21, VSS\nThe shadow copies of C: went away there.":                                           "",
		"Error 2024-05-21 Volsnap says something":                                                         "",
		"Error 21:14:08 Volsnap says something":                                                           "",
		"* 9 PM: Volsnap says something":                                                                  "",
		"Event 21 May, VSS: The shadow copies of C: went away.":                                           "",
		"12293 VSS error counters reset":                                                                  "", // a sentence
		"8193 VSS events were cleared last month":                                                         "",
		"12293 vss error calling a routine":                                                               "VSS 12293",
		"disk 11":                                                                                         "",
		"Error 5 disk is full":                                                                            "",
		"24 backup jobs ran last night":                                                                   "",
		"8193 is the id that I saw":                                                                       "",
		"Error 1053 when the VSS service starts":                                                          "",
		"| 12298 | VSS | a hold took too long |":                                                          "",
	} {
		if got := eventsOf(t, content); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// Of two events that share a message each has the level that is known of it: a sentence tells that
// of its own event.
func TestLevelsOfShared(t *testing.T) {
	const text = "Volsnap (Events 16 & 25): \"The shadow copies of volume E: were aborted since E: was force dismounted.\"\n"
	levels := map[uint32]uint8{}
	for _, r := range texttest.Read(t, []byte(text), Events, Messages).Records {
		levels[r.EventID] = r.Level
	}
	if len(levels) != 2 || levels[16] != 2 || levels[25] != 0 {
		t.Errorf("levels %v", levels)
	}
}

// An event of any source that somebody chose to paste is marked; one of VSS needs no mark.
func TestPasted(t *testing.T) {
	r := texttest.Read(
		t,
		[]byte("Source: disk\nEvent ID: 32\nLevel: Warning\n\nSource: VSS\nEvent ID: 8193\nLevel: Error\n"),
		Events,
		Messages,
	)
	if len(r.Records) != 2 || r.Records[0].Text(parse.FieldPasted) != "true" ||
		r.Records[1].Text(parse.FieldPasted) != "" {
		t.Errorf("%d records: %v", len(r.Records), r.Records)
	}
}

// The id of a message that stands alone is told by its form in each language. The words
// between the tokens are ours; those of the shadow copy and of the routine are not.
func TestInferLanguages(t *testing.T) {
	for content, want := range map[string]string{
		"Error del servicio de instantáneas: la rutina Foo no va. HR = 0x80070006, no.": "VSS 8193 80070006",
		"Ошибка теневого копирования: подпрограмма Foo. hr = 0x80070539, нет.":          "VSS 8193 80070539",
		"Ошибка теневого копирования: что-то Foo(1,2). hr = 0x80070057, нет.":           "VSS 12289 80070057",
		"卷影复制错误: 例程 Foo。hr = 0x80040154, 否。":                                            "VSS 8193 80040154",
		"シャドウのエラー: Foo(1) です。hr = 0x80070057, 否。":                                       "VSS 12289 80070057",
		"Errore della copia shadow: niente da fare sul volume D:\\. Uno[0x00000000], due[0x00000000], " +
			"tre[0x80042314], quattro[0x00000000].": "VSS 12298 80042314",
		"Fehler der Schattenkopie: Server mit CLSID {4e14fba2-2e22-11d1-9964-00c04fbbb345}, Name CEventSystem. " +
			"[0x8007045b, aus]": "VSS 13 8007045b",
		"SQLVDI: Loc=Foo. Desc=bar. ErrorCode=(0). Instance=SQL1.":                       "SQLVDI 1",
		"Sqllib error: Foo failed. hr = 0x80040e14. SQLSTATE: 42000, Native Error: 3013": "SQLWRITER 24583 80040e14",
		"Event ID: 547\nDescription:\nIt began at '2012-03-31T07:00:05.748719600Z' and wrote to " +
			"'C:\\Windows\\Logs\\WindowsServerBackup\\Backup_Error-1.log'.": "Microsoft-Windows-Backup 547",
		"Something odd occurred during System Restore: (Foo). Additional information: 0x80070301.": "System Restore " +
			"8210 80070301",
		"Volume Shadow Copy Service error: could not be committed, timed out.": "VSS 12310",
	} {
		if got := eventsOf(t, content); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// An error of SQL Server has a number and a level side by side, and is no event of a source "Severity".
func TestErrorOfSQLServerIsNoEvent(t *testing.T) {
	if got := eventsOf(t, "Error: 15581, Severity: 16, State: 3.\nA master key has to be opened.\n"); got != "" {
		t.Errorf("read as %s", got)
	}
}

// A row that begins with a date of a log begins with no event id.
func TestIsDate(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-11-02": true, "2026-11-02 01:02:03 VSS 8193": true, "2026-11-0": false, "2026/11/02": false, "20a6-11-02": false,
		"8193-VSS-02": false,
	} {
		if got := isDate(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
