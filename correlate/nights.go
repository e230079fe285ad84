package correlate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Beside is a set beside the last good one of the same host and requester: what was
// different that night.
type Beside struct {
	Name         string            `redact:"text"` // of the good set
	Requester    string            `redact:"text"` // of both sets, "" if nothing names it
	Started      interval.Interval // when the good set began, in UTC
	Took, Before Lasted            // from the first to the last record, of the set and of the good one
	Writers      []WriterBeside    // frozen in both sets; failed ones first, then what grew most
	New          []EventBeside     // that the good night has none of, in order
	MoreNew      int               // that are not in New
	Load         []LoadBeside      // signs of load in one of the two
	Free         []FreeBeside
	Storage      []StorageBeside
}

// Lasted is how long something was: between Lo and Hi.
type Lasted struct{ Lo, Hi parse.Ticks }

// Known reports whether anything bounds it.
func (l Lasted) Known() bool { return l.Hi < interval.Forever || l.Lo > 0 }

// WriterBeside is how long one writer was frozen.
type WriterBeside struct {
	Name         string `redact:"text"`
	Took, Before Lasted // from its freeze to its thaw, in the set and in the good one
	Failed       bool   // in the set
}

// EventBeside is a kind of event.
type EventBeside struct {
	Provider string `redact:"software"`
	ID       uint32
	Means    string `redact:"-"`
	Count    int
	first    *Step
}

// LoadBeside is how often a sign of load was seen.
type LoadBeside struct {
	Sign          string `redact:"-"` // in words
	Count, Before int    // how often it was seen near the set, and near the good one
}

// FreeBeside is the free space of a volume, as it was listed near the set and near the
// good one; "" if it was not.
type FreeBeside struct {
	Volume       string `redact:"text"`
	Free, Before string `redact:"-"`
}

// StorageBeside is the shadow copy storage of a volume, as it was listed near the set and
// near the good one.
type StorageBeside struct{ Now, Before Storage }

// Bounds of what is compared.
const (
	besideReach  = 5 * parse.Minute // around the records of a set
	besideLoose  = parse.Hour       // a record that may lie further off says nothing about when
	besideFree   = 12 * parse.Hour
	mostBeside   = 12
	mostOfANight = 200 // kinds of events; of a night with more nothing is said to be new
)

// Nights keeps, while the sets of a host pass in the order of their times, the last good
// one of each requester.
type Nights struct{ last map[string]*goodNight }

// goodNight is what is kept of a set that went well.
type goodNight struct {
	name, requester string
	started         interval.Interval
	window          interval.Interval
	took            Lasted
	writers         map[string]Lasted
	events          map[eventKind]int
	load            map[string]int
}

type eventKind struct {
	provider string
	id       uint32
}

// Clone returns a copy that later sets do not change.
func (n *Nights) Clone() *Nights { return &Nights{maps.Clone(n.last)} }

// Add takes the next set of the host.
func (n *Nights) Add(k *Case, set *SnapshotSet) {
	if set.Outcome != Success {
		return
	}
	if g := k.night(set); g != nil {
		if n.last == nil {
			n.last = map[string]*goodNight{}
		}
		n.last[strings.ToLower(set.Requester)] = g
	}
}

// Beside compares a set with the last good one of its requester; nil if there is none, or
// if it is not known when the set was.
func (n *Nights) Beside(k *Case, set *SnapshotSet) *Beside {
	good := n.last[strings.ToLower(set.Requester)]
	if good == nil {
		return nil
	}
	here := k.night(set)
	if here == nil || here.window.Lo <= good.window.Hi {
		return nil
	}
	b := &Beside{Name: good.name, Requester: good.requester, Started: good.started, Took: here.took, Before: good.took}
	b.writers(set, good)
	b.events(k, here, good)
	for _, sign := range loadSigns {
		if h, g := here.load[sign.words], good.load[sign.words]; h > 0 || g > 0 {
			b.Load = append(b.Load, LoadBeside{sign.words, h, g})
		}
	}
	if h, g := len(set.Overlaps), good.load[otherSets]; h > 0 || g > 0 {
		b.Load = append(b.Load, LoadBeside{otherSets, h, g})
	}
	b.Free = k.free(here.window, good.window)
	b.Storage = k.storage(here.window, good.window)
	return b
}

