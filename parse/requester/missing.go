package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Missing reads what a shell says of a command that it does not know, if the command is one
// by which backups or shadow copies are made: the feature or module that brings it is not
// there. The message is translated. What is not: the command in front of a colon and again in
// quotes, "cmdlet" or its transcription among the words, and the names of the error.
//
//	New-WBPolicy : The term 'New-WBPolicy' is not recognized as the name of a cmdlet, ...
//	    + CategoryInfo : ObjectNotFound: (Get-WBSummary:String) [], CommandNotFoundException
//	'diskshadow' is not recognized as an internal or external command,
var Missing = console.Grammar{
	Name:  "missing-command",
	Title: "commands for backups that a shell does not know",
	Sure:  parse.Likely,
	Words: []string{
		"cmdlet",
		"Cmdlet",
		"applet",
		"コマンドレット",
		"командлет",
		"CommandNotFoundException",
		"internal or external",
		"falsch geschrieben",
		"commande interne",
		"内部",
	},
	Begin: console.Stateless(readMissing),
}

// backupCommand are the commands: what Windows Server Backup, Hyper-V, Data Protection Manager,
// Azure Backup, SQL Server, Veeam and System Restore bring, and programs of Windows itself.
// Sources: the lists of the modules windowsserverbackup, hyper-v, dataprotectionmanager,
// msonlinebackup and sqlserver in https://github.com/MicrosoftDocs; of the others, names in
// public scripts.
var backupCommand = lazyregexp.New(
	`^(?:[A-Z][a-z]+-(?:WB[A-Z]\w+|DPM?[A-Z]\w+|OB[A-Z]\w+|VBR\w+|VM|VM(?:Snapshot|Checkpoint|IntegrationService|HardDiskDrive|Replication)|Sql(?:Database|cmd)|Computer(?:Restore)?(?:Point)?|ShadowCopy|Dedup\w+)|(?i:wbadmin|vssadmin|diskshadow|vshadow|ntbackup|robocopy|esentutl|veeamconfig|wmic)(?i:\.exe)?)$`,
)

var (
	// The names of the error, which no language changes.
	notFoundError = lazyregexp.New(
		`\bObjectNotFound\s*:\s*\(([\w.-]{3,60}):\w*\)[^,]*, ?(?:\S*\.)?CommandNotFoundException\b`,
	)
	// The command in quotes, or in front of the colon.
	quotedCommand = lazyregexp.New(
		`["'\x{201c}\x{201e}\x{ab}\x{2018}] ?([A-Za-z][\w.-]{2,60}?) ?["'\x{201d}\x{201c}\x{bb}\x{2019}]`,
	)
	aCmdlet = lazyregexp.New(`(?i)\bcmdlet|applet de commande|コマンドレット|командлет`)
	// What cmd says, in the languages in which it was seen.
	aCommand = lazyregexp.New(
		`(?i)\b(?:as an internal or external command|entweder falsch geschrieben|commande interne\s+ou externe|comando interno o(?:u)? extern)|внутренней или внешней|内部コマンドまたは外部コマンド|内部或外部命令`,
	)
)

func readMissing(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if len(line) > longestFailing || strings.HasSuffix(line, "?") {
		return i
	}
	command := missingIn(line)
	if command == "" {
		return i
	}
	next := i + 1
	for at := next; at < next+8 && r.Has(at) && !r.Blank(at); at++ { // the place, and the names of the error
		t := strings.TrimSpace(r.Text(at))
		if strings.HasPrefix(t, "+") || missingIn(t) == command {
			next = at + 1
		}
	}
	f := facts{state: -1, phrase: parse.PhraseOwnMessage, message: command}
	if m, ok := stampOf(line); ok && beginsStamped(line) {
		f.moment, f.stamped = m, true
	}
	r.Vouch()
	return addProgram(r, i, next, line, f, toolShell)
}

// toolShell is the program that says so.
const toolShell = "command-line"

// missingIn returns the command that line says is not known.
func missingIn(line string) string {
	if m := notFoundError.FindStringSubmatch(line); m != nil && backupCommand.MatchString(m[1]) {
		return m[1]
	}
	head, _, labelled := strings.Cut(line, " : ")
	cmdlet, cmd := aCmdlet.MatchString(line), aCommand.MatchString(line)
	if !cmdlet && !cmd {
		return ""
	}
	m := quotedCommand.FindStringSubmatch(line)
	if m == nil || !backupCommand.MatchString(m[1]) {
		return ""
	}
	at := strings.Index(line, m[0])
	switch {
	case labelled && strings.EqualFold(strings.TrimSpace(head), m[1]):
	case at < 40 && sayable(line):
	default:
		return ""
	}
	return m[1]
}

// sayable reports whether a line may be what a shell prints: nobody speaks, teaches or
// supposes in it.
func sayable(line string) bool {
	lower := strings.ToLower(line)
	return !isPersonal(lower) && !isDocument(strings.TrimRight(line, ","), lower) && !supposes(lower)
}
