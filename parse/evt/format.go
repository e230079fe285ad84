package evt

import (
	"bytes"
	"context"
	"errors"

	"github.com/vsslog/vsslog/parse"
)

// Format is the event log of Server 2003 and earlier (*.evt).
var Format = parse.Format{
	Name:   "evt",
	Title:  "Windows event log of Server 2003, XP and earlier",
	Detect: detect,
	Read:   read,
}

// detect wants the signature of the file header, or whole records: those of a
// file whose header is lost.
func detect(s parse.Sample) parse.Confidence {
	if len(s.Head) >= 8 && u32(s.Head, 0) == headerSize && u32(s.Head, 4) == signature {
		return parse.Certain
	}
	for at := 0; ; {
		i := bytes.Index(s.Head[at:], []byte("LfLe"))
		if i < 0 {
			return parse.No
		}
		if at += i; at >= 4 {
			b := s.Head[at-4:]
			if head, ok := parseRecordHead(b); ok && head.size <= int64(len(b)) &&
				u32(b, int(head.size)-4) == uint32(head.size) {
				return parse.Likely
			}
		}
		at++
	}
}

// read reads a log. Damage and what is left out are in the batches; the error is
// a *parse.Error if the input holds nothing of the format or cannot be read.
func read(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) (err error) {
	file, size, done, err := parse.RandomAccess(ctx, in)
	if err != nil {
		return failure(ctx, in, err)
	}
	defer func() { err = errors.Join(err, done()) }()
	if size == 0 {
		return &parse.Error{Source: in.Source, Reason: parse.ErrEmpty, Advice: "collect the file again"}
	}
	r := &reader{scanner: newScanner(newWindow(ctx, file, size)), decoder: newDecoder(opt.Selector), emit: emit}
	if err := r.run(in); err != nil {
		return failure(ctx, in, err)
	}
	return nil
}

// failure names the input in errors of the file system; others go through.
func failure(ctx context.Context, in *parse.Input, err error) error {
	const advice = "check that the file can be read to its end, or copy it again"
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if broken, ok := errors.AsType[*readError](err); ok {
		return &parse.Error{Source: in.Source, Offset: broken.offset, Reason: broken.err, Advice: advice}
	}
	return err
}

// reader is one reading of a log.
type reader struct {
	*scanner
	*decoder
	emit    func(*parse.Batch) error
	batch   *parse.Batch
	pending int64 // bytes taken into batch
	known   bool  // something of the format was met
	cut     []byte
}

func (r *reader) run(in *parse.Input) error {
	l, err := plan(r.scanner)
	if err != nil {
		return err
	}
	r.channel = channelOf(r.scanner, l, r.names)
	r.known = l.signed || l.eof >= 0
	r.batch = parse.NewBatch()
	r.batch.Damage = append(r.batch.Damage, l.damage...)
	r.head(l)
	for _, part := range l.regions(r.size) {
		if err := r.region(part, l); err != nil {
			if _, unreadable := errors.AsType[*readError](err); unreadable && r.known {
				if failed := r.emit(r.batch); failed != nil { // what was read before
					return failed
				}
				return err
			}
			r.batch.Release()
			return err
		}
	}
	if !r.known {
		r.batch.Release()
		return &parse.Error{Source: in.Source, Expected: "an event log of Server 2003 or earlier",
			Found: "neither its header nor a record", Reason: parse.ErrNotThisFormat,
			Advice: "check where the file comes from"}
	}
	return r.emit(r.batch)
}

// head accounts for what lies outside the regions.
func (r *reader) head(l *layout) {
	a := &r.batch.Account
	if l.dropped > 0 {
		a.Damaged += l.dropped
		r.batch.Damage[0].Length = l.dropped
	} else {
		a.Structure += l.start
	}
	if l.eof >= 0 {
		a.Structure += eofSize
	}
}

func (r *reader) region(part region, l *layout) error {
	for p := part.from; p < part.to; {
		it, err := r.next(p, part.to, part.ring)
		if err != nil {
			return err
		}
		if err := r.take(it, part, l); err != nil {
			return err
		}
		p += it.size
		if r.pending += it.size; r.pending >= 1<<20 || len(r.batch.Damage) >= 1<<10 {
			if err := r.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) flush() error {
	full := r.batch
	r.batch, r.pending = parse.NewBatch(), 0
	return r.emit(full)
}

// take puts one item into the batch.
func (r *reader) take(it item, part region, l *layout) error {
	a := &r.batch.Account
	switch {
	case it.kind == fill || it.kind == mark:
		a.Structure += it.size
		r.known = r.known || it.kind == mark
	case it.kind == record || it.torn():
		return r.takeRecord(it, part.live && it.kind == record)
	case !part.live:
		a.Slack += it.size
	default:
		unused, err := r.unused(it, l)
		if err != nil {
			return err
		}
		if unused {
			a.Slack += it.size
			return nil
		}
		a.Damaged += it.size
		r.damage(it, it.size)
	}
	return nil
}

func (r *reader) takeRecord(it item, live bool) error {
	r.known = true
	b, err := r.bytes(it)
	if err != nil {
		return err
	}
	if live {
		r.batch.Account.Records += it.size + it.tail
		addRun(r.batch, r.channel, r.computer(b), it.head)
	} else {
		r.batch.Account.Salvaged += it.size + it.tail
	}
	if it.kind == junk {
		r.damage(it, 0)
	}
	r.decode(r.batch, b, it.at, !live)
	return nil
}

func (r *reader) damage(it item, length int64) {
	r.batch.Damage = append(r.batch.Damage, parse.Damage{
		Offset: it.at, Length: length, What: "record", Expected: it.expected, Found: it.found,
	})
}

// bytes returns the whole record, put together if the end of the file cuts it.
func (r *reader) bytes(it item) (b []byte, err error) {
	if it.tail == 0 {
		return r.at(it.at, int(it.size))
	}
	r.cut, err = r.across(r.cut[:0], it.at, int(it.size+it.tail))
	return r.cut, err
}

// unused reports whether junk is the end of a file without end-of-file record that
// was never written to: zeros up to the end.
func (r *reader) unused(it item, l *layout) (bool, error) {
	if l.eof >= 0 || it.at+it.size < r.size {
		return false, nil
	}
	for at := it.at; at < r.size; {
		b, err := r.from(at, 1)
		if err != nil || len(bytes.Trim(b, "\x00")) > 0 {
			return false, err
		}
		at += int64(len(b))
	}
	return true, nil
}
