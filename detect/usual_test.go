package detect_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
)

// The usual faults of an ordinary modern host, in the forms in which people collect its
// logs: what an expert would say of them must come out on top, confirmed or likely.

// event is a record of an event log, some seconds after the night's begin.
type event struct {
	log      string
	at       float64
	provider string
	id       uint32
	level    int
	args     []string
	named    []string // name, value, ...
}

// Writers of the made-up host.
var (
	sqlWriter  = writerOf("SqlServerWriter", "Command")
	ntdsWriter = writerOf("NTDS", "")
	system     = writerOf("System Writer", "")
	registry   = writerOf("Registry Writer", "")
	wmi        = writerOf("WMI Writer", "")
	comPlus    = writerOf("COM+ REGDB Writer", "")
	thirdParty = writer{
		"Contoso Ledger Writer",
		"{7c0ffee0-1234-4abc-9def-0123456789ab}",
		"{0badcafe-0000-4000-8000-000000000077}",
	}
	systemState = []writer{system, registry, wmi, comPlus}
)

type writer struct{ name, class, instance string }

func writerOf(name, _ string) writer {
	class, _ := vocab.ClassOf("", name)
	return writer{name, class.ID, "{0badcafe-0000-4000-8000-" + class.ID[1:9] + "0000}"}
}

// words are the labels of the block that VSS appends, by language.
var words = map[string]map[string]string{
	"en": {
		"Operation": "Operation",
		"Context":   "Context",
		"Execution": "Execution Context: Writer",
		"Class":     "Writer Class Id",
		"Name":      "Writer Name",
		"Instance":  "Writer Instance ID",
		"Freeze":    "Freeze Event",
		"Thaw":      "Thaw Event",
		"Prepare":   "PrepareForSnapshot Event",
		"timed out": "the time of the writer ran out",
		"refused":   "the writer failed",
		"part":      "only a part is there",
	},
	"de": {
		"Operation": "Vorgang",
		"Context":   "Kontext",
		"Execution": "Ausführungskontext: Writer",
		"Class":     "Generatorklassen-ID",
		"Name":      "Generatorname",
		"Instance":  "Generatorinstanz-ID",
		"Freeze":    "Freeze-Ereignis",
		"Thaw":      "Thaw-Ereignis",
		"Prepare":   "PrepareForSnapshot-Ereignis",
		"timed out": "die Zeit des Generators lief ab",
		"refused":   "der Generator schlug fehl",
		"part":      "nur ein Teil ist da",
	},
}

func (w writer) block(lang, operation string) string {
	word := words[lang]
	return "\n\n" + word["Operation"] + ":\n   " + word[operation] + "\n\n" + word["Context"] + ":\n   " + word["Execution"] + "\n   " + word["Class"] + ": " + w.class +
		"\n   " + word["Name"] + ": " + w.name + "\n   " + word["Instance"] + ": " + w.instance
}

