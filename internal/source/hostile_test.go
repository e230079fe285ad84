package source

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// sevenZipWith is an archive whose header is not packed.
func sevenZipWith(header []byte) string {
	start := binary.LittleEndian.AppendUint64(nil, 0)
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(header))
	out := append(
		[]byte("7z\xbc\xaf\x27\x1c\x00\x04"),
		binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return string(append(append(out, start...), header...))
}

// xzAsking is an xz stream whose first block asks for a dictionary.
func xzAsking(t *testing.T, property byte) string {
	data := []byte(squeezed(t, "xz", "content"))
	header := data[12 : 12+(int(data[12])+1)*4]
	at := bytes.IndexByte(header[2:], 0x21) + 2
	header[at+2] = property
	binary.LittleEndian.PutUint32(header[len(header)-4:], crc32.ChecksumIEEE(header[:len(header)-4]))
	return string(data)
}

// sparseTar is a tar of GNU's old sparse format: one hole of a size.
func sparseTar(size int64) string {
	var h [512]byte
	copy(h[:], "holes")
	copy(h[100:], "0000644\x00")
	copy(h[124:], "00000000000\x00")
	copy(h[136:], "00000000000\x00")
	h[156] = tar.TypeGNUSparse
	copy(h[257:], "ustar  \x00")
	copy(h[386:], fmt.Sprintf("%011o\x00%011o\x00", size, 0))
	copy(h[483:], fmt.Sprintf("%011o\x00", size))
	copy(h[148:], "        ")
	sum := 0
	for _, b := range h {
		sum += int(b)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(h[:]) + strings.Repeat("\x00", 1024)
}

// TestHostile walks what is made to cost more than it is. Each ends with a reason,
// soon, and without holding what it claims.
func TestHostile(t *testing.T) {
	same := make([]packed, slowtest.Of(20_000, 5_000))
	for i := range same {
		same[i] = packed{"a", "x"}
	}
	deep := make([]packed, slowtest.Of(300, 100))
	for i := range deep {
		deep[i] = packed{strings.Repeat("d/", 20_000) + fmt.Sprint(i), "x"}
	}
	million := append([]byte{0x01, 0x05}, 0xf0, 0, 0, 0, 0x40) // 2^30 files
	nested := squeezed(t, "xz", "content")
	for name, c := range map[string]struct {
		content string
		why     error // of a problem; nil: none
		inputs  int
	}{
		"files.7z":      {sevenZipWith(million), errSevenZip, 0},
		"folders.7z":    {sevenZipWith([]byte{0x01, 0x04, 0x07, 0x0b, 0xf0, 0, 0, 0, 0x40, 0}), errSevenZip, 0},
		"outputs.7z":    {sevenZipWith([]byte{0x01, 0x04, 0x07, 0x0b, 1, 0, 1, 0x11, 0, 1, 0xf0, 0, 0, 0, 0x40, 0x0c}), errSevenZip, 0},
		"properties.7z": {sevenZipWith([]byte{0x01, 0x04, 0x07, 0x0b, 1, 0, 1, 0x21, 0x21, 0xf0, 0, 0, 0, 0x40}), errSevenZip, 0},
		"dictionary.7z": {sevenZipWith([]byte{0x01, 0x04, 0x07, 0x0b, 1, 0, 1, 0x21, 0x21, 1, 40, 0x0c, 1, 0}), ErrLimit, 0},
		"streams.7z":    {sevenZipWith([]byte{0x01, 0x04, 0x07, 0x0b, 1, 0, 1, 1, 0, 0x0c, 1, 0, 0x08, 0x0d, 0xf0, 0, 0, 0, 0x40, 0x09}), errSevenZip, 0},
		"sum.7z":        {strings.Replace(sevenZipWith(million), "\x00\x04", "\x00\x04\x01", 1), errSevenZip, 0},
		"first.xz":      {xzAsking(t, 39), ErrLimit, 0},
		"second.xz":     {nested + xzAsking(t, 39), ErrLimit, 1},
		"padded.xz":     {nested + "\x00\x00\x00\x00" + nested, nil, 1},
		"same.zip":      {zipped(t, same...), nil, len(same)},
		"same.tar":      {tarred(t, same...), nil, len(same)},
		"deep.tar":      {tarred(t, deep...), nil, len(deep)},
		"sparse.tar":    {sparseTar(8 << 30), ErrLimit, 1},
		"feeds.gz":      {squeezed(t, "gz", strings.Repeat("\n", 100<<20)), ErrLimit, 1},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(tree(t, map[string]string{name: c.content}), name)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			begun, inputs := time.Now(), 0
			problems, err := Walk(context.Background(), []string{path}, Options{}, func(in *parse.Input) error {
				inputs++
				if len(in.Source) > 2*longestName {
					t.Errorf("a name of %d bytes", len(in.Source))
				}
				r, err := in.Open()
				if err != nil {
					return nil
				}
				defer r.Close()
				if n, err := io.Copy(io.Discard, r); errors.Is(err, ErrLimit) && c.why == nil {
					t.Errorf("%d bytes, then %v", n, err)
				} else if errors.Is(err, ErrLimit) {
					problemsOf = append(problemsOf, err)
				}
				return nil
			})
			runtime.ReadMemStats(&after)
			if err != nil || inputs > c.inputs || c.why == nil && inputs != c.inputs {
				t.Errorf("%v, %d inputs, want %d", err, inputs, c.inputs)
			}
			found := c.why == nil
			for _, p := range problems {
				found = found || errors.Is(p, c.why)
			}
			for _, p := range problemsOf {
				found = found || errors.Is(p, c.why)
			}
			problemsOf = nil
			if !found || c.why == nil && len(problems) > 0 {
				t.Errorf("problems %v, want %v", problems, c.why)
			}
			if taken := time.Since(begun); taken > 30*time.Second {
				t.Errorf("it took %s", taken)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > 1<<30 {
				t.Errorf("%d MiB allocated", took>>20)
			}
		})
	}
}

