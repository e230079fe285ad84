package hostfacts

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// SystemInfo reads the list form of systeminfo, in any language: labels are
// translated, the order of lines and the look of the values are not.
var SystemInfo = console.Grammar{
	Name:  "systeminfo",
	Title: "systeminfo",
	Sure:  parse.Certain,
	Needs: []string{":", "\""},
	Below: []string{"====="},

	May:      mayBeSystemInfo,
	Regional: true,
	Begin:    func() console.ReadFunc { return new(versionAhead).read },
}

var (
	// "5.2.3790 Service Pack 2 Build 3790", "10.0.19045 N/A Build 19045", and with
	// the words translated.
	osVersion = lazyregexp.New(`^(\d{1,2}\.\d{1,2}\.\d{3,5})\s+(\S.*?\s+)??\S+\s+\d{3,5}$`)
	timeZone  = lazyregexp.New(`^\((?:GMT|UTC)\s*([+-]\d\d:\d\d)?\)`)
	locale    = lazyregexp.New(`^[a-zA-Z]{2,3}-[a-zA-Z]{2,4};`)
	hardware  = lazyregexp.New(`(?i)^(x86|x64|ia64|itanium|arm|arm64)[- ]`)
	upTime    = lazyregexp.New(`^(\d+)\s+[^\d,]+,\s*(\d+)\s+[^\d,]+,\s*(\d+)\s+[^\d,]+,\s*(\d+)\s+[^\d,]+$`)
	listed    = lazyregexp.New(`^\s*\[\d+\]:\s*(\S.*)$`)
	hotfixID  = lazyregexp.New(`^(?i:(KB|Q)(\d{5,7}))`)
)

// versionAhead remembers how far it looked for a version of Windows, so that no
// line is looked at twice.
type versionAhead struct{ looked, found int }

// near reports whether a version stands in one of the four lines behind line i:
// that is where the list has it.
func (v *versionAhead) near(r *console.Reader, i int) bool {
	for at := max(v.looked, i+1); at <= i+4; at++ {
		if statesVersion(r.Text(at)) {
			v.found = at
			break
		}
		v.looked = at + 1
	}
	return v.found > i && v.found <= i+4
}

// mayBeSystemInfo reports whether a line has the version, by which the lines above it are told, or begins the table.
func mayBeSystemInfo(line string, _ console.Held) bool {
	return strings.HasPrefix(line, `"`) || statesVersion(line)
}

// statesVersion reports whether a line is that with the version.
func statesVersion(line string) bool {
	if !holdsVersion(line) {
		return false
	}
	_, value, ok := console.Label(line)
	return ok && mayBeVersion(value) && osVersion.MatchString(value)
}

// holdsVersion is a quick test for a line with a version: a digit, a point, one or two
// digits, a point.
func holdsVersion(line string) bool {
	for at := 0; ; at++ {
		next := strings.IndexByte(line[at:], '.')
		if next < 0 {
			return false
		}
		if at += next; at == 0 || !isDigit(line[at-1]) {
			continue
		}
		end := at + 1
		for end < len(line) && end < at+3 && isDigit(line[end]) {
			end++
		}
		if end > at+1 && end < len(line) && line[end] == '.' {
			return true
		}
	}
}

// mayBeVersion is a quick test for osVersion: 5.2.3790 and so on.
func mayBeVersion(value string) bool {
	dots := 0
	for i := 0; i < len(value) && i < 12; i++ {
		switch c := value[i]; {
		case c == '.':
			dots++
		case c == ' ':
			return dots == 2
		case c < '0' || c > '9':
			return false
		}
	}
	return false
}

func (v *versionAhead) read(r *console.Reader, i int) int {
	if !v.near(r, i) && !strings.HasPrefix(r.Text(i), `"`) && !strings.HasPrefix(r.Text(i+1), "=") {
		return i
	}
	for _, read := range []func(*console.Reader, int) ([]entry, int){readEntries, readTableEntries} {
		if entries, next := read(r, i); addSystemInfo(r, entries) {
			return next
		}
	}
	return i
}

