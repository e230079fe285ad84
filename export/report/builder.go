package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
)

// Host is what was found on one host, or on a part of one.
type Host struct {
	Case     *correlate.Case
	Sets     []*correlate.SnapshotSet // those of Case to report
	Findings []*detect.Finding        // in the order of detect.Judge
	Failures []*detect.Failure        // those of its sets, and in the last part those of no set
	Freezes  []*correlate.FreezeStat  // in the last part: of the host as a whole
	// Part is the number of the part, 0 for all of a host; More says that others
	// follow. The last one is about the host as a whole.
	Part int
	More bool
}

// answers is what there is to say.
func (h Host) answers() []*detect.Answer {
	return detect.Answers(h.Case, h.Sets, h.Findings, h.Failures)
}

// Builder makes a report of hosts that are passed to it one after the other. It
// keeps a few lines of each and asks for a host again when it reports it.
type Builder struct {
	meta       Input // without hosts and inputs
	load       func(host, part int) (Host, error)
	inputs     func(visit func(*export.InputRow) error) error
	signatures []*detect.Signature

	hosts   []string     // names
	windows []string     // of the first ones, for Markdown
	table   tableBuilder // of hosts
	entries []*entry     // the first ones in the order of the report
	left    int          // entries that are not kept: none of them comes before one that is
	ranks   [len(detect.RankWords)]int
	causes  []*cause // what failures come from, in the order in which they came up
	byCause map[causeKey]*cause
	// lastCause is the last of causes in their order, further represents those beyond
	// mostKinds, nil while there are none.
	lastCause, further *cause
	failing            int // hosts with a failure
	freezes            *freezes
	next               []*correlate.FreezeStat // whose freezes grow towards the limit, the soonest first
	nexts              int                     // how many there are
	seen               seen
	warnings           int // of the failures, those by which nothing is shown to have failed
	asks               detect.Asks
	sets               int
	ofHost             struct{ sets, problems int64 } // of the host that parts are taken of
}

// seen is what there was to look at.
type seen struct {
	steps, listings, spans int
	ended                  int // records that say that a backup ended well
	leftOut                int // errors of sources that have nothing to do with backups
}

// entry is an answer as the list shows it.
type entry struct {
	detect.Standing
	host int
	part int
	set  int    // number in Case.Sets of the part, -1 for the host itself
	of   *cause // nil: it is no failure
	row  subjectRow
}

// when is the start of an entry in few words.
func (e *entry) when() string {
	clock := " UTC"
	if e.row.Floats {
		clock = " by its clock"
	}
	words := cmp.Or(e.row.When, e.Started.Brief())
	if len(e.row.Failed) > 0 {
		words = "failed " + e.row.Failed[0] + ", set begun " + words
	}
	return words + clock
}

// mostAsked is how many hosts are named of which something was not there.
const mostAsked = 12

// mostEntries is how many subjects a report lists: the worst ones. A page with
// more is too large to be opened, and nobody reads on. The tables have all.
const mostEntries = 5000

// NewBuilder begins a report. Of meta the builder takes what is not about hosts
// and inputs; load returns a part of a host once more.
func NewBuilder(meta Input, load func(host, part int) (Host, error)) *Builder {
	return &Builder{
		meta:       meta,
		load:       load,
		signatures: slices.Clone(meta.catalogue()),
		byCause:    map[causeKey]*cause{},
		freezes:    newFreezes(),
		asks:       detect.Asks{Named: mostAsked},
		inputs:     func(func(*export.InputRow) error) error { return nil },
	}
}

// Add takes the next host, or the next part of one.
func (b *Builder) Add(h Host) {
	k := h.Case
	for _, f := range h.Findings {
		if !slices.Contains(b.signatures, f.Signature) {
			b.signatures = append(b.signatures, f.Signature)
		}
	}
	number := len(b.hosts)
	for _, s := range h.answers() {
		e := &entry{
			Standing: s.Standing(),
			host:     number,
			part:     h.Part,
			set:      -1,
			row:      newSubjectRow(s, number, b.signatures),
		}
		if s.Set != nil {
			e.set = slices.Index(k.Sets, s.Set)
			b.ofHost.sets++
		}
		if s.Rank.Problem() {
			b.ofHost.problems++
			if s.Failure.Severity == detect.Warning {
				b.warnings++
			}
			b.cause(s, e)
		}
		b.ranks[s.Rank]++
		b.entries = append(b.entries, e)
	}
	if len(b.entries) >= mostEntries+mostEntries/8 {
		b.cut()
	}
	b.sets += len(h.Sets)
	for _, s := range h.Sets {
		b.freezes.add(s)
		b.seen.spans += len(s.Spans)
	}
	strange := detect.LeftOut(k, h.Failures)
	b.seen.leftOut += strange
	b.seen.steps += len(k.Steps) - strange
	b.seen.ended += k.EndedWell()
	b.seen.listings += len(k.Listings)
	b.asks.Note(k, h.Failures)
	if h.More {
		return
	}
	b.table.add(hostRow(k, b.ofHost.sets, b.ofHost.problems))
	if b.ofHost.problems > 0 {
		b.failing++
	}
	if number < mostHosts {
		b.windows = append(b.windows, windowsLine(k))
	}
	b.hosts = append(b.hosts, visible(k.Host.Name))
	b.ofHost.sets, b.ofHost.problems = 0, 0
	b.asks.Add(k)
	b.foretell(h.Freezes)
}

// Inputs takes the inputs: each passes the rows of their table to visit, as often as it
// is called.
func (b *Builder) Inputs(each func(visit func(*export.InputRow) error) error) { b.inputs = each }

// eachInput passes the inputs to visit, what could not be read first: it is what the
// reader does not expect.
func (b *Builder) eachInput(visit func(*export.InputRow)) error {
	for _, whole := range []bool{false, true} {
		err := b.inputs(func(r *export.InputRow) error {
			if (r.Problem == "") == whole {
				visit(r)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Close frees what the builder holds, temporary files included.
func (b *Builder) Close() error { return b.table.close() }

// cut sorts the entries and drops those that the report has no room for.
func (b *Builder) cut() {
	slices.SortStableFunc(b.entries, compareEntries)
	if n := len(b.entries); n > mostEntries {
		clear(b.entries[mostEntries:])
		b.entries, b.left = b.entries[:mostEntries], b.left+n-mostEntries
	}
}

func compareEntries(a, b *entry) int { return a.Compare(b.Standing) }

// byStanding is what there is to say, by its place among all answers.
func (h Host) byStanding() map[detect.Standing]*detect.Answer {
	all := map[detect.Standing]*detect.Answer{}
	for _, a := range h.answers() {
		all[a.Standing()] = a
	}
	return all
}

// lost says that an entry's answer is not there when its host is loaded once more.
func (e *entry) lost(h Host) error {
	return fmt.Errorf("host %s has no answer about %s when it is loaded again", h.Case.Host.Name, e.Name)
}

// answer loads the answer of an entry.
func (b *Builder) answer(e *entry) (*detect.Answer, error) {
	h, err := b.load(e.host, e.part)
	if err != nil {
		return nil, err
	}
	if a := h.byStanding()[e.Standing]; a != nil {
		return a, nil
	}
	return nil, e.lost(h)
}
