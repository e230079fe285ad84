package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestLimitHeap: the limit follows what is held, and a user's own is left alone.
func TestLimitHeap(t *testing.T) {
	first := debug.SetMemoryLimit(-1) == math.MaxInt64 // else an earlier round of the test goes on
	t.Setenv("GOGC", "100")
	if limitHeap(); first && debug.SetMemoryLimit(-1) != math.MaxInt64 {
		t.Fatal("GOGC is set, and the limit was changed")
	}
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	const size = 128 << 20
	held := make([]byte, size)
	limitHeap()
	for range 200 {
		runtime.GC()
		if limit := debug.SetMemoryLimit(-1); limit >= size*3/2+headroom && limit < math.MaxInt64 {
			runtime.KeepAlive(held)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the limit is %d MiB while %d MiB are held", debug.SetMemoryLimit(-1)>>20, size>>20)
}
