// Columns decodes every record of EVTX files, with every field, to typed columns in
// memory, and prints how many records there were: the work of reading without the work
// of writing.
//
// The columns are emptied every 8,192 records, like in a writer that passes on batches.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

const rowGroup = 1 << 13

func main() {
	workers := flag.Int("workers", 1, "chunks decoded at the same time")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "Usage: columns [-workers N] FILE...")
		os.Exit(2)
	}
	var t table
	for _, name := range flag.Args() {
		if err := t.read(name, *workers); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	fmt.Println(t.total, "records,", t.values, "values")
}

// text is a column of strings: the bytes of all, and where each ends.
type text struct {
	bytes []byte
	ends  []uint32
}

func (c *text) add(s string) {
	c.bytes = append(c.bytes, s...)
	c.ends = append(c.ends, uint32(len(c.bytes)))
}

func (c *text) reset() { c.bytes, c.ends = c.bytes[:0], c.ends[:0] }

// table has a row for each record, and one for each value below it.
type table struct {
	total, values int64
	rows          int

	recordID, headerID, keywords      []uint64
	time, written, offset             []int64
	eventID, process, thread          []uint32
	qualifiers, task                  []uint16
	version, level, opcode            []uint8
	channel, provider, guid, source   text
	computer, user, activity, related text
	userData, binary                  text
	fieldEnds                         []uint32

	names, raw text
	types      []parse.ValueType
	numbers    []uint64
}

func (t *table) read(name string, workers int) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	in := &parse.Input{Source: name, Size: -1, Once: true, Open: func() (io.ReadCloser, error) { return file, nil }}
	return evtx.Read(context.Background(), in, parse.Options{Workers: workers}, func(b *parse.Batch) error {
		for i := range b.Records {
			t.add(&b.Records[i])
		}
		b.Release()
		return nil
	})
}

// add appends one record.
func (t *table) add(r *parse.Record) {
	if t.rows == rowGroup {
		t.reset()
	}
	t.rows++
	t.total++
	t.recordID = append(t.recordID, r.RecordID)
	t.headerID = append(t.headerID, r.HeaderRecordID)
	t.keywords = append(t.keywords, r.Keywords)
	t.time = append(t.time, int64(r.Time.Wall))
	t.written = append(t.written, int64(r.Written.Wall))
	t.offset = append(t.offset, r.Offset)
	t.eventID = append(t.eventID, r.EventID)
	t.process = append(t.process, r.ProcessID)
	t.thread = append(t.thread, r.ThreadID)
	t.qualifiers = append(t.qualifiers, r.Qualifiers)
	t.task = append(t.task, r.Task)
	t.version = append(t.version, r.Version)
	t.level = append(t.level, r.Level)
	t.opcode = append(t.opcode, r.Opcode)
	t.channel.add(r.Channel)
	t.provider.add(r.Provider)
	t.guid.add(r.ProviderGUID)
	t.source.add(r.EventSourceName)
	t.computer.add(r.Computer)
	t.user.add(r.UserSID)
	t.activity.add(r.ActivityID)
	t.related.add(r.RelatedActivityID)
	t.userData.add(r.UserData)
	t.binary.add(r.Binary)
	for i := range r.Fields {
		f := &r.Fields[i]
		t.names.add(f.Name)
		t.types = append(t.types, f.Value.Type())
		t.numbers = append(t.numbers, f.Value.Uint())
		t.raw.add(f.Value.Bytes())
	}
	t.values += int64(len(r.Fields))
	t.fieldEnds = append(t.fieldEnds, uint32(len(t.types)))
}

// reset empties the columns and keeps their memory.
func (t *table) reset() {
	t.rows = 0
	t.recordID, t.headerID, t.keywords = t.recordID[:0], t.headerID[:0], t.keywords[:0]
	t.time, t.written, t.offset = t.time[:0], t.written[:0], t.offset[:0]
	t.eventID, t.process, t.thread = t.eventID[:0], t.process[:0], t.thread[:0]
	t.qualifiers, t.task = t.qualifiers[:0], t.task[:0]
	t.version, t.level, t.opcode = t.version[:0], t.level[:0], t.opcode[:0]
	for _, c := range []*text{&t.channel, &t.provider, &t.guid, &t.source, &t.computer, &t.user, &t.activity,
		&t.related, &t.userData, &t.binary, &t.names, &t.raw} {
		c.reset()
	}
	t.fieldEnds, t.types, t.numbers = t.fieldEnds[:0], t.types[:0], t.numbers[:0]
}
