package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// DeletedByCommand is shadow copies that somebody deleted by command.
var DeletedByCommand = &Signature{
	ID:       "shadow-copies-deleted-by-command",
	Title:    "Shadow copies were deleted by command",
	Class:    CauseClass,
	Severity: Warning,
	Scope:    EventScope,
	Failure:  StorageClass,
	Cause: "An administrator, a script or a backup job freed space; or an attacker removes the means of recovery " +
		"before encrypting files.",
	Mechanism: "`vssadmin delete shadows`, `diskshadow`, `wbadmin delete` and WMI delete at once and log no event of their own; " +
		"a text of the session shows it, or the audit of process starts (4688, Sysmon 1).",
	Advice: "Find out who ran it and when. If nobody knows, treat it as an intrusion: take the host off the network, " +
		"keep the logs, look for other marks, and check that a backup which cannot be reached from it is whole.",
	Sources: []Reference{
		{
			"MITRE ATT&CK T1490",
			"https://attack.mitre.org/techniques/T1490/",
			"deletion of shadow copies before encryption",
		},
		{
			"vssadmin",
			"https://learn.microsoft.com/windows-server/administration/windows-commands/vssadmin-delete-shadows",
			"the command",
		},
	},
	Windows:  "all",
	Explains: []string{},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindDeleted}, Step: ranCommand},
	Needs:    []Need{needLive},
	Grade: func(sub *Subject) Severity {
		if slices.ContainsFunc(sub.Steps, func(s *correlate.Step) bool { return !deletesOne(s) }) {
			return Warning
		}
		return Information
	},
	Summary: statedSummary("Shadow copies were deleted by command"),
}

// ranCommand reports a text of a session, or the start of a process, that shows the command.
func ranCommand(s *correlate.Step) bool {
	return textOnly(s) || from(s, "Microsoft-Windows-Security-Auditing", 4688) || from(s, "Microsoft-Windows-Sysmon", 1)
}

// deletesOne reports a command of diskshadow or vssadmin that names one set or shadow copy, as
// scripts use it to clear up after themselves.
func deletesOne(s *correlate.Step) bool {
	text := strings.ToLower(s.Record.Text(parse.FieldText))
	return strings.Contains(text, "delete shadows set") || strings.Contains(text, "delete shadows id") ||
		strings.Contains(text, "delete shadows exposed") || strings.Contains(text, "/shadow={") || deletedOne.MatchString(text)
}

// deletedOne is what vssadmin answers where one copy was deleted.
var deletedOne = lazyregexp.New(`\bdeleted 1 shadow cop`)
