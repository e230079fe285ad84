package vsslog

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// state is the pack that a run writes to, and what an earlier run left in it.
type state struct {
	store   *parse.Store
	writer  *pack.Writer
	earlier *pack.Pack                    // what an earlier run left
	made    map[[sha256.Size]byte][]int64 // where its items are, by the key without the content
	count   int                           // of them, those that are to be read again included
	reused  atomic.Int64                  // of them
	about   string                        // what an extract depends on besides its item
}

// newState holds extracts in memory, and beyond opt.Memory in a temporary file;
// or in opt.State, where what an earlier run left is used with opt.Resume.
func newState(opt Options) (*state, error) {
	s := &state{made: map[[sha256.Size]byte][]int64{}}
	var err error
	if opt.State == "" {
		s.store = parse.NewStore(memoryOf(opt) / 2)
		s.writer, err = pack.NewWriter(s.store)
		return s, err
	}
	if s.about, err = dependsOn(opt); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(opt.State, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot keep what was read for --resume: %w", err)
	}
	size := int64(0)
	if opt.Resume {
		size = s.recover(file)
	}
	if err := file.Truncate(size); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot keep what was read for --resume: %w", err), file.Close())
	}
	s.store = parse.NewFileStore(file, size)
	if size == 0 {
		s.writer, err = pack.NewWriter(s.store)
		return s, err
	}
	s.writer = pack.Continue(s.store, size)
	return s, nil
}

// recover lists the items that an earlier run finished, and returns where what it
// wrote is whole.
func (s *state) recover(file *os.File) int64 {
	info, err := file.Stat()
	if err != nil {
		return 0
	}
	if s.earlier, err = pack.Open(file, info.Size()); err != nil {
		return 0 // of another version, or nothing: everything is read anew
	}
	_, whole, _ := s.earlier.Each(func(i *pack.Item) error {
		s.count++
		about, _, _ := strings.Cut(i.Key, ":")
		if key, err := hex.DecodeString(about); err == nil && len(key) == sha256.Size {
			s.made[[sha256.Size]byte(key)] = append(s.made[[sha256.Size]byte(key)], i.At)
		}
		return nil
	})
	return whole
}

// study opens what was read, in the order of the numbers.
func (s *state) study(opt Options, made []itemAt) (*Study, error) {
	pack, err := pack.Open(s.store, s.store.Size())
	if err != nil {
		return nil, err
	}
	for i := range made {
		made[i].pack = pack
	}
	sortItems(made)
	study, err := newStudy(opt, nil, made)
	if err != nil {
		return nil, err
	}
	study.close, study.stale = s.store.Close, s.count-int(s.reused.Load())
	return study, nil
}

// dependsOn digests what extracts depend on besides the files: the program and
// the options of reading.
func dependsOn(opt Options) (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("--resume cannot tell which program this is: %w", err)
	}
	program, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("--resume cannot tell which program this is: %w", err)
	}
	defer program.Close()
	h := sha256.New()
	if _, err := io.Copy(h, program); err != nil {
		return "", fmt.Errorf("--resume cannot tell which program this is: %w", err)
	}
	fmt.Fprintf(h, "%q %q %q %q %t %t", opt.As, opt.CodePage, opt.Zone, opt.Password, opt.Slack, opt.Hash)
	return hex.EncodeToString(h.Sum(nil)), nil
}

// key is that of an item without its content.
func (s *state) key(item *source.Item) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %q %q", s.about, item.Source(), item.Folder()))
}

// withContent is the key of an item as it stands in a pack.
func withContent(key [sha256.Size]byte, content string) string {
	return hex.EncodeToString(key[:]) + ":" + content
}

// find returns where what an earlier run made of the item is, 0 if it made nothing or
// the file is not the same. A file counts as the same if the system says that nothing
// was changed since, else by its content.
func (s *state) find(ctx context.Context, item *source.Item) (int64, error) {
	if s.about == "" || item.Stream || item.Problem() != nil {
		return 0, nil
	}
	key := s.key(item)
	var made []*pack.Item // the latest first
	for _, at := range slices.Backward(s.made[key]) {
		if i, err := s.earlier.Item(at); err == nil {
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
		s.reused.Add(1)
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

// mark gives an item what a later run recognises it by, unless it was not read
// soundly or its file changed meanwhile. before is timesOf from before it was read.
func (s *state) mark(ctx context.Context, item *source.Item, made *readItem, before string) error {
	if s.about == "" || item.Stream || item.Problem() != nil || !made.sound || before == "" {
		return nil
	}
	if made.content == "" { // an archive
		var err error
		if made.content, err = contentOf(ctx, item.Path); err != nil {
			return ctx.Err()
		}
	}
	if timesOf(item.Path) == before {
		made.Key, made.Stamp = withContent(s.key(item), made.content), stampOf(item.Path)
	}
	return nil
}

// Settle does with opt.State what is to be done when the results are written: it
// goes, or with opt.Resume it stays for the next run, without what no file has any
// more. It ends the study.
func (s *Study) Settle() error {
	path := s.opt.State
	if path == "" {
		return nil
	}
	if !s.opt.Resume {
		return errors.Join(s.Close(), os.Remove(path))
	}
	if s.stale == 0 {
		return s.Close()
	}
	next := path + ".vsslog-partial"
	file, err := os.Create(next)
	if err != nil {
		return err
	}
	w, err := pack.NewWriter(file)
	for _, i := range s.items {
		if err == nil {
			err = i.copyTo(w, nil)
		}
	}
	if err = errors.Join(err, file.Close(), s.Close()); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return os.Rename(next, path)
}

// contentOf returns the SHA-256 of a file in lower-case hex.
func contentOf(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	for buffer := make([]byte, 256<<10); err == nil; {
		var n int
		if err = ctx.Err(); err == nil {
			n, err = f.Read(buffer)
			h.Write(buffer[:n])
		}
	}
	if err != io.EOF {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// fresh is how old a change must be for its time to tell it from a later one.
const fresh = 2 * time.Second

// timesOf is what the file system says of a file: its size, and when it was
// changed, to the nanosecond. "" if it cannot tell.
func timesOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// stampOf is timesOf, but "" if the last change is so fresh that another one may
// bear the same time.
func stampOf(path string) string {
	info, err := os.Stat(path)
	if err != nil || time.Since(info.ModTime()) < fresh {
		return ""
	}
	return timesOf(path)
}
