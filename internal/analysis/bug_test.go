package analysis

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/simulate"
)

// bombedReader panics at what was not read before it was armed.
type bombedReader struct {
	io.ReaderAt
	armed *atomic.Bool
	seen  sync.Map
}

func (b *bombedReader) ReadAt(p []byte, at int64) (int, error) {
	if _, seen := b.seen.LoadOrStore(at, true); !seen && b.armed.Load() {
		panic("it went off")
	}
	return b.ReaderAt.ReadAt(p, at)
}

// longHost analyses a host that is cut into segments; reading its records panics from when
// armed is set.
func longHost(t *testing.T, signatures []*detect.Signature, armed *atomic.Bool) *Analysis {
	t.Helper()
	dir := t.TempDir()
	if err := simulate.Fleet(1, 60, 5, dir); err != nil {
		t.Fatal(err)
	}
	opt := ingest.Options{Paths: []string{dir}, Workers: 2}
	items, err := ingest.List(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	packs := make([]*pack.Pack, len(items))
	for number, item := range items {
		var buf bytes.Buffer
		if err := ingest.Extract(t.Context(), opt, item, number, &buf); err != nil {
			t.Fatal(err)
		}
		reader := &bombedReader{ReaderAt: bytes.NewReader(buf.Bytes()), armed: armed}
		if packs[number], err = pack.Open(reader, int64(buf.Len())); err != nil {
			t.Fatal(err)
		}
	}
	refs, err := pack.Refs(packs...)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(Options{Workers: 2, Memory: 1, SegmentSteps: 60, Signatures: signatures}, refs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	for i := range a.Hosts() {
		if _, err := a.open(i); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// TestBugOfLongHost: a panic costs a host that is cut what was not judged until then. What was
// handed over is given once more, and the bug says which host it is.
func TestBugOfLongHost(t *testing.T) {
	bomb := &detect.Signature{
		ID:       "bomb",
		Title:    "bomb",
		Class:    detect.CauseClass,
		Severity: detect.Error,
		Scope:    detect.SetScope,
		Trigger:  detect.Trigger{Step: func(*correlate.Step) bool { panic("it went off") }},
	}
	for name, c := range map[string]struct {
		signatures []*detect.Signature
		armed      bool
	}{
		"while it is cut":           {detect.Catalogue, true},
		"while a segment is judged": {append(slices.Clone(detect.Catalogue), bomb), false},
	} {
		var armed atomic.Bool
		a := longHost(t, c.signatures, &armed)
		armed.Store(c.armed)
		var last *HostResult
		for r, err := range a.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			last = r
		}
		armed.Store(false)
		host := a.Hosts()[0]
		if last == nil || last.Bug == nil || !strings.Contains(last.Bug.Error(), "judging host "+host) {
			t.Fatalf("%s: %+v", name, last)
		}
		if again, err := a.Part(last.ID); err != nil || again != last {
			t.Errorf("%s: once more it is %+v, %v", name, again, err)
		}
	}
}
