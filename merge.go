package vsslog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/pack"
)

// ExtractsFile is the file in the results of a shard that Merge reads.
const ExtractsFile = "extracts.vsslog"

// What a pack of a shard says about itself, besides the options by their names.
const (
	aboutShard   = "shard"
	aboutItems   = "items"   // of all shards
	aboutListing = "listing" // SHA-256 over their names
	aboutOption  = "option " // before the name of each option
)

// WriteExtracts writes everything that was read to w, for Merge. about holds what
// must be the same in all shards: the version of the program, the options that
// change results. The bytes are the same for the same input.
func (s *Study) WriteExtracts(w io.Writer, about map[string]string) error {
	out, err := pack.NewWriter(w)
	if err != nil {
		return err
	}
	for _, i := range s.items {
		err := i.copyTo(out, func(item *pack.Item) { item.Key, item.Stamp = "", "" })
		if err != nil {
			return err
		}
	}
	said := pack.About{aboutShard: s.opt.Shard.String(), aboutItems: strconv.Itoa(s.listing.Items), aboutListing: s.listing.Digest}
	for name, value := range about {
		said[aboutOption+name] = value
	}
	return out.Finish(said)
}

// Shards are the results of all shards of a run, opened to be merged.
type Shards struct {
	About map[string]string // as it was given to WriteExtracts
	items []itemAt
	files []*os.File
}

// OpenShards opens the extracts in the results of shards, in any order. The error
// says which shard is missing, is there twice, or was run in another way.
func OpenShards(dirs []string) (*Shards, error) {
	s := &Shards{}
	if err := s.open(dirs); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the files.
func (s *Shards) Close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	s.files = nil
	return errors.Join(errs...)
}

func (s *Shards) open(dirs []string) error {
	var first pack.About
	from := map[int]string{} // number of a shard to its folder
	of := 0
	for _, dir := range dirs {
		items, about, err := s.read(dir)
		if err != nil {
			return err
		}
		shard, err := ParseShard(about[aboutShard])
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		if other, ok := from[shard.Number]; ok {
			return fmt.Errorf("%s and %s are both shard %s: give each once", other, dir, shard)
		}
		from[shard.Number], of = dir, shard.Of
		delete(about, aboutShard)
		about["number of shards"] = strconv.Itoa(shard.Of)
		if first == nil {
			first = about
		} else if diff := differs(first, about); diff != "" {
			return fmt.Errorf("%s was run in another way than %s: %s", dir, dirs[0], diff)
		}
		s.items = append(s.items, items...)
	}
	var missing []string
	for i := 1; i <= of; i++ {
		if from[i] == "" {
			missing = append(missing, fmt.Sprintf("%d/%d", i, of))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("shard %s is missing: run it, and give its --out too", strings.Join(missing, ", "))
	}
	sortItems(s.items)
	if err := s.complete(first[aboutItems], first[aboutListing]); err != nil {
		return err
	}
	s.About = map[string]string{}
	for name, value := range first {
		if name, ok := strings.CutPrefix(name, aboutOption); ok {
			s.About[name] = value
		}
	}
	return nil
}

// read opens the extracts of one shard.
func (s *Shards) read(dir string) ([]itemAt, pack.About, error) {
	path := filepath.Join(dir, ExtractsFile)
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s holds no %s: name the --out of analyze --shard", dir, ExtractsFile)
	} else if err != nil {
		return nil, nil, err
	}
	s.files = append(s.files, f)
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	opened, err := pack.Open(f, info.Size())
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w; run the shard again with this version", path, err)
	}
	var items []itemAt
	about, _, err := opened.Each(func(i *pack.Item) error {
		items = append(items, itemAt{opened, i.At, i.Number})
		return nil
	})
	if err == nil && about == nil {
		err = errors.New("it breaks off")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w; run the shard again", path, err)
	}
	return items, about, nil
}

// differs says in what two shards differ, "" if in nothing.
func differs(a, b pack.About) string {
	names := slices.Sorted(maps.Keys(a))
	names = slices.AppendSeq(names, maps.Keys(b))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if a[name] != b[name] {
			return fmt.Sprintf("%s is %q there, %q here", strings.TrimPrefix(name, aboutOption), a[name], b[name])
		}
	}
	return ""
}

// complete demands that every item is there once.
func (s *Shards) complete(listed, listing string) error {
	n, err := strconv.Atoi(listed)
	if err != nil || n != len(s.items) {
		return fmt.Errorf("the shards hold %d of %s files: they were run over different inputs", len(s.items), listed)
	}
	l := newLister()
	for i, p := range s.items {
		if p.number != i {
			return fmt.Errorf("file number %d is missing or is there twice: the shards were run over different inputs", i)
		}
		item, err := p.read()
		if err != nil {
			return err
		}
		l.add(item.Source)
	}
	if l.listing().Digest != listing {
		return errors.New("the shards were run over different inputs")
	}
	return nil
}

// Merge opens all that the shards read as one study, which gives what one run over
// everything gives. The shards are to stay open. opt says how to judge.
func Merge(opt Options, shards *Shards) (*Study, error) { return newStudy(opt, nil, shards.items) }

// Listing tells the items of one run from those of another.
type Listing struct {
	Items  int
	Digest string // SHA-256 over their names, in lower-case hex
}

// ListingOf makes the listing of items by their names, in their order.
func ListingOf(sources []string) Listing {
	l := newLister()
	for _, s := range sources {
		l.add(s)
	}
	return l.listing()
}

// lister makes a listing of items that come one by one.
type lister struct {
	Items int
	sum   hash.Hash
}

func newLister() *lister { return &lister{sum: sha256.New()} }

func (l *lister) add(source string) {
	l.Items++
	fmt.Fprintf(l.sum, "%d:%s", len(source), source)
}

func (l *lister) listing() Listing { return Listing{l.Items, hex.EncodeToString(l.sum.Sum(nil))} }

// PartOf says what the run as a whole lists, for WriteExtracts: a study of packs
// that were made elsewhere does not know.
func (s *Study) PartOf(run Listing) { s.listing = run }
