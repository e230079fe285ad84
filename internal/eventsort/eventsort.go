// Package eventsort sorts any number of records by time: records that do not fit into
// memory go to a temporary file in sorted runs, and the runs are merged.
package eventsort

import (
	"cmp"
	"container/heap"
	"errors"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

const (
	// DefaultMemory is about how many bytes of records wait in memory.
	DefaultMemory = 24 << 20
	// blockBytes is about how many bytes of records of a run lie together: so much of
	// each run is in memory when runs are merged.
	blockBytes = 64 << 10
	// storeMemory is how much of what left the memory of records is held as bytes.
	storeMemory = 1 << 20
)

// Sorter takes records and gives them back by time; those of one time by computer,
// channel and record id, then as they came; those without a time in UTC last.
type Sorter struct {
	memory  int
	waiting []row
	size    int // of what waits, about
	store   *spill.Store
	runs    []run
	sources []string
	number  map[string]int
}

// row is a record that waits.
type row struct {
	record *parse.Record
	source int
}

// run is what one filling of the memory gave: blocks in the order of time.
type run []place

// place is where a block is.
type place struct{ from, to int64 }

// New returns an empty sorter. It is to be closed.
func New(memory int) *Sorter {
	return &Sorter{memory: memory, store: spill.New(storeMemory), number: map[string]int{}}
}

// Add takes a record, which may be borrowed.
func (s *Sorter) Add(source string, r *parse.Record) error {
	n, known := s.number[source]
	if !known {
		n = len(s.sources)
		s.number[source] = n
		s.sources = append(s.sources, source)
	}
	s.waiting = append(s.waiting, row{r.Clone(), n})
	if s.size += sizeOf(r); s.size < s.memory {
		return nil
	}
	return s.spill()
}

// sizeOf is about how many bytes of memory a record takes up.
func sizeOf(r *parse.Record) int {
	n := 600 + len(r.Binary) + len(r.Channel) + len(r.Provider) + len(r.Computer)
	for i := range r.Fields {
		n += 48 + len(r.Fields[i].Name) + len(r.Fields[i].Value.Bytes())
	}
	return n
}

// Each passes on all records, with their sources, in their order. It stops at the
// first error.
func (s *Sorter) Each(visit func(source string, r *parse.Record) error) error {
	if len(s.runs) == 0 {
		slices.SortStableFunc(s.waiting, compare)
		for _, r := range s.waiting {
			if err := visit(s.sources[r.source], r.record); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	return s.merge(visit)
}

// Close frees what the sorter holds.
func (s *Sorter) Close() error {
	s.waiting = nil
	return s.store.Close()
}

// spill writes what waits as a run.
func (s *Sorter) spill() error {
	slices.SortStableFunc(s.waiting, compare)
	var written run
	for rest := s.waiting; len(rest) > 0; {
		n, size := 0, 0
		for n < len(rest) && size < blockBytes {
			size += sizeOf(rest[n].record)
			n++
		}
		records, sources := make([]*parse.Record, n), make([]int, n)
		for i, r := range rest[:n] {
			records[i], sources[i] = r.record, r.source
		}
		from := s.store.Size()
		if _, err := s.store.Write(pack.Encode(records, sources)); err != nil {
			return err
		}
		written = append(written, place{from, s.store.Size()})
		rest = rest[n:]
	}
	if len(written) > 0 {
		s.runs = append(s.runs, written)
	}
	clear(s.waiting)
	s.waiting, s.size = s.waiting[:0], 0
	return nil
}

// merge passes on the records of all runs.
func (s *Sorter) merge(visit func(string, *parse.Record) error) error {
	var open cursors
	for i, blocks := range s.runs {
		c := &cursor{store: s.store, number: i, blocks: blocks}
		if err := c.load(); err != nil {
			return err
		}
		open = append(open, c)
	}
	heap.Init(&open)
	for len(open) > 0 {
		c := open[0]
		if err := visit(s.sources[c.rows[0].source], c.rows[0].record); err != nil {
			return err
		}
		if c.rows = c.rows[1:]; len(c.rows) == 0 && len(c.blocks) == 0 {
			heap.Pop(&open)
			continue
		}
		if len(c.rows) == 0 {
			if err := c.load(); err != nil {
				return err
			}
		}
		heap.Fix(&open, 0)
	}
	return nil
}

// cursor is how far a run is passed on.
type cursor struct {
	store  *spill.Store
	number int
	blocks []place // not read yet
	rows   []row   // of the block that is read
}

func (c *cursor) load() error {
	at := c.blocks[0]
	c.blocks = c.blocks[1:]
	text := make([]byte, at.to-at.from)
	if n, err := c.store.ReadAt(text, at.from); n < len(text) {
		return errors.Join(errors.New("records that wait to be sorted cannot be read"), err)
	}
	records, sources, err := pack.Decode(string(text))
	c.rows = make([]row, len(records))
	for i := range records {
		c.rows[i] = row{records[i], sources[i]}
	}
	return err
}

type cursors []*cursor

func (c cursors) Len() int { return len(c) }
func (c cursors) Less(i, j int) bool {
	return cmp.Or(compare(c[i].rows[0], c[j].rows[0]), cmp.Compare(c[i].number, c[j].number)) < 0
}
func (c cursors) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *cursors) Push(x any)   { *c = append(*c, x.(*cursor)) }
func (c *cursors) Pop() any {
	last := len(*c) - 1
	x := (*c)[last]
	*c = (*c)[:last]
	return x
}

// compare orders by time, then by what is in the record.
func compare(a, b row) int {
	return cmp.Or(
		compareTimes(a.record.Time, b.record.Time),
		strings.Compare(strings.ToLower(a.record.Computer), strings.ToLower(b.record.Computer)),
		strings.Compare(a.record.Channel, b.record.Channel),
		cmp.Compare(a.record.RecordID, b.record.RecordID),
	)
}

func compareTimes(a, b parse.Timestamp) int {
	switch x, y := timeless(a), timeless(b); {
	case x && y:
		return 0
	case x:
		return 1
	case y:
		return -1
	}
	return cmp.Compare(a.Wall, b.Wall)
}

// timeless reports a reading that states no time in UTC.
func timeless(r parse.Timestamp) bool {
	return r.IsZero() || r.Zone != parse.ZoneUTC && r.Zone != parse.ZoneOffset
}
