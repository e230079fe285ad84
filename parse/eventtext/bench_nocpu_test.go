//go:build !unix

package eventtext

import "time"

// processTime is not known here.
func processTime() time.Duration { return 0 }
