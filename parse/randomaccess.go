package parse

import (
	"context"
	"io"

	"github.com/vsslog/vsslog/internal/spill"
)

// RandomAccess returns in as a ReaderAt with its size: its own At if it has one
// and the size is known, else a copy of its content, of which a large one lies in a
// temporary file. The caller calls done when it has finished, in every case without
// an error.
func RandomAccess(ctx context.Context, in *Input) (at io.ReaderAt, size int64, done func() error, err error) {
	if in.At != nil && in.Size >= 0 {
		return in.At, in.Size, func() error { return nil }, nil
	}
	r, err := in.Open()
	if err != nil {
		return nil, 0, nil, err
	}
	defer r.Close()
	s, err := spill.Copy(ctx, r, spill.StreamMemory)
	if err != nil {
		return nil, 0, nil, err
	}
	return s, s.Size(), s.Close, nil
}
