package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Veeam reads the messages of Veeam Backup & Replication and Veeam Agent about
// a snapshot that failed. They are wrapped in places and hold a signed decimal
// and, in brackets, the code that counts.
var Veeam = console.Grammar{
	Name:  "veeam",
	Title: "Veeam, failures of a snapshot",
	Sure:  parse.Certain,
	Words: []string{"VSSControl: ", "Cannot create a shadow copy", criticalWriter, writerPart},
	Begin: console.Stateless(readVeeam),
}

var (
	vssControl  = lazyregexp.New(`VSSControl: (-\d{9,10})?`)
	controlWord = lazyregexp.New(`(?i)\b(?:fail(?:ed|ure)?|error|cannot|unable|timed out|code:)`)
	cannot      = "Cannot create a shadow copy of the volumes containing writer's data"
	veeamCode   = lazyregexp.New(`(?i)code: \[(0x[0-9A-Fa-f]{8})\]`)
	veeamFreeze = lazyregexp.New(`(?i)failed to freeze guest, wait timeout`) // unconfirmed
)

// criticalWriter begins the sentence that names a writer, its ids, state and code.
const criticalWriter = "A VSS critical writer has failed."

// writerPart and classPart are two of the parts that stand in brackets behind it, in any
// order and with any words in front.
const (
	writerPart = "Writer name: ["
	classPart  = "Class ID: [{"
)

func readVeeam(r *console.Reader, i int) int {
	line := r.Text(i)
	if !controlFailed(line) && !strings.Contains(line, cannot) &&
		!strings.Contains(line, criticalWriter+" "+writerPart) &&
		!(strings.Contains(line, writerPart) && strings.Contains(line, classPart)) {
		return i
	}
	all, next := line, i+1
	for next < i+6 && !veeamCode.MatchString(all) && !r.Blank(next) && isVeeamRest(r.Text(next)) {
		all += " " + strings.TrimSpace(r.Text(next))
		next++
	}
	if strings.Contains(all, writerPart) && strings.Contains(all, classPart) && veeamCode.MatchString(all) {
		r.Vouch() // no sentence of anybody has these parts with their values
	}
	f := facts{state: -1}
	_, f.names = console.CodeIn(all)
	f.readState(all)
	f.more(all)
	phrase := parse.PhraseSnapshotFailed
	if f.writer != "" {
		phrase = parse.PhraseWriterFailed
	}
	s := statement(r, i, next-1, "veeam", phrase, line)
	switch m, signed := veeamCode.FindStringSubmatch(all), vssControl.FindStringSubmatch(all); {
	case m != nil:
		s.Set(parse.FieldHResult, strings.ToLower(m[1]))
	case signed != nil && signed[1] != "":
		if codes := console.Codes(signed[1]); len(codes) > 0 {
			s.Set(parse.FieldHResult, console.HResult(codes[0]))
		}
	}
	f.names = nil
	f.fill(s)
	s.SetText(all)
	return next
}

// controlFailed reports whether a line of VSSControl states a failure: by a code, or by
// a word. The other lines of VSSControl tell how far a job is.
func controlFailed(line string) bool {
	m := vssControl.FindStringSubmatch(line)
	return m != nil && (m[1] != "" || controlWord.MatchString(line))
}

// isVeeamRest recognises the lines that a message was wrapped into.
func isVeeamRest(line string) bool {
	return strings.Contains(line, cannot) || strings.Contains(line, "Writer name: [") ||
		strings.Contains(line, "Class ID: [") ||
		strings.Contains(line, "Instance ID: [") ||
		strings.Contains(line, "Operation: [") ||
		veeamCode.MatchString(line) ||
		strings.Contains(line, "VSS asynchronous operation") ||
		strings.Contains(line, "A VSS critical writer has failed") ||
		veeamFreeze.MatchString(line)
}
