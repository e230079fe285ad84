package console

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Grammar is one kind of text.
type Grammar struct {
	Name  string           // as in the inputs table: vssadmin-writers
	Title string           // for people
	Sure  parse.Confidence // that a text of which it claims a block is a log to be read here
	// Words, if there are any, spare the reading of lines: a block begins only at
	// a line that holds one of them, as it is written.
	Words []string
	// Loose says that a line is claimed by a word or a code in it, so that a
	// sentence can look like one. Then its code has to stand as in a message.
	Loose bool
	// Begin returns the function that reads one document; what it has to
	// remember from block to block lives in it.
	Begin func() ReadFunc
}

// ReadFunc claims the block that begins at line i, which is not blank: it adds
// statements and damage to r and returns the first line behind the block. It
// returns i, and adds nothing, if no block of its kind begins there.
type ReadFunc func(r *Reader, i int) (next int)

// mayBegin reports whether a block can begin at line.
func (g *Grammar) mayBegin(line string) bool {
	for _, word := range g.Words {
		if strings.Contains(line, word) {
			return true
		}
	}
	return len(g.Words) == 0
}

// Stateless makes the Begin of a grammar that remembers nothing.
func Stateless(read ReadFunc) func() ReadFunc { return func() ReadFunc { return read } }
