// Package analysis judges what was read, host by host: it loads the records of a host,
// reconstructs its snapshot sets and runs the signatures over them. A host with very many
// records is judged in segments, so that only some of its records are in memory.
package analysis

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/par"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/parse"
)

// Analysis is the extracts of a run with the hosts in them. What is per input is in
// the packs, and of it memory holds little more than an offset; a host's records are
// loaded when its turn comes. It is safe for concurrent use.
type Analysis struct {
	opt      Options
	items    []pack.ItemRef
	inputs   []pack.HeadRef
	troubled []pack.ItemRef // items with problems
	problems int            // of them
	notes    *notes         // what the hosts state about the inputs
	hosts    hostSource
	readable int // inputs that a format read
	redactor *redact.Redactor
	results  resultCache
	heads    *headCache

	mu        sync.Mutex
	segmented map[int]*segmentedHost
	cuts      []*segmentedHost // whose cuts are held, the one asked for last at the end
}

// Open opens the extracts of items, which are in the order of their numbers; what they
// are in must stay open. opt says how to judge; what was said about reading is in the
// extracts already. plans are the hosts, of a group whose items these are; nil: they
// are found.
func Open(opt Options, items []pack.ItemRef, plans []*hosting.HostPlan) (*Analysis, error) {
	if opt.Signatures == nil {
		opt.Signatures = detect.Catalogue
	}
	a := &Analysis{
		opt:       opt,
		items:     items,
		segmented: map[int]*segmentedHost{},
		results:   resultCache{kept: map[PartID]*HostResult{}, room: opt.memory()},
		heads:     newHeadCache(opt.memory()),
	}
	var err error
	if a.notes, err = newNotes(opt.memory() / 16); err != nil {
		return nil, err
	}
	planner := hosting.NewPlanner()
	if err := a.list(items, planner); err != nil {
		return nil, err
	}
	if plans != nil {
		a.hosts = givenHosts(plans)
		return a, a.checkPlans(plans)
	}
	for i, in := range a.inputs {
		head, err := in.Read()
		if err != nil {
			return nil, err
		}
		planner.Share(i, partition.OutlineOf(head))
	}
	a.hosts = planner.Hosts()
	return a, nil
}

// list lists the inputs and shows them to the planner.
func (a *Analysis) list(items []pack.ItemRef, planner *hosting.Planner) error {
	for _, ref := range items {
		item, err := ref.Read()
		if err != nil {
			return err
		}
		for _, at := range item.Heads {
			in := pack.HeadRef{Pack: ref.Pack, At: at}
			head, err := in.Read()
			if err != nil {
				return err
			}
			a.inputs = append(a.inputs, in)
			if head.Read {
				a.readable++
			}
			planner.See(partition.OutlineOf(head))
		}
		if n := len(item.Problems); n > 0 {
			a.troubled = append(a.troubled, ref)
			a.problems += n
		}
	}
	return nil
}

// Close frees what the analysis holds, temporary files included, but not what the
// extracts are in.
func (a *Analysis) Close() error { return a.notes.store.Close() }

// Hosts returns the names of the hosts, in the order of the tables.
func (a *Analysis) Hosts() []string {
	names := make([]string, a.hosts.Len())
	for i := range names {
		if names[i] = a.hosts.Name(i); a.redactor != nil {
			names[i] = a.redactor.Host(names[i])
		}
	}
	return names
}

// Readable reports whether any input could be read.
func (a *Analysis) Readable() bool { return a.readable > 0 }

// Host returns the results of host number i as a whole, however long it is.
func (a *Analysis) Host(i int) (*HostResult, error) { return a.results.get(PartID{i, 0}, a.judge) }

// Part returns the results of a part that All has passed on, once more.
func (a *Analysis) Part(id PartID) (*HostResult, error) {
	a.mu.Lock()
	host := a.segmented[id.Host]
	a.mu.Unlock()
	switch {
	case host == nil, host.count == 1 && id.Part == 0: // it was not cut
		return a.Host(id.Host)
	case id.Part < host.count:
		return a.results.get(id, host.judge)
	case host.broken != nil:
		return host.broken, nil
	}
	return a.results.get(id, host.judgeWhole)
}

// judge makes the results of a host, the same at every call.
func (a *Analysis) judge(id PartID) (*HostResult, error) {
	host, err := a.open(id.Host)
	if err != nil {
		return nil, err
	}
	return a.judgeInputs(id, host)
}

// judgeInputs makes the results of a host. A bug costs this host, not the run.
func (a *Analysis) judgeInputs(id PartID, host *hostInputs) (*HostResult, error) {
	r, err := a.judgeWhole(id, host)
	if b := bug.Of(err); b != nil {
		r, err = a.unjudged(id, host, b), nil
	}
	if err == nil && a.redactor != nil {
		a.redact(r)
	}
	return r, err
}

