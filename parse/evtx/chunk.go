package evtx

import (
	"bytes"
	"fmt"
	"hash/crc32"

	"github.com/vsslog/vsslog/parse"
)

// chunk decodes the chunk b, which starts with its magic and lies at offset in
// the input. It may be shorter than a chunk where the input ends.
func (d *decoder) chunk(b []byte, offset int64) *parse.Batch {
	d.begin(b, offset)
	account := &d.batch.Account
	if len(b) < chunkHeaderSize {
		d.giveUp(
			"chunk header",
			0,
			len(b),
			fmt.Sprintf("%d bytes", chunkHeaderSize),
			fmt.Sprintf("%d at the end of the input", len(b)),
		)
		return d.finish()
	}
	account.Structure += chunkHeaderSize
	h := readChunkHeader(b)
	if len(b) < chunkSize {
		d.note("chunk", len(b), fmt.Sprintf("%d bytes", chunkSize), fmt.Sprintf("%d at the end of the input", len(b)))
	}
	free, trusted := d.checkHeader(&h)
	s := live
	if !d.checkData(&h, free, trusted) {
		s = salvaged
	}
	d.suspect = s == salvaged || h.unchecked()
	if !trusted {
		d.search(chunkHeaderSize, s)
		return d.finish()
	}
	at := d.walk(chunkHeaderSize, min(free, len(b)), s)
	at = d.unflushed(at)
	if d.slack {
		d.stale(at, len(b))
	}
	account.Slack += int64(len(b) - at)
	return d.finish()
}

// checkHeader reports whether the offsets in the chunk header can be used, and
// the one where unused space starts. A header with a wrong checksum still
// convinces if the record that it calls the last one is there and ends where it
// says that free space starts.
func (d *decoder) checkHeader(h *chunkHeader) (free int, trusted bool) {
	inside := h.free >= chunkHeaderSize && h.free <= chunkSize
	if !h.unchecked() && h.sum != h.crc {
		d.note("chunk header", 0, fmt.Sprintf("checksum %08x", h.crc), fmt.Sprintf("%08x", h.sum))
		if !inside || h.lastRecord < chunkHeaderSize || h.lastRecord >= h.free {
			return 0, false
		}
		last, whole := frameAt(d.b, int(h.lastRecord))
		return int(h.free), whole && last.end == int(h.free)
	}
	if !inside {
		d.note("chunk header", 0, "an offset of free space between 512 and 65536", fmt.Sprint(h.free))
		return 0, false
	}
	return int(h.free), true
}

// checkData reports whether the checksum over the records holds.
func (d *decoder) checkData(h *chunkHeader, free int, trusted bool) bool {
	if h.unchecked() {
		return true // the checksums hold nothing
	}
	if !trusted || free > len(d.b) {
		return false
	}
	sum := crc32.ChecksumIEEE(d.b[chunkHeaderSize:free])
	if sum != h.dataCRC {
		d.note("chunk data", chunkHeaderSize, fmt.Sprintf("checksum %08x", h.dataCRC), fmt.Sprintf("%08x", sum))
	}
	return sum == h.dataCRC
}

// note reports damage that cost no bytes.
func (d *decoder) note(what string, at int, expected, found string) {
	d.batch.Damage = append(
		d.batch.Damage,
		parse.Damage{Offset: d.offset + int64(at), What: what, Expected: expected, Found: found},
	)
}

// giveUp reports the bytes from start to end as damaged.
func (d *decoder) giveUp(what string, start, end int, expected, found string) {
	d.batch.Damage = append(d.batch.Damage, parse.Damage{
		Offset: d.offset + int64(start), Length: int64(end - start), What: what, Expected: expected, Found: found,
	})
	d.batch.Account.Damaged += int64(end - start)
}

