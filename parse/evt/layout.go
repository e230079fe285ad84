package evt

import (
	"fmt"

	"github.com/vsslog/vsslog/parse"
)

// region is a part of the file that is read in one go.
type region struct {
	from, to int64
	live     bool // holds the log; else the remnants of older records
	ring     bool // ends where the file ends, and goes on at offset 48
}

// layout says where in the file what is to be found.
type layout struct {
	start   int64 // first byte behind the file header; 0 if there is none
	eof     int64 // offset of the end-of-file record, -1 if there is none
	oldest  int64 // offset of the oldest record; equal to eof if the log is empty
	tail    int64 // bytes at offset 48 of the record that the end of the file cuts
	dropped int64 // bytes of a broken file header
	signed  bool  // the file begins like a log, whole or not
	damage  []parse.Damage
}

// wrapped reports whether the log goes on at offset 48 behind the end of the file.
func (l *layout) wrapped() bool {
	if l.eof < 0 {
		return l.oldest > l.start
	}
	return l.oldest > l.eof
}

// eofEnd returns the offset behind the end-of-file record, counted on beyond the
// end of the file if that cuts it.
func (l *layout) eofEnd() int64 { return l.eof + eofSize }

// behindEOF returns the first offset behind the file header that the end-of-file
// record leaves free where the end of the file cuts it.
func (l *layout) behindEOF(size int64) int64 {
	return l.start + max(0, l.eofEnd()-size)
}

// regions returns the parts in the order of their offsets, without the file
// header, the tail and the end-of-file record.
func (l *layout) regions(size int64) []region {
	var all []region
	add := func(from, to int64, live, ring bool) {
		if from < to {
			all = append(all, region{from, to, live, ring})
		}
	}
	first := l.start + l.tail
	switch {
	case l.eof < 0 && l.wrapped():
		add(first, l.oldest, true, false)
		add(l.oldest, size, true, true)
	case l.eof < 0:
		add(first, size, true, false)
	case l.wrapped():
		add(first, l.eof, true, false)
		add(l.eofEnd(), l.oldest, false, false)
		add(l.oldest, size, true, true)
	default:
		first = l.behindEOF(size)
		add(first, l.oldest, false, false)
		add(l.oldest, l.eof, true, false)
		add(l.eofEnd(), size, false, false)
	}
	return all
}

// plan finds out where the log begins and ends.
func plan(s *scanner) (*layout, error) {
	l := &layout{start: headerSize, eof: -1}
	h, whole, err := l.readHeader(s)
	if err != nil || l.start != headerSize {
		return l, err
	}
	var e eofRecord
	found := false
	if whole && h.flags&flagDirty == 0 {
		if e, found, err = s.eofAt(h.eof); err != nil {
			return l, err
		}
		if found {
			l.eof, e.oldest = h.eof, h.oldest
		} else {
			l.note(20, "end-of-file record", fmt.Sprintf("one at offset %d, which the file header "+
				"names", h.eof), "none there")
		}
	}
	if !found {
		if e, found, err = l.searchEOF(s); err != nil {
			return l, err
		}
	}
	s.tailLimit = l.eof
	switch {
	case !found:
		l.note(s.size, "end-of-file record", "one behind the newest record", "none in the file")
		err = l.withoutEOF(s)
	case e.oldest == l.eof:
		l.oldest = l.eof
	default:
		err = l.findOldest(s, e)
	}
	if err != nil || !l.wrapped() {
		return l, err
	}
	if !found {
		s.tailLimit = l.oldest
	}
	return l, l.findTail(s)
}

func (l *layout) note(at int64, what, expected, found string) {
	l.damage = append(l.damage, parse.Damage{Offset: at, What: what, Expected: expected, Found: found})
}

// readHeader reads the file header. A file may begin with a record instead: a
// piece of a log, carved or cut out.
func (l *layout) readHeader(s *scanner) (h fileHeader, whole bool, err error) {
	b, err := s.at(0, fixedSize)
	if err != nil {
		return h, false, err
	}
	l.signed = len(b) >= 8 && u32(b, 4) == signature
	if len(b) < headerSize {
		l.start, l.dropped = s.size, s.size
		l.note(0, "file header", "48 bytes", fmt.Sprintf("%d", s.size))
		return h, false, nil
	}
	h, found := parseFileHeader(b)
	if found == "" {
		return h, true, nil
	}
	first, err := s.whole(0, s.size, false)
	if err != nil {
		return h, false, err
	}
	if first.kind == record {
		l.start, found = 0, "a record"
	} else {
		l.dropped = headerSize
	}
	l.note(0, "file header", "size 48, LfLe, version 1.1, size 48", found)
	return h, false, nil
}

