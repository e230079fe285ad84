package vssadmin

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Create reads `vssadmin create shadow`.
var Create = console.Grammar{
	Name:  "vssadmin-create",
	Title: "vssadmin create shadow",
	Sure:  parse.Certain,
	Words: []string{bannerWord},
	Needs: []string{`\'`, `\"`},
	Begin: console.Stateless(readCreate),
}

// Delete reads `vssadmin delete shadows`.
var Delete = console.Grammar{
	Name:  "vssadmin-delete",
	Title: "vssadmin delete shadows",
	Sure:  parse.Certain,
	Words: []string{bannerWord, "]?", "eleted", " found"},
	May: func(line string, _ console.Held) bool {
		line = strings.TrimSpace(line)
		return isBanner(line) || strings.Contains(line, "]?") || nothingThere.MatchString(line) || deleted.MatchString(line)
	},
	Begin: console.Stateless(readDelete),
}

// Message reads whatever else stands behind vssadmin's banner: a message, or
// nothing.
var Message = console.Grammar{
	Name:  "vssadmin",
	Title: "vssadmin, message or nothing",
	Sure:  parse.Certain,
	Words: []string{bannerWord, "Error: "},
	Begin: console.Stateless(readMessage),
}

var (
	createdFor = lazyregexp.New(`['"]([A-Za-z]:\\[^'"]*|\\\\\?\\Volume\{[^}]*\}\\?)['"]\.?$`)
	// "No items found that satisfy the query.", "Error: No shadow copies found ...".
	nothingThere = lazyregexp.New(`(?i)^(?:error: )?no (?:items|shadow copies)\b.*\bfound\b`)
	confirm      = lazyregexp.New(`\([A-Z]/[A-Z]\):? ?\[[A-Z]\]\?`)
	deleted      = lazyregexp.New(`(?i)^successfully deleted (\d+) shadow cop`)
)

