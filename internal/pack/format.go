// Package pack is the form in which the extract of an input is stored and passed from
// one process to another: a Head that describes the input and summarises its record
// headers, and the records that the vocabulary knows, in blocks by the computer that
// logged them.
//
// A Pack is a file of extracts. Everything in it has a checksum, and no length in it is
// trusted: a pack may come from another machine, and may break off where the process
// that wrote it was killed.
package pack

import (
	"errors"

	"github.com/vsslog/vsslog/parse"
)

// Head is what is kept of one input besides its records.
type Head struct {
	Source     string // as parse.Input has it
	Folder     string // the collection folder, parse.Input.Host
	Beside     string // parse.Input.Beside
	Format     string // as in the inputs table
	Confidence int
	Bytes      int64  // -1 if not known
	SHA256     string // lower-case hex, "" if it was not computed
	Problem    string
	Read       bool // a format read it to its end, or to where it is damaged

	Records  int64 // in the input
	Used     int64 // of these, with a meaning: those in Blocks
	Damaged  int64 // places
	Salvaged int64
	First    parse.Ticks // of all records, 0 if there is none
	Last     parse.Ticks

	Computers []string // that records and record headers name, lower case, sorted
	Named     []string // host names that statements of facts give, lower case, sorted
	Home      string   // log of the records that do not name one, "" if not known
	Runs      []parse.Run
	Blocks    []Block
	Pieces    []parse.Piece  // kinds of text in the input, in its order
	Dates     parse.DateForm // how the input writes day and month
	Lacks     string         // why nothing in it is of use, "" if something is
	Useful    bool           // while it is read: something is; not written
}

// Block is a stretch of records that name one computer.
type Block struct {
	Computer string // lower case, "" for records that name none
	Records  int
	At       int64 // of its frame in the pack
}

// Unrecognised is the format of an input that no format claims.
const Unrecognised = "unrecognised"

// Prose is the format of a short text of sentences that state no failure.
const Prose = parse.KindProse

// Script is the format of a text of commands.
const Script = parse.KindScript

// Foreign reports a format that is no evidence.
func Foreign(format string) bool {
	return format == Unrecognised || format == Prose || format == Script
}

// Widen widens the time from first to last, both 0 for none, by another.
func Widen(first, last *parse.Ticks, otherFirst, otherLast parse.Ticks) {
	if *first == 0 || otherFirst < *first {
		*first = otherFirst
	}
	*last = max(*last, otherLast)
}

// Item is one file below the paths of a run: an input, or an archive of inputs.
type Item struct {
	Number   int    // its place in the list of all items, from 0
	Source   string // as the first input in it would be named by
	Key      string // SHA-256 in lower-case hex of its content and all else that its extracts depend on; "" for a Problem
	Stamp    string // what the file system says of the file, to see that it did not change
	Heads    []int64
	Problems []Problem
	Names    []Name // that redaction learned from it, sorted; of a run that redacts

	At int64 // of its frame in the pack; it is not part of it
}

// Name is what redaction learned from an item: the name of a host, a user or a database
// with its kind, or a digest of what an input holds. internal/redact knows the kinds.
type Name struct{ Kind, Text string }

// Problem is something that could not be read or opened.
type Problem struct {
	Source  string
	Reason  string
	NoInput bool // it is not meant to be read: a picture, what was named twice
	Results bool // it holds results of an earlier run, and was passed over
}

// Reasons of errors.
var (
	ErrNotAPack = errors.New("not a pack of extracts of this version")
	ErrDamaged  = errors.New("the pack of extracts is damaged")
)
