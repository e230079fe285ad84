package hostfacts

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Hotfixes reads the lists of installed updates that `wmic qfe`, `Get-HotFix` and
// `Get-CimInstance Win32_QuickFixEngineering` print as table, list or CSV.
var Hotfixes = console.Grammar{
	Name:  "hotfixes",
	Title: "installed updates: wmic qfe, Get-HotFix",
	Sure:  parse.Certain,
	Words: propertyNames(),
	May:   mayBeHotfix,
	Begin: console.Stateless(readHotfixes),
}

// mayBeHotfix reports whether a line in the middle of a paragraph may be the heading of a table, or begin a list.
func mayBeHotfix(line string, _ console.Held) bool {
	if !console.HasPrefixFold(strings.TrimSpace(line), "source") {
		return hasID(line)
	}
	key, _, ok := pair(line)
	return hasID(line) || ok && strings.EqualFold(key, "Source")
}

func readHotfixes(r *console.Reader, i int) int {
	for _, read := range []console.ReadFunc{readHotfixTable, readHotfixList, readHotfixCSV} {
		if next := read(r, i); next > i {
			return next
		}
	}
	return i
}

// The properties of Win32_QuickFixEngineering and what PowerShell adds. They
// are not translated.
var properties = map[string]bool{
	"caption": true, "csname": true, "description": true, "fixcomments": true, "hotfixid": true, "installdate": true,
	"installedby": true, "installedon": true, "name": true, "servicepackineffect": true, "status": true,
	"source": true, "node": true, "pscomputername": true, "installedondate": true,
}

