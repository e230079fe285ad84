package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// JobTable reads lists of jobs that PowerShell prints of a backup program: a table with a
// column for how each ended, or a list of labels. Only those that did not end well count.
// The words of the columns and of the states are names of the program's own, which no
// language of Windows changes.
//
//	Name                 JobStatus JobType StartTime           EndTime
//	----                 --------- ------- ---------           -------
//	Server1.Full Backup  Error     Backup  12/02/2022 21:31:39 12/02/2022 21:34:28
//
// Sources: Get-BEJobHistory in https://github.com/centreon/centreon-plugins/issues/3510, and the
// states of jobs in http://backup-exec.helpmax.net/en/administrating-backup-exec/job-monitor-options/completed-job-statuses/,
// looked at 2026-11-30; Result of Veeam's sessions is reported.
var JobTable = console.Grammar{
	Name:  "job-table",
	Title: "lists of backup jobs as PowerShell prints them",
	Sure:  parse.Likely,
	Words: []string{"JobStatus", "Result"},
	Begin: console.Stateless(readJobTable),
}

// jobStates are how a job ended that did not end well, by the name of the column; the value
// is the name of the message.
var jobStates = map[string]map[string]string{
	"JobStatus": {
		"Error":               "job ended in error",
		"Failed":              "job ended in error",
		"Canceled":            "job was cancelled",
		"Cancelled":           "job was cancelled",
		"CanceledTimedOut":    "job was cancelled",
		"Missed":              "job was missed",
		"Recovered":           "job was recovered",
		"RecoveredFailed":     "job ended in error",
		"TerminatedByUser":    "job was cancelled",
		"ResourceUnavailable": "job ended in error",
	},
	"Result": {"Failed": "job ended in error"},
}

var (
	jobHead = lazyregexp.New(`^\s*(?:Name|JobName)\s+.*\b(JobStatus|Result)\b`)
	jobRule = lazyregexp.New(`^\s*-{3,}(?:\s+-{2,})+\s*$`)
	// A row that lost its columns: the name, the state, what follows it.
	jobRow   = lazyregexp.New(`^\s*(\S.{0,160}?)\s+(\w{5,20})\s+(\S.*)$`)
	jobLabel = lazyregexp.New(`^\s*(?:Name|JobName)\s*:\s*(\S.*)$`)
	jobState = lazyregexp.New(`^\s*(JobStatus|Result)\s*:\s*(\w+)\s*$`)
)

// mostJobs bounds a table.
const mostJobs = 2000

func readJobTable(r *console.Reader, i int) int {
	line := r.Text(i)
	if m := jobState.FindStringSubmatch(line); m != nil {
		return readJobList(r, i, m)
	}
	m := jobHead.FindStringSubmatch(line)
	if m == nil || !jobRule.MatchString(r.Text(i+1)) {
		return i
	}
	states := jobStates[m[1]]
	at := i + 2
	for ; at < i+mostJobs && r.Has(at) && !r.Blank(at); at++ {
		row := jobRow.FindStringSubmatch(r.Text(at))
		if row == nil {
			break
		}
		name, state := jobInRow(row, states)
		if state == "" {
			continue
		}
		addJob(r, at, at, m[1], name, state, states[state])
	}
	if at > i+2 {
		r.Vouch()
		return at
	}
	return i
}

// jobInRow finds the state of a row: the first word behind the name that is one. A name may
// hold blanks and such words itself, so that a date or a known kind stands behind it.
func jobInRow(row []string, states map[string]string) (name, state string) {
	words := strings.Fields(row[0])
	for k := 1; k < len(words); k++ {
		if states[words[k]] != "" && k+1 < len(words) {
			return strings.Join(words[:k], " "), words[k]
		}
		if words[k] == "Succeeded" || words[k] == "Success" || words[k] == "SucceededWithExceptions" {
			return "", ""
		}
	}
	return "", ""
}

// readJobList reads a job as a list of labels; m is the label of its state.
func readJobList(r *console.Reader, i int, m []string) int {
	message := jobStates[m[1]][m[2]]
	if message == "" {
		return i
	}
	name := ""
	for at := i - 1; at > i-24 && name == "" && strings.TrimSpace(r.Behind(at)) != ""; at-- {
		if l := jobLabel.FindStringSubmatch(r.Behind(at)); l != nil {
			name = l[1]
		}
	}
	if name == "" {
		return i
	}
	for at := i + 1; at < i+24 && r.Has(at) && !r.Blank(at); at++ { // an error of its own says more
		if f := codesIn(r.Text(at)); f.states() {
			return i
		}
	}
	addJob(r, i, i, m[1], name, m[2], message)
	r.Vouch()
	return i + 1
}

func addJob(r *console.Reader, first, last int, column, name, state, message string) {
	tool := "backup-exec"
	if column == "Result" {
		tool = "veeam"
	}
	s := r.Add(parse.ProviderRequester, first, last)
	s.Set(parse.FieldTool, tool)
	s.Set(parse.FieldPhrase, parse.PhraseBackupFailed)
	s.Set(parse.FieldMessageID, message)
	s.SetText(name + ": " + state + " (" + column + ")")
	f := facts{state: -1}
	if m, _, _, ok := console.FindMoment(r.Text(first)); ok && m.HasDate && m.HasTime {
		f.moment, f.stamped = m, true
	}
	f.time(r, s, first)
}
