package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// WBAdmin reads what wbadmin and Windows Server Backup print. There are no times
// in it. The steps are confirmed in English; the error lines are not.
var WBAdmin = console.Grammar{
	Name:  "wbadmin",
	Title: "wbadmin, Windows Server Backup",
	Sure:  parse.Certain,
	Words: []string{
		"ystem writer is not found",
		"ystem Writer is not found",
		"wbadmin",
		"volume",
		"backup",
		"Scanning",
		"Found (",
		"ERROR - ",
		"minutes",
		"[Y]",
		"Detailed error: ",
		// What the tool prints behind its banner in other languages: how much is done, and errors.
		"%)", "ehler", "rreur", "rrore", "rror ", "шибк", "エラー", "错误", "錯誤", "오류", "icherung", "auvegarde",
		"opia de seguridad", "резервн", "バックアップ", "备份", "備份", "백업",
	},
	Begin: func() console.ReadFunc { return new(wbadmin).read },
}

type wbadmin struct {
	open    bool // a line of the tool was seen
	copying bool // the first "copied" line of the backup was seen
	foreign bool // its banner is not in English
}

var (
	wbadminOpening = lazyregexp.New(
		`(?i)^(wbadmin 1\.0 - |Retrieving volume information\.\.\.$|The backup operation to .+ is starting\.$|Creating a shadow copy of the volumes (specified for backup|requested)\.\.\.$)`,
	)
	wbadminCopying = lazyregexp.New(`(?i)^Creating a backup of volume (.+), copied \(`)
	wbadminCode    = lazyregexp.New(`(?i)0x[0-9a-f]{8}`)
	wbadminLines   = []phraseLine{
		{lazyregexp.New(`(?i)^The backup operation to .+ is starting\.$`), parse.PhraseBackupStart, ""},
		{
			lazyregexp.New(`(?i)^Creating a shadow copy of the volumes (?:specified for backup|requested)\.\.\.$`),
			parse.PhraseSnapshotStart,
			"",
		},
		{lazyregexp.New(`(?i)^The backup operation successfully completed\.`), parse.PhraseBackupEnd, ""},
		{lazyregexp.New(`(?i)^The backup operation stopped before completing\.`), parse.PhraseBackupFailed, ""},
		{lazyregexp.New(`(?i)^Summary of the backup operation:`), "", ""},
		{lazyregexp.New(`(?i)^The backup of volume .+ completed successfully\.`), "", ""},
		{
			lazyregexp.New(
				`(?i)^(This will back up |Starting to back up |Note: |Please wait while files to backup|This might take several minutes|Scanning the file system|Found \(\d+\) files)`,
			),
			"",
			"",
		},
		{lazyregexp.New(`(?i)^(Do you want to start the backup operation|\[Y\] Yes \[N\] No)`), "", ""},
	}
)

func (w *wbadmin) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if next := readNoSystemWriter(r, i, line); next > i {
		return next
	}
	opening := wbadminOpening.MatchString(line)
	if !w.open && !opening {
		return i
	}
	next := w.line(r, i, line)
	if next == i {
		return i
	}
	return readRefusal(r, next)
}

// line reads one line of the tool.
func (w *wbadmin) line(r *console.Reader, i int, line string) int {
	switch {
	case console.HasPrefixFold(line, "wbadmin 1.0 -"):
		w.open, w.copying = true, false
		w.foreign = !console.ContainsFold(line, "command-line tool")
		if strings.Contains(r.Text(i+1), "Microsoft") {
			return i + 2
		}
		return i + 1
	case console.HasPrefixFold(line, "Retrieving volume information"):
		w.open, w.copying = true, false
		return i + 1
	case console.HasPrefixFold(line, "ERROR - "):
		if below := strings.TrimSpace(r.Text(i + 1)); console.HasPrefixFold(below, detailedError) { // its reason
			return readDetail(r, i, i+2, line+" "+below)
		}
		addError(r, i, i, line)
		return i + 1
	}
	w.open = true
	if console.HasPrefixFold(line, detailedError) {
		return readDetail(r, i, i+1, line)
	}
	if m := wbadminCopying.FindStringSubmatch(line); m != nil {
		return w.copied(r, i, line, m[1])
	}
	next := readPhrases(r, i, "wbadmin", wbadminLines)
	if next == i && w.foreign {
		return w.translated(r, i, line)
	}
	if next == i && plainIn(strings.ToLower(line)) != nil { // it refuses in plain words
		addError(r, i, i, line)
		return i + 1
	}
	if goesBelow.MatchString(line) && !strings.HasSuffix(line, ".") { // a sentence over several lines
		for next < i+8 && !r.Blank(next) && !isWBAdmin(strings.TrimSpace(r.Text(next))) {
			next++
		}
	}
	return next
}

// copied takes a line that says how much of a volume is copied: files are copied from the
// snapshot, so the first one says that it was made.
func (w *wbadmin) copied(r *console.Reader, i int, line, volume string) int {
	if !w.copying {
		s := statement(r, i, i, "wbadmin", parse.PhraseSnapshotDone, line)
		s.Set(parse.FieldVolume, volume)
		s.SetText(line)
	}
	w.copying = true
	return i + 1
}

// progress is the line of a volume that is being copied, in any language: its letter in
// brackets, and how much of it is done.
var progress = lazyregexp.New(`\(([A-Z]:)\).{0,120}\((?:\d{1,3}) ?%\)`)

