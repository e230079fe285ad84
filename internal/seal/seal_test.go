package seal

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// first is where the first byte of the content is, behind the header of its block.
const first = headerSize + 16

// content is so many bytes that repeat nothing.
func content(size int) []byte {
	r := rand.NewChaCha8([32]byte{1})
	b := make([]byte, size)
	r.Read(b)
	return b
}

// TestSeal: what was sealed comes back, at each size beside the borders of blocks; the same content gives the same
// bytes, and another content or key others.
func TestSeal(t *testing.T) {
	key, other := KeyOf("a secret"), KeyOf("another secret")
	for _, size := range []int{0, 1, 100, blockSize - 1, blockSize, blockSize + 1, 40*blockSize + 7} {
		data := content(size)
		sealed, err := key.Seal(data)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := key.Seal(data); err != nil || !bytes.Equal(sealed, again) {
			t.Errorf("%d bytes: sealed again, they differ: %v", size, err)
		}
		if got, err := key.Unseal(sealed); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: %d came back: %v", size, len(got), err)
		}
		if size > 0 {
			if _, err := other.Unseal(sealed); !errors.Is(err, ErrKey) {
				t.Errorf("%d bytes: with another key: %v", size, err)
			}
			changed, err := key.Seal(append(data[:len(data):len(data)], 'x'))
			if err != nil || bytes.Equal(changed[first:first+16], sealed[first:first+16]) {
				t.Errorf("%d bytes: another content begins in the same way: %v", size, err)
			}
		}
	}
}

// TestRead: the content is read at any place, in any order, by several at once.
func TestRead(t *testing.T) {
	key, data := KeyOf("a secret"), content(30*blockSize+5)
	sealed, err := key.Seal(data)
	if err != nil {
		t.Fatal(err)
	}
	if !Is(bytes.NewReader(sealed)) || Is(bytes.NewReader(data)) || Is(strings.NewReader("vss")) {
		t.Error("what is sealed is not recognised, or what is not is")
	}
	r, err := key.Open(bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil || r.Size() != int64(len(data)) {
		t.Fatalf("%d bytes, %v", r.Size(), err)
	}
	if err := iotest.TestReader(io.NewSectionReader(r, 0, r.Size()), data); err != nil {
		t.Error(err)
	}
	done := make(chan bool)
	for seed := range uint64(4) {
		go func() {
			random := rand.New(rand.NewPCG(seed, 1))
			for range 200 {
				at, n := random.IntN(len(data)), random.IntN(3*blockSize)
				p := make([]byte, n)
				got, err := r.ReadAt(p, int64(at))
				want := data[at:min(at+n, len(data))]
				if !bytes.Equal(p[:got], want) || (err == io.EOF) != (got < n) {
					t.Errorf("%d bytes at %d: %d, %v", n, at, got, err)
				}
			}
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
}

// TestDamaged: a change at any place is noticed before anything of its block is given.
func TestDamaged(t *testing.T) {
	key, data := KeyOf("a secret"), content(2*blockSize+9)
	sealed, err := key.Seal(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, len(magic), headerSize, headerSize + 40, headerSize + blockSize + 60, len(sealed) - 1} {
		bad := bytes.Clone(sealed)
		bad[at] ^= 1
		if got, err := key.Unseal(bad); !errors.Is(err, ErrKey) {
			t.Errorf("byte %d: %d bytes, %v", at, len(got), err)
		}
	}
	for _, n := range []int{0, 3, headerSize - 1, headerSize + 10, headerSize + blockSize, len(sealed) - 1} {
		if got, err := key.Unseal(sealed[:n]); !errors.Is(err, ErrKey) {
			t.Errorf("cut to %d bytes: %d bytes, %v", n, len(got), err)
		}
	}
}

// TestWriteTwice: what is written must be the same both times; an error of it comes back.
func TestWriteTwice(t *testing.T) {
	n := 0
	err := KeyOf("a secret").Write(io.Discard, func(w io.Writer) error {
		n++
		_, err := w.Write([]byte{byte(n)})
		return err
	})
	if err == nil || n != 2 {
		t.Errorf("%d writes, %v", n, err)
	}
	broken := errors.New("broken")
	if err := KeyOf("a secret").Write(io.Discard, func(io.Writer) error { return broken }); err != broken {
		t.Errorf("%v", err)
	}
}
