package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/evtx"
)

const (
	headerSize = 4096 // of the file
	chunkSize  = 65536
)

// difference is one thing that the two readers do not agree on.
type difference struct {
	what   string
	record *parse.Record // ours, nil if we have none
	theirs *line         // nil if they have none
	raw    []byte        // the record as it stands in the file
	// A value that only one of them has, or that differs.
	field string
	ours  []string
	other []string
	// What is known about the file by then.
	fileError  string
	chunkError string // of the chunk that the record lies in
	died       string
	damaged    bool // our reader reports damage in this chunk
	torn       bool // ... and that this record is part of it
	skipped    bool // the chunk lies behind the last one that golang-evtx looks for
}

// Kinds of differences.
const (
	onlyOurs   = "record that golang-evtx does not hand out"
	onlyTheirs = "record that we do not hand out"
	valueOurs  = "value that golang-evtx does not have"
	valueOther = "value that we do not have"
	valueBoth  = "value that differs"
)

func (d difference) String() string {
	s := d.what
	if d.record != nil {
		s += fmt.Sprintf(
			", record %d at offset %d, %s %d",
			d.record.HeaderRecordID,
			d.record.Offset,
			d.record.Provider,
			d.record.EventID,
		)
	} else if d.theirs != nil {
		s += fmt.Sprintf(", record %d at offset %d", d.theirs.ID, d.theirs.Offset)
	}
	if d.field != "" || d.ours != nil || d.other != nil {
		s += fmt.Sprintf(", %s: ours %.300q, golang-evtx %.300q", d.field, d.ours, d.other)
	}
	if d.theirs != nil && d.theirs.RecordError != "" {
		s += ": " + d.theirs.RecordError
	}
	for _, reason := range []string{d.chunkError, d.fileError, d.died} {
		if reason != "" {
			s += ": " + reason
		}
	}
	return s
}

// comparison walks both readers' records of one file side by side, block by
// block: both come in the order of the file.
type comparison struct {
	*report
	file      *os.File
	child     *child
	fileError string
	chunks    int64 // that golang-evtx looks for
	at        int64 // of the block in the file
}

// compareFile compares what both readers make of the file at path.
func compareFile(ctx context.Context, path string, limit time.Duration, r *report) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	peer, err := startChild(ctx, path, limit)
	if err != nil {
		return err
	}
	defer peer.close()
	c := &comparison{report: r, file: file, child: peer}
	in := &parse.Input{
		Source: path, Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(file, 0, info.Size())), nil },
	}
	err = evtx.Read(ctx, in, parse.Options{}, func(b *parse.Batch) error {
		defer b.Release()
		return c.block(b)
	})
	if errors.Is(err, parse.ErrNotThisFormat) {
		if l := peer.peek(); l == nil || l.FileError != "" {
			return nil // both refuse it: golang-evtx with an error or a panic
		}
	}
	if err != nil {
		return err
	}
	for l := peer.take(); l != nil; l = peer.take() {
		if l.FileError == "" && l.ChunkError == "" {
			c.take(difference{what: onlyTheirs, theirs: l})
		}
	}
	return nil
}

// block compares the records of one block of the file.
func (c *comparison) block(b *parse.Batch) error {
	end := c.at + b.Account.Total()
	theirs := map[int64]*line{}
	var order []int64
	base := difference{damaged: len(b.Damage) > 0}
	for l := c.child.peek(); l != nil && (l.Offset < end || l.FileError != ""); l = c.child.peek() {
		switch c.child.take(); {
		case l.FileError != "":
			c.fileError = l.FileError
		case l.Chunks > 0:
			c.chunks = l.Chunks
		case l.ChunkError != "":
			base.chunkError = l.ChunkError
		default:
			theirs[l.Offset] = l
			order = append(order, l.Offset)
		}
	}
	base.fileError, base.died = c.fileError, c.child.died
	base.skipped = c.fileError == "" && c.at >= headerSize+c.chunks*chunkSize
	for i := range b.Records {
		r := &b.Records[i]
		c.ours++
		d := base
		d.record, d.theirs = r, theirs[r.Offset]
		d.raw = make([]byte, r.Length)
		if _, err := c.file.ReadAt(d.raw, r.Offset); err != nil {
			return err
		}
		if d.theirs == nil || d.theirs.RecordError != "" || d.theirs.Event == nil {
			d.what = onlyOurs
			c.take(d)
		} else {
			c.record(d)
		}
		delete(theirs, r.Offset)
	}
	for _, offset := range order {
		if l := theirs[offset]; l != nil && l.RecordError == "" && l.Event != nil {
			d := base
			d.what, d.theirs = onlyTheirs, l
			d.torn = slices.ContainsFunc(
				b.Damage,
				func(at parse.Damage) bool { return at.What == "record" && at.Offset == offset },
			)
			c.take(d)
		}
	}
	c.at = end
	return nil
}

// record compares a record that both have read.
func (c *comparison) record(d difference) {
	c.both++
	before := c.unexplained
	for _, n := range c.causes {
		before += n
	}
	for _, found := range compareValues(d.record, d.theirs.Event) {
		one := d
		one.what, one.field, one.ours, one.other = found.what, found.field, found.ours, found.other
		c.take(one)
	}
	after := c.unexplained
	for _, n := range c.causes {
		after += n
	}
	if after == before {
		c.equal++
	}
}
