package requester

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Bareos reads the VSS messages of Bareos and Bacula. Their times have no year,
// so they are not used. That it is one of them is told by the names of their
// daemons, or by two different sentences of theirs close together: one may be
// anybody's.
var Bareos = console.Grammar{
	Name:  "bareos",
	Title: "Bareos, Bacula: VSS messages",
	Sure:  parse.Certain,
	Words: []string{"VSS", "bareos", "bacula", "JobId:"},
	Begin: func() console.ReadFunc { return new(bareos).read },
}

var (
	invalidState = lazyregexp.New(`VSS Writer "([^"]+)" has invalid state\. ERR=(.*)$`)
	writerState  = lazyregexp.New(`VSS Writer(?: \((\w+)\))?: "([^"]+)", State: (0x[0-9A-Fa-f]+|\d+) \((\w+)\)`)
	bareosLines  = []phraseLine{
		{lazyregexp.New(`(?:CreateS)?Generate VSS snapshots failed\. ?ERR=`), parse.PhraseSnapshotFailed, ""},
		{lazyregexp.New(`VSS was not initialized properly\b`), parse.PhraseSnapshotFailed, ""},
		{lazyregexp.New(`VSS API failure calling "(\w+)"\. ERR=`), parse.PhraseBackupFailed, parse.FieldFunction},
		{
			lazyregexp.New(`Generate VSS snapshots\. Driver="[^"]*", Drive\(s\)="([^"]*)"`),
			parse.PhraseSnapshotStart,
			parse.FieldVolume,
		},
		{lazyregexp.New(`\b(?:bareos|bacula)\S*: Start Backup JobId \d+`), parse.PhraseBackupStart, ""},
		{lazyregexp.New(`^\d\d-[A-Z][a-z]{2} \d\d:\d\d (?:bareos|bacula)\S*: `), "", ""},
	}
)

// writerErrors maps what Bareos says about a writer to the state it asked VSS
// about (from its source). "waiting for the freeze state" is not a failure, so
// the whole end of the sentence is compared.
var writerErrors = []struct {
	says  string
	state int
}{
	{"during the backup preparation state", 7},
	{"during the PrepareForSnapshot state", 8},
	{"during the freeze state", 9},
	{"during the thaw state", 10},
	{"during the PostSnapshot state", 11},
	{"is waiting for the freeze state", 2},
}

// stateSaid is the state that such a sentence stands for, 0 if it names none.
func stateSaid(says string) int {
	says = strings.ToLower(strings.TrimRight(says, ". "))
	for _, e := range writerErrors {
		if strings.HasSuffix(says, strings.ToLower(e.says)) {
			return e.state
		}
	}
	return 0
}

// bareos remembers which daemons the text named, and in which failed state a writer was last
// listed: what the daemon says of it later may name none.
type bareos struct {
	tool   string
	failed map[string]int
}

// jobField is a line of the summary of a job.
var jobField = lazyregexp.New(
	`^\s*(JobId|Job|Client|FileSet|FD Errors|Non-fatal FD errors|SD Errors|FD termination status|SD termination status|VSS|Termination):\s+(.*)$`,
)

// longestSummary is how many lines the summary of a job has at most.
const longestSummary = 48

// summary makes a statement of the summary of a job that ends with an error: which job and
// client, how the two daemons ended, and whether VSS was used. A job that ended well gives none.
func (b *bareos) summary(r *console.Reader, i int, line string) (next int) {
	if m := jobField.FindStringSubmatch(line); m == nil || m[1] != "JobId" {
		return i
	}
	said := map[string]string{}
	for at := i; at < i+longestSummary && r.Has(at); at++ {
		m := jobField.FindStringSubmatch(r.Text(at))
		if m == nil {
			continue
		}
		said[m[1]] = strings.Trim(strings.TrimSpace(m[2]), "* ")
		if m[1] != "Termination" {
			continue
		}
		lower := strings.ToLower(said["Termination"])
		if !strings.Contains(lower, "error") && !strings.Contains(lower, "cancel") ||
			strings.Contains(lower, "with warnings") ||
			said["FD termination status"] == "" {
			return i
		}
		words := []string{"Termination: " + said["Termination"]}
		for _, name := range []string{"JobId", "Client", "FD termination status", "SD termination status",
			"Non-fatal FD errors", "VSS"} {
			if v := said[name]; v != "" {
				words = append(words, name+" "+v)
			}
		}
		phrase := parse.PhraseBackupFailed
		if !strings.EqualFold(said["VSS"], "yes") {
			phrase = parse.PhraseOwnMessage // no set of shadow copies ended with it
		}
		s := statement(r, i, at, cmp.Or(b.tool, "bareos"), phrase, "")
		s.SetText(strings.Join(words, ", "))
		r.Vouch()
		return at + 1
	}
	return i
}

func (b *bareos) read(r *console.Reader, i int) int {
	line, next := r.Joined(i)
	line = strings.TrimSpace(line)
	if m := daemon.FindStringSubmatch(line); m != nil {
		b.tool = m[1]
	}
	if b.tool == "" && bareosForms(r, i) > 1 {
		b.tool = "bareos"
	}
	if end := b.summary(r, i, line); end > i {
		return end
	}
	next = b.readLine(r, i, line, next)
	if next > i && b.tool == "" {
		r.Call(programKind)
	}
	return next
}

// bareosForms counts the different forms of lines among line i and the next ones.
func bareosForms(r *console.Reader, i int) int {
	const near = 12
	patterns := []*lazyregexp.Regexp{invalidState, bareosLines[0].pattern, bareosLines[1].pattern, bareosLines[2].pattern}
	seen := map[int]bool{}
	for at := i; at < i+near && r.Has(at); at++ {
		line := r.Text(at)
		if !strings.Contains(line, "VSS") {
			if at == i {
				return 0
			}
			continue
		}
		for k, p := range patterns {
			if p.MatchString(line) {
				seen[k] = true
			}
		}
		if at == i && len(seen) == 0 {
			return 0
		}
	}
	return len(seen)
}

var daemon = lazyregexp.New(`\b(bareos|bacula)-(?:fd|sd|dir)\b`)

func (b *bareos) readLine(r *console.Reader, i int, line string, next int) int {
	tool := cmp.Or(b.tool, parse.ToolProgram)
	if m := invalidState.FindStringSubmatch(line); m != nil {
		s := statement(r, i, next-1, tool, parse.PhraseWriterFailed, "")
		s.Set(parse.FieldWriterName, m[1])
		state := stateSaid(m[2])
		if state == 0 {
			state = b.failed[m[1]]
		}
		if state != 0 {
			s.Set(parse.FieldStateCode, strconv.Itoa(state))
		}
		s.SetText(line)
		return next
	}
	if m := writerState.FindStringSubmatch(line); m != nil {
		phrase := parse.PhraseWriterState
		state, err := strconv.ParseUint(m[3], 0, 8)
		if b.failed == nil {
			b.failed = map[string]int{}
		}
		delete(b.failed, m[2])
		if state >= 6 && state <= 15 {
			phrase = parse.PhraseWriterFailed
			b.failed[m[2]] = int(state)
		}
		s := statement(r, i, next-1, tool, phrase, "")
		s.Set(parse.FieldWriterName, m[2])
		if err == nil {
			s.Set(parse.FieldStateCode, strconv.FormatUint(state, 10))
		}
		s.Set(parse.FieldStateName, m[4])
		s.SetText(line)
		return next
	}
	return readPhrases(r, i, tool, bareosLines)
}
