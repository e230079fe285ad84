//go:build unix && !aix && !solaris

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// lockFile locks an open file. File systems that have no locks let everybody in.
func lockFile(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	}
	return nil
}

// release gives a lock back: the file goes while it is held, so that nobody takes a
// lock on what another one removes.
func release(f *os.File, path string) {
	os.Remove(path)
	f.Close()
}