// addSystemInfo makes records of entries that begin with the host's name and
// hold, behind the name of the system, its version.
func addSystemInfo(r *console.Reader, entries []entry) bool {
	version := -1
	for k, e := range entries {
		if osVersion.MatchString(e.value) {
			version = k
			break
		}
	}
	if version < 1 || version > 4 || len(entries) < 5 || strings.ContainsAny(entries[0].value, " {'\"") {
		return false
	}
	s := &systemInfo{r: r, host: entries[0].value}
	s.fact(entries[0], parse.FactHostName, s.host)
	s.fact(entries[version-1], parse.FactOSName, entries[version-1].value)
	m := osVersion.FindStringSubmatch(entries[version].value)
	s.fact(entries[version], parse.FactOSVersion, m[1])
	pack := strings.TrimSpace(m[2])
	if pack == "" {
		pack = "N/A" // no service pack is stated at all (form of 5.2.3790 without one: unconfirmed)
	}
	s.fact(entries[version], parse.FactServicePack, pack)
	for _, e := range entries[version+1:] {
		s.read(e)
	}
	return true
}

// systemInfo makes records of the entries behind the version.
type systemInfo struct {
	r      *console.Reader
	host   string
	dates  int
	locale bool
}

func (s *systemInfo) fact(e entry, fact, value string) *console.Statement {
	st := s.r.Add(parse.ProviderHost, e.line, e.line)
	st.Computer = s.host
	st.Set(parse.FieldFact, fact)
	st.Set(parse.FieldValue, value)
	return st
}

func (s *systemInfo) read(e entry) {
	switch {
	case timeZone.MatchString(e.value):
		s.fact(e, parse.FactTimeZone, e.value)
		if seconds, ok := console.ParseOffset(timeZone.FindStringSubmatch(e.value)[1]); ok {
			s.fact(e, parse.FactUTCOffset, strconv.Itoa(int(seconds)))
		} else {
			s.fact(e, parse.FactUTCOffset, "0")
		}
	case locale.MatchString(e.value):
		if !s.locale { // the system's locale comes first, then the input locale
			s.fact(e, parse.FactLocale, e.value)
		}
		s.locale = true
	case hardware.MatchString(e.value) && !strings.Contains(e.value, "~"): // not a processor
		s.fact(e, parse.FactSystemType, e.value)
	case upTime.MatchString(e.value):
		s.upTime(e)
	case len(e.more) > 0 && s.isHotfixList(e):
		s.hotfixes(e)
	case isDomainLabel(e.label):
		s.fact(e, parse.FactDomain, e.value)
	default:
		s.date(e)
	}
}

func (s *systemInfo) upTime(e entry) {
	seconds := 0
	for k, n := range upTime.FindStringSubmatch(e.value)[1:] {
		v, _ := strconv.Atoi(n)
		seconds += v * [...]int{86400, 3600, 60, 1}[k]
	}
	s.fact(e, parse.FactUpTime, strconv.Itoa(seconds)).SetText(e.value)
}

// date reads the day of installation and the boot time: the two dates of the
// list, in this order in every language. Server 2003 prints no boot time.
func (s *systemInfo) date(e entry) {
	m, _, _, ok := console.FindMoment(e.value)
	if !ok || !m.HasDate || !m.HasTime {
		return
	}
	s.dates++
	if s.dates == 2 || console.ContainsFold(e.label, "boot time") {
		s.r.Dated(s.fact(e, parse.FactBootTime, e.value), e.line, m)
	}
}

// isDomainLabel knows the label in the languages that could be guessed; only
// English is confirmed.
func isDomainLabel(label string) bool {
	switch strings.ToLower(label) {
	case "domain", "domäne", "domaine", "dominio", "domínio", "domein", "домен":
		return true
	}
	return false
}

func (s *systemInfo) isHotfixList(e entry) bool {
	for _, one := range e.more {
		if m := listed.FindStringSubmatch(one.text); m != nil && (hotfixID.MatchString(m[1]) || isFileEntry(m[1])) {
			return true
		}
	}
	return false
}

// isFileEntry recognises "File 1", which Server 2003 lists in the place of an id.
func isFileEntry(s string) bool { return console.HasPrefixFold(s, "File ") && len(s) < 9 }

func (s *systemInfo) hotfixes(e entry) {
	announced, hasCount := leadingNumber(e.value)
	if hasCount {
		s.fact(e, parse.FactHotfixCount, strconv.Itoa(announced))
	}
	var ids []item
	for _, one := range e.more {
		if m := listed.FindStringSubmatch(one.text); m != nil {
			ids = append(ids, item{one.line, m[1]})
		}
	}
	if hasCount {
		word := "complete"
		if len(ids) != announced {
			word = "partial"
			s.r.Damaged(e.line, "list of updates", strconv.Itoa(announced)+" updates", strconv.Itoa(len(ids)))
		}
		s.fact(e, parse.FactHotfixListed, word)
	}
	for _, id := range ids {
		addHotfix(s.r, id.line, id.line, hotfix{id: id.text, host: s.host})
	}
}

func leadingNumber(s string) (int, bool) {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	return n, err == nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
