package parse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// SpoolMemory is how many bytes of an input that offers no random access are
// held in memory before it goes to a temporary file.
const SpoolMemory = 8 << 20

// Spool is a copy of a stream that can be read at random and more than once. It
// is held in memory up to a limit and in a temporary file beyond it.
type Spool struct {
	memory []byte
	file   *os.File
	size   int64
}

// NewSpool copies r to its end. Bytes beyond memory go to a temporary file,
// which Close removes; where the system allows it, the file has no name any more
// while it is in use, so that not even a killed process leaves it behind.
// When copying fails, nothing is left and the error is that of r, of ctx or of
// the operating system.
func NewSpool(ctx context.Context, r io.Reader, memory int64) (*Spool, error) {
	s := &Spool{}
	var head bytes.Buffer
	_, err := io.Copy(&head, io.LimitReader(untilDone{ctx, r}, memory+1))
	if err != nil {
		return nil, err
	}
	if s.size = int64(head.Len()); s.size <= memory {
		s.memory = head.Bytes()
		return s, nil
	}
	if s.file, err = os.CreateTemp("", "vsslog-*"); err != nil {
		return nil, fmt.Errorf("make a temporary file for an input that cannot be read at random: %w", err)
	}
	os.Remove(s.file.Name()) // refused on Windows while the file is open: Close removes it there
	n, err := io.Copy(s.file, io.MultiReader(&head, untilDone{ctx, r}))
	s.size = n
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Size returns the number of bytes.
func (s *Spool) Size() int64 { return s.size }

// ReadAt reads as io.ReaderAt says.
func (s *Spool) ReadAt(p []byte, off int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, off)
	}
	return bytes.NewReader(s.memory).ReadAt(p, off)
}

// Open returns a reader from the first byte. It may be called at any time before Close.
func (s *Spool) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(s, 0, s.size)), nil
}

// Close frees the memory or removes the temporary file.
func (s *Spool) Close() error {
	s.memory = nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	s.file = nil
	return err
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
	return s, s.size, s.Close, nil
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
