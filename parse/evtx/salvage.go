package evtx

import (
	"fmt"

	"github.com/vsslog/vsslog/parse"
)

// lost decodes a stretch of the input in which a chunk should start and does
// not: its header is overwritten, or bytes are missing before it.
func (d *decoder) lost(b []byte, offset int64) *parse.Batch {
	d.begin(b, offset)
	if isZero(b) {
		d.batch.Account.Slack += int64(len(b)) // set aside and never used, or a hole
		return d.finish()
	}
	d.suspect = true
	d.shift, _ = d.findBase(0)
	d.search(0, salvaged)
	return d.finish()
}

// search decodes every whole record from at to the end of the block, without
// help from a chunk header.
//
// Ids tell old records from new ones: a chunk is filled from the front, so a
// record whose id is lower than that of one before it is from an earlier use.
// An id counts as reference only if its predecessor stood before it, because a
// single one may be damaged.
func (d *decoder) search(at int, s trust) {
	var previous, reference uint64
	end := len(d.b)
	for at < end {
		f, whole := frameAt(d.b, at)
		if !whole {
			next := d.anchor(at+1, end)
			d.realign(next)
			if stop, ok := d.torn(at, next); ok {
				at = stop
			}
			d.gap(at, next)
			at = next
			continue
		}
		if reference > 0 && f.id <= reference {
			d.batch.Account.Slack += int64(f.end - f.start)
			if d.slack {
				d.distrust = true
				d.record(f, stale)
				d.distrust = false
			}
		} else {
			d.record(f, s)
			if f.id == previous+1 {
				reference = f.id
			}
			previous = f.id
		}
		at = f.end
	}
}

// gap accounts for a stretch without a record.
func (d *decoder) gap(at, next int) {
	switch {
	case at == next:
	case isZero(d.b[at:next]):
		d.batch.Account.Slack += int64(next - at)
	case at == 0 && next == len(d.b):
		d.giveUp("chunk", at, next, "a chunk or unused space", fmt.Sprintf("%x...", d.b[:min(8, len(d.b))]))
	case at == 0:
		d.giveUp("chunk header", at, next, fmt.Sprintf("%x", chunkMagic), fmt.Sprintf("%x...", d.b[:min(8, len(d.b))]))
	default:
		expected, found := d.explain(at, next)
		d.giveUp("record", at, next, expected, found)
	}
}

// findBase returns the place of the chunk's first byte relative to the block, as
// the records from `from` on have it.
// Offsets in records count from there. A template that stands inside its record
// gives it away: it refers to itself, and the reference repeats the first bytes
// of its GUID.
func (d *decoder) findBase(from int) (base int, found bool) {
	const instance = recordHeaderSize + 4 // behind the fragment header
	for at := d.anchor(from, len(d.b)); at < len(d.b); {
		f, _ := frameAt(d.b, at)
		body := d.b[f.start:f.end]
		if len(body) > instance+10+definitionSize && body[recordHeaderSize] == tokenFragment &&
			body[instance] == tokenTemplate &&
			string(body[instance+2:instance+6]) == string(body[instance+14:instance+18]) {
			base := int64(f.start) + instance + 10 - int64(le.Uint32(body[instance+6:]))
			if base > -chunkSize && base < chunkSize {
				return int(base), true
			}
		}
		at = d.anchor(f.end, len(d.b))
	}
	return 0, false
}

// realign prepares for what lies behind a broken place, whatever the checksums
// say: there may be more or fewer bytes than the chunk had, and names are checked
// from here on. What was found out about the chunk without that is forgotten.
func (d *decoder) realign(from int) {
	moved := d.moved
	if base, found := d.findBase(from); found && base != d.shift {
		moved = base
	}
	if d.suspect && moved == d.moved {
		return
	}
	d.suspect, d.moved = true, moved
	d.chunkNumber++
	d.filled = 0
}

// isZero reports whether b holds nothing but zeros.
func isZero(b []byte) bool {
	for len(b) >= 8 {
		if le.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
