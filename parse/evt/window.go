package evt

import (
	"context"
	"io"
)

// windowSize is how much is read at once. It holds several of the largest records.
const windowSize = 4 << 20

// window reads a file through one buffer that moves forward over it.
type window struct {
	ctx   context.Context
	file  io.ReaderAt
	size  int64
	buf   []byte
	start int64 // offset of buf[0]
}

func newWindow(ctx context.Context, file io.ReaderAt, size int64) *window {
	return &window{ctx: ctx, file: file, size: size, buf: make([]byte, 0, min(size, windowSize))}
}

// at returns n bytes at off, fewer only where the file ends; n is at most half of
// a window. They are valid until the next call.
func (w *window) at(off int64, n int) ([]byte, error) {
	n = int(min(int64(n), max(0, w.size-off)))
	if n == 0 {
		return nil, nil
	}
	if off < w.start || off+int64(n) > w.start+int64(len(w.buf)) {
		if err := w.move(off); err != nil {
			return nil, err
		}
	}
	return w.buf[off-w.start:][:n], nil
}

// from returns all that the window holds from off on, at least n bytes but at the
// end of the file.
func (w *window) from(off int64, n int) ([]byte, error) {
	if _, err := w.at(off, n); err != nil || off >= w.size {
		return nil, err
	}
	return w.buf[off-w.start:], nil
}

func (w *window) move(off int64) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	n := int(min(int64(cap(w.buf)), w.size-off))
	w.start, w.buf = off, w.buf[:0]
	n, err := io.ReadFull(io.NewSectionReader(w.file, off, w.size-off), w.buf[:n])
	if err != nil {
		return &readError{off + int64(n), err}
	}
	w.buf = w.buf[:n]
	return nil
}

// readError is a failure of the file system at an offset.
type readError struct {
	offset int64
	err    error
}

func (e *readError) Error() string { return e.err.Error() }
func (e *readError) Unwrap() error { return e.err }
