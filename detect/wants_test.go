package detect

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/collectscript"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// askedFor is the message about a host that failures ask about, of which one log was read.
func askedFor(t *testing.T, k *correlate.Case, failures ...*Failure) string {
	t.Helper()
	var a Asks
	a.Note(k, failures)
	a.Add(k)
	list := a.List()
	if len(list) != 1 {
		t.Fatalf("%d messages", len(list))
	}
	return list[0].Text()
}

func caseOf(records ...*parse.Record) *correlate.Case {
	c := correlate.NewCollector(time.UTC)
	at := parse.Exact(parse.FromTime(time.Date(2024, 5, 14, 2, 0, 0, 0, time.UTC)))
	c.Add(
		"h/Application.evtx",
		"h",
		&parse.Record{Time: at, Provider: "VSS", EventID: 8224, Channel: "Application", Computer: "h", RecordID: 1},
	)
	for _, r := range records {
		r.Computer = "h"
		c.Add("h/listing.txt", "h", r)
	}
	return c.Cases()[0]
}

// TestWhatIsMissingIsAskedFor: whatever a documented cause says is missing for a surer
// answer is collected by a command of the message, or stands in it in words.
func TestWhatIsMissingIsAskedFor(t *testing.T) {
	nouns := []struct{ word, command string }{
		{
			"application log",
			"epl Application",
		}, {"system log", "epl System"}, {"application and system log", "epl System"},
		{
			"list writers",
			"list writers >",
		}, {"list of writers", "list writers >"}, {"lists of writers", "list writers >"},
		{
			"list providers",
			"list providers >",
		}, {"list shadowstorage", "list shadowstorage >"}, {"writers and providers", "list providers >"},
		{
			"fltmc",
			"fltmc filters >",
		}, {"list of drivers", "driverquery"}, {"sc qc", "Win32_Service"}, {"sc queryex", "Win32_Service"},
		{
			"errorlog of",
			"ERRORLOG",
		}, {", errorlog", "ERRORLOG"}, {"the errorlog", "ERRORLOG"}, {"sqlwriterlogger", "SqlWriterLogger"},
		{
			"backupset",
			"backupset",
		}, {"number of databases", "sys.databases"}, {"eventclasses key", "EventSystem"}, {"eventsystem " +
			"key", "EventSystem"},
		{"veeamguesthelper", `Veeam\Backup`},
		{
			"vsstester",
			"VSSTester",
		}, {"process monitor", "Process Monitor"}, {"process dump", "process dump"}, {"vmms", "VMMS"},
		{
			"vmware.log",
			"vmware.log",
		}, {"dpmracurr", "DPMRACurr"}, {"provider's log", "Provider's log"}, {"own log", "own log"},
	}
	asked, tried := 0, map[string]bool{}
	for _, c := range knowledge.Causes() {
		if c.Next == "" {
			continue
		}
		next := strings.Join(strings.Fields(c.Next), " ")
		text := askedFor(
			t,
			caseOf(),
			&Failure{Host: "h", Severity: Error, CauseVerdict: Suspected, Known: c, Missing: []string{next}},
		)
		if strings.Contains(next, "pplication log") || strings.Contains(next, "pplication and System log") {
			text += "epl Application" // it was read
		}
		for _, n := range nouns {
			if strings.Contains(strings.ToLower(next), n.word) {
				asked, tried[n.word] = asked+1, true
				if !strings.Contains(text, n.command) {
					t.Errorf("%s: %q asks for %s, and the message does not:\n%s", c.ID, next, n.word, text)
				}
			}
		}
	}
	if asked < 40 || len(tried) < 20 {
		t.Errorf("%d things were asked for, %d kinds", asked, len(tried))
	}
}

