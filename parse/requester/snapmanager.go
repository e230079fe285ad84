package requester

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// SnapManager reads what NetApp's SnapManager reports of the part that asks VSS: a paragraph,
// wrapped or not, in any of the languages of its manual. Behind the words that all of them
// have stand the writer with its code and state, or the step that failed and the reason.
//
//	Error: Vss Requestor - Backup Components failed. Writer <writer> involved in backup
//	or restore ... Writer returned failure code 0x800423f3. Writer state is 8.
//	Vss Requestor - Backup Components failed. Failed to <step>. Reason <reason>
//
// Source: the troubleshooting of SnapManager for Hyper-V and its translations,
// https://github.com/NetAppDocs/snapmanager-hyper-v, looked at 2026-11-30.
var SnapManager = console.Grammar{
	Name:  "snapmanager",
	Title: "SnapManager, failures of its VSS requestor",
	Sure:  parse.Likely,
	Words: []string{"Requestor", "requestor", "REQUESTOR", "リクエスタ", "请求程序", "要求程式", "요청자", "VSS", "Vss"},
	Begin: console.Stateless(readSnapManager),
}

// Limits of such a paragraph.
const (
	longestReport = 4000 // bytes
	mostReport    = 24   // lines
)

var (
	// The words in front, with what may stand before them in a report.
	requestorHead = lazyregexp.New(
		`(?i)(?:^[\s>*-]{0,4}|[:：] ?|["'\x{201c}\x{201e}\x{300c}\x{ab}] ?|^\S{0,24}\d:\d\d\S*\s+)vss requestor ?[-\x{2013}\x{2014}] ?backup components failed`,
	)
	// The same in translations, where only the code tells that it is a message.
	requestorCode = lazyregexp.New(
		`(?i)(?:vss[- ]?(?:requestor|requester|anforderer|リクエスタ|请求程序|要求程式|요청자)|` +
			`(?:demandeur|richiedente|solicitante|requisitante|requerente)[\w ]{0,6} vss)[^\n]{0,600}0x8004[0-9A-F]{4}`,
	)
	reportedState = lazyregexp.New(`(?i)\bwriter state is (\d{1,2})\b`)
	failedStep    = lazyregexp.New(`(?i)\bfailed to (?:call )?([a-z][a-z ]{3,40}?)(?:\.| \[| \\\\| [A-Z]:\\|$)`)
)

func readSnapManager(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	translated := false
	if !requestorHead.MatchString(line) {
		if translated = requestorCode.MatchString(line); !translated {
			return i
		}
	}
	if strings.HasSuffix(line, "?") || isPersonal(strings.ToLower(line)) {
		return i
	}
	text, next := line, i+1
	for ; next < i+mostReport && r.Has(next) && !r.Blank(next) && len(text) < longestReport; next++ {
		below := strings.TrimSpace(r.Text(next))
		if requestorHead.MatchString(below) {
			break
		}
		if _, stamped := stampOf(below); stamped {
			break
		}
		text += " " + below
	}
	f := codesIn(text)
	f.state, f.message, f.own, f.phrase = -1, "", nil, parse.PhraseSnapshotFailed
	f.more(text)
	if strings.Contains(text, "Microsoft Hyper-V VSS") { // its last word is translated
		f.writer = "Microsoft Hyper-V VSS Writer"
	}
	if f.writer == "" {
		f.writer = plainWriter(text)
	}
	if m := reportedState.FindStringSubmatch(text); m != nil && len(f.codes) == 0 { // the code tells more
		f.state, _ = strconv.Atoi(m[1])
	}
	lower := strings.ToLower(text)
	if len(f.codes) == 0 {
		f.spoken(text, lower)
	}
	switch {
	case f.writer != "":
		f.phrase = parse.PhraseWriterFailed
	case len(f.codes) > 0:
	default:
		f.message = stepIn(lower)
	}
	if translated && len(f.codes) == 0 {
		return i
	}
	r.Vouch()
	s := r.Add(parse.ProviderRequester, i, next-1)
	s.Set(parse.FieldTool, "snapmanager")
	s.Set(parse.FieldPhrase, f.phrase)
	f.fill(s)
	s.SetText(text)
	f.time(r, s, i)
	return next
}

// stepIn returns the step that a report without a code names, and what is told by words.
func stepIn(lower string) string {
	switch {
	case strings.Contains(lower, "disk did not arrive"):
		return "expected disk did not arrive"
	case strings.Contains(lower, "not licensed on the host"):
		return "is not licensed on the host"
	}
	if m := failedStep.FindStringSubmatch(lower); m != nil {
		return m[1]
	}
	return "Backup Components failed"
}