// translated reads lines of the tool in another language, behind its banner: a volume that is
// being copied, and the paragraph that says that the backup stopped and why.
func (w *wbadmin) translated(r *console.Reader, i int, line string) int {
	if m := progress.FindStringSubmatch(line); m != nil {
		return w.copied(r, i, line, m[1])
	}
	if !stopped(line) {
		return i
	}
	said, next := line, i+1
	for ; next < i+maxRefusal && !r.Blank(next) && r.Has(next); next++ {
		below := strings.TrimSpace(r.Text(next))
		if wbadminOpening.MatchString(below) || !stopped(below) {
			break
		}
		said += " " + below
	}
	addError(r, i, next-1, said)
	return next
}

// stopped reports whether a line says that the backup did not go on, or why.
func stopped(line string) bool {
	lower := strings.ToLower(line)
	if isPersonal(lower) || asks(lower) || strings.HasSuffix(line, "?") || endedWell.MatchString(lower) {
		return false
	}
	_, basis := spokenIn(lower, false)
	return basis != "" || wbadminCode.MatchString(line) || failed(lower) || plainIn(lower) != nil
}

// detailedError begins the reason of an error, below it.
const detailedError = "Detailed error: "

// goesBelow begins sentences that the tool breaks where its window ends.
var goesBelow = lazyregexp.New(`(?i)^(?:This will back up|Note:) `)

// readRefusal reads the answer by which the tool ends without having done anything: a
// short paragraph below its last line, without a mark and without a code, that says that
// something cannot be. Line i is the one below.
func readRefusal(r *console.Reader, i int) int {
	at := r.SkipBlank(i)
	if at == i || at > i+2 || !r.Has(at) {
		return i
	}
	answer, next := "", at
	for ; next < at+maxRefusal && !r.Blank(next) && r.Has(next); next++ {
		line := strings.TrimSpace(r.Text(next))
		if isWBAdmin(line) {
			return i
		}
		answer = strings.TrimSpace(answer + " " + line)
	}
	lower := strings.ToLower(answer)
	if !failed(lower) && plainIn(lower) == nil || isPersonal(lower) || talks(lower) || asks(lower) || strings.HasSuffix(answer, "?") ||
		wbadminCode.MatchString(answer) ||
		!beginsLikeMessage(answer) {
		return i
	}
	for below := next; below < next+12 && r.Has(below); below++ { // the tool went on
		if isWBAdmin(strings.TrimSpace(r.Text(below))) {
			return i
		}
	}
	s := r.Add(parse.ProviderRequester, at, next-1)
	s.Set(parse.FieldTool, "wbadmin")
	s.Set(parse.FieldPhrase, parse.PhraseBackupFailed)
	setPlain(s, answer)
	s.SetText(answer)
	r.Upper(s, "wbadmin")
	r.Vouch()
	return next
}

// maxRefusal is how many lines such an answer has at most.
const maxRefusal = 4

// isWBAdmin reports whether a line is one of the tool's own course.
func isWBAdmin(line string) bool {
	if wbadminOpening.MatchString(line) || wbadminCopying.MatchString(line) ||
		console.HasPrefixFold(line, "ERROR - ") ||
		console.HasPrefixFold(line, detailedError) {
		return true
	}
	for _, l := range wbadminLines {
		if l.pattern.MatchString(line) {
			return true
		}
	}
	return false
}

// readDetail reads the reason of a failure, which goes on over several lines, up to the code
// (unconfirmed); one that has no code is its sentence alone. line is what stands in the lines from
// i to next-1.
func readDetail(r *console.Reader, i, next int, line string) int {
	sentence, end, most := "", next, next+3
	for {
		if sentence == "" && strings.HasSuffix(line, ".") {
			sentence, end = line, next
		}
		if next >= most || wbadminCode.MatchString(line) || r.Blank(next) || isWBAdmin(strings.TrimSpace(r.Text(next))) {
			break
		}
		line += " " + strings.TrimSpace(r.Text(next))
		next++
	}
	if !wbadminCode.MatchString(line) && sentence != "" {
		line, next = sentence, end
	}
	addError(r, i, next-1, line)
	return next
}

// addError makes the statement of a failure, with the code that it prints, or that its words
// stand for.
func addError(r *console.Reader, i, last int, line string) {
	phrase := parse.PhraseBackupFailed
	lower := strings.ToLower(line)
	if _, ofCopies := thingIn(lower); ofCopies {
		phrase = parse.PhraseSnapshotFailed
	}
	s := statement(r, i, last, "wbadmin", phrase, line)
	if code := wbadminCode.FindString(line); code != "" {
		s.Set(parse.FieldHResult, strings.ToLower(code))
	} else if n, basis := spokenIn(lower, phrase == parse.PhraseSnapshotFailed); basis != "" {
		s.Set(parse.FieldHResultFrom, basis)
		s.Set(parse.FieldHResult, console.HResult(n))
	} else {
		setPlain(s, line)
	}
	s.SetText(line)
}

// noSystemWriter is the answer of wbadmin where the System Writer does not list its
// files. Windows Server Backup logs it as 0x80780102 (event 517, 2155348226).
var noSystemWriter = lazyregexp.New(
	`(?i)^(?:(?:error|detailed error)\s*[:-]\s*)?system writer is not found in the backup\b`,
)

func readNoSystemWriter(r *console.Reader, i int, line string) int {
	if !noSystemWriter.MatchString(line) {
		return i
	}
	s := statement(r, i, i, "wbadmin", parse.PhraseBackupFailed, line)
	s.Set(parse.FieldWriterName, "System Writer")
	s.Set(parse.FieldHResult, "0x80780102")
	s.Set(parse.FieldHResultFrom, parse.HResultWords)
	s.SetText(line)
	return i + 1
}
