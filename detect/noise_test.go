package detect_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/detect"
)

// noisy is an event of an ordinary host that is no failure of a backup.
type noisy struct {
	log, source string
	id, level   int
	message     string
}

// Words of our own; class ids and codes as such events have them.
var strangers = []noisy{
	{
		"System",
		"Microsoft-Windows-DistributedCOM",
		10016,
		3,
		"A right was missing for the class \n{2593F8B9-4EAF-457C-B68A-50F6B8EA6B54}\n and application " +
			"\n{15C20B67-12E7-4BB6-92BB-7AFF07997402}\n.",
	},
	{
		"System",
		"Microsoft-Windows-DistributedCOM",
		10016,
		2,
		"A right was missing for the class {6B3B8D23-FA8D-40B9-8DBD-B950333E2C52}.",
	},
	{
		"System",
		"Microsoft-Windows-DistributedCOM",
		10028,
		2,
		"No answer of old.example.org to 1f2c (C:\\Windows\\system32\\taskhost.exe), CLSID " +
			"{8BC3F05E-D86B-11D0-A075-00C04FB68820}.",
	},
	{
		"System",
		"Microsoft-Windows-DistributedCOM",
		10010,
		2,
		"{F9717507-6651-4EDB-BFF7-AE615179BCCF} did not answer in time.",
	},
	{
		"Application",
		"Contoso Sync",
		1042,
		4,
		"12 files were copied, one was left out with 0x80070005, and will be tried again. The index was backed up.",
	},
	{"Application", "Fabrikam Agent", 8, 4, "The shadow copy failed last week with 0x8004230f; the job was removed."},
	{"Application", "Contoso Backup", 101, 4, "3 old backups were deleted. Error code: 0x00000000"},
	{"Application", "Contoso Mail", 63, 4, "GetManifests failed with 0x80004005 and will be tried again."},
	{
		"System",
		"Microsoft-Windows-Time-Service",
		134,
		3,
		"No peer 'time.example.org,0x9'. It will be tried again. The error was: no such host. (0x80072AF9)",
	},
	{"Application", "VSS", 8224, 4, "The service stops as it has nothing to do."},
}

// loud are errors of strangers that are of nobody's concern in a piece of a log. Among
// few events somebody chose them, and they are told.
var loud = []noisy{
	{"System", "Contoso Update", 20, 2, "An update was not installed: 0x8024200B."},
	{
		"Application",
		"Contoso Counters",
		1008,
		2,
		"The counters of \"BITS\" in C:\\Windows\\System32\\bitsperf.dll could not be opened.",
	},
	{"Application", "Contoso Crash", 1000, 2, "widget.exe ended with 0xc0000005 at 0x00000000000a1b2c."},
	{"System", "Contoso Names", 1014, 3, "wpad.example.org could not be found, as no server answered."},
}

var levelWords = map[int]string{2: "Error", 3: "Warning", 4: "Information"}

