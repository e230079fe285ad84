package hostfacts

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// SystemInfoExcerpt reads lines that somebody picked out of systeminfo, in any language: that of the
// system's name, one of the version or the time zone behind it, and that of the host in front, if it
// is there. It must stand behind SystemInfo.
var SystemInfoExcerpt = console.Grammar{
	Name:  "systeminfo-excerpt",
	Title: "lines of systeminfo",
	Sure:  parse.Likely,
	Words: []string{"Microsoft Windows", "Microsoft(R) Windows", "Microsoft® Windows"},

	Regional: true,
	Begin:    console.Stateless(readExcerpt),
}

// systemName is the name of a system as systeminfo prints it.
var systemName = lazyregexp.New(`^Microsoft(?:\(R\)|®)? Windows(?:\(R\)|®)? [\w(]`)

// longestExcerpt is how many lines are looked at behind the name.
const longestExcerpt = 8

func readExcerpt(r *console.Reader, i int) int {
	entries, next := readEntries(r, i)
	if len(entries) < 2 || len(entries) > longestExcerpt || !systemName.MatchString(entries[0].value) {
		return i
	}
	known := 0
	for _, e := range entries[1:] {
		if osVersion.MatchString(e.value) || timeZone.MatchString(e.value) {
			known++
		}
	}
	if known == 0 {
		return i
	}
	s := &systemInfo{r: r}
	if _, value, ok := console.Label(r.Behind(i - 1)); ok && value != "" && !strings.ContainsAny(value, " {'\"\\/") {
		s.host = value
		s.fact(entry{line: i}, parse.FactHostName, value)
	}
	s.fact(entries[0], parse.FactOSName, entries[0].value)
	for _, e := range entries[1:] {
		if m := osVersion.FindStringSubmatch(e.value); m != nil {
			s.fact(e, parse.FactOSVersion, m[1])
			continue
		}
		if e.value != "" {
			s.read(e)
		}
	}
	return next
}