// readCreate claims a sentence that ends in a quoted volume, an id and a device,
// in any language:
//
//	Successfully created shadow copy for 'C:\'
//	    Shadow Copy ID: {...}
//	    Shadow Copy Volume Name: \\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy2
func readCreate(r *console.Reader, i int) int {
	first := readHeader(r, i).body
	if !strings.Contains(r.Text(first), `\`) {
		return i
	}
	line, next := r.Joined(first)
	volume := createdFor.FindStringSubmatch(line)
	if volume == nil {
		return i
	}
	idLine, next := r.Joined(r.SkipBlank(next))
	id, valid, ok := console.Braced(idLine)
	deviceLine, next := r.Joined(r.SkipBlank(next))
	_, device, labelled := console.Label(deviceLine)
	if !ok || !labelled || !strings.HasPrefix(device, `\\?\`) {
		return i
	}
	s := r.Add(parse.ProviderShadow, first, next-1)
	s.Set(parse.FieldTool, Tool)
	if valid {
		s.Set(parse.FieldSnapshotID, id)
	} else {
		s.Set(parse.FieldMaskedID, id)
	}
	s.Set(parse.FieldVolume, volume[1])
	s.Set(parse.FieldDevice, device)
	r.Before(s)
	return next
}

// readDelete claims the question, its answer and what came of it. The English
// success is confirmed; in another language a question after "delete shadows"
// and a sentence with a number stand in its place (unconfirmed).
func readDelete(r *console.Reader, i int) int {
	h := readHeader(r, i)
	at := h.body
	if !strings.Contains(r.Text(at), "]?") && !strings.Contains(r.Text(at), "eleted") &&
		!strings.Contains(r.Text(at), "ound") {
		return i
	}
	asked := confirm.MatchString(r.Text(at))
	if asked {
		at = r.SkipBlank(at + 1)
	}
	line := strings.TrimSpace(r.Text(at))
	if console.ContainsFold(r.Command, "delete shadows") && nothingThere.MatchString(line) {
		s := r.Add(parse.ProviderRequester, at, at)
		s.Set(parse.FieldTool, Tool)
		s.Set(parse.FieldPhrase, parse.PhraseNothingDeleted)
		s.Set(parse.FieldCopies, "0")
		s.SetText(line)
		r.Upper(s, "")
		return at + 1
	}
	if !deleted.MatchString(line) && !(asked && h.banner && isMessage(line) && digits(line) != "") {
		return i
	}
	s := r.Add(parse.ProviderRequester, at, at)
	s.Set(parse.FieldTool, Tool)
	s.Set(parse.FieldPhrase, parse.PhraseDeleteShadows)
	s.Set(parse.FieldCopies, digits(line))
	s.SetText(line)
	r.Upper(s, "")
	return at + 1
}

func readMessage(r *console.Reader, i int) int {
	h := readHeader(r, i)
	if !h.banner {
		return readBareError(r, i)
	}
	line := r.Text(h.body)
	if !isMessage(line) || isBanner(line) || ends(r, h.body) {
		r.Damaged(i, "output of vssadmin", "a listing or a message behind the banner", found(line))
		return h.body
	}
	return addMessage(r, h.body)
}

// readBareError reads the answer of a command whose banner was left out: "Error: "
// and a sentence right behind the prompt, or a sentence that stands for a code.
func readBareError(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	rest, ok := strings.CutPrefix(line, "Error: ")
	if !ok || !isMessage(rest) {
		return i
	}
	if _, basis := SpokenCode(rest, true); basis == "" && !console.ContainsFold(r.Command, "vssadmin") && !asked(r, i) &&
		!aboutCopies.MatchString(rest) {
		return i
	}
	return addMessage(r, i)
}

// aboutCopies are the words of answers that no other program gives.
var aboutCopies = lazyregexp.New(
	`(?i)^(?:snapshots? (?:was|were) found|the specified volume association|the specified shadow copy storage)`,
)

// asked reports whether a command of vssadmin stands close above line i, without a prompt.
func asked(r *console.Reader, i int) bool {
	for k := i - 1; k >= i-3; k-- {
		if line := strings.TrimSpace(r.Behind(k)); console.HasPrefixFold(line, "vssadmin ") &&
			!console.HasPrefixFold(line, "vssadmin 1.") {
			return true
		}
	}
	return false
}

// addMessage makes the statement of the message that begins at line i.
func addMessage(r *console.Reader, i int) int {
	line, next := r.Text(i), i+1
	for !r.Blank(next) && !isBanner(r.Text(next)) && !ends(r, next) && next < i+6 {
		line += " " + strings.TrimSpace(r.Text(next))
		next++
	}
	s := r.Add(parse.ProviderRequester, i, next-1)
	s.Set(parse.FieldTool, Tool)
	codes, _ := console.CodeIn(line)
	from := ""
	if len(codes) == 0 {
		if code, basis := SpokenCode(line, true); basis != "" {
			codes, from = []uint32{code}, basis
		} else if code, ok := rendered.SpokenCode(strings.ToLower(line)); ok { // "Unexpected failure:" and what Windows says
			codes, from = []uint32{code}, parse.HResultWords
		}
	}
	switch {
	case console.ContainsFold(r.Command, "create shadow"):
		s.Set(parse.FieldPhrase, parse.PhraseSnapshotFailed)
	case len(codes) > 0:
		s.Set(parse.FieldPhrase, parse.PhraseCode)
	case ownMessage(line) != "", unexpected.MatchString(line):
		s.Set(parse.FieldPhrase, parse.PhraseOwnMessage)
	default:
		s.Set(parse.FieldPhrase, parse.PhraseMessage)
	}
	s.Set(parse.FieldMessageID, ownMessage(line))
	if len(codes) > 0 {
		s.Set(parse.FieldHResult, console.HResult(codes[0]))
	}
	s.Set(parse.FieldHResultFrom, from)
	if m := forVolume.FindStringSubmatch(r.Command); m != nil {
		s.Set(parse.FieldVolume, m[1])
	}
	s.SetText(line)
	r.Upper(s, "")
	return next
}

// ownMessages are answers of vssadmin that tell of no code and whose reason is known, by
// tokens of theirs in English; no real text in another language was seen.
var ownMessages = []struct{ token, id string }{
	{"Invalid command", "invalid-command"},
	{"Invalid option", "invalid-option"},
	{"outside of your allowed context", "outside-context"},
}

// unexpected is how vssadmin begins an answer to any command when a call failed, in English.
var unexpected = lazyregexp.New(`(?i)^\s*error:\s+unexpected failure:`)

// ownMessage names such an answer, "" if it is none.
func ownMessage(line string) string {
	for _, m := range ownMessages {
		if console.ContainsFold(line, m.token) {
			return m.id
		}
	}
	return ""
}

// forVolume finds the volume in "vssadmin create shadow /for=C:".
var forVolume = lazyregexp.New(`(?i)/for=(\S+)`)

func found(line string) string {
	if strings.TrimSpace(line) == "" {
		return "nothing"
	}
	return strings.ToValidUTF8(strings.TrimSpace(line[:min(len(line), 60)]), "")
}
