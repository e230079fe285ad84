package vocab

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// named makes an event of a record whose fields have names: name, value, name, value.
func named(provider string, id uint32, pairs ...string) *Event {
	return NewEvent("x", recordOf(provider, id, pairs...))
}

func recordOf(provider string, id uint32, pairs ...string) *parse.Record {
	r := &parse.Record{Provider: provider, EventID: id, RecordID: 1}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Fields = append(r.Fields, parse.Field{Name: pairs[i], Value: parse.StringValue(pairs[i+1])})
	}
	return r
}

const softwareProvider = "{b5946137-7b9f-4925-af80-51abd60b20d5}"

// What a record says is stated in the words of the causes, and nothing that it does not say.
func TestFacts(t *testing.T) {
	block := "\n\nOperation:\n   Commit shadow copies\n   PostFinalCommitSnapshots\n\nContext:\n   Execution " +
		"Context: Provider\n   Provider Name: Some Provider\n   Provider ID: " +
		"{0F1E2D3C-4B5A-4697-8877-665544332211}\n   Class ID: {AAAAAAAA-0000-0000-0000-000000000001}\n   Writer " +
		"Name: Some Writer"
	for _, c := range []struct {
		name string
		e    *Event
		is   func(*knowledge.Facts) bool
	}{
		{"the routine of 8193", eventOf("VSS", 8193, "RegOpenKeyExW(-2147483646,SYSTEM\\CurrentControlSet\\Services\\VSS\\Diag,...)", "0x80070005, no", ""), func(f *knowledge.Facts) bool {
			return strings.HasPrefix(f.Routine, "RegOpenKeyExW(") && f.Code == CodeAccessDenied && f.Event == 8193 && f.EventProvider == "VSS" && len(f.Keys) == 1
		}},
		{"the block of the context", eventOf("VSS", 12293, "{0f1e2d3c-4b5a-4697-8877-665544332211}", "PostFinalCommitSnapshots", "0x8004230f", block), func(f *knowledge.Facts) bool {
			return len(f.Operations) == 2 && f.Execution == "Provider" && f.VSSProvider == "Some Provider" && f.VSSProviderID == "{0f1e2d3c-4b5a-4697-8877-665544332211}" && f.ClassID == "{aaaaaaaa-0000-0000-0000-000000000001}" && f.Writer == "Some Writer" && f.Phase == "commit" && slices.Contains(f.Context, "Execution Context: Provider")
		}},
		{"a provider by its GUID alone", eventOf("VSS", 12293, softwareProvider, "BeginPrepareSnapshot(x)", "0x80042306", ""), func(f *knowledge.Facts) bool {
			return f.VSSProviderID == softwareProvider && f.VSSProvider != "" && f.Phase == "prepare-snapshot"
		}},
		{"a class by its GUID and what stands behind it", eventOf("VSS", 8193, "CoCreateInstance", "0x80040154, "+
			"no", "CLSID: {65EE1DBA-8FF4-4a58-AC1C-3470EE2F376A} name VSSCoordinator"), func(f *knowledge.Facts) bool {
			return f.ClassID == "{65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}" && f.ClassName != ""
		}},
		{"volumes, devices, files, accounts", eventOf("VSS", 8194, `\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000} and D: on \Device\HarddiskVolume3, file C:\Data\x.mdf of S-1-5-21-1-2-3-1001.bak`), func(f *knowledge.Facts) bool {
			return slices.Contains(f.Volumes, `\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`) && slices.Contains(f.Volumes, "D:") && slices.Contains(f.Devices, `\Device\HarddiskVolume3`) && slices.Contains(f.Files, `C:\Data\x.mdf`) && slices.Contains(f.Accounts, "S-1-5-21-1-2-3-1001.bak")
		}},
		{"errors and databases of SQL Server", eventOf("MSSQL$PROD", 18210, "BackupVirtualDeviceFile::X failed. Msg "+
			"3041, database 'Ledger', native error: 3013"), func(f *knowledge.Facts) bool {
			return slices.Equal(f.SQLErrors, []uint32{18210, 3041, 3013}) && slices.Contains(f.Databases, "Ledger") && f.Jet == nil
		}},
		{"an error of SQL Server that is told twice counts once", eventOf("MSSQLSERVER", 3041, "BACKUP failed. Msg 3041, "+
			"native error: 3013, native error: 3013"), func(f *knowledge.Facts) bool {
			return slices.Equal(f.SQLErrors, []uint32{3041, 3013})
		}},
		{"an error of ESE, and no other number", eventOf("ESENT", 2002, "lsass", "548", "", "6", "-2403"), func(f *knowledge.Facts) bool {
			return slices.Equal(f.Jet, []int32{-2403}) && f.SQLErrors == nil && f.Writer == WriterNTDS
		}},
		{"an error of ESE that VSS passes on", eventOf("VSS", 12290, "ESENT ERROR "+
			"{b2014c9e-8711-4c5c-a5a9-3cf384484757} NTDS: -2402", "0x00000000"), func(f *knowledge.Facts) bool {
			return slices.Equal(f.Jet, []int32{-2402})
		}},
		{"the file that a program names", named(parse.ProviderRequester, 0, parse.FieldTool, "rsync", parse.FieldPhrase, parse.PhraseOwnMessage, parse.FieldMessageID, "23", parse.FieldPath, "/cygdrive/e/a.dat", parse.FieldText, "failed to open"), func(f *knowledge.Facts) bool {
			return len(f.Files) == 1 && f.Files[0] == "/cygdrive/e/a.dat"
		}},
		{"codes in all forms, each once", eventOf("VSS", 64000, "0x800423f2 then -2147212302 then %%2147754994 then "+
			"VSS_E_BAD_STATE and 0x00000005"), func(f *knowledge.Facts) bool {
			return slices.Equal(f.Codes, []uint32{0x800423f2, CodeBadState})
		}},
		{"the code behind hr decides", eventOf("VSS", 64000, "0x80042301 first. hr = 0x80070005, no"), func(f *knowledge.Facts) bool {
			return f.Code == CodeAccessDenied && slices.Contains(f.Codes, CodeBadState)
		}},
		{"the argument of a call is no code", eventOf("VSS", 64000, "CreateFileW(x,0x80000000,1) went wrong"), func(f *knowledge.Facts) bool {
			return f.Code == 0 && f.Codes == nil && strings.HasPrefix(f.Routine, "CreateFileW(")
		}},
		{"a service", eventOf("Service Control Manager", 7024, "Volume Shadow Copy", "5"), func(f *knowledge.Facts) bool {
			return slices.Equal(f.Services, []string{"VSS"})
		}},
		{"a program's own events", named("Microsoft-Windows-Backup", 517, "ErrorCode", "2155348129"), func(f *knowledge.Facts) bool {
			return f.Program == "windows-server-backup" && f.Code == 0x807800a1
		}},
		{"a row of a listing", named(parse.ProviderWriter, 0, parse.FieldWriterName, "SqlServerWriter", parse.FieldStateCode, "8", parse.FieldLastError, "Non-retryable error", parse.FieldHResult, "0x800423f4"), func(f *knowledge.Facts) bool {
			return f.State == 8 && f.LastError == "Non-retryable error" && f.Code == CodeWriterFatal && f.Event == 0 && f.EventProvider == "" && !f.EmptyWriters
		}},
		{"a listing without a writer", named(parse.ProviderListing, 0, parse.FieldWriters, "0"), func(f *knowledge.Facts) bool { return f.EmptyWriters }},
		{"a listing with one", named(parse.ProviderListing, 0, parse.FieldWriters, "1"), func(f *knowledge.Facts) bool { return !f.EmptyWriters }},
		{"a statement of a program that does not say its name", named(parse.ProviderRequester, 0, parse.FieldTool, parse.ToolProgram, parse.FieldPhrase, parse.PhraseCode, parse.FieldHResult, "0x80042306", parse.FieldStateCode, "9", parse.FieldFunction, "DoSnapshotSet"), func(f *knowledge.Facts) bool {
			return f.Program == "" && f.Phrase == parse.PhraseCode && f.State == 9 && f.Routine == "DoSnapshotSet"
		}},
		{"a statement of one that nobody knows", named(parse.ProviderRequester, 0, parse.FieldTool, "own-copier", parse.FieldPhrase, parse.PhraseCode, parse.FieldHResult, "0x80042306"), func(f *knowledge.Facts) bool {
			return f.Program == "own-copier"
		}},
		{"nothing", eventOf("VSS", 64000), func(f *knowledge.Facts) bool {
			return f.Code == 0 && f.Codes == nil && f.Routine == "" && f.Volumes == nil && f.Phase == "" && f.Writer == "" && f.ClassID == "" && f.VSSProviderID == ""
		}},
	} {
		if c.e == nil {
			t.Errorf("%s: the record has no meaning", c.name)
		} else if f := c.e.Facts(); !c.is(f) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

// A level is told in words as far as it is one; 0 is "as logged".
func TestLevelWords(t *testing.T) {
	for level, want := range map[uint8]string{0: "", 1: "error", 2: "error", 3: "warning", 4: "information", 5: "", 255: ""} {
		if got := levelWord(level); got != want {
			t.Errorf("%d: %q, want %q", level, got, want)
		}
	}
}

// A text that is cut right behind the GUID of a class has nothing behind it to search.
func TestFactsOfATextCutBehindAClass(t *testing.T) {
	const class = "CLSID{65EE1DBA-8FF4-4a58-AC1C-3470EE2F376A}"
	f := eventOf("VSS", 8193, strings.Repeat(" ", maxFactText-len(class))+class+" VSSCoordinator").Facts()
	if !strings.HasSuffix(f.Text, class) || f.ClassID != "{65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}" {
		t.Errorf("class %q, the text ends with %q", f.ClassID, f.Text[max(0, len(f.Text)-60):])
	}
}

// A blob in a record does not make its facts slow or large.
func TestFactsOfABlob(t *testing.T) {
	e := eventOf("VSS", 64000, strings.Repeat("xü 0x80042306 ", maxFactText), "0x80070005")
	f := e.Facts()
	if len(f.Text) > maxFactText || !slices.Equal(f.Codes, []uint32{CodeProviderVeto}) ||
		f.Text != strings.ToValidUTF8(f.Text, "?") {
		t.Errorf("%d bytes, codes %x", len(f.Text), f.Codes)
	}
}

// The routine that failed stands before "hr =" in every language, from its name on.
func TestRoutines(t *testing.T) {
	for text, want := range map[string]string{
		"Trouble in routine IVssCoordinator::Query.  hr = 0x80042302, bad.":            "IVssCoordinator::Query",
		"Fehler bei CoCreateInstance.  hr = 0x80040154, nein.":                         "CoCreateInstance",
		"ルーチン DeviceIoControl です。 hr = 0x80070001":                                     "DeviceIoControl",
		"Of no name at all. hr = 0x80070001":                                           "",
		"ConvertStringSidToSid(S-1-5-x.bak) was called":                                "ConvertStringSidToSid(S-1-5-x.bak)",
		"first line: OtherRoutine\nin routine QueryServiceStatus. hr = 0x80070005, no": "QueryServiceStatus",
	} {
		if got := routineOf(&parse.Record{Provider: "VSS", EventID: 1, FromText: true}, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A name in quotation marks is somebody's choice, and so is any name that SQL Server states, unless it is written as one of
// a routine is.
func TestRoutineOrName(t *testing.T) {
	for _, c := range [][3]string{
		{"VSS", `The backup of 'LedgerBooks' ended while DeviceIoControl was at work`, "DeviceIoControl"},
		{"VSS", `The job "NightlyCopy-2" and the database [LedgerBooks] failed`, ""},
		{"VSS", `The routine 'CreateFileW(x' failed`, "CreateFileW"},
		{"VSS", `He wrote "DeviceIoControl failed"`, "DeviceIoControl"},
		{"VSS", `LedgerBooks was not backed up`, "LedgerBooks"},
		{"MSSQL$PROD", `LedgerBooks was not backed up`, ""},
		{"SQLSERVERAGENT", `Job NightlyCopy failed`, ""},
		{"MSSQLSERVER", `LedgerBooks: BackupMedium::ReportIoError: write failure`, "BackupMedium::ReportIoError"},
		{"SQLVDI", `Loc=TriggerAbort. Desc=invoked.`, "TriggerAbort"},
	} {
		if got := routineOf(&parse.Record{Provider: c[0], EventID: 1}, c[1]); got != c[2] {
			t.Errorf("%s, %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// Of a rendered message the code, the writer, the volume and the database are taken from
// the text, where nothing else has told them.
func TestFillFromText(t *testing.T) {
	r := recordOf(
		parse.ProviderRequester,
		0,
		parse.FieldTool,
		"own-copier",
		parse.FieldPhrase,
		parse.PhraseBackupFailed,
		parse.FieldText,
		`Backup of database "Ledger" on E: failed: 0x800423f4`,
	)
	e := NewEvent("x", r)
	if e == nil || e.Code != CodeWriterFatal || e.Volume != "E:" || e.Database != "Ledger" ||
		e.Kind != KindRequesterFailed {
		t.Errorf("%+v", e)
	}
	told := recordOf(
		parse.ProviderRequester,
		0,
		parse.FieldTool,
		"own-copier",
		parse.FieldPhrase,
		parse.PhraseBackupFailed,
		parse.FieldHResult,
		"0x80042306",
		parse.FieldVolume,
		"C:",
		parse.FieldText,
		"E: 0x800423f4",
	)
	if e := NewEvent("x", told); e.Code != CodeProviderVeto || e.Volume != "C:" {
		t.Errorf("what a field says gives way to the text: %+v", e)
	}
}

// VSS 13 has the class, its name and the code by their places; a message has them in its words.
func TestClassOfCOMServer(t *testing.T) {
	for name, e := range map[string]*Event{
		"by place": eventOf("VSS", 13, "{65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}", "SomeClass", "0x80040154, not there"),
		"in words": eventOf("VSS", 13, "The COM Server with CLSID {65ee1dba-8ff4-4a58-ac1c-3470ee2f376a} and name SomeClass cannot be started. [0x80040154, not there]"),
	} {
		if f := e.Facts(); f.ClassID != "{65ee1dba-8ff4-4a58-ac1c-3470ee2f376a}" || f.ClassName != "SomeClass" || f.Code != 0x80040154 {
			t.Errorf("%s: class %q %q, code %#x", name, f.ClassID, f.ClassName, f.Code)
		}
	}
}
