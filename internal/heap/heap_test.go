package heap

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestLimitHeap: a limit holds while little is held and is lifted when more is; a
// user's own is left alone.
func TestLimitHeap(t *testing.T) {
	before := debug.SetMemoryLimit(math.MaxInt64 - 1)
	defer debug.SetMemoryLimit(before)
	t.Setenv("GOGC", "100")
	if Limit(1); debug.SetMemoryLimit(-1) != math.MaxInt64-1 {
		t.Fatal("GOGC is set, and the limit was changed")
	}
	const limit = 80 << 20
	runtime.GC() // what an earlier test held is gone
	if setLimit(limit); debug.SetMemoryLimit(-1) != limit {
		t.Fatalf("the limit is %d", debug.SetMemoryLimit(-1))
	}
	held := make([]byte, limit*2/3)
	for range 500 {
		runtime.GC()
		if debug.SetMemoryLimit(-1) == math.MaxInt64 {
			runtime.KeepAlive(held)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the limit is %d MiB while %d MiB are held", debug.SetMemoryLimit(-1)>>20, len(held)>>20)
}

// TestPercent: garbage is looked for when the heap is large enough, or two and a half times as large
// as what is held.
func TestPercent(t *testing.T) {
	for live, want := range map[int64]int{
		0:         mostPercent,
		1 << 20:   mostPercent,
		4 << 20:   300,
		6 << 20:   166,
		least / 2: usualPercent,
		least:     usualPercent,
		1 << 40:   usualPercent,
	} {
		if got := percentOf(live); got != want {
			t.Errorf("%d bytes are held: %d %%, want %d", live, got, want)
		}
	}
}
