// Package heap limits the heap of the process.
package heap

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// besides is what the program may take up beside what --memory grants.
const besides = 64 << 20 // bytes

var limited sync.Once

// Limit keeps the heap within what --memory grants, and what a run needs besides,
// as far as that is possible: the runtime lets it grow to twice of what is held, and
// further where the collector falls behind. Who sets GOGC or GOMEMLIMIT decides
// instead. Only the first call counts: the heap is that of the process.
func Limit(memory int64) {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		limited.Do(func() { setLimit(memory + besides) })
	}
}

func setLimit(limit int64) {
	debug.SetMemoryLimit(limit)
	liftLimit(limit)
}

// collected is an object without a use: when it goes, a collection was made.
type collected struct{ _ [4]*byte }

// littlePercent: where more is held than was granted, the heap grows by half of what is held between
// two collections, and not to twice of it.
const littlePercent = 50

// liftLimit lifts the limit if so much is held that the collector would run without
// end, else it looks again after the next collection.
func liftLimit(limit int64) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if int64(live[0].Value.Uint64()) > limit/5*3 {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(littlePercent)
		return
	}
	runtime.AddCleanup(&collected{}, liftLimit, limit)
}