const otherSets = "other sets at the same time"

// night is what is compared of a set; nil if it is not known when it was.
func (k *Case) night(set *SnapshotSet) *goodNight {
	window := interval.Of(interval.Forever, interval.Never)
	first, last := window, window
	for _, s := range set.Steps {
		if !s.At.Known() || s.At.Hi-s.At.Lo > besideLoose {
			continue
		}
		if s.At.Lo < window.Lo {
			window.Lo, first = s.At.Lo, s.At
		}
		if s.At.Hi > window.Hi {
			window.Hi, last = s.At.Hi, s.At
		}
	}
	if window.Hi <= interval.Never {
		return nil
	}
	g := &goodNight{name: set.Name, requester: set.Requester, started: set.Started, window: window,
		took: Lasted{
			max(last.Lo-first.Hi, 0),
			last.Hi - first.Lo,
		}, writers: map[string]Lasted{}, events: map[eventKind]int{}, load: map[string]int{}}
	for _, sp := range set.Spans {
		if l := sp.lasted(); l.Known() {
			g.writers[sp.Name] = l
		}
	}
	for _, s := range k.nearby(window) {
		if key := kindOf(s); len(g.events) <= mostOfANight || g.events[key] > 0 {
			g.events[key]++
		}
		for _, sign := range loadSigns {
			if sign.of(s) {
				g.load[sign.words]++
			}
		}
	}
	if n := len(set.Overlaps); n > 0 {
		g.load[otherSets] = n
	}
	return g
}

func (sp *WriterSpan) lasted() Lasted {
	lo, hi := sp.FreezeToThaw()
	return Lasted{max(lo, 0), hi}
}

// nearby are the event records of a time and of what is around it.
func (k *Case) nearby(window interval.Interval) []*Step {
	span := interval.Of(window.Lo-besideReach, window.Hi+besideReach)
	exact := func(s *Step) bool {
		return s.Record.EventID != 0 && !s.Record.Stale && s.At.Hi-s.At.Lo <= besideLoose
	}
	if k.totals != nil {
		return k.DuringOf(span, exact)
	}
	if k.exactIndex == nil { // statements without a time overlap everything, and a host may have any number of them
		steps := slices.DeleteFunc(k.between(interval.Unknown), func(s *Step) bool { return !exact(s) })
		k.exactIndex = interval.NewIndex(steps, (*Step).related)
	}
	return inOrder(k.exactIndex.Overlapping(span))
}

func kindOf(s *Step) eventKind {
	return eventKind{strings.ToLower(s.Record.Provider), s.Record.EventID}
}

// writers compares those of both sets: failed ones first, then those that took longer by
// more.
func (b *Beside) writers(set *SnapshotSet, good *goodNight) {
	for _, sp := range set.Spans {
		took := sp.lasted()
		if before, both := good.writers[sp.Name]; both && took.Known() {
			b.Writers = append(b.Writers, WriterBeside{sp.Name, took, before, sp.Outcome == FailedOutcome})
		}
	}
	more := func(w WriterBeside) parse.Ticks { return w.Took.Lo - min(w.Before.Hi, interval.Forever/2) }
	slices.SortStableFunc(b.Writers, func(x, y WriterBeside) int {
		return cmp.Or(FalseFirst(!x.Failed, !y.Failed), cmp.Compare(more(y), more(x)), strings.Compare(x.Name, y.Name))
	})
	b.Writers = b.Writers[:min(len(b.Writers), mostBeside)]
}

