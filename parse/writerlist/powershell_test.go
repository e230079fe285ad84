package writerlist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

const (
	idA, instA = "{be000cbe-11fe-4426-9c58-531aa6355fc4}", "{11111111-1111-4111-8111-111111111111}"
	idB, instB = "{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}", "{22222222-2222-4222-8222-222222222222}"
)

var want = []string{
	"capture=1 tool=powershell writers=2",
	"capture=1 tool=powershell writer_name=ASR Writer writer_id=" + idA + " writer_instance_id=" + instA + " state_code=1 state_name=Stable last_error=No error hresult=0x00000000 hresult_from=words",
	"capture=1 tool=powershell writer_name=SqlServerWriter writer_id=" + idB + " writer_instance_id=" + instB + " state_code=8 state_name=Failed last_error=Non-retryable error hresult=0x800423f4 hresult_from=words",
}

func fields(t *testing.T, content string) (lines []string, format string) {
	t.Helper()
	r := texttest.Read(t, []byte(content), PowerShell)
	for _, one := range r.Records {
		lines = append(lines, texttest.Fields(one))
	}
	return lines, r.Format
}

// One listing in every form in which PowerShell writes objects.
func TestForms(t *testing.T) {
	for name, content := range map[string]string{
		"table": "\nVssWriter       WriterID                               WriterInstanceID                       " +
			"State      LastError\n---------       --------                               ----------------           " +
			"            -----      ---------\n" +
			"ASR Writer      " + idA + " " + instA + " [1] Stable No error\nSqlServerWriter " + idB + " " + instB + " [8] Failed Non-retryable error\n\n",
		"list": "VssWriter        : ASR Writer\nWriterID         : " + idA + "\nWriterInstanceID : " + instA + "\nState            : [1] Stable\nLastError        : No error\n\n" +
			"VssWriter        : SqlServerWriter\nWriterID         : " + idB + "\nWriterInstanceID : " + instB + "\nState            : [8] Failed\nLastError        : Non-retryable error\n",
		"csv": "#TYPE System.Management.Automation.PSCustomObject\n\"VssWriter\",\"WriterID\",\"WriterInstanceID\",\"State\",\"LastError\"\n\"ASR Writer\",\"" + idA + "\",\"" + instA + "\",\"[1] Stable\",\"No error\"\n" +
			"\"SqlServerWriter\",\"" + idB + "\",\"" + instB + "\",\"[8] Failed\",\"Non-retryable error\"\n",
		"semicolons": "Name;WriterId;InstanceId;StateCode;State;LastError\nASR Writer;" + idA + ";" + instA + ";1;Stable;No error\nSqlServerWriter;" + idB + ";" + instB + ";8;Failed;Non-retryable error\n",
		"json": "[\n    {\n        \"VssWriter\":  \"ASR Writer\",\n        \"WriterID\":  \"" + idA + "\",\n        " +
			"\"WriterInstanceID\":  \"" + instA + "\",\n        \"State\":  \"[1] Stable\",\n        \"LastError\":  " +
			"\"No error\"\n    },\n" +
			"    {\n        \"VssWriter\":  \"SqlServerWriter\",\n        \"WriterID\":  \"" + idB + "\",\n        " +
			"\"WriterInstanceID\":  \"" + instB + "\",\n        \"State\":  \"[8] Failed\",\n        \"LastError\":  " +
			"\"Non-retryable error\"\n    }\n]\n",
		"json in one line": `[{"Name":"ASR Writer","WriterId":"` + idA + `","InstanceId":"` + instA + `","StateId":1,"State":"Stable","LastError":"No error"},` +
			`{"Name":"SqlServerWriter","WriterId":"` + strings.ToUpper(idB) + `","InstanceId":"` + instB + `","StateId":8,"State":"Failed","LastError":"Non-retryable error"}]` + "\n",
		"without braces": "WriterName      WriterId                             WriterInstanceId                     " +
			"StateCode State  LastError\n----------      --------                             ----------------       " +
			"              --------- -----  ---------\n" +
			"ASR Writer      " + strings.Trim(idA, "{}") + " " + strings.Trim(instA, "{}") + "         1 Stable No " +
			"error\nSqlServerWriter " + strings.Trim(idB, "{}") + " " + strings.Trim(instB, "{}") + "         8 Failed Non-retryable error\n",
	} {
		got, format := fields(t, content)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		if format != PowerShell.Name {
			t.Errorf("%s: format %s", name, format)
		}
	}
}

