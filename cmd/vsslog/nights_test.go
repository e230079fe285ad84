package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// xmlEvent is one record of an export as XML.
func xmlEvent(provider, channel string, id, record int, at, data string) string {
	return fmt.Sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"+
		"<Provider Name='%s'/><EventID>%d</EventID><Level>4</Level><TimeCreated SystemTime='%s'/>"+
		"<EventRecordID>%d</EventRecordID><Channel>%s</Channel><Computer>srv01.corp.example</Computer></System>"+
		"<EventData>%s</EventData></Event>\n", provider, id, at, record, channel, data)
}

const serverBackup = "Microsoft-Windows-Backup"

// backups are nights of Windows Server Backup that went well.
func backups(days ...int) string {
	var b strings.Builder
	for i, day := range days {
		at := fmt.Sprintf("2024-03-%02dT02:00:00.0000000Z", day)
		b.WriteString(xmlEvent(serverBackup, serverBackup, 1, 2*i+1, at, "<Data Name='SystemStateBackup'>false</Data>"))
		b.WriteString(xmlEvent(serverBackup, serverBackup, 4, 2*i+2, strings.Replace(at, "02:00", "02:30", 1),
			"<Data Name='HRESULT'>0x0</Data><Data Name='BackupTime'>"+at+"</Data>"))
	}
	return "<Events>" + b.String() + "</Events>"
}

// audits are the creations of sets that the Security log tells of.
func audits(days ...int) string {
	var b strings.Builder
	for i, day := range days {
		b.WriteString(xmlEvent(
			"VSSAudit",
			"Security",
			8222,
			i+1,
			fmt.Sprintf("2024-03-%02dT02:00:17.0000000Z", day),
			fmt.Sprintf(
				"<Data>S-1-5-18</Data><Data>NT AUTHORITY\\SYSTEM</Data><Data>0x84c</Data><Data>C:\\agent.exe</Data>"+
					"<Data>{12345678-1111-2222-3333-4444555566%02d}</Data><Data>{99999999-1111-2222-3333-4444555566%02d}</Data>"+
					"<Data>{b5946137-7b9f-4925-af80-51abd60b20d5}</Data><Data>srv01</Data>",
				day,
				day,
			),
		))
	}
	return "<Events>" + b.String() + "</Events>"
}