// walk decodes the records from at to limit, which is where they should end, and
// returns where they did.
func (d *decoder) walk(at, limit int, s trust) int {
	for at < limit {
		if f, whole := frameAt(d.b[:limit], at); whole {
			d.record(f, s)
			at = f.end
			continue
		}
		at = d.resume(at, limit)
		s = salvaged // a chunk without checksums has nothing else to show it
	}
	return at
}

// resume deals with the broken record at `at` and returns the place of the next
// whole one, or limit.
func (d *decoder) resume(at, limit int) int {
	next := d.anchor(at+1, limit)
	d.realign(next)
	if end, ok := d.torn(at, next); ok {
		at = end
	}
	if at < next {
		expected, found := d.explain(at, limit)
		d.giveUp("record", at, next, expected, found)
	}
	return next
}

// anchor returns the place of the first whole record frame from at on, or limit.
func (d *decoder) anchor(at, limit int) int {
	for at < limit {
		i := bytes.Index(d.b[at:limit], []byte(recordMagic))
		if i < 0 {
			break
		}
		at += i
		if _, whole := frameAt(d.b[:limit], at); whole {
			return at
		}
		at++
	}
	return limit
}

// torn decodes the record at `at` if only its frame is broken: the magic is
// overwritten, or the size behind it is another one. It is handed out as
// salvaged, with a note, if it decodes whole and ends before next.
func (d *decoder) torn(at, next int) (end int, ok bool) {
	if next-at < recordMinimum {
		return at, false
	}
	size := le.Uint32(d.b[at+4:])
	if size < recordMinimum || uint64(size) > uint64(next-at) {
		return at, false
	}
	f := record{start: at, end: at + int(size), id: le.Uint64(d.b[at+8:]), time: le.Uint64(d.b[at+16:])}
	if d.b[at+recordHeaderSize] != tokenFragment {
		return at, false
	}
	expected, found := d.explain(at, next)
	before := len(d.batch.Damage)
	if !d.record(f, salvaged) {
		// The caller gives the bytes up, with the reason that came first.
		for _, item := range d.batch.Damage[before:] {
			d.batch.Account.Damaged -= item.Length
		}
		d.batch.Damage = d.batch.Damage[:before]
		return at, false
	}
	d.note("record", at, expected, found)
	return f.end, true
}

// explain says what is wrong with the record frame at `at`.
func (d *decoder) explain(at, limit int) (expected, found string) {
	b := d.b[at:limit]
	switch {
	case len(b) < recordMinimum:
		return "a record", fmt.Sprintf("%d bytes", len(b))
	case !hasMagic(b, recordMagic):
		return "the record magic 2a2a0000", fmt.Sprintf("%x", b[:4])
	}
	size := le.Uint32(b[4:])
	if size < recordMinimum || uint64(size) > uint64(len(b)) {
		return fmt.Sprintf("a record size from %d to %d", recordMinimum, len(b)), fmt.Sprint(size)
	}
	return fmt.Sprintf(
			"the record size %d again behind the record",
			size,
		), fmt.Sprint(
			le.Uint32(b[size-recordTailSize:]),
		)
}

// unflushed decodes records behind the last one that the chunk header knows:
// a file that was copied while in use, or whose host went down, has them. They
// follow without a gap and count on; anything else is an older use of the chunk.
func (d *decoder) unflushed(at int) int {
	if len(d.batch.Runs) == 0 {
		return at
	}
	for {
		f, whole := frameAt(d.b, at)
		if !whole || f.id != d.batch.Runs[len(d.batch.Runs)-1].LastID+1 {
			return at
		}
		d.record(f, salvaged)
		at = f.end
	}
}

// stale decodes what records are whole in the slack from at to end.
func (d *decoder) stale(at, end int) {
	d.distrust = true
	defer func() { d.distrust = false }()
	for at = d.anchor(at, end); at < end; at = d.anchor(at, end) {
		f, _ := frameAt(d.b[:end], at)
		if d.record(f, stale) {
			at = f.end
		} else {
			at++
		}
	}
}
