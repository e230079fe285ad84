package requester

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
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
// The labels are translated; then the fields tell the form, which name the module. A paste may
// have lost the line breaks, and the console shows the same chain as JSON:
//
//	Error code: 4 Fields: {"$module":"disk_bundle_vsa64_4"} Message: ... ------ Error code: ...
//	"suberror": {"code": 7503969, "fields": {"$module": ...}, ... "text": "..."}, "cause_str": "..."
//
// A chain is one failure. Its codes are those of its links that Windows knows; the
// number is that of the outermost link; its text begins with what the innermost says.
var Acronis = console.Grammar{
	Name:  "acronis-errors",
	Title: "chain of errors of an Acronis program",
	Sure:  parse.Certain,
	Words: []string{"LineInfo", "Error code: ", "Code: ", moduleField},
	Begin: console.Stateless(readAcronis),
}

// moduleField is the name of the field that each link has.
const moduleField = `"$module"`

var (
	linkCode  = lazyregexp.New(`^\s*(?:Error )?[Cc]ode:\s*([\d ,.]{1,16}?)\s?(?:\((0x[0-9A-Fa-f]{6,8})\))?\s*$`)
	linkLabel = lazyregexp.New(
		`^\s*(Module|Line ?[Ii]nfo|Line tag|Fields|Message|Owner|Additional info)\s*:\s*(.*?);?\s*$`,
	)
	linkRule  = lazyregexp.New(`^\s*-{6,}\s*$`)
	linkField = lazyregexp.New(`(?i)\bcode"?\s*:\s*"?(-?\d{10}|0x[0-9a-f]{8}|\d{10})`)
	// The same in any language: a label and a number, its fields, a label and the message.
	anyCode   = lazyregexp.New(`^\s*\p{L}[\p{L}\p{M} '’.-]{2,30}\s?[:：]\s?(\d{1,10})\s*$`)
	anyFields = lazyregexp.New(`^\s*\p{L}[\p{L}\p{M} '’.-]{2,30}\s?[:：]\s?\{"\$module"`)
	anyLabel  = lazyregexp.New(`^\s*\p{L}[\p{L}\p{M} '’.-]{2,30}\s?[:：]\s*(.+?)\s*$`)
	// Links of which the line breaks are lost.
	joinedRule = lazyregexp.New(`-{6,}`)
	joinedLink = lazyregexp.New(
		`\b\p{L}[\p{L}\p{M} '’.-]{2,30}\s?[:：]\s?(\d{1,10})\b.*?\{("\$module".*?)\}(?:\s*\p{L}[\p{L}\p{M} '’.-]{2,30}\s?[:：]\s*(.+?))?\s*$`,
	)
	// Lines of the JSON: texts of links, the outermost last, and what the console says of all.
	jsonModule = lazyregexp.New(`^\s*"\$module"\s*:`)
	jsonText   = lazyregexp.New(`^\s*"(text|cause_str|effect_str)"\s*:\s*"(.+?)",?\s*$`)
	jsonCode   = lazyregexp.New(`^\s*"code"\s*:\s*"?(\d{1,10})"?,?\s*$`)
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
	line := r.Text(i)
	if strings.Contains(line, moduleField) {
		switch {
		case jsonModule.MatchString(line):
			return readTree(r, i)
		case joinedRule.MatchString(line):
			return readJoined(r, i)
		}
	}
	first, ok := readLink(r, i)
	if !ok {
		first, ok = translatedLink(r, i)
	}
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
		for fields := at + 1; !ok && fields <= at+maxAbove; fields++ {
			next, ok = translatedLink(r, fields)
		}
		if !ok {
			break
		}
		chain, last = append(chain, next), next.last
	}
	addChain(r, i, last, chain)
	return last + 1
}

// maxAbove is how many lines of a link stand above its fields: code, module, line.
const maxAbove = 4

