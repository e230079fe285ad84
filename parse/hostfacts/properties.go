package hostfacts

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// OSProperties reads `wmic os` (list and table), Get-CimInstance
// Win32_OperatingSystem and Get-ComputerInfo. None of them was seen; the names
// of the properties are documented and not translated.
var OSProperties = console.Grammar{
	Name:  "os-properties",
	Title: "wmic os, Get-CimInstance, Get-ComputerInfo (unconfirmed)",
	Sure:  parse.Certain,
	Words: []string{"version"}, // of the system, without which there is nothing to tell
	Needs: []string{"=", ":"},
	Marks: [][]string{{"version"}},
	May:   func(_ string, held console.Held) bool { return held.Has(0) }, // a list begins a paragraph
	Begin: console.Stateless(readOSProperties),
}

// MSInfo reads the System Summary of msinfo32: the text of /report and the XML
// of .nfo files. Neither was seen.
var MSInfo = console.Grammar{
	Name:  "msinfo32",
	Title: "msinfo32, text report and .nfo (unconfirmed)",
	Sure:  parse.Certain,
	Words: []string{"<MsInfo", `<Category name="System Summary"`, "[System Summary]", "OS Name\t"},
	Begin: func() console.ReadFunc { return new(msInfo).read },
}

// osFacts maps properties to facts. A property may come from WMI, from
// Get-ComputerInfo, or from msinfo32 (English).
var osFacts = map[string]string{
	"csname": parse.FactHostName, "system name": parse.FactHostName,
	"caption": parse.FactOSName, "osname": parse.FactOSName, "os name": parse.FactOSName,
	"version": parse.FactOSVersion, "osversion": parse.FactOSVersion,
	"csdversion": parse.FactServicePack, "oscsdversion": parse.FactServicePack,
	"lastbootuptime": parse.FactBootTime, "oslastbootuptime": parse.FactBootTime,
	"currenttimezone": parse.FactOffsetNow, "oscurrenttimezone": parse.FactOffsetNow,
	"localdatetime": factLocalTime, "oslocaldatetime": factLocalTime,
	"timezone": parse.FactTimeZone, "time zone": parse.FactTimeZone,
	"system type": parse.FactSystemType, "cssystemtype": parse.FactSystemType,
	"csdomain": parse.FactDomain, "oslocale": parse.FactLocale,
}

// factLocalTime is no fact of its own: it is the time at which the offset is stated.
const factLocalTime = "local_time"

// maxProperties bounds a list: Get-ComputerInfo has about 190 properties.
const maxProperties = 400

// property is one name with its value.
type property struct {
	line        int
	name, value string
}

var (
	plainVersion = lazyregexp.New(`^(\d{1,2}\.\d{1,2}\.\d{3,5})(?:\s+(.*?))?(?:\s+Build \d+)?$`)
	cdata        = lazyregexp.New(`<(Item|Value)>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</(?:Item|Value)>`)
)

func readOSProperties(r *console.Reader, i int) int {
	if line := r.Text(i); r.Held(i).Has(0) && (strings.Contains(line, "ersion") || strings.Contains(line, "ERSION")) {
		if all, next := propertyTable(r, i); addProperties(r, all) {
			return next
		}
	}
	if !r.Opens(i) {
		return i
	}
	if _, _, ok := pair(r.Text(i)); !ok {
		return i
	}
	var all []property
	next := i
	for ; next < i+maxProperties && !r.Blank(next); next++ {
		if console.Indent(r.Text(next)) >= 8 && len(all) > 0 { // a value that goes on
			all[len(all)-1].value += " " + strings.TrimSpace(r.Text(next))
			continue
		}
		name, value, ok := pair(r.Text(next))
		if !ok {
			break
		}
		all = append(all, property{next, name, value})
	}
	if !addProperties(r, all) {
		return i
	}
	return next
}

// propertyTable reads the table form: a line of property names, a line of values.
func propertyTable(r *console.Reader, i int) (all []property, next int) {
	names := strings.Fields(r.Text(i))
	if len(names) < 2 {
		return nil, i
	}
	known := 0
	for _, name := range names {
		if strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") != "" {
			return nil, i
		}
		if osFacts[strings.ToLower(name)] != "" {
			known++
		}
	}
	if known < 2 {
		return nil, i
	}
	at := r.SkipBlank(i + 1)
	if strings.Trim(r.Text(at), "- ") == "" {
		at++
	}
	header, runes := r.Text(i), []rune(r.Text(at))
	from := 0
	for k, name := range names {
		from += strings.Index(header[from:], name)
		to := len(runes) + len(header)
		if k+1 < len(names) {
			to = from + len(name) + strings.Index(header[from+len(name):], names[k+1])
		}
		all = append(all, property{at, name, strings.TrimSpace(column{from: from, to: to}.cell(runes))})
		from += len(name)
	}
	return all, at + 1
}

