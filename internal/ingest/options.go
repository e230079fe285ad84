package ingest

import (
	"context"
	"io"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// Options say what to read and how.
type Options struct {
	Paths    []string // files, folders, globs, archives, "-" for standard input
	Stdin    io.Reader
	Skip     string // folder that is never an input; absolute, links resolved; may be ""
	As       string // format to read every input as; "": by content
	CodePage string // of 8-bit texts; "": inferred
	Zone     string // IANA zone of local times; "": from the files
	Password string // of archives
	Slack    bool   // also read stale records in slack space
	Hash     bool   // SHA-256 of every input
	Workers  int    // inputs read, and chunks decoded, at the same time
	Memory   int64  // bytes of extracts that are held in memory, beyond which they go to a file; 0: DefaultMemory

	State    string         // file that keeps what was read, for a later run with Resume; "": none
	Resume   bool           // what State keeps of an earlier run is not read again if it did not change
	Progress func(Progress) // called before each input and as it is read, never twice at the same time; may be nil
	Learn    func() Learner // makes the learner of an item; nil: nothing is learned

	// Select returns the numbers of the items that are to be read; nil: all are.
	Select func(ctx context.Context, items []*source.Item) (map[int]bool, error)
}

// DefaultMemory is Options.Memory where it is 0.
const DefaultMemory = 128 << 20

// Learner learns the names in an item for redaction. It sees all records, those without a
// meaning too.
type Learner interface {
	Learn(*parse.Record)  // which may be borrowed
	Content(*parse.Input) // of an input that was read
	Names() []pack.Name   // what was learned, sorted
}

func (o *Options) source() source.Options {
	return source.Options{Password: o.Password, Stdin: o.Stdin, Skip: o.Skip}
}

// List names the files below the paths, in the order of the inputs table, without
// opening them. What cannot be read is an item with a problem. Its error is that
// of ctx.
func List(ctx context.Context, opt Options) ([]*source.Item, error) {
	return source.List(ctx, opt.Paths, opt.source())
}
