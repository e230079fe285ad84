package parse

import (
	"sync"
	"unsafe"
)

// Batch is what a reader hands on at once: for EVTX the records of one chunk.
//
// Strings and fields of its records are borrowed: they are valid until Release.
// Record.Clone keeps a record for longer.
type Batch struct {
	Records []Record
	Damage  []Damage
	Runs    []Run
	Account Account
	// Unnumbered counts events without a record id, wanted or not: they are in no Run.
	Unnumbered int64

	// Format, if not empty, names the kinds of text that were found in the whole
	// input, joined by "+", for the inputs table. It stands in the last batch of
	// an input whose Format covers several kinds.
	Format string
	// Pieces are the kinds of text of the whole input, each with its lines, in the
	// order of the text. They stand in the last batch, as Format does.
	Pieces       []Piece
	PiecesMerged bool // there were more than MaxPieces: some of them are told as one
	// Dates is how the whole input writes day and month, if something in it tells. One batch has it.
	Dates DateForm

	fields []Field
	arena  []byte
}

// Run is a stretch of records with consecutive ids in one log, counted from the
// record headers alone, whether the records were decoded or not. Runs are what
// coverage and gaps are computed from.
type Run struct {
	Channel         string `redact:"text"` // "" if no record of the stretch was decoded
	Computer        string `redact:"text"` // "" likewise
	FirstID, LastID uint64
	First, Last     Timestamp  // times of the first and the last record, in the order of their ids
	Earliest        Ticks      // smallest and largest time; they differ from First and Last
	Latest          Ticks      // where the clock was set back
	StepsBack       int        // places where the time is smaller than the one before by more than OutOfOrder
	Backs           []StepBack // the first MaxBacks of these places
	Quiet           Ticks      // the longest time between two successive records,
	QuietFrom       Ticks      // and the time of the first of them
	Records         int64
	// Both readings of the dates of the first and the last record, by their ids, where the text leaves the order of
	// day and month open: then these records have no time.
	FirstOpen, LastOpen OpenDate
}

// OpenDate is a local time with the month and with the day first; zero if there is none.
type OpenDate [2]Ticks

// IsZero reports that there is no such date.
func (o OpenDate) IsZero() bool { return o == OpenDate{} }

// Reading is the time in one form of dates.
func (o OpenDate) Reading(form DateForm) Ticks {
	if form == DatesDayFirst {
		return o[1]
	}
	return o[0]
}

// StepBack is a place in a log where the time goes back: the clock was set, or the host
// was started, after which records come that are older than those before them.
type StepBack struct {
	ID       uint64 // of the record with the smaller time
	From, To Ticks  // the time before it, and its own
}

// MaxBacks is how many places of a run are told one by one.
const MaxBacks = 64

// Timed reports whether a record of the run has a time.
func (r *Run) Timed() bool { return !r.First.IsZero() }

// Extend adds the record that follows the last one of the run, by its id. A record whose
// header has no time (the last one of a log that was exported while it was in use) adds
// to the ids and not to the time that is covered.
func (r *Run) Extend(id uint64, at Timestamp) {
	r.LastID = id
	r.Records++
	if at.IsZero() {
		return
	}
	if !r.Timed() {
		r.First, r.Last, r.Earliest, r.Latest = at, at, at.Wall, at.Wall
		return
	}
	if at.Wall < r.Last.Wall-OutOfOrder {
		r.goBack(1, []StepBack{{id, r.Last.Wall, at.Wall}})
	}
	r.Silence(r.Last.Wall, at.Wall)
	r.Last = at
	r.Earliest, r.Latest = min(r.Earliest, at.Wall), max(r.Latest, at.Wall)
}

// Precede adds the record that comes before the first one of the run, by its id: exports
// go down in time too.
func (r *Run) Precede(id uint64, at Timestamp) {
	after := r.FirstID
	r.FirstID = id
	r.Records++
	if at.IsZero() {
		return
	}
	if !r.Timed() {
		r.First, r.Last, r.Earliest, r.Latest = at, at, at.Wall, at.Wall
		return
	}
	if at.Wall > r.First.Wall+OutOfOrder {
		r.goBackBefore(StepBack{after, at.Wall, r.First.Wall})
	}
	r.Silence(at.Wall, r.First.Wall)
	r.First = at
	r.Earliest, r.Latest = min(r.Earliest, at.Wall), max(r.Latest, at.Wall)
}

// StartRun is a run of one record.
func StartRun(channel, computer string, id uint64, at Timestamp) Run {
	r := Run{Channel: channel, Computer: computer, FirstID: id, LastID: id, First: at, Last: at, Records: 1}
	if !at.IsZero() {
		r.Earliest, r.Latest = at.Wall, at.Wall
	}
	return r
}

