package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Restic reads the VSS messages of restic. "async operation pending" and
// "deadline exceeded" mean that restic stopped waiting (after 120 s, if not told
// otherwise); it is not a time-out of VSS. "VSS error: " alone is what its library
// prints and other programs as well: it names nobody.
var Restic = console.Grammar{
	Name:  "restic",
	Title: "restic, VSS messages",
	Sure:  parse.Certain,
	Loose: true,
	Words: []string{"VSS error", "VSS snapshot for [", "created snapshot for ["},
	Begin: func() console.ReadFunc { return new(restic).read },
}

// restic remembers that the text is one of restic.
type restic struct{ seen bool }

var resticLines = []phraseLine{
	{lazyregexp.New(`(?i)\bcreating VSS snapshot for \[([^\]]+)\]`), parse.PhraseSnapshotStart, parse.FieldVolume},
	{
		lazyregexp.New(`(?i)\bsuccessfully created snapshot for \[([^\]]+)\]`),
		parse.PhraseSnapshotDone,
		parse.FieldVolume,
	},
	{
		lazyregexp.New(`(?i)\bfailed to create snapshot for \[([^\]]+)\]: VSS error`),
		parse.PhraseSnapshotFailed,
		parse.FieldVolume,
	},
}

func (t *restic) read(r *console.Reader, i int) int {
	if next := readPhrases(r, i, "restic", resticLines); next > i {
		t.seen = true
		return next
	}
	line := strings.TrimSpace(r.Text(i))
	at := strings.Index(line, "VSS error: ")
	if at < 0 || isPersonal(strings.ToLower(line)) || isDocument(line, strings.ToLower(line)) {
		return i
	}
	f := factsIn(line)
	if !t.seen && !f.states() && at > 0 {
		return i
	}
	f.phrase = parse.PhraseSnapshotFailed
	next := addProgram(r, i, i+1, line, f, map[bool]string{true: "restic"}[t.seen])
	if t.seen {
		r.Call("")
	}
	return next
}

// VSSRL reads the messages of Cyphertite's VSS library: a name and a code
// without 0x.
var VSSRL = console.Grammar{
	Name:  "vssrl",
	Title: "Cyphertite vssrl, VSS messages",
	Sure:  parse.Certain,
	Words: []string{"- VSS", "[vssrl]"},
	Begin: console.Stateless(readVSSRL),
}

var vssrlLines = []phraseLine{
	{lazyregexp.New(`^- VSS Error: VSS_\w+ \([0-9A-Fa-f]{8}\)`), parse.PhraseSnapshotFailed, ""},
	{lazyregexp.New(`^- VSSRL Error: `), "", ""},
}

// vssrlOwn is an error of the library's own, by name; mostly the code of VSS stands below.
var vssrlOwn = lazyregexp.New(`^- VSSRL Error: (VSSRL_\w+)`)

// readOwn reads such an error that no code goes with. The file stands in the line above.
func readOwn(r *console.Reader, i int, line, name string) int {
	s := statement(r, i, i, "vssrl", parse.PhraseOwnMessage, line)
	s.Set(parse.FieldMessageID, name)
	above := strings.TrimSpace(r.Behind(i - 1))
	if m := namedFile.FindStringSubmatch(above); m != nil {
		s.Set(parse.FieldPath, m[1])
		line = above + " " + line
	}
	s.SetText(line)
	return i + 1
}

// vssrlPlace is the call of the requester in the line with the place, and the volume.
var vssrlPlace = lazyregexp.New(`\[vssrl\] \S+?:\d+:(\w+)\(\): [^(]*(?:\(([A-Za-z]:)\\?\))?`)

// vssrlAbove joins the line with the place in the source, which stands above the
// errors, again.
func vssrlAbove(r *console.Reader, i int) string {
	all := ""
	for at := i - 1; at > i-5; at-- {
		line := r.Behind(at)
		if strings.TrimSpace(line) == "" {
			return ""
		}
		if strings.HasPrefix(strings.TrimSpace(line), "- VSSRL Error: ") {
			continue
		}
		if all = line + all; strings.HasPrefix(strings.TrimSpace(line), "[vssrl] ") {
			return all
		}
	}
	return ""
}

// readVSSRL reads the two error lines, and the line with the place in the source
// before them, which consoles wrap.
func readVSSRL(r *console.Reader, i int) int {
	if line := strings.TrimSpace(r.Text(i)); !strings.HasPrefix(line, "[vssrl] ") {
		if m := vssrlOwn.FindStringSubmatch(line); m != nil &&
			!strings.HasPrefix(strings.TrimSpace(r.Text(i+1)), "- VSS Error: ") {
			return readOwn(r, i, line, m[1])
		}
		if !vssrlLines[0].pattern.MatchString(line) {
			return readPhrases(r, i, "vssrl", vssrlLines)
		}
		s := statement(r, i, i, "vssrl", parse.PhraseSnapshotFailed, line)
		if code, ok := console.VSSCode(line); ok {
			s.Set(parse.FieldHResult, console.HResult(code))
		}
		if m := vssrlPlace.FindStringSubmatch(vssrlAbove(r, i)); m != nil {
			s.Set(parse.FieldFunction, m[1])
			s.Set(parse.FieldVolume, m[2])
		}
		s.SetText(line)
		return i + 1
	}
	if strings.HasPrefix(r.Text(i+2), "- VSSRL Error: ") {
		return i + 2
	}
	return i + 1
}