const (
	volumeC   = `\\?\Volume{c0ffee11-0000-0000-0000-100000000000}\`
	inSystem  = "{b5946137-7b9f-4925-af80-51abd60b20d5}" // the provider of Windows
	app       = "Application"
	sys       = "System"
	wsb       = "Microsoft-Windows-Backup"
	commitsIn = "\n\nOperation:\n   Committing shadow copies\n\nContext:\n   Execution Context: System Provider"
	coordBlk  = "\n\nOperation:\n   Executing Asynchronous Operation\n\nContext:\n   Execution Context: " +
		"Coordinator\n   Current State: DoSnapshotSet"
)

func rejected(lang string, at float64, w writer, code, why, operation string) event {
	return event{app, at, "VSS", 8229, 3, []string{code + ", " + words[lang][why], w.block(lang, operation)}, nil}
}

func frozen(at float64) event { return event{app, at, "MSSQLSERVER", 3197, 4, []string{"Ledger"}, nil} }
func resumed(at float64) event {
	return event{app, at, "MSSQLSERVER", 3198, 4, []string{"Ledger"}, nil}
}

// sqlAborts is what SQL Server and its virtual device leave when the writer gives up.
func sqlAborts(at float64) []event {
	return []event{
		{
			app,
			at,
			"SQLVDI",
			1,
			2,
			[]string{
				"SQLVDI: Loc=SignalAbort. Desc=Client initiates abort. ErrorCode=(0). Process=2260. Thread=10300. " +
					"Client. Instance=. VD=Global\\{11111111-2222-4333-8444-555555555555}1_SQLVDIMemoryName_0.",
			},
			nil,
		},
		{
			app,
			at + 0.02,
			"MSSQLSERVER",
			18210,
			2,
			[]string{
				"BackupVirtualDeviceFile::RequestDurableMedia",
				"Flush failure",
				"{11111111-2222-4333-8444-555555555555}1",
				"995(aborted)",
			},
			nil,
		},
		{app, at + 0.03, "MSSQLSERVER", 3041, 2, []string{"BACKUP DATABASE Ledger"}, nil},
		resumed(at + 0.3),
	}
}

func directory(at float64, id uint32, session string) event {
	return event{app, at, "ESENT", id, 4, []string{"lsass", "640", "", session}, nil}
}

// usualFault is one of the faults, with what an expert says of it.
type usualFault struct {
	name  string
	right []string // ids of signatures, one of which must be on top
	// open: nothing in these records tells it from a fault that looks the same.
	open bool
	made func(lang string) []event
}

var usualFaults = []usualFault{
	{"SQL Server timed out", []string{"freeze-timeout"}, false, func(l string) []event {
		return append(
			append([]event{frozen(12)}, sqlAborts(72.1)...),
			rejected(l, 75, sqlWriter, "0x800423f2", "timed out", "Thaw"),
		)
	}},
	{
		"SQL Server timed out, another writer is named as slow",
		[]string{"freeze-timeout"},
		false,
		func(l string) []event {
			all := append([]event{frozen(12)}, sqlAborts(72.1)...)
			return append(
				all,
				event{app, 84, "VSS", 12349, 3, []string{writerOf("FSRM Writer", "").block(l, "Freeze")}, nil},
				rejected(l, 85, sqlWriter, "0x800423f2", "timed out", "Thaw"),
			)
		},
	},
	{"the directory timed out", []string{"freeze-timeout"}, false, func(l string) []event {
		return []event{
			directory(10, 2005, "3"),
			directory(12, 2001, "3"),
			directory(72.2, 2007, "3"),
			rejected(l, 76, ntdsWriter, "0x800423f2", "timed out", "Thaw"),
		}
	}},
	{
		"the directory timed out, another writer is named as slow",
		[]string{"freeze-timeout"},
		false,
		func(l string) []event {
			return []event{directory(10, 2005, "3"), directory(12, 2001, "3"), directory(72.2, 2007, "3"),
				{
					app,
					84,
					"VSS",
					12349,
					3,
					[]string{writerOf("DFS Replication service writer", "").block(l, "Freeze")},
					nil,
				}, rejected(l, 86, ntdsWriter, "0x800423f2", "timed out", "Thaw")}
		},
	},
	{
		"a third party's writer was slow, and no writer logs its freeze",
		[]string{"freeze-timeout"},
		false,
		func(l string) []event {
			all := []event{{app, 90, "VSS", 12349, 3, []string{thirdParty.block(l, "Freeze")}, nil}}
			for i, w := range []writer{system, registry, wmi} {
				all = append(all, rejected(l, 91+float64(i)/10, w, "0x800423f2", "timed out", "Thaw"))
			}
			return all
		},
	},
	{"System Writer timed out, and nothing else is there", nil, true, func(l string) []event {
		return []event{rejected(l, 75, system, "0x800423f2", "timed out", "Thaw")}
	}},
	{"stuck in the thaw", []string{"stuck-in-thaw"}, false, func(l string) []event {
		all := []event{frozen(12), resumed(15)}
		for i, w := range systemState {
			all = append(all, rejected(l, 74+float64(i)/10, w, "0x800423f2", "timed out", "Thaw"))
		}
		return all
	}},
	{"writes were held for too long", []string{"hold-timeout", "guest-agent-limit"}, false, func(l string) []event {
		return append(
			[]event{
				frozen(12),
				{
					app,
					23.4,
					"VSS",
					12298,
					2,
					[]string{volumeC, "0", "0x00000000", "0x00000000", "0x80042314", "0x00000000", coordBlk},
					nil,
				},
			},
			sqlAborts(24)...)
	}},
	{"the commit timed out", []string{"commit-timeout"}, false, func(l string) []event {
		all := []event{
			frozen(12),
			{
				app,
				24,
				"VSS",
				12310,
				2,
				[]string{
					`DeviceIoControl(\\?\Volume{c0ffee11-0000-0000-0000-100000000000} - 0000000000000178,0x0053c010,0000000000000000,0,0000000000000000,4096,[0])`,
					commitsIn,
				},
				nil,
			},
			{
				app,
				24.3,
				"VSS",
				12293,
				2,
				[]string{inSystem, "CommitSnapshots({5a5a5a5a-0000-4000-8000-00000000abcd})", "0x80042306", coordBlk},
				nil,
			},
		}
		return append(all, sqlAborts(25)...)
	}},
	{"a writer refused to be prepared", []string{"writer-veto"}, false, func(l string) []event {
		return []event{rejected(l, 8, thirdParty, "0x800423f4", "refused", "Prepare")}
	}},
	{"no room for the shadow copy", []string{"insufficient-storage"}, false, func(l string) []event {
		return []event{
			{
				sys,
				9,
				"Volsnap",
				23,
				2,
				nil,
				[]string{"DeviceName", `\Device\HarddiskVolume2`, "VolumeName", "C:", "DiffVolumeName", "C:"},
			},
			{
				app,
				9.2,
				"VSS",
				12293,
				2,
				[]string{
					inSystem,
					"EndPrepareSnapshots({5a5a5a5a-0000-4000-8000-00000000abcd})",
					"0x8004231f",
					coordBlk,
				},
				nil,
			},
		}
	}},
	{"SQL Server refused a database", []string{"sql-backup-chain"}, false, func(l string) []event {
		return []event{
			{
				app,
				9,
				"SQLWRITER",
				24583,
				2,
				[]string{
					"ICommandText::Execute",
					"0x80040e14",
					"SQLSTATE: 42000, Native Error: 945\nError state: 2, Severity: 14\nSource: a provider\nError " +
						"message: Database 'Ledger' cannot be opened",
				},
				nil,
			},
			rejected(l, 9.4, sqlWriter, "0x800423f4", "refused", "Prepare"),
		}
	}},
	{"a database lies on several volumes", []string{"sql-database-on-several-volumes"}, false, func(l string) []event {
		return []event{
			{app, 8.7, "SQLWRITER", 24579, 2, []string{"Ledger", "PROD"}, nil},
			rejected(l, 9, sqlWriter, "0x800423f0", "part", "Prepare"),
		}
	}},
}

// ordinary is what an ordinary host logs around a night, every half hour.
func ordinary(from, until float64) []event {
	var all []event
	for i, at := 0, from; at <= until; i, at = i+1, at+1800 {
		all = append(
			all,
			event{app, at + 5, "Microsoft-Windows-Security-SPP", 900 + uint32(i%4), 4, []string{"x"}, nil},
			event{
				sys,
				at + 7,
				"Service Control Manager",
				7036,
				4,
				nil,
				[]string{
					"param1",
					"Windows Update",
					"param2",
					map[bool]string{true: "running", false: "stopped"}[i%2 == 0],
				},
			},
		)
	}
	return all
}

// service is VSS as it starts for a set and stops when it has had nothing to do.
func service(start, stop float64) []event {
	return []event{
		{
			sys,
			start,
			"Service Control Manager",
			7036,
			4,
			nil,
			[]string{"param1", "Volume Shadow Copy", "param2", "running"},
		},
		{app, stop, "VSS", 8224, 4, []string{""}, nil},
		{
			sys,
			stop + 0.05,
			"Service Control Manager",
			7036,
			4,
			nil,
			[]string{"param1", "Volume Shadow Copy", "param2", "stopped"},
		},
	}
}

// healthy is a night that went well.
func healthy(at float64) []event {
	return append(
		service(at, at+400),
		frozen(at+12),
		resumed(at+15),
		event{
			app,
			at + 17,
			"MSSQLSERVER",
			18264,
			4,
			[]string{
				"Ledger",
				"2019/04/01",
				"09:12:00",
				"4321",
				"33:400:37",
				"33:432:1",
				"1",
				"FILE=1, TYPE=VIRTUAL_DEVICE: {'{11111111-2222-4333-8444-555555555555}1'}",
			},
			nil,
		},
	)
}

// night puts a fault among what an ordinary host logs.
func night(fault []event) []event {
	return slices.Concat(ordinary(-4*3600, 4*3600), service(0, 500), fault)
}

// backup is what Windows Server Backup says of a run that failed.
func backup(begin, end float64) []event {
	at := stamp(begin)
	facts := []string{"HRESULT", "2155348001", "DetailedHRESULT", "0", "BackupState", "12", "BackupTime", at}
	return []event{
		{
			wsb,
			begin,
			wsb,
			1,
			4,
			nil,
			[]string{"BackupTemplateID", "{aa000000-0000-4000-8000-0000000000bb}", "SystemStateBackup", "false"},
		},
		{wsb, end, wsb, 5, 2, nil, facts},
		{wsb, end + 0.1, wsb, 14, 4, nil, facts},
		{
			app,
			end + 0.2,
			wsb,
			521,
			2,
			nil,
			[]string{"BackupTime", at, "ErrorCode", "2155348129", "ErrorMessage", "%%2155348129"},
		},
	}
}

var began = time.Date(2024, 3, 12, 1, 0, 0, 0, time.UTC)

func when(at float64) time.Time { return began.Add(time.Duration(at * float64(time.Second))) }
func stamp(at float64) string   { return when(at).Format("2006-01-02T15:04:05.000000000Z") }

// numbered gives the events of each log record ids, in order of time.
func numbered(all []event) map[string][]event {
	logs := map[string][]event{}
	for _, e := range all {
		logs[e.log] = append(logs[e.log], e)
	}
	for _, events := range logs {
		slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	}
	return logs
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

// exported writes events as an XML export does, with ids from first on.
func exported(events []event, first int) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Events>")
	for i, e := range events {
		fmt.Fprintf(
			&b,
			"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "+
				"Name='%s'/><EventID Qualifiers='0'>%d</EventID><Level>%d</Level><TimeCreated "+
				"SystemTime='%s'/><EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>USUAL.contoso.example</Computer></System><EventData>",
			escape(e.provider),
			e.id,
			e.level,
			stamp(e.at),
			first+i,
			e.log,
		)
		for _, a := range e.args {
			b.WriteString("<Data>" + escape(a) + "</Data>")
		}
		for n := 0; n < len(e.named); n += 2 {
			fmt.Fprintf(&b, "<Data Name='%s'>%s</Data>", e.named[n], escape(e.named[n+1]))
		}
		b.WriteString("</EventData></Event>\n")
	}
	b.WriteString("</Events>\n")
	return b.String()
}

// table writes events as a table in local time, two hours ahead, that names no zone.
func table(events []event, first int) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"Message", "Id", "Level", "RecordId", "ProviderName", "LogName", "MachineName", "TimeCreated"})
	for i, e := range events {
		w.Write(
			[]string{
				message(e),
				fmt.Sprint(e.id),
				fmt.Sprint(e.level),
				fmt.Sprint(first + i),
				e.provider,
				e.log,
				"USUAL.contoso.example",
				when(e.at + 7200).Format("02.01.2006 15:04:05"),
			},
		)
	}
	w.Flush()
	return b.String()
}

// message is an event in the words of a rendered one, as far as its values go.
func message(e event) string {
	switch {
	case strings.HasPrefix(e.provider, "MSSQL") && e.id == 3197:
		return "I/O is frozen on database " + e.args[0] + "."
	case strings.HasPrefix(e.provider, "MSSQL") && e.id == 3198:
		return "I/O was resumed on database " + e.args[0] + "."
	case e.provider == "ESENT":
		return fmt.Sprintf(
			"%s (%s) %sShadow copy instance %s: step %d.",
			e.args[0],
			e.args[1],
			e.args[2],
			e.args[3],
			e.id,
		)
	case e.provider == "Service Control Manager":
		return fmt.Sprintf("The %s service entered the %s state.", e.named[1], e.named[3])
	case e.provider == "VSS" && len(e.args) > 1:
		return "VSS reports: " + strings.Join(e.args[:len(e.args)-1], " ") + e.args[len(e.args)-1]
	}
	text := strings.Join(e.args, " ")
	for n := 0; n < len(e.named); n += 2 {
		text += " " + e.named[n+1]
	}
	return text
}

// listing is what vssadmin prints an hour later: those that failed still stand so.
func listing(fault []event) string {
	b := stamp(
		4000,
	) + "\nvssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\n(C) Copyright 2001-2013 " +
		"Microsoft Corp.\n"
	for _, w := range append([]writer{sqlWriter, ntdsWriter, thirdParty}, systemState...) {
		state, last := "[1] Stable", "No error"
		for _, e := range fault {
			if e.id == 8229 && strings.Contains(e.args[1], w.class) {
				state, last = "[9] Failed", "Timed out"
				if !strings.HasPrefix(e.args[0], "0x800423f2") {
					state, last = "[8] Failed", "Non-retryable error"
				}
			}
		}
		b += "\nWriter name: '" + w.name + "'\n   Writer Id: " + w.class + "\n   Writer Instance Id: " + w.instance + "\n   State: " + state + "\n   Last error: " + last + "\n"
	}
	return b
}

// shuffled writes events in an order that has nothing to do with their times.
func shuffled(events []event, first int) string {
	text := exported(events, first)
	head, rest, _ := strings.Cut(text, "<Event ")
	parts := strings.SplitAfter("<Event "+strings.TrimSuffix(rest, "</Events>\n"), "</Event>\n")
	random := rand.New(rand.NewPCG(5, 6))
	random.Shuffle(len(parts)-1, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return head + strings.Join(parts, "") + "</Events>\n"
}

// disguises are further forms that may change no verdict.
var disguises = []struct {
	name string
	made func(fault []event) map[string]string
}{
	{"shuffled", func(fault []event) map[string]string { return files(night(fault), shuffled, "xml") }},
	{"twice, as itself and as a table without a zone", func(fault []event) map[string]string {
		all := files(night(fault), exported, "xml")
		for name, text := range files(night(fault), table, "csv") {
			all[name] = text
		}
		return all
	}},
	{"with a small correction of the clock", func(fault []event) map[string]string {
		change := event{
			sys,
			40,
			"Microsoft-Windows-Kernel-General",
			1,
			4,
			nil,
			[]string{"NewTime", stamp(40.004), "OldTime", stamp(40), "Reason", "1"},
		}
		return files(append(night(fault), change), exported, "xml")
	}},
	{"with another host beside it", func(fault []event) map[string]string {
		all := files(night(fault), exported, "xml")
		all["other/Application.xml"] = strings.ReplaceAll(exported(numbered(healthy(20))[app], 1), "USUAL", "OTHER")
		return all
	}},
	{"with noise", func(fault []event) map[string]string {
		noise := []event{
			{
				app,
				20,
				"VSS",
				8194,
				2,
				[]string{
					"0x80070005, denied",
					"\n\nOperation:\n   Gathering Writer Data\n\nContext:\n   Writer Class Id: " + system.class + "\n   Writer Name: " +
						"System Writer",
				},
				nil,
			},
			{
				sys,
				21,
				"disk",
				153,
				3,
				[]string{`\Device\Harddisk1\DR1`},
				nil,
			},
			{app, 95, "Application Error", 1000, 2, []string{"notepad.exe"}, nil},
		}
		return files(append(night(fault), noise...), exported, "xml")
	}},
}

// Disguises of the same night change no verdict of a signature that says what went wrong.
func TestDisguises(t *testing.T) {
	says := func(logs map[string]string) string {
		var firm []string
		for _, f := range analysed(t, logs).Findings {
			if (f.Verdict == detect.Confirmed || f.Verdict == detect.Likely) &&
				f.Signature.Class == detect.CauseClass &&
				f.CausedBy == nil &&
				f.Severity != detect.Information {
				firm = append(firm, f.Signature.ID+" "+string(f.Verdict))
			}
		}
		slices.Sort(firm)
		return strings.Join(firm, ", ")
	}
	for _, fault := range usualFaults {
		made := fault.made("en")
		plain := says(shapes[0].made(made))
		for _, d := range disguises {
			if got := says(d.made(made)); got != plain {
				t.Errorf("%s, %s: %q, and plain %q", fault.name, d.name, got, plain)
			}
		}
	}
}

// shapes are the forms in which the logs of a host come.
var shapes = []struct {
	name string
	lang string
	made func(fault []event) map[string]string
}{
	{"plain", "en", func(fault []event) map[string]string { return files(night(fault), exported, "xml") }},
	{"with the log of Windows Server Backup", "en", func(fault []event) map[string]string {
		last := slices.MaxFunc(fault, func(a, b event) int { return cmp.Compare(a.at, b.at) })
		return files(slices.Concat(night(fault), backup(3, last.at+8)), exported, "xml")
	}},
	{"with a listing an hour later", "en", func(fault []event) map[string]string {
		all := files(night(fault), exported, "xml")
		all["writers.txt"] = listing(fault)
		return all
	}},
	{"split in the middle", "en", func(fault []event) map[string]string {
		logs := map[string]string{}
		for name, events := range numbered(night(fault)) {
			first, _ := slices.BinarySearchFunc(
				events,
				fault[len(fault)/2].at,
				func(e event, at float64) int { return cmp.Compare(e.at, at) },
			)
			logs["Archive-"+name+".xml"], logs[name+".xml"] = exported(
				events[:first],
				1000,
			), exported(
				events[first:],
				1000+first,
			)
		}
		return logs
	}},
	{
		"a table without a zone",
		"en",
		func(fault []event) map[string]string { return files(night(fault), table, "csv") },
	},
	{"with a healthy week before", "en", func(fault []event) map[string]string {
		all := slices.Concat(ordinary(-7*86400, -4*3600-1800), night(fault))
		for day := range 7 {
			all = append(all, healthy(-float64(day+1)*86400)...)
		}
		return files(all, exported, "xml")
	}},
	{"German", "de", func(fault []event) map[string]string { return files(night(fault), exported, "xml") }},
}

func files(all []event, form func([]event, int) string, ext string) map[string]string {
	logs := map[string]string{}
	for name, events := range numbered(all) {
		logs[name+"."+ext] = form(events, 1000)
	}
	return logs
}

// analysed reads made-up files as a user's are.
func analysed(t *testing.T, logs map[string]string) *vsslog.Report {
	t.Helper()
	dir := t.TempDir()
	for name, text := range logs {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := vsslog.Analyze(context.Background(), vsslog.Options{Paths: []string{dir}, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// onTop is the finding that a person reads first: the firmest one that is no symptom of
// another and says that something is wrong.
func onTop(r *vsslog.Report) *detect.Finding {
	var best *detect.Finding
	weight := func(f *detect.Finding) int {
		w := map[detect.Verdict]int{detect.Confirmed: 400, detect.Likely: 300, detect.Suspected: 200, detect.CannotTell: 100}[f.Verdict]
		if f.CausedBy != nil || f.Severity == detect.Information {
			w -= 80
		}
		if f.Signature.Class == detect.CauseClass {
			w += 10
		}
		return w
	}
	for _, f := range r.Findings {
		if best == nil || weight(f) > weight(best) {
			best = f
		}
	}
	return best
}

// atLeastRight is how many of the 91 must have the right answer on top, confirmed or
// likely. Seven of them nobody can tell.
const atLeastRight = 80

func TestUsualFaults(t *testing.T) {
	right, all := 0, 0
	for _, fault := range usualFaults {
		plain := ""
		for _, shape := range shapes {
			all++
			r := analysed(t, shape.made(fault.made(shape.lang)))
			f := onTop(r)
			says := "nothing"
			if f != nil {
				says = fmt.Sprintf("%s %s", f.Signature.ID, f.Verdict)
			}
			if plain == "" {
				plain = says
			} else if says != plain && !fault.open {
				t.Errorf("%s: %s is told as %s, and %s as %s", fault.name, shapes[0].name, plain, shape.name, says)
			}
			firm := f != nil && (f.Verdict == detect.Confirmed || f.Verdict == detect.Likely)
			switch {
			case firm && slices.Contains(fault.right, f.Signature.ID):
				right++
			case fault.open && firm && f.Signature.Class == detect.CauseClass:
				t.Errorf("%s, %s: %s, which nothing tells", fault.name, shape.name, says)
			case !fault.open:
				t.Logf("%s, %s: %s", fault.name, shape.name, says)
				if f != nil {
					t.Logf("    missing: %q", f.Missing)
				}
			}
			failed := 0
			for _, s := range r.Sets {
				if s.Outcome != "success" && s.Outcome != "unknown" {
					failed++
				}
			}
			if failed > 1 {
				t.Errorf("%s, %s: one fault is told as %d failed sets", fault.name, shape.name, failed)
			}
		}
	}
	t.Logf("%d of %d", right, all)
	if all != 91 || right < atLeastRight {
		t.Errorf(
			"%d of %d faults are confirmed or likely with the right answer on top, at least %d wanted",
			right,
			all,
			atLeastRight,
		)
	}
}