// TestNightsStaySets: a failed run of which no time is known, or another one, that VSS refused, or
// that lies hours away, makes no night a failure that a strong witness says went well; nor
// does it join nights.
func TestNightsStaySets(t *testing.T) {
	undated := "wbadmin 1.0\n\nThe backup operation to E: is starting.\n" +
		"The backup operation stopped before completing.\nDetailed error: x (0x8007001f)\n"
	shadow := func(at, function, code string) string {
		return "Microsoft DiskShadow version 1.0\nOn computer:  SRV01,  3/14/2024 " + at + "\n\n-> begin backup\n-> create\n\n" +
			"COM call \"(*vssObject)->" + function + "\" failed.\nThe last operation failed.\n- Returned HRESULT = " + code + "\n"
	}
	made := "Microsoft DiskShadow version 1.0\nOn computer:  SRV01,  3/14/2024 2:00:05 AM\n\n-> begin backup\n-> create\n" +
		"Alias a for shadow ID {99999999-1111-2222-3333-444455556614} set as environment variable.\n" +
		"Alias VSS_SHADOW_SET for shadow set ID {12345678-1111-2222-3333-444455556614} set as environment variable.\n\n" +
		"Querying all shadow copies with the shadow copy set ID {12345678-1111-2222-3333-444455556614}\n\n" +
		"\t* Shadow copy ID = {99999999-1111-2222-3333-444455556614}\t\t%a%\n" +
		"\t\t- Shadow copy set: {12345678-1111-2222-3333-444455556614}\t%VSS_SHADOW_SET%\n" +
		"\t\t- Original count of shadow copies = 1\n\t\t- Creation time: 3/14/2024 2:00:17 AM\n\n" +
		"Number of shadow copies listed: 1\n-> end backup\n"
	inProgress, room := "80042316", "8004231f"
	nights := []int{12, 13, 14, 15}
	for name, texts := range map[string][]string{
		"backups, and a text without a time":     {backups(nights...), undated},
		"audits, and a text without a time":      {audits(nights...), undated},
		"audits, and a request that was refused": {audits(nights...), shadow("9:00:10 PM", "StartSnapshotSet", inProgress)},
		"audits, and a run of the evening":       {audits(nights...), shadow("9:00:10 PM", "DoSnapshotSet", room)},
		"backups, audits, and a run of the evening": {
			backups(nights...), audits(nights...), shadow("9:00:10 PM", "DoSnapshotSet", room),
		},
		"a run that made a set, and one that was refused": {
			audits(nights...), made, shadow("2:00:10 AM", "StartSnapshotSet", inProgress),
		},
	} {
		for _, zone := range []string{"UTC", ""} {
			dir := t.TempDir()
			for i, text := range texts {
				file := filepath.Join(dir, fmt.Sprintf("%d.txt", i))
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			args := []string{"analyze", dir, "--json"}
			if zone != "" {
				args = append(args, "--tz", zone)
			}
			var doc struct {
				Sets     []struct{ Started_at, Outcome string }
				Failures []struct{ Started_at string }
			}
			if err := json.Unmarshal([]byte(ran(t, args...)), &doc); err != nil {
				t.Fatal(err)
			}
			good := 0
			for _, s := range doc.Sets {
				if s.Outcome == "success" {
					good++
				} else if strings.Contains(s.Started_at, "T02:00:00.") {
					t.Errorf("%s, zone %q: a night that went well joined the run that failed: %+v", name, zone, s)
				}
			}
			if good != 4 || len(doc.Failures) == 0 {
				t.Errorf(
					"%s, zone %q: %d nights went well of 4, %d failures: %+v",
					name,
					zone,
					good,
					len(doc.Failures),
					doc.Sets,
				)
			}
		}
	}
}

// TestNightsAlone: what is no attempt of its own makes no set, and spoils none that was made.
func TestNightsAlone(t *testing.T) {
	system := func(at, state string, record int) string {
		return xmlEvent("Service Control Manager", "System", 7036, record, at,
			"<Data Name='param1'>Volume Shadow Copy</Data><Data Name='param2'>"+state+"</Data>")
	}
	sql := func(id, record int, at string) string {
		return xmlEvent("MSSQLSERVER", "Application", id, record, at, "<Data>Orders</Data>")
	}
	night := func(at string) string { return "2024-03-12T" + at + ".0000000Z" }
	other := func(id, record int, at string) string {
		return xmlEvent("Microsoft-Windows-GroupPolicy", "System", id, record, at, "<Data>1</Data>")
	}
	undated := "wbadmin 1.0\n\nThe backup operation to E: is starting.\nThe backup operation stopped before completing.\n" +
		"Detailed error: x\n(0x800423F3)\n"
	refused := "Ein VSS-Writer hat ein Ereignis mit dem Fehler 0x800423f4, der Fehler bleibt. zurückgewiesen.\n\nVorgang:\n   PrepareForSnapshot-Ereignis\n\n" +
		"Kontext:\n   Ausführungskontext: Writer\n   Generatorklassen-ID: {3c8f0a17-92d4-4be1-8f60-51c7d2ae9034}\n" +
		"   Generatorname: Ledger Writer\n   Generatorinstanz-ID: {0f2a71c4-6d5c-4a57-92b8-7a60c1d45e1b}\n"
	failed := func(provider, log string, id, record int, at, data string) string {
		return strings.Replace(xmlEvent(provider, log, id, record, at, data), "<Level>4", "<Level>2", 1)
	}
	for name, c := range map[string]struct {
		texts    []string
		sets     string // outcomes
		failures int    // without a set
	}{
		"a message without a time, beside a set that was made": {
			[]string{audits(12), refused}, "success", 1,
		},
		"a start that was refused": {
			[]string{backups(12) + failed(serverBackup, serverBackup, 518, 9, night("02:10:00"), "<Data Name='HRESULT'>0x8078001d</Data>")},
			"success", 1,
		},
		"an end that two logs tell": {
			[]string{
				"<Events>" + xmlEvent(serverBackup, serverBackup, 1, 1, night("02:00:00"), "<Data Name='SystemStateBackup'>false</Data>") +
					failed(serverBackup, serverBackup, 5, 2, night("02:20:00"), "<Data Name='HRESULT'>0x8078015b</Data>") + "</Events>",
				"<Events>" + failed(serverBackup, "Application", 517, 77, night("02:20:01"), "<Data Name='ErrorCode'>2155348315</Data>") + "</Events>",
			}, "failed", 0,
		},
		"wbadmin's text, with its code below": {[]string{undated}, "failed", 0},
		"SQL Server's own snapshot, while VSS was stopped": {
			[]string{
				"<Events>" + sql(3197, 1, night("12:00:00")) + sql(3198, 2, night("12:01:23")) + "</Events>",
				"<Events>" + system(night("02:20:00"), "stopped", 1) + other(1500, 2, night("11:00:00")) + other(1500, 3, night("13:00:00")) + "</Events>",
			}, "", 0,
		},
		"the same with a hole in the System log": {
			[]string{
				"<Events>" + sql(3197, 1, night("12:00:00")) + sql(3198, 2, night("12:01:23")) + "</Events>",
				"<Events>" + system(night("02:20:00"), "stopped", 1) + other(1500, 9, night("11:00:00")) + other(1500, 10, night("13:00:00")) + "</Events>",
			}, "unknown", 0,
		},
	} {
		dir := t.TempDir()
		for i, text := range texts(c.texts) {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.xml", i)), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var doc struct {
			Sets     []struct{ Outcome string }
			Failures []struct {
				Set_id   *string
				Severity string
			}
		}
		if err := json.Unmarshal([]byte(ran(t, "analyze", dir, "--json")), &doc); err != nil {
			t.Fatal(err)
		}
		var outcomes []string
		for _, s := range doc.Sets {
			outcomes = append(outcomes, s.Outcome)
		}
		alone := 0
		for _, f := range doc.Failures {
			if f.Set_id == nil && f.Severity != "information" {
				alone++
			}
		}
		if got := strings.Join(outcomes, " "); got != c.sets || alone != c.failures {
			t.Errorf("%s: %q and %d failures of no set: %+v", name, got, alone, doc)
		}
	}
}

// texts are files; what stands behind the end of one is put into it.
func texts(files []string) []string {
	for i, f := range files {
		if whole, more, ok := strings.Cut(f, "</Events>"); ok && more != "" {
			files[i] = whole + more + "</Events>"
		}
	}
	return files
}
