package console

import (
	"github.com/vsslog/vsslog/parse"
)

// Grammar is one kind of text.
type Grammar struct {
	Name  string           // as in the inputs table: vssadmin-writers
	Title string           // for people
	Sure  parse.Confidence // that a text of which it claims a block is a log to be read here
	// Words and Needs, if there are any, spare the reading of lines: a block begins
	// only at a line that holds one of the words, in capitals or not, or all the
	// marks of one of the needs; there '0' stands for any digit, 'a' for any letter, a character
	// beyond ASCII for any such.
	Words, Needs []string
	// Below are words that, held by the line below, or by the one below a blank
	// line, let a block begin as well: behind a heading in any language.
	Below []string
	// Marks are groups of words of which Held tells, at a line at which the grammar is asked,
	// whether it has one: what looks further is spared most lines.
	Marks [][]string
	// May, if it is there, spares the lines of long texts that nobody knows a second look. It is asked about
	// a line of ASCII that the words and needs let through, and reports whether a block may begin there, or
	// up to eight lines above because of what stands there, or whether there is something to be remembered
	// of it. The line stands in the middle of a paragraph: neither it nor the one above is blank, a rule or
	// a prompt. It is not indented like code, and not set apart; so the grammar may do without what it asks
	// a Reader. Without May, a line that the words and needs let through is always looked at again.
	May func(line string, held Held) bool
	// Loose says that a line is claimed by a word or a code in it, so that a
	// sentence can look like one. Then its code has to stand as in a message.
	Loose bool
	// Last says that the grammar is asked only about a short text of evidence in which
	// no other one claimed anything. It takes the text as one block.
	Last bool
	// Prompts says that a block can begin at a command that was typed at a prompt: the line is
	// asked about, and the answer stands below it.
	Prompts bool
	// Regional says that programs of Windows write such a text, with dates as the settings of the
	// user's region are: in one form in all texts of a host.
	Regional bool
	// DayFirst, if it is there, reports whether a line is written in a language that writes the
	// day of a date before its month: the first pass over a text asks it
	// about lines with a colon.
	DayFirst func(line string) bool
	// Begin returns the function that reads one document; what it has to
	// remember from block to block lives in it.
	Begin func() ReadFunc
}

// ReadFunc claims the block that begins at line i, which is not blank: it adds
// statements and damage to r and returns the first line behind the block. It
// returns i, and adds nothing, if no block of its kind begins there.
type ReadFunc func(r *Reader, i int) (next int)

// Stateless makes the Begin of a grammar that remembers nothing.
func Stateless(read ReadFunc) func() ReadFunc { return func() ReadFunc { return read } }
