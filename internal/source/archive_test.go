package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// packed is a file to put into an archive.
type packed struct{ name, content string }

var stamp = time.Date(2007, 3, 4, 5, 6, 7, 0, time.UTC)

func zipped(t testing.TB, files ...packed) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: stamp})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.content)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t testing.TB, files ...packed) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content)), ModTime: stamp}
		if link, ok := strings.CutPrefix(f.content, "-> "); ok {
			h.Typeflag, h.Linkname, h.Size, f.content = tar.TypeSymlink, link, 0, ""
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, f.content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// squeezed compresses content with a writer that an unpacker of ours must understand.
func squeezed(t testing.TB, kind, content string) string {
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch kind {
	case "gz":
		w = gzip.NewWriter(&b)
	case "xz":
		w, err = xz.NewWriter(&b)
	case "zst":
		w, err = zstd.NewWriter(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bzipped2 is "bzipped\n", as bzip2 packs it; the standard library has no writer.
const bzipped2 = "QlpoOTFBWSZTWeeSVRgAAADBgAAQFiBAECAAIhpjUIYDk6IPF3JFOFCQ55JVGA=="

// sevenZipped is a 7z archive that stores its files (7zFormat.txt of the LZMA SDK).
func sevenZipped(files ...packed) string {
	var data, sizes, sums, names []byte
	last := 0
	for _, f := range files {
		data = append(data, f.content...)
		sizes = append(sizes, sevenZipNumber(len(f.content))...)
		last = len(sevenZipNumber(len(f.content)))
		sums = binary.LittleEndian.AppendUint32(sums, crc32.ChecksumIEEE([]byte(f.content)))
		for _, r := range f.name {
			names = binary.LittleEndian.AppendUint16(names, uint16(r))
		}
		names = append(names, 0, 0)
	}
	n := byte(len(files))
	header := []byte{0x01, 0x04, 0x06, 0x00, 0x01, 0x09} // main streams; one pack stream
	header = append(append(header, sevenZipNumber(len(data))...), 0x00,
		0x07, 0x0b, 0x01, 0x00, 0x01, 0x01, 0x00, 0x0c) // one folder, one coder: copy
	header = append(append(header, sevenZipNumber(len(data))...), 0x00, 0x08, 0x0d, n, 0x09)
	header = append(header, sizes[:len(sizes)-last]...)
	header = append(append(header, 0x0a, 0x01), sums...)
	header = append(header, 0x00, 0x00, 0x05, n, 0x11)
	header = append(append(header, sevenZipNumber(len(names)+1)...), 0x00)
	header = append(append(header, names...), 0x00, 0x00)
	start := binary.LittleEndian.AppendUint64(nil, uint64(len(data)))
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(header))
	out := append(
		[]byte("7z\xbc\xaf\x27\x1c\x00\x04"),
		binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return string(append(append(append(out, start...), data...), header...))
}

// sevenZipNumber writes a number below 1 << 14.
func sevenZipNumber(n int) []byte {
	if n < 0x80 {
		return []byte{byte(n)}
	}
	return []byte{0x80 | byte(n>>8), byte(n)}
}

// walked walks one file of that name and content.
func walked(t *testing.T, opt Options, name, content string) ([]seen, []Problem) {
	t.Helper()
	got, problems := collected(t, opt, filepath.Join(tree(t, map[string]string{name: content}), name))
	noFilesLeft(t)
	return got, problems
}

// TestMain gives the tests a temporary folder of their own, to see what is left in it.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "collect-test-*")
	if err != nil {
		panic(err)
	}
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		os.Setenv(name, dir)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func noFilesLeft(t *testing.T) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "vsslog-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v %v", left, err)
	}
}

func TestArchives(t *testing.T) {
	bz, err := base64.StdEncoding.DecodeString(bzipped2)
	if err != nil {
		t.Fatal(err)
	}
	files := []packed{{"h1/b", "B"}, {"h1/a.txt", "A"}, {"x", "X"}, {"h1/a/c", "C"}}
	sorted := func(name string) []seen {
		return []seen{
			{name + "!/h1/a/c", "h1", "C"},
			{name + "!/h1/a.txt", "h1", "A"},
			{name + "!/h1/b", "h1", "B"},
			{name + "!/x", "logs", "X"},
		}
	}
	stored := func(name string) []seen {
		s := sorted(name)
		return []seen{s[2], s[1], s[3], s[0]}
	}
	for _, c := range []struct {
		name, content string
		want          []seen
	}{
		{"logs.zip", zipped(t, files...), sorted("logs.zip")},
		{"logs.tar", tarred(t, files...), stored("logs.tar")},
		{"logs.tar.gz", squeezed(t, "gz", tarred(t, files...)), stored("logs.tar.gz")},
		{"logs.tgz", squeezed(t, "gz", tarred(t, files...)), stored("logs.tgz")},
		{"logs.tar.xz", squeezed(t, "xz", tarred(t, files...)), stored("logs.tar.xz")},
		{"logs.tar.zst", squeezed(t, "zst", tarred(t, files...)), stored("logs.tar.zst")},
		{"logs.7z", sevenZipped(files...), stored("logs.7z")},
		{"a.evt.gz", squeezed(t, "gz", "log"), []seen{{"a.evt.gz!/a.evt", "", "log"}}},
		{"a.evt.xz", squeezed(t, "xz", "log"), []seen{{"a.evt.xz!/a.evt", "", "log"}}},
		{"a.evt.zst", squeezed(t, "zst", "log"), []seen{{"a.evt.zst!/a.evt", "", "log"}}},
		{"a.evt.bz2", string(bz), []seen{{"a.evt.bz2!/a.evt", "", "bzipped\n"}}},
		{"no-extension", squeezed(t, "gz", "log"), []seen{{"no-extension!/no-extension", "", "log"}}},
		{"empty.zip", zipped(t), nil},
		{"named.txt", zipped(t, packed{"in", "zip"}), []seen{{"named.txt!/in", "named.txt", "zip"}}},
		{"hostile.zip", zipped(t, packed{"../../etc/passwd", "1"}, packed{`C:\logs\a`, "2"}, packed{"/abs", "3"}, packed{"x\x1b[2Jy", "4"}, packed{"abs", "5"}, packed{"x\u202egnp.exe", "6"}), []seen{
			{"hostile.zip!/C:/logs/a", "C:", "2"}, {"hostile.zip!/abs", "hostile", "3"}, {"hostile.zip!/abs#2", "hostile", "5"},
			{"hostile.zip!/etc/passwd", "etc", "1"}, {"hostile.zip!/x\uFFFD[2Jy", "hostile", "4"}, {"hostile.zip!/x\uFFFDgnp.exe", "hostile", "6"}}},
		{"links.tar", tarred(t, packed{"a", "A"}, packed{"l", "-> a"}, packed{"m", "-> /etc/passwd"}), []seen{{"links.tar!/a", "links", "A"}}},
		{"outer.zip", zipped(t, packed{"h2/in.tar.gz", squeezed(t, "gz", tarred(t, packed{"d/z.zip", zipped(t, packed{"y", "deep"})}))}),
			[]seen{{"outer.zip!/h2/in.tar.gz!/d/z.zip!/y", "h2", "deep"}}},
		{"host.zip", zipped(t, packed{"host/a", "A"}, packed{"host/sub/b", "B"}), []seen{{"host.zip!/host/a", "host", "A"}, {"host.zip!/host/sub/b", "sub", "B"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, problems := walked(t, Options{}, c.name, c.content)
			if d := cmp.Diff(c.want, got); d != "" || len(problems) > 0 {
				t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
			}
		})
	}
}

func TestArchiveInFolder(t *testing.T) {
	root := tree(
		t,
		map[string]string{
			"c/h1.zip":      zipped(t, packed{"a", "A"}),
			"c/h2/l.zip":    zipped(t, packed{"x/b", "B"}),
			"c/h3/s.evt.gz": squeezed(t, "gz", "S"),
		},
	)
	got, problems := collected(t, Options{}, filepath.Join(root, "c"))
	want := []seen{{"c/h1.zip!/a", "h1", "A"}, {"c/h2/l.zip!/x/b", "h2", "B"}, {"c/h3/s.evt.gz!/s.evt", "h3", "S"}}
	if d := cmp.Diff(want, got); d != "" || len(problems) > 0 {
		t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
	}
}

// manifestOf lists files with their content.
func manifestOf(files ...string) string {
	var list []string
	for i := 0; i < len(files); i += 2 {
		list = append(
			list,
			fmt.Sprintf(
				`{"name":%q,"table":"t","bytes":%d,"sha256":"%x"}`,
				files[i],
				len(files[i+1]),
				sha256.Sum256([]byte(files[i+1])),
			),
		)
	}
	return `{"other": {"a": [1, {}]}, "vsslog": {"version": "1", "inputs": [{"source": "s"}], "files": [` + strings.Join(
		list,
		",",
	) + `]}}`
}

func TestArchiveOwnResults(t *testing.T) {
	files := []packed{
		{"out/events.csv", "x"},
		{"out/manifest.json", manifestOf("events.csv", "x", "deep/y", "y", "changed", "before", "gone", "g")},
		{"out/deep/y", "y"},
		{"out/changed", "behind"},
		{"outer", "o"},
		{"fake/manifest.json", `{"vsslog":1}`},
		{"fake/log", "l"},
	}
	for name, content := range map[string]string{"a.zip": zipped(t, files...), "a.tar": tarred(t, files...), "a.7z": sevenZipped(files...), "a.tar.gz": squeezed(t, "gz", tarred(t, files...))} {
		got, problems := walked(t, Options{}, name, content)
		slices.SortFunc(got, func(a, b seen) int { return strings.Compare(a.Source, b.Source) })
		want := []seen{
			{name + "!/fake/log", "fake", "l"},
			{name + "!/fake/manifest.json", "fake", `{"vsslog":1}`},
			{name + "!/out/changed", "out", "behind"},
			{name + "!/outer", "a", "o"},
		}
		for i := range min(len(want), len(got)) {
			want[i].Host = got[i].Host
		}
		if d := cmp.Diff(want, got); d != "" || len(problems) != 1 {
			t.Errorf("problems %v, inputs (-want +got):\n%s", problems, d)
		}
		wantProblem(t, problems, name+"!/out", ErrOwnResults)
	}
	got, problems := walked(
		t,
		Options{},
		"b.zip",
		zipped(t, files[0], files[1], files[2], packed{"x", "x"}, packed{"manifest.json", manifestOf("x", "x")}),
	)
	if len(got) > 0 {
		t.Errorf("inputs %v", got)
	}
	wantProblem(t, problems, "b.zip", ErrOwnResults)
}

// TestBroken cuts archives off and turns bits in them: what is whole is read, the
// rest is a problem or an error of its reader, and nothing panics.
func TestBroken(t *testing.T) {
	files := []packed{{"a", strings.Repeat("A", 3000)}, {"b", strings.Repeat("B", 3000)}}
	for name, content := range map[string]string{
		"a.zip": zipped(t, files...), "a.tar": tarred(t, files...), "a.7z": sevenZipped(packed{"a", "A"}, packed{"b", "B"}),
		"a.tar.gz": squeezed(t, "gz", tarred(t, files...)), "a.gz": squeezed(t, "gz", files[0].content), "a.xz": squeezed(t, "xz", files[0].content), "a.zst": squeezed(t, "zst", files[0].content),
	} {
		try := func(what string, broken string) {
			path := filepath.Join(tree(t, map[string]string{"c/" + name: broken, "c/z": "last"}), "c")
			failed, last := 0, ""
			problems, err := Walk(context.Background(), []string{path}, Options{}, func(in *parse.Input) error {
				r, err := in.Open()
				if err == nil {
					var b []byte
					b, err = io.ReadAll(r)
					last = string(b)
					r.Close()
				}
				if err != nil {
					failed++
				}
				return nil
			})
			if err != nil || last != "last" {
				t.Errorf("%s, %s: %v, the last file read is %q", name, what, err, last)
			}
			if strings.HasPrefix(what, "cut") && failed+len(problems) == 0 {
				t.Errorf("%s, %s at %d: nothing is said", name, what, len(broken))
			}
		}
		for cut := 20; cut < len(content) && cut < 700; cut += slowtest.Of(37, 74) {
			if name == "a.tar" && cut < 512 {
				continue // no longer a tar
			}
			try("cut", content[:cut])
		}
		for at := 0; at < len(content); at += 1 + len(content)/slowtest.Of(40, 20) {
			b := []byte(content)
			b[at] ^= 0x55
			try("changed", string(b))
		}
		noFilesLeft(t)
	}
}

// TestCutMember checks that what came before the end of a cut file is handed on.
func TestCutMember(t *testing.T) {
	tarball := tarred(t, packed{"a", "A"}, packed{"b", strings.Repeat("B", 5000)})
	path := filepath.Join(tree(t, map[string]string{"a.tar": tarball[:512*3+600]}), "a.tar")
	var got []string
	problems, err := Walk(context.Background(), []string{path}, Options{}, func(in *parse.Input) error {
		r, err := in.Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(r)
		got = append(got, in.Source)
		if in.Source == "a.tar!/b" && (len(b) != 600 || !errors.Is(err, io.ErrUnexpectedEOF)) {
			t.Errorf("%d bytes, error %v", len(b), err)
		}
		return nil
	})
	if d := cmp.Diff([]string{"a.tar!/a", "a.tar!/b"}, got); d != "" || err != nil {
		t.Errorf("error %v, inputs (-want +got):\n%s", err, d)
	}
	wantProblem(t, problems, "a.tar", io.ErrUnexpectedEOF)
}

func TestLimits(t *testing.T) {
	nested := packed{"x", "innermost"}
	for range 6 {
		nested = packed{"n.zip", zipped(t, nested)}
	}
	zeros := strings.Repeat("\x00", 1<<20)
	many := make([]packed, 50)
	for i := range many {
		many[i] = packed{strings.Repeat("m", i+1), "m"}
	}
	for _, c := range []struct {
		name, content string
		limits        Limits
		source        string // of the problem
		inputs        int
	}{
		{"n.zip", nested.content, Limits{}, "n.zip!/n.zip!/n.zip!/n.zip!/n.zip!/n.zip", 0},
		{"n.zip", nested.content, Limits{Depth: 2}, "n.zip!/n.zip!/n.zip", 0},
		{"ratio.zip", zipped(t, packed{"a", zeros}, packed{"b", "b"}), Limits{RatioFrom: 1 << 16, Ratio: 100}, "ratio.zip", 1},
		{"ratio.gz", squeezed(t, "gz", zeros), Limits{RatioFrom: 1 << 16, Ratio: 100}, "ratio.gz", 0},
		{"ratio.tar.gz", squeezed(t, "gz", tarred(t, packed{"a", zeros})), Limits{RatioFrom: 1 << 16, Ratio: 100}, "ratio.tar.gz", 1},
		{"nested.zip", zipped(t, packed{"in.zip", zipped(t, packed{"a", zeros})}, packed{"z", "z"}), Limits{RatioFrom: 1 << 16, Ratio: 100}, "nested.zip", 1},
		{"bytes.zip", zipped(t, packed{"a", zeros}, packed{"b", zeros}, packed{"c", "c"}), Limits{Bytes: 3 << 19}, "bytes.zip", 2},
		{"many.zip", zipped(t, many...), Limits{Members: 20}, "many.zip", 20},
		{"many.tar", tarred(t, many...), Limits{Members: 20}, "many.tar", 20},
		{"many.7z", sevenZipped(many[:7]...), Limits{Members: 5}, "many.7z", 5},
		{"in.zip", zipped(t, packed{"in.zip", zipped(t, many[:15]...)}, packed{"z.tar", tarred(t, many[:15]...)}), Limits{Members: 20}, "in.zip", 18},
	} {
		path := filepath.Join(tree(t, map[string]string{c.name: c.content}), c.name)
		inputs := 0
		problems, err := Walk(
			context.Background(),
			[]string{path},
			Options{Limits: c.limits},
			func(in *parse.Input) error {
				inputs++
				r, err := in.Open()
				if err != nil {
					return nil
				}
				defer r.Close()
				n, err := io.Copy(io.Discard, r)
				if n > 3<<19 {
					t.Errorf("%s: %d bytes got through, then %v", in.Source, n, err)
				}
				return nil
			},
		)
		if err != nil || inputs != c.inputs || len(problems) != 1 {
			t.Errorf("%s: %v, %d inputs, want %d, problems %v", c.name, err, inputs, c.inputs, problems)
		}
		wantProblem(t, problems, c.source, ErrLimit)
		noFilesLeft(t)
	}
}

// TestLargeMembers checks members that do not fit in memory: they are complete,
// and gone from the disk at the end, also when the walk is stopped.
func TestLargeMembers(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", (spill.StreamMemory+1<<16)/16)
	tarball := tarred(t, packed{"large", large}, packed{"small", "s"})
	got, problems := walked(t, Options{}, "a.tar", tarball)
	if len(got) != 2 || got[0].Content != large || len(problems) > 0 {
		t.Errorf("%d inputs, problems %v", len(got), problems)
	}
	got, problems = walked(t, Options{}, "a.zip", zipped(t, packed{"n.tar", tarball}))
	if len(got) != 2 || got[0].Content != large || len(problems) > 0 {
		t.Errorf("%d inputs, problems %v", len(got), problems)
	}
	path := filepath.Join(tree(t, map[string]string{"a.tar": tarball}), "a.tar")
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := Walk(ctx, []string{path}, Options{}, func(*parse.Input) error { cancel(); return ctx.Err() }); !errors.Is(
		err,
		context.Canceled,
	) {
		t.Errorf("error %v, want the context's", err)
	}
	noFilesLeft(t)
	func() {
		defer func() { recover() }()
		Walk(context.Background(), []string{path}, Options{}, func(*parse.Input) error { panic("visit") })
	}()
	noFilesLeft(t)
}

// TestEncrypted reads archives that the 7z library brings along.
func TestEncrypted(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/bodgit/sevenzip").Output()
	path := filepath.Join(strings.TrimSpace(string(dir)), "testdata", "t2.7z")
	if _, missing := os.Stat(path); err != nil || missing != nil {
		t.Skipf("the module cache has no encrypted archive to read: %v", errors.Join(err, missing))
	}
	got, problems := collected(t, Options{Password: "password"}, path)
	if len(got) == 0 || len(problems) > 0 {
		t.Errorf("with the password: %d inputs, problems %v", len(got), problems)
	}
	for _, wrong := range []string{"", "wrong"} {
		got, problems := []seen(nil), []Problem(nil)
		problems, err := Walk(
			context.Background(),
			[]string{path},
			Options{Password: wrong},
			func(in *parse.Input) error {
				if r, err := in.Open(); err == nil {
					if _, err = io.Copy(io.Discard, r); err == nil {
						got = append(got, seen{Source: in.Source})
					}
				}
				return nil
			},
		)
		if err != nil || len(got) > 0 {
			t.Errorf("password %q: %v %v %v", wrong, got, problems, err)
		}
	}
}

func TestContainerOf(t *testing.T) {
	for name, head := range map[string]string{
		"text": "PK is short for Phil Katz", "bz in text": "BZh is what bzip2 files begin with", "evtx": "ElfFile\x00", "evt": "0\x00\x00\x00LfLe",
		"empty": "", "zeros": strings.Repeat("\x00", 512), "spaces": strings.Repeat(" ", 512),
	} {
		if k := containerOf([]byte(head)); k != notContainer {
			t.Errorf("%s: container %d", name, k)
		}
	}
}
