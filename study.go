package vsslog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/extract"
	"github.com/vsslog/vsslog/redact"
)

// Study is the extracts of a run with the hosts in them. It holds little more in
// memory than the names of inputs and hosts: a host's records are loaded when its
// turn comes. It is safe for concurrent use.
type Study struct {
	opt        Options
	zone       *time.Location
	signatures []*detect.Signature
	items      []placedItem
	listing    Listing // of the run, items of other shards too
	stale      int     // items of an earlier run in the state that are of no use
	inputs     []*studied
	problems   []*export.InputRow
	hosts      []*correlate.HostPlan
	readable   int // inputs that a format read
	redactor   *redact.Redactor
	close      func() error

	mu   sync.Mutex
	kept map[Place]*Result // made before, as far as there is room for them
	room int64             // for more, in bytes
	long map[int]*longHost // those that are cut
}

// studied is an input with its place in a pack.
type studied struct {
	pack *extract.Pack
	head int64
	used int64 // records kept
	row  *export.InputRow
}

// Result is what is found on one host, or in a part of one that has very many
// steps: see Part.
type Result struct {
	Place    Place
	Last     bool // no part of the host follows
	Case     *correlate.Case
	Sets     []*correlate.SnapshotSet // those within the wanted time
	Findings []*detect.Finding        // in the order of detect.Judge, those within the wanted time
	Freezes  []*correlate.FreezeStat  // of the host as a whole, in its last part
}

// Place says whose a result is: the number of the host, and of the part. A host has
// one part, part 0, with all of it. One that has very many steps has a part for each
// stretch (see correlate.Cutter), which tells of its own sets, and a last one, which
// tells of the host as a whole: it has no steps, captures and sets.
type Place struct{ Host, Part int }

// NewStudy opens the extracts in packs, which hold each item once. opt says how
// to judge; what it says about reading is in the extracts already.
func NewStudy(opt Options, packs ...*extract.Pack) (*Study, error) {
	return NewGroupStudy(opt, nil, packs...)
}

// NewGroupStudy is NewStudy for packs with the items of one group.
func NewGroupStudy(opt Options, group *Group, packs ...*extract.Pack) (*Study, error) {
	items, err := itemsOf(packs)
	if err != nil {
		return nil, err
	}
	return newStudy(opt, group, items)
}

// newStudy makes a study of items, which are in the order of their numbers.
func newStudy(opt Options, group *Group, items []placedItem) (*Study, error) {
	zone, err := location(opt.Zone)
	if err != nil {
		return nil, err
	}
	s := &Study{opt: opt, zone: zone, signatures: opt.Signatures, kept: map[Place]*Result{}, long: map[int]*longHost{}, room: memoryOf(opt) / 2}
	if s.signatures == nil {
		s.signatures = detect.Catalogue
	}
	s.items = items
	var outlines []*correlate.Outline
	names := names{}
	for _, i := range items {
		for _, at := range i.item.Heads {
			h, err := i.pack.Head(at)
			if err != nil {
				return nil, err
			}
			names.compact(h, i.item.Source)
			s.inputs = append(s.inputs, &studied{i.pack, at, h.Used, rowOf(h)})
			if h.Read {
				s.readable++
			}
			outlines = append(outlines, outlineOf(h).Light())
		}
		s.problems = append(s.problems, problemRows(i.item.Problems)...)
	}
	if group != nil {
		s.hosts = group.Hosts
		if err := s.checkPlans(); err != nil {
			return nil, err
		}
		return s, nil
	}
	s.hosts = correlate.PlanHosts(outlines)
	return s, nil
}

// names holds each text once that the heads of a fleet repeat.
type names map[string]string

func (n names) of(s string) string {
	if known, ok := n[s]; ok {
		return known
	}
	s = strings.Clone(s)
	n[s] = s
	return s
}

// compact gives the head texts of its own. Those of a head that was read are cut
// out of one text, with all that it tells of blocks and runs: a row or a plan that
// keeps one of them would keep all of it.
func (n names) compact(h *extract.Head, source string) {
	if h.Source != source { // an archive has more than one
		source = strings.Clone(h.Source)
	}
	h.Source, h.SHA256 = source, strings.Clone(h.SHA256)
	for _, s := range []*string{&h.Format, &h.Problem, &h.Folder, &h.Beside, &h.Home} {
		*s = n.of(*s)
	}
	for _, list := range [][]string{h.Computers, h.Named} {
		for i := range list {
			list[i] = n.of(list[i])
		}
	}
	for i := range h.Blocks {
		h.Blocks[i].Computer = n.of(h.Blocks[i].Computer)
	}
	for i := range h.Runs {
		h.Runs[i].Computer = n.of(h.Runs[i].Computer)
	}
}

// placedItem is an item in its pack.
type placedItem struct {
	pack *extract.Pack
	item *extract.Item
}

// itemsOf lists the items of packs in the order of their numbers.
func itemsOf(packs []*extract.Pack) ([]placedItem, error) {
	var all []placedItem
	for _, p := range packs {
		items, _, _, err := p.Contents()
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			all = append(all, placedItem{p, i})
		}
	}
	sortItems(all)
	for i := 1; i < len(all); i++ {
		if a, b := all[i-1].item, all[i].item; a.Number == b.Number {
			return nil, fmt.Errorf("number %d is that of two items, %s and %s: each may be given once", a.Number, a.Source, b.Source)
		}
	}
	return all, nil
}

