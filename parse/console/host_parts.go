package console

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// One text may be about several hosts: a heading names each, or somebody asked the host for its
// name before he went on. What names no computer itself is of the host whose part it stands in.

// hostPart is the part of a text that is about one host; it begins at a byte of the input.
type hostPart struct {
	offset int64
	host   string
}

// hostParts are in the order of the text.
type hostParts []hostPart

// at returns the host of the part in which a byte is, "" if it is in none.
func (s hostParts) at(offset int64) string {
	k := sort.Search(len(s), func(k int) bool { return s[k].offset > offset }) // the part behind
	if k == 0 {
		return ""
	}
	return s[k-1].host
}

// mostHostParts is how many parts a text has at most that somebody put together.
const mostHostParts = 256

// longestHeading is how many bytes a line has that names the host of what follows.
const longestHeading = 64

// hostLearner collects the lines that name a host.
type hostLearner struct {
	answered hostParts // behind a command that prints the name, and prompts with it
	headed   hostParts // headings
	asked    bool      // the name comes next
	spoken   bool      // the line before is not blank
}

func (l *hostLearner) learn(text string, offset int64) {
	if offset > longestDocument {
		return
	}
	t := strings.TrimSpace(unquote(text))
	if t == "" {
		l.spoken = false
		return
	}
	spoken := l.spoken
	l.spoken = true
	if l.asked {
		if l.asked = false; IsHostName(t) && len(t) <= longestHeading {
			l.answered.add(offset, t)
			return
		}
	}
	if host := remotePrompt(t); host != "" {
		l.answered.add(offset, host)
	}
	if command, ok := Command(t); ok {
		l.asked = printsName(command)
		return
	}
	if !spoken && len(t) <= longestHeading {
		if host := headingHost(t); host != "" {
			l.headed.add(offset, host)
		}
	}
}

// add begins a part, if it is of another host than the one before.
func (s *hostParts) add(offset int64, host string) {
	if n := len(*s); n < mostHostParts && (n == 0 || !strings.EqualFold((*s)[n-1].host, host)) {
		*s = append(*s, hostPart{offset, strings.Clone(host)})
	}
}

// decide returns the parts: headings count only where there are two hosts of them.
func (l *hostLearner) decide() hostParts {
	switch all := l.answered; {
	case len(l.headed) > 1:
		all = append(all, l.headed...)
		slices.SortStableFunc(all, func(a, b hostPart) int { return cmp.Compare(a.offset, b.offset) })
		return all
	case len(all) > 0: // what stands above the first answer was typed at the same host
		all[0].offset = 0
		return all
	}
	return nil
}

// printsName reports whether a command prints the name of its computer first.
func printsName(command string) bool {
	first, _, _ := strings.Cut(strings.ToLower(command), "&")
	switch first = strings.TrimSpace(first); first {
	case "hostname", "hostname.exe", "$env:computername", "echo %computername%", "echo $env:computername":
		return true
	}
	return false
}

// remotePrompt returns the computer of a prompt of a PowerShell session with another one:
// "[FS01]: PS C:\>", "" if t is none.
func remotePrompt(t string) string {
	if t[0] != '[' {
		return ""
	}
	host, rest, ok := strings.Cut(t[1:], "]: PS ")
	if !ok || len(host) > longestHeading || !IsHostName(host) || strings.IndexByte(rest, '>') < 0 {
		return ""
	}
	return host
}

// headingHost returns the host that a line names for what follows it: "FS01:", "== HV02 ==",
// "## SQL05.corp.local", "Server: FS01", "On FS01:"; "" if it is no such line.
func headingHost(t string) string {
	m := hostHeading.FindStringSubmatch(t)
	if m == nil {
		return ""
	}
	label, host, colon := m[1], m[2], strings.HasSuffix(t, ":")
	if label == "" && !colon && strings.IndexByte("#=*-[", t[0]) < 0 {
		return ""
	}
	if !IsHostName(host) || len(host) < 3 || label == "" && !looksNamed(host) {
		return ""
	}
	return host
}

var hostHeading = lazyregexp.New(
	`^[#=*\-_\[ ]*(?:((?i:(?:on|auf|sur|en|su)? ?(?:the )?` +
		`(?:server|host|hostname|computer|machine|node|rechner|serveur|servidor|サーバー?|服务器)(?: name)?)` +
		`\s?[:=]?|(?i:on|auf|sur)) ?)?` +
		`([A-Za-z][\w-]{1,14}(?:\.[\w-]{1,40}){0,4})(?: \([^()]{1,30}\))?[#=*\-_\]: ]*$`,
)

// looksNamed reports whether a word alone is the name of a computer: letters, a digit, and no word for a
// thing that people number.
func looksNamed(s string) bool {
	name, _, _ := strings.Cut(s, ".")
	letters := strings.TrimRight(name, "0123456789-_")
	return letters != name && letters != "" && strings.ContainsAny(name, "0123456789") &&
		strings.ToUpper(name[:1]) == name[:1] && !slices.Contains(numbered, strings.ToLower(letters))
}

// numbered are things that people number in headings.
var numbered = []string{
	"step", "test", "day", "night", "log", "disk", "job", "case", "event", "error", "part", "update", "edit", "file",
	"volume", "note", "try", "run", "attempt", "screenshot", "image", "version", "option", "question", "q", "a", "kb",
	"example", "scenario", "issue", "ticket", "id", "v", "h", "no", "nr", "number", "section", "table", "figure", "writer",
	"snapshot", "drive", "backup", "schritt", "fall", "tag", "nacht", "versuch", "étape", "essai", "paso", "caso",
}
