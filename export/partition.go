package export

import (
	"errors"
	"fmt"
	"maps"
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

// parts writes the events table as a dataset, Hive style:
// events/parquet/host=srv1/date=2009-03-14/events.parquet. Each format has a root
// of its own, since readers that are given a directory want it to hold one format.
// The values are escaped; readers decode them. A column that partitions is in the path and not in the
// files, as Spark and pyarrow write it: pandas fails on one that is in both.
//
// Rows wait in a spool until the last one is there, and then the partitions are
// written one by one. So each is one file, in whatever order its rows came, and
// never more than one is under way.
type parts struct {
	d       *Directory
	keys    []func(*EventRow) string // the segment of a row's path, for each column
	formats []*Format
	sheet   *sheet[*EventRow] // of the partition that is written; of one row before that
	spool   *spool
	groups  map[string]int // of the spool, by path below that of the format
	path    []byte
}

func newParts(d *Directory, columns []string) (*parts, error) {
	table := Events
	table.Columns = slices.DeleteFunc(
		slices.Clone(Events.Columns),
		func(c Column[*EventRow]) bool { return slices.Contains(columns, c.Name) },
	)
	p := &parts{d: d, sheet: newSheet(&table), spool: newSpool(d.dir, spoolParts), groups: map[string]int{}}
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
	if len(p.formats) == 0 {
		return nil
	}
	p.path = p.path[:0]
	for _, key := range p.keys {
		p.path = append(append(p.path, '/'), key(r)...)
	}
	group, ok := p.groups[string(p.path)]
	if !ok {
		group = p.spool.group()
		p.groups[string(p.path)] = group
	}
	c := p.sheet.chunk
	c.reset()
	for i := range p.sheet.columns {
		p.sheet.columns[i].Fill(&c.Columns[i], r)
		c.Columns[i].finish()
	}
	return p.spool.add(group, c.Columns, 0)
}

// finish writes all partitions. A dataset without rows gets one file, so that
// readers find its columns.
func (p *parts) finish() (err error) {
	defer func() { err = errors.Join(err, p.spool.close()) }()
	if err := p.spool.flush(); err != nil {
		return err
	}
	p.spool.release()
	if len(p.groups) == 0 {
		p.path = p.path[:0]
		for _, key := range p.keys {
			segment, _, _ := strings.Cut(key(&EventRow{Record: &parse.Record{}}), "=")
			p.path = append(append(append(p.path, '/'), segment...), "="+noPartition...)
		}
		p.groups[string(p.path)] = p.spool.group()
	}
	for _, dir := range slices.Sorted(maps.Keys(p.groups)) {
		if err := p.write(dir, p.groups[dir]); err != nil {
			return err
		}
	}
	return nil
}

// write writes the files of a partition.
func (p *parts) write(dir string, group int) error {
	s := p.sheet
	s.begin()
	from := len(p.d.results)
	for _, f := range p.formats {
		if err := addTo(p.d, s, f, path.Join(Events.Name, f.Name, dir, f.File(Events.Name))); err != nil {
			return err
		}
	}
	if err := p.spool.read(group, s.chunk.Columns, func() error { return s.added(1) }); err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	for _, r := range p.d.results[from:] {
		if err := p.d.finishFile(r); err != nil {
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
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || inside ||
			c >= utf8.RuneSelf && unicode.IsPrint(c) {
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
