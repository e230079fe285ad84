package export

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/vsslog/vsslog/internal/atomicfile"
)

// lockName is the file that keeps a second run out of a directory.
const lockName = ".vsslog-lock"

// lock keeps the directory for this run.
func (d *Directory) lock() error {
	unlock, err := atomicfile.Lock(filepath.Join(d.dir, lockName))
	if errors.Is(err, atomicfile.ErrLocked) {
		return fmt.Errorf(
			"%s: another run is writing its results here: wait for it, or choose another folder",
			d.dir,
		)
	}
	if err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	d.unlock = unlock
	return nil
}

// free lets other runs into the directory.
func (d *Directory) free() {
	d.trace.close()
	if d.unlock != nil {
		d.unlock()
		d.unlock = nil
	}
}
