package diskshadow

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// DiskShadow reads the session of diskshadow: header, commands, aliases, errors.
var DiskShadow = console.Grammar{
	Name:  "diskshadow",
	Title: "diskshadow session or log",
	Sure:  parse.Certain,
	// The date in its heading.
	Regional: true,
	Words: []string{
		"Microsoft DiskShadow",
		"DISKSHADOW>",
		"->",
		"Alias ",
		"COM call ",
		"Error during the last",
		"The last operation failed",
		"Querying all shadow",
		"Number of shadow copies",
		"The shadow copy was",
		"Excluding writer",
		"Component \"",
		"because it requires",
	},
	Begin: func() console.ReadFunc { return (&session{tool: "diskshadow"}).diskshadow },
}

// VShadow reads the session of vshadow: the steps of a backup in their order.
var VShadow = console.Grammar{
	Name:  "vshadow",
	Title: "vshadow session or log",
	Sure:  parse.Certain,
	Words: vshadowWords(),
	Begin: func() console.ReadFunc { return (&session{tool: "vshadow"}).vshadow },
}

// session remembers what header and aliases said.
type session struct {
	tool string
	open bool // the header was seen
	host string
	set  string // snapshot set of the session
	asks bool   // a shadow copy was asked for, and nothing told yet what came of it

	added string // the volume or share that was added, if it is one
	adds  int    // how many were added
}

var (
	onComputer = lazyregexp.New(`(?i)^On computer:\s+([^,]+),\s*(.*)$`)
	setAlias   = lazyregexp.New(`^Alias \S+ for shadow set ID (\{[0-9A-Fa-f-]{36}\}) set as environment variable`)
	// Known from the source of vshadow; that diskshadow prints the same, with or
	// without 0x, is unconfirmed.
	comCall   = lazyregexp.New(`(?i)^(?:ERROR: )?COM call .*failed`)
	returned  = lazyregexp.New(`(?i)^- Returned HRESULT ?[:=] ?(?:0x)?([0-9a-f]{8})`)
	errorText = lazyregexp.New(`(?i)^- Error text ?[:=] ?(\w+)`)
	// The answer to "delete shadows" where there are none.
	noCopies  = lazyregexp.New(`(?i)^no shadow cop(?:y|ies)\b.*\bfound\b`)
	comMethod = lazyregexp.New(`(?:->|::)([A-Z]\w+)\s*[("]`) // of a call that failed
	asyncFail = lazyregexp.New(`(?i)^Error during the last asynchronous operation`)
	// A component that is left out, and why.
	excluded       = lazyregexp.New(`(?i)^Component "([^"]*)" from writer "([^"]*)" is excluded from backup`)
	requiresVolume = lazyregexp.New(`(?i)because it requires volume (\S+) which is not in`)
	addedVolume    = lazyregexp.New(`(?i)^add volume (\S+)`)
)

func (d *session) diskshadow(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if console.HasPrefixFold(line, "Microsoft DiskShadow version") {
		d.open, d.set, d.asks, d.added, d.adds = true, "", false, "", 0
		return d.header(r, i)
	}
	if m := setAlias.FindStringSubmatch(line); m != nil { // a session without its header
		d.open, d.set = true, strings.ToLower(m[1])
		return i + 1
	}
	if prompt, command, ok := strings.Cut(line, ">"); ok && (prompt == "DISKSHADOW" || prompt == "-" && d.open) {
		d.open = true
		return d.command(r, i, strings.TrimSpace(command))
	}
	if !d.open {
		return i
	}
	switch {
	case comCall.MatchString(line), asyncFail.MatchString(line), strings.HasPrefix(line, "The last operation failed"):
		return d.failure(r, i)
	case console.HasPrefixFold(line, "Querying all shadow copies"):
		return d.made(r, i, line)
	case console.HasPrefixFold(line, "Alias "),
		console.HasPrefixFold(line, "Number of shadow copies listed"),
		console.HasPrefixFold(line, "The shadow copy was successfully exposed"),
		console.HasPrefixFold(line, "Excluding writer "),
		console.HasPrefixFold(line, "because it requires volume"):
		return i + 1
	case excluded.MatchString(line):
		return d.excluded(r, i, line)
	}
	return i
}

// made reads the line behind which the copies of a set are listed. Behind "create" it says that
// the set was made.
func (d *session) made(r *console.Reader, i int, line string) int {
	if id, _, ok := console.GUID(line); ok && d.asks {
		d.asks, d.set = false, strings.Clone(id)
		r.Upper(d.add(r, i, parse.PhraseSnapshotDone), "")
	}
	return i + 1
}