// FalseFirst compares two truth values for sorting: -1, 0 or 1 as cmp.Compare returns them, with false before true.
func FalseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// events lists the kinds of events that the good night has none of.
func (b *Beside) events(k *Case, here, good *goodNight) {
	if len(good.events) > mostOfANight {
		return
	}
	at := map[eventKind]int{}
	for _, s := range k.nearby(here.window) {
		key := kindOf(s)
		if good.events[key] > 0 {
			continue
		}
		i, seen := at[key]
		if !seen {
			i = len(b.New)
			at[key] = i
			e := EventBeside{Provider: s.Record.Provider, ID: s.Record.EventID, first: s}
			if s.Term != nil {
				e.Means = s.Term.Meaning
			}
			b.New = append(b.New, e)
		}
		b.New[i].Count++
	}
	slices.SortStableFunc(b.New, func(x, y EventBeside) int { return x.first.Compare(y.first) })
	if n := len(b.New); n > mostBeside {
		b.New, b.MoreNew = b.New[:mostBeside], n-mostBeside
	}
	for i := range b.New {
		b.New[i].first = nil
	}
}

// loadSign is what shows that disks or writers were slow.
type loadSign struct {
	words    string
	kinds    []vocab.Kind
	provider string // the beginning of its name, in lower case
	ids      []uint32
}

var loadSigns = []loadSign{
	{words: "writers slow inside their freeze", kinds: []vocab.Kind{vocab.KindSlowFreeze}},
	{words: "writers frozen for minutes", kinds: []vocab.Kind{vocab.KindStillFrozen}},
	{words: "volumes slow to flush or hold", kinds: []vocab.Kind{vocab.KindHoldSlow}},
	{words: "volumes that could not be held in time", kinds: []vocab.Kind{vocab.KindHoldTimeout}},
	{words: "registry transactions that ran out of time", kinds: []vocab.Kind{vocab.KindTransactionTime}},
	{words: "clean-ups of the copy that ran out of time", kinds: []vocab.Kind{vocab.KindOutOfTime}},
	{words: "slow input or output of a database (ESENT)", provider: "ese", ids: []uint32{507, 508, 509, 510, 533}},
	{words: "slow input or output of SQL Server (833)", provider: "mssql", ids: []uint32{833}},
	{words: "retries of a disk (153)", provider: "disk", ids: []uint32{153}},
	{words: "resets of a storage controller (129)", provider: "", ids: []uint32{129}},
}

// storageDrivers log 129 when they reset what does not answer; the event of this number of
// other providers is another one.
var storageDrivers = []string{
	"storahci",
	"stornvme",
	"iscsiprt",
	"iastor",
	"lsi_sas",
	"vhdmp",
	"pvscsi",
	"vioscsi",
	"megasas",
	"mpio",
	"disk",
}

func (l *loadSign) of(s *Step) bool {
	if slices.Contains(l.kinds, s.Kind) {
		return true
	}
	provider := strings.ToLower(s.Record.Provider)
	if !slices.Contains(l.ids, s.Record.EventID) {
		return false
	}
	if l.provider != "" {
		return strings.HasPrefix(provider, l.provider)
	}
	return slices.ContainsFunc(storageDrivers, func(d string) bool { return strings.HasPrefix(provider, d) })
}

// free lists the free space of volumes, as it was listed near a time, and near another.
func (k *Case) free(here, there interval.Interval) []FreeBeside {
	a := k.freeListed(func(at interval.Interval) bool { return listedNear(at, here) })
	b := k.freeListed(func(at interval.Interval) bool { return listedNear(at, there) })
	var all []FreeBeside
	for _, volume := range slices.Sorted(maps.Keys(a)) {
		all = append(all, FreeBeside{volume, a[volume], b[volume]})
	}
	return all[:min(len(all), mostBeside)]
}

// freeListed is the free space of volumes as it was listed last at a time that counts.
func (k *Case) freeListed(counts func(interval.Interval) bool) map[string]string {
	found := map[string]string{}
	for _, s := range k.Host.index().volumes {
		if !counts(s.At) {
			continue
		}
		if v := s.Record.Text(parse.FieldFree); v != "" {
			found[strings.ToUpper(strings.TrimSuffix(s.Record.Text(parse.FieldValue), `\`))] = v
		}
	}
	return found
}
