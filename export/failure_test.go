package export

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

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

// TestEveryWriteErrorIsTold lets each format fail after every number of bytes
// that it can write before it is done: the error must come out.
func TestEveryWriteErrorIsTold(t *testing.T) {
	x := newFixture()
	for i := range Formats {
		f := &Formats[i]
		if !f.Tells("events") {
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
		step := max(size/200, 1)
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
	for _, format := range []string{"arrows", "parquet", "csv", "jsonl"} {
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
	d.results[len(d.results)/2].file.fail(syscall.ENOSPC)
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

// TestFullTmpfs is the real thing, where it may be mounted.
func TestFullTmpfs(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "none", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted here: %v %s", err, out)
	}
	defer exec.Command("umount", dir).Run()
	d, err := NewDirectory(dir+"/out", Options{Formats: []string{"arrow", "csv"}})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 20000 && err == nil; i++ {
		err = d.Event(newFixture().events[0])
	}
	if err = d.Close(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want no space left on device", err)
	}
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "out")} {
		if _, err := NewDirectory(path, Options{Formats: []string{"csv"}}); !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), dir) {
			t.Errorf("error %v, want permission denied, with the name", err)
		}
	}
}

// TestUnwritableFolder stands in for a read-only one where root runs the tests.
func TestUnwritableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDirectory(filepath.Join(file, "out"), Options{Formats: []string{"csv"}}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one with the name", err)
	}
}

// TestClosedPipe: the reader goes away while rows are written.
func TestClosedPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	s, err := NewStream(w, "arrows", nil, Options{})
	if err == nil {
		err = errors.Join(s.Event(newFixture().events[0]), s.Close())
	}
	if !errors.Is(err, syscall.EPIPE) {
		t.Errorf("error %v, want a broken pipe", err)
	}
}

// TestKilledRun kills a process that writes: nothing bears a final name, the next
// run is refused, and --force clears away what was left.
func TestKilledRun(t *testing.T) {
	if dir := os.Getenv("VSSLOG_TEST_KILLED"); dir != "" {
		d, err := NewDirectory(dir, Options{Formats: []string{"arrow", "csv"}})
		if err != nil {
			t.Fatal(err)
		}
		newFixture().write(t, d, 2000)
		time.Sleep(time.Minute) // to be killed
	}
	dir := t.TempDir() + "/out"
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(exe, "-test.run", "^TestKilledRun$")
	child.Env = append(os.Environ(), "VSSLOG_TEST_KILLED="+dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for range 500 {
		if len(names(t, dir)) >= 14 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	child.Process.Kill()
	child.Wait()
	left := names(t, dir)
	if len(left) != 14 || slices.ContainsFunc(left, func(n string) bool { return !strings.HasSuffix(n, partial) }) {
		t.Fatalf("a killed run left %v, want 14 files under temporary names", left)
	}
	if _, err := NewDirectory(dir, Options{Formats: []string{"csv"}}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("error %v, want that it is not empty", err)
	}
	d, err := NewDirectory(dir, Options{Formats: []string{"csv"}, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 8 {
		t.Errorf("files %v, want seven tables and the manifest", got)
	}
}

func TestCreateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.csv")
	f, err := CreateFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CreateFile(path, false); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run to the same file: error %v", err)
	}
	f.Write([]byte("a"))
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Discard() // as a deferred call does
	if _, err := CreateFile(path, false); err == nil || !strings.Contains(err.Error(), "--force") {
		t.Errorf("a file that is there: error %v", err)
	}
	if f, err = CreateFile(path, true); err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("b"))
	f.Discard()
	if got := readFile(t, path); got != "a" {
		t.Errorf("a run that was given up left %q, want the old content", got)
	}
	if _, err := f.Write([]byte("c")); err == nil {
		t.Error("a closed file took bytes")
	}
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
		if n := s.sheet.chunk.size(); n > chunkBytes+checkEvery*64<<10 {
			t.Fatalf("a chunk holds %d bytes", n)
		}
	}
}
