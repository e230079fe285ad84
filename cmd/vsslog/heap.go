package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A run that holds little stays small: the runtime lets the heap grow to twice of what
// is held, and beyond while the collector falls behind, so a limit is set until more
// is held. From there on it would only make the collector work more.
const (
	smallRun  = 80 << 20 // bytes of the limit
	smallHeld = 48 << 20 // bytes that are held when it is lifted
)

// limitHeap sets the limit. Who sets GOGC or GOMEMLIMIT decides instead.
func limitHeap() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(smallRun)
		watchHeld(0)
	}
}

// collected is an object without a use: when it goes, a collection was made.
type collected struct{ _ [4]*byte }

// watchHeld lifts the limit if more is held, else it looks again after the next
// collection.
func watchHeld(int) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Uint64() > smallHeld {
		if debug.SetMemoryLimit(-1) == smallRun { // else a command has set another one
			debug.SetMemoryLimit(math.MaxInt64)
		}
		return
	}
	runtime.AddCleanup(&collected{}, watchHeld, 0)
}
