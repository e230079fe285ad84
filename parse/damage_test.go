package parse

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
)

func TestDamageInWords(t *testing.T) {
	for want, d := range map[string]Damage{
		"offset 4096: chunk header: expected ElfChnk, found zeros (512 bytes given up)": {Offset: 4096, Length: 512, What: "chunk header", Expected: "ElfChnk", Found: "zeros"},
		"line 7: row: expected 3 columns, found 2":                                      {Offset: 90, Line: 7, What: "row", Expected: "3 columns", Found: "2"},
		"offset 0: file header: expected a checksum of 1, found 2":                      {What: "file header", Expected: "a checksum of 1", Found: "2"},
	} {
		if got := d.String(); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestErrorsInWords(t *testing.T) {
	for want, e := range map[string]*Error{
		"a.evtx: offset 8: expected ElfFile, found PK: not this format; unpack it first": {Source: "a.evtx", Offset: 8, Expected: "ElfFile", Found: "PK", Advice: "unpack it first", Reason: ErrNotThisFormat},
		"a.evtx: empty file":                 {Source: "a.evtx", Reason: ErrEmpty},
		"a.evtx: offset 0: expected ElfFile": {Source: "a.evtx", Expected: "ElfFile"},
		"a.txt: offset 3: empty file":        {Source: "a.txt", Offset: 3, Reason: ErrEmpty},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	if e := error(&Error{Reason: ErrEmpty}); !errors.Is(e, ErrEmpty) || errors.Is(e, ErrNotThisFormat) {
		t.Error("the reason is not found in the error")
	}
}

// Random access is the input's own where it has it, and a copy of its content where not.
func TestRandomAccess(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 300000) // more than is kept in memory
	opened := 0
	in := &Input{
		Source: "x",
		Size:   -1,
		Once:   true,
		Open:   func() (io.ReadCloser, error) { opened++; return io.NopCloser(bytes.NewReader(content)), nil },
	}
	at, size, done, err := RandomAccess(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 20)
	if n, err := at.ReadAt(got, size-20); n != 20 || err != nil && err != io.EOF || size != int64(len(content)) ||
		!bytes.Equal(got, content[len(content)-20:]) ||
		opened != 1 {
		t.Errorf("%d bytes of %d, %v: %q, opened %d times", n, size, err, got, opened)
	}
	if err := done(); err != nil {
		t.Error(err)
	}
	in.At, in.Size = strings.NewReader("own"), 3
	if at, size, done, err := RandomAccess(context.Background(), in); err != nil || at != in.At || size != 3 ||
		opened != 1 ||
		done() != nil {
		t.Errorf("its own access is not taken: %v", err)
	}
	in.Size = -1 // of unknown size: it cannot be searched from its end
	if _, size, done, err := RandomAccess(context.Background(), in); err != nil || size != int64(len(content)) ||
		done() != nil {
		t.Errorf("%d bytes, %v", size, err)
	}
	gone := &Input{Open: func() (io.ReadCloser, error) { return nil, fs.ErrNotExist }}
	if _, _, _, err := RandomAccess(context.Background(), gone); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, _, err := RandomAccess(ctx, &Input{Size: -1, Open: in.Open}); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted copy: %v", err)
	}
}
