package writerlist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/vssadmin"
)

// PowerShell reads writers as objects: Get-VssWriter, Get-VSSWriters and the like,
// as table, list, CSV or JSON. The columns are those of the published modules
// (PowerShell gallery); names differ, so each has its synonyms.
var PowerShell = console.Grammar{
	Name:  "writers-powershell",
	Title: "writers as PowerShell objects",
	Sure:  parse.Certain,
	Words: []string{
		"VssWriter",
		"WriterName",
		"Writer Name",
		"WriterId",
		"Writer Id",
		"Writer_Id",
		"WriterInstance",
		"LastError",
		"Last Error",
		"Last_Error",
		"WriterState",
		`"name":`, // JSON of programs that print them, in whatever order
		`"id":`,
		`"state":`,
	},
	// The first column may be called Name.
	Below: []string{"WriterId", "Writer Id", "WriterInstance"},
	Begin: func() console.ReadFunc { return new(listing).read },
}

const tool = "powershell"

// synonyms of the columns, as console.PropertyName writes them.
var synonyms = map[string][]string{
	parse.FieldWriterName:       {"vsswriter", "writername", "vsswritername", "writer", "name"},
	parse.FieldWriterID:         {"writerid", "writerclassid", "classid", "id"},
	parse.FieldWriterInstanceID: {"writerinstanceid", "instanceid", "writerinstance"},
	parse.FieldStateCode:        {"stateid", "statecode", "statenumber", "stateno", "writerstatecode"},
	parse.FieldStateName:        {"writerstate", "statename", "statedescription", "statetext", "state", "status"},
	parse.FieldLastError:        {"lasterror", "writerlasterror", "lasterrormessage", "lasterrortext", "error"},
	parse.FieldMachine:          {"pscomputername", "computername", "computer", "server", "host", "machinename"},
}

// isListing reports whether objects with these properties are writers: a name, a
// state, and an id of a writer or its last error.
func isListing(names []string) bool {
	has := func(field string) bool {
		return slices.ContainsFunc(synonyms[field], func(s string) bool { return slices.Contains(names, s) })
	}
	of := func(words ...string) bool {
		return slices.ContainsFunc(words, func(s string) bool { return slices.Contains(names, s) })
	}
	return has(parse.FieldWriterName) && (has(parse.FieldStateName) || has(parse.FieldStateCode)) &&
		(of("writerid", "writerclassid", "writerinstanceid", "writerinstance") ||
			of("lasterror", "writerlasterror", "lasterrormessage") && !of("lastruntime", "taskname"))
}

// listing remembers how far objects were read that are no writers, so that they
// are not read again.
type listing struct{ tried int }

func (l *listing) read(r *console.Reader, i int) int {
	if i < l.tried {
		return i
	}
	all, next := r.Objects(i, isListing)
	if len(all) == 0 {
		return i
	}
	if !areWriters(all) {
		l.tried = next
		return i
	}
	lines := func(o console.Object) (first, last int) { return o.First, o.Last }
	console.AddListing(r, i, tool, all, lines, func(s *console.Statement, o console.Object) {
		if code, word := fill(s, o.Values); code < 0 {
			addFailed(r, o.First, o.Last, value(o.Values, parse.FieldWriterName), word, value(o.Values, parse.FieldLastError))
		}
	})
	return next
}

// areWriters looks at the values: a state in brackets, an id, or a name of a
// writer. Tasks, jobs and disks have names, states and errors as well.
func areWriters(all []console.Object) bool {
	for _, o := range all {
		if _, _, ok := console.Bracketed(value(o.Values, parse.FieldStateName)); ok {
			return true
		}
		if id, _, ok := console.GUID(vssadmin.Braced(value(o.Values, parse.FieldWriterID))); ok && id != "" {
			return true
		}
		name, lastError := value(o.Values, parse.FieldWriterName), value(o.Values, parse.FieldLastError)
		if strings.Contains(strings.ToLower(name), "writer") && (lastError == "" || isLastError(lastError)) {
			return true
		}
	}
	return false
}

// isLastError reports whether words, which may be cut off, are those of a writer's last error, or state a code.
func isLastError(words string) bool {
	if codes, _ := console.CodeIn(words); len(codes) > 0 || strings.HasSuffix(words, "...") {
		return true
	}
	_, basis := vssadmin.LastErrorCode(words)
	return basis != ""
}

