package export

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// noPartition is the value of a partition whose rows have none, as Hive, Spark,
// pyarrow and DuckDB name it.
const noPartition = "__HIVE_DEFAULT_PARTITION__"

// Bounds of what is under way. A partition first gathers rows; its files are
// opened when a chunk is full or when it is finished, since a Parquet writer takes
// many megabytes. When a bound is met, the partition unused for longest is
// finished; more rows of it go into a further file of the same directory.
const (
	openParts  = 128      // partitions that gather rows
	liveParts  = 8        // of them, those with open files
	partsBytes = 64 << 20 // of the rows gathered
)

// parts writes the events table as a dataset, Hive style:
// events/host=srv1/date=2009-03-14/events.parquet. The values are escaped;
// readers decode them. A column that partitions is in the path and not in the
// files, as Spark and pyarrow write it: pandas fails on one that is in both.
type parts struct {
	d       *Directory
	table   Table[*EventRow]
	keys    []func(*EventRow) string // the segment of a row's path, for each column
	formats []*Format
	open    map[string]*part
	live    int            // of open, with open files
	bytes   int            // gathered in open
	files   map[string]int // of a partition that were begun
	clock   int64
	path    []byte
}

type part struct {
	sheet   *sheet[*EventRow]
	results []*result // nil until the files are open
	used    int64     // by the clock
	bytes   int       // gathered, as last looked at
}

func newParts(d *Directory, columns []string) (*parts, error) {
	p := &parts{d: d, table: Events, open: map[string]*part{}, files: map[string]int{}}
	p.table.Columns = slices.DeleteFunc(slices.Clone(Events.Columns), func(c Column[*EventRow]) bool { return slices.Contains(columns, c.Name) })
	for _, name := range columns {
		switch name {
		case "host":
			p.keys = append(p.keys, func(r *EventRow) string { return "host=" + encodeSegment(r.host()) })
		case "date":
			p.keys = append(p.keys, func(r *EventRow) string { return "date=" + encodeSegment(dateOf(r)) })
		default:
			return nil, fmt.Errorf("partition of the events by %q: %w; it can be host and date", name, ErrOption)
		}
	}
	return p, nil
}

func (p *parts) add(r *EventRow) error {
	p.path = append(p.path[:0], Events.Name...)
	for _, key := range p.keys {
		p.path = append(append(p.path, '/'), key(r)...)
	}
	at, ok := p.open[string(p.path)]
	if !ok {
		var err error
		if at, err = p.begin(string(p.path)); err != nil {
			return err
		}
	}
	p.clock++
	at.used = p.clock
	if err := at.sheet.add(r); err != nil {
		return err
	}
	if at.sheet.chunk.Rows%checkEvery != 0 {
		return nil
	}
	size := at.sheet.chunk.size()
	p.bytes += size - at.bytes
	at.bytes = size
	if p.bytes > partsBytes {
		return p.finishOldest(false)
	}
	return nil
}

// begin begins a partition, whose files are opened with its first chunk.
func (p *parts) begin(dir string) (*part, error) {
	if len(p.open) >= openParts {
		if err := p.finishOldest(false); err != nil {
			return nil, err
		}
	}
	at := &part{sheet: newSheet(&p.table)}
	at.sheet.open = func() error { return p.openFiles(dir, at) }
	p.open[dir] = at
	return at, nil
}

// openFiles opens the files of a partition.
func (p *parts) openFiles(dir string, at *part) error {
	if p.live >= liveParts {
		if err := p.finishOldest(true); err != nil {
			return err
		}
	}
	name := Events.Name
	if p.files[dir]++; p.files[dir] > 1 {
		name = fmt.Sprintf("%s-%d", name, p.files[dir])
	}
	from := len(p.d.results)
	for _, f := range p.formats {
		if err := addTo(p.d, at.sheet, f, path.Join(dir, f.File(name))); err != nil {
			return err
		}
	}
	at.results = p.d.results[from:len(p.d.results):len(p.d.results)]
	p.live++
	return nil
}

// finishOldest finishes the partition unused for longest, of all or of those with
// open files.
func (p *parts) finishOldest(live bool) error {
	oldest := ""
	for dir, at := range p.open {
		if live && at.results == nil {
			continue
		}
		if oldest == "" || at.used < p.open[oldest].used { // used differs between any two
			oldest = dir
		}
	}
	at, ok := p.open[oldest]
	if !ok {
		return nil // the others are being finished
	}
	delete(p.open, oldest)
	p.bytes -= at.bytes
	if err := at.sheet.flush(); err != nil {
		return err
	}
	for _, r := range at.results {
		if err := r.finish(); err != nil {
			return err
		}
	}
	if at.results != nil {
		p.live--
	}
	return nil
}

// close finishes what is open. A dataset without rows gets one file, so that
// readers find its columns.
func (p *parts) close() error {
	if len(p.files) == 0 && len(p.open) == 0 {
		p.path = append(p.path[:0], Events.Name...)
		for _, key := range p.keys {
			segment, _, _ := strings.Cut(key(&EventRow{Record: &parse.Record{}}), "=")
			p.path = append(append(append(p.path, '/'), segment...), "="+noPartition...)
		}
		at, err := p.begin(string(p.path))
		if err != nil {
			return err
		}
		if err := at.sheet.open(); err != nil {
			return err
		}
	}
	for len(p.open) > 0 {
		if err := p.finishOldest(false); err != nil {
			return err
		}
	}
	return nil
}

// dateOf returns the UTC day of a row, "" if its time is not known.
func dateOf(r *EventRow) string {
	ns, ok := r.at().Lo.UnixNano()
	if !ok {
		return ""
	}
	return string(appendTime(nil, ns)[:len("2006-01-02")])
}

// maxSegment keeps a name within what file systems allow (255 bytes), with room
// for the column's name.
const maxSegment = 200

// encodeSegment percent-encodes a value for a path: of ASCII everything but
// letters, digits, - and _, and dots inside; beyond it only what cannot be seen,
// since Spark and Hive make of %C3%A4 two characters, and all readers take ä as it
// is. A value that no file name can hold goes where the rows without a value are;
// computer and timestamp still tell it.
func encodeSegment(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD") // as in the tables
	var b strings.Builder
	for i, c := range s {
		inside := c == '.' && i > 0 && i < len(s)-1
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || inside || c >= utf8.RuneSelf && unicode.IsPrint(c) {
			b.WriteRune(c)
			continue
		}
		for _, octet := range []byte(string(c)) {
			b.WriteByte('%')
			b.WriteByte(hexDigits[octet>>4])
			b.WriteByte(hexDigits[octet&15])
		}
	}
	if b.Len() == 0 || b.Len() > maxSegment {
		return noPartition
	}
	return b.String()
}
