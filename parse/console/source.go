package console

import (
	"bytes"
	"io"
)

// Sizes of what a source holds of its input.
const (
	headSize  = 1 << 20   // read first: a text up to this size is held whole
	chunkSize = 256 << 10 // read at a time behind that
	lookAhead = 1 << 10   // seen of what follows when the scheme of a line is judged
	margin    = 16        // seen behind a line break: it may go on
	// longestLine is how many bytes a line may have. A longer one is cut into
	// pieces of maxLine, so that it is searched and never held. The output that a
	// guest agent wraps into JSON is one line.
	longestLine = 8 << 20
)

// source cuts a stream into raw lines. Bytes that were handed out are never
// written again: lines borrow them.
type source struct {
	r           io.Reader
	buf         []byte
	pos         int   // of the next line in buf
	base        int64 // of buf[0] in the input
	end         bool  // r has no more
	head, chunk int   // bytes read first, and at a time behind that
	err         error // why, if it was not the end of the input

	begun   bool
	scheme  scheme // of the line before
	feed    int    // the next LF in buf from pos on, len(buf) if there is none
	turn    int    // the next CR
	mark    int    // the next 0xff, which may begin UTF-16
	inPiece bool   // the line before was a piece of a line that is not through
}

// newSource reads r, or data if r is nil.
func newSource(r io.Reader, data []byte) *source {
	if m, ok := r.(memory); ok {
		r, data = nil, m.data
	}
	return &source{r: r, buf: data, end: r == nil, feed: -1, turn: -1, mark: -1, head: headSize, chunk: chunkSize}
}

// more reads on into a new buffer, which takes what is left of the old one along.
func (s *source) more() {
	left := s.buf[s.pos:]
	size := max(s.chunk, len(left))
	if !s.begun {
		size, s.begun = s.head, true
	}
	buf := make([]byte, len(left), len(left)+size)
	copy(buf, left)
	s.base += int64(s.pos)
	s.buf, s.pos, s.feed, s.turn, s.mark = buf, 0, -1, -1, -1
	for len(s.buf) < cap(s.buf) && !s.end {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.end = true
			if err != io.EOF {
				s.err = err
			}
		}
	}
}

// next reads the next line into l; it returns false behind the last.
func (s *source) next(l *rawLine) bool {
	for !s.end && len(s.buf)-s.pos < lookAhead {
		s.more()
	}
	if s.pos == len(s.buf) {
		return false
	}
	if s.plain(l) {
		return true
	}
	if !s.inPiece {
		s.judge()
	}
	for {
		limit := longestLine
		if s.inPiece {
			limit = maxLine
		}
		view := s.buf[:min(len(s.buf), s.pos+limit+margin)]
		*l = s.cut(view)
		whole := l.next+margin <= len(view) || s.end && len(view) == len(s.buf)
		switch {
		case whole && l.end-l.start <= limit:
			l.piece, s.inPiece = s.inPiece, false
			s.hand(l)
			return true
		case len(s.buf)-s.pos >= limit+margin || s.end:
			l.first = !s.inPiece
			l.end = s.pieceEnd()
			l.next, l.piece, s.inPiece = l.end, true, true
			s.hand(l)
			return true
		}
		s.more()
	}
}

// plain is next where nothing has to be judged: the line is of eight bits like the one before,
// ends in LF or CRLF and is not long.
func (s *source) plain(l *rawLine) bool {
	const longest = 4 << 10
	rest := s.buf[s.pos:]
	if s.inPiece || s.scheme != eightBit || s.base == 0 && s.pos == 0 || len(rest) < lookAhead || rest[0] >= 0xfe || rest[1] == 0 {
		return false
	}
	s.find(&s.feed, '\n')
	s.find(&s.turn, '\r')
	s.find(&s.mark, 0xff)
	end, next := s.feed, s.feed+1
	if s.turn == end-1 {
		end--
	}
	if s.turn < end || s.mark < end || end-s.pos > longest || next+margin > len(s.buf) {
		return false
	}
	*l = rawLine{start: s.pos, end: end, next: next}
	s.hand(l)
	return true
}

// skip goes behind raw, a line of ASCII that ends in LF, and returns its place in the input, if
// that is what next would return.
func (s *source) skip(raw string) (offset int64, ok bool) {
	rest := s.buf[s.pos:]
	if s.inPiece || s.scheme != eightBit || len(rest) < len(raw)+lookAhead || string(rest[:len(raw)]) != raw ||
		rest[len(raw)] == 0 { // UTF-16 may begin at the LF of an empty line
		return 0, false
	}
	offset = s.base + int64(s.pos)
	s.pos += len(raw)
	return offset, true
}

// judge decides the scheme of the line at pos.
func (s *source) judge() {
	rest := s.buf[s.pos:]
	marked := rest[0] >= 0xfe
	first := s.base == 0 && s.pos == 0
	if first {
		if found, ok := startsUTF16(rest); ok {
			s.scheme = found
		}
	}
	switch {
	case marked && bytes.HasPrefix(rest, []byte{0xff, 0xfe}):
		s.scheme = utf16LE
	case marked && bytes.HasPrefix(rest, []byte{0xfe, 0xff}):
		s.scheme = utf16BE
	case s.scheme == eightBit:
		if !first && looksUTF16LE(rest) {
			s.scheme = utf16LE
		}
	case looksEightBit(rest):
		s.scheme = eightBit
	}
}

func (s *source) cut(view []byte) rawLine {
	if s.scheme != eightBit {
		return cutUTF16(view, s.pos, s.scheme)
	}
	s.find(&s.feed, '\n')
	s.find(&s.turn, '\r')
	s.find(&s.mark, 0xff)
	return cutEightBit(view, s.pos, min(s.feed, len(view)), s.turn, s.mark)
}

// find moves at to the next c from pos on, if it lies behind.
func (s *source) find(at *int, c byte) {
	if *at >= s.pos {
		return
	}
	if *at = bytes.IndexByte(s.buf[s.pos:], c); *at < 0 {
		*at = len(s.buf)
	} else {
		*at += s.pos
	}
}

// pieceEnd ends a piece of a line at a blank, so that no code is cut in two, or
// at least between two characters.
func (s *source) pieceEnd() int {
	end := min(s.pos+maxLine, len(s.buf))
	if s.scheme != eightBit {
		return min(s.pos+maxLine&^1, len(s.buf))
	}
	const back = 4 << 10
	if at := bytes.LastIndexAny(s.buf[max(s.pos, end-back):end], " ,;\t"); at > 0 {
		return max(s.pos, end-back) + at + 1
	}
	for k := 0; k < 3 && end < len(s.buf) && end > s.pos+1 && s.buf[end]&0xc0 == 0x80; k++ {
		end--
	}
	return end
}

// hand goes on behind l, which gets its bytes and its place in the input.
func (s *source) hand(l *rawLine) {
	l.text, l.offset = s.buf[l.start:l.end], s.base+int64(l.start)
	s.pos = l.next
}

// sample returns what a code page is chosen by: the buffer, and ahead of pos as
// much as a text has at once.
func (s *source) sample() []byte {
	const ahead = 1 << 20
	for !s.end && len(s.buf)-s.pos < ahead {
		s.more()
	}
	return eightBitSample(s.buf)
}
