package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// headroom is what the program may take up beside one and a half times what it
// holds.
const headroom = 32 << 20 // bytes

// limitHeap makes the runtime give memory back, which it otherwise keeps at more
// than twice of what the program holds. After each collection it sets the soft
// limit anew by what is held, so that no limit is ever too low for long: a fixed
// one would let a run that holds more collect without end. Who sets GOGC or
// GOMEMLIMIT decides.
func limitHeap() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		afterCollection(0)
	}
}

// collected is an object without a use: when it goes, a collection was made.
type collected struct{ _ [4]*byte }

func afterCollection(int) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetMemoryLimit(int64(live[0].Value.Uint64())*3/2 + headroom)
	runtime.AddCleanup(&collected{}, afterCollection, 0)
}