// TestStepsAskForWhatTheyLookAt: what a step looks at is collected, by its own command where
// that changes nothing, and not where it was read.
func TestStepsAskForWhatTheyLookAt(t *testing.T) {
	f := &Failure{Host: "h", Severity: Error, CauseVerdict: Likely, Steps: []Action{
		{Do: "Look at the account of the service.", Command: "sc qc SQLWriter & net stop SQLWriter"},
		{
			Do:      "Find the keys.",
			Command: `reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" | findstr /i .bak`,
		},
		{Do: "Switch the antivirus off for a night.", Command: "sc query NAME"},
		{Command: "sc qc VSS & del C:\\x\nsc qc %COMSPEC%\nreg query HKLM\\x ^& del y"},
	}}
	text := askedFor(t, caseOf(), f)
	for _, want := range []string{"sc qc SQLWriter > sc-qc-SQLWriter.txt\n", `reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" > reg-query-`, "Win32_Service", "fltmc filters >> filters.txt", "sc qc VSS > sc-qc-VSS.txt\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	for _, lack := range []string{"net stop", "findstr", "NAME", "del ", "COMSPEC"} {
		if strings.Contains(text, lack) {
			t.Errorf("%q in %s", lack, text)
		}
	}
	service := &parse.Record{Provider: parse.ProviderHost, FromText: true, Line: 1}
	for name, value := range map[string]string{parse.FieldFact: parse.FactService, parse.FieldValue: "SQLWriter", parse.FieldAccount: "LocalSystem"} {
		service.Fields = append(service.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
	}
	if text := askedFor(t, caseOf(service), f); strings.Contains(text, "sc qc SQLWriter") ||
		strings.Contains(text, "Win32_Service") {
		t.Errorf("services were read, and are asked for: %s", text)
	}
	f.CauseVerdict = Confirmed
	if text := askedFor(t, caseOf(), f); strings.Contains(text, "sc qc") || strings.Contains(text, "fltmc") {
		t.Errorf("the cause is confirmed, and is asked about: %s", text)
	}
	storage := &Failure{Host: "h", Severity: Error, CauseVerdict: Confirmed, Class: StorageClass}
	if text := askedFor(t, caseOf(), storage); !strings.Contains(
		text,
		"vssadmin list shadowstorage > shadowstorage.txt",
	) ||
		!strings.Contains(text, "FreeSpace") {
		t.Errorf("a storage cause without the room for it: %s", text)
	}
}

// TestStepsOfCausesLook: no command that a message takes from a step of a cause changes
// anything, and there are some.
func TestStepsOfCausesLook(t *testing.T) {
	changes := regexp.MustCompile(
		`(?i)\b(add|delete|del|start|stop|config|create|resize|reset|set|/f|/r|import|remove|restart)\b`,
	)
	found := 0
	for _, c := range knowledge.Causes() {
		f := &Failure{}
		for _, s := range c.Steps {
			f.Steps = append(f.Steps, Action{Command: c.Fill(s.Command)})
		}
		for _, command := range f.looks() {
			found++
			if changes.MatchString(strings.TrimPrefix(command, "schtasks")) && !strings.Contains(command, "Settings") {
				t.Errorf("%s: %s", c.ID, command)
			}
		}
	}
	if found < 20 {
		t.Errorf("%d commands of causes look", found)
	}
}

// TestScriptsGatherTheSame: what a message asks for, the scripts gather as well.
func TestScriptsGatherTheSame(t *testing.T) {
	for era, target := range map[Era]string{Era2003: "2003", EraModern: "modern"} {
		script, err := collectscript.Script(target)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wants {
			if w.commands[era] != nil &&
				!slices.ContainsFunc(
					strings.Split(w.script, "|"),
					func(s string) bool { return strings.Contains(script, s) },
				) {
				t.Errorf("the script of %s gathers no %s (%s)", target, w.what, w.script)
			}
		}
	}
}

// TestServiceThatWasRead: a step's look at a service whose account was read is not asked for,
// whether its name is quoted, and in a part of a host too, whose facts stand elsewhere.
func TestServiceThatWasRead(t *testing.T) {
	service := &parse.Record{Provider: parse.ProviderHost, FromText: true, Line: 1}
	for _, f := range [][2]string{{parse.FieldFact, parse.FactService}, {parse.FieldValue, "SQLWriter"}, {parse.FieldAccount, "LocalSystem"}} {
		service.Fields = append(service.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
	}
	whole, part := caseOf(service), caseOf(service)
	part.Steps = slices.DeleteFunc(part.Steps, func(s *correlate.Step) bool { return slices.Contains(part.Host.Facts, s) })
	for name, k := range map[string]*correlate.Case{"whole": whole, "part": part} {
		for command, asked := range map[string]bool{"sc qc SQLWriter": false, `sc qc "SQLWriter"`: false, `sc qc "VSS"`: true} {
			f := &Failure{Host: "h", Severity: Error, CauseVerdict: Likely, Steps: []Action{{Do: "Look.", Command: command}}}
			if text := askedFor(t, k, f); strings.Contains(text, command+" > ") != asked {
				t.Errorf("%s, %s: %s", name, command, text)
			}
		}
	}
}
