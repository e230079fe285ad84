package evtx

import (
	"golang.org/x/text/encoding/charmap"

	"github.com/vsslog/vsslog/parse"
)

// run is what the workers of one Read share.
type run struct {
	selector *parse.Selector
	slack    bool
	ansi     *charmap.Charmap
	// general keeps the compiled templates out of it; for tests that compare
	// both paths.
	general bool
}

// decoder turns blocks of a file into batches. Each worker has one; it is
// reused from block to block and keeps its memory.
type decoder struct {
	parser
	output
	*run

	offset    int64 // of b[0] in the input
	names     map[string]string
	namesSize int
	late      []parse.Field // fields that come behind the data of the record
	scratch   []byte
	runs      runCounter
}

func newDecoder(r *run) *decoder {
	return &decoder{run: r, output: output{ansi: r.ansi}, names: make(map[string]string)}
}

// begin starts a batch for the block b, which lies at offset in the input.
func (d *decoder) begin(b []byte, offset int64) {
	d.b, d.shift, d.offset = b, 0, offset
	d.budget = chunkBudget
	d.batch = parse.NewBatch()
	d.arena = d.batch.Arena()[:0]
	d.runs = runCounter{}
}

// finish hands the batch over.
func (d *decoder) finish() *parse.Batch {
	b := d.batch
	b.SetArena(d.arena)
	d.batch, d.arena, d.b = nil, nil, nil
	return b
}

// wants reports whether the selector asks for the provider and id of r.
func (d *decoder) wants(r *parse.Record) bool {
	return d.selector.WantsFrom(r.Provider, r.ProviderGUID, r.EventSourceName, r.EventID)
}

// state says how far a record can be trusted.
type state uint8

const (
	live     state = iota
	salvaged       // whole, but its chunk's checksum does not hold
	stale          // in slack space
)

// record decodes the record f into the batch and accounts for its bytes.
func (d *decoder) record(f record, s state) bool {
	if s != stale {
		d.runs.add(d.batch, f)
	}
	mark, text := d.batch.Mark(), len(d.arena)
	r := d.batch.AddRecord()
	r.Written = parse.Exact(ticks(f.time))
	d.late = d.late[:0]
	got := d.general(r, f.start+recordHeaderSize, f.end-recordTailSize)
	size := int64(f.end - f.start)
	if got != taken {
		d.batch.DropFields(mark)
		d.batch.Records = d.batch.Records[:len(d.batch.Records)-1]
		d.arena = d.arena[:text]
		if s == stale {
			return false
		}
		if got == failed {
			d.batch.Damage = append(d.batch.Damage, d.damage("record", size, d.fault))
			d.batch.Account.Damaged += size
			return false
		}
	} else {
		for _, f := range d.late {
			d.batch.AppendField(f)
		}
		r.Fields = d.batch.FieldsSince(mark)
		r.Offset, r.Length = d.offset+int64(f.start), size
		r.HeaderRecordID = f.id
		r.Salvaged, r.Stale = s == salvaged, s == stale
		if r.Time.IsZero() {
			r.Stamp = parse.StampNone
		}
		resolve(r)
		d.runs.describe(d.batch, r)
	}
	switch s {
	case live:
		d.batch.Account.Records += size
	case salvaged:
		d.batch.Account.Salvaged += size
	}
	return true
}

// damage makes an item of a fault; length is what was given up for it.
func (d *decoder) damage(what string, length int64, f fault) parse.Damage {
	return parse.Damage{
		Offset: d.offset + int64(f.at), Length: length,
		What: what, Expected: f.expected, Found: f.foundText(),
	}
}

// ticks converts a FILETIME; one beyond the signed range is no time.
func ticks(t uint64) parse.Ticks {
	if t > 1<<63-1 {
		return 0
	}
	return parse.Ticks(t)
}
