package analysis

import (
	"errors"
	"slices"
	"sync"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// HostResult is what is found on one host, or in a part of one that has very many
// steps: see PartID.
type HostResult struct {
	ID       PartID
	Last     bool // no part of the host follows
	Case     *correlate.Case
	Sets     []*correlate.SnapshotSet // those within the wanted time that can be counted: see correlate.SnapshotSet.Standing
	Findings []*detect.Finding        // in the order of detect.Judge, those within the wanted time
	// those of its sets, and in the last part those of no set, in the order of detect.Failure.Compare
	Failures []*detect.Failure
	Freezes  []*correlate.FreezeStat // of the host as a whole, in its last part
	// a panic that kept the host from being judged: nothing is reported about it; nil if there was none
	Bug    error
	part   *detect.Part // of the ledger, for a part of a host
	inputs []inputOf
	notes  []*pack.Note // about these; nil: not made yet
}

// inputOf is an input that a result was made of.
type inputOf struct {
	number int
	source string
}

// PartID says whose a result is: the number of the host, and of the part, both from 0.
// A host has one part, part 0, with all of it. One that has very many steps has a part
// for each segment, which tells of its own sets, and a last one, which tells of the
// host as a whole: it has no steps, listings and sets.
type PartID struct{ Host, Part int }

// Export passes the rows of a host, or of a part of one, to tables. It does not close
// them.
func (r *HostResult) Export(tables export.Tables) error {
	if err := export.WriteCase(tables, r.Case); err != nil {
		return err
	}
	return export.WriteResults(tables, r.Sets, r.Freezes, r.Findings, r.Failures)
}

// errStop ends an iteration that nobody wants to go on.
var errStop = errors.New("stopped")

// wanted reports whether a set is in the wanted time; nil is of the host.
func (o *Options) wanted(s *correlate.SnapshotSet) bool {
	return s == nil || o.inTime(interval.Interval{Lo: s.Started.Lo, Hi: s.Ended.Hi})
}

// inTime reports whether something that lasts from at.Lo to at.Hi is in the wanted time:
// it ended at Since or later, and began before Until.
func (o *Options) inTime(at interval.Interval) bool {
	if !o.Since.IsZero() && at.Hi < parse.FromTime(o.Since) {
		return false
	}
	return o.Until.IsZero() || at.Lo < parse.FromTime(o.Until)
}

// clip drops the sets, and their findings, that lie outside the wanted time.
func (r *HostResult) clip(o *Options) {
	for _, s := range r.Case.Sets {
		if o.wanted(s) {
			r.Sets = append(r.Sets, s)
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f *detect.Finding) bool { return !o.wanted(f.Set) })
}

// countSets leaves the sets that can be counted, once all is judged: a state that stood is of one if a record tells of the
// same failure.
func (r *HostResult) countSets() {
	for _, f := range r.Failures {
		if f.Set.Standing() && f.Recorded() {
			f.Set.Count()
		}
	}
	r.Sets = slices.DeleteFunc(r.Sets, (*correlate.SnapshotSet).Standing)
}

// What a result takes up in memory, about: for each step with its record and its share
// of what is found; for each finding with what it rests on; and for each run of a log that
// its headers state.
const (
	stepBytes    = 2 << 10
	findingBytes = 16 << 10
	runBytes     = 200
)

// size is about what the result takes up. A step that is the same as another one was
// dropped, but what it was read of is held with the others of its block.
func (r *HostResult) size() int64 {
	steps, runs := len(r.Case.Steps)+1, 0
	for _, n := range r.Case.Duplicates {
		steps += n
	}
	for _, l := range r.Case.Logs {
		runs += len(l.Runs)
	}
	return int64(steps)*stepBytes + int64(len(r.Findings))*findingBytes + int64(runs)*runBytes
}

// resultCache keeps results that were made, as far as there is room for them. It is
// safe for concurrent use.
type resultCache struct {
	mu   sync.Mutex
	kept map[PartID]*HostResult
	room int64 // for more, in bytes
}

// get returns a result that was kept, or makes it.
func (c *resultCache) get(id PartID, produce func(PartID) (*HostResult, error)) (*HostResult, error) {
	c.mu.Lock()
	r := c.kept[id]
	c.mu.Unlock()
	if r != nil {
		return r, nil
	}
	r, err := produce(id)
	if err == nil {
		c.keep(id, r)
	}
	return r, err
}

// keep holds a result for the next call if there is room.
func (c *resultCache) keep(id PartID, r *HostResult) {
	size := r.size()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept[id] == nil && size <= c.room {
		c.kept[id] = r
		c.room -= size
	}
}