func TestStates(t *testing.T) {
	got, _ := fields(
		t,
		"Writer        State              LastError\n------        -----              ---------\nSystem Writer "+
			"FailedAtFreeze     0x800423f2\nNTDS          Failed             x\nWMI Writer    Stab...            No "+
			"er...\n",
	)
	want := []string{"capture=1 tool=powershell writers=3",
		"capture=1 tool=powershell writer_name=System Writer state_code=9 state_name=FailedAtFreeze " +
			"last_error=0x800423f2 hresult=0x800423f2 hresult_from=printed",
		"capture=1 tool=powershell writer_name=NTDS state_name=Failed last_error=x",
		"tool=program phrase=writer-failed writer_name=NTDS last_error=x",
		"capture=1 tool=powershell writer_name=WMI Writer state_name=Stab... last_error=No er..."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A state without its number has the number of its word, as AlphaVSS and vssadmin spell it, and
// none where the word may stand for several.
func TestStateOfWord(t *testing.T) {
	for _, c := range []struct {
		number, text string
		code         int
		word         string
	}{
		{"", "Stable", 1, "Stable"},
		{"", "Waiting for freeze", 2, "Waiting for freeze"},
		{"", "WaitingForThaw", 3, "WaitingForThaw"},
		{"", "WaitingForPostSnapshot", 4, "WaitingForPostSnapshot"},
		{"", "WaitingForBackupComplete", 5, "WaitingForBackupComplete"},
		{"", "Waiting for completion", 5, "Waiting for completion"},
		{"", "FailedAtIdentify", 6, "FailedAtIdentify"},
		{"", "FailedAtPrepareBackup", 7, "FailedAtPrepareBackup"},
		{"", "FailedAtPrepareSnapshot", 8, "FailedAtPrepareSnapshot"},
		{"", "FailedAtFreeze", 9, "FailedAtFreeze"},
		{"", "FailedAtThaw", 10, "FailedAtThaw"},
		{"", "FailedAtPostSnapshot", 11, "FailedAtPostSnapshot"},
		{"", "FailedAtBackupComplete", 12, "FailedAtBackupComplete"},
		{"", "FailedAtPreRestore", 13, "FailedAtPreRestore"},
		{"", "FailedAtPostRestore", 14, "FailedAtPostRestore"},
		{"", "FailedAtBackupShutdown", 15, "FailedAtBackupShutdown"},
		{"", "Failed", -1, "Failed"},
		{"", "[8] Failed", 8, "Failed"},
		{"[1]", "Stable", 1, "Stable"},
		{"", "[5]", 5, ""},
		{"0", "x", 0, "x"},
		{"99", "x", 99, "x"},
		{"100", "x", -1, "x"}, // no state
		{"", "100", -1, "100"},
		{"-1", "x", -1, "x"},
	} {
		if code, word := state(c.number, c.text); code != c.code || word != c.word {
			t.Errorf("%q, %q: %d %q, want %d %q", c.number, c.text, code, word, c.code, c.word)
		}
	}
}

// A program prints its writers as JSON with names of its own, in an order of its own.
func TestProgramsJSON(t *testing.T) {
	got, format := fields(t, "[\n  {\n    \"name\": \"ASR Writer\",\n    \"id\": \""+idA+"\",\n    \"instanceId\": \""+
		instA+"\",\n    \"state\": \"[1] Stable\",\n    \"lastError\": \"No error\"\n  },\n  {\n    \"name\": "+
		"\"SqlServerWriter\",\n    \"id\": \""+idB+"\",\n    \"instanceId\": \""+instB+
		"\",\n    \"state\": \"[8] Failed\",\n    \"lastError\": \"Non-retryable error\"\n  }\n]\n")
	if diff := cmp.Diff(want, got); diff != "" || format != PowerShell.Name {
		t.Errorf("%s (-want +got)\n%s", format, diff)
	}
}

// Other objects have names, states and errors as well.
func TestNotWriters(t *testing.T) {
	for _, content := range []string{
		"Name State LastError\n---- ----- ---------\nJob1 Ready 0x800423f4\n",
		"Name : Job\nState : Failed\nLastError : 5\n",
		"TaskName LastRunTime LastError State\n-------- ----------- --------- -----\na Writer x 0 Ready\n",
		"WriterName\nx\n", "LastError: 5\n",
		"[\n{\n\"name\": \"s3-writer\",\n\"id\": \"17\",\n\"state\": \"FAILED\",\n\"lastError\": \"reset\"\n}\n]\n",
	} {
		if got, format := fields(t, content); format != parse.KindUnrecognised {
			t.Errorf("%q: %v", content, got)
		}
	}
}

func TestHostile(t *testing.T) {
	row := "ASR Writer {be000cbe-11fe-4426-9c58-531aa6355fc4} [1] Stable\n"
	for name, content := range map[string]string{
		"rows":     "VssWriter WriterID State\n" + strings.Repeat(row, 5000),
		"headings": strings.Repeat("VssWriter WriterID State LastError\n--------- -------- ----- ---------\n", 3000),
		"pairs":    strings.Repeat("VssWriter : a\nWriterID : b\n", 5000),
		"json":     strings.Repeat("\"VssWriter\": \"a\",\n\"WriterID\": \"b\",\n\"State\": \"c\",\n", 3000),
		"columns":  strings.Repeat("VssWriter ", 5000) + "\n" + row,
		"commas":   "VssWriter,WriterID,State" + strings.Repeat(",x", 5000) + "\n" + row,
		"brackets": "[" + strings.Repeat(`{"VssWriter":`, 2000) + "\n",
	} {
		t.Run(name, func(t *testing.T) { texttest.Read(t, []byte(content), PowerShell) })
	}
}

func FuzzPowerShell(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"VssWriter WriterID State\n--------- -------- -----\na {be000cbe-11fe-4426-9c58-531aa6355fc4} [1] Stable\n",
			"VssWriter : a\nWriterID : b\nState : [1] x\n",
			"\"VssWriter\",\"WriterID\",\"State\"\n\"a\",\"b\",\"[1] c\"\n",
			`{"VssWriter":"a","WriterID":"b","State":"[1] c"}`,
			"\"VssWriter\": \"a\",\n\"WriterID\": \"b\",\n\"State\": \"[1]\"\n",
		},
		PowerShell,
	)
}
