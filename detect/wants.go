package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// want is a kind of file that is asked for where something speaks of it: what is missing
// for a surer answer, a step, or what tells two causes apart; or that all failures of a
// class need.
type want struct {
	what, shows string
	words       *lazyregexp.Regexp
	class       FailureClass
	seen        func(readThings) bool // nil: what was read does not tell
	script      string                // what the scripts of vsslog collect have that gathers the same
	commands    map[Era][]string      // that write it into the current folder
}

// onEvery are commands that are the same on every Windows.
func onEvery(commands ...string) map[Era][]string {
	return map[Era][]string{Era2003: commands, EraModern: commands}
}

func powershell(script, file string) string {
	return `powershell -NoProfile -Command "` + script + `" > ` + file
}

// wholeLogOf asks for a log of which a list of events was read.
func wholeLogOf(log, file string) want {
	return want{
		what:  log + " log as a file",
		shows: "all its records: a list may leave some out",
		words: lazyregexp.New(`the ` + log + ` log \(read as a list of events\)`),
		commands: map[Era][]string{
			Era2003:   {saveLog(log, file)},
			EraModern: {"wevtutil epl " + log + " " + log + ".evtx"},
		},
	}
}

var wants = []want{
	wholeLogOf("Application", "AppEvent.Evt"),
	wholeLogOf("System", "SysEvent.Evt"),
	{
		what:   "vssadmin list shadowstorage",
		script: "list shadowstorage",
		shows:  "used, allocated and maximum space for shadow copies",
		class:  StorageClass,
		words: lazyregexp.New(
			`(?i)list shadowstorage|shadow (copy )?storage|diff(erence)? area|lists? of [a-z, ]*storage`,
		),
		seen:     thing(parse.ProviderStorage),
		commands: onEvery("vssadmin list shadowstorage > shadowstorage.txt"),
	},
	{
		what:   "size and free space of the volumes",
		script: "FreeSpace",
		shows:  "whether a volume is full",
		class:  StorageClass,
		words: lazyregexp.New(
			`(?i)free (up )?space|the (room|space)\b|has (room|space)|is full\b|Get-Volume|fsutil volume diskfree`,
		),
		seen: thing("free"),
		commands: map[Era][]string{
			Era2003: {
				"wmic volume get DriveLetter,DeviceID,Label,FileSystem,FreeSpace,Capacity /format:list > storage.txt",
			},
			EraModern: {
				powershell(
					"Get-WmiObject Win32_Volume | Format-List DriveLetter,DeviceID,Label,FileSystem,FreeSpace,Capacity",
					"storage.txt",
				),
			}},
	},
	{what: "vssadmin list providers", script: "list providers", shows: "who makes the copies", class: ProviderClass,
		words: lazyregexp.New(`(?i)list providers|lists? of (writers and )?providers|writers, providers`),
		seen:  thing(parse.ProviderVSSProvider), commands: onEvery("vssadmin list providers > providers.txt")},
	{
		what:     "vssadmin list shadows",
		script:   "list shadows",
		shows:    "which copies there are",
		words:    lazyregexp.New(`(?i)list shadows\b`),
		seen:     thing(parse.ProviderShadow),
		commands: onEvery("vssadmin list shadows > shadows.txt"),
	},
	{
		what:     "vssadmin list volumes",
		script:   "list volumes",
		shows:    "which volumes can be copied",
		words:    lazyregexp.New(`(?i)list volumes\b`),
		commands: onEvery("vssadmin list volumes > volumes.txt"),
	},
	{what: "fltmc filters", script: "fltmc", shows: "filter drivers: antivirus, backup, encryption",
		words: lazyregexp.New(`(?i)\bfltmc\b|filter drivers?|anti-?virus|virus scan`),
		seen: thing(
			parse.FactFilter,
		), commands: onEvery("echo C:\\^>fltmc filters > filters.txt & fltmc filters >> filters.txt",
			"echo C:\\^>fltmc instances > instances.txt & fltmc instances >> instances.txt")},
	{what: "services with start type and account", script: "StartName",
		shows: "which are disabled, and the account of each",
		words: lazyregexp.New(
			`(?i)\bsc q(c|uery|ueryex)\b|start types?\b|account of the service|service account|runs? as\b|log ?on as`,
		),
		seen: thing("account"), commands: map[Era][]string{
			Era2003: {
				"wmic service get Name,DisplayName,State,StartMode,StartName,PathName /format:list > services.txt",
			},
			EraModern: {
				powershell(
					"Get-WmiObject Win32_Service | Format-List Name,DisplayName,State,StartMode,StartName,PathName",
					"services.txt",
				),
			}}},
	{
		what:     "drivers",
		script:   "driverquery",
		shows:    "what was installed",
		words:    lazyregexp.New(`(?i)list of drivers|drivers that were installed`),
		seen:     thing(parse.FactDriver),
		commands: onEvery("driverquery /v /fo list > drivers.txt"),
	},
	{
		what:   "updates with their day",
		script: "HotFix|qfe",
		shows:  "what was changed",
		words:  lazyregexp.New(`(?i)what was (installed|changed)|updates? (was|were) installed|installed since`),
		seen:   thing(parse.ProviderChange),
		commands: map[Era][]string{
			Era2003: {
				"wmic qfe list full /format:list > qfe.txt",
			}, EraModern: {powershell("Get-HotFix | Format-List "+
				"Source,Description,HotFixID,InstalledOn", "hotfixes.txt")}},
	},
	{
		what:   "version of vssapi.dll",
		script: "vssapi.dll",
		shows:  "whether a fix is in",
		words:  lazyregexp.New(`(?i)vssapi\.dll`),
		seen:   thing("vssapi.dll"),
		commands: map[Era][]string{
			Era2003: {
				`wmic datafile where "name='C:\\windows\\system32\\vssapi.dll'" get Name,Version > versions.txt`,
			},
			EraModern: {
				powershell(
					"(Get-Item $env:windir\\System32\\vssapi.dll).VersionInfo | Format-List FileName,FileVersion",
					"versions.txt",
				),
			}},
	},
	{
		what:   "ERRORLOG of SQL Server",
		script: "ERRORLOG",
		shows:  "what SQL Server itself logged",
		words:  lazyregexp.New(`\bERRORLOG\b`),
		seen: thing(
			"sql-errorlog",
		),
		commands: onEvery(
			`for /d %i in ("%ProgramFiles%\Microsoft SQL Server\MSSQL*") do copy "%i\MSSQL\Log\ERRORLOG" "%~nxi-ERRORLOG.txt"`,
		),
	},
	{
		what:   "SqlWriterLogger.txt",
		script: "SqlWriterLogger",
		shows:  "what SQL Server's writer did",
		words:  lazyregexp.New(`(?i)SqlWriterLogger`),
		seen: thing(
			"sqlwriter",
		),
		commands: onEvery(`copy "%ProgramFiles%\Microsoft SQL Server\90\Shared\SqlWriterLogger*.txt" .`),
	},
	{
		what:   "databases of SQL Server",
		script: "sys.databases",
		shows:  "how many there are, and in which state",
		words:  lazyregexp.New(`(?i)number of databases`),
		commands: onEvery(
			`sqlcmd -E -Q "SELECT name, state_desc, recovery_model_desc, is_auto_close_on FROM sys.databases" -o databases.txt`,
		),
	},
	{
		what:   "history of SQL Server's backups",
		script: "msdb.dbo.backupset",
		shows:  "which full backup a later one depends on",
		words:  lazyregexp.New(`(?i)backupset`),
		commands: onEvery(
			`sqlcmd -E -Q "SELECT TOP 50 database_name, type, backup_start_date, backup_finish_date, is_snapshot, is_copy_only FROM msdb.dbo.backupset ORDER BY backup_finish_date DESC" -o backupset.txt`,
		),
	},
	{
		what:   "Directory Service log",
		script: "Directory Service",
		shows:  "what Active Directory itself logged",
		words:  lazyregexp.New(`(?i)Directory Service log`),
		seen:   thing("log directory service"),
		commands: map[Era][]string{
			Era2003: {
				saveLog("Directory Service", "NTDS.Evt"),
			}, EraModern: {`wevtutil epl "Directory Service" DirectoryService.evtx`}},
	},
	{
		what:   "log of Windows Server Backup",
		script: "WindowsServerBackup|NTBackup",
		shows:  "how its job ended",
		words: lazyregexp.New(
			`(?i)Microsoft-Windows-Backup|logs?\\WindowsServerBackup|log of Windows Server Backup`,
		),
		seen: thing("log microsoft-windows-backup"),
		commands: map[Era][]string{
			EraModern: {
				"wevtutil epl Microsoft-Windows-Backup Microsoft-Windows-Backup.evtx",
				`copy "%windir%\Logs\WindowsServerBackup\*.log" .`,
			}},
	},
	{
		what:   "Veeam's logs in the guest",
		script: "Veeam",
		shows:  "what its helper reported",
		words:  lazyregexp.New(`(?i)ProgramData\\Veeam|VeeamGuestHelper|VeeamVssSupport`),
		seen:   thing("veeam"),
		commands: map[Era][]string{
			Era2003:   {`copy "%ALLUSERSPROFILE%\Application Data\Veeam\Backup\Veeam*.log" .`},
			EraModern: {`copy "%ProgramData%\Veeam\Backup\Veeam*.log" .`}},
	},
	{
		what:     "keys of the COM+ event system",
		script:   "SOFTWARE\\Microsoft\\EventSystem",
		shows:    "whether VSS finds its event classes",
		words:    lazyregexp.New(`(?i)EventClasses key|EventSystem key`),
		commands: onEvery(`reg query HKLM\SOFTWARE\Microsoft\EventSystem /s > eventsystem.txt`),
	},
	{
		what:   "VSS in the Security log",
		script: "Security|AppEvent",
		shows:  "which copies were made, by whom",
		words:  lazyregexp.New(`(?i)Security log`),
		seen: thing(
			"log security",
		),
		commands: map[Era][]string{EraModern: {`wevtutil epl Security Security.evtx "/q:*[System[(EventID=8222)]]"`}},
	},
}

