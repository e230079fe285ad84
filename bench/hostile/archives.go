package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

var archiveKinds = []kind{
	{"gz-of-line-feeds", file("a.txt.gz", func() []byte { return pack(newGzip, repeated("\n", 300<<20)) })},
	{"gz-of-short-lines", file("a.log.gz", func() []byte { return pack(newGzip, repeated("x: 1\r\n", 300<<20)) })},
	{
		"gz-many-streams",
		file(
			"a.log.gz",
			func() []byte { return bytes.Repeat(gzipped(strings.Repeat("error 0x800423f2\n", 4000)), 20_000) },
		),
	},
	{"zip-of-zeros", file("a.zip", func() []byte { return zipped(member{"a.evtx", repeated("\x00", 300<<20)}) })},
	{"zip-of-zips", file("a.zip", func() []byte {
		inner := zipped(member{"a.log", repeated("0x80042306 ", 1<<28)})
		for range 4 {
			inner = zipped(
				member{"1.zip", bytes.NewReader(inner)},
				member{"2.zip", bytes.NewReader(inner)},
				member{"3.zip", bytes.NewReader(inner)},
			)
		}
		return inner
	})},
	{"zip-100k-names", file("a.zip", func() []byte {
		var all []member
		for i := range 100_000 {
			all = append(
				all,
				member{fmt.Sprintf("host%d/%s/%d.txt", i, strings.Repeat("d/", 20), i), strings.NewReader("x")},
			)
		}
		return pack(newXz, bytes.NewReader(zipped(all...)))
	})},
	{"tar-300k-empty", file("a.tar.gz", func() []byte {
		return pack(newGzip, tarred(300_000, "", func(i int) string { return fmt.Sprint(i, ".log") }))
	})},
	{"tar-10k-logs-of-one-name", file("a.tar.gz", func() []byte {
		return pack(
			newGzip,
			tarred(10_000, "2024-01-02 03:04:05 Error: 0x800423f4\n", func(int) string { return "same.log" }),
		)
	})},
	{"tar-long-names", file("a.tar.gz", func() []byte {
		return pack(
			newGzip,
			tarred(2000, "x", func(i int) string { return strings.Repeat("n", 500_000) + fmt.Sprint(i) }),
		)
	})},
	{"xz-of-zeros", file("a.xz", func() []byte { return pack(newXz, repeated("\x00", 100<<20)) })},
	{"xz-streams-8000", file("a.txt.xz", func() []byte {
		return bytes.Repeat(pack(newXz, strings.NewReader("Computer: ERP16\n")), 8000)
	})},
	{"zst-of-runs", file("a.log.zst", func() []byte { return zstRuns(1 << 34) })},
	{"zst-window", file("a.log.zst", func() []byte { return append(zstHeader(0xB8), zstRuns(1 << 20)[6:]...) })},
	{"bz2-streams", file("a.log.bz2", func() []byte { return bytes.Repeat(bz2Zeros(), 5000) })},
	{"nested-streams", file("a.gz", func() []byte {
		inner := pack(newXz, repeated("\x00", 100<<20))
		for range 3 {
			inner = pack(newGzip, bytes.NewReader(pack(newZst, bytes.NewReader(inner))))
		}
		return inner
	})},
	{"7z-claims", file("a.7z", func() []byte {
		return sevenZip(bytes.Repeat([]byte{0x01, 0x04, 0x06, 0x00, 0xff, 0xff, 0xff, 0xff, 0x7f}, 40))
	})},
	{"7z-empty-files", file("a.7z", func() []byte { return sevenZipEmpty(400_000) })},
	{"zip-directory-lies", file("a.zip", func() []byte {
		z := zipped(member{"a.log", strings.NewReader("0x800423f2")})
		at := len(z) - 22
		binary.LittleEndian.PutUint16(z[at+8:], 0xfffe)
		binary.LittleEndian.PutUint16(z[at+10:], 0xfffe)
		binary.LittleEndian.PutUint32(z[at+12:], 0x7fffffff)
		return z
	})},
}

