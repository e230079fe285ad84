package parse

import (
	"context"
	"io"
)

// Input is one file, archive member or pipe to be read.
type Input struct {
	Source string // name in results: base of the PATH argument + "/" + path inside, forward slashes
	Size   int64  // bytes, -1 if not known before reading
	Host   string // name of the collection folder, the last resort for naming the host

	// Beside is the same for files that lie in one folder and were named by
	// themselves, so that the folder's name is no part of the input; "" for others.
	Beside string

	// Open returns the content from its first byte. It may be called more than
	// once unless Once is set.
	Open func() (io.ReadCloser, error)
	Once bool
	// At gives random access where the source has it, else it is nil.
	At io.ReaderAt
}

// Options are what a reader is told. The zero value reads everything with one
// worker and leaves slack alone.
type Options struct {
	Selector *Selector // nil: every record
	Workers  int       // chunks decoded at the same time; below 1 means 1
	Slack    bool      // also report stale records from slack space, marked as stale
	CodePage string    // name or number of the code page of 8-bit texts; "" to infer
	Zone     string    // IANA name of the zone of local times; "" if not known
}

// Confidence says how sure a format is that an input is of its kind.
type Confidence uint8

const (
	No       Confidence = 0   // certainly or probably something else
	Possible Confidence = 30  // could be; taken only if nothing else claims it
	Likely   Confidence = 60  // structure fits, a confirming label is missing
	Certain  Confidence = 100 // magic, or a structure that nothing else has
)

// Sample is what a format sees of an input to recognise it.
type Sample struct {
	Head []byte // the first bytes, at most 64 KiB
	Size int64  // of the whole input, -1 if not known
}

// Format is one kind of file. The list of all of them is parse/formats.All.
type Format struct {
	Name   string // as in the inputs table, lower case
	Title  string // for people
	Detect func(Sample) Confidence
	// Read hands every batch to emit, in the order of the input, from one
	// goroutine; emit owns the batch and releases it. Damage goes into batches.
	// An error ends this input only: *Error, the error of emit, or of ctx.
	Read func(ctx context.Context, in *Input, opt Options, emit func(*Batch) error) error
}
