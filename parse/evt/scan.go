package evt

import (
	"bytes"
	"fmt"
)

// kind is what a stretch of the file holds.
type kind uint8

const (
	junk kind = iota // nothing that the format knows
	record
	fill // 0x27 words up to the end of the file
	mark // an end-of-file record
)

// item is a stretch of the file.
type item struct {
	kind     kind
	at, size int64 // bytes from at on, without the tail
	tail     int64 // bytes at offset 48 of a record that the end of the file cuts
	head     recordHead
	expected string // of junk
	found    string
}

// torn reports whether junk is one record whose trailing size alone is wrong: the
// next known thing begins where its leading size says.
func (it *item) torn() bool { return it.kind == junk && it.head.size == it.size }

// scanner walks over a file, item by item.
type scanner struct {
	*window
	signatures, marks finder
	tailLimit         int64 // offset that the rest of a cut record cannot reach beyond
}

func newScanner(w *window) *scanner {
	return &scanner{window: w, signatures: finder{pattern: "LfLe"}, marks: finder{pattern: eofMark}}
}

// next returns what stands at p, before limit. With ring, limit is the end of the
// file, and a record cut there goes on at offset 48.
func (s *scanner) next(p, limit int64, ring bool) (item, error) {
	it, err := s.whole(p, limit, ring)
	if err != nil || it.kind != junk {
		return it, err
	}
	q, err := s.anchor(p+1, limit, ring)
	it.size = q - p
	return it, err
}

// whole returns the record, fill or end-of-file record at p, else junk of no size.
func (s *scanner) whole(p, limit int64, ring bool) (item, error) {
	it := item{at: p, expected: "a record"}
	b, err := s.at(p, int(min(fixedSize, limit-p)))
	if err != nil {
		return it, err
	}
	if limit == s.size && isFill(b) {
		it.kind, it.size = fill, limit-p
		return it, nil
	}
	if _, ok := parseEOF(b); ok {
		it.kind, it.size = mark, eofSize
		return it, nil
	}
	head, ok := parseRecordHead(b)
	if !ok {
		it.found = describe(b)
		return it, nil
	}
	it.head = head
	if rest := limit - p; head.size > rest {
		if !ring || head.size-rest > s.tailLimit-headerSize {
			it.found = fmt.Sprintf("a record of %d bytes where %d are left", head.size, rest)
			return it, nil
		}
		it.tail = head.size - rest
	}
	trailing, err := s.trailing(p, head.size, it.tail > 0)
	if err != nil {
		return it, err
	}
	if int64(trailing) != head.size {
		it.tail = 0
		it.expected = fmt.Sprintf("a record with its size, %d, at its end too", head.size)
		it.found = fmt.Sprintf("%d there", trailing)
		return it, nil
	}
	it.kind, it.size = record, head.size-it.tail
	return it, nil
}

// trailing returns the last four bytes of a record.
func (s *scanner) trailing(p, size int64, cut bool) (uint32, error) {
	if !cut {
		b, err := s.at(p, int(size))
		if err != nil {
			return 0, err
		}
		return u32(b, int(size)-4), nil
	}
	b, err := s.across(nil, p+size-4, 4)
	if err != nil {
		return 0, err
	}
	return u32(b, 0), nil
}

// across appends n bytes of the ring from off on, which may lie beyond its end.
func (s *scanner) across(dst []byte, off int64, n int) ([]byte, error) {
	for n > 0 {
		if off >= s.size {
			off = headerSize + (off - s.size)
		}
		part := int(min(int64(n), s.size-off))
		start := len(dst)
		dst = append(dst, make([]byte, part)...)
		if _, err := s.file.ReadAt(dst[start:], off); err != nil {
			return nil, &readError{off, err}
		}
		off, n = off+int64(part), n-part
	}
	return dst, nil
}

// isFill reports whether b, the rest of the file, is the padding that stands where
// no fixed part of a record fits.
func isFill(b []byte) bool {
	if len(b) == 0 || len(b) >= fixedSize || len(b)%4 != 0 {
		return false
	}
	for i := 0; i < len(b); i += 4 {
		if u32(b, i) != fillWord {
			return false
		}
	}
	return true
}

func describe(b []byte) string {
	if len(b) < fixedSize {
		return fmt.Sprintf("%d bytes, fewer than the fixed part of a record has", len(b))
	}
	if u32(b, 4) == signature {
		return fmt.Sprintf("a record of %d bytes, where %d to %d are possible", u32(b, 0), minRecord, maxRecord)
	}
	return fmt.Sprintf("bytes %x", b[:8])
}

// anchor returns the first offset from p on where something whole stands, else limit.
func (s *scanner) anchor(p, limit int64, ring bool) (int64, error) {
	for p < limit {
		a, err := s.signatures.find(s.window, p+4, limit)
		if err != nil {
			return 0, err
		}
		b, err := s.marks.find(s.window, p+4, limit)
		if err != nil {
			return 0, err
		}
		if p = min(a, b); p >= limit {
			break
		}
		p -= 4 // both stand behind a size
		it, err := s.whole(p, limit, ring)
		if err != nil || it.kind != junk {
			return p, err
		}
		p++
	}
	return limit, nil
}

// finder looks for a pattern and remembers where it found it, so that looking
// again from a place before it costs nothing.
type finder struct {
	pattern    string
	from, next int64 // nothing lies between
}

// find returns an offset from p on, below limit, before which the pattern does not
// begin and where it may, else limit.
func (f *finder) find(w *window, p, limit int64) (int64, error) {
	if f.from <= p && p <= f.next && f.next > 0 {
		return min(f.next, limit), nil
	}
	f.from, f.next = p, 0
	for at := p; at < w.size; {
		b, err := w.from(at, len(f.pattern))
		if err != nil {
			return 0, err
		}
		if i := bytes.Index(b, []byte(f.pattern)); i >= 0 {
			f.next = at + int64(i)
			return min(f.next, limit), nil
		}
		if at+int64(len(b)) >= w.size {
			break
		}
		at += int64(max(1, len(b)-len(f.pattern)+1))
		if at >= limit {
			f.next = at // not a match, but nothing lies before it
			return limit, nil
		}
	}
	f.next = w.size
	return limit, nil
}
