package spill

import (
	"context"
	"errors"
	"io"
)

// StreamMemory is how many bytes of a stream that offers no random access are held
// in memory before it goes to a temporary file.
const StreamMemory = 8 << 20

// Copy copies r to its end into a new store, to be read at random and more than
// once. When that fails, nothing is left and the error is that of r, of ctx or of
// the operating system.
func Copy(ctx context.Context, r io.Reader, memory int64) (*Store, error) {
	s := New(memory)
	if _, err := io.Copy(s, untilDone{ctx, r}); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Open returns a reader from the first byte to what is the last one now. It may be
// called at any time before Close.
func (s *Store) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(s, 0, s.Size())), nil
}

// untilDone is a reader that fails once its context is done.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
