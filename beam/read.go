package beam

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/seal"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/internal/spill"
)

var itemsRead = beam.NewCounter("vsslog", "items_read")

// readFn reads one item and keeps what is of use.
type readFn struct{ Config Config }

// ProcessElement returns a Kept in its binary form for a Listed in its. An item that cannot be read
// is kept with its problem; an error is one of the engine or of the directory.
func (f *readFn) ProcessElement(ctx context.Context, data []byte) ([]byte, error) {
	if err := f.Config.useCauses(); err != nil {
		return nil, err
	}
	var l Listed
	if err := f.Config.decode(data, &l); err != nil {
		return nil, err
	}
	kept, err := f.read(ctx, l)
	return kept, f.Config.told(err)
}

// read reads an item and returns a Kept in its binary form.
func (f *readFn) read(ctx context.Context, l Listed) ([]byte, error) {
	r, err := f.reading(l)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(f.Config.work(), r.file)
	key := f.Config.key()
	opened, err := openPack(path, key)
	switch {
	case err == nil:
		log.Infof(ctx, "item %d, %s, was read by an earlier attempt", l.Number, f.Config.title(r.source))
	case errors.Is(err, os.ErrNotExist):
		log.Infof(ctx, "reading item %d, %s", l.Number, f.Config.title(r.source))
		if err := atomicfile.Write(path, func(file *os.File) error { return r.extract(ctx, file, key) }); err != nil {
			return nil, err
		}
		itemsRead.Inc(ctx, 1)
		if opened, err = openPack(path, key); err != nil {
			return nil, err
		}
	default:
		return nil, err
	}
	defer opened.Close()
	summaries, err := partition.Summaries(opened.Pack)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	kept := Kept{Item: l.Number, File: r.file, Source: r.source}
	for i := range summaries {
		kept.add(&summaries[i])
	}
	items, _, _, err := opened.Contents()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, i := range items {
		kept.Names = append(kept.Names, i.Names...)
	}
	return f.Config.encodeKept(kept)
}

// reading is one item about to be read.
type reading struct {
	Listed
	item   *source.Item // nil if it cannot be read
	opt    ingest.Options
	source string
	file   string // in Config.work
}

// reading names the file by all that decides what is in it, so that a job that
// goes on in the directory of another finds what it can use and nothing else.
func (f *readFn) reading(l Listed) (*reading, error) {
	opt := f.Config.ingest()
	redactor, err := f.Config.redactor()
	if err != nil {
		return nil, err
	}
	if redactor != nil {
		opt.Learn = func() ingest.Learner { return redactor.Item() }
	}
	r := &reading{Listed: l, opt: opt, source: l.Source}
	sum := sha256.New()
	say := func(things ...any) { fmt.Fprintf(sum, "%q\n", fmt.Sprint(things...)) }
	say(f.Config.Version, export.SchemaVersion)
	say(l.Number, l.Source, l.Problem, l.NoInput, string(l.Place))
	say(opt.As, opt.CodePage, opt.Zone, opt.Slack)
	if redactor != nil { // with the key nobody can try out names
		say(f.Config.RedactKey)
	}
	if len(l.Place) > 0 {
		if r.item, err = source.UnmarshalItem(l.Place, source.Options{Password: opt.Password}); err != nil {
			return nil, err
		}
		r.source = r.item.Source()
		if info, err := os.Stat(r.item.Path); err == nil { // else the reading tells
			say(info.Size(), info.ModTime().UnixNano())
		}
	}
	r.file = fmt.Sprintf("%010d-%x.extract", l.Number, sum.Sum(nil)[:8])
	return r, nil
}

// extract writes what is kept of the item to file, sealed if there is a key.
func (r *reading) extract(ctx context.Context, file *os.File, key *seal.Key) error {
	if key == nil {
		return r.write(ctx, file)
	}
	store := spill.New(spill.StreamMemory)
	defer store.Close()
	if err := r.write(ctx, store); err != nil {
		return err
	}
	return key.Write(file, func(w io.Writer) error {
		_, err := io.Copy(w, io.NewSectionReader(store, 0, store.Size()))
		return err
	})
}

func (r *reading) write(ctx context.Context, out io.Writer) error {
	if r.item != nil {
		return ingest.Extract(ctx, r.opt, r.item, r.Number, out)
	}
	w, err := pack.NewWriter(out)
	if err != nil {
		return err
	}
	return w.Item(
		&pack.Item{
			Number:   r.Number,
			Source:   r.Source,
			Problems: []pack.Problem{{Source: r.Source, Reason: r.Problem, NoInput: r.NoInput}},
		},
	)
}

// openedPack is a pack in a file.
type openedPack struct {
	*pack.Pack
	*os.File
}

func openPack(path string, key *seal.Key) (*openedPack, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	opened, err := packIn(file, key)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &openedPack{opened, file}, nil
}

// packIn opens the pack in a file, which is sealed if there is a key.
func packIn(file *os.File, key *seal.Key) (*pack.Pack, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if key == nil {
		return pack.Open(file, info.Size())
	}
	unsealed, err := key.Open(file, info.Size())
	if err != nil {
		return nil, err
	}
	return pack.Open(unsealed, unsealed.Size())
}