// excluded reads the line of a component that is left out of the backup, and the one
// below with the volume that would have to be in the set. Components of the system state
// are left out of every backup of another volume, which is no news.
func (d *session) excluded(r *console.Reader, i int, line string) int {
	m := excluded.FindStringSubmatch(line)
	next := i + 1
	if below := strings.TrimSpace(r.Text(next)); requiresVolume.MatchString(below) &&
		!requiresVolume.MatchString(line) {
		line += " " + below
		next++
	}
	if systemState[strings.ToLower(m[2])] {
		return next
	}
	s := d.addText(r, i, next-1, parse.PhraseExcluded, line)
	s.Set(parse.FieldWriterName, m[2])
	s.Set(parse.FieldName, m[1])
	if v := requiresVolume.FindStringSubmatch(line); v != nil {
		s.Set(parse.FieldVolume, v[1])
	}
	r.Upper(s, "")
	return next
}

// systemState are the writers of Windows' own components, in lower case. Source:
// https://learn.microsoft.com/windows/win32/vss/in-box-vss-writers, looked at 2026-11-29;
// the names are those of real listings.
var systemState = map[string]bool{
	"task scheduler writer":           true,
	"vss metadata store writer":       true,
	"performance counters writer":     true,
	"system writer":                   true,
	"asr writer":                      true,
	"registry writer":                 true,
	"com+ regdb writer":               true,
	"wmi writer":                      true,
	"bits writer":                     true,
	"shadow copy optimization writer": true,
	"mssearch service writer":         true,
	"iis config writer":               true,
	"iis metabase writer":             true,
	"event log writer":                true,
	"cluster service writer":          true,
	"dfs replication service writer":  true,
}

// header reads the three lines that name the host and the time: diskshadow is
// the only one of these tools that prints them.
func (d *session) header(r *console.Reader, i int) int {
	next := i + 1
	if strings.Contains(r.Text(next), "Microsoft") {
		next++
	}
	m := onComputer.FindStringSubmatch(strings.TrimSpace(r.Text(next)))
	if m == nil {
		return next
	}
	d.host = strings.TrimSpace(m[1])
	host := r.Add(parse.ProviderHost, next, next)
	host.Computer = d.host
	host.Set(parse.FieldFact, parse.FactHostName)
	host.Set(parse.FieldValue, d.host)
	if when, _, _, ok := console.FindMoment(m[2]); ok && when.HasDate && when.HasTime {
		r.ClockMark(next, when)
		s := d.add(r, next, parse.PhraseBackupStart)
		r.Dated(s, next, when)
	}
	return next + 1
}

// add adds a statement of the session in line i.
func (d *session) add(r *console.Reader, i int, phrase string) *console.Statement {
	return d.addText(r, i, i, phrase, r.Text(i))
}

// addText adds a statement of the session in the lines from i to last.
func (d *session) addText(r *console.Reader, i, last int, phrase, text string) *console.Statement {
	s := r.Add(parse.ProviderRequester, i, last)
	s.Computer = d.host
	s.Set(parse.FieldTool, d.tool)
	s.Set(parse.FieldPhrase, phrase)
	s.Set(parse.FieldSnapshotSetID, d.set)
	s.SetText(text)
	return s
}

// command reads what a script or a person asked for.
func (d *session) command(r *console.Reader, i int, command string) (next int) {
	switch c := strings.ToLower(command); {
	case addedVolume.MatchString(c):
		if d.adds++; d.adds == 1 {
			d.added = strings.Clone(addedVolume.FindStringSubmatch(command)[1])
		} else { // which one failed is not told
			d.added = ""
		}
	case c == "create":
		d.asks, d.set = true, ""
		r.Upper(d.add(r, i, parse.PhraseSnapshotStart), "")
	case strings.HasPrefix(c, "delete shadows"):
		if at := r.SkipBlank(i + 1); noCopies.MatchString(strings.TrimSpace(r.Text(at))) {
			s := d.add(r, at, parse.PhraseNothingDeleted)
			s.Set(parse.FieldCopies, "0")
			r.Upper(s, "")
			return at + 1
		}
		r.Upper(d.add(r, i, parse.PhraseDeleteShadows), "")
	case c == "begin backup":
		r.Upper(d.add(r, i, parse.PhraseBackupStart), "")
	case c == "end backup":
		r.Upper(d.add(r, i, parse.PhraseBackupEnd), "")
	}
	return i + 1
}

// failure reads an error with the lines that give its code.
func (d *session) failure(r *console.Reader, i int) int {
	next, code, name := i+1, "", ""
	for n := 0; n < 6 && r.Has(next); n++ {
		line := strings.TrimSpace(r.Text(next))
		if line == "" && strings.HasPrefix(strings.TrimSpace(r.Text(next+1)), "- ") {
			next++
			continue
		}
		if m := returned.FindStringSubmatch(line); m != nil {
			code = "0x" + strings.ToLower(m[1])
		} else if m := errorText.FindStringSubmatch(line); m != nil {
			name = m[1]
		} else if !strings.HasPrefix(line, "- ") && !strings.HasPrefix(line, "The last operation failed") {
			break
		}
		next++
	}
	if known, ok := console.CodeOfName(name); ok && code == "" {
		code = console.HResult(known)
	}
	d.asks = false
	s := d.add(r, i, parse.PhraseSnapshotFailed)
	s.Set(parse.FieldVolume, d.added)
	s.Set(parse.FieldHResult, code)
	s.Set(parse.FieldCodeName, name)
	if m := comMethod.FindStringSubmatch(r.Text(i)); m != nil {
		s.Set(parse.FieldFunction, m[1])
	}
	r.Upper(s, "")
	return next
}

