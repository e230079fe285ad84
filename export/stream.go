package export

import (
	"io"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// Stream writes the events table alone, to anything: a File, a pipe, standard
// output. Rows come from batches as readers pass them on.
type Stream struct {
	sheet   *sheet[*EventRow]
	enc     Encoder
	options Options
	rows    []EventRow // of one batch
	block   []*EventRow
	name    string // of the computer that host was made of
	host    string
	means   [1024]meaning // of events met lately
	steps   []*correlate.Step
	used    int // steps that rows have
	err     error
}

// meaning says whether an event may have one.
type meaning struct {
	provider string
	id       uint32
	known    bool
	may      bool
}

// NewStream begins events in the named format. Each of columns lifts the data of
// that name into a column of its own, behind the others.
func NewStream(w io.Writer, format string, columns []string, options Options) (*Stream, error) {
	f, err := FindFormat(format)
	if err != nil {
		return nil, err
	}
	s := &Stream{sheet: newSheet(lifted(columns)), options: options}
	if s.enc, err = f.Open(w, s.sheet.chunk.Layout, &s.options); err != nil {
		return nil, err
	}
	s.sheet.encoders = []Encoder{s.enc}
	if f.Rows > 0 {
		s.sheet.limit = f.Rows
	}
	return s, nil
}

// Batch adds all records of b. The batch may be released after.
func (s *Stream) Batch(source string, b *parse.Batch) error {
	if s.err != nil {
		return s.err
	}
	s.rows, s.block, s.used = s.rows[:0], s.block[:0], 0
	for i := range b.Records {
		r := &b.Records[i]
		if s.name != r.Computer {
			s.name = strings.Clone(r.Computer)
			s.host = HostLabel(s.name)
		}
		row := EventRow{Host: s.host, Source: source, Record: r}
		if r.FromText || s.mayMean(r) {
			row.Step = s.step(source, r)
		}
		s.rows = append(s.rows, row)
	}
	for i := range s.rows {
		s.block = append(s.block, &s.rows[i])
	}
	s.err = s.sheet.addAll(s.block)
	return s.err
}

// step is correlate.NewStep; what it returns is good until the end of the batch.
func (s *Stream) step(source string, r *parse.Record) *correlate.Step {
	if s.used == len(s.steps) {
		s.steps = append(s.steps, new(correlate.Step))
	}
	step := s.steps[s.used]
	*step = correlate.Step{}
	if !step.Read(source, r) {
		return nil
	}
	s.used++
	return step
}

// mayMean reports whether a record may have a meaning, by its name.
func (s *Stream) mayMean(r *parse.Record) bool {
	m := &s.means[(r.EventID+uint32(len(r.Provider))*37)%uint32(len(s.means))]
	if !m.known || m.id != r.EventID || m.provider != r.Provider {
		*m = meaning{strings.Clone(r.Provider), r.EventID, true, vocab.Means(r.Provider, r.EventID)}
	}
	return m.may
}

// Event adds a row.
func (s *Stream) Event(r *EventRow) error {
	if s.err == nil {
		s.err = s.sheet.add(r)
	}
	return s.err
}

// Flush passes on what has been gathered, for who reads a pipe while it is written.
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
