package web_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// zipped makes a zip of folders and files, which are stored as they are.
func zipped(t *testing.T, path string, what ...string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z := zip.NewWriter(file)
	for _, root := range what {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			rel, err := filepath.Rel(filepath.Dir(root), name)
			if err != nil {
				return err
			}
			w, err := z.CreateHeader(&zip.FileHeader{Name: filepath.ToSlash(rel), Method: zip.Store})
			if err != nil {
				return err
			}
			r, err := os.Open(name)
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = io.Copy(w, r)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

// usage is what the processes of a browser that hold pages have taken of processors, in
// seconds, and what one of them has held at most, in MiB; 0 where the system does not say.
func usage(pid int) (cpu float64, most int) {
	processes, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, path := range processes {
		status, _ := os.ReadFile(path)
		command, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		if !bytes.Contains(command, []byte("--type=renderer")) || !descends(status, pid) {
			continue
		}
		if _, rest, found := bytes.Cut(status, []byte("VmHWM:")); found {
			kib, _ := strconv.Atoi(string(bytes.Fields(rest)[0]))
			most = max(most, kib>>10)
		}
		stat, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "stat"))
		fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
		for _, at := range []int{11, 12} { // user and system, in hundredths of a second
			if at < len(fields) {
				ticks, _ := strconv.Atoi(string(fields[at]))
				cpu += float64(ticks) / 100
			}
		}
	}
	return cpu, most
}

// descends reports whether a process was begun by another one, or by one of its children.
func descends(status []byte, pid int) bool {
	for range 5 {
		_, rest, found := bytes.Cut(status, []byte("PPid:"))
		if !found {
			return false
		}
		parent := string(bytes.Fields(rest)[0])
		if parent == strconv.Itoa(pid) {
			return true
		}
		status, _ = os.ReadFile("/proc/" + parent + "/status")
	}
	return false
}

// mostMemory is what the page's process may take up for the large zip, in MiB.
const mostMemory = 900

// TestLarge: a zip of 200 MB of event logs, of one busy host and of a hundred others, is
// read piece by piece and gives what the command gives.
func TestLarge(t *testing.T) {
	p := open(t)
	dir := t.TempDir()
	logs, err := filepath.Glob("../samples/*/*.evtx")
	if err != nil {
		t.Fatal(err)
	}
	busy := filepath.Join(dir, "busy.evtx")
	arguments := append([]string{"run", "../bench/mklarge", "-mib", "144", "-renumber", "-host", "1", busy}, logs...)
	if out, err := exec.Command("go", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	fleet := filepath.Join(dir, "fleet")
	p.run("simulate", "--fleet", "110", "--nights", "10", "--out", fleet)
	large := filepath.Join(dir, "large.zip")
	zipped(t, large, busy, fleet)
	info, err := os.Stat(large)
	if err != nil || info.Size() < 190e6 || info.Size() > 230e6 {
		t.Fatalf("the zip has %d bytes: %v", info.Size(), err)
	}
	before, _ := usage(p.Pid)
	memory, watched := 0, time.NewTicker(time.Second)
	done, end := make(chan struct{}), make(chan struct{})
	go func() { // not every system keeps the most that a process has held
		defer close(end)
		for {
			select {
			case <-watched.C:
				_, held := usage(p.Pid)
				memory = max(memory, held)
			case <-done:
				return
			}
		}
	}()
	got := p.choose(large)
	close(done)
	<-end
	cpu, _ := usage(p.Pid)
	var seconds float64
	p.Eval(`shown.seconds`, &seconds)
	native := p.sameFiles(large, got)
	t.Logf(
		"%d MB: %.1f s of the processor, %.1f s by the clock and %d MiB at most in the browser; %.1f s of the "+
			"processor with the command",
		info.Size()/1e6,
		cpu-before,
		seconds,
		memory,
		native.Seconds(),
	)
	if memory > mostMemory {
		t.Errorf("%d MiB of memory, want at most %d", memory, mostMemory)
	}
	p.clean()
}

// TestDamaged: what a damaged input still tells is told, with what is wrong with it, as the
// command does.
func TestDamaged(t *testing.T) {
	p := open(t)
	dir := t.TempDir()
	log, err := os.ReadFile("../samples/freeze-timeout-2016/Application.evtx")
	if err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(dir, "whole.zip")
	zipped(t, whole, "../samples/freeze-timeout-2016")
	archive, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	torn := bytes.Clone(log)
	for i := len(torn) / 3; i < len(torn); i += 5000 {
		torn[i] ^= 0xff
	}
	for name, content := range map[string][]byte{
		"torn.evtx": torn, "cut.evtx": log[:len(log)/2], "cut.zip": archive[:len(archive)*2/3], "empty.evtx": nil, "nuls.txt": make([]byte, 5000),
		"no-evtx.evtx": []byte("ElfFile\x00 and nothing more"),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		p.same(path)
	}
	p.clean()
}

// bomb is a zip whose one member unfolds to so many bytes.
func bomb(t *testing.T, path string, unfolded int64) {
	t.Helper()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	z.RegisterCompressor(
		zip.Deflate,
		func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) },
	)
	w, err := z.Create("sql01/Application.evtx")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for left := unfolded; left > 0; left -= int64(len(zeros)) {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestHostile: what is made to end or starve a run is an input with a reason, the good host
// beside it is answered, and no name does anything in the page.
func TestHostile(t *testing.T) {
	p := open(t)
	dir := filepath.Join(t.TempDir(), "upload")
	good := filepath.Join(dir, "erp16")
	if err := os.CopyFS(good, os.DirFS("../samples/freeze-timeout-2016")); err != nil {
		t.Fatal(err)
	}
	bomb(t, filepath.Join(dir, "bomb.zip"), 512<<20)
	// Windows forbids most of these signs in names; a browser hands them out where they are.
	name := "<img src=x onerror=document.title='owned'>.txt"
	if err := os.WriteFile(filepath.Join(dir, name), []byte("a line\n<script>document.title='owned'</script>\n"), 0o644); err != nil {
		name = "plain.txt"
	}
	p.same(dir)
	p.hostileBeside(t, good)
	var title string
	if p.Eval(`document.title`, &title); strings.Contains(title, "owned") {
		t.Errorf("a name of a file ran as script: the title is %q", title)
	}
	p.clean()
}

// hostileBeside answers each hostile input beside the corpus, with a good host.
func (p *page) hostileBeside(t *testing.T, good string) {
	if os.Getenv("VSSLOG_CORPUS") == "" {
		t.Log("VSSLOG_CORPUS is not set: the page was NOT tested with the hostile inputs beside it")
		return
	}
	from := beside(t, "hostile")
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		dir := filepath.Join(t.TempDir(), "one")
		if err := os.CopyFS(filepath.Join(dir, "erp16"), os.DirFS(good)); err != nil {
			t.Fatal(err)
		}
		if e.IsDir() {
			err = os.CopyFS(filepath.Join(dir, e.Name()), os.DirFS(filepath.Join(from, e.Name())))
		} else {
			err = os.Link(filepath.Join(from, e.Name()), filepath.Join(dir, e.Name()))
		}
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		p.same(dir)
		var seconds float64
		p.Eval(`shown.seconds`, &seconds)
		t.Logf("%s: %.1f s, %.1f s with the command's", e.Name(), seconds, time.Since(begun).Seconds())
	}
}
