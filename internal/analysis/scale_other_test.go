//go:build !unix

package analysis

import "time"

// processorTime is not known here: the benchmark shows 0.
func processorTime() time.Duration { return 0 }
