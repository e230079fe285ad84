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
// as far as that is possible: it may grow to two and a half times of what is held, and
// further where the collector falls behind. Who sets GOGC or GOMEMLIMIT decides
// instead. Only the first call counts: the heap is that of the process.
func Limit(memory int64) {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		limited.Do(func() {
			roomy.Do(func() {})
			setLimit(memory + besides)
		})
	}
}

func setLimit(limit int64) {
	debug.SetMemoryLimit(limit)
	watch(limit)
}

var roomy sync.Once

// Room lets the heap grow to some size before garbage is looked for: a run that holds
// little would look for it again and again. Who sets GOGC decides instead. Only the first
// call of Limit or Room counts.
func Room() {
	if os.Getenv("GOGC") == "" {
		roomy.Do(func() { watch(math.MaxInt64) })
	}
}

// least is how large the heap is, at the least, when the runtime looks for garbage, and
// mostPercent what makes it so from the start on: the runtime begins at 4 MiB times this.
const (
	least       = 16 << 20 // bytes
	mostPercent = 400
)

// usualPercent is by how much it may grow where more is held.
const usualPercent = 150

// percentOf is by how much a heap of which so much is held may grow.
func percentOf(live int64) int {
	return int(min(max(100*(least-live)/max(live, 1), usualPercent), mostPercent))
}

// collected is an object without a use: when it goes, a collection was made.
type collected struct{ _ [4]*byte }

// littlePercent: where more is held than was granted, the heap grows by half of what is held between
// two collections, and not to twice of it.
const littlePercent = 50

// watch lifts the limit if so much is held that the collector would run without
// end, else it says when the next collection is and looks again after it.
func watch(limit int64) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	live := int64(sample[0].Value.Uint64())
	if live > limit/5*3 {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(littlePercent)
		return
	}
	debug.SetGCPercent(percentOf(live))
	runtime.AddCleanup(&collected{}, watch, limit)
}
