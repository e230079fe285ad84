package ingest

import (
	"context"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// digest is the SHA-256 of an input, nil if nobody asks for it.
type digest struct{ *source.Digest }

// hashing watches the streams of in, so that what a format reads from the first
// byte to the last is not read again.
func hashing(in *parse.Input, wanted bool) *digest {
	if !wanted {
		return nil
	}
	return &digest{source.NewDigest(in)}
}

// finish stores the digest and the size; an input that can no longer be opened
// has a problem already.
func (d *digest) finish(ctx context.Context, head *pack.Head) {
	if d == nil {
		return
	}
	sum, size, err := d.Sum(ctx)
	if err != nil {
		return
	}
	head.SHA256 = sum
	if head.Bytes < 0 {
		head.Bytes = size
	}
}
