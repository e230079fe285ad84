package atomicfile

import (
	"errors"
	"fmt"
	"os"
)

// ErrLocked says that another process has the lock.
var ErrLocked = errors.New("locked by another run")

// Lock takes the lock that the file at path stands for, which is made; it goes with the
// process, however that ends. Whoever has it calls unlock, which removes the file.
func Lock(path string) (unlock func(), err error) {
	for range 10 {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, err
		}
		if err := lockFile(f); err != nil {
			f.Close()
			return nil, err
		}
		// The one who had it before may have removed the file that was opened here.
		held, err := f.Stat()
		if there, lost := os.Stat(path); err == nil && lost == nil && os.SameFile(held, there) {
			return func() { release(f, path) }, nil
		}
		f.Close()
	}
	return nil, fmt.Errorf("%s: %w", path, ErrLocked)
}
