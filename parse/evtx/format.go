// Package evtx reads Windows XML event logs (.evtx), the format of Vista and all later
// versions.
//
// A file is a header and chunks of 64 KiB; a chunk contains everything that its records
// refer to, so chunks are read, judged and decoded one by one, and a batch is the content
// of one chunk. A record passes through these files: split.go cuts the stream, chunk.go
// checks and walks, program.go decodes with the compiled templates of template.go, and
// binxml.go and record.go do the rest. salvage.go handles damage.
package evtx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding/charmap"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/codepage"
)

// Format reads EVTX files.
var Format = parse.Format{
	Name:   "evtx",
	Title:  "Windows XML event log (Vista and later)",
	Detect: detect,
	Read:   Read,
}

// detect recognises the file by its magic, and one whose header is damaged by
// its chunks or records.
func detect(s parse.Sample) parse.Confidence {
	head := s.Head
	switch {
	case hasMagic(head, fileMagic):
		return parse.Certain
	case len(head) > fileHeaderSize && hasMagic(head[fileHeaderSize:], chunkMagic), hasMagic(head, chunkMagic):
		return parse.Certain
	}
	for at := 0; ; at++ {
		i := bytes.Index(head[at:], []byte(recordMagic))
		if i < 0 {
			return parse.No
		}
		at += i
		// A whole frame with BinXML in it is more than coincidence.
		if _, whole := frameAt(head, at); whole && head[at+recordHeaderSize] == tokenFragment {
			return parse.Likely
		}
	}
}

// Read hands every chunk of the input to emit as a batch, in the order of the
// file; see parse.Format.Read. Batches do not depend on opt.Workers.
func Read(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) error {
	r, err := in.Open()
	if err != nil {
		return &parse.Error{Source: in.Source, Reason: err}
	}
	defer r.Close()
	ansi, err := codepage.Find(in.Source, opt.CodePage)
	if err != nil {
		return err
	}
	shared := newRun(opt)
	shared.doing = "decoding " + in.Source
	if ansi != nil {
		shared.ansi = ansi
	}
	return read(ctx, r, in, shared, max(opt.Workers, 1), emit)
}

func newRun(opt parse.Options) *run {
	return &run{selector: opt.Selector, needles: needles(opt.Selector), slack: opt.Slack, ansi: charmap.Windows1252}
}

func read(
	ctx context.Context,
	r io.Reader,
	in *parse.Input,
	shared *run,
	workers int,
	emit func(*parse.Batch) error,
) error {
	var found tally
	count := func(b *parse.Batch) error {
		found.add(b)
		return emit(b)
	}
	s := &splitter{r: r}
	var err error
	if workers == 1 {
		err = readAlone(ctx, s, shared, count)
	} else {
		err = readTogether(ctx, s, shared, workers, count)
	}
	switch {
	case err == nil:
	case errors.Is(err, errRead{}):
		return &parse.Error{Source: in.Source, Offset: s.offset, Reason: errors.Unwrap(err)}
	default:
		return err
	}
	switch {
	case s.offset == 0:
		return &parse.Error{Source: in.Source, Reason: parse.ErrEmpty, Advice: "collect the log again"}
	case !found.anything:
		return &parse.Error{
			Source: in.Source, Expected: "the magic ElfFile, a chunk or a record of an EVTX file",
			Found: "none in " + fmt.Sprint(s.offset) + " bytes", Reason: parse.ErrNotThisFormat,
		}
	}
	return nil
}

// tally tells whether anything in the input was EVTX.
type tally struct{ anything bool }

func (t *tally) add(b *parse.Batch) {
	t.anything = t.anything || len(b.Records) > 0 || b.Account.Structure > 0 || b.Account.Records > 0 ||
		b.Account.Salvaged > 0
}

// errRead marks an error of the input as opposed to one of emit.
type errRead struct{ error }

func (e errRead) Unwrap() error   { return e.error }
func (errRead) Is(err error) bool { _, ok := err.(errRead); return ok }

// readAlone reads and decodes in turn, with one buffer that stays in the cache.
func readAlone(ctx context.Context, s *splitter, shared *run, emit func(*parse.Batch) error) error {
	d := newDecoder(shared)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		blk, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errRead{err}
		}
		batch := d.decode(&blk)
		blk.release()
		if err := emit(batch); err != nil {
			return err
		}
	}
}

// decode decodes one block.
func (d *decoder) decode(blk *block) *parse.Batch {
	switch blk.kind {
	case blockHeader:
		return d.fileHeader(blk.b, blk.offset)
	case blockChunk:
		return d.chunk(blk.b, blk.offset)
	}
	return d.lost(blk.b, blk.offset)
}

// fileHeader checks the header of the file. Nothing in it is needed to read on.
func (d *decoder) fileHeader(b []byte, offset int64) *parse.Batch {
	d.begin(b, offset)
	if !hasMagic(b, fileMagic) {
		d.giveUp("file header", 0, len(b), fmt.Sprintf("%x", fileMagic), fmt.Sprintf("%x", b[:min(8, len(b))]))
		return d.finish()
	}
	d.batch.Account.Structure += int64(len(b))
	if len(b) < fileHeaderSize {
		d.note("file header", len(b), fmt.Sprintf("%d bytes", fileHeaderSize), fmt.Sprintf("%d", len(b)))
		return d.finish()
	}
	h := readFileHeader(b)
	if h.flags&flagNoCRC == 0 && h.sum != h.crc {
		d.note("file header", 124, fmt.Sprintf("checksum %08x", h.crc), fmt.Sprintf("%08x", h.sum))
	}
	if h.major != 3 {
		d.note("file header", 36, "version 3.1 or 3.2", fmt.Sprintf("%d.%d", h.major, h.minor))
	}
	return d.finish()
}
