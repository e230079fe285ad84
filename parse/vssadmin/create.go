package vssadmin

import (
	"regexp"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Create reads `vssadmin create shadow`.
var Create = console.Grammar{
	Name:  "vssadmin-create",
	Title: "vssadmin create shadow",
	Sure:  parse.Certain,
	Begin: console.Stateless(readCreate),
}

// Delete reads `vssadmin delete shadows`.
var Delete = console.Grammar{
	Name:  "vssadmin-delete",
	Title: "vssadmin delete shadows",
	Sure:  parse.Certain,
	Begin: console.Stateless(readDelete),
}

// Message reads whatever else stands behind vssadmin's banner: a message, or
// nothing.
var Message = console.Grammar{
	Name:  "vssadmin",
	Title: "vssadmin, message or nothing",
	Sure:  parse.Certain,
	Begin: console.Stateless(readMessage),
}

var (
	createdFor = regexp.MustCompile(`['"]([A-Za-z]:\\[^'"]*|\\\\\?\\Volume\{[^}]*\}\\?)['"]\.?$`)
	confirm    = regexp.MustCompile(`\([A-Z]/[A-Z]\):? ?\[[A-Z]\]\?`)
	deleted    = regexp.MustCompile(`(?i)^successfully deleted (\d+) shadow cop`)
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
	if !strings.Contains(r.Text(at), "]?") && !strings.Contains(r.Text(at), "eleted") {
		return i
	}
	asked := confirm.MatchString(r.Text(at))
	if asked {
		at = r.SkipBlank(at + 1)
	}
	line := strings.TrimSpace(r.Text(at))
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
		return i
	}
	line := r.Text(h.body)
	if !isMessage(strings.TrimSpace(line)) || isBanner(line) || ends(r, h.body) {
		r.Damaged(i, "output of vssadmin", "a listing or a message behind the banner", found(line))
		return h.body
	}
	next := h.body + 1
	for !r.Blank(next) && !isBanner(r.Text(next)) && !ends(r, next) && next < h.body+6 {
		line += " " + strings.TrimSpace(r.Text(next))
		next++
	}
	s := r.Add(parse.ProviderRequester, h.body, next-1)
	s.Set(parse.FieldTool, Tool)
	code, hasCode := console.VSSCode(line)
	switch {
	case console.ContainsFold(r.Command, "create shadow"):
		s.Set(parse.FieldPhrase, parse.PhraseSnapshotFailed)
	case hasCode:
		s.Set(parse.FieldPhrase, parse.PhraseCode)
	default:
		s.Set(parse.FieldPhrase, parse.PhraseMessage)
	}
	if hasCode {
		s.Set(parse.FieldHResult, console.HResult(code))
	}
	s.SetText(line)
	r.Upper(s, "")
	return next
}

func found(line string) string {
	if strings.TrimSpace(line) == "" {
		return "nothing"
	}
	return strings.ToValidUTF8(strings.TrimSpace(line[:min(len(line), 60)]), "")
}
