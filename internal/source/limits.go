package source

import (
	"errors"
	"fmt"
	"io"
)

// Limits bound what an archive may unfold to, so that a hostile one fails by
// itself and not the machine. All but Depth count over one outermost archive and
// everything nested in it.
type Limits struct {
	Depth     int   // archives inside of one another
	Members   int64 // files
	Bytes     int64 // unpacked bytes
	Ratio     int64 // unpacked bytes to the size of the archive
	RatioFrom int64 // unpacked bytes below which the ratio does not count
}

// DefaultLimits hold for every field of Limits that is 0. Deflate cannot reach a
// ratio above 1032; logs pack by 10 to 50, those with much unused space by 200.
var DefaultLimits = Limits{Depth: 5, Members: 300_000, Bytes: 256 << 30, Ratio: 250, RatioFrom: 64 << 20}

// mostListed is how many members the list of an archive may name: it is held.
const mostListed = 500_000

func (l *Limits) fill() {
	d := DefaultLimits
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	for _, pair := range []struct {
		field    *int64
		fallback int64
	}{{&l.Members, d.Members}, {&l.Bytes, d.Bytes}, {&l.Ratio, d.Ratio}, {&l.RatioFrom, d.RatioFrom}} {
		if *pair.field == 0 {
			*pair.field = pair.fallback
		}
	}
}

// ErrLimit is below every error that Limits cause.
var ErrLimit = errors.New("the archive unfolds to more than the limit; if it is to be trusted, unpack it and name the folder")

// budget is what is left of the limits for one outermost archive.
type budget struct {
	Limits
	size     int64 // of the archive
	members  int64
	bytes    int64
	exceeded error
}

func (b *budget) exceed(what string, limit int64) error {
	if b.exceeded == nil {
		b.exceeded = fmt.Errorf("more than %d %s: %w", limit, what, ErrLimit)
	}
	return b.exceeded
}

// addMember counts one more file.
func (b *budget) addMember() error {
	if b.members++; b.members > b.Members {
		return b.exceed("files", b.Members)
	}
	return b.exceeded
}

// addBytes counts n more unpacked bytes.
func (b *budget) addBytes(n int64) error {
	b.bytes += n
	switch {
	case b.bytes > b.Bytes:
		return b.exceed("bytes unpacked", b.Bytes)
	case b.bytes > b.RatioFrom && b.bytes/max(b.size, 1) >= b.Ratio:
		return b.exceed("times its size unpacked", b.Ratio)
	}
	return b.exceeded
}

// metered returns an open that counts the bytes of one file, and turns a panic of
// an unpacker into an error.
func (b *budget) metered(open func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	m := &meter{budget: b}
	return func() (r io.ReadCloser, err error) {
		defer func() {
			if broken := recover(); broken != nil {
				r, err = nil, fmt.Errorf("the unpacker failed: %v", broken)
			}
		}()
		if r, err = open(); err != nil {
			return nil, err
		}
		return &meteredReader{ReadCloser: r, meter: m}, nil
	}
}

// meter counts the bytes of one file against the budget, once however often the
// file is read.
type meter struct {
	*budget
	counted int64
}

type meteredReader struct {
	io.ReadCloser
	meter *meter
	done  int64
}

func (r *meteredReader) Read(p []byte) (n int, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			n, err = 0, fmt.Errorf("the unpacker failed: %v", broken)
		}
	}()
	if r.meter.exceeded != nil {
		return 0, r.meter.exceeded
	}
	n, err = r.ReadCloser.Read(p)
	r.done += int64(n)
	if more := r.done - r.meter.counted; more > 0 {
		r.meter.counted = r.done
		if limit := r.meter.addBytes(more); limit != nil {
			return n, limit
		}
	}
	return n, err
}
