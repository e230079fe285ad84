package requester

import (
	"regexp"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Acronis reads the chain of errors in which programs of Acronis tell a failure: each
// link is a block of labels, the outermost first. The form is as users paste it.
//
//	Error code: 4                            Code: 7 536 642(0x00730002)
//	Module: 316                              LineInfo: 0x92B7C14BE2B74795;
//	LineInfo: e6792a5ee190dd83
//	Fields: code : -2147212302               Module: disk_bundle_vs_50220
//	Message: The volume could not be ...     Message: The volume could not be ...
//
// A chain is one failure. Its codes are those of its links that Windows knows; the
// number is that of the outermost link.
var Acronis = console.Grammar{
	Name:  "acronis-errors",
	Title: "chain of errors of an Acronis program",
	Sure:  parse.Certain,
	Words: []string{"LineInfo", "Error code: ", "Code: "},
	Begin: console.Stateless(readAcronis),
}

var (
	linkCode  = regexp.MustCompile(`^\s*(?:Error )?[Cc]ode:\s*([\d ,.]{1,16}?)\s?(?:\((0x[0-9A-Fa-f]{6,8})\))?\s*$`)
	linkLabel = regexp.MustCompile(
		`^\s*(Module|Line ?[Ii]nfo|Line tag|Fields|Message|Owner|Additional info)\s*:\s*(.*?);?\s*$`,
	)
	linkRule  = regexp.MustCompile(`^\s*-{6,}\s*$`)
	linkField = regexp.MustCompile(`(?i)\bcode\s*:\s*(-?\d{10}|0x[0-9a-f]{8}|\d{10})`)
)

// Limits of a chain; the longest real ones have some ten links.
const (
	maxLinks     = 64
	maxLinkLines = 12
)

// link is one block.
type link struct {
	number, module, message, fields string
	last                            int
}

// readLink reads the block whose code stands in line i. It is one if LineInfo follows,
// with a module or a message.
func readLink(r *console.Reader, i int) (one link, ok bool) {
	m := linkCode.FindStringSubmatch(r.Text(i))
	if m == nil {
		return one, false
	}
	if one.number = m[2]; one.number == "" {
		one.number = strings.TrimSpace(m[1])
	}
	one.last = i
	info := false
	for at := i + 1; at < i+maxLinkLines && r.Has(at); at++ {
		line := r.Text(at)
		if linkRule.MatchString(line) || linkCode.MatchString(line) {
			break
		}
		l := linkLabel.FindStringSubmatch(line)
		switch {
		case l == nil && r.Blank(at):
			continue
		case l == nil && one.message == "" && one.last == at-1 && info: // "Message:" with its text below
			one.message = strings.TrimSpace(line)
		case l == nil:
			return one, info && (one.module != "" || one.message != "")
		case strings.HasPrefix(l[1], "Line"):
			info = true
		case l[1] == "Module":
			one.module = l[2]
		case l[1] == "Message":
			if one.message != "" {
				return one, info
			}
			one.message = l[2]
		case l[1] == "Fields":
			one.fields = l[2]
		}
		one.last = at
	}
	return one, info && (one.module != "" || one.message != "")
}

func readAcronis(r *console.Reader, i int) int {
	first, ok := readLink(r, i)
	if !ok {
		return i
	}
	chain, last := []link{first}, first.last
	for len(chain) < maxLinks {
		at := r.SkipBlank(last + 1)
		for linkRule.MatchString(r.Text(at)) {
			at = r.SkipBlank(at + 1)
		}
		next, ok := readLink(r, at)
		if !ok {
			break
		}
		chain, last = append(chain, next), next.last
	}
	addChain(r, i, last, chain)
	return last + 1
}

// addChain makes the statement of a chain.
func addChain(r *console.Reader, i, last int, chain []link) {
	var messages []string
	f := facts{state: -1, phrase: parse.PhraseBackupFailed, message: chain[0].number}
	for _, one := range chain {
		if one.message != "" && (len(messages) == 0 || messages[len(messages)-1] != one.message) {
			messages = append(messages, one.message)
		}
		codes, names := console.CodeIn(one.message)
		if m := linkField.FindStringSubmatch(one.fields); m != nil {
			inner, _ := console.CodeIn("code: " + m[1])
			codes = append(codes, inner...)
		}
		f.codes, f.names = append(f.codes, codes...), append(f.names, names...)
	}
	text := strings.Join(messages, " ")
	f.more(text)
	if f.writer == "" {
		f.writer = plainWriter(text)
	}
	lower := strings.ToLower(text)
	if _, strong := thingIn(lower); strong || strings.Contains(lower, "snapshot") {
		f.phrase = parse.PhraseSnapshotFailed
	}
	if len(f.codes) == 0 {
		f.spoken(text, lower)
	}
	s := r.Add(parse.ProviderRequester, i, last)
	s.Set(parse.FieldTool, "acronis")
	s.Set(parse.FieldPhrase, f.phrase)
	f.fill(s)
	s.SetText(text)
	f.above(r, i)
	f.time(r, s, i)
	r.Vouch()
}
