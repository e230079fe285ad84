package parse

import (
	"context"
	"errors"
	"io"
)

// SpoolMemory is how many bytes of an input that offers no random access are
// held in memory before it goes to a temporary file.
const SpoolMemory = 8 << 20

// Spool is a copy of a stream that can be read at random and more than once.
type Spool struct{ Store }

// NewSpool copies r to its end. Bytes beyond memory go to a temporary file, which
// Close removes. When copying fails, nothing is left and the error is that of r, of
// ctx or of the operating system.
func NewSpool(ctx context.Context, r io.Reader, memory int64) (*Spool, error) {
	s := &Spool{Store{limit: memory}}
	if _, err := io.Copy(&s.Store, untilDone{ctx, r}); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Open returns a reader from the first byte. It may be called at any time before Close.
func (s *Spool) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(s, 0, s.Size())), nil
}

// RandomAccess returns in as a ReaderAt with its size: its own At if it has one
// and the size is known, else a Spool of its content. The caller calls done when
// it has finished, in every case without an error.
func RandomAccess(ctx context.Context, in *Input) (at io.ReaderAt, size int64, done func() error, err error) {
	if in.At != nil && in.Size >= 0 {
		return in.At, in.Size, func() error { return nil }, nil
	}
	r, err := in.Open()
	if err != nil {
		return nil, 0, nil, err
	}
	defer r.Close()
	s, err := NewSpool(ctx, r, SpoolMemory)
	if err != nil {
		return nil, 0, nil, err
	}
	return s, s.Size(), s.Close, nil
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
