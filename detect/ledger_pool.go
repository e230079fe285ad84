package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// unexpectedStart reports a start of the host that says that it had not been shut down: a
// mark of the ordinary course, unless a set was open then.
func unexpectedStart(s *correlate.Step) bool {
	return s.Kind == vocab.KindBoot && s.Record.EventID == 6008
}

// stillWaiting are the writers that wait for the end of a backup in the last listing, if that is
// all that is wrong in it.
func stillWaiting(k *correlate.Case) (steps []*correlate.Step) {
	if len(k.Listings) == 0 {
		return nil
	}
	for _, w := range k.Listings[len(k.Listings)-1].States {
		switch {
		case vocab.Failed(w.Code) || w.HasCode && w.HResult != 0:
			return nil
		case w.Code == vocab.StateWaitingComplete:
			steps = append(steps, w.Step)
		}
	}
	return steps
}

// codeOfVSS reports a code out of the range of VSS itself.
func (o *Observation) codeOfVSS() bool { return o.Facts.Code>>12 == 0x80042 }

// ofBackup reports whether what a stranger says is about shadow copies or backups.
func ofBackup(o *Observation) bool {
	if o.codeOfVSS() || o.Facts.Program != "" {
		return true
	}
	text := strings.ToLower(o.Facts.EventProvider + " " + o.Facts.Text)
	return strings.Contains(text, "backup") || vocab.NamesCopy(text)
}

// pool is the observations of no set, with what disks and services say, in the order of
// their places.
type pool struct {
	own     []*Observation
	context []*Observation        // with the beginnings of sets that no record shows made
	entered map[*Observation]bool // of the context, as the reason of another one
}

func newPool(own []*Observation, k *correlate.Case, windows knowledge.Version) *pool {
	p := &pool{own: own, context: ofHost(k, windows), entered: map[*Observation]bool{}}
	for _, s := range k.Unassigned {
		if s.Kind == vocab.KindContext && !wrong(s) && len(p.context) < 4*maxAround {
			p.context = append(p.context, observe(s, windows))
		}
	}
	for _, set := range k.Sets {
		if set.Outcome == correlate.Success {
			continue
		}
		for _, s := range set.Steps {
			if s.Kind == vocab.KindInitiated && len(p.context) < 4*maxAround {
				p.context = append(p.context, observe(s, windows))
			}
		}
	}
	return p
}

// near are the observations that may hang together with number i: its neighbours.
func (p *pool) near(i int) []*Observation {
	const most = maxAround / 2
	from, to := max(0, i-most), min(len(p.own), i+most)
	return append(p.own[from:to:to], p.context...)
}

// begunOnly reports a set of which records say no more than that somebody began it.
func begunOnly(set *correlate.SnapshotSet) bool {
	return len(set.Spans) == 0 && !slices.ContainsFunc(set.Steps, func(s *correlate.Step) bool {
		return s.Kind != vocab.KindInitiated && s.Kind != vocab.KindServiceStart
	})
}

// maxQuiet is how many observations are kept that are wrong only if nothing else is.
const maxQuiet = 64

// noSet are the steps of a part that belong to no set: the unassigned ones, listings
// without a writer, and services that host writers.
func noSet(k *correlate.Case) []*correlate.Step {
	steps := slices.Clone(k.Unassigned)
	for _, s := range k.Steps {
		if s.Set == nil && (s.Kind == vocab.KindWriterListing || s.Kind == vocab.KindWriterService) && wrong(s) {
			steps = append(steps, s)
		}
	}
	slices.SortStableFunc(steps, (*correlate.Step).Compare)
	return steps
}