// eofAt reads the end-of-file record at off, which the end of the file may cut.
func (s *scanner) eofAt(off int64) (eofRecord, bool, error) {
	if off < headerSize || off >= s.size || s.size-headerSize < eofSize {
		return eofRecord{}, false, nil
	}
	b, err := s.across(nil, off, eofSize)
	if err != nil {
		return eofRecord{}, false, err
	}
	e, ok := parseEOF(b)
	return e, ok, nil
}

// searchEOF looks for the end-of-file record of a file whose header does not name
// it. Of several the one that knows its own offset counts, then the latest.
func (l *layout) searchEOF(s *scanner) (best eofRecord, found bool, err error) {
	consider := func(off int64) error {
		e, ok, err := s.eofAt(off)
		if err != nil || !ok {
			return err
		}
		knows, bestKnows := e.own == off, best.own == l.eof
		if !found || knows && !bestKnows || knows == bestKnows && e.nextNumber > best.nextNumber {
			best, found, l.eof = e, true, off
		}
		return nil
	}
	marks := finder{pattern: eofMark}
	for at := l.start + 4; ; at++ {
		if at, err = marks.find(s.window, at, s.size); err != nil || at >= s.size {
			break
		}
		if err = consider(at - 4); err != nil {
			break
		}
	}
	for off := max(headerSize, s.size-eofSize+1); off < s.size && err == nil; off++ { // one that is cut
		err = consider(off)
	}
	return best, found, err
}

// findOldest checks the offset of the oldest record that e names, and looks for it
// where nothing whole stands there.
func (l *layout) findOldest(s *scanner, e eofRecord) error {
	inEOF := e.oldest > l.eof && e.oldest < l.eofEnd()
	if e.oldest >= l.behindEOF(s.size) && e.oldest < s.size && !inEOF {
		limit, ring := l.eof, false
		if e.oldest > l.eof {
			limit, ring = s.size, true
		}
		it, err := s.whole(e.oldest, limit, ring)
		if err != nil {
			return err
		}
		if it.kind == record || it.kind == fill {
			l.oldest = e.oldest
			return nil
		}
	}
	l.note(l.eof+20, "oldest record", fmt.Sprintf("a record at offset %d", e.oldest), "none there")
	before, err := s.firstRecord(l.behindEOF(s.size), l.eof)
	if err != nil {
		return err
	}
	behind, err := s.firstRecord(l.eofEnd(), s.size)
	if err != nil {
		return err
	}
	switch {
	case behind.kind == record && (before.kind != record || behind.head.number < before.head.number):
		l.oldest = behind.at
	case before.kind == record:
		l.oldest = before.at
	default:
		l.oldest = l.eof
	}
	return nil
}

// firstRecord returns the first whole record that begins in [from, to).
func (s *scanner) firstRecord(from, to int64) (item, error) {
	for p := from; p < to; {
		it, err := s.next(p, to, to == s.size)
		if err != nil || it.kind == record {
			return it, err
		}
		p += it.size
	}
	return item{}, nil
}

// withoutEOF finds the oldest record by its number: in a log that has wrapped it
// stands behind one with a larger number.
func (l *layout) withoutEOF(s *scanner) error {
	l.oldest = l.start
	var before, oldest recordHead
	for p := l.start; p < s.size; {
		it, err := s.next(p, s.size, false)
		if err != nil {
			return err
		}
		if it.kind == record {
			if before.size > 0 && it.head.number < before.number &&
				(oldest.size == 0 || it.head.number < oldest.number) {
				l.oldest, oldest = it.at, it.head
			}
			before = it.head
		}
		p += it.size
	}
	return nil
}

// findTail walks to the end of the file to see what of its last record stands at
// offset 48.
func (l *layout) findTail(s *scanner) error {
	for p := l.oldest; p < s.size; {
		it, err := s.next(p, s.size, true)
		if err != nil {
			return err
		}
		p, l.tail = p+it.size, it.tail
	}
	return nil
}
