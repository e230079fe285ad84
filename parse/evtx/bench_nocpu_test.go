//go:build !unix

package evtx

import "time"

// processTime is not known here.
func processTime() time.Duration { return 0 }
