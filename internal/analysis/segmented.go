package analysis

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/par"
	"github.com/vsslog/vsslog/parse"
)

// A host with more than longSteps steps is cut, into segments of at least
// segmentSteps: some segments are held at the same time. Options.SegmentSteps
// overrides both.
const (
	longSteps    = 20_000
	segmentSteps = 4_000
)

// segmentedHost is a host that is cut into segments, so that some of them are held at a
// time and not all.
type segmentedHost struct {
	analysis *Analysis
	number   int
	name     string
	count    int         // segments
	broken   *HostResult // about the host as a whole, if a panic kept it from being judged

	mu     sync.Mutex
	nights []*correlate.Nights // by segment, those before it: as far as segments were passed on

	making sync.Mutex
	kept   *hostCut // nil: it was let go, and is made anew for who asks for a segment once more
}

// hostCut is how a host is cut, with what of it as a whole its segments need.
type hostCut struct {
	analysis *Analysis
	host     *hostInputs
	prescan  *correlate.Prescan
	parts    []correlate.Part // by input of the plan, without records
	blocks   []hostBlock      // in the order in which their records begin
	segments []*correlate.Segment
}

// keptCuts is how many hosts' cuts are held: those of the hosts that were asked for last.
const keptCuts = 2

// cut returns how the host is cut.
func (h *segmentedHost) cut(ctx context.Context) (*hostCut, error) {
	h.making.Lock()
	defer h.making.Unlock()
	a := h.analysis
	a.mu.Lock()
	c := h.kept
	a.mu.Unlock()
	if c == nil {
		host, err := a.open(h.number)
		if err != nil {
			return nil, err
		}
		c = &hostCut{analysis: a, host: host}
		if err := c.make(ctx); err != nil {
			return nil, err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	h.kept = c
	a.cuts = slices.DeleteFunc(a.cuts, func(other *segmentedHost) bool { return other == h })
	if a.cuts = append(a.cuts, h); len(a.cuts) > keptCuts {
		a.cuts[0].kept = nil
		a.cuts = slices.Delete(a.cuts, 0, 1)
	}
	return c, nil
}

// compare puts good nights beside the failures of a segment, if those before it are known.
func (h *segmentedHost) compare(r *HostResult) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.ID.Part >= len(h.nights) {
		return
	}
	nights := h.nights[r.ID.Part].Clone()
	detect.BesideGood(r.Case, r.Failures, nights)
	if r.ID.Part+1 == len(h.nights) {
		h.nights = append(h.nights, nights)
	}
}

// hostBlock is a block of records of one input of the host.
type hostBlock struct {
	input         int // of the plan
	block         pack.Block
	first, latest parse.Ticks // bounds of when its records begin
	undated       bool        // the bounds lie days apart, as the clock is not known yet
}

// isLong reports whether a host is to be cut.
func (a *Analysis) isLong(host *hostInputs) bool {
	steps := 0
	for n := range host.inputs {
		for _, b := range host.blocks(n) {
			steps += b.Records
		}
	}
	return steps > cmp.Or(a.opt.SegmentSteps, longSteps) && detect.Segmentable(a.opt.Signatures)
}

// eachSegment passes the results of a long host to visit, segment by segment, and then
// what is reported about the host as a whole.
func (a *Analysis) eachSegment(ctx context.Context, number int, visit func(*HostResult) error) error {
	host, err := a.open(number)
	if err != nil {
		return err
	}
	h := &segmentedHost{
		analysis: a,
		number:   number,
		name:     host.Name,
		nights:   []*correlate.Nights{new(correlate.Nights)},
	}
	a.mu.Lock()
	a.segmented[number] = h
	a.mu.Unlock()
	err = h.each(ctx, visit)
	if b := bug.Of(err); b != nil {
		// What its segments told until then stands.
		h.broken = a.unjudged(PartID{number, h.count}, host, b)
		return a.handOver(h.broken, visit)
	}
	return err
}

func (h *segmentedHost) each(ctx context.Context, visit func(*HostResult) error) (err error) {
	a, number := h.analysis, h.number
	defer bug.Catch("judging host "+h.name, &err)
	c, err := h.cut(ctx)
	if err != nil {
		return err
	}
	if h.count = len(c.segments); h.count == 1 { // nothing could be cut
		r, err := a.Host(number)
		if err != nil {
			return err
		}
		return a.handOver(r, visit)
	}
	whole := h.about(c)
	err = par.OrderedMap(
		ctx,
		"judging host "+h.name,
		a.opt.Workers,
		h.count,
		func(i int) (*HostResult, error) { return a.Part(PartID{number, i}) },
		func(_ int, r *HostResult) error {
			whole.add(r)
			h.compare(r)
			return a.handOver(r, visit)
		},
	)
	if err != nil {
		return err
	}
	r := whole.close()
	a.results.keep(r.ID, r)
	return a.handOver(r, visit)
}

// wholeHost gathers what is reported about a host as a whole, segment by segment.
type wholeHost struct {
	analysis *Analysis
	id       PartID
	inputs   []inputOf
	totals   *correlate.HostTotals
	ledger   *detect.Ledger
	freezes  correlate.FreezeSamples
}

func (h *segmentedHost) about(c *hostCut) *wholeHost {
	return &wholeHost{
		analysis: h.analysis,
		id:       PartID{h.number, h.count},
		inputs:   c.host.sources(),
		totals:   c.prescan.NewHostTotals(),
	}
}

func (w *wholeHost) add(r *HostResult) {
	if w.ledger == nil {
		w.ledger = detect.NewLedger(r.Case.Host, w.analysis.opt.inTime)
	}
	w.ledger.Add(r.Case, r.part)
	w.totals.Add(r.Case)
	w.freezes.Add(r.Sets)
}

func (w *wholeHost) close() *HostResult {
	r := &HostResult{ID: w.id, Last: true, Case: w.totals.Case(), Freezes: w.freezes.Stats(), inputs: w.inputs}
	r.Findings = detect.JudgeHost(r.Case, w.analysis.opt.Signatures)
	r.Failures = w.ledger.Close(r.Findings)
	detect.AgainstRead(r.Case, r.Failures)
	return r
}

// judgeWhole makes what is reported about the host as a whole once more.
func (h *segmentedHost) judgeWhole(PartID) (*HostResult, error) {
	c, err := h.cut(context.Background())
	if err != nil {
		return nil, err
	}
	whole := h.about(c)
	for i := range h.count {
		r, err := h.analysis.Part(PartID{h.number, i})
		if err != nil {
			return nil, err
		}
		whole.add(r)
	}
	return whole.close(), nil
}

// make divides the host into segments, in passes over its records.
func (h *hostCut) make(ctx context.Context) error {
	if err := h.prescanBlocks(ctx); err != nil {
		return err
	}
	if h.prescan.Whole() {
		return h.merge(ctx) // to one segment
	}
	if err := h.tightenBounds(ctx); err != nil {
		return err
	}
	slices.SortStableFunc(h.blocks, func(a, b hostBlock) int { return cmp.Compare(a.first, b.first) })
	return h.merge(ctx)
}

// prescanBlocks lists the blocks and finds when their records begin, as far as that is
// known before the clocks are.
func (h *hostCut) prescanBlocks(ctx context.Context) (err error) {
	h.parts, err = h.host.parts(func(n int) ([]*parse.Record, error) {
		for _, b := range h.host.blocks(n) {
			h.blocks = append(h.blocks, hostBlock{input: n, block: b})
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	h.prescan = correlate.NewPrescan(
		h.host.Name,
		h.host.Basis,
		h.parts,
		correlate.Zone{Location: h.analysis.opt.Zone, Force: h.analysis.opt.ForceZone},
	)
	for i := range h.blocks {
		b := &h.blocks[i]
		b.first, b.latest = interval.Forever, interval.Never
		err := h.scan(ctx, b, func(r pack.Placed) {
			at := h.prescan.Look(&h.parts[b.input], r.Record)
			b.first, b.latest = min(b.first, at.Lo), max(b.latest, at.Hi)
			b.undated = b.undated || at.Lo != at.Hi
		})
		if err != nil {
			return err
		}
		if h.prescan.Whole() {
			break
		}
	}
	h.prescan.Close()
	return nil
}

// tightenBounds finds the bounds of the blocks of which the prescan only knew that they
// lie days apart: to open one days too early is to hold all that others have of these
// days.
func (h *hostCut) tightenBounds(ctx context.Context) error {
	for i := range h.blocks {
		b := &h.blocks[i]
		if !b.undated {
			continue
		}
		b.first, b.latest = interval.Forever, interval.Never
		err := h.scan(ctx, b, func(r pack.Placed) {
			at := h.prescan.SortKey(&h.parts[b.input], r.Record)
			b.first, b.latest = min(b.first, at), max(b.latest, at)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// merge shows all records in the order of time to the cutter, which finds where
// segments may begin. A block is opened when its first record may be the next.
func (h *hostCut) merge(ctx context.Context) error {
	segmenter := correlate.NewSegmenter(h.prescan, cmp.Or(h.analysis.opt.SegmentSteps, segmentSteps))
	var open mergeHeap
	next := func() {
		run := open[0]
		segmenter.Add(run[0])
		run[0] = nil // it may be let go
		if open[0] = run[1:]; len(open[0]) == 0 {
			heap.Pop(&open)
		} else {
			heap.Fix(&open, 0)
		}
	}
	for i := range h.blocks {
		if segmenter.Whole() {
			open = nil
			break
		}
		b := &h.blocks[i]
		for len(open) > 0 && open[0].place() < b.first {
			next()
		}
		var run mergeRun
		err := h.read(ctx, b, func(r pack.Placed) {
			if s := h.prescan.Step(&h.parts[b.input], r.Record); s != nil {
				run = append(run, s)
			}
		})
		if err != nil {
			return err
		}
		if slices.SortStableFunc(run, compareSteps); len(run) > 0 {
			heap.Push(&open, run)
		}
	}
	for len(open) > 0 {
		next()
	}
	h.segments = segmenter.Segments()
	return nil
}

func (h *hostCut) read(ctx context.Context, b *hostBlock, visit func(pack.Placed)) error {
	return h.each(ctx, b, (*pack.Pack).Block, visit)
}

// scan is read for who keeps no record.
func (h *hostCut) scan(ctx context.Context, b *hostBlock, visit func(pack.Placed)) error {
	return h.each(ctx, b, (*pack.Pack).Scan, visit)
}

func (h *hostCut) each(
	ctx context.Context,
	b *hostBlock,
	records func(*pack.Pack, *pack.Block, func(pack.Placed)) error,
	visit func(pack.Placed),
) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	in := h.host.inputs[b.input]
	if err := records(in.pack, &b.block, visit); err != nil {
		return fmt.Errorf("%s: %w", in.head.Source, err)
	}
	return nil
}

// judge makes the results of a segment.
func (h *segmentedHost) judge(id PartID) (r *HostResult, err error) {
	defer bug.Catch("judging host "+h.name, &err)
	c, err := h.cut(context.Background())
	if err != nil {
		return nil, err
	}
	segment := c.segments[id.Part]
	records, err := c.recordsOf(segment)
	if err != nil {
		return nil, err
	}
	parts, err := c.host.parts(func(n int) ([]*parse.Record, error) {
		own := records[n]
		slices.SortStableFunc(own, func(a, b pack.Placed) int { return cmp.Compare(a.Number, b.Number) })
		found := make([]*parse.Record, len(own))
		for i := range own {
			found[i] = own[i].Record
		}
		return found, nil
	})
	if err != nil {
		return nil, err
	}
	r = &HostResult{ID: id, Case: c.prescan.Case(segment, parts), inputs: c.host.sources()}
	r.Findings = detect.JudgeSets(r.Case, h.analysis.opt.Signatures)
	r.clip(&h.analysis.opt)
	r.part = detect.OfSets(r.Case, r.Sets, r.Findings)
	r.Failures = r.part.Failures
	r.countSets()
	detect.AgainstRead(r.Case, r.Failures)
	h.compare(r)
	return r, nil
}

// recordsOf loads the records of a segment, by input of the plan.
func (h *hostCut) recordsOf(segment *correlate.Segment) ([][]pack.Placed, error) {
	records := make([][]pack.Placed, len(h.host.inputs))
	for i := range h.blocks {
		b := &h.blocks[i]
		if b.first >= segment.Before || b.latest < segment.From {
			continue
		}
		err := h.read(context.Background(), b, func(r pack.Placed) {
			if at := h.prescan.SortKey(&h.parts[b.input], r.Record); at >= segment.From && at < segment.Before {
				records[b.input] = append(records[b.input], r)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return records, nil
}

// mergeRun are the steps of a block that wait for their turn, in the order of time.
type mergeRun []*correlate.Step

func compareSteps(a, b *correlate.Step) int { return cmp.Compare(a.Place(), b.Place()) }

// place is that of the first one.
func (r mergeRun) place() parse.Ticks { return r[0].Place() }

// mergeHeap are the blocks that are open, the one with the first step on top.
type mergeHeap []mergeRun

func (m mergeHeap) Len() int           { return len(m) }
func (m mergeHeap) Less(i, j int) bool { return m[i].place() < m[j].place() }
func (m mergeHeap) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *mergeHeap) Push(x any)        { *m = append(*m, x.(mergeRun)) }
func (m *mergeHeap) Pop() any {
	last := len(*m) - 1
	(*m)[last] = nil
	*m = (*m)[:last]
	return nil
}
