package arrowipc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// Compressions are those that New knows.
var Compressions = []string{"none", "lz4", "zstd"}

// ErrCompression is the reason of an error of New about another one.
var ErrCompression = errors.New("no compression of Arrow bodies")

// codec compresses buffers of Arrow batches.
type codec interface {
	// append appends src, compressed, to dst.
	append(dst, src []byte) []byte
	// number is that of the enum CompressionType of Message.fbs.
	number() byte
}

func newCodec(name string) (codec, error) {
	switch name {
	case "", "none":
		return nil, nil
	case "lz4":
		return &lz4Frames{}, nil
	case "zstd":
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithWindowSize(bodyWindow), zstd.WithEncoderCRC(false))
		return &zstdFrames{e}, err
	}
	return nil, fmt.Errorf("%w: %q", ErrCompression, name)
}

// bodyWindow is how far back zstd looks, in bytes: most buffers are shorter.
const bodyWindow = 512 << 10

type zstdFrames struct{ encoder *zstd.Encoder }

func (c *zstdFrames) number() byte { return 1 }

func (c *zstdFrames) append(dst, src []byte) []byte { return c.encoder.EncodeAll(src, dst) }

// lz4Frames makes frames as lz4_Frame_format.md has them, without checksums.
type lz4Frames struct{ compressor lz4.Compressor }

const (
	// lz4Head is the magic number and the descriptor: version 1, independent
	// blocks of up to 4 MiB, and the descriptor's checksum.
	lz4Head       = "\x04\x22\x4d\x18\x60\x70\x73"
	lz4Block      = 4 << 20
	lz4Incompress = 1 << 31 // in the length of a block that is stored as it is
)

func (c *lz4Frames) number() byte { return 0 }

func (c *lz4Frames) append(dst, src []byte) []byte {
	dst = append(dst, lz4Head...)
	for len(src) > 0 {
		block := src[:min(len(src), lz4Block)]
		src = src[len(block):]
		at := len(dst)
		dst = slices.Grow(dst, 4+len(block))[:at+4+len(block)]
		// A block that would not become shorter does not fit, and 0 comes back.
		n, err := c.compressor.CompressBlock(block, dst[at+4:])
		size := uint32(n)
		if n == 0 || err != nil {
			n = copy(dst[at+4:], block)
			size = uint32(n) | lz4Incompress
		}
		binary.LittleEndian.PutUint32(dst[at:], size)
		dst = dst[:at+4+n]
	}
	return append(dst, 0, 0, 0, 0)
}
