package requester

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// ServerBackupObjects reads what PowerShell prints of Windows Server Backup: Get-WBSummary, of the last backup, and Get-WBJob,
// of a job, in any form of a listing. The names of the properties are never translated. HRESULTs are decimals, of a job with a
// sign.
//
// Sources: https://learn.microsoft.com/powershell/module/windowsserverbackup/get-wbsummary and
// https://learn.microsoft.com/powershell/module/windowsserverbackup/get-wbjob, looked at 2026-12-03; the names of the
// properties are reported, by public scripts that read them.
var ServerBackupObjects = console.Grammar{
	Name:  "server-backup-objects",
	Title: "Windows Server Backup, Get-WBSummary and Get-WBJob",
	Sure:  parse.Certain,
	Words: []string{"LastBackup", "DetailedHResult", "NextBackupTime", "JobType"},
	Begin: console.Stateless(readServerBackupObjects),
}

// Properties of the objects, as console.PropertyName writes them.
const (
	summaryResult   = "lastbackupresulthr"
	summaryDetail   = "lastbackupresultdetailedhr"
	summaryBegan    = "lastbackuptime"
	summarySentence = "detailedmessage"
	jobResult       = "hresult"
	jobDetail       = "detailedhresult"
	jobBegan        = "starttime"
	jobEnded        = "endtime"
	jobSentence     = "errordescription"
	jobKind         = "jobtype"
	jobProgress     = "jobstate"
)

// areServerBackups reports whether objects are summaries or jobs: events of Windows Server Backup have both results too.
func areServerBackups(names []string) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	return has(summaryResult) || has(jobResult) && has(jobDetail) && (has(jobKind) || has(jobProgress) || has(jobSentence))
}

func readServerBackupObjects(r *console.Reader, i int) int {
	all, next := r.Objects(i, areServerBackups)
	for _, o := range all {
		addServerBackup(r, o)
	}
	if len(all) > 0 {
		r.Vouch()
	}
	return next
}

// addServerBackup makes the statement of one backup. The record of a summary has the time at which the backup began, and
// that of a job which has not ended yet none.
func addServerBackup(r *console.Reader, o console.Object) {
	result, ok := signed(cmp.Or(o.Values[summaryResult], o.Values[jobResult]))
	if !ok {
		return
	}
	s := r.Add(parse.ProviderRequester, o.First, o.Last)
	s.Set(parse.FieldTool, "wbadmin")
	ended, _, _, hasEnded := console.FindMoment(o.Values[jobEnded])
	kind := o.Values[jobKind]
	sentence := cmp.Or(o.Values[summarySentence], o.Values[jobSentence])
	switch {
	case result != 0 && kind != "" && !console.ContainsFold(kind, "backup"): // a recovery
		s.Set(parse.FieldPhrase, parse.PhraseJobFailed)
	case result != 0:
		s.Set(parse.FieldPhrase, parse.PhraseBackupFailed)
	case hasEnded || o.Values[summaryResult] != "":
		s.Set(parse.FieldPhrase, parse.PhraseEndedWell)
	}
	if result != 0 {
		s.Set(parse.FieldHResult, console.HResult(result))
		detail, _ := signed(cmp.Or(o.Values[summaryDetail], o.Values[jobDetail]))
		if detail != 0 && detail != result {
			s.Set(parse.FieldInnerHResult, console.HResult(detail))
		}
		sentence = cmp.Or(sentence, "the last job failed") + " (" + console.HResult(result)
		if detail != 0 {
			sentence += ", in detail " + console.HResult(detail)
		}
		sentence += ")"
	}
	s.SetText(sentence)
	if hasEnded && ended.HasDate {
		r.Dated(s, o.First, ended)
		return
	}
	if began, _, _, found := console.FindMoment(cmp.Or(o.Values[summaryBegan], o.Values[jobBegan])); found && began.HasDate {
		if r.Dated(s, o.First, began); !s.Time.IsZero() {
			s.Until = s.Time
			s.Until.Wall += parse.Day
		}
	}
}

// signed reads an HRESULT in decimals with or without a sign, or in hex.
func signed(value string) (code uint32, ok bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(value), 0, 64)
	return uint32(n), err == nil && n >= -1<<31 && n < 1<<32
}
