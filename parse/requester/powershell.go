package requester

import (
	"cmp"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// PowerShell reads an error of a cmdlet as PowerShell shows it, whose message has more than
// one line or stands below its cmdlet. The views differ, and the messages are translated; the
// labels and the id of the error are not, so that the id goes with the message.
//
//	Checkpoint-Computer : This command cannot ...        Checkpoint-Computer:
//	goes on here                                         Line |
//	At C:\x.ps1:8 char:1                                    8 |  Checkpoint-Computer
//	+ Checkpoint-Computer                                     |  ~~~~~~~~~~~~~~~~~~~
//	    + CategoryInfo          : InvalidOperation: ...       | This command cannot ...
//	    + FullyQualifiedErrorId : ServiceDisabled,...
//
// Sources: the views NormalView and ConciseView of about_Preference_Variables
// ($ErrorView), https://learn.microsoft.com/powershell.
var PowerShell = console.Grammar{
	Name:  "powershell-errors",
	Title: "errors of cmdlets for backups, as PowerShell shows them",
	Sure:  parse.Likely,
	Words: []string{" : ", "Line |"},
	Begin: console.Stateless(readErrorRecord),
}

// errorRecord is one error: the cmdlet, its message in one line, the category with what the
// cmdlet was given, the id, and the line behind it.
type errorRecord struct {
	cmdlet, message, category, id string
	next                          int
}

// longestRecord is how many lines the message of an error has at most.
const longestRecord = 8

var (
	classicHead = lazyregexp.New(`^([A-Z][A-Za-z]+-[A-Z]\w+) : (\S.*)$`)
	conciseHead = lazyregexp.New(`^([A-Z][A-Za-z]+-[A-Z]\w+): ?(?:\S.*\.ps1:\d+)?$`)
	conciseCode = lazyregexp.New(`^\s*\d+ \|`)
	errorID     = lazyregexp.New(`^\+ FullyQualifiedErrorId\s*: (\S.*)$`)

	// Cmdlets that do nothing but make backups, copies and checkpoints; an error of any other
	// has to name one.
	makesCopies = lazyregexp.New(
		`^(?:(?:Checkpoint|Backup)-|\w+-(?:WB|DPM?|OB|VBR)[A-Z]|\w+-(?:ComputerRestore|VMSnapshot|VMCheckpoint|ShadowCopy))`,
	)
)

func readErrorRecord(r *console.Reader, i int) int {
	e, ok := conciseError(r, i)
	if !ok {
		if e, ok = classicError(r, i); !ok {
			return i
		}
	}
	if len(e.message) > longestBlock {
		e.message = strings.ToValidUTF8(e.message[:longestBlock], "")
	}
	line := e.cmdlet + " : " + e.message
	if command := missingIn(line); command != "" {
		r.Vouch()
		return addProgram(r, i, e.next, line, facts{state: -1, phrase: parse.PhraseOwnMessage, message: command}, toolShell)
	}
	lower := strings.ToLower(line)
	_, copies := thingIn(strings.ToLower(e.category))
	if !copies && !makesCopies.MatchString(e.cmdlet) &&
		!(backupCommand.MatchString(e.cmdlet) && statesFailure(lower, errorLevel)) {
		return i
	}
	if e.id != "" {
		line += " + FullyQualifiedErrorId : " + e.id
	}
	f := codesIn(line)
	f.more(e.message)
	f.function = cmp.Or(f.function, e.cmdlet) // the call that failed
	if len(f.codes) == 0 {
		f.spoken(e.message, strings.ToLower(e.message))
	}
	if f.phrase == "" {
		f.phrase = parse.PhraseBackupFailed
		if found, _ := thingIn(lower); found || copies {
			f.phrase = parse.PhraseSnapshotFailed
		}
	}
	r.Vouch()
	return addProgram(r, i, e.next, line, f, toolIn(line))
}

// conciseError reads the view in which rows hang below "Line |"; i is that line.
func conciseError(r *console.Reader, i int) (e errorRecord, ok bool) {
	if strings.TrimSpace(r.Text(i)) != "Line |" || i == 0 {
		return e, false
	}
	m := conciseHead.FindStringSubmatch(strings.TrimSpace(r.Behind(i - 1)))
	if m == nil || !conciseCode.MatchString(r.Text(i+1)) {
		return e, false
	}
	e.cmdlet, e.next = m[1], i+2
	var said []string
	for ; e.next < i+2+longestRecord && r.Has(e.next); e.next++ {
		row, in := strings.CutPrefix(strings.TrimSpace(r.Text(e.next)), "|")
		if !in {
			break
		}
		if row = strings.TrimSpace(row); row != "" && strings.Trim(row, "~ ") != "" {
			said = append(said, row)
		}
	}
	e.message = strings.Join(said, " ")
	return e, e.message != ""
}

// classicError reads the view in which the place, the category and the id stand below.
func classicError(r *console.Reader, i int) (e errorRecord, ok bool) {
	m := classicHead.FindStringSubmatch(strings.TrimSpace(r.Text(i)))
	if m == nil {
		return e, false
	}
	e.cmdlet = m[1]
	said := []string{m[2]}
	at := i + 1
	for ; ; at++ {
		if at > i+longestRecord || !r.Has(at) || r.Blank(at) {
			return e, false
		}
		t := strings.TrimSpace(r.Text(at))
		if strings.HasPrefix(t, "+ ") {
			break
		}
		said = append(said, t)
	}
	if len(said) < 2 { // the last one is the place
		return e, false
	}
	e.message = strings.Join(said[:len(said)-1], " ")
	for ; at < i+2*longestRecord && r.Has(at); at++ {
		t := strings.TrimSpace(r.Text(at))
		if !strings.HasPrefix(t, "+") {
			break
		}
		if strings.Contains(t, "CommandNotFoundException") {
			return e, false // Missing reads it
		}
		if strings.HasPrefix(t, "+ CategoryInfo") {
			e.category = t
		}
		if m := errorID.FindStringSubmatch(t); m != nil {
			e.id, e.next = m[1], at+1
		}
	}
	return e, e.id != ""
}
