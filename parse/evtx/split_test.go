package evtx

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/vsslog/vsslog/parse"
)

// blocks cuts data up and says what each block is and how long.
func blocks(t *testing.T, r io.Reader) (kinds []blockKind, sizes []int) {
	t.Helper()
	s := &splitter{r: r}
	for at := int64(0); ; {
		b, err := s.next()
		if err == io.EOF {
			return kinds, sizes
		}
		if err != nil {
			t.Fatal(err)
		}
		if b.offset != at {
			t.Errorf("a block says that it starts at %d, and the last one ended at %d", b.offset, at)
		}
		at += int64(len(b.b))
		kinds, sizes = append(kinds, b.kind), append(sizes, len(b.b))
		b.release()
	}
}

// withMagic is a lost chunk that quotes the magic at a place: a dump of a log in a record
// of another one.
func withMagic(at int, what []byte) []byte {
	b := bytes.Repeat([]byte("garbage!"), chunkSize/8)
	copy(b[at:], what)
	return b
}

// Off the grid the magic alone starts no chunk: what stands there must be a header, by
// its checksum or by what it says of itself. Else the chunk behind it would be swallowed.
func TestMagicOffTheGrid(t *testing.T) {
	a, b := vssChunk(1, 4), vssChunk(5, 3)
	header := slices.Clone(b[:chunkHeaderSize+8])
	broken := slices.Clone(header)
	broken[130]++
	torn := slices.Clone(broken)
	torn[chunkHeaderSize]++
	const at = 40000
	lost := []blockKind{blockHeader, blockChunk, blockLost, blockChunk}
	cut := []blockKind{blockHeader, blockChunk, blockLost, blockChunk, blockLost}
	for _, c := range []struct {
		name string
		what []byte
		want []blockKind
	}{
		{"the magic alone", []byte(chunkMagic), lost},
		{"a header whose checksum is wrong, and no record", torn, lost},
		{"a header whose checksum is wrong, and a record", broken, cut},
		{"a header", header, cut},
	} {
		kinds, sizes := blocks(t, bytes.NewReader(file(a, withMagic(at, c.what), b)))
		if !slices.Equal(kinds, c.want) {
			t.Errorf("%s: blocks %v of %v bytes, want %v", c.name, kinds, sizes, c.want)
		}
	}
	res := both(t, file(a, withMagic(at, []byte(chunkMagic)), b), parse.Options{})
	if got := strings.Join(ids(res), " "); got != "1 2 3 4 5 6 7" {
		t.Errorf("records %s around a chunk that quotes the magic", got)
	}
}

// On the grid the magic is enough, whatever its header has become.
func TestMagicOnTheGrid(t *testing.T) {
	a := vssChunk(1, 4)
	clear(a[len(chunkMagic):chunkHeaderSize])
	if kinds, _ := blocks(t, bytes.NewReader(file(a))); !slices.Equal(kinds, []blockKind{blockHeader, blockChunk}) {
		t.Errorf("blocks %v", kinds)
	}
}

// A magic that the end of a block cuts in two is found, and the grid goes on from there.
func TestMagicOverTheEndOfABlock(t *testing.T) {
	b := vssChunk(5, 3)
	for cut := 1; cut < len(chunkMagic); cut++ {
		lost := bytes.Repeat([]byte{7}, chunkSize-cut)
		kinds, sizes := blocks(t, bytes.NewReader(slices.Concat(file(vssChunk(1, 4)), lost, b, b)))
		if !slices.Equal(kinds, []blockKind{blockHeader, blockChunk, blockLost, blockChunk, blockChunk}) ||
			sizes[2] != len(lost) {
			t.Errorf("%d bytes of the magic in the block before: %v of %v bytes", cut, kinds, sizes)
		}
	}
}

// How the input comes in pieces does not matter, and its errors come out.
func TestSplitterReads(t *testing.T) {
	data := file(vssChunk(1, 4), withMagic(100, []byte(chunkMagic)), vssChunk(5, 3))
	kinds, sizes := blocks(t, bytes.NewReader(data))
	if k, s := blocks(t, iotest.HalfReader(bytes.NewReader(data))); !slices.Equal(k, kinds) || !slices.Equal(s, sizes) {
		t.Errorf("in halves: %v of %v bytes, want %v of %v", k, s, kinds, sizes)
	}
	broken := errors.New("the disk is gone")
	s := &splitter{r: io.MultiReader(bytes.NewReader(data[:fileHeaderSize]), iotest.ErrReader(broken))}
	if b, err := s.next(); err != nil || b.kind != blockHeader {
		t.Fatalf("%v, %v", b.kind, err)
	}
	if _, err := s.next(); !errors.Is(err, broken) {
		t.Errorf("an error of the input comes out as %v", err)
	}
}