// readThings are kinds of things that the files of a host tell, for what is asked.
type readThings map[string]bool

func thing(name string) func(readThings) bool {
	return func(r readThings) bool { return r[name] }
}

// look notes what the files of a host, or of a part of it, tell.
func (r readThings) look(k *correlate.Case) {
	for _, l := range k.Logs {
		r["log "+strings.ToLower(l.Channel)] = true
	}
	for _, steps := range [][]*correlate.Step{k.Host.Facts, k.Steps} {
		for _, s := range steps {
			r.note(s.Record)
		}
	}
}

func (r readThings) note(rec *parse.Record) {
	if !rec.IsStatement() {
		return
	}
	r[rec.Provider] = true
	switch rec.Provider {
	case parse.ProviderRequester:
		r[rec.Text(parse.FieldTool)] = true
	case parse.ProviderFile:
		r[strings.ToLower(rec.Text(parse.FieldFile))] = true
	case parse.ProviderHost:
		fact := rec.Text(parse.FieldFact)
		r[fact] = true
		if rec.Text(parse.FieldFree) != "" {
			r["free"] = true
		}
		if fact == parse.FactService && rec.Text(parse.FieldAccount) != "" {
			r["account"] = true
			r["account of "+strings.ToLower(rec.Text(parse.FieldValue))] = true
		}
	}
}

