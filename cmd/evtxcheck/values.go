package main

import (
	"encoding/hex"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// found is a difference between the values of a record.
type found struct {
	what, field string
	ours, other []string
}

// leaf is a value of golang-evtx's tree. A list is one leaf of several values.
type leaf struct {
	path   string // keys below Event, joined by /
	key    string // the last of them
	values []string
	null   bool
}

// leaves returns the leaves of golang-evtx's tree in the order of their paths.
func leaves(path string, v any) (all []leaf) {
	key := path[strings.LastIndexByte(path, '/')+1:]
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			all = append(all, leaves(strings.TrimPrefix(path+"/"+name, "/"), v[name])...)
		}
		return all
	case []any:
		l := leaf{path: path, key: key}
		for _, item := range v {
			s, _ := item.(string)
			l.values = append(l.values, s)
		}
		return []leaf{l}
	case string:
		return []leaf{{path: path, key: key, values: []string{v}}}
	}
	return []leaf{{path: path, key: key, null: true}}
}

// compareValues compares a record with golang-evtx's tree of it.
func compareValues(r *parse.Record, tree map[string]any) (all []found) {
	event, _ := tree["Event"].(map[string]any)
	var system, data []leaf
	for _, l := range leaves("", event) {
		switch {
		case strings.HasPrefix(l.path, "System/"):
			system = append(system, l)
		case l.key == "xmlns" || strings.HasPrefix(l.key, "xmlns:") || strings.HasPrefix(l.path, "RenderingInfo/"):
		default:
			data = append(data, l)
		}
	}
	return append(compareSystem(r, system), compareData(r, data)...)
}

// compareSystem compares the properties, each by the path it has.
func compareSystem(r *parse.Record, system []leaf) (all []found) {
	theirs := map[string]string{}
	for _, l := range system {
		if !l.null {
			theirs[strings.TrimPrefix(l.path, "System/")] = strings.Join(l.values, " ")
		}
	}
	take := func(path, ours string, also ...string) {
		other, has := theirs[path]
		delete(theirs, path)
		for _, p := range also {
			if v, ok := theirs[p]; ok && !has {
				other, has = v, true
				delete(theirs, p)
			}
		}
		switch {
		case normal(ours) == normal(other):
		case !has:
			all = append(all, found{valueOurs, "System/" + path, []string{ours}, nil})
		default:
			all = append(all, found{valueBoth, "System/" + path, []string{ours}, []string{other}})
		}
	}
	// A zero number may be one that is not there: a Record makes no difference.
	number := func(path string, n uint64, also ...string) {
		ours := strconv.FormatUint(n, 10)
		_, has := theirs[path]
		for _, p := range also {
			_, there := theirs[p]
			has = has || there
		}
		if !has && n == 0 {
			return
		}
		take(path, ours, also...)
	}
	take("Provider/Name", r.Provider)
	take("Provider/Guid", r.ProviderGUID)
	take("Provider/EventSourceName", r.EventSourceName)
	number("EventID", uint64(r.EventID), "EventID/Value")
	number("EventID/Qualifiers", uint64(r.Qualifiers))
	number("Version", uint64(r.Version))
	number("Level", uint64(r.Level))
	number("Task", uint64(r.Task))
	number("Opcode", uint64(r.Opcode))
	if _, has := theirs["Keywords"]; has || r.Keywords != 0 {
		take("Keywords", "0x"+strconv.FormatUint(r.Keywords, 16))
	}
	if at := ""; true {
		if !r.Time.IsZero() {
			at = r.Time.Wall.String()
		}
		take("TimeCreated/SystemTime", at)
	}
	number("EventRecordID", r.RecordID)
	take("Correlation/ActivityID", r.ActivityID)
	take("Correlation/RelatedActivityID", r.RelatedActivityID)
	number("Execution/ProcessID", uint64(r.ProcessID))
	number("Execution/ThreadID", uint64(r.ThreadID))
	take("Channel", r.Channel)
	take("Computer", r.Computer)
	take("Security/UserID", r.UserSID)
	for _, f := range r.Fields { // what a Record has no place for
		if path, ok := strings.CutPrefix(f.Name, "System/"); ok {
			take(strings.Replace(path, "/@", "/", 1), f.Value.String())
		}
	}
	rest := make([]string, 0, len(theirs))
	for path := range theirs {
		rest = append(rest, path)
	}
	sort.Strings(rest)
	for _, path := range rest {
		all = append(all, found{valueOther, "System/" + path, nil, []string{theirs[path]}})
	}
	return all
}

