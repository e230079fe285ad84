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
	shadow := "Microsoft DiskShadow version 1.0\nOn computer:  SRV01,  3/14/2024 9:00:10 PM\n\n-> create\n\n" +
		"COM call \"(*vssObject)->%s\" failed.\nThe last operation failed.\n- Returned HRESULT = %s\n"
	for name, c := range map[string]struct{ log, text string }{
		"backups, and a text without a time":     {backups(12, 13, 14, 15), undated},
		"audits, and a text without a time":      {audits(12, 13, 14, 15), undated},
		"audits, and a request that was refused": {audits(12, 13, 14, 15), fmt.Sprintf(shadow, "StartSnapshotSet", "80042316")},
		"audits, and a run of the evening":       {audits(12, 13, 14, 15), fmt.Sprintf(shadow, "DoSnapshotSet", "8004231f")},
	} {
		for _, zone := range []string{"UTC", ""} {
			dir := t.TempDir()
			for file, text := range map[string]string{"log.xml": c.log, "run.txt": c.text} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
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
