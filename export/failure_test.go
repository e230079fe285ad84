package export

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// failing takes a number of bytes and then fails, like a full disk.
type failing struct{ left int }

var errFull = errors.New("no space left")

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.left {
		n := f.left
		f.left = 0
		return n, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

// eventFormats returns the formats that tell the events.
func eventFormats() (names []string) {
	for i := range Formats {
		if Formats[i].CanWrite("events") {
			names = append(names, Formats[i].Name)
		}
	}
	return names
}

func allFormats() (names []string) {
	for i := range Formats {
		names = append(names, Formats[i].Name)
	}
	return names
}

// TestEveryWriteErrorIsTold lets each format fail after every number of bytes
// that it can write before it is done: the error must come out.
func TestEveryWriteErrorIsTold(t *testing.T) {
	x := newFixture()
	for i := range Formats {
		f := &Formats[i]
		if !f.CanWrite("events") {
			continue
		}
		write := func(w io.Writer) error {
			s, err := NewStream(w, f.Name, nil, Options{})
			if err != nil {
				return err
			}
			for range 3 {
				for _, r := range x.events {
					if err := s.Event(r); err != nil {
						return err
					}
				}
				if err := s.Flush(); err != nil {
					return err
				}
			}
			return s.Close()
		}
		whole := &failing{1 << 30}
		if err := write(whole); err != nil {
			t.Fatal(err)
		}
		size := 1<<30 - whole.left
		step := max(size/slowtest.Of(200, 50), 1)
		for n := 0; n < size; n += step {
			if err := write(&failing{n}); !errors.Is(err, errFull) {
				t.Errorf("%s: full after %d of %d bytes: error %v", f.Name, n, size, err)
				break
			}
		}
		if err := write(&failing{size - 1}); !errors.Is(err, errFull) {
			t.Errorf("%s: full before the last byte: error %v", f.Name, err)
		}
	}
}

// TestFullDisk writes to a device that is always full.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here: ", err)
	}
	defer full.Close()
	for _, format := range eventFormats() {
		s, err := NewStream(full, format, nil, Options{})
		if err == nil {
			err = errors.Join(s.Event(newFixture().events[0]), s.Close())
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: error %v, want no space left on device", format, err)
		}
	}
}

// TestDirectoryOnFullDisk fills a file of its own: the old results stay as they
// were, and nothing of the new ones is left.
func TestDirectoryOnFullDisk(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"csv"}}, 1)
	before := map[string]string{}
	for _, name := range names(t, dir) {
		before[name] = readFile(t, dir, name)
	}
	d, err := NewDirectory(dir, Options{Formats: []string{"csv", "parquet"}, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	newFixture().write(t, d, 5)
	d.results[len(d.results)/2].file.Fail(syscall.ENOSPC)
	if err := d.Close(); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v, want no space left, with the name of the file", err)
	}
	after := names(t, dir)
	if len(after) != len(before) {
		t.Errorf("files %v, want those of before", after)
	}
	for _, name := range after {
		if readFile(t, dir, name) != before[name] {
			t.Errorf("%s changed", name)
		}
	}
}

// mounted mounts a tmpfs on a new directory.
func mounted(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "none", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	return dir
}

// TestFullTmpfs is the real thing, where it may be mounted: each format by itself
// until there is no space, whole and in partitions, and all formats on disks of
// many sizes, so that it is now this file that does not fit and now another one,
// or the manifest. There is everything or nothing.
func TestFullTmpfs(t *testing.T) {
	slowtest.Skip(t, "a disk that is full")
	x := newFixture()
	fill := func(t *testing.T, dir string, options Options, repeat int) error {
		d, err := NewDirectory(dir+"/out", options)
		if err != nil {
			if left := names(t, dir); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
			return err
		}
		if d.parts != nil {
			d.parts.spool.limit = 10_000
		}
		for range repeat {
			err = errors.Join(d.Event(x.events[0]), d.Event(x.events[1]), d.Finding(x.findings[0]))
			if err != nil {
				break
			}
		}
		if closed := d.Close(); err == nil {
			err = closed
		}
		if err == nil {
			checkWhole(t, dir+"/out")
		} else if left := names(t, dir); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		return err
	}
	for _, format := range allFormats() {
		for _, partition := range [][]string{nil, {"host", "date"}} {
			t.Run(fmt.Sprint(format, partition), func(t *testing.T) {
				dir := mounted(t, "size=128k")
				err := fill(t, dir, Options{Formats: []string{format}, Partition: partition}, 3000)
				if !errors.Is(err, syscall.ENOSPC) ||
					!strings.Contains(err.Error(), dir) && !strings.Contains(err.Error(), "rows that wait") {
					t.Errorf("error %v, want no space left on device, and where", err)
				}
			})
		}
	}
	failed, fitted := 0, 0
	for size := 12; size <= 1200; size += 36 {
		t.Run(fmt.Sprintf("%dk", size), func(t *testing.T) {
			dir := mounted(t, fmt.Sprintf("size=%dk", size))
			switch err := fill(t, dir, Options{Formats: allFormats(), Partition: []string{"host"}}, 20); {
			case err == nil:
				fitted++
			case errors.Is(err, syscall.ENOSPC):
				failed++
			default:
				t.Errorf("error %v, want no space left on device", err)
			}
		})
	}
	if !t.Failed() && failed+fitted > 0 && (failed == 0 || fitted == 0) {
		t.Errorf("%d disks were too small, %d not: want some of each", failed, fitted)
	}
}

