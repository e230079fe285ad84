package columnar

import (
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// pageWindow is how far back zstd looks, in bytes. A page has some 64 KiB, so
// that the 4 MiB of the level would only cost memory, and time in the cache.
const pageWindow = 256 << 10

// pageCodec compresses Parquet pages with zstd, level 1, which is also what
// pyarrow takes. The encoder is made for pages, unlike the one of parquet-go. All
// writers share one codec, since an encoder holds a megabyte and a dataset has
// thousands of files.
type pageCodec struct {
	encoders sync.Pool // of *zstd.Encoder
	decoders sync.Pool // of *zstd.Decoder
}

var pages = &pageCodec{
	encoders: sync.Pool{New: func() any { return newPageEncoder() }},
	decoders: sync.Pool{New: func() any { return newPageDecoder() }},
}

func newPageEncoder() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithWindowSize(pageWindow), zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false))
	if err != nil {
		panic("columnar: " + err.Error()) // of options, which are constant
	}
	return e
}

func newPageDecoder() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic("columnar: " + err.Error())
	}
	return d
}

func (c *pageCodec) String() string { return "ZSTD" }

func (c *pageCodec) CompressionCodec() format.CompressionCodec { return format.Zstd }

// Encode compresses src into dst, whose content it replaces.
func (c *pageCodec) Encode(dst, src []byte) ([]byte, error) {
	e := c.encoders.Get().(*zstd.Encoder)
	defer c.encoders.Put(e)
	return e.EncodeAll(src, dst[:0]), nil
}

// Decode is what the interface asks for; a writer does not use it.
func (c *pageCodec) Decode(dst, src []byte) ([]byte, error) {
	d := c.decoders.Get().(*zstd.Decoder)
	defer c.decoders.Put(d)
	return d.DecodeAll(src, dst[:0])
}
