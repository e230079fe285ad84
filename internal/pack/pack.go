package pack

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/parse"
)

// magic begins a pack; its last digit is the version of the form.
const magic = "vsslogX9"

// Kinds of frames, of which none is another with one bit turned. A frame is its kind, the length of its payload and the
// CRC-32C of that (both 32 bits, little endian), and the payload.
const (
	blockFrame byte = 'B'
	headFrame  byte = 'H'
	itemFrame  byte = 'i'
	noteFrame  byte = 'N'
	aboutFrame byte = 'A'
)

const (
	frameHeader  = 9
	longestFrame = 1 << 30
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// About says how a pack came to be, by name. It is at the end of a pack that
// is whole.
type About map[string]string

// Pack reads extracts. It is safe for concurrent use if its reader is.
type Pack struct {
	r    io.ReaderAt
	size int64
}

// Open checks that r, of size bytes, begins as a pack. The error wraps
// ErrNotAPack, or is one of r.
func Open(r io.ReaderAt, size int64) (*Pack, error) {
	head := make([]byte, len(magic))
	if size < int64(len(magic)) {
		return nil, fmt.Errorf("%w: expected %q, found %d bytes", ErrNotAPack, magic, size)
	}
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if string(head) != magic {
		return nil, fmt.Errorf("%w: expected %q, found %q", ErrNotAPack, magic, head)
	}
	return &Pack{r, size}, nil
}

// frame reads the frame at at, its payload only if it is of one of kinds. next is
// where the following one begins.
func (p *Pack) frame(at int64, kinds ...byte) (kind byte, payload []byte, next int64, err error) {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("%w: offset %d: %s", ErrDamaged, at, fmt.Sprintf(format, a...))
	}
	if at < int64(len(magic)) || at > p.size-frameHeader {
		return 0, nil, 0, bad("expected a frame, found the end")
	}
	var header [frameHeader]byte
	if _, err := p.r.ReadAt(header[:], at); err != nil && err != io.EOF {
		return 0, nil, 0, err
	}
	kind = header[0]
	length := int64(binary.LittleEndian.Uint32(header[1:]))
	next = at + frameHeader + length
	if length > longestFrame || next > p.size {
		return 0, nil, 0, bad("a frame of %d bytes does not fit into the %d bytes left", length, p.size-at-frameHeader)
	}
	if !slices.Contains(kinds, kind) {
		return kind, nil, next, nil
	}
	payload = make([]byte, length)
	if _, err := p.r.ReadAt(payload, at+frameHeader); err != nil && err != io.EOF {
		return 0, nil, 0, err
	}
	if sum := crc32.Checksum(payload, castagnoli); sum != binary.LittleEndian.Uint32(header[5:]) {
		return 0, nil, 0, bad("the checksum of a frame of %d bytes is wrong", length)
	}
	return kind, payload, next, nil
}

// only reads the frame at at, which must be of the kind.
func (p *Pack) only(at int64, kind byte) (*decoder, error) {
	found, payload, _, err := p.frame(at, kind)
	if err != nil {
		return nil, err
	}
	if found != kind {
		return nil, fmt.Errorf("%w: offset %d: expected a frame %q, found %q", ErrDamaged, at, kind, found)
	}
	return &decoder{text: parse.Borrow(payload)}, nil
}

// Each passes the items to visit, and returns what the pack says about itself, nil if
// it breaks off before that. whole is where the part without damage ends; the error
// says what is wrong behind it, nil if nothing is, or is that of visit.
func (p *Pack) Each(visit func(*Item) error) (about About, whole int64, err error) {
	at := int64(len(magic))
	for at < p.size {
		kind, payload, next, err := p.frame(at, itemFrame, aboutFrame)
		if err != nil {
			return about, at, err
		}
		d := &decoder{text: string(payload)}
		switch kind {
		case itemFrame:
			item := &Item{At: at}
			d.item(item)
			if err := d.end(); err != nil {
				return about, at, err
			}
			if err := visit(item); err != nil {
				return about, at, err
			}
		case aboutFrame:
			about = About{}
			for range d.count(2) {
				name := d.string()
				about[name] = d.string()
			}
			if err := d.end(); err != nil {
				return nil, at, err
			}
		case blockFrame, headFrame, noteFrame:
		default:
			return about, at, fmt.Errorf("%w: offset %d: expected a frame, found kind %q", ErrDamaged, at, kind)
		}
		at = next
	}
	return about, at, nil
}

// Contents is Each with a list of the items.
func (p *Pack) Contents() (items []*Item, about About, whole int64, err error) {
	about, whole, err = p.Each(func(i *Item) error {
		items = append(items, i)
		return nil
	})
	return items, about, whole, err
}

// Item reads the item at at.
func (p *Pack) Item(at int64) (*Item, error) {
	d, err := p.only(at, itemFrame)
	if err != nil {
		return nil, err
	}
	i := &Item{At: at}
	d.item(i)
	return i, d.end()
}

