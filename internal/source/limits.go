package source

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
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

	// A member costs time however little is in it. MembersFrom is how many a small archive
	// may have; one with more has at least MemberBytes for each.
	MembersFrom, MemberBytes int64

	// Time bounds how long one outermost archive is read, the readers of its members
	// included. It is a net below the other limits, so wide that no archive that they
	// let through meets it on a slow machine: results do not depend on it else.
	Time time.Duration

	// All archives and documents of a run together: those that are left out for it
	// depend on the order in which they are read.
	RunMembers int64
	RunBytes   int64
}

// DefaultLimits hold for every field of Limits that is 0. Deflate cannot reach a
// ratio above 1032; logs pack by 10 to 50, those with much unused space by 200.
var DefaultLimits = Limits{Depth: 5, Members: 300_000, Bytes: 256 << 30, Ratio: 250, RatioFrom: 64 << 20,
	MembersFrom: 40_000, MemberBytes: 16,
	Time: 12 * time.Hour, RunMembers: 50_000_000, RunBytes: 16 << 40}

// mostListed is how many members the list of an archive may name: it is held.
const mostListed = 500_000

func (l *Limits) fill() {
	d := DefaultLimits
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	if l.Time == 0 {
		l.Time = d.Time
	}
	for _, pair := range []struct {
		field    *int64
		fallback int64
	}{{&l.Members, d.Members}, {&l.Bytes, d.Bytes}, {&l.Ratio, d.Ratio}, {&l.RatioFrom, d.RatioFrom},
		{&l.MembersFrom, d.MembersFrom}, {&l.MemberBytes, d.MemberBytes},
		{&l.RunMembers, d.RunMembers}, {&l.RunBytes, d.RunBytes}} {
		if *pair.field == 0 {
			*pair.field = pair.fallback
		}
	}
}

// ErrLimit is below every error that Limits cause.
var ErrLimit = errors.New(
	"the archive unpacks to more than the limit; if you trust it, unpack it and name the folder",
)

// budget is what is left of the limits for one outermost archive.
type budget struct {
	Limits
	size     int64 // of the archive
	run      *spent
	until    time.Time
	members  int64
	bytes    int64
	exceeded error
}

// spent is what all archives of a run have taken. It is safe for concurrent use.
type spent struct{ members, bytes atomic.Int64 }

// newBudget is that of an outermost archive.
func newBudget(l Limits, size int64, run *spent) *budget {
	if run == nil {
		run = &spent{}
	}
	return &budget{Limits: l, size: max(size, 0), run: run, until: time.Now().Add(l.Time)}
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
	if b.members > b.MembersFrom && b.members > b.size/b.MemberBytes {
		return b.exceed("files for its size", max(b.MembersFrom, b.size/b.MemberBytes))
	}
	if b.run.members.Add(1) > b.RunMembers {
		return b.exceed("files in all archives of the run", b.RunMembers)
	}
	return b.exceeded
}

// addBytes counts n more unpacked bytes.
func (b *budget) addBytes(n int64) error {
	b.bytes += n
	switch {
	case b.run.bytes.Add(n) > b.RunBytes:
		return b.exceed("bytes unpacked in all archives of the run", b.RunBytes)
	case time.Now().After(b.until):
		return b.exceed("seconds to read it", int64(b.Time/time.Second))
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

// again is a budget for a pass whose bytes are read, and counted, once more.
func (b *budget) again() *budget {
	pass := *b
	pass.run = &spent{}
	return &pass
}