// translatedLink reads the link whose fields stand in line i: the lines above, which are
// none of an outer link, have its number, and the line below the message.
func translatedLink(r *console.Reader, i int) (one link, ok bool) {
	if !anyFields.MatchString(r.Text(i)) {
		return one, false
	}
	for at := i - 1; at >= i-maxAbove && at >= 0; at-- {
		m := anyCode.FindStringSubmatch(r.Behind(at))
		if m == nil && !anyLabel.MatchString(r.Behind(at)) {
			break
		}
		if m != nil {
			one.number = m[1]
		}
	}
	one.module, one.fields, one.last = moduleField, r.Text(i), i
	if m := anyLabel.FindStringSubmatch(r.Text(i + 1)); m != nil && !anyCode.MatchString(r.Text(i+1)) {
		one.message, one.last = m[1], i+1
	}
	return one, one.number != ""
}

// readJoined reads the links of a line.
func readJoined(r *console.Reader, i int) int {
	var chain []link
	for _, part := range joinedRule.Split(r.Text(i), maxLinks) {
		if m := joinedLink.FindStringSubmatch(part); m != nil {
			chain = append(chain, link{number: m[1], fields: m[2], message: m[3]})
		}
	}
	if len(chain) < 2 {
		return i
	}
	addChain(r, i, i, chain)
	return i + 1
}

// maxTree is how many lines the JSON of a chain has at most.
const maxTree = 2000

// readTree reads the JSON whose first module stands in line i, to where it ends.
func readTree(r *console.Reader, i int) int {
	var chain []link
	cause, last := link{}, i
	for at := i; at < i+maxTree && r.Has(at); at++ {
		t := strings.TrimSpace(r.Text(at))
		if t == "" || strings.IndexByte("\"{}[]", t[0]) < 0 {
			break
		}
		last = at
		if m := jsonCode.FindStringSubmatch(t); m != nil && cause.number == "" {
			cause.number = m[1]
		}
		m := jsonText.FindStringSubmatch(t)
		switch {
		case m == nil:
		case m[1] == "cause_str":
			cause.message = m[2]
		case len(chain) < maxLinks: // an inner link ends first
			chain = append([]link{{message: m[2]}}, chain...)
		}
	}
	if len(chain) == 0 && cause.message == "" {
		return i
	}
	chain = append([]link{{number: cause.number}}, chain...)
	addChain(r, i, last, append(chain, link{message: cause.message}))
	return last + 1
}

// pathField is a file or folder in the fields of a link, its backslashes doubled.
var pathField = lazyregexp.New(`"(?:path|file|filename|file_name|directory|folder|command|cmd)"\s*:\s*"((?:[^"\\]|\\.){3,400})"`)

// pathOfChain is the one that the innermost link names.
func pathOfChain(chain []link) string {
	for k := len(chain) - 1; k >= 0; k-- {
		if m := pathField.FindStringSubmatch(chain[k].fields); m != nil && strings.Contains(m[1], `\\`) {
			return strings.TrimPrefix(strings.ReplaceAll(m[1], `\\`, `\`), `\\?\`)
		}
	}
	return ""
}

// addChain makes the statement of a chain.
func addChain(r *console.Reader, i, last int, chain []link) {
	var messages []string
	seen := map[string]bool{}
	f := facts{state: -1, phrase: parse.PhraseBackupFailed, message: chain[0].number}
	for _, one := range chain {
		if one.message != "" && !seen[one.message] {
			seen[one.message] = true
			messages = append(messages, one.message)
		}
		codes, names := console.CodeIn(one.message)
		if m := linkField.FindStringSubmatch(one.fields); m != nil {
			inner, _ := console.CodeIn("code: " + m[1])
			codes = append(codes, inner...)
		}
		f.codes, f.names = append(f.codes, codes...), append(f.names, names...)
	}
	slices.Reverse(messages) // why stands in the innermost
	path := pathOfChain(chain)
	if path != "" && len(messages) > 0 {
		messages[0] += ` (` + path + `)`
	}
	text := strings.Join(messages, " ")
	f.more(text)
	f.path = cmp.Or(path, f.path)
	if f.writer == "" {
		f.writer = plainWriter(text)
	}
	lower := strings.ToLower(text)
	if _, strong := thingIn(lower); strong || strings.Contains(lower, "snapshot") {
		f.phrase = parse.PhraseSnapshotFailed
	}
	if inner, basis := spokenIn(lower, true); basis != "" && len(f.codes) > 0 && !slices.Contains(f.codes, inner) {
		f.codes = append(f.codes, inner)
	} else if len(f.codes) == 0 {
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
