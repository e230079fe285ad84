package console

import (
	"bytes"
	"hash/maphash"
	"strings"
)

// lineMemory knows the lines of a long text that come again, and in which order they came:
// who polls something prints the same lines each time. What was found out about one holds
// for the next one like it, and a line that was foreseen is told by comparing its bytes.
type lineMemory struct {
	from    int32 // the line behind which it begins
	seed    maphash.Seed
	slots   []memorySlot
	history []*knownLine // the last lines, a ring; nil: one that is not known
	at      int          // lines so far
	like    int          // where in the history the line stands that the next one is taken to be like
	unlike  int          // lines since one that was known
}

// knownLine is a line of plain ASCII that came at least twice.
type knownLine struct {
	raw    string // with its line break, which ends in LF
	traits traits
	quiet  quietness
	line   Line // without its place
	seen   int  // where it came last, as lineMemory.at has it; 0: nowhere
}

// memorySlot is the line that was met last of those with the same low bits of their hash. Only a
// line that comes twice is kept.
type memorySlot struct {
	hash  uint64
	known *knownLine
}

const (
	memorySlots   = 1 << 12
	memoryHistory = 1 << 12
	longestKnown  = 256     // bytes of a line
	memoryFrom    = 256     // lines: most texts have fewer
	patience      = 1 << 12 // lines behind each other that are looked up without one that came before
	glance        = 1 << 10 // those that are looked up at a time behind them, of eight times as many
)

// foreseen returns the line that the next one is taken to be, nil if there is none.
func (m *lineMemory) foreseen() *knownLine {
	if m.like >= m.at || m.at-m.like > memoryHistory {
		return nil
	}
	return m.history[m.like%memoryHistory]
}

// note goes on behind a line, nil for one that is not known. Where it is not as foreseen it
// stands for the one that was, or is like itself, as it stood behind the same line the last time.
func (m *lineMemory) note(k *knownLine) {
	if m.history == nil {
		m.history = make([]*knownLine, memoryHistory)
	}
	m.unlike++
	if k != nil {
		m.unlike = 0
		if m.foreseen() != k && k.seen > 0 && m.at-k.seen < memoryHistory && m.before(k.seen) == m.before(m.at) {
			m.like = k.seen
		}
		k.seen = m.at
	}
	m.history[m.at%memoryHistory] = k
	m.at, m.like = m.at+1, m.like+1
}

// tired reports whether no line is looked up: in a text in which none comes again, most are spared it.
func (m *lineMemory) tired() bool { return m.unlike > patience && m.unlike/glance%8 != 0 }

func (m *lineMemory) before(at int) *knownLine { return m.history[(at-1)%memoryHistory] }

// slot returns the place of a line that was not foreseen, if it was met before, as far as its hash tells.
func (m *lineMemory) slot(raw []byte) *memorySlot {
	if len(raw) > longestKnown || raw[len(raw)-1] != '\n' || m.tired() {
		return nil
	}
	if m.slots == nil {
		m.slots, m.seed = make([]memorySlot, memorySlots), maphash.MakeSeed()
	}
	hash := maphash.Bytes(m.seed, raw)
	slot := &m.slots[hash%memorySlots]
	if slot.hash != hash {
		*slot = memorySlot{hash: hash}
		return nil
	}
	return slot
}

// holds reports whether it is known what the line is.
func (s *memorySlot) holds(raw []byte) bool { return s.known != nil && s.known.raw == string(raw) }

// learn keeps a line that came for the second time, which was read out of raw.
func (s *memorySlot) learn(raw []byte, line *Line) *knownLine {
	if s.known != nil || !isASCII(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return nil
	}
	s.known = newKnownLine(raw, *line)
	return s.known
}

func newKnownLine(raw []byte, line Line) *knownLine {
	line.Text, line.span = strings.Clone(line.Text), strings.Clone(line.span)
	line.Offset, line.Number = 0, 0
	return &knownLine{raw: string(raw), traits: traitsIn(raw), line: line}
}
