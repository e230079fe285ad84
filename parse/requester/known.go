package requester

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// known keeps what was found in the lines that were asked for last, by the line: neighbours
// are asked for again and again, and programs write one line many times. It is bounded, and
// safe for concurrent use.
type known[T any] struct {
	last [1 << 7]atomic.Pointer[knownLine[T]]
}

type knownLine[T any] struct {
	line  string
	found T
}

// longestKnown is how long a line is at most that is kept.
const longestKnown = 256

var knownSeed = maphash.MakeSeed()

// of returns what find finds in a line, which must depend on nothing else.
func (k *known[T]) of(line string, find func(string) T) T {
	if len(line) > longestKnown {
		return find(line)
	}
	place := &k.last[maphash.String(knownSeed, line)%uint64(len(k.last))]
	if last := place.Load(); last != nil && last.line == line {
		return last.found
	}
	line = strings.Clone(line) // what was found refers to it, and the line to the file
	found := find(line)
	place.Store(&knownLine[T]{line, found})
	return found
}