// forms are the texts in which events are handed over.
var forms = map[string]func(k int, e noisy) string{
	"viewer.txt": func(k int, e noisy) string {
		return fmt.Sprintf(
			"Log Name:      %s\nSource:        %s\nDate:          5/14/2024 2:%02d:13 AM\nEvent ID:      %d\nTask "+
				"Category: None\nLevel:         %s\nKeywords:      Classic\nUser:          N/A\nComputer:      "+
				"BOX\nDescription:\n%s\n\n",
			e.log,
			e.source,
			k,
			e.id,
			levelWords[e.level],
			e.message,
		)
	},
	"viewer-de.txt": func(k int, e noisy) string {
		level := map[int]string{2: "Fehler", 3: "Warnung", 4: "Informationen"}[e.level]
		return fmt.Sprintf(
			"Protokollname: %s\nQuelle:        %s\nDatum:         14.05.2024 02:%02d:13\nEreignis-ID:   "+
				"%d\nAufgabenkategorie:Keine\nEbene:         %s\nBenutzer:      N/V\nComputer:      "+
				"BOX\nBeschreibung:\n%s\n\n",
			e.log,
			e.source,
			k,
			e.id,
			level,
			e.message,
		)
	},
	"wevtutil.txt": func(k int, e noisy) string {
		return fmt.Sprintf(
			"Event[%d]:\n  Log Name: %s\n  Source: %s\n  Date: 2024-05-14T02:%02d:13.123\n  Event ID: %d\n  Task: "+
				"N/A\n  Level: %s\n  Opcode: Info\n  Keyword: Classic\n  User: N/A\n  User Name: N/A\n  Computer: "+
				"BOX\n  Description: \n%s\n\n",
			k,
			e.log,
			e.source,
			k,
			e.id,
			levelWords[e.level],
			e.message,
		)
	},
	"list.txt": func(k int, e noisy) string {
		return fmt.Sprintf(
			"TimeCreated      : 5/14/2024 2:%02d:13 AM\nProviderName     : %s\nId               : "+
				"%d\nLevelDisplayName : %s\nMessage          : %s\n\n",
			k,
			e.source,
			e.id,
			levelWords[e.level],
			strings.ReplaceAll(e.message, "\n", "\n"+strings.Repeat(" ", 19)),
		)
	},
	"old.txt": func(k int, e noisy) string {
		return fmt.Sprintf(
			"Event Type:\t%s\nEvent Source:\t%s\nEvent Category:\tNone\nEvent "+
				"ID:\t%d\nDate:\t\t5/14/2024\nTime:\t\t2:%02d:13 "+
				"AM\nUser:\t\tN/A\nComputer:\tBOX\nDescription:\n%s\n\n",
			levelWords[e.level],
			strings.TrimPrefix(e.source, "Microsoft-Windows-"),
			e.id,
			k,
			e.message,
		)
	},
	"rows.txt": func(k int, e noisy) string {
		return fmt.Sprintf(
			"%s\t5/14/2024 2:%02d:13 AM\t%s\t%d\tNone\t\"%s\"\n",
			levelWords[e.level],
			k,
			e.source,
			e.id,
			strings.ReplaceAll(e.message, `"`, `""`),
		)
	},
	"table.csv": func(k int, e noisy) string {
		return fmt.Sprintf(
			"\"5/14/2024 2:%02d:13 AM\",\"%d\",\"%s\",\"%s\",\"%s\"\n",
			k,
			e.id,
			levelWords[e.level],
			e.source,
			strings.ReplaceAll(e.message, `"`, `""`),
		)
	},
	"lines.jsonl": func(k int, e noisy) string {
		line, _ := json.Marshal(
			map[string]any{
				"TimeCreated":      fmt.Sprintf("2024-05-14T02:%02d:13Z", k),
				"Id":               e.id,
				"Level":            e.level,
				"LevelDisplayName": levelWords[e.level],
				"ProviderName":     e.source,
				"LogName":          e.log,
				"MachineName":      "BOX",
				"RecordId":         500 + k,
				"Message":          e.message,
			},
		)
		return string(line) + "\n"
	},
	"events.xml": func(k int, e noisy) string {
		return fmt.Sprintf(
			"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "+
				"Name='%s'/><EventID>%d</EventID><Level>%d</Level><TimeCreated "+
				"SystemTime='2024-05-14T02:%02d:13.1Z'/><EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>BOX</Computer></System>"+
				"<EventData><Data>%s</Data></EventData></Event>\n",
			e.source,
			e.id,
			e.level,
			k,
			500+k,
			e.log,
			strings.ReplaceAll(e.message, `"`, "&quot;"),
		)
	},
}

func inForm(form string, events []noisy) string {
	var b strings.Builder
	if form == "table.csv" {
		b.WriteString("\"TimeCreated\",\"Id\",\"LevelDisplayName\",\"ProviderName\",\"Message\"\n")
	}
	for k, e := range events {
		b.WriteString(forms[form](k, e))
	}
	return b.String()
}

// TestNoiseInTexts: what an ordinary host logs is no failure, whatever form it is handed
// over in: information of strangers, DCOM's complaints, and errors of strangers in what
// is a piece of a log.
func TestNoiseInTexts(t *testing.T) {
	long := append(append(append([]noisy(nil), strangers...), loud...), strangers...)
	for form := range forms {
		for name, events := range map[string][]noisy{"few": strangers[:8], "log": long} {
			text := inForm(form, events)
			for kind, text := range map[string]string{"alone": text, "ticket": "Hello,\n\nthe backup runs fine, " +
				"these are the events of the host:\n\n" + text + "\nThanks\n"} {
				r := analysed(t, map[string]string{form: text})
				for _, f := range r.Failures {
					if f.Severity != detect.Information {
						t.Errorf("%s, %s, %s: %s %s: %s", form, name, kind, f.Severity, f.CauseVerdict, f.Headline)
					}
				}
			}
		}
	}
}

// TestChosenStranger: an error of a stranger that somebody pasted beside few others is
// told, and so is DCOM where it names the service of VSS.
func TestChosenStranger(t *testing.T) {
	for form := range forms {
		if form == "lines.jsonl" || form == "events.xml" { // nobody picks these out
			continue
		}
		dcom := noisy{
			"System",
			"Microsoft-Windows-DistributedCOM",
			10010,
			2,
			"{E579AB5F-1CC4-44B4-BED9-DE0991FF0623} did not answer in time.",
		}
		for _, e := range []noisy{loud[0], dcom} {
			r := analysed(t, map[string]string{form: inForm(form, []noisy{e, strangers[9]})})
			told := false
			for _, f := range r.Failures {
				told = told || f.Severity != detect.Information
			}
			if !told {
				t.Errorf("%s: %s %d is not told: %d failures", form, e.source, e.id, len(r.Failures))
			}
		}
	}
	// In a log a stranger is told if he speaks of shadow copies.
	events := append(append([]noisy(nil), strangers...), strangers...)
	events = append(events, noisy{"Application", "Fabrikam Agent", 9, 2, "The shadow copy failed with 0x8004230f."})
	if r := analysed(t, map[string]string{"viewer.txt": inForm("viewer.txt", events)}); len(r.Failures) == 0 ||
		r.Failures[0].Severity == detect.Information {
		t.Errorf("the error of an agent is not told: %+v", r.Failures)
	}
}

