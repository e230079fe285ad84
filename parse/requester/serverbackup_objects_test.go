package requester

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// What PowerShell prints of a backup of Windows Server Backup, in any form, is one record with both codes.
func TestServerBackupObjects(t *testing.T) {
	const wholeDay, atOnce = parse.Day, parse.Ticks(0)
	for _, c := range []struct {
		name, text           string
		phrase, code, detail string
		at                   string
		open                 parse.Ticks // from the time on
	}{
		{"summary", "PS C:\\> Get-WBSummary\n\nNextBackupTime                  : 10/26/2024 9:00:00 PM\n" +
			"LastSuccessfulBackupTargetPath  : \\\\?\\Volume{c3f1bd2e-1a2b-4b0b-9d4e-2c5a0d8f1e77}\n" +
			"LastBackupTime                  : 10/25/2024 9:00:09 PM\n" +
			"DetailedMessage                 : A copy could not be made.\n" +
			"LastBackupResultHR              : 2155348129\nLastBackupResultDetailedHR      : -2147212529\n",
			parse.PhraseBackupFailed, "0x807800a1", "0x8004230f", "2024-10-25 21:00:09", wholeDay},
		{"job", "JobType                 : Backup\nStartTime               : 10/25/2024 9:00:03 PM\n" +
			"EndTime                 : 10/25/2024 9:07:44 PM\nJobState                : Completed\n" +
			"HResult                 : -2139619228\nDetailedHResult         : -2147212300\n",
			parse.PhraseBackupFailed, "0x80780064", "0x800423f4", "2024-10-25 21:07:44", atOnce},
		{"JSON", `{"LastBackupTime":"2024-10-25T21:00:09","LastBackupResultHR":-2139619167,"LastBackupResultDetailedHR":0,` +
			`"LastSuccessfulBackupTime":"2024-10-24T21:00:11"}` + "\n",
			parse.PhraseBackupFailed, "0x807800a1", "", "2024-10-25 21:00:09", wholeDay},
		{"ended well", "JobType         : Backup\nEndTime         : 10/25/2024 9:07:44 PM\nHResult         : 0\nDetailedHResult : 0\n",
			parse.PhraseEndedWell, "", "", "2024-10-25 21:07:44", atOnce},
		{"still running", "JobType         : Backup\nStartTime       : 10/25/2024 9:00:44 PM\nEndTime         :\n" +
			"HResult         : 0\nDetailedHResult : 0\n", "", "", "", "2024-10-25 21:00:44", wholeDay},
		{"recovery", "JobType         : VolumeRestore\nEndTime         : 10/25/2024 9:07:44 PM\nHResult         : -2139619228\n" +
			"DetailedHResult : 0\n", parse.PhraseJobFailed, "0x80780064", "", "2024-10-25 21:07:44", atOnce},
	} {
		records := texttest.Read(t, []byte(c.text), ServerBackupObjects).Records
		if len(records) != 1 {
			t.Errorf("%s: %d records", c.name, len(records))
			continue
		}
		r := records[0]
		phrase, code, detail := r.Text(parse.FieldPhrase), r.Text(parse.FieldHResult), r.Text(parse.FieldInnerHResult)
		if phrase != c.phrase || code != c.code || detail != c.detail {
			t.Errorf("%s: %q with %q and %q, want %q with %q and %q", c.name, phrase, code, detail, c.phrase, c.code, c.detail)
		}
		if got := r.Time.Wall.Time().Format(time.DateTime); got != c.at {
			t.Errorf("%s: at %s, want %s", c.name, got, c.at)
		}
		if !r.Until.IsZero() && r.Until.Wall-r.Time.Wall != c.open || r.Until.IsZero() && c.open != atOnce {
			t.Errorf("%s: until %v", c.name, r.Until)
		}
	}
}

// An event of Windows Server Backup as an object has both results too, and is read as what it is.
func TestEventIsNoServerBackupObject(t *testing.T) {
	const event = "Id              : 9\nProviderName    : Microsoft-Windows-Backup\nHResult         : 2155348129\nDetailedHResult : 2147754767\n"
	for _, r := range texttest.Read(t, []byte(event), ServerBackupObjects).Records {
		if r.Text(parse.FieldPhrase) == parse.PhraseBackupFailed {
			t.Errorf("read as %v", r)
		}
	}
}
