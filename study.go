package vsslog

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/parse"
)

// Study is the extracts of a run with the hosts in them. What is per input lies in
// the packs, and of it memory holds little more than an offset; a host's records are
// loaded when its turn comes. It is safe for concurrent use.
type Study struct {
	opt        Options
	zone       *time.Location
	signatures []*detect.Signature
	items      []itemAt
	inputs     []inputAt
	troubled   []itemAt // items with problems
	problems   int      // of them
	notes      *notes   // what the hosts tell of the inputs
	hosts      hostPlans
	listing    Listing // of the run, items of other shards too
	stale      int     // items of an earlier run in the state that are of no use
	readable   int     // inputs that a format read
	redactor   *redact.Redactor
	close      func() error

	mu   sync.Mutex
	kept map[Place]*Result // made before, as far as there is room for them
	room int64             // for more, in bytes
	long map[int]*longHost // those that are cut
}

// Result is what is found on one host, or in a part of one that has very many
// steps: see Part.
type Result struct {
	Place    Place
	Last     bool // no part of the host follows
	Case     *correlate.Case
	Sets     []*correlate.SnapshotSet // those within the wanted time
	Findings []*detect.Finding        // in the order of detect.Judge, those within the wanted time
	Failures []*detect.Failure        // those of its sets, and in the last part those of no set, in the order of detect.Failure.Compare
	Freezes  []*correlate.FreezeStat  // of the host as a whole, in its last part
	part     *detect.Part             // of the ledger, for a part of a host
	inputs   []inputOf
}

// inputOf is an input that a result was made of.
type inputOf struct {
	number int
	source string
}

// Place says whose a result is: the number of the host, and of the part. A host has
// one part, part 0, with all of it. One that has very many steps has a part for each
// stretch (see correlate.Cutter), which tells of its own sets, and a last one, which
// tells of the host as a whole: it has no steps, captures and sets.
type Place struct{ Host, Part int }

// NewStudy opens the extracts in packs, which hold each item once. opt says how
// to judge; what it says about reading is in the extracts already.
func NewStudy(opt Options, packs ...*pack.Pack) (*Study, error) {
	return NewGroupStudy(opt, nil, packs...)
}

// NewGroupStudy is NewStudy for packs with the items of one group.
func NewGroupStudy(opt Options, group *Group, packs ...*pack.Pack) (*Study, error) {
	items, err := itemsOf(packs)
	if err != nil {
		return nil, err
	}
	return newStudy(opt, group, items)
}

// newStudy makes a study of items, which are in the order of their numbers.
func newStudy(opt Options, group *Group, items []itemAt) (*Study, error) {
	zone, err := location(opt.Zone)
	if err != nil {
		return nil, err
	}
	s := &Study{opt: opt, zone: zone, signatures: opt.Signatures, items: items,
		kept: map[Place]*Result{}, long: map[int]*longHost{}, room: memoryOf(opt) / 2}
	if s.signatures == nil {
		s.signatures = detect.Catalogue
	}
	if s.notes, err = newNotes(memoryOf(opt) / 32); err != nil {
		return nil, err
	}
	planner := correlate.NewPlanner()
	if err := s.see(planner); err != nil {
		return nil, err
	}
	if group != nil {
		s.hosts = givenPlans(group.Hosts)
		return s, s.checkPlans(group.Hosts)
	}
	for i, in := range s.inputs {
		head, err := in.read()
		if err != nil {
			return nil, err
		}
		planner.Share(i, outlineOf(head))
	}
	s.hosts = planner.Hosts()
	return s, nil
}

// see lists the inputs and shows them to the planner.
func (s *Study) see(planner *correlate.Planner) error {
	for _, i := range s.items {
		item, err := i.read()
		if err != nil {
			return err
		}
		for _, at := range item.Heads {
			in := inputAt{i.pack, at}
			head, err := in.read()
			if err != nil {
				return err
			}
			s.inputs = append(s.inputs, in)
			if head.Read {
				s.readable++
			}
			planner.See(outlineOf(head))
		}
		if n := len(item.Problems); n > 0 {
			s.troubled = append(s.troubled, i)
			s.problems += n
		}
	}
	return nil
}

