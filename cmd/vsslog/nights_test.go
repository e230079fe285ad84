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
