package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

const ntbackup = "ntbackup"

// NTBackup reads the report of the backup program of Windows Server 2003, line
// by line: of a whole report only single lines were seen in real text, so no
// order of them is asked for. Times have minutes and no zone.
var NTBackup = console.Grammar{
	Name:  "ntbackup-log",
	Title: "report of ntbackup",
	Sure:  parse.Certain,
	Words: append(append([]string{"Backup Status"}, reportWords...), plainLines...),

	Regional: true,
	Begin:    func() console.ReadFunc { return new(report).read },
}

// report remembers that one is open: only then its plain lines are claimed.
type report struct{ open bool }

func (n *report) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if next := readNTBackup(r, i, line); next > i {
		n.open = true
		return next
	}
	if n.open {
		for _, prefix := range plainLines {
			if strings.HasPrefix(line, prefix) {
				return i + 1
			}
		}
	}
	return i
}

// plainLines begin the lines of a report that say nothing about the snapshot.
var plainLines = []string{
	"Operation: ",
	"Active backup destination: ",
	"Media name: ",
	"Backup set #",
	"Backup description: ",
	"Backup Type: ",
	"Directories: ",
	"Files: ",
	"Bytes: ",
	"Time: ",
	"----------",
	"Backup of \"",
	"Verify of \"",
	"Verify Type: ",
}

var (
	// Confirmed by KB 940032 (with 0x, no blank) and reports on the web (without 0x).
	returned = lazyregexp.New(`(?i)error returned while creating the volume shadow copy:\s*((?:0x)?[0-9a-f]{8})\b`)
	// Title of KB 912414, and reports on the web with double quotes.
	reported = lazyregexp.New(`(?i)^\s*["']([^"']+)["'] has reported an error\s+((?:0x)?[0-9a-f]{8})\b`)
	// From memory.
	attempt  = lazyregexp.New(`(?i)^volume shadow copy creation:\s*attempt (\d+)`)
	viaCopy  = lazyregexp.New(`(?i)^backup \(via shadow copy\) of "([^"]*)"`)
	started  = lazyregexp.New(`(?i)^(backup|verify|restore) (started|completed) on (.+?)\.?$`)
	aborting = lazyregexp.New(`(?i)^(aborting backup|the operation did not successfully complete)`)
	finished = lazyregexp.New(`(?i)^the operation (was )?successfully completed`)
	// Confirmed by KB 828092: what is named could not be read whole, so it is no use.
	unread = lazyregexp.New(`(?i)^warning: portions of ["'](.+?)["'] cannot be read\b`)
	// From memory: other lines of the same kind.
	notOpened = lazyregexp.New(
		`(?i)^warning: (?:unable to open|the file|error reading|access (?:is )?denied)\b.*?["'](.+?)["']`,
	)
	// Confirmed by KB 873422: the box that ntbackup shows where it cannot read a tape.
	tape   = lazyregexp.New(`(?i)^["']?tape device error["'.]{0,2}$`)
	revert = lazyregexp.New(`(?i)^reverting to non-shadow copy backup mode`)
)

var ntbackupLines = []phraseLine{
	{attempt, parse.PhraseSnapshotStart, ""},
	{viaCopy, parse.PhraseSnapshotDone, parse.FieldVolume},
	{aborting, parse.PhraseBackupFailed, ""},
	{finished, parse.PhraseBackupEnd, ""},
	{revert, parse.PhraseSnapshotFailed, ""},
	{tape, parse.PhraseOwnMessage, ""},
	{unread, parse.PhraseOwnMessage, parse.FieldPath},
	{notOpened, parse.PhraseOwnMessage, parse.FieldPath},
}

// ntbackupOwn are the numbers by which messages/ knows such lines; the report has none.
var ntbackupOwn = map[*lazyregexp.Regexp]string{
	unread:    "cannot be read",
	notOpened: "not opened",
	tape:      "Tape Device Error",
}

func readNTBackup(r *console.Reader, i int, line string) int {
	if line == "Backup Status" {
		return i + 1
	}
	if !mayBeReport(line) {
		return i
	}
	if m := started.FindStringSubmatch(line); m != nil {
		return ntbackupTime(r, i, m)
	}
	if m := reported.FindStringSubmatch(line); m != nil {
		s := ntbackupStatement(r, i, parse.PhraseWriterFailed)
		s.Set(parse.FieldWriterName, m[1])
		s.Set(parse.FieldHResult, hresult(m[2]))
		s.SetText(line)
		return i + 1
	}
	if m := returned.FindStringSubmatch(line); m != nil {
		s := ntbackupStatement(r, i, parse.PhraseSnapshotFailed)
		s.Set(parse.FieldHResult, hresult(m[1]))
		s.SetText(line)
		return i + 1
	}
	for _, l := range ntbackupLines {
		m := l.pattern.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		s := ntbackupStatement(r, i, l.phrase)
		if l.field != "" {
			s.Set(l.field, strings.TrimSpace(m[1]))
		}
		s.Set(parse.FieldMessageID, ntbackupOwn[l.pattern])
		if l.pattern == unread && strings.HasPrefix(strings.TrimSpace(r.Text(i+1)), "This file will not restore") {
			s.SetText(line + " " + strings.TrimSpace(r.Text(i+1)))
			return i + 2
		}
		s.SetText(line)
		return i + 1
	}
	return i
}

var reportWords = []string{
	"ackup",
	"shadow copy",
	"has reported an error",
	"operation",
	"erify ",
	"estore ",
	"Tape Device Error",
	"WARNING: ",
	"Warning: ",
}

// mayBeReport spares the patterns: one of these words is in every line of a
// report that says something.
func mayBeReport(line string) bool {
	for _, word := range reportWords {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}

// ntbackupStatement adds a statement whose time is not later than the next time
// in the report.
func ntbackupStatement(r *console.Reader, i int, phrase string) *console.Statement {
	s := r.Add(parse.ProviderRequester, i, i)
	s.Set(parse.FieldTool, ntbackup)
	s.Set(parse.FieldPhrase, phrase)
	r.Upper(s, ntbackup)
	return s
}

// ntbackupTime reads "Backup started on 1/2/2007 at 3:04 AM."
func ntbackupTime(r *console.Reader, i int, m []string) int {
	when, _, _, ok := console.FindMoment(m[3])
	if !ok || !when.HasDate || !when.HasTime {
		return i
	}
	r.LogMark(ntbackup, i, when)
	s := r.Add(parse.ProviderRequester, i, i)
	s.Set(parse.FieldTool, ntbackup)
	switch {
	case !strings.EqualFold(m[1], "backup"):
		s.Set(parse.FieldPhrase, parse.PhraseCode)
	case strings.EqualFold(m[2], "started"):
		s.Set(parse.FieldPhrase, parse.PhraseBackupStart)
	default:
		s.Set(parse.FieldPhrase, parse.PhraseBackupComplete)
	}
	s.SetText(strings.TrimSpace(r.Text(i)))
	r.Dated(s, i, when)
	return i + 1
}

// hresult writes eight hex digits, with or without 0x, as fields hold them.
func hresult(digits string) string {
	return "0x" + strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(digits, "0x"), "0X"))
}
