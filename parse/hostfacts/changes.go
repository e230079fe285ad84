package hostfacts

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Changes reads what was installed or removed, and when: the history of Windows
// Update, installed programs, DISM's packages.
var Changes = console.Grammar{
	Name:  "changes",
	Title: "what was installed: update history, programs, packages",
	Sure:  parse.Likely,
	Words: []string{
		"ResultCode",
		"OperationName",
		"DisplayVersion",
		"InstallDate",
		"Install Time",
		"Package Identity",
		"Title",
		"DisplayName",
		"Name",
	},
	May: func(line string, _ console.Held) bool {
		return console.MayHead(line, []string{"date", "installedon", "installtime", "state"},
			[]string{"version", "result", "operation", "packageidentity", "packagename"})
	},
	Begin: func() console.ReadFunc { return new(changes).read },
}

type changes struct{ tried int }

func (c *changes) read(r *console.Reader, i int) int {
	if i < c.tried {
		return i
	}
	what := ""
	all, next := r.Objects(i, func(names []string) bool {
		has := func(all ...string) bool {
			return slices.ContainsFunc(all, func(n string) bool { return slices.Contains(names, n) })
		}
		switch {
		case has("title") && has("date") && has("result", "resultcode", "operation", "operationname", "hresult"):
			what = parse.WhatUpdate
		case has("packageidentity", "packagename") && has("installtime", "state"):
			what = parse.WhatUpdate
		case has("displayname", "name") && has("displayversion", "version") && has("installdate", "installedon"):
			what = parse.WhatProgram
		default:
			return false
		}
		return true
	})
	if len(all) == 0 {
		return i
	}
	found := 0
	for _, o := range all {
		name := first(o.Values, "title", "packageidentity", "packagename", "displayname", "name")
		when := first(o.Values, "date", "installtime", "installdate", "installedon")
		if name == "" {
			continue
		}
		s := r.Add(parse.ProviderChange, o.First, o.Last)
		s.Computer = first(o.Values, "pscomputername", "computername")
		s.Set(parse.FieldWhat, what)
		s.Set(parse.FieldName, name)
		s.Set(parse.FieldVersion, first(o.Values, "displayversion", "version"))
		s.Set(parse.FieldResult, result(first(o.Values, "result", "resultcode", "state")))
		if codes, _ := console.CodeIn(o.Values["hresult"]); len(codes) > 0 {
			s.Set(parse.FieldHResult, console.HResult(codes[0]))
		}
		if m, _, _, ok := console.FindMoment(when); ok && m.HasDate && m.HasTime {
			r.Dated(s, o.First, m)
		} else {
			installedOn(r, s, o.First, when)
		}
		found++
	}
	if found == 0 {
		c.tried = next
		return i
	}
	return next
}

// result writes OperationResultCode of the Windows Update Agent as a word.
func result(s string) string {
	switch s {
	case "2":
		return "succeeded"
	case "3":
		return "succeeded with errors"
	case "4":
		return "failed"
	case "5":
		return "aborted"
	}
	return strings.ToLower(s)
}

// SetupLog reads setupapi.dev.log: the sections in which a device or its driver is
// installed. Nothing in it is translated.
var SetupLog = console.Grammar{
	Name:  "setupapi",
	Title: "setupapi.dev.log",
	Sure:  parse.Certain,
	Words: []string{">>>  ", "<<<  "},
	Begin: console.Stateless(readSetup),
}

var (
	sectionName  = lazyregexp.New(`^>>>  \[(.+?)(?: - (.+?))?\]$`)
	sectionStart = lazyregexp.New(`^>>>  Section start (.+)$`)
	sectionExit  = lazyregexp.New(`^<<<  \[Exit status: (.+?)\]$`)
)

func readSetup(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if m := sectionName.FindStringSubmatch(line); m != nil {
		kind, name := m[1], m[2]
		start := sectionStart.FindStringSubmatch(strings.TrimSpace(r.Text(i + 1)))
		if start == nil {
			return i + 1
		}
		s := r.Add(parse.ProviderChange, i, i+1)
		s.Set(parse.FieldWhat, parse.WhatDriver)
		if name == "" {
			name = kind
		} else {
			s.Set(parse.FieldType, kind)
		}
		s.Set(parse.FieldName, name)
		if m, _, _, ok := console.FindMoment(start[1]); ok && m.HasDate {
			r.Dated(s, i+1, m)
		}
		s.Set(parse.FieldResult, exitAhead(r, i+2))
		return i + 2
	}
	if strings.HasPrefix(line, "<<<  ") || sectionStart.MatchString(line) {
		return i + 1
	}
	return i
}

// exitAhead finds how the section that goes on at line i ended, if that is near.
func exitAhead(r *console.Reader, i int) string {
	for at := i; at < i+400 && r.Has(at); at++ {
		line := strings.TrimSpace(r.Text(at))
		if m := sectionExit.FindStringSubmatch(line); m != nil {
			return strings.ToLower(m[1])
		}
		if strings.HasPrefix(line, ">>>  [") {
			break
		}
	}
	return ""
}

// ServicingLog reads CBS.log and the like: the packages whose servicing ended.
var ServicingLog = console.Grammar{
	Name:  "cbs-log",
	Title: "CBS.log",
	Sure:  parse.Likely,
	Words: []string{" CBS "},
	Begin: console.Stateless(readServicing),
}

var (
	cbsLine     = lazyregexp.New(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, (?:Info|Error|Warning)\s+CBS\s+(.*)$`)
	cbsComplete = lazyregexp.New(`^Exec: Processing complete\..*Package: ([^,\s]+).*\[HRESULT = (0x[0-9A-Fa-f]{8})`)
	cbsState    = lazyregexp.New(
		`^(?:Exec|Appl): .*Package: ([^,\s]+),.*(?i:current state|new state|end state): (Installed|Absent|Uninstalled|Superseded|Staged)\b`,
	)
	kbNumber = lazyregexp.New(`KB\d{6,7}`)
)

func readServicing(r *console.Reader, i int) int {
	m := cbsLine.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	name, outcome, code := "", "", ""
	if c := cbsComplete.FindStringSubmatch(m[1]); c != nil {
		name, code = c[1], strings.ToLower(c[2])
		if outcome = "succeeded"; code != "0x00000000" {
			outcome = "failed"
		}
	} else if c := cbsState.FindStringSubmatch(m[1]); c != nil {
		name, outcome = c[1], strings.ToLower(c[2])
	}
	if name == "" {
		return i + 1
	}
	s := r.Add(parse.ProviderChange, i, i)
	s.Set(parse.FieldWhat, parse.WhatUpdate)
	parts := strings.Split(name, "~")
	if kb := kbNumber.FindString(m[1]); kb != "" {
		s.Set(parse.FieldName, kb)
	} else {
		s.Set(parse.FieldName, parts[0])
	}
	if version := parts[len(parts)-1]; len(parts) > 1 {
		s.Set(parse.FieldVersion, version)
	}
	s.Set(parse.FieldResult, outcome)
	if outcome == "failed" {
		s.Set(parse.FieldHResult, code)
	}
	if when, _, _, ok := console.FindMoment(r.Text(i)); ok {
		r.Dated(s, i, when)
	}
	return i + 1
}
