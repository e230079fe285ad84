package pack

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Strings that may come again are written once per block; later ones refer back.
const (
	longestShared = 128  // bytes
	mostShared    = 4096 // per block
)

// encoder appends values to a buffer.
type encoder struct {
	buf    []byte
	shared map[string]sharedString
	slots  slots
	inSlot bool         // what is written is kept in a slot
	none   parse.Record // before what is in no slot: all is zero
	times  times        // of the last record
}

// sharedString is a string that was written, with its number.
type sharedString struct {
	text   string
	number uint64
}

func newEncoder() *encoder { return &encoder{shared: map[string]sharedString{}} }

func (e *encoder) reset() {
	e.buf = e.buf[:0]
	clear(e.shared)
	e.slots.reset()
	e.times = times{}
}

func (e *encoder) uint(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }
func (e *encoder) int(n int64)   { e.buf = binary.AppendVarint(e.buf, n) }

func (e *encoder) bool(b bool) {
	if b {
		e.buf = append(e.buf, 1)
	} else {
		e.buf = append(e.buf, 0)
	}
}

// bytes writes a string that is not likely to come again.
func (e *encoder) bytes(s string) {
	e.uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// string writes 0 and the string, or the number of an earlier equal one, which it returns.
func (e *encoder) string(s string) string {
	if known, ok := e.shared[s]; ok {
		e.uint(known.number)
		return known.text
	}
	e.uint(0)
	e.bytes(s)
	share := len(s) <= longestShared && len(e.shared) < mostShared
	if share || e.inSlot {
		s = strings.Clone(s)
	}
	if share {
		e.shared[s] = sharedString{s, uint64(len(e.shared) + 1)}
	}
	return s
}

func (e *encoder) strings(list []string) {
	e.uint(uint64(len(list)))
	for _, s := range list {
		e.string(s)
	}
}

// decoder takes values off a text. After the first error every value is zero.
type decoder struct {
	text   string // strings that are taken off it point into it
	at     int
	shared []string
	slots  []*parse.Record
	inSlot bool          // what is taken is kept in a slot
	times  times         // of the last record
	room   []parse.Field // for fields
	again  bool          // of each record anew
	err    error
}

func (d *decoder) fail(format string, a ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: byte %d: %s", ErrDamaged, d.at, fmt.Sprintf(format, a...))
	}
}

func (d *decoder) rest() int { return len(d.text) - d.at }

func (d *decoder) uint() uint64 {
	var n uint64
	for shift := 0; d.err == nil; shift += 7 {
		if d.at >= len(d.text) {
			d.fail("expected a number, found the end")
			break
		}
		b := d.text[d.at]
		d.at++
		if shift == 63 && b > 1 {
			d.fail("expected a number of 64 bits, found a longer one")
			break
		}
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	return 0
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1)
}

// small takes a number that must not be larger than most.
func (d *decoder) small(most uint64) uint64 {
	n := d.uint()
	if n > most {
		d.fail("expected at most %d, found %d", most, n)
		return 0
	}
	return n
}

// count takes the length of a list whose items take up at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.uint()
	if n > uint64(d.rest()/size) {
		d.fail("a list of %d items does not fit into the %d bytes left", n, d.rest())
		return 0
	}
	return int(n)
}

func (d *decoder) bool() bool { return d.small(1) == 1 }

func (d *decoder) bytes() string {
	n := d.count(1)
	s := d.text[d.at : d.at+n]
	d.at += n
	return s
}

func (d *decoder) string() string {
	n := d.uint()
	if n > uint64(len(d.shared)) {
		d.fail("refers to string %d of %d", n, len(d.shared))
		return ""
	}
	if n > 0 {
		return d.shared[n-1]
	}
	s := d.bytes()
	if d.err == nil && len(s) <= longestShared && len(d.shared) < mostShared {
		d.shared = append(d.shared, s)
	}
	return s
}

func (d *decoder) strings() []string {
	n := d.count(1)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = d.string()
	}
	return list
}

// end demands that nothing is left.
func (d *decoder) end() error {
	if d.err == nil && d.rest() > 0 {
		d.fail("expected the end, found %d more bytes", d.rest())
	}
	return d.err
}

const maxInt32 = math.MaxInt32