// problemsOf are errors that readers of inputs met.
var problemsOf []error

// What has no end is no argument.
func TestDevices(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	paths := []string{os.DevNull}
	if err := makeFIFO(fifo); err != nil {
		t.Logf("no pipe can be made here: %v", err)
	} else {
		paths = append(paths, fifo)
	}
	for _, path := range paths {
		got, problems := collected(t, Options{}, path)
		if len(got) > 0 || len(problems) != 1 || !errors.Is(problems[0], ErrNotAFile) {
			t.Errorf("%s: inputs %v, problems %v", path, got, problems)
		}
	}
}

// FuzzWalk walks anything as an archive, a document or a folder's file. It ends, and
// hands on no more than the limits allow.
func FuzzWalk(f *testing.F) {
	for _, seed := range []string{zipped(f, packed{"a/b", "content"}, packed{"manifest.json", manifestOf("a/b", "content")}), tarred(f, packed{"a", "A"}), sevenZipped(packed{"a", "A"}, packed{"b", "B"}),
		squeezed(f, "gz", "text"), squeezed(f, "xz", "text"), squeezed(f, "zst", tarred(f, packed{"x", "y"})), sparseTar(1 << 20), eml + "YQ==\r\n--b1--\r\n",
		`{\rtf1 a\'e4\u252?\par}`, "<html><p>a<pre>b", zipped(f, packed{"mimetype", "x"}, packed{"content.xml", "<text:p>a</text:p>"})} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{Members: 200, Bytes: 4 << 20}
		read := int64(0)
		_, err := Walk(
			context.Background(),
			[]string{Stdin},
			Options{Limits: limits, Stdin: bytes.NewReader(data)},
			func(in *parse.Input) error {
				r, err := in.Open()
				if err != nil {
					return nil
				}
				defer r.Close()
				n, _ := io.Copy(io.Discard, r)
				read += n
				return nil
			},
		)
		if err != nil {
			t.Fatal(err)
		}
		if most := limits.Bytes + int64(len(data)) + 1<<20; read > most {
			t.Errorf("%d bytes came out of %d", read, len(data))
		}
	})
}

// TestRunLimits checks the limits of a run: they hold over all archives of it, and
// what was not reached is read.
func TestRunLimits(t *testing.T) {
	files := map[string]string{"c/plain.log": "l"}
	for i := range 5 {
		files[fmt.Sprintf("c/%d.zip", i)] = zipped(t, packed{"a", strings.Repeat("x", 1000)}, packed{"b", "y"})
	}
	for name, limits := range map[string]Limits{"members": {RunMembers: 5}, "bytes": {RunBytes: 2500}, "time": {Time: time.Nanosecond}} {
		got, problems := 0, 0
		found, err := Walk(
			context.Background(),
			[]string{filepath.Join(tree(t, files), "c")},
			Options{Limits: limits},
			func(in *parse.Input) error {
				r, err := in.Open()
				if err != nil {
					return nil
				}
				defer r.Close()
				if _, err := io.Copy(io.Discard, r); err == nil {
					got++
				}
				return nil
			},
		)
		for _, p := range found {
			if !errors.Is(p, ErrLimit) {
				t.Errorf("%s: %v", name, p)
			}
			problems++
		}
		if err != nil || problems == 0 || got == 0 || got > 6 {
			t.Errorf("%s: %v, %d inputs, %d problems", name, err, got, problems)
		}
	}
}