// checkWhole holds that a directory has a manifest, the files that it lists with
// their content, and nothing else.
func checkWhole(t *testing.T, dir string) {
	t.Helper()
	m, err := ReadManifest(dir)
	if err != nil {
		t.Error(err)
		return
	}
	for _, f := range m.Files {
		if sum := sha256.Sum256([]byte(readFile(t, dir, f.Name))); hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s is not what the manifest says", f.Name)
		}
	}
	if there := names(t, dir); len(there) != len(m.Files)+1 {
		t.Errorf("%d files, the manifest and %d more were expected: %v", len(there), len(m.Files), there)
	}
}

// TestReadOnlyFolder: there is a clear error and nothing is left, whether the
// folder is to be made, is there and empty, or holds results to be replaced.
func TestReadOnlyFolder(t *testing.T) {
	dir, err := os.MkdirTemp("", "vsslog-read-only-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	d, err := NewDirectory(filepath.Join(dir, "old"), Options{Formats: []string{"csv"}})
	if err != nil {
		t.Fatal(err)
	}
	newFixture().write(t, d, 1)
	err = errors.Join(d.Close(), os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	for _, sub := range []string{"old", "empty", "."} {
		err = errors.Join(err, os.Chmod(filepath.Join(dir, sub), 0o555))
		defer os.Chmod(filepath.Join(dir, sub), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	before := names(t, dir)
	withoutPrivilege(t, func() { refused(t, dir, os.ErrPermission) })
	if after := names(t, dir); !slices.Equal(before, after) {
		t.Errorf("files %v, there were %v", after, before)
	}
	checkWhole(t, filepath.Join(dir, "old"))
}

// TestReadOnlyDisk is the same with a file system that nobody can write.
func TestReadOnlyDisk(t *testing.T) {
	dir := mounted(t, "size=1m")
	d, err := NewDirectory(filepath.Join(dir, "old"), Options{Formats: []string{"csv"}})
	if err != nil {
		t.Fatal(err)
	}
	newFixture().write(t, d, 1)
	if err := errors.Join(d.Close(), os.Mkdir(filepath.Join(dir, "empty"), 0o755)); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("it cannot be made read-only here: %v %s", err, out)
	}
	refused(t, dir, syscall.EROFS)
	checkWhole(t, filepath.Join(dir, "old"))
}

// refused holds that no results can be written into dir, and that the error is
// clear.
func refused(t *testing.T, dir string, want error) {
	for _, format := range allFormats() {
		for _, partition := range [][]string{nil, {"host", "date"}} {
			for _, sub := range []string{"new", "empty", "old"} {
				path := filepath.Join(dir, sub)
				d, err := NewDirectory(
					path,
					Options{Formats: []string{format}, Partition: partition, Force: sub == "old"},
				)
				if err == nil { // the only table is one in partitions, whose files come last
					err = errors.Join(d.Event(newFixture().events[0]), d.Close())
				}
				if !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
					t.Errorf("%s, %v, %s: error %v, want %v, with the name", format, partition, sub, err, want)
				}
			}
		}
	}
	path := filepath.Join(dir, "empty", "events.arrow")
	if _, err := atomicfile.Create(path, false); !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want %v, with the name", err, want)
	}
}

// TestUnwritableFolder has a file where a folder would have to be.
func TestUnwritableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDirectory(filepath.Join(file, "out"), Options{Formats: []string{"csv"}}); err == nil ||
		!strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one with the name", err)
	}
}