// field is one of our values on its way to being matched.
type field struct {
	name    string
	value   string
	matched bool
}

// ourData returns the data of a record as golang-evtx would call it: names are
// the last parts of ours, and unnamed values have none.
func ourData(r *parse.Record) (all []field) {
	for _, f := range r.Fields {
		if strings.HasPrefix(f.Name, "System/") {
			continue
		}
		name := f.Name[strings.LastIndexByte(f.Name, '/')+1:]
		all = append(all, field{name: strings.TrimPrefix(name, "@"), value: f.Value.String()})
	}
	if r.Binary != "" {
		all = append(all, field{name: "Binary", value: strings.ToUpper(hex.EncodeToString([]byte(r.Binary)))})
	}
	return all
}

// numbered is a key that golang-evtx made of an element name and its position.
var numbered = regexp.MustCompile(`^(.*?)\d+$`)

// compareData matches values: first those of the same name, then those that
// golang-evtx has under the name of the element or under a made-up one.
func compareData(r *parse.Record, data []leaf) (all []found) {
	ours := ourData(r)
	named := func(name string) func(field) bool { return func(f field) bool { return f.name == name } }
	unnamed := func(f field) bool { return f.name == "" || f.name == r.UserData }
	var rest []leaf
	for _, l := range data {
		if l.null {
			continue // no value, which says no more than that the element was there
		}
		if !match(ours, l, named(l.key)) {
			rest = append(rest, l)
		}
	}
	var open []leaf
	for _, l := range rest {
		base := l.key
		if m := numbered.FindStringSubmatch(base); m != nil {
			base = m[1]
		}
		if l.key == "Value" { // text of an element that has attributes or repeats
			parent := strings.Split(l.path, "/")
			if len(parent) > 1 {
				base = parent[len(parent)-2]
			}
		}
		switch {
		case match(ours, l, named(base)):
		case (base == "Data" || base == "EventData" || base == "UserData" || base == r.UserData) && match(ours, l, unnamed):
		default:
			open = append(open, l)
		}
	}
	for _, l := range open {
		i := slices.IndexFunc(ours, func(f field) bool { return !f.matched && f.name == l.key })
		if i < 0 {
			all = append(all, found{valueOther, l.path, nil, l.values})
			continue
		}
		ours[i].matched = true
		all = append(all, found{valueBoth, l.path, []string{ours[i].value}, l.values})
	}
	for _, f := range ours {
		if !f.matched {
			all = append(all, found{valueOurs, f.name, []string{f.value}, nil})
		}
	}
	return all
}

// match looks for the values of l among our fields that fit: one each, or for a
// list the items in their order. It marks what it finds, all or nothing.
func match(ours []field, l leaf, fits func(field) bool) bool {
	var taken []int
	at := 0
	for _, want := range l.values {
		i := slices.IndexFunc(
			ours[at:],
			func(f field) bool { return !f.matched && fits(f) && normal(f.value) == normal(want) },
		)
		if i < 0 {
			return false
		}
		at += i + 1
		taken = append(taken, at-1)
	}
	for _, i := range taken {
		ours[i].matched = true
	}
	return true
}

var (
	guidShape = regexp.MustCompile(`^\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$`)
	hexShape  = regexp.MustCompile(`^0[xX]0*([0-9a-fA-F]+)$`)
	timeShape = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?Z$`)
)

// normal brings both readers' notations of one value together: GUIDs with and
// without braces, hex with leading zeros, times with and without trailing zeros,
// strings with and without their terminating NULs.
func normal(s string) string {
	s = strings.TrimRight(s, "\x00")
	if guidShape.MatchString(s) {
		return strings.ToLower(strings.Trim(s, "{}"))
	}
	if m := hexShape.FindStringSubmatch(s); m != nil {
		return "0x" + strings.ToLower(m[1])
	}
	if m := timeShape.FindStringSubmatch(s); m != nil {
		return m[1] + "." + m[2] + "Z"
	}
	return s
}
