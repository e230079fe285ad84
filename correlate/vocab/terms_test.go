package vocab

import (
	"fmt"
	"strings"
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
	{
		"SQLVDI",
		1,
		[]string{"SQLVDI: Loc=SignalAbort. Desc=Client initiates abort. ErrorCode=(0)."},
		KindAbort,
		"the virtual device client aborts",
	},
	{"VSS", 8, []string{`C:\ntbackup.exe`, "0x0"}, KindServiceStart, `C:\ntbackup.exe`},
	{"VSS", 8, []string{"0x5", "0x6", ""}, KindInfrastructure, ""},
	{"VSS", 9, []string{`\\?\Volume{x}\`, "0x0"}, KindOther, ""},
	{
		"VSS",
		8229,
		[]string{"0x800423f2, words", "\n\nOperation:\n   Thaw Event\n\nContext:\n   Writer Name: Registry Writer"},
		KindTimeout,
		"Registry Writer",
	},
	{"VSS", 8229, []string{"0x800423f4, words", ""}, KindWriterRejected, "VSS_E_WRITERERROR_NONRETRYABLE"},
	{
		"VSS",
		12290,
		[]string{"ESENT ERROR {b2014c9e-8711-4c5c-a5a9-3cf384484757} NTDS: -2402", "0x00000000"},
		KindESELateThaw,
		"NTDS",
	},
	{"VSS", 12290, []string{"something else", "0x80070005"}, KindUnexpected, "80070005"},
	{"VSS", 12289, []string{"words", "0x80042409", "\n\nContext:\n"}, KindSessionRemoved, ""},
	{
		"VSS",
		12298,
		[]string{`\\?\Volume{x}\`, "0", "0x00000000", "0x80042314", "0x0", "0x0", ""},
		KindHoldTimeout,
		"80042314",
	},
	{"VolSnap", 8, []string{`\Device\X`, "D:"}, KindHoldTimeout, "D:"},
	{"volsnap", 25, []string{`\Device\X`, "E:"}, KindDeleted, "E:"},
	{"Service Control Manager", 7036, []string{"Volume Shadow Copy", "running"}, KindServiceRunning, "VSS"},
	{"Service Control Manager", 7036, []string{"Volume Shadow Copy", "stopped"}, KindServiceStopped, "VSS"},
	{"Service Control Manager", 7036, []string{"Volumeschattenkopie", "Ausgeführt"}, KindServiceRunning, "VSS"},
	{"Service Control Manager", 7036, []string{"Microsoft-Softwareschattenkopie-Anbieter", "Beendet"}, KindServiceStopped, "swprv"},
	{"Service Control Manager", 7036, []string{"Cryptographic Services", "stopped"}, KindWriterService, "CryptSvc"},
	{"Service Control Manager", 7036, []string{"CryptSvc", "stopped"}, KindWriterService, "CryptSvc"},
	{"Service Control Manager", 7035, []string{"DHCP Server", "stop"}, KindWriterService, "DHCPServer"},
	{"Service Control Manager", 7023, []string{"Windows Search", "5"}, KindWriterService, "WSearch"},
	{"Service Control Manager", 7024, []string{"Volume Shadow Copy", "5"}, KindInfrastructure, "VSS"},
	{"Service Control Manager", 7000, []string{"Volume Shadow Copy", "%%1058"}, KindInfrastructure, "VSS"},
	{"Service Control Manager", 7009, []string{"30000", "Volume Shadow Copy"}, KindInfrastructure, "VSS"},
	{"Service Control Manager", 7001, []string{"Windows Search", "RPC"}, KindWriterService, "WSearch"},
	{"Service Control Manager", 7045, []string{"SQL Server VSS Writer", "x.exe"}, KindWriterService, "SQLWriter"},
	{"NTBackup", 8018, nil, KindRequesterBegin, "ntbackup"},
	{"W32Time", 52, nil, KindClockChange, ""},
	{"MSSQLSERVER", 5084, []string{"SUSPEND_FOR_SNAPSHOT_BACKUP", "ON", "Ledger"}, KindSQLSuspend, WriterSQL},
	{"MSSQLSERVER", 3041, []string{"BACKUP DATABASE Ledger"}, KindAbort, WriterSQL},
	{"MSSQL$X##WID", 3041, []string{" BACKUP DATABASE SUSDB "}, KindAbort, "BACKUP DATABASE SUSDB"},
	{"SQLWRITER", 24583, []string{"words", "hr = 0x80040e14, more", "0x80042301"}, KindSQLError, "80040e14"},
	{"MSExchangeIS", 9614, []string{"{1}", "0x800423f2"}, KindAbort, WriterExchange},
	{"SPP", 16387, []string{"ASR Writer", "words (0x80070015)"}, KindOther, "ASR Writer"},
	{"SPP", 16388, []string{"words (0x8004231f)"}, KindOther, "8004231f"},
	{"SPP", 16389, []string{"WMI Writer", "words (0x80070005)"}, KindOther, "80070005"},
	{"System Restore", 8194, []string{`C:\x.exe`, "a point"}, KindRequesterBegin, `C:\x.exe`},
	{"MSSQLSERVER", 18264, []string{"Ledger", "device type={'VIRTUAL_DEVICE'}"}, KindDatabaseBackedUp, "Ledger"},
	{"VSS", 9, []string{`C:\x.exe`, "0x0", ""}, KindServiceStart, `C:\x.exe`},
	{"VSS", 12340, []string{"40", `\\?\Volume{x}\`, ""}, KindHoldTimeout, "40 s"},
	{"VSS", 12301, []string{"Registry Writer", ""}, KindNotResponding, "Registry Writer"},
	{"VSS", 12347, []string{"\n\nOperation:\n   Gathering Writer Status"}, KindNotResponding, writerRegistry},
	{"VSS", 12345, []string{""}, KindRegistryWriter, writerRegistry},
	{"vmicvss", 2, []string{WriterSQL, "9", "0x800423f2"}, KindHyperV, WriterSQL},
	{
		"Microsoft-Windows-Hyper-V-Guest-Drivers-IcSvc",
		23,
		[]string{"Microsoft Exchange Writer is in state 9, 0x800423f2"},
		KindHyperV,
		WriterExchange,
	},
	{
		"VSS",
		12366,
		[]string{
			"Own Writer",
			"{A65FAA63-5EA8-4EBC-9DBD-A0C4DB26912A}",
			"{0F1E2D3C-4B5A-4697-8877-665544332211}",
			`C:\own.exe`,
			"",
			"OnFreeze",
			"",
			"c0000005",
		},
		KindWriterFailed,
		"exception c0000005",
	},
	{"VSS", 8231, []string{"{0F1E2D3C-4B5A-4697-8877-665544332211}", `C:\x.exe`}, KindInitiated, `C:\x.exe`},
	{
		"EventLog",
		6009,
		[]string{"5.02.", "3790", "Service Pack 1", "Multiprocessor Free"},
		KindBoot,
		"5.02. 3790 Service Pack 1",
	},
	{
		"Service Control Manager",
		7040,
		[]string{"Print Spooler", "auto start", "disabled", "Spooler"},
		KindChange,
		"service Print Spooler from auto start to disabled",
	},
	{
		"Service Control Manager",
		7045,
		[]string{"Own Filter", `C:\own.sys`, "kernel mode driver", "boot start", ""},
		KindChange,
		`service Own Filter at C:\own.sys`,
	},
	{"MsiInstaller", 1033, []string{"Own Agent", "9.1", "1033", "0"}, KindChange, "program Own Agent version 9.1"},
	{
		"VSS",
		12310,
		[]string{`Release(\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000})`, "0x80042314", ""},
		KindCommitTimeout,
		`\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`,
	},
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
	other := &parse.Record{
		Provider: "Service Control Manager",
		EventID:  7036,
		Fields:   []parse.Field{{Value: parse.StringValue("Print Spooler")}, {Value: parse.StringValue("running")}},
	}
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

// What newer events name by fields, and what leaves a record without a meaning.
func TestNamedFields(t *testing.T) {
	set, copied, provider := "{0F1E2D3C-4B5A-4697-8877-665544332211}", "{11111111-4B5A-4697-8877-665544332211}", "{b5946137-7b9f-4925-af80-51abd60b20d5}"
	audit := eventOf(
		"VSSAudit",
		8222,
		"S-1-5-18",
		"NT AUTHORITY\\SYSTEM",
		"0x4b4",
		`C:\x.exe`,
		set,
		copied,
		provider,
		`\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`,
		"HOST",
		"HOST",
	)
	if audit.SetID != strings.ToLower(set) || audit.CommandLine != `C:\x.exe` || audit.ProcessID != 0x4b4 ||
		!strings.HasPrefix(audit.Volume, `\\?\Volume`) {
		t.Errorf("audit: %+v", audit)
	}
	if old := eventOf("VSSAudit", 8222, "S-1-5-18", "NT AUTHORITY\\SYSTEM", "1204", set, copied, provider, `\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\`, "HOST", "HOST"); old.ProcessID != 1204 ||
		old.SetID != strings.ToLower(set) {
		t.Errorf("audit of an older Windows: %+v", old)
	}
	if e := named("Microsoft-Windows-Security-Auditing", 4904, "AuditSourceName", "vssaudit"); e == nil ||
		e.Kind != KindWriterOther {
		t.Errorf("%+v", e)
	}
	if e := named("Microsoft-Windows-Security-Auditing", 4904, "AuditSourceName", "Other"); e != nil {
		t.Errorf("another source of audits is %s", e.Kind)
	}
	if e := named("Microsoft-Windows-Ntfs", 98, "DeviceName", `\Device\HarddiskVolumeShadowCopy3`); e == nil ||
		e.Volume != `\Device\HarddiskVolumeShadowCopy3` ||
		e.Kind != KindMounted {
		t.Errorf("%+v", e)
	}
	if e := named("Microsoft-Windows-Ntfs", 98, "DeviceName", `\Device\HarddiskVolume3`); e != nil {
		t.Errorf("a volume that is mounted is %s", e.Kind)
	}
	if e := eventOf("MSSQLSERVER", 18264, "Ledger", "device type={'DISK'}"); e != nil {
		t.Errorf("a backup to a disk is %s", e.Kind)
	}
	if e := named("Microsoft-Windows-Kernel-General", 1, "NewTime", "b", "OldTime", "a"); e.Detail != "a to b" {
		t.Errorf("%q", e.Detail)
	}
	for want, e := range map[string]*Event{
		"update KB123":                        named("Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle", "KB123"),
		"driver own.inf version 1.2 for PCI1": named("Microsoft-Windows-UserPnp", 20001, "DriverName", "own.inf", "DriverVersion", "1.2", "DeviceInstanceID", "PCI1"),
		"package KB123 to Installed":          named("Microsoft-Windows-Servicing", 2, "PackageIdentifier", "KB123", "IntendedPackageState", "Installed"),
	} {
		if e == nil || e.Kind != KindChange || e.Detail != want {
			t.Errorf("%+v, want %q", e, want)
		}
	}
	failed := recordOf("Microsoft-Windows-WindowsUpdateClient", 19, "updateTitle", "KB123")
	failed.Level = 2
	if e := NewEvent("x", failed); e.Kind != KindContext {
		t.Errorf("a change that failed is %s", e.Kind)
	}
	if e := eventOf("Service Control Manager", 7045, "Cryptographic Services", "x.exe"); e.Kind != KindWriterService ||
		e.Key != "service/CryptSvc" {
		t.Errorf("%+v", e)
	}
}

// 7036 holds the key name in UTF-16, which is the same in every language; its digit says
// what became of the service.
func TestServicesInAnyLanguage(t *testing.T) {
	wide := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	for _, c := range []struct {
		binary, display, state string
		kind                   Kind
		key                    string
	}{
		{"VSS/4", "Volumeschattenkopie", "wird ausgeführt", KindServiceRunning, "service/VSS"},
		{"VSS/1\x00", "Volumeschattenkopie", "beendet", KindServiceStopped, "service/VSS"},
		{"vmicvss/4", "x", "y", KindHyperV, "service/vmicvss"},
		{"ADAM_own/1", "x", "y", KindWriterService, "service/ADAM_*"},
		{"", "Microsoft Software Shadow Copy Provider", "stopped", KindServiceStopped, "service/swprv"},
	} {
		r := recordOf("Service Control Manager", 7036, "param1", c.display, "param2", c.state)
		r.Binary = wide(c.binary)
		e := NewEvent("x", r)
		if e == nil || e.Kind != c.kind || e.Key != c.key {
			t.Errorf("%q: %+v, want %s of %s", c.binary, e, c.kind, c.key)
		}
	}
	for _, display := range []string{"Stínová kopie svazku", "Druckwarteschlange", "Windows Modules Installer"} {
		if e := NewEvent("x", recordOf("Service Control Manager", 7036, "param1", display, "param2", "beendet")); e != nil {
			t.Errorf("%s without a key name is %s of %s", display, e.Kind, e.Key)
		}
	}
	if e := NewEvent("x", recordOf("Service Control Manager", 7036, "param1", "Volume Shadow Copy", "param2", "paused")); e != nil {
		t.Errorf("a state that is neither running nor stopped is %s", e.Kind)
	}
}

// Where 7036 of a shadow copy service was read from its message alone, the words of the message say what became of the
// service. A message with the words of both states, or of none, says neither.
func TestStateInMessage(t *testing.T) {
	for _, c := range []struct {
		message string
		kind    Kind // none: it says no state
		key     string
	}{
		{`Dienst "Volumeschattenkopie" befindet sich jetzt im Status "Ausgeführt".`, KindServiceRunning, "service/VSS"},
		{`Dienst "Volumeschattenkopie" befindet sich jetzt im Status "Beendet".`, KindServiceStopped, "service/VSS"},
		{`Dienst "Microsoft-Softwareschattenkopie-Anbieter" befindet sich jetzt im Status "Beendet".`, KindServiceStopped, "service/swprv"},
		{"Le service Cliché instantané des volumes est entré dans l’état : en cours d’exécution.", KindServiceRunning, "service/VSS"},
		{"Le service Cliché instantané des volumes est entré dans l'état : arrêté.", KindServiceStopped, "service/VSS"},
		{`Dienst "Volumeschattenkopie": erst "Ausgeführt", jetzt "Beendet".`, "", ""},
		{`Dienst "Volumeschattenkopie" befindet sich jetzt im Status "Pausiert".`, "", ""},
	} {
		r := recordOf("Service Control Manager", 7036, "message", c.message)
		r.FromText = true
		for range 9 { // whatever word comes first
			e := NewEvent("x", r)
			if got := e != nil && (e.Kind == KindServiceRunning || e.Kind == KindServiceStopped); got != (c.key != "") || got && (e.Kind != c.kind || e.Key != c.key) {
				t.Errorf("%s: %+v", c.message, e)
				break
			}
		}
		if r.FromText = false; stateIn(r) != "" {
			t.Errorf("%s: read of a record that has its strings", c.message)
		}
	}
}

// Which services a class of writers lives in.
func TestHostedBy(t *testing.T) {
	for name, want := range map[string][2]string{"NTDS": {"NTDS", "lsass"}, "Microsoft Exchange Writer": {"MSExchangeRepl", "MSExchange"}, "System Writer": {"cryptsvc", "VSS"}, "EseRecoveryWriter": {"x", ""}} {
		class, _ := ClassOf("", name)
		if name != "EseRecoveryWriter" && !class.HostedBy(want[0]) || class.HostedBy(want[1]) {
			t.Errorf(
				"%s: hosted by %s %v, by %s %v",
				name,
				want[0],
				class.HostedBy(want[0]),
				want[1],
				class.HostedBy(want[1]),
			)
		}
	}
}

// TestJudgingKeepsNothing holds that a service of no concern, which most records of a
// System log are about, is found out without memory of its own.
func TestJudgingKeepsNothing(t *testing.T) {
	r := recordOf("Service Control Manager", 7036, "param1", "Windows Update Medic", "param2", "running")
	r.Binary = "w\x00u\x00a\x00u\x00s\x00v\x00c\x00/\x004\x00\x00\x00"
	if HasMeaning(r) {
		t.Fatal("the service has a role")
	}
	if n := testing.AllocsPerRun(100, func() { HasMeaning(r) }); n > 1 {
		t.Errorf("%v allocations", n)
	}
	known := recordOf("Service Control Manager", 7036, "param1", "Volume Shadow Copy", "param2", "running")
	if !HasMeaning(known) || HasMeaning(r) {
		t.Error("one judgement changes the next")
	}
}

func TestDecodeUTF16(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                       "",
		"V":                                      "",
		"V\x00S\x00S\x00/\x004\x00\x00\x00x\x00": "VSS/4",
		"V\x00S\x00\xe9\x00\x00\x00x\x00":        "VSé",
		"V\x00\x3d\xd8\x00\xde":                  "V😀",
		"V\x00S\x00S\x00/":                       "VSS",
	} {
		if got := decodeUTF16(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}