// addProperties makes records of properties that hold a version of Windows and
// a name of the system or of the host.
func addProperties(r *console.Reader, all []property) bool {
	values := map[string]string{}
	for _, p := range all {
		fact := osFacts[strings.ToLower(p.name)]
		if fact != "" && values[fact] == "" {
			values[fact] = p.value
		}
	}
	if !plainVersion.MatchString(values[parse.FactOSVersion]) ||
		!console.ContainsFold(values[parse.FactOSName], "windows") && values[parse.FactHostName] == "" {
		return false
	}
	host := values[parse.FactHostName]
	done := map[string]bool{}
	for _, p := range all {
		switch fact := osFacts[strings.ToLower(p.name)]; {
		case strings.EqualFold(p.name, "oshotfixes"):
			addBracedHotfixes(r, p, host)
		case fact != "" && p.value != "" && !done[fact]:
			done[fact] = true
			addProperty(r, p, fact, host, values)
		}
	}
	return true
}

func addProperty(r *console.Reader, p property, fact, host string, values map[string]string) {
	add := func(fact, value string) *console.Statement {
		s := r.Add(parse.ProviderHost, p.line, p.line)
		s.Computer = host
		s.Set(parse.FieldFact, fact)
		s.Set(parse.FieldValue, value)
		return s
	}
	switch fact {
	case parse.FactOSVersion:
		m := plainVersion.FindStringSubmatch(p.value)
		add(fact, m[1])
		if m[2] != "" {
			add(parse.FactServicePack, m[2])
		}
	case parse.FactBootTime:
		s := add(fact, p.value)
		if timestamp, ok := r.WMITime(p.line, p.value); ok {
			s.At(timestamp)
		} else if m, _, _, ok := console.FindMoment(p.value); ok && m.HasDate && m.HasTime {
			r.Dated(s, p.line, m)
		}
	case parse.FactOffsetNow:
		if minutes, err := strconv.Atoi(p.value); err == nil {
			s := add(fact, strconv.Itoa(minutes*60))
			if timestamp, ok := r.WMITime(p.line, values[factLocalTime]); ok && timestamp.Offset == int32(minutes)*60 {
				s.At(timestamp)
			}
		}
	case factLocalTime:
	default:
		add(fact, p.value)
	}
}

// addBracedHotfixes reads OsHotFixes of Get-ComputerInfo: {KB1, KB2...}, which
// PowerShell cuts after four.
func addBracedHotfixes(r *console.Reader, p property, host string) {
	cut := strings.Contains(p.value, "...") || strings.Contains(p.value, "…")
	for _, id := range strings.FieldsFunc(p.value, func(c rune) bool { return strings.ContainsRune("{}, .…", c) }) {
		if hotfixID.MatchString(id) {
			addHotfix(r, p.line, p.line, hotfix{id: id, host: host})
		}
	}
	if cut {
		s := r.Add(parse.ProviderHost, p.line, p.line)
		s.Computer = host
		s.Set(parse.FieldFact, parse.FactHotfixListed)
		s.Set(parse.FieldValue, "partial")
	}
}

// msInfo remembers how far it looked in vain, so that no line is looked at twice.
type msInfo struct{ tried int }

// read claims the System Summary.
func (m *msInfo) read(r *console.Reader, i int) int {
	if i < m.tried {
		return i
	}
	line := r.Text(i)
	if strings.Contains(line, "<MsInfo") || strings.Contains(line, `<Category name="System Summary"`) {
		return m.readNFO(r, i)
	}
	if !strings.HasPrefix(line, "[System Summary]") && !strings.HasPrefix(line, "OS Name\t") {
		return i
	}
	var all []property
	next := i
	m.tried = i + 200
	for at := i; r.Has(at) && at < i+200; at++ {
		name, value, ok := strings.Cut(r.Text(at), "\t")
		switch {
		case ok:
			all = append(all, property{at, name, strings.TrimSpace(value)})
			next = at + 1
		case r.Blank(at) || at == i:
		default:
			at = i + 200 // the next section
		}
	}
	if !addProperties(r, all) {
		return i
	}
	return next
}

// readNFO reads pairs of <Item> and <Value> up to the end of the first category.
func (m *msInfo) readNFO(r *console.Reader, i int) int {
	var all []property
	name := ""
	m.tried = i + 2000
	for at := i; r.Has(at) && at < i+2000 && len(all) < 500; at++ {
		for _, tag := range cdata.FindAllStringSubmatch(r.Text(at), -1) {
			if tag[1] == "Item" {
				name = tag[2]
			} else if name != "" {
				all = append(all, property{at, name, strings.TrimSpace(tag[2])})
				name = ""
			}
		}
		if len(all) > 0 && strings.Contains(r.Text(at), "<Category ") {
			break
		}
	}
	if len(all) == 0 || !addProperties(r, all) {
		return i
	}
	return all[len(all)-1].line + 1
}