// TestClosedPipe: the reader goes away before rows are written.
func TestClosedPipe(t *testing.T) {
	for _, format := range eventFormats() {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		s, err := NewStream(w, format, nil, Options{})
		if err == nil {
			err = errors.Join(s.Event(newFixture().events[0]), s.Close())
		}
		w.Close()
		if !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%s: error %v, want a broken pipe", format, err)
		}
	}
}

// TestKilledRun kills a process that writes all formats, a part of them in
// partitions, at one moment after the other until one is late enough for it to
// end: a file that bears its name is whole, there is a manifest only beside all
// files, the next run is refused, and with --force it makes what a run without
// trouble makes.
func TestKilledRun(t *testing.T) {
	options := Options{Formats: allFormats(), Partition: []string{"host", "date"}, Meta: fixtureMeta}
	run := func(dir string, force bool) error {
		o := options
		o.Force = force
		d, err := NewDirectory(dir, o)
		if err != nil {
			return err
		}
		d.parts.spool.limit = 20_000
		newFixture().write(t, d, 30)
		return d.Close()
	}
	if dir := os.Getenv("VSSLOG_TEST_KILLED"); dir != "" {
		if err := run(dir, false); err != nil {
			t.Fatal(err)
		}
		return
	}
	slowtest.Skip(t, "what a killed run leaves")
	good := t.TempDir() + "/out"
	start := time.Now()
	if err := run(good, false); err != nil {
		t.Fatal(err)
	}
	step := max(time.Since(start)/8, time.Millisecond)
	want := map[string]string{}
	for _, name := range names(t, good) {
		want[name] = readFile(t, good, name)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	killed, partly, ended := 0, 0, 0
	for after := step; ended == 0; after += step {
		dir := t.TempDir() + "/out"
		child := exec.Command(exe, "-test.run", "^TestKilledRun$")
		child.Env = append(os.Environ(), "VSSLOG_TEST_KILLED="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for stop := time.Now().Add(time.Minute); len(names(t, dir)) == 0 && time.Now().Before(stop); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(after - step)
		child.Process.Kill()
		if child.Wait() == nil {
			ended++
		} else {
			killed++
		}
		left, named, manifest := names(t, dir), 0, false
		for _, name := range left {
			if strings.HasSuffix(name, atomicfile.Partial) {
				continue
			}
			named++
			manifest = manifest || name == manifestName
			if readFile(t, dir, name) != want[name] {
				t.Errorf("killed after %v: %s bears its name and is not whole", after, name)
			}
		}
		if manifest && named != len(want) {
			t.Errorf("killed after %v: a manifest with %d of %d files", after, named, len(want))
		}
		if len(left) == 0 {
			continue
		}
		if len(left) > named {
			partly++
		}
		if _, err := NewDirectory(dir, Options{Formats: []string{"csv"}}); err == nil ||
			!strings.Contains(err.Error(), "not empty") {
			t.Errorf("error %v, want that it is not empty", err)
		}
		if err := run(dir, true); err != nil {
			t.Errorf("killed after %v, the next run: %v", after, err)
			continue
		}
		for _, name := range names(t, dir) {
			if readFile(t, dir, name) != want[name] {
				t.Errorf("killed after %v: the next run left another %s", after, name)
			}
		}
		if got := len(names(t, dir)); got != len(want) {
			t.Errorf("killed after %v: the next run left %d files, want %d", after, got, len(want))
		}
	}
	if killed == 0 || partly == 0 {
		t.Errorf("%d runs were killed, %d of them within their work: want some", killed, partly)
	}
	t.Logf("%d runs were killed, %d of them with files under way; then one ended", killed, partly)
}

// TestMemoryDoesNotGrow holds that chunks go out by their bytes too.
func TestMemoryDoesNotGrow(t *testing.T) {
	s, err := NewStream(io.Discard, "arrows", nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	big := parse.StringValue(strings.Repeat("x", 60<<10))
	row := &EventRow{Record: &parse.Record{Fields: []parse.Field{{Value: big}}}}
	for range 2000 {
		if err := s.Event(row); err != nil {
			t.Fatal(err)
		}
		if n := s.sheet.chunk.Size(); n > chunkBytes+checkEvery*64<<10 {
			t.Fatalf("a chunk holds %d bytes", n)
		}
	}
}