func value(values map[string]string, field string) string {
	for _, name := range synonyms[field] {
		if v := values[name]; v != "" {
			return v
		}
	}
	return ""
}

// fill fills in a writer, and returns its state as state does.
func fill(s *console.Statement, values map[string]string) (code int, word string) {
	s.Computer = value(values, parse.FieldMachine)
	s.Set(parse.FieldWriterName, strings.Trim(value(values, parse.FieldWriterName), `'"`))
	for _, field := range []string{parse.FieldWriterID, parse.FieldWriterInstanceID} {
		written := value(values, field)
		if id, _, ok := console.GUID(vssadmin.Braced(written)); ok {
			s.Set(field, id)
		} else {
			s.Set(parse.FieldMaskedID, written)
		}
	}
	code, word = state(value(values, parse.FieldStateCode), value(values, parse.FieldStateName))
	if code >= 0 {
		s.Set(parse.FieldStateCode, strconv.Itoa(code))
	}
	s.Set(parse.FieldStateName, word)
	setLastError(s, value(values, parse.FieldLastError))
	return code, word
}

// addFailed makes the statement of a writer that is called failed without a number: it may be any of
// ten states, so that the listing alone does not say that it failed.
func addFailed(r *console.Reader, first, last int, name, word, lastError string) {
	if !strings.EqualFold(strings.TrimSpace(word), "failed") {
		return
	}
	s := r.Add(parse.ProviderRequester, first, last)
	s.Set(parse.FieldTool, parse.ToolProgram)
	s.Set(parse.FieldPhrase, parse.PhraseWriterFailed)
	s.Set(parse.FieldWriterName, strings.Trim(name, `'"`))
	setLastError(s, lastError)
	s.SetText(strings.Join(slices.DeleteFunc([]string{name, word, lastError}, func(s string) bool { return s == "" }), ", "))
}

// setLastError fills in the words of a last error, and the code that they state or stand for.
func setLastError(s *console.Statement, words string) {
	s.Set(parse.FieldLastError, words)
	if codes, _ := console.CodeIn(words); len(codes) > 0 {
		s.Set(parse.FieldHResult, console.HResult(codes[0]))
		s.Set(parse.FieldHResultFrom, parse.HResultPrinted)
	} else if code, basis := vssadmin.LastErrorCode(words); basis != "" {
		s.Set(parse.FieldHResult, console.HResult(code))
		s.Set(parse.FieldHResultFrom, basis)
	}
}

// state reads a state in one column, "[8] Failed" or "FailedAtFreeze", or in two.
// code is -1 if no number is known.
func state(number, text string) (code int, word string) {
	if n, rest, ok := console.Bracketed(text); ok {
		return n, rest
	}
	if n, err := strconv.Atoi(strings.Trim(number, "[] ")); err == nil && n >= 0 && n < 100 {
		return n, text
	}
	if n, err := strconv.Atoi(strings.Trim(text, "[] ")); err == nil && n >= 0 && n < 100 {
		return n, ""
	}
	if n, ok := console.StateOfName(text); ok {
		return n, text
	}
	flat := console.PropertyName(text)
	for _, w := range words {
		if w.word == flat {
			return w.code, text
		}
	}
	return -1, text
}

// words are the states as AlphaVSS (VssWriterState) and vssadmin call them. "Failed"
// alone may be any of ten.
var words = []struct {
	word string
	code int
}{
	{
		"stable",
		1,
	}, {"waitingforfreeze", 2}, {"waitingforthaw", 3}, {"waitingforpostsnapshot", 4}, {"waitingforbackupcomplete", 5},
	{"waitingforcompletion", 5},
	{
		"failedatidentify",
		6,
	}, {"failedatpreparebackup", 7}, {"failedatpreparesnapshot", 8}, {"failedatfreeze", 9}, {"failedatthaw", 10},
	{"failedatpostsnapshot", 11},
	{
		"failedatbackupcomplete",
		12,
	}, {"failedatprerestore", 13}, {"failedatpostrestore", 14}, {"failedatbackupshutdown", 15},
}
