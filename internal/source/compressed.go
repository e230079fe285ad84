package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// maxWindow bounds the memory that an unpacker takes because a file says so: that
// of the outermost one; each one inside of it gets half of what the one around it
// may take. "xz -9" uses 64 MiB, "zstd --ultra --long" 128 MiB.
const maxWindow = 128 << 20

// unpackers turn one compressed stream into its content.
var unpackers = map[containerKind]func(r io.Reader, window int64) (io.ReadCloser, error){
	gzipped:   func(r io.Reader, _ int64) (io.ReadCloser, error) { return gzip.NewReader(r) },
	bzipped:   func(r io.Reader, _ int64) (io.ReadCloser, error) { return io.NopCloser(bzip2.NewReader(r)), nil },
	xzipped:   newXZ,
	zstandard: newZstandard,
}

// windowAt is what an unpacker may take at a depth, from 1.
func windowAt(depth int) int64 { return maxWindow >> max(depth-1, 0) }

// zipMethods are those of zip (APPNOTE 4.4.5) besides stored and deflated.
var zipMethods = map[uint16]zip.Decompressor{
	12: func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) },
	93: func(r io.Reader) io.ReadCloser { return orBroken(newZstandard(r, maxWindow/2)) },
	95: func(r io.Reader) io.ReadCloser { return orBroken(newXZ(r, maxWindow/2)) },
}

func orBroken(r io.ReadCloser, err error) io.ReadCloser {
	if err != nil {
		return io.NopCloser(broken{err})
	}
	return r
}

func newZstandard(r io.Reader, window int64) (io.ReadCloser, error) {
	d, err := zstd.NewReader(
		r,
		zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(uint64(window)),
		zstd.WithDecoderMaxMemory(uint64(window)),
	)
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// newXZ refuses a dictionary that is too large, which the library would allocate.
func newXZ(r io.Reader, window int64) (io.ReadCloser, error) {
	end := &lastBytes{r: &xzWalk{r: r, window: window}}
	x, err := xz.ReaderConfig{DictCap: lzma.MinDictCap}.NewReader(bufio.NewReaderSize(end, 64<<10))
	if err != nil {
		return nil, err
	}
	return io.NopCloser(&xzReader{x, end}), nil
}

// xzReader does not take a stream that breaks off in a block header for a whole
// one, as the library does (v0.5.17, streamReader.Read).
type xzReader struct {
	io.Reader
	end *lastBytes
}

func (x *xzReader) Read(p []byte) (int, error) {
	n, err := x.Reader.Read(p)
	if err == io.EOF && string(x.end.last[:]) != "YZ" { // end of the stream footer (The .xz File Format, 2.1.2.4)
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// lastBytes remembers the last two bytes before padding that went through it.
type lastBytes struct {
	r    io.Reader
	last [2]byte
}

func (l *lastBytes) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if read := bytes.TrimRight(p[:n], "\x00"); len(read) > 1 {
		copy(l.last[:], read[len(read)-2:])
	} else if len(read) == 1 {
		l.last[0], l.last[1] = l.last[1], read[0]
	}
	return n, err
}

// compressed passes on the one file in a compressed stream, or the members if that
// file is a tar.
func (a *archive) compressed(kind containerKind) error {
	unpack := unpackers[kind]
	open := func() (io.ReadCloser, error) {
		packed, err := a.in.Open()
		if err != nil {
			return nil, err
		}
		r, err := unpack(packed, windowAt(a.at.depth))
		if err != nil {
			return nil, errors.Join(err, packed.Close())
		}
		return bothClosed{r, packed}, nil
	}
	metered := a.spent.metered(open)
	head, err := firstBytes(metered, 512)
	if err != nil && len(head) == 0 {
		return err
	}
	if isTar(head) {
		return a.tar(open)
	}
	at := a.at
	at.source += "!/" + hosting.TrimArchive(a.at.base)
	at.base = hosting.TrimArchive(a.at.base)
	if err := a.spent.addMember(); err != nil {
		return err
	}
	in := &parse.Input{Size: -1, Open: metered}
	if content, err := firstBytes(metered, spill.StreamMemory); err == nil && len(content) < spill.StreamMemory {
		in.Size, in.At = int64(len(content)), bytes.NewReader(content)
		in.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	}
	if a.spent.exceeded != nil {
		return a.spent.exceeded
	}
	return a.next(in, at)
}

type bothClosed struct {
	io.ReadCloser
	packed io.Closer
}

func (b bothClosed) Close() error { return errors.Join(b.ReadCloser.Close(), b.packed.Close()) }