// speaksOf are the texts of a failure that may speak of files to collect.
func (f *Failure) speaksOf() string {
	texts := slices.Clone(f.Missing)
	for _, a := range f.Steps {
		texts = append(texts, a.Do, a.Command, a.Verify)
	}
	for _, r := range f.Rivals {
		texts = append(texts, r.Tells())
	}
	return strings.Join(texts, "\n")
}

// looking are commands that look and change nothing.
var looking = lazyregexp.New(
	`(?i)^(sc (qc|query|queryex|qfailure|qtriggerinfo) |reg query |mountvol$|mountvol /l$|manage-bde -status|schtasks /query|bcdedit /enum|` +
		`fsutil (volume diskfree|usn queryjournal|resource info|dirty query|behavior query) |netsh [a-z ]*\bshow\b|wbadmin get |whoami /|tasklist|netstat|nltest /|dcdiag|repadmin /show|pnputil /enum|chkntfs )`,
)

// plainCommand holds no sign that a command prompt gives a meaning.
var plainCommand = lazyregexp.New(`^[A-Za-z0-9 .,:;\\/"'{}()=_*$#\[\]-]+$`)

// standIn is a word that the reader of a step has to replace.
var standIn = lazyregexp.New(
	`\b(NAME|VMID|TARGET|GUEST|DOMAIN|GUID|INSTANCE|ADAM_NAME|USER|SERVER|DPMSERVER|HOST)\b`,
)