// Hosts returns the names of the hosts, in the order of the tables.
func (s *Study) Hosts() []string {
	names := make([]string, s.hosts.Len())
	for i := range names {
		if names[i] = s.hosts.Name(i); s.redactor != nil {
			names[i] = s.redactor.Host(names[i])
		}
	}
	return names
}

// Readable reports whether any input could be read.
func (s *Study) Readable() bool { return s.readable > 0 }

// Redactor replaced the names in all results; nil: none was.
func (s *Study) Redactor() *redact.Redactor { return s.redactor }

// Host returns the results of host number i as a whole, however long it is.
func (s *Study) Host(i int) (*Result, error) { return s.held(Place{i, 0}, s.make) }

// Part returns the results of a place that Each has handed over, once more.
func (s *Study) Part(at Place) (*Result, error) {
	s.mu.Lock()
	long := s.long[at.Host]
	s.mu.Unlock()
	if long == nil {
		return s.Host(at.Host)
	}
	if at.Part == len(long.stretches) {
		return long.last, nil
	}
	return s.held(at, long.part)
}

// held makes a result: it loads the records, rebuilds the snapshot sets and judges
// them, unless there was room to keep it from an earlier call.
func (s *Study) held(at Place, produce func(Place) (*Result, error)) (*Result, error) {
	s.mu.Lock()
	r := s.kept[at]
	s.mu.Unlock()
	if r != nil {
		return r, nil
	}
	r, err := produce(at)
	if err == nil {
		s.keep(at, r)
	}
	return r, err
}

// What a result takes up in memory, about: for each step with its record and its share
// of what is found; and for each run of a log that its headers tell.
const (
	stepBytes = 2 << 10
	runBytes  = 200
)

// size is about what the result takes up. A step that is the same as another one was
// dropped, but what it was read of is held with the others of its block.
func (r *Result) size() int64 {
	steps, runs := len(r.Case.Steps)+1, 0
	for _, n := range r.Case.Duplicates {
		steps += n
	}
	for _, l := range r.Case.Logs {
		runs += len(l.Runs)
	}
	return int64(steps)*stepBytes + int64(runs)*runBytes
}

// keep holds a result for the next call if there is room.
func (s *Study) keep(at Place, r *Result) {
	size := r.size()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[at] == nil && size <= s.room {
		s.kept[at] = r
		s.room -= size
	}
}

// make makes the results of a host, the same at every call.
func (s *Study) make(at Place) (*Result, error) {
	host, err := s.planned(at.Host)
	if err != nil {
		return nil, err
	}
	return s.makeOf(at, host)
}

func (s *Study) makeOf(at Place, host *plannedHost) (*Result, error) {
	parts, err := host.parts(func(n int) ([]*parse.Record, error) {
		in, computers := host.inputs[n], host.Inputs[n].Computers
		return in.pack.Records(in.head, func(computer string) bool { return slices.Contains(computers, computer) })
	})
	if err != nil {
		return nil, err
	}
	r := &Result{Place: at, Last: true, Case: correlate.NewCase(host.Name, host.Basis, parts, s.zone), inputs: host.sources()}
	r.Findings = detect.Judge([]*correlate.Case{r.Case}, s.signatures)
	r.cut(s.opt.Since, s.opt.Until)
	r.Failures = detect.Failures(r.Case, r.Sets, r.Findings, s.inTime)
	r.Freezes = correlate.FreezeStats(r.Sets)
	return r, nil
}

// Close frees what the study holds, temporary files included.
func (s *Study) Close() error {
	err := s.notes.store.Close()
	if s.close != nil {
		err = errors.Join(err, s.close())
	}
	return err
}

// Each hands the results of all hosts to visit, in the order of Hosts and one
// after the other, while the next ones are made by other goroutines; those of a host
// with very many steps in parts, in their order. A result is not kept. It fills in
// what only the hosts tell of the inputs, so it is to be called before Inputs, and
// once.
func (s *Study) Each(ctx context.Context, visit func(*Result) error) error {
	if s.redactor != nil { // the results are made, and the rest was done before names were replaced
		return s.whole(ctx, visit)
	}
	return inOrder(ctx, s.opt.Workers, s.hosts.Len(), func(i int) (*Result, error) {
		host, err := s.planned(i)
		if err != nil || s.isLong(host) {
			return nil, err // its parts are made by all workers when its turn comes
		}
		return s.held(Place{i, 0}, func(at Place) (*Result, error) { return s.makeOf(at, host) })
	}, func(i int, r *Result) error {
		if r == nil {
			return s.inParts(ctx, i, visit)
		}
		return s.told(r, visit)
	})
}

