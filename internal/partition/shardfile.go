package partition

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/seal"
)

// ShardFile is the file in the results of a shard that OpenShards reads.
const ShardFile = "extracts.vsslog"

// What a pack of a shard says about itself, besides the options by their names.
const (
	aboutShard  = "shard"
	aboutItems  = "items"   // of all shards
	aboutSet    = "listing" // SHA-256 over their names
	aboutOption = "option " // before the name of each option
)

// Extract is what a shard read, to be stored for OpenShards.
type Extract struct {
	Items []pack.ItemRef
	Shard Shard
	All   pack.InputSet     // the items of all shards
	About map[string]string // what must be the same in all: the version, the options that change results
	Seal  Seal              // as a run that redacts demands; nil: the file is not sealed
}

// Seal encrypts what write writes, which it may call twice, as seal.Key.Write does. It is a
// function so that a program without shards does not contain the cipher.
type Seal = func(w io.Writer, write func(io.Writer) error) error

// Write writes the file. The bytes are the same for the same input.
func (e *Extract) Write(w io.Writer) error {
	if e.Seal == nil {
		return e.write(w)
	}
	return e.Seal(w, e.write)
}

func (e *Extract) write(w io.Writer) error {
	out, err := pack.NewWriter(w)
	if err != nil {
		return err
	}
	for _, i := range e.Items {
		err := i.CopyTo(out, func(item *pack.Item) { item.Key, item.Stamp = "", "" })
		if err != nil {
			return err
		}
	}
	said := pack.About{aboutShard: e.Shard.String(), aboutItems: strconv.Itoa(e.All.Count), aboutSet: e.All.Digest}
	for name, value := range e.About {
		said[aboutOption+name] = value
	}
	return out.Finish(said)
}

// Shards are the results of all shards of a run, opened to be merged.
type Shards struct {
	About  map[string]string // as Extract has it
	Items  []pack.ItemRef    // in the order of their numbers
	Sealed bool              // with the key
	secret string
	files  []*os.File
}

// OpenShards opens the extracts in the results of shards, in any order. secret is that of
// --redact-key, with which they were sealed, "" for none. The error says which shard is
// missing, is there twice, or was run in another way.
func OpenShards(dirs []string, secret string) (*Shards, error) {
	s := &Shards{secret: secret}
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
			return fmt.Errorf("%s and %s were run in different ways: %s", dir, dirs[0], diff)
		}
		s.Items = append(s.Items, items...)
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
	pack.SortRefs(s.Items)
	if err := s.complete(first[aboutItems], first[aboutSet]); err != nil {
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
func (s *Shards) read(dir string) ([]pack.ItemRef, pack.About, error) {
	path := filepath.Join(dir, ShardFile)
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s contains no %s: give the --out of analyze --shard", dir, ShardFile)
	} else if err != nil {
		return nil, nil, err
	}
	s.files = append(s.files, f)
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	var content io.ReaderAt = f
	size := info.Size()
	if seal.Is(f) {
		if s.secret == "" {
			return nil, nil, fmt.Errorf("%s is sealed, since its shard redacts: give the --redact-key of the shards", path)
		}
		unsealed, err := seal.KeyOf(s.secret).Open(f, size)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w; give the --redact-key of the shards, or run the shard again", path, err)
		}
		content, size, s.Sealed = unsealed, unsealed.Size(), true
	}
	opened, err := pack.Open(content, size)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w; run the shard again with this version", path, err)
	}
	items, about, err := opened.Refs()
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
	if err != nil || n != len(s.Items) {
		return fmt.Errorf("the shards contain %d of %s files: they were run over different inputs", len(s.Items), listed)
	}
	set := pack.NewInputSetHash()
	for i, p := range s.Items {
		if p.Number != i {
			return fmt.Errorf(
				"file number %d is missing or is there twice: the shards were run over different inputs",
				i,
			)
		}
		item, err := p.Read()
		if err != nil {
			return err
		}
		set.Add(item.Source)
	}
	if set.Sum().Digest != listing {
		return errors.New("the shards were run over different inputs")
	}
	return nil
}
