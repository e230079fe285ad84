package export

import (
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// pageWindow is how far back zstd looks, in bytes. A page has some 64 KiB, so
// that the 4 MiB of the level would only cost memory, and time in the cache.
const pageWindow = 256 << 10

// pageCodec compresses Parquet pages with zstd, level 1, which is also what
// pyarrow takes. The encoder is made for pages, unlike the one of parquet-go.
type pageCodec struct {
	mu      sync.Mutex // pages come from one goroutine; a reader may share the codec
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func (c *pageCodec) String() string { return "ZSTD" }

func (c *pageCodec) CompressionCodec() format.CompressionCodec { return format.Zstd }

// Encode compresses src into dst, whose content it replaces.
func (c *pageCodec) Encode(dst, src []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.encoder == nil {
		var err error
		c.encoder, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithWindowSize(pageWindow), zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false))
		if err != nil {
			return nil, err
		}
	}
	return c.encoder.EncodeAll(src, dst[:0]), nil
}

// Decode is what the interface asks for; a writer does not use it.
func (c *pageCodec) Decode(dst, src []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.decoder == nil {
		var err error
		if c.decoder, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1)); err != nil {
			return nil, err
		}
	}
	return c.decoder.DecodeAll(src, dst[:0])
}
