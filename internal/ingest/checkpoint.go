package ingest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/internal/spill"
)

// checkpoint is the pack that a run writes to, and what an earlier run left in it.
type checkpoint struct {
	path    string // of the file; "" if it goes with the run
	resume  bool   // the file stays for the next run
	store   *spill.Store
	writer  *pack.Writer
	earlier *pack.Pack                    // what an earlier run left
	made    map[[sha256.Size]byte][]int64 // where its items are, by the key without the content
	count   int                           // of them, those that are to be read again included
	reused  atomic.Int64                  // of them
	about   string                        // what an extract depends on besides its item
}

// newCheckpoint holds extracts in memory, and beyond opt.Memory in a temporary file;
// or in opt.State, where what an earlier run left is used with opt.Resume.
func newCheckpoint(opt Options) (*checkpoint, error) {
	c := &checkpoint{path: opt.State, resume: opt.Resume, made: map[[sha256.Size]byte][]int64{}}
	var err error
	if opt.State == "" {
		c.store = spill.New(cmp.Or(opt.Memory, DefaultMemory))
		c.writer, err = pack.NewWriter(c.store)
		return c, err
	}
	if c.about, err = dependsOn(opt); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(opt.State, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot keep what was read for --resume: %w", err)
	}
	size := int64(0)
	if opt.Resume {
		size = c.recover(file)
	}
	if err := file.Truncate(size); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot keep what was read for --resume: %w", err), file.Close())
	}
	c.store = spill.InFile(file, size)
	if size == 0 {
		c.writer, err = pack.NewWriter(c.store)
		return c, err
	}
	c.writer = pack.Continue(c.store, size)
	return c, nil
}

// recover lists the items that an earlier run finished, and returns where what it
// wrote is whole.
func (c *checkpoint) recover(file *os.File) int64 {
	info, err := file.Stat()
	if err != nil {
		return 0
	}
	if c.earlier, err = pack.Open(file, info.Size()); err != nil {
		return 0 // of another version, or nothing: everything is read anew
	}
	_, whole, _ := c.earlier.Each(func(i *pack.Item) error {
		c.count++
		about, _, _ := strings.Cut(i.Key, ":")
		if key, err := hex.DecodeString(about); err == nil && len(key) == sha256.Size {
			c.made[[sha256.Size]byte(key)] = append(c.made[[sha256.Size]byte(key)], i.At)
		}
		return nil
	})
	return whole
}

// key is that of an item without its content.
func (c *checkpoint) key(item *source.Item) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %q %q", c.about, item.Source(), item.Folder()))
}

// withContent is the key of an item as it is in a pack.
func withContent(key [sha256.Size]byte, content string) string {
	return hex.EncodeToString(key[:]) + ":" + content
}

// lookup returns where what an earlier run made of the item is, 0 if it made nothing or
// the file is not the same. A file counts as the same if the system says that nothing
// was changed since, else by its content.
func (c *checkpoint) lookup(ctx context.Context, item *source.Item) (int64, error) {
	if c.about == "" || item.Stream || item.Problem() != nil {
		return 0, nil
	}
	key := c.key(item)
	var made []*pack.Item // the latest first
	for _, at := range slices.Backward(c.made[key]) {
		if i, err := c.earlier.Item(at); err == nil {
			made = append(made, i)
		}
	}
	if len(made) == 0 {
		return 0, nil
	}
	found := func(same func(*pack.Item) bool) int64 {
		i := slices.IndexFunc(made, same)
		if i < 0 {
			return 0
		}
		c.reused.Add(1)
		return made[i].At
	}
	if stamp := stampOf(item.Path); stamp != "" {
		if at := found(func(i *pack.Item) bool { return i.Stamp == stamp }); at != 0 {
			return at, nil
		}
	}
	sum, err := contentOf(ctx, item.Path)
	if err != nil {
		return 0, ctx.Err() // it is met again where the item is read
	}
	return found(func(i *pack.Item) bool { return i.Key == withContent(key, sum) }), nil
}

// record gives an item what a later run recognises it by, unless it was not read
// soundly or its file changed meanwhile. before is timesOf from before it was read.
func (c *checkpoint) record(ctx context.Context, item *source.Item, made *readItem, before string) error {
	if c.about == "" || item.Stream || item.Problem() != nil || !made.sound || before == "" {
		return nil
	}
	if made.content == "" { // an archive
		var err error
		if made.content, err = contentOf(ctx, item.Path); err != nil {
			return ctx.Err()
		}
	}
	if timesOf(item.Path) == before {
		made.Key, made.Stamp = withContent(c.key(item), made.content), stampOf(item.Path)
	}
	return nil
}

// commit closes the checkpoint of a run whose results are written, with these items.
// Its file goes, or stays for the next run without what no file has any more.
func (c *checkpoint) commit(items []pack.ItemRef) error {
	if c.path == "" || c.resume && c.count == int(c.reused.Load()) {
		return c.store.Close()
	}
	if !c.resume {
		return errors.Join(c.store.Close(), os.Remove(c.path))
	}
	next, err := atomicfile.Create(c.path, true)
	if err != nil {
		return err
	}
	w, err := pack.NewWriter(next)
	for _, i := range items {
		if err == nil {
			err = i.CopyTo(w, nil)
		}
	}
	if err = errors.Join(err, c.store.Close()); err != nil {
		next.Discard()
		return err
	}
	return next.Commit()
}