// TestStrangersBesideBackups: errors of sources that have nothing to do with backups are no
// failures, in whatever form and number a text holds them, unless they are all that there is and
// of one source. What a record says of a volume, a writer's service or a backup program counts,
// and so does a source that disks, clusters or writers have.
func TestStrangersBesideBackups(t *testing.T) {
	service := func(id int, name string) noisy {
		return noisy{"System", "Service Control Manager", id, 2,
			"The " + name + " service terminated unexpectedly. It has done this 1 time(s)."}
	}
	night := []noisy{
		{"Microsoft-Windows-Backup", "Microsoft-Windows-Backup", 1, 4, "A run began."},
		{"Microsoft-Windows-Backup", "Microsoft-Windows-Backup", 4, 4, "The run went well."},
	}
	timeout := noisy{"System", "Microsoft-Windows-Time-Service", 36, 2, "The time was not set for a day."}
	waited := noisy{"System", "Service Control Manager", 7011, 2, "Nothing came within 30000 ms from swprv."}
	crashed := noisy{"Application", "Application Error", 1000, 2, "sqlwriter.exe ended with 0xc0000005."}
	database := noisy{"Application", "Application Error", 1000, 2, "sqlservr.exe ended with 0xc0000005."}
	shop := noisy{"Application", "Application Error", 1000, 2, "winstore.app.exe ended, a part of the store, with 0xc0000005."}
	volume := noisy{"System", "Contoso Cache", 7, 2, `\\?\Volume{2c9e4b70-0000-0000-0000-501f00000000}\ is lost.`}
	copies := noisy{"Application", "Contoso Tool", 7, 2, "No shadow copy was made."}
	disk := noisy{"System", "disk", 7, 2, "The device has a bad block."}
	cluster := noisy{"System", "Microsoft-Windows-FailoverClustering", 1146, 2, "A process of the cluster ended."}
	spooler, stopped := service(7031, "Print Spooler"), service(7034, "Print Spooler")
	for name, c := range map[string]struct {
		events []noisy
		want   int
	}{
		"beside a good night":         {append(loud[:len(loud):len(loud)], night...), 0},
		"a service beside it":         {append(night[:2:2], spooler), 0},
		"another number":              {append(night[:2:2], stopped), 0},
		"the clock":                   {append(night[:2:2], timeout), 0},
		"three sources alone":         {loud[:3], 0},
		"many of one":                 {[]noisy{loud[1], loud[1], loud[1], loud[1], loud[1]}, 0},
		"alone":                       {loud[1:2], 1},
		"two of one source":           {[]noisy{spooler, stopped}, 1},
		"a program of backups":        {append(night[:2:2], service(7034, "Veeam Agent for Microsoft Windows")), 1},
		"the service of a writer":     {append(night[:2:2], service(7034, "SQL Server VSS Writer")), 1},
		"the key of a service":        {append(night[:2:2], waited), 1},
		"the process of a service":    {append(night[:2:2], crashed), 1},
		"the process of a database":   {append(night[:2:2], database), 1},
		"a process of another":        {append(night[:2:2], shop), 0},
		"a volume":                    {append(night[:2:2], volume), 1},
		"a stranger on shadow copies": {append(night[:2:2], copies), 1},
		"a disk":                      {append(night[:2:2], disk), 1},
		"a cluster":                   {append(night[:2:2], cluster), 1},
	} {
		for form := range forms {
			if form == "lines.jsonl" || form == "events.xml" { // nobody picks these out
				continue
			}
			got := 0
			r := analysed(t, map[string]string{form: inForm(form, c.events)})
			for _, f := range r.Failures {
				if f.Severity != detect.Information {
					got++
				}
			}
			if (got > 0) != (c.want > 0) {
				t.Errorf("%s, %s: %d failures", name, form, got)
			}
		}
	}
}

// TestNoLevelNoIll: an event of a program in a table without levels is a failure only if its message says that
// something went wrong.
func TestNoLevelNoIll(t *testing.T) {
	for message, want := range map[string]bool{
		"Backup of C: started.": false, "Snapshot created.": false, "0 of 12 snapshots failed.": false,
		"Snapshot of C: did not fail.": false, "Snapshot of C: failed.": true, "Sicherung von C: fehlgeschlagen.": true,
		"Kopia woluminu C: nie powiodła się.": true, "Cannot read C:": true,
	} {
		r := analysed(t, map[string]string{"ev.csv": "TimeCreated,Id,LevelDisplayName,ProviderName,Message\n" +
			"2024-05-16 01:00:00,1,,Acronis,\"" + message + "\"\n"})
		if got := len(r.Failures) > 0; got != want {
			t.Errorf("%q: a failure: %v", message, got)
		}
	}
}
