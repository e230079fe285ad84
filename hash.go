package vsslog

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// digest reckons the SHA-256 of an input by a pass of its own over the content.
type digest struct{ in *parse.Input }

func hashing(in *parse.Input, wanted bool) *digest {
	if !wanted {
		return nil
	}
	return &digest{in}
}

// finish stores the digest and the size; an input that can no longer be opened
// has a problem already.
func (d *digest) finish(row *export.InputRow) {
	if d == nil {
		return
	}
	r, err := d.in.Open()
	if err != nil {
		return
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return
	}
	row.SHA256 = hex.EncodeToString(h.Sum(nil))
	if row.Bytes < 0 {
		row.Bytes = n
	}
}
