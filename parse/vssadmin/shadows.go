package vssadmin

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Shadows reads `vssadmin list shadows`.
var Shadows = console.Grammar{
	Name:  "vssadmin-shadows",
	Title: "vssadmin list shadows",
	Sure:  parse.Certain,
	Words: []string{bannerWord},
	Needs: []string{"{}"},
	Begin: console.Stateless(readShadows),
}

// readShadows claims a listing: the banner and every set behind it.
//
//	Contents of shadow copy set ID: {...}
//	   Contained 1 shadow copies at creation time: 11/5/2016 1:19:40 AM
//	      Shadow Copy ID: {...}
//	         Original Volume: (C:)\\?\Volume{...}\
//	         ...
func readShadows(r *console.Reader, i int) int {
	h := readHeader(r, i)
	at, sets := h.body, 0
	for {
		next := readSet(r, r.SkipBlank(at))
		if next < 0 {
			break
		}
		at, sets = next, sets+1
	}
	if sets > 0 {
		return at
	}
	if h.banner && console.ContainsFold(r.Command, "list shadows") && isMessage(r.Text(h.body)) && !isError(r.Text(h.body)) {
		return h.body + 1 // "No items found that satisfy the query."
	}
	return i
}

// set is what the first two lines tell about all copies.
type set struct {
	id      string
	masked  string
	copies  string
	created string
}

// readSet reads the set that begins at line i: a line with an id, a line with a
// count and a date in either order (Chinese prints the date first), then copies.
// It returns -1 if there is none.
func readSet(r *console.Reader, i int) int {
	if strings.Contains(r.Text(i), `":`) { // JSON
		return -1
	}
	line, next := r.Joined(i)
	id, valid, ok := console.Braced(line)
	if !ok || strings.Contains(line, `\`) {
		return -1
	}
	when := r.SkipBlank(next)
	contained, next := r.Joined(when)
	m, from, to, ok := console.FindMoment(contained)
	if !ok || !m.HasDate || !m.HasTime || strings.Contains(contained, "{") {
		return -1
	}
	s := set{id: id, created: strings.TrimSpace(contained[from:to])}
	if !valid {
		s.id, s.masked = "", id
	}
	s.copies = digits(contained[:from])
	if s.copies == "" {
		s.copies = digits(contained[to:])
	}
	if s.copies == "" || !isCopy(r, r.SkipBlank(next)) {
		return -1
	}
	if s.masked != "" {
		r.Damaged(i, "id of the shadow copy set", "a GUID", s.masked)
	}
	first := i
	for at := r.SkipBlank(next); isCopy(r, at); at = r.SkipBlank(next) {
		next = readCopy(r, first, at, s, m)
		r.Done(next)
		first = r.SkipBlank(next)
	}
	return next
}

func digits(s string) string {
	start := strings.IndexAny(s, "0123456789")
	if start < 0 {
		return ""
	}
	end := start
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[start:end]
}

// isCopy reports whether a copy begins at line i: an id, and below it a volume.
func isCopy(r *console.Reader, i int) bool {
	line := r.Text(i)
	if _, _, ok := console.Braced(line); !ok || strings.Contains(line, `\`) {
		return false
	}
	_, value, ok := console.Label(r.Text(r.SkipBlank(i + 1)))
	return ok && isVolume(value)
}

func isVolume(value string) bool {
	return strings.Contains(value, `\\?\Volume{`) || strings.Contains(value, `:\`)
}

// readCopy reads one copy, whose id stands in line at, as a statement that
// begins in line first. Values are told by what they look like: the volume, the
// device, the provider in quotes; machines stand between device and provider,
// type and attributes behind it.
func readCopy(r *console.Reader, first, at int, of set, created console.Moment) int {
	id, valid, _ := console.Braced(r.Text(at))
	values := map[string]string{}
	last, next := at, at+1
	state := parse.FieldVolume
	for state != "" {
		at := r.SkipBlank(next)
		line, after := r.Joined(at)
		_, value, ok := console.Label(line)
		if !ok || value == "" || at > next+1 || isBanner(line) || isPrompt(line) {
			break
		}
		if _, _, braced := console.Braced(line); braced && !strings.Contains(line, `\`) {
			break // the next copy or set
		}
		field, following := copyField(state, value)
		if field == "" {
			break
		}
		values[field] = value
		state, last, next = following, after-1, after
	}
	s := r.Add(parse.ProviderShadow, first, last)
	s.Set(parse.FieldTool, Tool)
	s.Set(parse.FieldSnapshotSetID, of.id)
	if valid {
		s.Set(parse.FieldSnapshotID, id)
	} else {
		s.Set(parse.FieldMaskedID, id)
		r.Damaged(at, "id of the shadow copy", "a GUID", id)
	}
	if provider, ok := console.Quoted(values[parse.FieldProviderName]); ok {
		values[parse.FieldProviderName] = provider
	}
	for _, field := range []string{parse.FieldVolume, parse.FieldDevice, parse.FieldMachine, parse.FieldServiceMachine,
		parse.FieldProviderName, parse.FieldType, parse.FieldAttributes} {
		s.Set(field, values[field])
	}
	s.Set(parse.FieldCreated, of.created)
	s.Set(parse.FieldCopies, of.copies)
	s.Set(parse.FieldMaskedID, of.masked)
	if values[parse.FieldMachine] == values[parse.FieldServiceMachine] {
		s.Computer = values[parse.FieldMachine]
	}
	r.Dated(s, first, created)
	if state == parse.FieldVolume || state == parse.FieldDevice {
		r.Damaged(last, "shadow copy", "volume and device", "the block ends")
	}
	return next
}

// copyField says what the next value of a copy is, by its look and by what came
// before, and what may follow. A value that fits nowhere ends the copy.
func copyField(state, value string) (field, following string) {
	_, quoted := console.Quoted(value)
	switch state {
	case parse.FieldVolume:
		if isVolume(value) {
			return parse.FieldVolume, parse.FieldDevice
		}
	case parse.FieldDevice:
		if strings.HasPrefix(value, `\\?\`) {
			return parse.FieldDevice, parse.FieldMachine
		}
	case parse.FieldMachine, parse.FieldServiceMachine:
		if quoted {
			return parse.FieldProviderName, parse.FieldType
		}
		if state == parse.FieldMachine {
			return state, parse.FieldServiceMachine
		}
		return state, parse.FieldProviderName
	case parse.FieldProviderName:
		if quoted {
			return state, parse.FieldType
		}
	case parse.FieldType:
		return state, parse.FieldAttributes
	case parse.FieldAttributes:
		return state, ""
	}
	return "", ""
}

func isPrompt(line string) bool {
	_, ok := console.Command(line)
	return ok
}

// count formats n for a field.
func count(n int) string { return strconv.Itoa(n) }
