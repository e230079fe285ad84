package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// classOf is the class of failures that a signature explains.
func classOf(sig *Signature) FailureClass {
	switch {
	case sig.Failure != "":
		return sig.Failure
	case sig.Class == BenignClass:
		return NoiseClass
	case sig.Scope == WriterScope || sig.Scope == SetScope:
		return TimingClass
	}
	return WriterClass
}

// parties says who is to blame and who suffers, by the records of the set.
func (f *Failure) parties(found *Finding) {
	if f.Writer != "" {
		f.Victim = Party{"writer", f.Writer}
	}
	slow := func(kinds ...vocab.Kind) *correlate.Step {
		if found.Set == nil {
			return nil
		}
		i := slices.IndexFunc(found.Set.Steps, func(s *correlate.Step) bool { return slices.Contains(kinds, s.Kind) })
		if i < 0 {
			return nil
		}
		return found.Set.Steps[i]
	}
	switch f.Class {
	case NoiseClass:
		f.Victim = Party{}
		return
	case TimingClass:
		if s := slow(vocab.KindSlowFreeze); s != nil && s.Writer != "" {
			f.Culprit = Party{"writer", s.Writer}
			return
		}
		if s := slow(vocab.KindHoldTimeout, vocab.KindHoldSlow, vocab.KindCommitTimeout); s != nil && s.Volume != "" {
			f.Culprit = Party{"volume", s.Volume}
			return
		}
		if blames := found.Signature.Blames; blames != nil {
			f.Culprit = blames(f, found)
		}
	case StorageClass:
		f.Culprit = Party{"storage", "shadow copy storage"}
		if len(f.Volumes) > 0 {
			f.Culprit.Name += " of " + f.Volumes[0]
		}
	case ProviderClass:
		f.Culprit = Party{"provider", cmp.Or(f.Provider, "the provider")}
	case RequesterClass:
		who := "the requester"
		if found.Set != nil && found.Set.Requester != "" {
			who = found.Set.Requester
		}
		f.Culprit = Party{"requester", who}
	default:
		blames := found.Signature.Blames
		if blames == nil {
			blames = blameWriter
		}
		f.Culprit = blames(f, found)
	}
}

// blameWindows blames a fault of Windows itself.
func blameWindows(*Failure, *Finding) Party { return Party{"windows", "Windows"} }

// blameRestart blames the restart of the host.
func blameRestart(*Failure, *Finding) Party { return Party{"windows", "the restart of the host"} }

// blameWriter blames the writer that failed, if one is named.
func blameWriter(f *Failure, _ *Finding) Party {
	if f.Writer == "" {
		return Party{}
	}
	return Party{"writer", f.Writer}
}

// blameHung blames the writer that hung, or one of all that a thaw that hung kept waiting: which
// of them it was no record tells.
func blameHung(_ *Failure, found *Finding) Party {
	var names []string
	if found.Set != nil {
		for _, sp := range found.Set.Spans {
			if sp.Outcome == correlate.FailedOutcome && sp.Name != "" && !slices.Contains(names, sp.Name) {
				names = append(names, sp.Name)
			}
		}
	}
	if len(names) < 2 {
		if found.Writer == "" {
			return Party{}
		}
		return Party{"writer", found.Writer}
	}
	slices.Sort(names)
	rest := ""
	if n := len(names) - mostHung; n > 0 {
		names, rest = names[:mostHung], fmt.Sprintf(" and %d more", n)
	}
	return Party{"writer", "one of " + strings.Join(names, ", ") + rest + ", or what it waits for"}
}

// mostHung is how many writers are named of which one is to blame.
const mostHung = 6