// looks are the commands of the steps that look, but for those that a want collects.
func (f *Failure) looks() []string {
	var all []string
	for _, a := range f.Steps {
		for _, line := range strings.Split(a.Command, "\n") {
			for _, c := range strings.Split(line, " & ") {
				c, _, _ = strings.Cut(c, " | findstr")
				c = strings.TrimSpace(c)
				if !looking.MatchString(c) || !plainCommand.MatchString(c) || strings.Count(c, `"`)%2 != 0 ||
					standIn.MatchString(c) {
					continue
				}
				if !slices.Contains(all, c) {
					all = append(all, c)
				}
			}
		}
	}
	return all
}

// told reports whether what was read tells what the command shows.
func (r readThings) told(command string) bool {
	lower := strings.ToLower(command)
	if service, ok := strings.CutPrefix(lower, "sc qc "); ok {
		return r["account of "+strings.Trim(service, `"`)]
	}
	return strings.Contains(lower, `\profilelist`) && r[parse.FactProfile] ||
		strings.Contains(lower, "vssaccesscontrol") && r[parse.FactVSSAccess]
}

// mostFileName is how long the name of a file may be that a command writes.
const mostFileName = 60

// fileOf names the file of a command by the command.
func fileOf(command string) string {
	words := strings.FieldsFunc(command, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_')
	})
	name := strings.Join(words, "-")
	if n := len(name) - mostFileName; n > 0 {
		name = name[:mostFileName/2] + "-" + name[n+mostFileName/2+1:]
	}
	return name + ".txt"
}

// files are words for what can be collected and no command of ours collects.
var files = lazyregexp.New(
	`(?i)\blogs?\b|\.\w*log\b|\.txt\b|\.ps1\b|\bdump\b|\btrac(e|ing)\b|\bMonitor\b|\bexport of\b|\bevent list\b|\btask times\b|\bVMMS\b`,
)

// byHand are the things missing for a surer answer that no command asks for.
func (f *Failure) byHand() []string {
	if f.Known == nil {
		return nil
	}
	var all []string
	for _, text := range f.Missing {
		rest := both.ReplaceAllString(text, "")
		for _, l := range askedLogs {
			rest = l.named.ReplaceAllString(rest, "")
		}
		for _, w := range wants {
			rest = w.words.ReplaceAllString(rest, "")
		}
		if files.MatchString(rest) {
			all = append(all, strings.TrimSuffix(text, "."))
		}
	}
	return all
}