// Open notes the open date of the record of an id that was added last, as the first or the last of the run.
func (r *Run) Open(id uint64, date OpenDate) {
	if date.IsZero() {
		return
	}
	if id == r.FirstID || r.FirstOpen.IsZero() {
		r.FirstOpen = date
	}
	if id == r.LastID || r.LastOpen.IsZero() {
		r.LastOpen = date
	}
}

// openOf takes the open dates of a run whose ids go on where those of r end.
func (r *Run) openOf(next *Run) {
	if r.FirstOpen.IsZero() {
		r.FirstOpen = next.FirstOpen
	}
	if !next.LastOpen.IsZero() {
		r.LastOpen = next.LastOpen
	}
}

// Silence notes that nothing was logged between two successive records.
func (r *Run) Silence(from, to Ticks) {
	if to-from > r.Quiet {
		r.Quiet, r.QuietFrom = to-from, from
	}
}

// OutOfOrder is how far the times of successive records of one log may go back
// without the clock having been set: several processes write at once.
const OutOfOrder = 2 * Second

// Account says what every byte of the input was taken for. The sums over all
// batches of an input add up to its size.
type Account struct {
	Records   int64 // live records
	Salvaged  int64 // records recovered from damage
	Structure int64 // headers, tables and padding that the format knows
	Slack     int64 // unused space, stale records in it included
	Damaged   int64 // bytes given up, each with a Damage
}

// Total returns the number of bytes accounted for.
func (a Account) Total() int64 {
	return a.Records + a.Salvaged + a.Structure + a.Slack + a.Damaged
}

// Add adds o to a.
func (a *Account) Add(o Account) {
	a.Records += o.Records
	a.Salvaged += o.Salvaged
	a.Structure += o.Structure
	a.Slack += o.Slack
	a.Damaged += o.Damaged
}

var batches = sync.Pool{New: func() any { return new(Batch) }}

// NewBatch returns an empty batch from the pool.
func NewBatch() *Batch { return batches.Get().(*Batch) }

// Release gives the batch back. Nothing that came from it may be used after.
func (b *Batch) Release() {
	clear(b.fields)
	clear(b.Records)
	clear(b.Damage)
	clear(b.Runs)
	b.Records, b.Damage, b.Runs = b.Records[:0], b.Damage[:0], b.Runs[:0]
	b.Account, b.Format, b.Unnumbered = Account{}, "", 0
	b.Pieces, b.PiecesMerged, b.Dates = nil, false, DatesOpen
	b.fields, b.arena = b.fields[:0], b.arena[:0]
	const keep = 4 << 20 // a batch that grew beyond this is not worth keeping
	if cap(b.arena) <= keep && cap(b.fields)*int(unsafe.Sizeof(Field{})) <= keep &&
		cap(b.Damage)*int(unsafe.Sizeof(Damage{})) <= keep && cap(b.Runs)*int(unsafe.Sizeof(Run{})) <= keep {
		batches.Put(b)
	}
}

// AddRecord appends an empty record and returns it; the pointer is valid until
// the next call.
func (b *Batch) AddRecord() *Record {
	b.Records = append(b.Records, Record{})
	return &b.Records[len(b.Records)-1]
}

// Mark returns the place where the fields of the next record start; AppendField
// adds to them and Record.Fields = b.FieldsSince(mark) closes them.
func (b *Batch) Mark() int { return len(b.fields) }

// AppendField adds f to the open run of fields.
func (b *Batch) AppendField(f Field) { b.fields = append(b.fields, f) }

// FieldsSince returns the fields appended since mark. The slice stays valid when
// the slab grows: it then refers to the older copy, which is equal.
func (b *Batch) FieldsSince(mark int) []Field {
	if mark == len(b.fields) {
		return nil
	}
	return b.fields[mark:len(b.fields):len(b.fields)]
}

// DropFields takes back the fields appended since mark, those of a record that
// turned out to be damaged or unwanted.
func (b *Batch) DropFields(mark int) {
	clear(b.fields[mark:])
	b.fields = b.fields[:mark]
}

// Arena returns the batch's byte arena for appending; hand it back with SetArena.
func (b *Batch) Arena() []byte { return b.arena }

// SetArena stores the arena after appending to it.
func (b *Batch) SetArena(a []byte) { b.arena = a }

// Borrow returns arena bytes as a string without copying them.
func Borrow(p []byte) string {
	if len(p) == 0 {
		return ""
	}
	return unsafe.String(&p[0], len(p))
}