// Head reads the head at at.
func (p *Pack) Head(at int64) (*Head, error) {
	d, err := p.only(at, headFrame)
	if err != nil {
		return nil, err
	}
	h := &Head{}
	d.head(h)
	return h, d.end()
}

// Records returns the records of blocks of one input, in the order in which they are stored
// in it. Each is the caller's to keep.
func (p *Pack) Records(blocks []Block) ([]*parse.Record, error) {
	return p.Some(blocks, func(string, *parse.Record) bool { return true })
}

// Some is Records of those that are held, of which the ones of a computer are asked for in
// their order.
func (p *Pack) Some(blocks []Block, holds func(computer string, r *parse.Record) bool) ([]*parse.Record, error) {
	var all []Placed
	for i := range blocks {
		b := &blocks[i]
		err := p.Block(b, func(r Placed) {
			if holds(b.Computer, r.Record) {
				all = append(all, r)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b Placed) int { return cmp.Compare(a.Number, b.Number) })
	records := make([]*parse.Record, len(all))
	for i := range all {
		records[i] = all[i].Record
	}
	return records, nil
}

// Placed is a record with its number among those kept of its input.
type Placed struct {
	Number uint64
	Record *parse.Record
}

// Block passes the records of a block to visit, in their order. Each is the
// caller's to keep and to change, but for the fields of statements: those that say the same
// share them.
func (p *Pack) Block(b *Block, visit func(Placed)) error { return p.block(b, false, visit) }

// Scan is Block for who keeps no record: each is the same one, with other contents. What
// it says may be kept, the fields of a statement too.
func (p *Pack) Scan(b *Block, visit func(Placed)) error { return p.block(b, true, visit) }

func (p *Pack) block(b *Block, again bool, visit func(Placed)) error {
	d, err := p.only(b.At, blockFrame)
	if err != nil {
		return err
	}
	d.again = again
	const leastRecord = 2 // bytes
	n := d.count(leastRecord)
	if d.err == nil && n != b.Records {
		d.fail("expected %d records, found %d", b.Records, n)
	}
	number := uint64(0)
	var room []parse.Record // a few at a time: who keeps one of them holds the others
	for left := n; left > 0; left-- {
		number += d.uint()
		if len(room) == 0 {
			room = make([]parse.Record, min(left, recordsAtOnce))
		}
		r := &room[0]
		if again {
			*r = parse.Record{}
		} else {
			room = room[1:]
		}
		d.record(r)
		if d.err != nil {
			break
		}
		visit(Placed{number, r})
	}
	if err := d.end(); err != nil {
		return fmt.Errorf("records at offset %d: %w", b.At, err)
	}
	return nil
}

// recordsAtOnce is how many records get their room at once, fieldsAtOnce how many fields.
const (
	recordsAtOnce = 8
	fieldsAtOnce  = 64
)

// Writer appends extracts to a pack. It is safe for concurrent use.
type Writer struct{ w *shared }

// NewWriter begins a pack on w.
func NewWriter(w io.Writer) (*Writer, error) {
	s := &shared{w: w}
	if _, err := s.append([]byte(magic)); err != nil {
		return nil, err
	}
	return &Writer{w: s}, nil
}

// Continue goes on with a pack of size bytes, which w appends to.
func Continue(w io.Writer, size int64) *Writer { return &Writer{w: &shared{w: w, at: size}} }

// Size returns the bytes of the pack so far.
func (w *Writer) Size() int64 { return w.w.size() }

// Item writes an item whose heads are written, makes them count, and notes where
// it is.
func (w *Writer) Item(i *Item) (err error) {
	e := newEncoder()
	e.item(i)
	i.At, err = w.frame(itemFrame, e.buf)
	return err
}

// Finish writes what the pack says about itself, as the last thing.
func (w *Writer) Finish(about About) error {
	e := newEncoder()
	names := slices.Sorted(maps.Keys(about))
	e.uint(uint64(len(names)))
	for _, name := range names {
		e.string(name)
		e.string(about[name])
	}
	_, err := w.frame(aboutFrame, e.buf)
	return err
}

func (w *Writer) frame(kind byte, payload []byte) (int64, error) {
	if len(payload) > longestFrame {
		return 0, fmt.Errorf(
			"a frame of %d bytes is longer than a pack of extracts allows (%d)",
			len(payload),
			longestFrame,
		)
	}
	frame := make([]byte, frameHeader, frameHeader+len(payload))
	frame[0] = kind
	binary.LittleEndian.PutUint32(frame[1:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(frame[5:], crc32.Checksum(payload, castagnoli))
	return w.w.append(append(frame, payload...))
}

// Copy writes the extracts of an item of another pack, and the item with number,
// stamp and key as given there.
func (w *Writer) Copy(from *Pack, i *Item) error {
	out := *i
	out.Heads = make([]int64, 0, len(i.Heads))
	for _, at := range i.Heads {
		h, err := from.Head(at)
		if err != nil {
			return err
		}
		for k := range h.Blocks {
			_, payload, _, err := from.frame(h.Blocks[k].At, blockFrame)
			if err != nil {
				return err
			}
			if h.Blocks[k].At, err = w.frame(blockFrame, payload); err != nil {
				return err
			}
		}
		copied, err := w.head(h)
		if err != nil {
			return err
		}
		out.Heads = append(out.Heads, copied)
	}
	return w.Item(&out)
}

func (w *Writer) head(h *Head) (int64, error) {
	e := newEncoder()
	e.head(h)
	return w.frame(headFrame, e.buf)
}

// Blocks are closed at about this size or with so many records, as who wants some of them reads
// all, and all open ones of an input at openSize.
const (
	blockSize    = 64 << 10
	blockRecords = 1 << 10
	openSize     = 4 << 20
)

// Builder gathers the extract of one input.
type Builder struct {
	w         *Writer
	open      map[string]*block
	openBytes int
	number    uint64
	blocks    []Block
	computers map[string]bool
	seen      string // the last of them, as it was named
	lower     string // and in lower case
	named     map[string]bool
	runs      []parse.Run
	idle      []*block
}

type block struct {
	e    *encoder
	n    int
	last uint64
}

// NewBuilder begins the extract of an input.
func (w *Writer) NewBuilder() *Builder {
	return &Builder{w: w, open: map[string]*block{}, computers: map[string]bool{}, named: map[string]bool{}}
}

// Keep adds a record, which may be borrowed.
func (b *Builder) Keep(r *parse.Record) error {
	b.Saw(r.Computer)
	computer := b.lower
	k := b.open[computer]
	if k == nil {
		if n := len(b.idle); n > 0 {
			k, b.idle = b.idle[n-1], b.idle[:n-1]
		} else {
			k = &block{e: newEncoder()}
		}
		b.open[computer] = k
	}
	before := len(k.e.buf)
	k.e.uint(b.number - k.last)
	k.last = b.number
	k.e.record(r)
	k.n++
	b.number++
	b.openBytes += len(k.e.buf) - before
	if len(k.e.buf) >= blockSize || k.n >= blockRecords {
		return b.close(computer)
	}
	if b.openBytes >= openSize {
		return b.closeAll()
	}
	return nil
}

// Saw notes a computer that a record names, kept or not.
func (b *Builder) Saw(computer string) {
	if computer == b.seen {
		return
	}
	b.seen, b.lower = strings.Clone(computer), strings.Clone(strings.ToLower(computer))
	if b.lower != "" {
		b.computers[b.lower] = true
	}
}

// States notes that a statement of facts gives this as the host's name.
func (b *Builder) States(host string) { b.named[strings.Clone(strings.ToLower(host))] = true }

// AddRuns notes what record headers state.
func (b *Builder) AddRuns(runs []parse.Run) {
	for _, r := range runs {
		r.Channel, r.Computer = strings.Clone(r.Channel), strings.Clone(r.Computer)
		b.Saw(r.Computer)
		b.runs = parse.AppendRun(b.runs, r)
	}
}

func (b *Builder) closeAll() error {
	for _, computer := range slices.Sorted(maps.Keys(b.open)) {
		if err := b.close(computer); err != nil {
			return err
		}
	}
	return nil
}

func (b *Builder) close(computer string) error {
	k := b.open[computer]
	payload := binary.AppendUvarint(make([]byte, 0, len(k.e.buf)+8), uint64(k.n))
	at, err := b.w.frame(blockFrame, append(payload, k.e.buf...))
	if err != nil {
		return err
	}
	b.blocks = append(b.blocks, Block{strings.Clone(computer), k.n, at})
	b.openBytes -= len(k.e.buf)
	delete(b.open, computer)
	k.e.reset()
	k.n, k.last = 0, 0
	b.idle = append(b.idle, k)
	return nil
}

// Close writes what is left and the head, whose Computers, Named, Runs, Used and
// Blocks it fills, and returns the head's place for the item.
func (b *Builder) Close(h *Head) (int64, error) {
	if err := b.closeAll(); err != nil {
		return 0, err
	}
	h.Computers, h.Named = slices.Sorted(maps.Keys(b.computers)), slices.Sorted(maps.Keys(b.named))
	h.Runs, h.Blocks, h.Used = b.runs, b.blocks, int64(b.number)
	return b.w.head(h)
}

// shared appends for several goroutines.
type shared struct {
	mu  sync.Mutex
	w   io.Writer
	at  int64
	err error
}

// append writes p whole and returns where it begins. An error is final.
func (s *shared) append(p []byte) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	at := s.at
	n, err := s.w.Write(p)
	s.at += int64(n)
	if err != nil {
		s.err = err
	}
	return at, err
}

func (s *shared) size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}
