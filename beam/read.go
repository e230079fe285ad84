package beam

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/source"
)

var itemsRead = beam.NewCounter("vsslog", "items_read")

// readFn reads one item and keeps what is of use.
type readFn struct{ Config Config }

// ProcessElement returns a Kept in its binary form. An item that cannot be read
// is kept with its problem; an error is one of the engine or of the directory.
func (f *readFn) ProcessElement(ctx context.Context, l Listed) ([]byte, error) {
	if err := f.Config.useCauses(); err != nil {
		return nil, err
	}
	r, err := f.reading(l)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(f.Config.work(), r.file)
	pack, err := openPack(path)
	switch {
	case err == nil:
		log.Infof(ctx, "item %d, %s, was read by an earlier attempt", l.Number, r.source)
	case errors.Is(err, os.ErrNotExist):
		log.Infof(ctx, "reading item %d, %s", l.Number, r.source)
		if err := atomicfile.Write(path, func(file *os.File) error { return r.extract(ctx, file) }); err != nil {
			return nil, err
		}
		itemsRead.Inc(ctx, 1)
		if pack, err = openPack(path); err != nil {
			return nil, err
		}
	default:
		return nil, err
	}
	defer pack.Close()
	summaries, err := partition.Summaries(pack.Pack)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	kept := Kept{Item: l.Number, File: r.file, Source: r.source}
	for i := range summaries {
		kept.add(&summaries[i])
	}
	return kept.encode()
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
	r := &reading{Listed: l, opt: opt, source: l.Source}
	sum := sha256.New()
	say := func(things ...any) { fmt.Fprintf(sum, "%q\n", fmt.Sprint(things...)) }
	say(f.Config.Version, export.SchemaVersion)
	say(l.Number, l.Source, l.Problem, l.NoInput, string(l.Place))
	say(opt.As, opt.CodePage, opt.Zone, opt.Slack)
	if len(l.Place) > 0 {
		var err error
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

func (r *reading) extract(ctx context.Context, file *os.File) error {
	if r.item != nil {
		return ingest.Extract(ctx, r.opt, r.item, r.Number, file)
	}
	w, err := pack.NewWriter(file)
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

func openPack(path string) (*openedPack, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	pack, err := pack.Open(file, info.Size())
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &openedPack{pack, file}, nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(v)
	return b.Bytes(), err
}

func decode(data []byte, v any) error { return gob.NewDecoder(bytes.NewReader(data)).Decode(v) }