func propertyNames() (names []string) {
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// hotfix is one row.
type hotfix struct {
	id, host, description, installed, servicePack string
}

// set stores the value of a property.
func (h *hotfix) set(property, value string) {
	value = strings.TrimSpace(value)
	switch strings.ToLower(property) {
	case "hotfixid":
		h.id = value
	case "csname", "source", "node", "pscomputername":
		if value != "" {
			h.host = value
		}
	case "description":
		h.description = value
	case "installedon":
		h.installed = value
	case "servicepackineffect":
		h.servicePack = value
	}
}

// addHotfix makes the record of one update. Server 2003 prints "File 1" in the
// place of the id and has the id under ServicePackInEffect (unconfirmed).
func addHotfix(r *console.Reader, first, last int, h hotfix) {
	if h.id == "" && h.servicePack == "" {
		return
	}
	if isCut(h.id) {
		r.Damaged(first, "id of an update", "KB and all its digits", h.id)
		return
	}
	s := r.Add(parse.ProviderHotfix, first, last)
	s.Computer = h.host
	m := hotfixID.FindStringSubmatch(h.id)
	if m == nil {
		m = hotfixID.FindStringSubmatch(h.servicePack)
		if h.description == "" {
			h.description = h.id
		}
	} else if rest := strings.Trim(h.id[len(m[0]):], " -"); rest != "" && h.description == "" {
		h.description = rest
	}
	if m != nil {
		s.Set(parse.FieldHotfix, strings.ToUpper(m[1])+m[2])
	}
	s.Set(parse.FieldDescription, h.description)
	s.Set(parse.FieldInstalled, h.installed)
	s.Set(parse.FieldServicePack, h.servicePack)
	installedOn(r, s, first, h.installed)
}

// isCut reports whether a narrow console cut the id.
func isCut(id string) bool {
	return strings.HasPrefix(id, "KB") && (strings.HasSuffix(id, "...") || strings.HasSuffix(id, "…"))
}

// installedOn reads a date, 20070214, or the hex FILETIME that Vista prints
// (unconfirmed). Whatever it is, it means a day.
func installedOn(r *console.Reader, s *console.Statement, line int, value string) {
	switch {
	case value == "":
		return
	case len(value) == 16 && strings.Trim(value, "0123456789abcdefABCDEF") == "":
		if v, err := strconv.ParseUint(value, 16, 63); err == nil {
			s.At(parse.Timestamp{Wall: parse.Ticks(v), Resolution: parse.Day})
		}
		return
	case len(value) == 8 && strings.Trim(value, "0123456789") == "":
		value = value[:4] + "-" + value[4:6] + "-" + value[6:]
	}
	m, _, _, ok := console.FindMoment(value)
	if !ok || !m.HasDate {
		return
	}
	r.Dated(s, line, m.Day())
}

// column is one column of a fixed-width table, in runes.
type column struct {
	name     string
	from, to int
}

// hasID reports whether s names the property HotFixID, as WMI or PowerShell
// write it.
func hasID(s string) bool {
	return strings.Contains(s, "ixID") && (strings.Contains(s, "HotFixID") || strings.Contains(s, "HotfixID")) ||
		strings.Contains(s, "hotfixid")
}

// header reads a line that consists of property names and has HotFixID.
func header(s string) []column {
	if !hasID(s) {
		return nil
	}
	var columns []column
	at := 0
	for _, word := range strings.Fields(s) {
		if !properties[strings.ToLower(word)] {
			return nil
		}
		at += strings.Index(s[at:], word)
		columns = append(columns, column{name: word, from: at})
		at += len(word)
	}
	for k := range columns {
		columns[k].to = 1 << 20
		if k+1 < len(columns) {
			columns[k].to = columns[k+1].from
		}
	}
	return columns
}

func (c column) cell(runes []rune) string {
	if c.from >= len(runes) {
		return ""
	}
	return string(runes[c.from:min(c.to, len(runes))])
}

func readHotfixTable(r *console.Reader, i int) int {
	columns := header(r.Text(i))
	if columns == nil {
		return i
	}
	next := i + 1
	if strings.Trim(r.Text(next), "- ") == "" && !r.Blank(next) {
		next++
	}
	for at := next; r.Has(at); at++ {
		if r.Blank(at) {
			if r.Blank(at + 1) {
				break // one blank line may stand between rows, not two
			}
			continue
		}
		line := r.Text(at)
		if !utf8.ValidString(line) {
			break
		}
		var h hotfix
		runes := []rune(line)
		for _, c := range columns {
			h.set(c.name, c.cell(runes))
		}
		if !hotfixID.MatchString(h.id) && !isFileEntry(h.id) && !isCut(h.id) && !hotfixID.MatchString(h.servicePack) {
			break
		}
		addHotfix(r, at, at, h)
		next = at + 1
		r.Done(next)
	}
	return next
}

// maxList bounds the lines of one Key=Value block.
const maxList = 200

// pair reads Key=Value or Key : Value.
func pair(s string) (key, value string, ok bool) {
	t := strings.TrimSpace(s)
	at := strings.IndexAny(t, "=:")
	if at < 1 || at > 40 {
		return "", "", false
	}
	key = strings.TrimSpace(t[:at])
	if strings.ContainsAny(key, " \\/.{'\"") {
		return "", "", false
	}
	return key, strings.TrimSpace(t[at+1:]), true
}

func readHotfixList(r *console.Reader, i int) int {
	if key, _, ok := pair(r.Text(i)); !ok || !properties[strings.ToLower(key)] ||
		!r.Opens(i) && !strings.EqualFold(key, "Source") {
		return i
	}
	var h hotfix
	known, next := 0, i
	for ; next < i+maxList && !r.Blank(next); next++ {
		key, value, ok := pair(r.Text(next))
		if !ok {
			break
		}
		if strings.EqualFold(key, "hotfixid") {
			if h.id != "" {
				break // the next one without a blank line between
			}
			known++
		}
		h.set(key, value)
	}
	if known == 0 || h.id == "" {
		return i
	}
	addHotfix(r, i, next-1, h)
	return next
}

func readHotfixCSV(r *console.Reader, i int) int {
	if !hasID(r.Text(i)) {
		return i
	}
	names := fields(r.Text(i))
	known := false
	for k := range names {
		names[k] = strings.ToLower(names[k])
		known = known || names[k] == "hotfixid"
	}
	if !known || len(names) < 2 {
		return i
	}
	next := i + 1
	for at := next; r.Has(at); at++ {
		if r.Blank(at) {
			continue
		}
		values := fields(r.Text(at))
		if len(values) != len(names) {
			break
		}
		var h hotfix
		for k := range names {
			h.set(names[k], values[k])
		}
		addHotfix(r, at, at, h)
		next = at + 1
		r.Done(next)
	}
	return next
}

// fields splits a line of comma or semicolon separated values.
func fields(s string) []string {
	c := csv.NewReader(strings.NewReader(s))
	c.LazyQuotes = true
	if strings.Count(s, ";") > strings.Count(s, ",") {
		c.Comma = ';'
	}
	row, err := c.Read()
	if err != nil {
		return nil
	}
	return row
}
