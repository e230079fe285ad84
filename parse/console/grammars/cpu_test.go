//go:build unix

package grammars

import (
	"syscall"
	"time"
)

// processTime returns the CPU time that the process has taken, which other load
// on the machine does not change as it changes the wall clock.
func processTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
