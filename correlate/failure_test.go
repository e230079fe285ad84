package correlate

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// When a writer was frozen is told by its own marks, in whatever order they stand among those of others.
func TestFreezeOfWriter(t *testing.T) {
	mark := func(writer string, s float64) *Step {
		return &Step{At: interval.Of(second(s), second(s)), Event: vocab.Event{WriterID: writer}}
	}
	marks := []*Step{mark("other", 0), mark("own", 30), mark("own", 32)}
	w := &WriterState{ID: "own"}
	for range 2 {
		if at := (&SnapshotSet{freezes: marks}).freezeOf(w); at != interval.Of(second(30), second(32)) {
			t.Errorf("own marks at 30 and 32 s: frozen at %v", at)
		}
		slices.Reverse(marks)
	}
	if at := (&SnapshotSet{freezes: marks[2:]}).freezeOf(w); at != marks[2].At {
		t.Errorf("a mark of another writer alone: frozen at %v", at)
	}
}
