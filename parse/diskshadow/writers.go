package diskshadow

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// WriterStatus reads the writer outlines: `list writers status` of diskshadow
// and `-ws` of vshadow with state and code, `list writers metadata` and `-wm`
// without.
var WriterStatus = console.Grammar{
	Name:  "writer-status",
	Title: "writers as diskshadow and vshadow list them",
	Sure:  parse.Certain,
	Words: []string{"* WRITER ", "Listing writer ", "Number of writers that responded"},
	Begin: console.Stateless(readWriters),
}

var (
	writerLine = lazyregexp.New(`^\s*\* WRITER "?([^"]*?)"?\s*$`)
	// "5 (VSS_WS_WAITING_FOR_BACKUP_COMPLETE)"; vshadow prints states 0 and 15
	// as unknown constants.
	stateValue = lazyregexp.New(`^(\d+)\s*\(([^)]*)\)?`)
	codeValue  = lazyregexp.New(`^(?:0x)?([0-9A-Fa-f]{8})(?:\s*\(([^)]*)\)?)?`)
	responded  = lazyregexp.New(`(?i)^\s*- Number of writers that responded: (\d+)`)
	trailer    = lazyregexp.New(`^\s*(\d+) writers listed\.`)
)

type writer struct {
	first, last                         int
	name, id, instance                  string
	state, stateName, hresult, codeName string
}

// maxWriters bounds a listing; a host has about thirty.
const maxWriters = 4096

// readWriters claims a listing: its heading and every writer behind it.
func readWriters(r *console.Reader, i int) int {
	at, announced := i, -1
	for n := 0; n < 3; n++ {
		line := r.Text(at)
		if m := responded.FindStringSubmatch(line); m != nil {
			announced, _ = strconv.Atoi(m[1])
		} else if !console.HasPrefixFold(strings.TrimSpace(line), "Listing writer ") {
			break
		}
		at = r.SkipBlank(at + 1)
	}
	var writers []writer
	next := i
	for len(writers) < maxWriters {
		w, ok := readWriter(r, at)
		if !ok {
			break
		}
		writers = append(writers, w)
		next = w.last + 1
		at = r.SkipBlank(next)
		for n := 0; n < 10 && strings.Trim(r.Text(at), ". ") == "" && r.Has(at); n++ { // "..." of the documentation
			at++
		}
	}
	if len(writers) == 0 {
		return i
	}
	tool := "vshadow"
	if m := trailer.FindStringSubmatch(r.Text(at)); m != nil {
		announced, _ = strconv.Atoi(m[1])
		next, tool = at+1, "diskshadow"
	} else if b, ok := console.ReadBullet(r.Text(writers[0].first + 1)); ok && b.Indent >= 8 {
		tool = "diskshadow"
	}
	addListing(r, i, tool, writers)
	if announced >= 0 && announced != len(writers) {
		r.Damaged(i, "list of writers", fmt.Sprintf("%d writers", announced), strconv.Itoa(len(writers)))
	}
	return next
}

func readWriter(r *console.Reader, i int) (writer, bool) {
	m := writerLine.FindStringSubmatch(r.Text(i))
	if m == nil {
		return writer{}, false
	}
	w := writer{first: i, name: m[1]}
	all, _, next := r.Outline(i)
	w.last = next - 1
	for _, b := range all {
		switch b.Key {
		case "status", "writer status":
			if m := stateValue.FindStringSubmatch(b.Value); m != nil {
				w.state, w.stateName = m[1], m[2]
			}
		case "writer failure code":
			if m := codeValue.FindStringSubmatch(b.Value); m != nil {
				w.hresult, w.codeName = "0x"+strings.ToLower(m[1]), m[2]
			}
		case "writer id", "writerid":
			w.id, _, _ = console.GUID(b.Value)
		case "instance id", "instanceid", "writer instance id":
			w.instance, _, _ = console.GUID(b.Value)
		}
	}
	return w, w.id != "" || w.state != ""
}

// addListing makes the records of one listing that begins at line first.
func addListing(r *console.Reader, first int, tool string, writers []writer) {
	lines := func(w writer) (first, last int) { return w.first, w.last }
	console.AddListing(r, first, tool, writers, lines, func(s *console.Statement, w writer) {
		s.Set(parse.FieldWriterName, w.name)
		s.Set(parse.FieldWriterID, w.id)
		s.Set(parse.FieldWriterInstanceID, w.instance)
		s.Set(parse.FieldStateCode, w.state)
		s.Set(parse.FieldStateName, w.stateName)
		s.Set(parse.FieldLastError, w.codeName)
		s.Set(parse.FieldHResult, w.hresult)
		if w.hresult != "" {
			s.Set(parse.FieldHResultFrom, parse.HResultPrinted)
		}
	})
}