type member struct {
	name    string
	content io.Reader
}

// repeated is a text again and again, up to a size.
func repeated(text string, size int64) io.Reader {
	return io.LimitReader(&again{text: strings.Repeat(text, 1+1<<20/len(text))}, size)
}

type again struct {
	text string
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	n := copy(p, a.text[a.at:])
	a.at = (a.at + n) % len(a.text)
	return n, nil
}

func newGzip(w io.Writer) (io.WriteCloser, error) {
	return gzip.NewWriterLevel(w, gzip.BestCompression)
}
func newXz(w io.Writer) (io.WriteCloser, error)  { return xz.NewWriter(w) }
func newZst(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) }

func pack(packer func(io.Writer) (io.WriteCloser, error), content io.Reader) []byte {
	var b bytes.Buffer
	w, err := packer(&b)
	if err == nil {
		_, err = io.Copy(w, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

func gzipped(text string) []byte { return pack(newGzip, strings.NewReader(text)) }

func zipped(members ...member) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		if err == nil {
			_, err = io.Copy(w, m.content)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// tarred is a tar of n files with one content.
func tarred(n int, content string, name func(i int) string) io.Reader {
	r, w := io.Pipe()
	go func() {
		t := tar.NewWriter(w)
		for i := range n {
			if err := t.WriteHeader(&tar.Header{Name: name(i), Mode: 0o644, Size: int64(len(content)),
				Typeflag: tar.TypeReg}); err != nil {
				w.CloseWithError(err)
				return
			}
			io.WriteString(t, content)
		}
		t.Close()
		w.Close()
	}()
	return r
}

// zstHeader begins a frame of Zstandard (RFC 8878, 3.1.1) with a window.
func zstHeader(window byte) []byte { return []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, window} }

// zstRuns is a frame of blocks that each say one byte 128 KiB times.
func zstRuns(size int64) []byte {
	frame := zstHeader(0x50) // 1 MiB
	const block = 128 << 10
	for n := size / block; n > 0; n-- {
		header := uint32(block<<3 | 1<<1)
		if n == 1 {
			header |= 1
		}
		frame = append(frame, byte(header), byte(header>>8), byte(header>>16), '\n')
	}
	return frame
}

// bz2Zeros is a stream of bzip2 that holds 45 MB of zeros.
func bz2Zeros() []byte {
	const packed = "QlpoOTFBWSZTWckBtsgBWKtAIMAAEAAACCAAMMwFKaZSSFJsVJIUni7kinChIZIDbZA="
	b, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		panic(err)
	}
	return b
}

// sevenZip is an archive whose header is not packed (7zFormat.txt of the LZMA SDK).
func sevenZip(header []byte) []byte {
	start := binary.LittleEndian.AppendUint64(nil, 0)
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE(header))
	out := append(
		[]byte("7z\xbc\xaf\x27\x1c\x00\x04"),
		binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(start))...)
	return append(append(out, start...), header...)
}

// sevenZipEmpty has so many files without content, all of one name.
func sevenZipEmpty(n int) []byte {
	size := func(v int) []byte { return append([]byte{0xf0}, binary.LittleEndian.AppendUint32(nil, uint32(v))...) }
	bits := bytes.Repeat([]byte{0xff}, (n+7)/8)
	names := bytes.Repeat([]byte{'a', 0, 0, 0}, n)
	h := append([]byte{0x01, 0x05}, size(n)...)
	h = append(append(append(h, 0x0e), size(len(bits))...), bits...)
	h = append(append(append(h, 0x0f), size(len(bits))...), bits...)
	h = append(append(append(h, 0x11), size(len(names)+1)...), append([]byte{0}, names...)...)
	return sevenZip(append(h, 0, 0))
}
