package vocab

import (
	"fmt"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// vocabulary holds records as they are logged, and what they mean. A new row of
// Terms gets a line here.
var vocabulary = []struct {
	provider string
	id       uint32
	args     []string
	kind     Kind
	detail   string // writer, database, volume, key or code that must come out, as fmt.Sprint shows them
}{
	{"ESENT", 2001, []string{"lsass", "548", "", "7"}, KindFreeze, "NTDS"},
	{"ESENT", 2003, []string{"lsass", "548,D,0", "", "7"}, KindThaw, "ese/548/7"},
	{"ESENT", 2004, []string{"lsass", "548", "", "6", "20000"}, KindESETimeout, "20000 ms"},
	{"ESENT", 2002, []string{"lsass", "548", "", "6", "-2403"}, KindFreezeFailed, "JET_errOSSnapshotNotAllowed"},
	{"ESE", 2001, []string{"Information Store", "9", "", "1"}, KindFreeze, WriterExchange},
	{"MSSQLSERVER", 3197, []string{"master"}, KindFreeze, "sql/mssqlserver/master"},
	{"MSSQL$SBS", 3198, []string{"model"}, KindThaw, "sql/mssql$sbs/model"},
	{"VSS", 20001, nil, KindDiffArea, ""},
	{"VSS", 20007, []string{"0x80042316"}, KindUnexpected, "80042316"},
	{"VSS", 20014, []string{"C:"}, KindWriterOther, ""},
	{"SQLVDI", 1, []string{"SQLVDI: Loc=SignalAbort. Desc=Client initiates abort. ErrorCode=(0)."}, KindAbort, "the virtual device client aborts"},
	{"VSS", 8, []string{`C:\ntbackup.exe`, "0x0"}, KindServiceStart, `C:\ntbackup.exe`},
	{"VSS", 8, []string{"0x5", "0x6", ""}, KindInfrastructure, ""},
	{"VSS", 9, []string{`\\?\Volume{x}\`, "0x0"}, KindOther, ""},
	{"VSS", 8229, []string{"0x800423f2, words", "\n\nOperation:\n   Thaw Event\n\nContext:\n   Writer Name: Registry Writer"}, KindTimeout, "Registry Writer"},
	{"VSS", 8229, []string{"0x800423f4, words", ""}, KindWriterRejected, "VSS_E_WRITERERROR_NONRETRYABLE"},
	{"VSS", 12290, []string{"ESENT ERROR {b2014c9e-8711-4c5c-a5a9-3cf384484757} NTDS: -2402", "0x00000000"}, KindESELateThaw, "NTDS"},
	{"VSS", 12290, []string{"something else", "0x80070005"}, KindUnexpected, "80070005"},
	{"VSS", 12289, []string{"words", "0x80042409", "\n\nContext:\n"}, KindSessionRemoved, ""},
	{"VSS", 12298, []string{`\\?\Volume{x}\`, "0", "0x00000000", "0x80042314", "0x0", "0x0", ""}, KindHoldTimeout, "80042314"},
	{"VolSnap", 8, []string{`\Device\X`, "D:"}, KindHoldTimeout, "D:"},
	{"volsnap", 25, []string{`\Device\X`, "E:"}, KindDeleted, "E:"},
	{"Service Control Manager", 7036, []string{"Volume Shadow Copy", "running"}, KindServiceRunning, "VSS"},
	{"Service Control Manager", 7036, []string{"Volume Shadow Copy", "stopped"}, KindServiceStopped, "VSS"},
	{"Service Control Manager", 7036, []string{"Cryptographic Services", "stopped"}, KindWriterService, "CryptSvc"},
	{"Service Control Manager", 7036, []string{"CryptSvc", "stopped"}, KindWriterService, "CryptSvc"},
	{"Service Control Manager", 7035, []string{"DHCP Server", "stop"}, KindWriterService, "DHCPServer"},
	{"Service Control Manager", 7023, []string{"Windows Search", "5"}, KindWriterService, "WSearch"},
	{"Service Control Manager", 7024, []string{"Volume Shadow Copy", "5"}, KindInfrastructure, "VSS"},
	{"Service Control Manager", 7045, []string{"SQL Server VSS Writer", "x.exe"}, KindWriterService, "SQLWriter"},
	{"NTBackup", 8018, nil, KindRequesterBegin, "ntbackup"},
	{"W32Time", 52, nil, KindClockChange, ""},
}

func TestVocabulary(t *testing.T) {
	for _, c := range vocabulary {
		r := &parse.Record{Provider: c.provider, EventID: c.id, RecordID: 1}
		for _, a := range c.args {
			r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(a)})
		}
		s := NewEvent("x.evt", r)
		if s == nil {
			t.Errorf("%s %d %q has no meaning", c.provider, c.id, c.args)
			continue
		}
		told := []string{s.Writer, s.Key, s.Detail, s.CommandLine, s.Volume, s.Database, fmt.Sprintf("%x", s.Code)}
		found := c.detail == ""
		for _, d := range told {
			found = found || d == c.detail
		}
		if s.Kind != c.kind || !found {
			t.Errorf("%s %d %q: %s with %q, want %s with %q", c.provider, c.id, c.args, s.Kind, told, c.kind, c.detail)
		}
	}
}

// TestNoMeaning: records of broad providers that have nothing to do with VSS are
// left alone; those of VSS itself are never dropped.
func TestNoMeaning(t *testing.T) {
	other := &parse.Record{Provider: "Service Control Manager", EventID: 7036, Fields: []parse.Field{{Value: parse.StringValue("Print Spooler")}, {Value: parse.StringValue("running")}}}
	if s := NewEvent("x", other); s != nil {
		t.Errorf("the print spooler is %s", s.Kind)
	}
	if s := NewEvent("x", &parse.Record{Provider: "VSS", EventID: 64999}); s == nil || s.Kind != KindOther {
		t.Error("an unknown VSS event is dropped")
	}
	if s := NewEvent("x", &parse.Record{Provider: "Application Error", EventID: 2001}); s != nil {
		t.Error("an id alone gives a meaning")
	}
}

// TestSelectionCoversTerms: the selector given to readers wants every term.
func TestSelectionCoversTerms(t *testing.T) {
	selection := Selection()
	for i := range Terms {
		provider := Terms[i].Provider
		if provider == "MSSQL*" {
			provider = "MSSQL$INSTANCE"
		}
		if !selection.Wants(provider, Terms[i].ID) {
			t.Errorf("%s %d is not selected", provider, Terms[i].ID)
		}
		if Terms[i].Meaning == "" || Terms[i].Source == "" {
			t.Errorf("%s %d has no meaning or no source", provider, Terms[i].ID)
		}
	}
}
