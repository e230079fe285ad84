package diskshadow

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Copies reads the outlines of shadow copies that both tools print.
var Copies = console.Grammar{
	Name:  "shadow-copies",
	Title: "shadow copies as diskshadow and vshadow list them",
	Sure:  parse.Certain,
	Words: []string{" ID = {"},
	Begin: console.Stateless(readCopy),
}

var copyLine = lazyregexp.New(`(?i)^\s*\* (?:Shadow copy|SNAPSHOT) ID = (\{[^}]*\})`)

// alias is what diskshadow prints behind an id: %VSS_SHADOW_SET%.
var alias = lazyregexp.New(`\s+%[^%]*%\s*$`)

func readCopy(r *console.Reader, i int) int {
	line, _ := r.Joined(i)
	m := copyLine.FindStringSubmatch(line)
	if m == nil {
		return i
	}
	all, lines, next := r.Outline(i)
	s := r.Add(parse.ProviderShadow, i, next-1)
	s.Set(parse.FieldTool, tool(all))
	id, valid, _ := console.Braced(m[1])
	if valid {
		s.Set(parse.FieldSnapshotID, id)
	} else {
		s.Set(parse.FieldMaskedID, id)
	}
	values := map[string]string{}
	created := -1
	for k, b := range all {
		values[b.Key] = alias.ReplaceAllString(b.Value, "")
		if b.Key == "creation time" {
			created = lines[k]
		}
	}
	set, _, _ := console.GUID(values["shadow copy set"])
	s.Set(parse.FieldSnapshotSetID, set)
	s.Set(parse.FieldVolume, values["original volume name"])
	s.Set(parse.FieldDevice, values["shadow copy device name"])
	s.Set(parse.FieldMachine, values["originating machine"])
	s.Set(parse.FieldServiceMachine, values["service machine"])
	provider, _, _ := console.GUID(values["provider id"])
	s.Set(parse.FieldProviderID, provider)
	s.Set(parse.FieldAttributes, values["attributes"])
	s.Set(parse.FieldCreated, values["creation time"])
	s.Set(parse.FieldCopies, values["original count of shadow copies"])
	if values["originating machine"] == values["service machine"] {
		s.Computer = values["originating machine"]
	}
	if when, _, _, ok := console.FindMoment(values["creation time"]); ok && when.HasDate {
		r.Dated(s, created, when)
	}
	return next
}

// tool tells vshadow by its smaller indent.
func tool(all []console.Bullet) string {
	if len(all) > 0 && all[0].Indent < 8 {
		return "vshadow"
	}
	return "diskshadow"
}

// trimDots takes the dots off a progress message: "Creating shadow set {..} ...".
func trimDots(s string) string { return strings.TrimRight(strings.TrimSpace(s), ". ") }
