package vocab

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

func eventOf(provider string, id uint32, args ...string) *Event {
	r := &parse.Record{Provider: provider, EventID: id, RecordID: 1}
	for _, a := range args {
		r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(a)})
	}
	return NewEvent("x.evtx", r)
}

// The code of a failure stands behind "hr =" or at the begin of the next string. The
// arguments of a call are none: 0x80000000 there asks for access.
func TestCodesAndArguments(t *testing.T) {
	call := `CreateFileW(\\?\Volume{1}\,0x80000000,0x00000003,...)`
	for _, c := range []struct {
		text string
		want uint32
	}{
		{"Unexpected error calling routine " + call + ".  hr = 0x80070005, denied.", 0x80070005},
		{call, 0}, {"failed with 0x80042306", 0x80042306}, {"writer (0x800423f4)", 0x800423f4}, {"VSS_E_WRITERERROR_TIMEOUT(0x800423f2)", 0x800423f2},
		{"RegOpenKeyExW(-2147483646,SYSTEM\\x,...)", 0}, {"0x00000000 then 0x80042314", 0x80042314},
	} {
		if got, _ := FindCode(c.text); got != c.want {
			t.Errorf("%q: %#x, want %#x", c.text, got, c.want)
		}
	}
	if e := eventOf("VSS", 8193, call, "0x80070005, denied\r\n", ""); e.Code != 0x80070005 {
		t.Errorf("8193: %#x", e.Code)
	}
	if e := eventOf("VSS", 12289, "DeviceIoControl(x,0x8053c008,0,...)", "0x80070079, too "+
		"long\r\n", ""); e.Code != 0x80070079 {
		t.Errorf("12289: %#x", e.Code)
	}
}

// The code of a backup is that of the backup; a detailed one does not take its place.
func TestCodeOfWindowsServerBackup(t *testing.T) {
	named := func(args ...string) *Event {
		r := &parse.Record{Provider: "Microsoft-Windows-Backup", EventID: 5, RecordID: 1}
		for i := 0; i < len(args); i += 2 {
			r.Fields = append(r.Fields, parse.Field{Name: args[i], Value: parse.StringValue(args[i+1])})
		}
		return NewEvent("x.evtx", r)
	}
	if e := named("HRESULT", "2155348129", "DetailedHRESULT", "0x800423f2"); e.Code != 0x807800a1 {
		t.Errorf("%#x", e.Code)
	}
	if e := named("HRESULT", "0", "DetailedHRESULT", "0x800423f2"); e.Code != 0x800423f2 {
		t.Errorf("only the detailed one: %#x", e.Code)
	}
}

// TestErrorOfBackupDevice: SQL Server gives the error of Windows with its own text. 995 says no more than that the
// device was closed, and is none.
func TestErrorOfBackupDevice(t *testing.T) {
	for text, want := range map[string]uint32{
		"112(There is not enough space on the disk.)": 0x80070070,
		"5(Zugriff verweigert)":                       0x80070005,
		"995(The I/O operation has been aborted.)":    0,
		"0(none)":                              0,
		"":                                     0,
		"no number":                            0,
		"70000(beyond the numbers of Windows)": 0,
	} {
		if e := eventOf("MSSQL$PROD", 18210, "BackupMedium::ReportIoError", "write", `E:\a.bak`, text); e.Code != want {
			t.Errorf("%s: %#x, want %#x", text, e.Code, want)
		}
	}
	if e := eventOf("MSSQLSERVER", 3041, "BACKUP DATABASE x", "", "", "112(x)"); e.Code != 0 {
		t.Errorf("3041 has the code %#x", e.Code)
	}
}

// Whose the marks are.
func TestWhoseMarks(t *testing.T) {
	for _, c := range []struct {
		e    *Event
		want string
	}{
		{eventOf("MSSQL$MICROSOFT##WID", 3197, "SUSDB"), WriterWID},
		{eventOf("MSSQL$PROD", 3197, "Ledger"), WriterSQL},
		{eventOf("SQLVDI", 1, "SQLVDI: Loc=SignalAbort. Desc=x. Instance=MICROSOFT##WID. VD=y"), WriterWID},
		{eventOf("SQLVDI", 1, "SQLVDI: Loc=SignalAbort. Desc=x. Instance=PROD. VD=y"), WriterSQL},
		{eventOf("ESE", 2001, "Information Store - Mailbox 7", "9", "", "1"), WriterExchange},
		{eventOf("ESE", 2001, "Information Storehouse", "9", "", "1"), "ESE in Information Storehouse"},
		{eventOf("ESENT", 2001, "lsass", "9", "", "1"), WriterNTDS},
	} {
		if c.e.Writer != c.want {
			t.Errorf("%s %d: %s, want %s", c.e.Record.Provider, c.e.Record.EventID, c.e.Writer, c.want)
		}
	}
	if e := eventOf("VSS", 12293, "{3629D4ED-ee09-4e0e-9a5c-6d8ba2872aef}", "CommitSnapshots(x)", "0x8004230f", ""); e.ProviderID != "{3629d4ed-ee09-4e0e-9a5c-6d8ba2872aef}" ||
		e.Phase != PhaseCommit {
		t.Errorf("12293: provider %s, phase %s", e.ProviderID, e.Phase)
	}
}

