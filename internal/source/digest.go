package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"

	"github.com/vsslog/vsslog/parse"
)

// Digest is the SHA-256 of an input, computed while a format reads it if that
// reads it from the first byte to the last in one go, else in a pass of its own.
type Digest struct {
	open func() (io.ReadCloser, error)
	sum  []byte
	size int64
}

// NewDigest watches the streams that in gives from now on.
func NewDigest(in *parse.Input) *Digest {
	d := &Digest{open: in.Open}
	in.Open = func() (io.ReadCloser, error) {
		r, err := d.open()
		if err != nil || d.sum != nil {
			return r, err
		}
		return &digestReader{ReadCloser: r, digest: d, hash: sha256.New()}, nil
	}
	return d
}

// Sum returns the SHA-256 in lower-case hex and the number of bytes that the
// input has. It reads the input if no stream has been read to its end yet.
func (d *Digest) Sum(ctx context.Context) (sum string, size int64, err error) {
	if d.sum == nil {
		r, err := d.open()
		if err != nil {
			return "", 0, err
		}
		defer r.Close()
		own := &digestReader{ReadCloser: r, digest: d, hash: sha256.New()}
		for buffer := make([]byte, 256<<10); err == nil; {
			if err = ctx.Err(); err == nil {
				_, err = own.Read(buffer)
			}
		}
		if err != io.EOF {
			return "", 0, err
		}
	}
	return hex.EncodeToString(d.sum), d.size, nil
}

type digestReader struct {
	io.ReadCloser
	digest *Digest
	hash   hash.Hash
	size   int64
}

func (r *digestReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.hash.Write(p[:n])
	r.size += int64(n)
	if err == io.EOF {
		r.digest.sum, r.digest.size = r.hash.Sum(nil), r.size
	}
	return n, err
}