// Lines of vshadow, from the source of Microsoft's sample.
var steps = []struct{ prefix, phrase string }{
	{"Preparing for backup", parse.PhrasePrepareBackup},
	{"Creating the shadow (DoSnapshotSet)", parse.PhraseSnapshotStart},
	{"Shadow copy set succesfully created", parse.PhraseSnapshotDone}, // sic
	{"Shadow copy set successfully created", parse.PhraseSnapshotDone},
	{"Completing the backup (BackupComplete)", parse.PhraseBackupComplete},
	{"Snapshot creation done", parse.PhraseBackupEnd},
}

// Lines that say nothing about the set but belong to the session.
var filler = []string{
	"(Gathering writer metadata",
	"(Waiting for the asynchronous operation",
	"Initialize writer metadata",
	"(Option:",
	"Discover directly excluded",
	"Discover components",
	"- Adding volume",
	"Querying all shadow copies",
	"List of created shadow copies",
	"Select explicitly included",
	"Verifying explicitly",
	"* Writer '",
	"Set backup state",
	"Excluding ",
	"- Excluding ",
}

// vshadowWords are what the lines of a session begin with.
func vshadowWords() []string {
	words := []string{
		"VSHADOW.EXE ",
		"Creating shadow set",
		"ERROR: Selected writer",
		"[[",
		"COM call ",
		"Error during the last",
	}
	for _, step := range steps {
		words = append(words, step.prefix)
	}
	return append(words, filler...)
}

var (
	creatingSet  = lazyregexp.New(`^Creating shadow set (\{[0-9A-Fa-f-]{36}\})`)
	failedWriter = lazyregexp.New(`^ERROR: Selected writer '([^']*)' is in failed state`)
	tracing      = lazyregexp.New(`^\[\[\s*(\S+)\s*@\s*(\S+)\s*:\s*(\d+)\]\]\s*(.*)$`)
)

func (d *session) vshadow(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if console.HasPrefixFold(line, "VSHADOW.EXE ") {
		d.open, d.set = true, ""
		if strings.Contains(r.Text(i+1), "Microsoft") {
			return i + 2
		}
		return i + 1
	}
	if m := creatingSet.FindStringSubmatch(line); m != nil {
		d.open, d.set = true, strings.ToLower(m[1])
		return i + 1
	}
	if m := failedWriter.FindStringSubmatch(line); m != nil {
		return d.failedWriter(r, i, m[1])
	}
	if m := tracing.FindStringSubmatch(line); m != nil {
		d.open = true
		return i + 1
	}
	if !d.open {
		return i
	}
	for _, step := range steps {
		if console.HasPrefixFold(line, step.prefix) {
			r.Upper(d.add(r, i, step.phrase), "")
			return i + 1
		}
	}
	if comCall.MatchString(line) || asyncFail.MatchString(line) {
		return d.failure(r, i)
	}
	for _, prefix := range filler {
		if console.HasPrefixFold(line, prefix) {
			return i + 1
		}
	}
	return i
}

// failedWriter reads the outline behind the name of a writer that failed.
func (d *session) failedWriter(r *console.Reader, i int, name string) int {
	all, _, next := r.Outline(i)
	s := r.Add(parse.ProviderRequester, i, next-1)
	s.Computer = d.host
	s.Set(parse.FieldTool, d.tool)
	s.Set(parse.FieldPhrase, parse.PhraseWriterFailed)
	s.Set(parse.FieldSnapshotSetID, d.set)
	s.Set(parse.FieldWriterName, name)
	for _, b := range all {
		switch b.Key {
		case "status":
			if m := stateValue.FindStringSubmatch(b.Value); m != nil {
				s.Set(parse.FieldStateCode, m[1])
			}
		case "writer failure code":
			if m := codeValue.FindStringSubmatch(b.Value); m != nil {
				s.Set(parse.FieldHResult, "0x"+strings.ToLower(m[1]))
			}
		case "writer id":
			id, _, _ := console.GUID(b.Value)
			s.Set(parse.FieldWriterID, id)
		case "instance id":
			id, _, _ := console.GUID(b.Value)
			s.Set(parse.FieldWriterInstanceID, id)
		}
	}
	s.SetText(trimDots(r.Text(i)))
	r.Upper(s, "")
	return next
}
