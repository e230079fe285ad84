package spill

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"testing/iotest"
)

func TestCopy(t *testing.T) {
	ownTempDir(t)
	content := bytes.Repeat([]byte("0123456789"), 100)
	for _, memory := range []int64{0, 10, 999, 1000, 1001} {
		s, err := Copy(context.Background(), iotest.OneByteReader(bytes.NewReader(content)), memory)
		if err != nil {
			t.Fatal(err)
		}
		if inFile := s.file != nil; inFile != (memory < 1000) {
			t.Errorf("limit %d: in a file = %v", memory, inFile)
		}
		if err := iotest.TestReader(io.NewSectionReader(s, 0, s.Size()), content); err != nil {
			t.Errorf("limit %d: %v", memory, err)
		}
		for range 2 {
			r, _ := s.Open()
			if got, _ := io.ReadAll(r); !bytes.Equal(got, content) {
				t.Errorf("limit %d: content differs", memory)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	noFilesLeft(t)
}

// TestTemporaryFile: what is in the temporary file tells nothing of what was written, which can be read at any place.
func TestTemporaryFile(t *testing.T) {
	ownTempDir(t)
	s := New(100)
	defer s.Close()
	var content []byte
	for i := range 500 { // pieces of all lengths, the first ones in memory
		piece := bytes.Repeat([]byte("secret "), 9)[:i%60]
		content = append(content, piece...)
		if n, err := s.Write(piece); n != len(piece) || err != nil {
			t.Fatal(n, err)
		}
	}
	raw := make([]byte, len(content))
	if _, err := s.file.ReadAt(raw, 0); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte("secre")) {
		t.Error("the file holds what was written")
	}
	for at := range len(content) - 40 {
		p := make([]byte, at%40+1)
		if _, err := s.ReadAt(p, int64(at)); err != nil || !bytes.Equal(p, content[at:at+len(p)]) {
			t.Fatalf("at %d: %q, %v", at, p, err)
		}
	}
	if s.Size() != int64(len(content)) {
		t.Errorf("size %d, want %d", s.Size(), len(content))
	}
}

func TestCopyFailure(t *testing.T) {
	ownTempDir(t)
	broken := errors.New("broken")
	r := io.MultiReader(bytes.NewReader(make([]byte, 100)), iotest.ErrReader(broken))
	if _, err := Copy(context.Background(), r, 10); !errors.Is(err, broken) {
		t.Errorf("error %v, want the reader's", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Copy(ctx, bytes.NewReader(make([]byte, 100)), 10); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
	noFilesLeft(t)
}

// ownTempDir gives the test a temporary folder of its own on every system.
func ownTempDir(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
}

func noFilesLeft(t *testing.T) {
	t.Helper()
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v %v", left, err)
	}
}
