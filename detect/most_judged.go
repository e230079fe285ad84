package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
)

// mostJudged is how many observations of a set are held against each other. Others that are
// like one of these go with it, and all are counted.
const mostJudged = 1000

// unjudged are the observations of a set beyond mostJudged.
type unjudged struct {
	all   []*Observation
	alike map[*Observation]*Observation // the judged one that it goes with, if there is one like it
}

// judgedOf takes so many of the observations of a set: the first of each kind, then the first
// ones. They stay in their order.
func judgedOf(obs []*Observation) (judged []*Observation, beyond unjudged) {
	if len(obs) <= mostJudged {
		return obs, beyond
	}
	first := map[string]*Observation{}
	taken := map[*Observation]bool{}
	kinds := make([]string, len(obs))
	for i, o := range obs {
		kinds[i] = o.alike()
		if first[kinds[i]] == nil && len(taken) < mostJudged {
			first[kinds[i]], taken[o] = o, true
		}
	}
	for _, o := range obs {
		if len(taken) == mostJudged {
			break
		}
		taken[o] = true
	}
	beyond.alike = map[*Observation]*Observation{}
	for i, o := range obs {
		if taken[o] {
			judged = append(judged, o)
			continue
		}
		beyond.all = append(beyond.all, o)
		if like := first[kinds[i]]; like != nil {
			beyond.alike[o] = like
		}
	}
	return judged, beyond
}

// alike is the same for observations of which the same is known, but for their times.
func (o *Observation) alike() string {
	f, s := o.Facts, o.Step
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s|%d|%d|%s|%v|%s|%s|%s|%s|", s.Kind, f.EventProvider, f.Event, s.Record.Level, vocab.Hex(f.Code),
		f.Jet, f.Program, f.Writer, s.WriterID, f.SetID)
	for _, v := range f.Volumes {
		b.WriteString(v + ",")
	}
	for _, c := range o.candidates {
		b.WriteString("|" + c.Cause.ID)
	}
	return b.String()
}

// with divides those that are not judged by whether they go with one of some.
func (u unjudged) with(some []*Observation) (with, others []*Observation) {
	if len(u.all) == 0 {
		return nil, nil
	}
	in := make(map[*Observation]bool, len(some))
	for _, o := range some {
		in[o] = true
	}
	for _, o := range u.all {
		if like := u.alike[o]; like != nil && in[like] {
			with = append(with, o)
		} else {
			others = append(others, o)
		}
	}
	return with, others
}

// tell counts those of a failure that are not judged, and says how many of them are of a kind
// of which none is.
func (u unjudged) tell(f *Failure, open []*Observation) {
	f.Count += len(open)
	unlike := 0
	for _, o := range open {
		if u.alike[o] == nil {
			unlike++
		}
	}
	if unlike > 0 {
		f.Missing = append(f.Missing, fmt.Sprintf("what %d more of its records say: %d of a set are judged, the others counted",
			unlike, mostJudged))
	}
}

// and joins two lists.
func and(a, b []*Observation) []*Observation {
	if len(b) == 0 {
		return a
	}
	return slices.Concat(a, b)
}
