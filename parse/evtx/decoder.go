package evtx

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"golang.org/x/text/encoding"

	"github.com/vsslog/vsslog/parse"
)

// run is what the workers of one Read share.
type run struct {
	doing    string // for the report of a bug
	selector *parse.Selector
	needles  [][][]byte // words of each rule in UTF-16
	slack    bool
	ansi     encoding.Encoding
	programs programs
	// general keeps the compiled templates out of it; for tests that compare
	// both paths.
	general bool
}

// decoder turns blocks of a file into batches. Each worker has one; it is
// reused from block to block and keeps its memory.
type decoder struct {
	parser
	output
	useless
	*run

	offset  int64 // of b[0] in the input
	runs    runCounter
	late    []parse.Field // fields that come behind the data of the record
	words   []match       // by rule: whether the chunk holds one of its words
	peeking bool          // only Channel and Computer are asked for
	asked   bool          // the filter has said that the record is wanted
	// doubtful is set once a chunk without checksums has shown damage.
	doubtful bool
	reported []int32 // references to mended names

	// What this chunk's templates and texts were found to be. An entry counts
	// only if it has the number of this chunk, so that nothing is ever cleared.
	chunkNumber uint32
	table       [slots]slot
	filled      int
	memo        [propertyCount]memo
	nameMemo    [256]nameMemo

	names     map[string]string // of elements, by UTF-16
	namesSize int
	key       []byte // of a template, or of the names of a provider
	rulings   map[string][]int
	ruled     ruling
	scratch   []byte
	peeked    parse.Record
}

func newDecoder(r *run) *decoder {
	return &decoder{
		run: r, output: output{ansi: r.ansi}, names: make(map[string]string),
		words: make([]match, len(r.needles)), rulings: make(map[string][]int),
	}
}

// begin starts a batch for the block b, which lies at offset in the input.
func (d *decoder) begin(b []byte, offset int64) {
	d.b, d.shift, d.moved, d.offset = b, 0, 0, offset
	d.suspect, d.mended, d.patches = false, d.mended[:0], d.patches[:0]
	d.doubtful, d.reported = false, d.reported[:0]
	d.budget = chunkBudget
	d.batch = parse.NewBatch()
	d.arena = d.batch.Arena()[:0]
	d.runs = runCounter{}
	d.chunkNumber++
	d.filled = 0
	for i := range d.words {
		d.words[i] = unsure
	}
}

// finish hands the batch over.
func (d *decoder) finish() *parse.Batch {
	b := d.batch
	b.SetArena(d.arena)
	d.batch, d.arena, d.b = nil, nil, nil
	return b
}

// trust says how far a record can be trusted.
type trust uint8

const (
	live     trust = iota
	salvaged       // whole, but its chunk's checksum does not hold
	stale          // in slack space
)

// record decodes the record f into the batch and accounts for its bytes. It
// reports false if the record is damaged.
func (d *decoder) record(f record, s trust) bool {
	if s != stale {
		d.runs.add(d.batch, f)
	}
	start, end, size := f.start+recordHeaderSize, f.end-recordTailSize, int64(f.end-f.start)
	got := unwanted
	if !d.unasked(start, end) && !d.saysNothing(s, start, end) {
		mark := d.batch.Mark()
		r := d.batch.AddRecord()
		got = d.into(r, mark, start, end)
		s = d.doubt(s)
		if got == taken {
			d.complete(r, mark, f, s)
			d.judge(r)
		} else {
			d.batch.DropFields(mark)
			d.batch.Records = d.batch.Records[:len(d.batch.Records)-1]
		}
	}
	if s == stale {
		return got != failed
	}
	if got == unwanted && d.runs.curious(d.batch) {
		d.peek(start, end)
	}
	switch {
	case got == failed:
		d.batch.Damage = append(d.batch.Damage, d.damage(f, d.fault))
		d.batch.Account.Damaged += size
	case s == salvaged:
		d.batch.Account.Salvaged += size
	default:
		d.batch.Account.Records += size
	}
	return got != failed
}

// doubt reports the names that had to be mended for the record at hand, and
// returns its state, which they change: the names stand for the whole chunk.
func (d *decoder) doubt(s trust) trust {
	for _, at := range d.mended {
		d.doubtful = true
		if !slices.Contains(d.reported, at) {
			d.reported = append(d.reported, at)
			d.note("name", int(at), "a name with its hash", "another, put right")
		}
	}
	d.mended = d.mended[:0]
	if s == live && d.doubtful {
		return salvaged
	}
	return s
}

// into decodes the body at [start, end) into r: by compiled templates if they
// can, else the general way. Fields are appended from mark on.
func (d *decoder) into(r *parse.Record, mark, start, end int) verdict {
	d.late = d.late[:0]
	if !d.general {
		if got := d.fast(r, start, end); got != failed {
			return got
		}
		*r = parse.Record{}
		d.batch.DropFields(mark)
		d.late = d.late[:0]
	}
	return d.slow(r, start, end)
}

// complete adds what the frame of the record and its surroundings tell.
func (d *decoder) complete(r *parse.Record, mark int, f record, s trust) {
	for _, field := range d.late {
		d.batch.AppendField(field)
	}
	r.Fields = d.batch.FieldsSince(mark)
	r.Offset, r.Length = d.offset+int64(f.start), int64(f.end-f.start)
	r.HeaderRecordID = f.id
	r.Written = headerTime(f.time)
	r.Salvaged, r.Stale = s == salvaged, s == stale
	if r.Time.IsZero() {
		r.Stamp = parse.StampNone
	}
	resolve(r)
	if s != stale {
		d.runs.describe(d.batch, r)
	}
}

// peek finds out the log and the host of a record that is not wanted itself,
// because the coverage of the log is.
func (d *decoder) peek(start, end int) {
	mark := d.batch.Mark()
	d.peeked, d.peeking = parse.Record{}, true
	if d.into(&d.peeked, mark, start, end) == taken {
		d.runs.describe(d.batch, &d.peeked)
	}
	d.batch.DropFields(mark)
	d.peeking = false
}

// damage makes an item of the fault in the record f, all of which is given up.
func (d *decoder) damage(r record, f fault) parse.Damage {
	found := f.found
	if f.numbered {
		found += strconv.FormatUint(f.number, 10)
	}
	return parse.Damage{
		Offset: d.offset + int64(r.start), Length: int64(r.end - r.start), What: "record", Expected: f.expected,
		Found: fmt.Sprintf("%s at offset %d", found, d.offset+int64(f.at)),
	}
}

// headerTime converts the FILETIME of a header; 0 and one beyond the signed range are no time.
func headerTime(t uint64) parse.Timestamp {
	if t == 0 || t > math.MaxInt64 {
		return parse.Timestamp{}
	}
	return parse.Exact(parse.Ticks(t))
}
