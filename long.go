package vsslog

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// A host with more than longSteps steps is cut, into stretches of at least
// stretchSteps: some stretches are held at the same time. Options.Stretch overrides
// both.
const (
	longSteps    = 20_000
	stretchSteps = 4_000
)

// longHost is a host that is cut into stretches, so that one of them is held at a
// time and not all.
type longHost struct {
	study     *Study
	number    int
	host      *plannedHost
	survey    *correlate.Survey
	parts     []correlate.Part // by input of the plan, without records
	stretches []*correlate.Stretch
	blocks    []longBlock // in the order in which their records begin
	last      *Result     // about the host as a whole, when all parts were made
}

// longBlock is a block of records of one input of the host.
type longBlock struct {
	input         int // of the plan
	block         pack.Block
	first, latest parse.Ticks // bounds of when its records begin
	loose         bool        // days apart, as the clock is not known yet
}

// isLong reports whether a host is to be cut.
func (s *Study) isLong(host *plannedHost) bool {
	steps := 0
	for n := range host.inputs {
		for _, b := range host.blocks(n) {
			steps += b.Records
		}
	}
	return steps > cmp.Or(s.opt.Stretch, longSteps) && detect.Severable(s.signatures)
}

// inParts hands the results of a long host to visit, stretch by stretch, and then
// what is told of the host as a whole.
func (s *Study) inParts(ctx context.Context, number int, visit func(*Result) error) error {
	host, err := s.planned(number)
	if err != nil {
		return err
	}
	h := &longHost{study: s, number: number, host: host}
	if err := h.plan(ctx); err != nil {
		return err
	}
	if len(h.stretches) == 1 { // nothing could be cut
		r, err := s.Host(number)
		if err != nil {
			return err
		}
		return s.told(r, visit)
	}
	s.mu.Lock()
	s.long[number] = h
	s.mu.Unlock()
	remainder := h.survey.NewRemainder()
	var ledger *detect.Ledger
	var freezes correlate.FreezeSamples
	err = inOrder(ctx, s.opt.Workers, len(h.stretches), func(i int) (*Result, error) { return s.Part(Place{number, i}) }, func(_ int, r *Result) error {
		if ledger == nil {
			ledger = detect.NewLedger(r.Case.Host, s.inTime)
		}
		ledger.Add(r.Case, r.part)
		remainder.Add(r.Case)
		freezes.Add(r.Sets)
		return s.told(r, visit)
	})
	if err != nil {
		return err
	}
	h.last = &Result{Place: Place{number, len(h.stretches)}, Last: true, Case: remainder.Case(), Freezes: freezes.Stats(), inputs: host.sources()}
	h.last.Findings = detect.JudgeHost(h.last.Case, s.signatures)
	h.last.Failures = ledger.Close(h.last.Findings)
	return s.told(h.last, visit)
}

// plan surveys the host and cuts it.
func (h *longHost) plan(ctx context.Context) error {
	parts, err := h.host.parts(func(n int) ([]*parse.Record, error) {
		for _, b := range h.host.blocks(n) {
			h.blocks = append(h.blocks, longBlock{input: n, block: b})
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	h.parts = parts
	h.survey = correlate.NewSurvey(h.host.Name, h.host.Basis, parts, h.study.zone)
	for i := range h.blocks {
		b := &h.blocks[i]
		b.first, b.latest = correlate.Forever, correlate.Never
		err := h.read(ctx, b, func(r pack.Placed) {
			at := h.survey.Look(&parts[b.input], r.Record)
			b.first, b.latest = min(b.first, at.Lo), max(b.latest, at.Hi)
			b.loose = b.loose || at.Lo != at.Hi
		})
		if err != nil {
			return err
		}
	}
	h.survey.Close()
	if err := h.settle(ctx); err != nil {
		return err
	}
	slices.SortStableFunc(h.blocks, func(a, b longBlock) int { return cmp.Compare(a.first, b.first) })
	cutter := correlate.NewCutter(h.survey, cmp.Or(h.study.opt.Stretch, stretchSteps))
	var open beginning
	for i := range h.blocks {
		b := &h.blocks[i]
		for len(open) > 0 && open[0].at < b.first {
			next := heap.Pop(&open).(begun)
			cutter.Add(&parts[next.input], next.record)
		}
		err := h.read(ctx, b, func(r pack.Placed) {
			heap.Push(&open, begun{h.survey.Place(&parts[b.input], r.Record), b.input, r.Record})
		})
		if err != nil {
			return err
		}
	}
	for len(open) > 0 {
		next := heap.Pop(&open).(begun)
		cutter.Add(&parts[next.input], next.record)
	}
	h.stretches = cutter.Stretches()
	return nil
}

// settle finds the bounds of the blocks of which the survey only knew that they lie days
// apart: to open one days too early is to hold all that others have of these days.
func (h *longHost) settle(ctx context.Context) error {
	for i := range h.blocks {
		b := &h.blocks[i]
		if !b.loose {
			continue
		}
		b.first, b.latest = correlate.Forever, correlate.Never
		err := h.read(ctx, b, func(r pack.Placed) {
			at := h.survey.Place(&h.parts[b.input], r.Record)
			b.first, b.latest = min(b.first, at), max(b.latest, at)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *longHost) read(ctx context.Context, b *longBlock, visit func(pack.Placed)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	in := h.host.inputs[b.input]
	if err := in.pack.Block(&b.block, visit); err != nil {
		return fmt.Errorf("%s: %w", in.head.Source, err)
	}
	return nil
}

// part makes the results of a stretch.
func (h *longHost) part(at Place) (*Result, error) {
	stretch := h.stretches[at.Part]
	records := make([][]pack.Placed, len(h.host.inputs))
	for i := range h.blocks {
		b := &h.blocks[i]
		if b.first >= stretch.Before || b.latest < stretch.From {
			continue
		}
		err := h.read(context.Background(), b, func(r pack.Placed) {
			if at := h.survey.Place(&h.parts[b.input], r.Record); at >= stretch.From && at < stretch.Before {
				records[b.input] = append(records[b.input], r)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	parts, err := h.host.parts(func(n int) ([]*parse.Record, error) {
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
	r := &Result{Place: at, Case: h.survey.Case(stretch, parts), inputs: h.host.sources()}
	r.Findings = detect.JudgeSets(r.Case, h.study.signatures)
	r.cut(h.study.opt.Since, h.study.opt.Until)
	r.part = detect.OfSets(r.Case, r.Sets, r.Findings)
	r.Failures = r.part.Failures
	return r, nil
}

// begun is a record with its start, and beginning those that wait for their turn,
// the first one on top.
type begun struct {
	at     parse.Ticks
	input  int
	record *parse.Record
}

type beginning []begun

func (b beginning) Len() int           { return len(b) }
func (b beginning) Less(i, j int) bool { return b[i].at < b[j].at }
func (b beginning) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *beginning) Push(x any)        { *b = append(*b, x.(begun)) }
func (b *beginning) Pop() any {
	last := len(*b) - 1
	next := (*b)[last]
	(*b)[last] = begun{}
	*b = (*b)[:last]
	return next
}
