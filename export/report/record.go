package report

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// longest is how much of one value of a record is shown.
const longest = 2000

// record is one record behind the proof, as the page shows it.
type record struct {
	At       ticks       `json:"at"`
	Kind     string      `json:"kind"`
	Means    string      `json:"tells"` // what it means, in our words
	Writer   string      `json:"writer,omitempty"`
	Provider string      `json:"provider,omitempty"`
	Event    uint32      `json:"event,omitempty"`
	Source   string      `json:"source"`
	Others   []string    `json:"others,omitempty"` // further sources of the same record
	Offset   int64       `json:"offset"`
	Line     int32       `json:"line,omitempty"`
	Number   uint64      `json:"number,omitempty"` // record id
	Channel  string      `json:"channel,omitempty"`
	Computer string      `json:"computer,omitempty"`
	Wall     string      `json:"wall,omitempty"`  // its local time as it stands there, where the offset is not known
	Stamp    string      `json:"stamp,omitempty"` // where the time comes from, if not from the record
	Process  uint32      `json:"process,omitempty"`
	Code     string      `json:"code,omitempty"`
	Mark     string      `json:"mark,omitempty"` // salvaged, stale, from a rendered text
	Fields   [][2]string `json:"fields,omitempty"`
	Binary   string      `json:"binary,omitempty"`
}

func newRecord(s *correlate.Step, base parse.Ticks, fields bool) record {
	r := s.Record
	out := record{At: since(s.At, base), Kind: string(s.Kind), Means: meaning(s), Writer: visible(s.Writer),
		Provider: visible(r.Provider), Event: r.EventID, Source: visible(s.Source), Offset: r.Offset, Line: r.Line,
		Number: r.RecordID, Channel: visible(r.Channel), Computer: visible(r.Computer), Process: s.ProcessID}
	if at, local := localTime(s); local {
		out.Wall = at.Brief()
	}
	for _, o := range s.Other {
		out.Others = append(out.Others, visible(o))
	}
	if r.IsStatement() {
		out.Provider = ""
	}
	if r.Stamp != parse.StampRecord {
		out.Stamp = r.Stamp.String()
	}
	if s.Code != 0 {
		out.Code = vocab.CodeWords(s.Code)
	}
	var marks []string
	if r.Salvaged {
		marks = append(marks, "salvaged from damage")
	}
	if r.Stale {
		marks = append(marks, "stale, found in slack space")
	}
	if r.FromText {
		marks = append(marks, "taken from the rendered message")
	}
	out.Mark = strings.Join(marks, ", ")
	if !fields {
		return out
	}
	for _, f := range r.AllFields() {
		out.Fields = append(out.Fields, [2]string{visible(f.Name), visible(shortened(f.Value.String(), longest))})
	}
	if r.Binary != "" {
		out.Binary = binaryText(r.Binary)
	}
	return out
}

// binaryText shows printable data as text, other data as hex digits.
func binaryText(b string) string {
	text := strings.TrimRight(b, "\x00")
	for i := 0; i < len(text); i++ {
		if text[i] < 0x20 || text[i] > 0x7e {
			return shortened(string(parse.AppendHex(nil, b)), longest)
		}
	}
	return shortened(text, longest)
}

// meaning says in one line what a step means.
func meaning(s *correlate.Step) string {
	r := s.Record
	if s.Kind == vocab.KindWriterState {
		t := "[" + r.Text(parse.FieldStateCode) + "] " + r.Text(parse.FieldStateName)
		if e := r.Text(parse.FieldLastError); e != "" {
			t += ", last error: " + e
		}
		return visible(t)
	}
	meaning := strings.ReplaceAll(string(s.Kind), "-", " ")
	switch {
	case s.Term != nil && s.Term.Meaning != "":
		meaning = s.Term.Meaning
	case s.Kind == vocab.KindHostFact:
		meaning = factText(r)
	}
	for _, detail := range []string{s.Database, s.Volume, s.Operation, s.Detail} {
		if detail != "" && !strings.Contains(meaning, detail) {
			meaning += ", " + detail
		}
	}
	return visible(shortened(meaning, 400))
}

// factText is a statement about the host.
func factText(r *parse.Record) string {
	var parts []string
	for _, f := range r.AllFields() {
		if v := f.Value.String(); v != "" {
			parts = append(parts, strings.ReplaceAll(f.Name, "_", " ")+" "+v)
		}
	}
	return strings.Join(parts, ", ")
}

// ticks is an instant or a duration in ticks of 100 ns; a null end is open.
type ticks [2]*int64

// since returns i as ticks from base.
func since(i interval.Interval, base parse.Ticks) ticks {
	var out ticks
	if i.Lo > interval.Never {
		lo := int64(i.Lo - base)
		out[0] = &lo
	}
	if i.Hi < interval.Forever {
		hi := int64(i.Hi - base)
		out[1] = &hi
	}
	return out
}

// lasting returns a duration.
func lasting(lo, hi parse.Ticks) ticks { return since(interval.Interval{Lo: lo, Hi: hi}, 0) }

// open reports that neither end is known.
func (i ticks) open() bool { return i[0] == nil && i[1] == nil }

// shelf collects the records of a subject, each once, and finds them again for
// the statements that rest on them.
type shelf struct {
	base       parse.Ticks
	fields     bool
	index      map[*correlate.Step]int
	byPosition map[position]*correlate.Step
	records    []record
}

// position is where a record is.
type position struct {
	source string
	offset int64
	line   int32
	number uint64
}

func newShelf(k *correlate.Case, base parse.Ticks, fields bool, positions map[position]*correlate.Step) *shelf {
	return &shelf{base: base, fields: fields, index: map[*correlate.Step]int{}, byPosition: positions}
}

// positionsOf lists the steps of a host by place.
func positionsOf(k *correlate.Case) map[position]*correlate.Step {
	return byPosition(slices.Concat(k.Context(), k.Steps)) // the case's own count
}

// claimed are the records that a failure of no set explains. They are all that is shown
// of it: the case of a host that was judged in parts holds no other.
func claimed(f *detect.Failure) []*correlate.Step {
	var steps []*correlate.Step
	for _, c := range f.Claims {
		steps = append(steps, c.Observation.Step)
	}
	slices.SortStableFunc(steps, (*correlate.Step).Compare)
	return steps
}

func byPosition(steps []*correlate.Step) map[position]*correlate.Step {
	m := make(map[position]*correlate.Step, len(steps))
	for _, s := range steps {
		m[position{s.Source, s.Record.Offset, s.Record.Line, s.Record.RecordID}] = s
	}
	return m
}

// put returns the number of a step's record on the shelf, -1 for none.
func (h *shelf) put(s *correlate.Step) int {
	if s == nil {
		return -1
	}
	if i, ok := h.index[s]; ok {
		return i
	}
	i := len(h.records)
	h.index[s] = i
	h.records = append(h.records, newRecord(s, h.base, h.fields))
	return i
}

func (h *shelf) putAll(steps []*correlate.Step) []int {
	var out []int
	for _, s := range steps {
		out = append(out, h.put(s))
	}
	return out
}

// at returns the number of the record at a place, -1 if it is not known.
func (h *shelf) at(p position) int {
	if p.source == "" {
		return -1
	}
	return h.put(h.byPosition[p])
}