// The phase of an operation is read in every language, by what stays English in all of
// them and by a table of translations.
func TestPhases(t *testing.T) {
	for operation, want := range map[string]Phase{
		"Thaw Event": PhaseThaw, "Freeze Event": PhaseFreeze, "PrepareForSnapshot Event": PhasePrepareSnapshot, "PrepareForBackup event": PhasePrepareBackup,
		"PostSnapshot Event": PhasePostSnapshot, "OnPostSnapshot event\n   PostSnapshot Event": PhasePostSnapshot, "BackupComplete Event": PhaseBackupComplete,
		"PreRestore Event": PhaseNone, "PostRestore Event": PhaseNone, "OnIdentify event": PhaseNone, "Initializing " +
			"Writer": PhaseNone, "Gathering Writer Data": PhaseNone,
		"Thaw-Ereignis": PhaseThaw, "Freeze-Ereignis": PhaseFreeze, "PrepareForBackup-Ereignis": PhasePrepareBackup, "Événement de dégel": PhaseThaw, "Événement de gel": PhaseFreeze,
		"解凍イベント": PhaseThaw, "Evento de descongelación": PhaseThaw, "Событие размораживания": PhaseThaw, "Событие " +
			"замораживания": PhaseFreeze,
		"Traitement de PreFinalCommitSnapshots": PhasePostSnapshot, "Something else": PhaseUnknown,
	} {
		e := eventOf(
			"VSS",
			8229,
			"0x800423f4, words",
			"\n\nOperation:\n   "+operation+"\n\nContext:\n   Execution Context: Writer",
		)
		if e.Phase != want {
			t.Errorf("%q: %q, want %q", operation, e.Phase, want)
		}
	}
	if e := eventOf("VSS", 8213, "A Writer", "{0f1e2d3c-4b5a-4697-8877-665544332211}", ""); e.Phase != PhaseNone {
		t.Errorf("8213 is of phase %q", e.Phase)
	}
}

// A refusal tells its code by name and what the writer was asked to do, if the record says so.
func TestRejectedDetail(t *testing.T) {
	for _, c := range []struct{ code, context, want string }{
		{"0x800423f4, words", "\n\nOperation:\n   Freeze Event\n\nContext:\n   Execution Context: Writer",
			"VSS_E_WRITERERROR_NONRETRYABLE during Freeze Event"},
		{"0x800423f2, words", "\n\nOperation:\n   Thaw Event", "VSS_E_WRITERERROR_TIMEOUT during Thaw Event"},
		{"0x800423f4, words", "", "VSS_E_WRITERERROR_NONRETRYABLE"},
	} {
		e := eventOf("VSS", 8229, c.code, c.context)
		if e.Detail != c.want || (e.Kind == KindTimeout) != strings.HasPrefix(c.want, "VSS_E_WRITERERROR_TIMEOUT") {
			t.Errorf("%s: %q of kind %s, want %q", c.code, e.Detail, e.Kind, c.want)
		}
	}
}

// Which part of a hold failed: a flush that was slow is not a hold that was long.
func TestPartsOfAHold(t *testing.T) {
	const ok, held, flushed = "0x00000000", "0x80042314", "0x80042313"
	for want, codes := range map[string][]string{"release": {ok, ok, held, ok}, "flush": {ok, flushed, ok, ok}, "open": {flushed, ok, ok, ok}, "run": {ok, ok, ok, held}} {
		e := eventOf("VSS", 12298, append([]string{`\\?\Volume{1}\`, "0"}, append(codes, "")...)...)
		if e.Detail != want || e.Phase != PhaseHold {
			t.Errorf("%v: %q of phase %q, want %q", codes, e.Detail, e.Phase, want)
		}
	}
}
