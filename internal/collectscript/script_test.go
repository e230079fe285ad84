package collectscript

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/formats"
)

func TestScript(t *testing.T) {
	for _, target := range Targets {
		text, err := Script(strings.ToUpper(target.Name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
			t.Errorf("%s: lines that do not end as on Windows", target.Name)
		}
		for i := range len(text) {
			if text[i] > 0x7e {
				t.Fatalf("%s: byte %#x at %d: code pages differ, so a script is ASCII", target.Name, text[i], i)
			}
		}
		for _, want := range []string{"NOT TRIED ON WINDOWS", "vssadmin", "list writers", "systeminfo", "Application", "System", "vssapi.dll",
			"list providers", "list shadowstorage", "list volumes", "fltmc", "mountvol", `Services\VSS\Providers`, `VSS\VssAccessControl`, "ProfileList", `Control\Class\`, ".zip", "No setting of this host was changed"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %q", target.Name, want)
			}
		}
		if target.File == "" || !strings.Contains(target.Run, target.File) {
			t.Errorf("%s: %q does not run %q", target.Name, target.Run, target.File)
		}
	}
	if _, err := Script("2000"); err == nil || !strings.Contains(err.Error(), "2003") ||
		!strings.Contains(err.Error(), "modern") {
		t.Errorf("an unknown target: %v", err)
	}
}

// ownFiles are the deletions of what a script wrote itself: the sign to stop, what
// packs, and files of its folder that are empty.
var ownFiles = []string{
	`del "%OUT%\stop"`,
	`del "%OUT%.vbs"`,
	`del "%OUT%\filters.txt"`,
	`del "%~1"`,
	"Remove-Item -LiteralPath $stop }",
}

// TestChangesNothing: no command in a script changes the host.
func TestChangesNothing(t *testing.T) {
	changing := regexp.MustCompile(
		`(?i)\b(reg(\.exe)? (add|delete|import)|net (start|stop)|sc (config|start|stop)|regsvr32|vssadmin(\.exe)? (delete|resize|create|revert|add)|diskshadow|format [a-z]:|rmdir|rd /|attrib|icacls|cacls|(Set|New)-ItemProperty|Restart-Service|Stop-Service|Start-Service|Set-Service|cleareventlog|Clear-EventLog|wevtutil(\.exe)? (cl|sl|im|um))\b`,
	)
	deleting := regexp.MustCompile(`(?i)\b(del|erase|Remove-Item)\b.*`)
	for _, target := range Targets {
		text, _ := Script(target.Name)
		if m := changing.FindString(text); m != "" {
			t.Errorf("%s changes something: %q", target.Name, m)
		}
		for _, m := range deleting.FindAllString(strings.ReplaceAll(text, "\r", ""), -1) {
			if !slices.Contains(ownFiles, m) {
				t.Errorf("%s deletes something: %q", target.Name, m)
			}
		}
	}
}

// TestTimeTrap: cmd replaces %TIME% when it reads a block in parentheses, once
// for all rounds of a loop inside. So no stamp stands in one.
func TestTimeTrap(t *testing.T) {
	text, _ := Script("2003")
	for i, line := range strings.Split(text, "\r\n") {
		code := strings.TrimSpace(line)
		if strings.HasPrefix(code, "rem") {
			continue
		}
		if strings.HasSuffix(code, "(") || strings.HasPrefix(code, ")") {
			t.Errorf("line %d opens or ends a block: %s", i+1, line)
		}
		if strings.Contains(code, "%TIME%") && !strings.HasPrefix(code, ">> ") {
			t.Errorf("line %d: a stamp where cmd may read it too early: %s", i+1, line)
		}
		if regexp.MustCompile(`%>`).MatchString(code) {
			t.Errorf("line %d: a value right before a redirection may be read as the number of a handle: %s", i+1, line)
		}
		if strings.HasPrefix(code, "for ") && !strings.Contains(code, " call :") {
			t.Errorf("line %d: a loop that does more than call: %s", i+1, line)
		}
	}
	labels := map[string]bool{"eof": true}
	for _, m := range regexp.MustCompile(`(?m)^:(\w+)`).FindAllStringSubmatch(text, -1) {
		labels[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?m)(?:goto :?|call :)(\w+)`).FindAllStringSubmatch(text, -1) {
		if !labels[m[1]] {
			t.Errorf("the label %q is not there", m[1])
		}
	}
}

// TestPowerShell lets PowerShell itself read the script, where there is one.
func TestPowerShell(t *testing.T) {
	shell := ""
	for _, name := range []string{"pwsh", "powershell"} {
		if path, err := exec.LookPath(name); err == nil {
			shell = path
			break
		}
	}
	if shell == "" {
		t.Skip("no PowerShell was found: the syntax of collect-modern.ps1 was NOT tested")
	}
	text, _ := Script("modern")
	path := filepath.Join(t.TempDir(), "collect-modern.ps1")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(
		shell,
		"-NoProfile",
		"-Command",
		"$e = $null; [void][Management.Automation.Language.Parser]::ParseFile('"+path+"', [ref]$null, [ref]$e); $e | "+
			"ForEach-Object { $_.ToString() }; exit $e.Count",
	).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

const listing = "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\r\n(C) Copyright 2001 " +
	"Microsoft Corp.\r\n\r\n" +
	"Writer name: 'System Writer'\r\n   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}\r\n   Writer Instance Id: " +
	"{6b3e6d46-4c06-44ad-8a53-8d1b1d1b3a11}\r\n" +
	"   State: [1] Stable\r\n   Last error: No error\r\n\r\n"

// read lets vsslog read a folder and returns its one host.
func read(t *testing.T, files map[string]string) *correlate.Case {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "vsslog-SRV1")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	collector := correlate.NewCollector(time.UTC)
	problems, err := source.Walk(context.Background(), []string{dir}, source.Options{}, func(in *parse.Input) error {
		format, _, _, err := source.Identify(in, formats.All, "")
		if err != nil || format.Read == nil {
			t.Errorf("%s is not read: %v", in.Source, err)
			return nil
		}
		return format.Read(
			context.Background(),
			in,
			parse.Options{Selector: vocab.Selection()},
			func(b *parse.Batch) error {
				for _, d := range b.Damage {
					t.Errorf("%s: %s", in.Source, d)
				}
				for i := range b.Records {
					collector.Add(in.Source, in.Host, b.Records[i].Clone())
				}
				return nil
			},
		)
	})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	cases := collector.Cases()
	if len(cases) != 1 {
		t.Fatalf("%d hosts, want 1", len(cases))
	}
	return cases[0]
}

const systeminfo2003 = "\r\nHost Name:                 SRV1\r\nOS Name:                   Microsoft(R) Windows(R) " +
	"Server 2003, Standard Edition\r\n" +
	"OS Version:                5.2.3790 Service Pack 1 Build 3790\r\nSystem Locale:             en-gb;English " +
	"(United Kingdom)\r\n"

// TestPolling2003: the reader takes the stamps of the batch file for the interval
// of each listing, also where day and month could be either.
func TestPolling2003(t *testing.T) {
	for name, date := range map[string]string{"English": "Mon 06/11/2006", "day first, by the locale": "06/11/2006", "German": "06.11.2006"} {
		t.Run(name, func(t *testing.T) {
			system, day := systeminfo2003, 6
			month := time.November
			if name == "English" { // 6 November was a Monday, 11 June a Sunday
				system = strings.Replace(system, "en-gb;English (United Kingdom)", "en-us;English (United States)", 1)
			}
			clock := func(s string) string { return date + " " + s + "\r\n" }
			k := read(t, map[string]string{
				"systeminfo.txt": system,
				"writers.txt": system + "\r\n" + clock(
					" 2:00:00.15",
				) + listing + clock(
					" 2:00:00.90",
				) + clock(
					" 2:00:03.01",
				) + listing + clock(
					" 2:00:03.80",
				),
			})
			want := [][2]time.Duration{
				{150 * time.Millisecond, 900 * time.Millisecond},
				{3010 * time.Millisecond, 3800 * time.Millisecond},
			}
			checkCaptures(t, k, time.Date(2006, month, day, 2, 0, 0, 0, time.UTC), want)
		})
	}
}

// TestPollingModern: UTC stamps of PowerShell.
func TestPollingModern(t *testing.T) {
	one := func(before, after string) string {
		return "2024-03-19T21:00:" + before + "Z\r\n" + listing + "\r\n2024-03-19T21:00:" + after + "Z\r\n"
	}
	k := read(t, map[string]string{"writers.txt": "\ufeff" + one("00.150", "00.900") + one("03.010", "03.800")})
	checkCaptures(
		t,
		k,
		time.Date(2024, 3, 19, 21, 0, 0, 0, time.UTC),
		[][2]time.Duration{
			{150 * time.Millisecond, 900 * time.Millisecond},
			{3010 * time.Millisecond, 3800 * time.Millisecond},
		},
	)
}

func checkCaptures(t *testing.T, k *correlate.Case, base time.Time, want [][2]time.Duration) {
	t.Helper()
	if len(k.Listings) != len(want) {
		t.Fatalf("%d listings, want %d", len(k.Listings), len(want))
	}
	for i, c := range k.Listings {
		lo, hi := c.At.Lo.Time().Sub(base), c.At.Hi.Time().Sub(base)
		if lo != want[i][0] || hi < want[i][1] || hi > want[i][1]+10*time.Millisecond {
			t.Errorf("listing %d is from %v to %v, want %v", i, lo, hi, want[i])
		}
	}
}

// TestFacts: what the scripts write about the host is read.
func TestFacts(t *testing.T) {
	k := read(t, map[string]string{
		"systeminfo.txt": systeminfo2003,
		"versions.txt": "Name                                  Version         " +
			"\r\r\nc:\\windows\\system32\\vssapi.dll        5.2.3790.1830   \r\r\nc:\\windows\\system32\\vssvc.exe   " +
			"      5.2.3790.1830   \r\r\n",
		"qfe.txt": systeminfo2003 + "\r\n\r\r\n\r\r\nCaption=\r\r\nCSName=SRV1\r\r\nDescription=Hotfix for " +
			"Windows Server 2003 " +
			"(KB915331)\r\r\nHotFixID=KB915331\r\r\nInstalledOn=5/1/2006\r\r\nServicePackInEffect=SP2\r\r\n\r\r\n",
	})
	if files := k.Host.Files("vssapi.dll"); len(files) != 1 || files[0].Number != [4]int{5, 2, 3790, 1830} {
		t.Errorf("vssapi.dll: %v", files)
	}
	if len(k.Host.Hotfix("915331")) != 1 {
		t.Error("the update is not read")
	}
	modern := read(t, map[string]string{
		"versions.txt": "\ufeffC:\\Windows\\system32\\vssapi.dll 10.0.14393.2312 (rs1_release.180607-1919)\r\n",
		"hotfixes.txt": "\ufeff\r\n\r\nSource      : SRV1\r\nDescription : Security Update\r\nHotFixID    : " +
			"KB4460135\r\nInstalledBy : NT AUTHORITY\\SYSTEM\r\nInstalledOn : 2024-03-01\r\n\r\n",
	})
	if files := modern.Host.Files("vssapi.dll"); len(files) != 1 || files[0].Number != [4]int{10, 0, 14393, 2312} {
		t.Errorf("vssapi.dll: %v", files)
	}
	if len(modern.Host.Hotfix("4460135")) != 1 {
		t.Error("the update is not read")
	}
}

// TestLeftovers: services, filter drivers, storage, keys of the registry and what was
// installed are read as the scripts write them, none of them for another thing.
func TestLeftovers(t *testing.T) {
	facts, err := os.ReadFile("../../samples/healthy-2025/systeminfo.txt")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"services.txt": "\ufeff\r\n\r\nName        : VSS\r\nDisplayName : Volume Shadow Copy\r\nState       : " +
			"Stopped\r\nStartMode   : Disabled\r\nStartName   : LocalSystem\r\nPathName    : " +
			"C:\\Windows\\system32\\vssvc.exe\r\nSystemName  : SRV1\r\n\r\n",
		"filters.txt": "\ufeffC:\\>fltmc filters\r\n\r\nFiltername                      Instanzen      H\u00f6he    " +
			"      Rahmen\r\n------------------------------  -------------  ------------  -----\r\nexampleflt        " +
			"                      2       135000         0\r\n",
		"registry.txt": "\ufeff\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\VSS\\VssAccessControl\r\n    NT AUTHORITY\\NetworkService    REG_DWORD    0x1\r\n\r\n\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1001.bak\r\n    ProfileImagePath    REG_EXPAND_SZ    C:\\Users\\old\r\n\r\n",
		"storage.txt": "\ufeff\r\n\r\nDriveLetter : C:\r\nDeviceID    : " +
			"\\\\?\\Volume{11111111-2222-3333-4444-555555555555}\\\r\nLabel       : System\r\nFileSystem  : " +
			"NTFS\r\nFreeSpace   : 1073741824\r\nCapacity    : 107374182400\r\nDriveType   : 3\r\nSystemName  : " +
			"SRV1\r\n\r\n",
		"mounts.txt": "\ufeffPossible values for VolumeName along with current mount points are:\r\n\r\n    " +
			"\\\\?\\Volume{11111111-2222-3333-4444-555555555555}\\\r\n        C:\\\r\n\r\n",
		"updates.txt": "\ufeff\r\n\r\nTitle      : 2024-05 Cumulative Update (KB5037771)\r\nDate       : 2024-05-14 " +
			"02:01:27Z\r\nOperation  : 1\r\nResultCode : 4\r\nHResult    : 0x80070643\r\n\r\n",
		"collect-log.txt": "\ufeff2024-03-19T21:00:00.150Z begin\r\n2024-03-19T21:00:01.150Z systeminfo.txt: " +
			"done\r\n2024-03-19T21:00:02.150Z Microsoft-Windows-Backup: this host has no such " +
			"log\r\n2024-03-19T21:00:03.150Z System: wevtutil 0\r\n2024-03-19T21:00:04.150Z end\r\n\r\n" + string(
			facts,
		),
		"programs.txt": "\ufeff\r\n\r\nDisplayName    : Example Backup Agent\r\nDisplayVersion : 4.2\r\nPublisher    " +
			"  : Example\r\nInstallDate    : 20240510\r\n\r\n",
	}
	want := map[string]string{
		"services.txt":    parse.FactService,
		"filters.txt":     parse.FactFilter,
		"storage.txt":     parse.FactVolume,
		"mounts.txt":      parse.FactVolume,
		"updates.txt":     parse.WhatUpdate,
		"programs.txt":    parse.WhatProgram,
		"registry.txt":    parse.FactProfile,
		"collect-log.txt": parse.FactHostName,
	}
	for name, text := range files {
		got := map[string]bool{}
		format, err := fileOf(t, name, text, func(r *parse.Record) {
			for _, f := range r.Fields {
				if f.Name == parse.FieldFact || f.Name == parse.FieldWhat {
					got[f.Value.String()] = true
				}
			}
		})
		if err != nil || !got[want[name]] {
			t.Errorf("%s, read as %s: want %s, got %v, %v", name, format, want[name], got, err)
		}
	}
}

// fileOf reads one file and hands its records on.
func fileOf(t *testing.T, name, text string, take func(*parse.Record)) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	read := ""
	_, err := source.Walk(context.Background(), []string{path}, source.Options{}, func(in *parse.Input) error {
		format, _, _, err := source.Identify(in, formats.All, "")
		if err != nil || format.Read == nil {
			return err
		}
		read = format.Name
		return format.Read(context.Background(), in, parse.Options{}, func(b *parse.Batch) error {
			for i := range b.Records {
				take(&b.Records[i])
			}
			return nil
		})
	})
	return read, err
}