// told notes what a result tells of the inputs, and hands it to visit.
func (s *Study) told(r *Result, visit func(*Result) error) error {
	if err := s.describe(r); err != nil {
		return err
	}
	return visit(r)
}

// whole is Each without parts.
func (s *Study) whole(ctx context.Context, visit func(*Result) error) error {
	return inOrder(ctx, s.opt.Workers, s.hosts.Len(), s.Host, func(_ int, r *Result) error { return visit(r) })
}

// redact makes the results of all hosts, replaces the names in them and keeps
// them: a pseudonym depends on the names of all.
func (s *Study) redact(ctx context.Context, redactor *redact.Redactor) error {
	report, err := s.report(ctx)
	if err != nil {
		return err
	}
	results := make([]*Result, len(report.Cases))
	for i := range results {
		if results[i], err = s.Host(i); err != nil {
			return err
		}
	}
	report.redact(redactor)
	for _, r := range results { // made of what was redacted, not beside it
		r.Freezes = correlate.FreezeStats(r.Sets)
	}
	s.redactor = redactor
	return nil
}

// report gathers the results of all hosts.
func (s *Study) report(ctx context.Context) (*Report, error) {
	report := &Report{Redactor: s.redactor}
	err := s.whole(ctx, func(r *Result) error {
		if err := s.describe(r); err != nil {
			return err
		}
		report.Cases = append(report.Cases, r.Case)
		report.Sets = append(report.Sets, r.Sets...)
		report.Findings = append(report.Findings, r.Findings...)
		report.Failures = append(report.Failures, r.Failures...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return report, s.Inputs(func(row *export.InputRow) error {
		report.Inputs = append(report.Inputs, row)
		return nil
	})
}

// wanted reports whether a set lies in the wanted time; nil is of the host.
func wanted(s *correlate.SnapshotSet, since, until time.Time) bool {
	if s == nil {
		return true
	}
	if !since.IsZero() && s.Ended.Hi < parse.FromTime(since) {
		return false
	}
	return until.IsZero() || s.Started.Lo < parse.FromTime(until)
}

// inTime reports whether something of no set lies in the wanted time.
func (s *Study) inTime(at correlate.Instant) bool {
	if !s.opt.Since.IsZero() && at.Hi < parse.FromTime(s.opt.Since) {
		return false
	}
	return s.opt.Until.IsZero() || at.Lo < parse.FromTime(s.opt.Until)
}

// cut drops the sets, and their findings, that lie outside the wanted time.
func (r *Result) cut(since, until time.Time) {
	for _, s := range r.Case.Sets {
		if wanted(s, since, until) {
			r.Sets = append(r.Sets, s)
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f *detect.Finding) bool { return !wanted(f.Set, since, until) })
}

// inOrder makes n things with so many goroutines and hands them to visit in
// order, from the caller's goroutine. Few more than there are goroutines are held
// at a time. It stops at the first error.
func inOrder[T any](ctx context.Context, workers, n int, produce func(int) (T, error), visit func(int, T) error) error {
	type made struct {
		thing T
		err   error
	}
	type job struct {
		i    int
		done chan made
	}
	workers = min(max(workers, 1), max(n, 1))
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	work, order := make(chan job), make(chan job, workers+1)
	group.Go(func() {
		defer close(order)
		defer close(work)
		for i := range n {
			j := job{i, make(chan made, 1)}
			for _, to := range []chan job{order, work} {
				select {
				case to <- j:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for range workers {
		group.Go(func() {
			for j := range work {
				thing, err := produce(j.i)
				j.done <- made{thing, err}
			}
		})
	}
	for j := range order {
		select {
		case m := <-j.done:
			if m.err != nil {
				return m.err
			}
			if err := visit(j.i, m.thing); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}
