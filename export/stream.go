package export

import (
	"io"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// Stream writes the events table alone, to anything: a File, a pipe, standard
// output. Rows come from batches as readers hand them out.
type Stream struct {
	sheet   *sheet[*EventRow]
	enc     Encoder
	options Options
	rows    []EventRow // of one batch
	block   []*EventRow
	name    string // of the computer that host was made of
	host    string
	means   map[eventName]bool // events that may have a meaning
	err     error
}

// eventName is what an event is known by.
type eventName struct {
	provider string
	id       uint32
}

// mostNames bounds the names that are kept: a damaged log may hold any.
const mostNames = 1 << 16

// NewStream begins events in the named format. Each of columns lifts the data of
// that name into a column of its own, behind the others.
func NewStream(w io.Writer, format string, columns []string, options Options) (*Stream, error) {
	f, err := FindFormat(format)
	if err != nil {
		return nil, err
	}
	s := &Stream{sheet: newSheet(lifted(columns)), options: options, means: map[eventName]bool{}}
	if s.enc, err = f.Open(w, s.sheet.chunk.Layout, &s.options); err != nil {
		return nil, err
	}
	s.sheet.encoders = []Encoder{s.enc}
	return s, nil
}

// Batch adds all records of b. The batch may be released after.
func (s *Stream) Batch(source string, b *parse.Batch) error {
	if s.err != nil {
		return s.err
	}
	s.rows, s.block = s.rows[:0], s.block[:0]
	for i := range b.Records {
		r := &b.Records[i]
		if s.name != r.Computer {
			s.name = strings.Clone(r.Computer)
			s.host = HostLabel(s.name)
		}
		row := EventRow{Host: s.host, Source: source, Record: r}
		if r.FromText || s.mayMean(r) {
			row.Step = correlate.NewStep(source, r)
		}
		s.rows = append(s.rows, row)
	}
	for i := range s.rows {
		s.block = append(s.block, &s.rows[i])
	}
	s.err = s.sheet.addAll(s.block)
	return s.err
}

// mayMean reports whether a record may have a meaning, by its name.
func (s *Stream) mayMean(r *parse.Record) bool {
	name := eventName{r.Provider, r.EventID}
	means, ok := s.means[name]
	if !ok {
		means = vocab.Means(name.provider, name.id)
		if len(s.means) < mostNames {
			name.provider = strings.Clone(name.provider)
			s.means[name] = means
		}
	}
	return means
}

// Event adds a row.
func (s *Stream) Event(r *EventRow) error {
	if s.err == nil {
		s.err = s.sheet.add(r)
	}
	return s.err
}

// Flush hands on what has been gathered, for who reads a pipe while it is written.
func (s *Stream) Flush() error {
	if s.err == nil {
		s.err = s.sheet.flush()
	}
	return s.err
}

// Inputs names what was read, for the metadata of formats that end with a footer:
// an Arrow file, Parquet. It comes before Close.
func (s *Stream) Inputs(inputs []*InputRow) {
	s.options.Meta.Inputs = Digests(inputs)
	sortDigests(s.options.Meta.Inputs)
}

// Rows returns how many rows were added.
func (s *Stream) Rows() int64 { return s.sheet.rows }

// Close writes what is left. It does not close what is below.
func (s *Stream) Close() error {
	if s.err = s.Flush(); s.err == nil {
		s.err = s.enc.Close()
	}
	return s.err
}

// lifted returns the events table with further columns. A column bears the name
// of the data, or data_NAME where the table has a column of that name; names
// differ without regard to case, since SQL does not see it.
func lifted(names []string) *Table[*EventRow] {
	if len(names) == 0 {
		return &Events
	}
	t := Events
	t.Columns = append([]Column[*EventRow](nil), Events.Columns...)
	taken := map[string]bool{}
	for i := range t.Columns {
		taken[t.Columns[i].Name] = true
	}
	asked := map[string]bool{}
	for _, name := range names {
		key := strings.ToLower(name)
		if name == "" || asked[key] {
			continue
		}
		asked[key] = true
		column := name
		for taken[strings.ToLower(column)] {
			column = "data_" + column
		}
		taken[strings.ToLower(column)] = true
		t.Columns = append(t.Columns, Column[*EventRow]{
			Field{Name: column, Kind: Text, Doc: "the first value named " + name + " in data; null if there is none"},
			func(v *Vector, r *EventRow) { v.named(r.Record, name) },
		})
	}
	return &t
}

// named appends the first value of the record named name.
func (v *Vector) named(r *parse.Record, name string) {
	value, _ := r.Field(name)
	v.Value(value)
}
