package report

import (
	"compress/gzip"
	"encoding/base64"
	"io"
	"strings"

	"github.com/vsslog/vsslog/internal/spill"
)

// packedText packs what is written to it piece by piece, as the page unpacks it: gzip
// in base64. What it packed is in memory up to a bound, and then in a temporary file.
type packedText struct {
	out *spill.Store
	z   *gzip.Writer
	err error
}

// packedMemory is how much of a text that is packed is in memory.
const packedMemory = 256 << 10 // bytes

func newPacked() *packedText {
	p := &packedText{out: spill.New(packedMemory)}
	p.z, p.err = gzip.NewWriterLevel(p.out, gzip.BestCompression)
	return p
}

func (p *packedText) write(text []byte) {
	if p.err == nil {
		_, p.err = p.z.Write(text)
	}
}

// finish ends the text.
func (p *packedText) finish() error {
	if p.z != nil && p.err == nil {
		p.err = p.z.Close()
	}
	p.z = nil
	return p.err
}

// writeTo writes a finished text in base64.
func (p *packedText) writeTo(w io.Writer) error {
	encoder := base64.NewEncoder(base64.StdEncoding, w)
	if _, err := io.Copy(encoder, io.NewSectionReader(p.out, 0, p.out.Size())); err != nil {
		return err
	}
	return encoder.Close()
}

func (p *packedText) close() error { return p.out.Close() }

// packed returns a short text packed.
func packed(text []byte) (string, error) {
	p := newPacked()
	defer p.close()
	p.write(text)
	if err := p.finish(); err != nil {
		return "", err
	}
	var out strings.Builder
	err := p.writeTo(&out)
	return out.String(), err
}