func sortItems(all []placedItem) {
	slices.SortStableFunc(all, func(a, b placedItem) int { return cmp.Compare(a.item.Number, b.item.Number) })
}

// checkPlans demands that the plans are about the inputs that are there.
func (s *Study) checkPlans() error {
	for _, p := range s.hosts {
		for _, in := range p.Inputs {
			if in.Input < 0 || in.Input >= len(s.inputs) {
				return fmt.Errorf("the plan of host %s names input %d, and there are %d", p.Name, in.Input, len(s.inputs))
			}
		}
	}
	return nil
}

// Hosts returns the names of the hosts, in the order of the tables.
func (s *Study) Hosts() []string {
	names := make([]string, len(s.hosts))
	for i, h := range s.hosts {
		names[i] = h.Name
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

// stepBytes is about what a step takes up in memory with its record and its share
// of what is found.
const stepBytes = 2 << 10

// keep holds a result for the next call if there is room.
func (s *Study) keep(at Place, r *Result) {
	size := int64(len(r.Case.Steps)+1) * stepBytes
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[at] == nil && size <= s.room {
		s.kept[at] = r
		s.room -= size
	}
}

// make makes the results of a host, the same at every call.
func (s *Study) make(at Place) (*Result, error) {
	plan := s.hosts[at.Host]
	parts, err := s.parts(plan, func(in *studied, head *extract.Head, computers []string) ([]*parse.Record, error) {
		return in.pack.Records(head, func(computer string) bool { return slices.Contains(computers, computer) })
	})
	if err != nil {
		return nil, err
	}
	r := &Result{Place: at, Last: true, Case: correlate.NewCase(plan.Name, plan.Basis, parts, s.zone)}
	r.Findings = detect.Judge([]*correlate.Case{r.Case}, s.signatures)
	r.cut(s.opt.Since, s.opt.Until)
	r.Freezes = correlate.FreezeStats(r.Sets)
	return r, nil
}

// parts are those of a host, with the records that load gives.
func (s *Study) parts(plan *correlate.HostPlan, load func(in *studied, head *extract.Head, computers []string) ([]*parse.Record, error)) ([]correlate.Part, error) {
	parts := make([]correlate.Part, len(plan.Inputs))
	for n, in := range plan.Inputs {
		input := s.inputs[in.Input]
		head, err := input.pack.Head(input.head)
		if err == nil {
			parts[n] = correlate.Part{Outline: outlineOf(head), Logs: in.Logs}
			parts[n].Records, err = load(input, head, in.Computers)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", input.row.Source, err)
		}
	}
	return parts, nil
}

// Close frees what the study holds, temporary files included.
func (s *Study) Close() error {
	if s.close == nil {
		return nil
	}
	return s.close()
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
	return inOrder(ctx, s.opt.Workers, len(s.hosts), func(i int) (*Result, error) {
		if long, err := s.isLong(i); long || err != nil {
			return nil, err // its parts are made by all workers when its turn comes
		}
		return s.Host(i)
	}, func(i int, r *Result) error {
		if r == nil {
			return s.inParts(ctx, i, visit)
		}
		s.describe(r)
		return visit(r)
	})
}

// whole is Each without parts.
func (s *Study) whole(ctx context.Context, visit func(*Result) error) error {
	return inOrder(ctx, s.opt.Workers, len(s.hosts), s.Host, func(_ int, r *Result) error { return visit(r) })
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
	for _, h := range s.hosts {
		h.Name = redactor.Host(h.Name)
	}
	return nil
}

// report gathers the results of all hosts.
func (s *Study) report(ctx context.Context) (*Report, error) {
	report := &Report{Redactor: s.redactor}
	err := s.whole(ctx, func(r *Result) error {
		s.describe(r)
		report.Cases = append(report.Cases, r.Case)
		report.Sets = append(report.Sets, r.Sets...)
		report.Findings = append(report.Findings, r.Findings...)
		return nil
	})
	report.Inputs = s.Inputs()
	return report, err
}

// Inputs returns the rows of the inputs table: the inputs in the order of their
// items, then what could not be opened.
func (s *Study) Inputs() []*export.InputRow {
	rows := make([]*export.InputRow, 0, len(s.inputs)+len(s.problems))
	for _, in := range s.inputs {
		rows = append(rows, in.row)
	}
	return append(rows, s.problems...)
}

// describe adds to the rows of the inputs what a host tells: its name,
// duplicates, times of texts, gaps.
func (s *Study) describe(r *Result) {
	k := r.Case
	rows := map[string]*export.InputRow{}
	for _, in := range s.hosts[r.Place.Host].Inputs {
		row := s.inputs[in.Input].row
		rows[row.Source] = row
	}
	for _, step := range k.Steps {
		row := rows[step.Source]
		if row == nil {
			continue
		}
		if row.Host == "" {
			row.Host = k.Host.Name
		}
		if strings.HasPrefix(step.Record.Provider, "vsslog.") && step.At.Known() {
			span(row, step.At.Lo, step.At.Lo)
		}
	}
	for source, n := range k.Duplicates {
		if row := rows[source]; row != nil {
			row.Duplicates += int64(n)
		}
	}
	if !r.Last {
		return
	}
	for _, l := range k.Logs {
		if row := rows[l.Source]; row != nil {
			row.Host = k.Host.Name
			row.Gaps = append(row.Gaps, l.Gaps()...)
		}
	}
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