// unjudged is the result of a host that a bug kept from being judged.
func (a *Analysis) unjudged(id PartID, host *hostInputs, b *bug.Bug) *HostResult {
	return &HostResult{
		ID:   id,
		Last: true,
		Case: correlate.NewCase(
			host.Name,
			host.Basis,
			nil,
			correlate.Zone{Location: a.opt.Zone, Force: a.opt.ForceZone},
		),
		Bug:    b,
		inputs: host.sources(),
	}
}

func (a *Analysis) judgeWhole(id PartID, host *hostInputs) (r *HostResult, err error) {
	defer bug.Catch("judging host "+host.Name, &err)
	parts, err := host.parts(func(int) ([]*parse.Record, error) { return nil, nil })
	if err != nil {
		return nil, err
	}
	sieve := correlate.NewSieve(host.Name)
	for n := range parts {
		holds, end := sieve.Part(&parts[n])
		if parts[n].Records, err = host.inputs[n].pack.Some(host.blocks(n), holds); err != nil {
			return nil, fmt.Errorf("%s: %w", host.inputs[n].head.Source, err)
		}
		end()
	}
	r = &HostResult{
		ID:   id,
		Last: true,
		Case: correlate.NewCase(
			host.Name,
			host.Basis,
			parts,
			correlate.Zone{Location: a.opt.Zone, Force: a.opt.ForceZone},
		),
		inputs: host.sources(),
	}
	r.Findings = detect.Judge([]*correlate.Case{r.Case}, a.opt.Signatures)
	r.clip(&a.opt)
	r.Failures = detect.Failures(r.Case, r.Sets, r.Findings, a.opt.inTime)
	r.countSets()
	r.Freezes = correlate.FreezeStats(r.Sets)
	detect.AgainstRead(r.Case, r.Failures)
	detect.BesideGood(r.Case, r.Failures, new(correlate.Nights))
	return r, nil
}

// All gives the results of all hosts, in the order of Hosts and one after the other,
// while the next ones are made by other goroutines; those of a host with very many
// steps in parts, in their order. A result is kept for Part as far as Options.Memory
// allows. All fills in what only the hosts state about the inputs, so call it once, before Inputs. An error
// is the last thing.
func (a *Analysis) All(ctx context.Context) iter.Seq2[*HostResult, error] {
	return sequence(func(visit func(*HostResult) error) error { return a.each(ctx, visit) })
}

// Whole is All without parts: every host has one result, however long it is.
func (a *Analysis) Whole(ctx context.Context) iter.Seq2[*HostResult, error] {
	return sequence(func(visit func(*HostResult) error) error { return a.eachWhole(ctx, visit) })
}

// sequence makes a sequence of what each passes to its visitor.
func sequence(each func(visit func(*HostResult) error) error) iter.Seq2[*HostResult, error] {
	return func(yield func(*HostResult, error) bool) {
		err := each(func(r *HostResult) error {
			if !yield(r, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && err != errStop {
			yield(nil, err)
		}
	}
}

// each is All with a visitor, whose error ends it.
func (a *Analysis) each(ctx context.Context, visit func(*HostResult) error) error {
	if a.redactor != nil { // a text of one part may speak of a set of another
		return a.eachWhole(ctx, visit)
	}
	return par.OrderedMap(ctx, "opening hosts", a.opt.Workers, a.hosts.Len(), func(i int) (*HostResult, error) {
		host, err := a.open(i)
		if err != nil || a.isLong(host) {
			return nil, err // its parts are made by all workers when its turn comes
		}
		return a.results.get(PartID{i, 0}, func(id PartID) (*HostResult, error) { return a.judgeInputs(id, host) })
	}, func(i int, r *HostResult) error {
		if r == nil {
			return a.eachSegment(ctx, i, visit)
		}
		return a.handOver(r, visit)
	})
}

// eachWhole is Whole with a visitor, whose error ends it.
func (a *Analysis) eachWhole(ctx context.Context, visit func(*HostResult) error) error {
	return par.OrderedMap(
		ctx,
		"opening hosts",
		a.opt.Workers,
		a.hosts.Len(),
		a.Host,
		func(_ int, r *HostResult) error { return a.handOver(r, visit) },
	)
}

// handOver notes what a result states about the inputs, and passes it to visit.
func (a *Analysis) handOver(r *HostResult, visit func(*HostResult) error) error {
	if err := a.describe(r); err != nil {
		return err
	}
	return visit(r)
}
