package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// findingRow is a row of the findings table, for formats that give its values names of
// their own. A null text is "".
type findingRow struct {
	ID            jsonText      `column:"finding_id"`
	Signature     jsonText      `column:"signature"`
	Title         jsonText      `column:"title"`
	Class         jsonText      `column:"finding_class"`
	Verdict       jsonText      `column:"verdict"`
	Applicability jsonText      `column:"applicability"`
	Severity      jsonText      `column:"severity"`
	Host          jsonText      `column:"host"`
	Set           jsonText      `column:"set_id"`
	SnapshotSetID jsonText      `column:"snapshot_set_id"`
	Writer        jsonText      `column:"writer_name"`
	Started       *jsonTime     `column:"started_at"`
	Ended         *jsonTime     `column:"ended_at"`
	Summary       jsonText      `column:"summary"`
	Cause         jsonText      `column:"cause"`
	Advice        jsonText      `column:"advice"`
	Applies       jsonText      `column:"applies"`
	CausedBy      jsonText      `column:"caused_by"`
	Evidence      []evidenceRow `column:"evidence"`
	Missing       []jsonText    `column:"missing"`
	Assumptions   []jsonText    `column:"assumptions"`
	References    []jsonText    `column:"references"`
}

// evidenceRow is an item of the column evidence, under its own names.
type evidenceRow struct {
	Role      jsonText  `column:"role"      json:"role"`
	Statement jsonText  `column:"statement" json:"statement"`
	Source    jsonText  `column:"source"    json:"source,omitempty"`
	Offset    *int64    `column:"offset"    json:"offset,omitempty"`
	Line      *int64    `column:"line"      json:"line,omitempty"`
	RecordID  *int64    `column:"record_id" json:"record_id,omitempty"`
	Earliest  *jsonTime `column:"earliest"  json:"earliest,omitempty"`
	Latest    *jsonTime `column:"latest"    json:"latest,omitempty"`
}

// jsonText is a text that JSON writes as all our formats do: what may end a line is
// escaped, what HTML minds is not.
type jsonText string

// MarshalJSON implements json.Marshaler.
func (t jsonText) MarshalJSON() ([]byte, error) { return appendJSONString(nil, string(t)), nil }

// jsonTime is nanoseconds since 1970, written as in the tables.
type jsonTime int64

// MarshalJSON implements json.Marshaler.
func (t jsonTime) MarshalJSON() ([]byte, error) {
	return append(appendTime([]byte{'"'}, int64(t)), '"'), nil
}

// scanner fills structs from rows by the tags of their fields.
type scanner[R any] struct{ columns []int } // by field

// newScanner finds the columns. A struct names only those that there are, which tests
// hold.
func newScanner[R any](fields []Field) *scanner[R] {
	s := &scanner[R]{}
	row := reflect.TypeFor[R]()
	for i := range row.NumField() {
		name, at := row.Field(i).Tag.Get("column"), -1
		for k := range fields {
			if fields[k].Name == name {
				at = k
			}
		}
		if at < 0 {
			panic(fmt.Sprintf("export: %v asks for a column %q", row, name))
		}
		s.columns = append(s.columns, at)
	}
	return s
}

// row reads row i of columns. Nothing in it is borrowed.
func (s *scanner[R]) row(columns []Vector, i int) (r R) {
	fields := reflect.ValueOf(&r).Elem()
	for k, column := range s.columns {
		v := &columns[column]
		if v.isNull(i) {
			continue
		}
		switch at := fields.Field(k).Addr().Interface().(type) {
		case *jsonText:
			*at = jsonText(v.text(i))
		case **int64:
			*at = &[]int64{v.words[i]}[0]
		case **jsonTime:
			*at = &[]jsonTime{jsonTime(v.words[i])}[0]
		case *[]jsonText:
			*at = []jsonText{}
			for from, to := v.span(i); from < to; from++ {
				*at = append(*at, jsonText(v.items[0].text(from)))
			}
		case *[]evidenceRow:
			for from, to := v.span(i); from < to; from++ {
				*at = append(*at, evidenceRows.row(v.items, from))
			}
		default:
			panic(fmt.Sprintf("export: a column is read as %T", at))
		}
	}
	return r
}

var evidenceRows = newScanner[evidenceRow](evidenceItems)

// appendStruct appends v, a struct with tags, as JSON. Maps are not in it, so the order
// of members is that of the fields.
func appendStruct(dst []byte, v any) ([]byte, error) {
	b := bytes.NewBuffer(dst)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return dst, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}
