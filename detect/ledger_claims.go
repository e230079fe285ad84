package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// explainedBySets gives an observation to the failure of a set whose cause says that it
// follows from it.
func explainedBySets(told []*Failure, o *Observation) bool {
	for _, f := range told {
		if slices.ContainsFunc(f.Claims, func(c Claim) bool { return c.Observation.Step == o.Step }) {
			return true // the set has it already
		}
		if f.echoed(o) || f.restarted(o) || f.repeats(o) || f.handedOn(o) || f.wrappedBy(o) || f.endedBy(o) {
			f.claim(o, EchoRole)
			return true
		}
		if f.accompanies(o) {
			f.claim(o, SymptomRole)
			return true
		}
		if f.Known == nil || !f.Problem() {
			continue
		}
		if f.foretold(o) {
			f.claim(o, CauseRole)
			return true
		}
		for _, c := range f.Claims {
			if c.Role == CauseRole && explains(f.Known, c.Observation, o) {
				f.claim(o, SymptomRole)
				return true
			}
		}
	}
	return false
}

// restarted reports what Windows logs at a start of the host that it had gone down for, where the
// failure is that start.
func (f *Failure) restarted(o *Observation) bool {
	s := o.Step
	lost := s.Record.EventID == 27 || s.Record.EventID == 29 || s.Record.EventID == 31 // copies, at the start
	down := s.Record.EventID == 41 && strings.EqualFold(s.Record.Provider, "Microsoft-Windows-Kernel-Power") ||
		lost && strings.EqualFold(s.Record.Provider, "volsnap") ||
		s.Record.EventID == 1001 && (strings.EqualFold(s.Record.Provider, "BugCheck") ||
			strings.EqualFold(s.Record.Provider, "Microsoft-Windows-WER-SystemErrorReporting"))
	return down && f.Finding != nil && slices.ContainsFunc(f.Finding.Steps, func(b *correlate.Step) bool {
		return b.Kind == vocab.KindBoot && together(b, s, 5*parse.Minute)
	})
}

// echoed reports whether the end of a service that hosts a writer of the failure's set
// comes after what failed in it: what comes after is no cause.
func (f *Failure) echoed(o *Observation) bool {
	if o.Step.Kind != vocab.KindInfrastructure && o.Step.Kind != vocab.KindWriterService || f.Set == nil ||
		!f.Problem() ||
		len(f.Claims) == 0 ||
		!hostsWriter(o, f.Set) {
		return false
	}
	first := f.Claims[0].Observation.Step
	return first.At.Known() && o.Step.At.Known() && first.At.Hi < o.Step.At.Lo &&
		o.Step.At.Lo-f.Set.Within().Hi < 2*parse.Minute
}

// repeats reports the echo of a failed set: a writer of it notes in the minutes after it that the
// backup was aborted.
func (f *Failure) repeats(o *Observation) bool {
	if f.Set == nil || !f.Problem() || f.Set.Outcome == correlate.Success || len(f.Claims) == 0 || len(o.candidates) == 0 {
		return false
	}
	c, first, s := o.candidates[0].Cause, f.Claims[0].Observation.Step, o.Step
	if !c.Echo || c.Victim == nil || !first.At.Known() || !s.At.Known() || first.At.Hi >= s.At.Lo ||
		s.At.Lo-f.Set.Within().Hi > 2*parse.Minute {
		return false
	}
	return slices.ContainsFunc(f.Set.Spans, func(sp *correlate.WriterSpan) bool {
		return strings.EqualFold(sp.Name, c.Fill(c.Victim.Name, o.Facts))
	})
}

// tells reports what somebody says while a failed set of the host went on, or in the minutes after it.
func (f *Failure) tells(o *Observation) bool {
	return f.during(o) && !vocab.NamesOtherHost(o.Facts.Text, f.Host)
}

// during reports what comes while a failed set of the host went on, or in the minutes after it.
func (f *Failure) during(o *Observation) bool {
	if f.Set == nil || !f.Problem() || f.Set.Outcome == correlate.Success {
		return false
	}
	at, within := o.Step.At, f.Set.Within()
	return at.Known() && within.Known() && at.Lo >= within.Lo && at.Hi <= within.Hi+2*parse.Minute
}

// handedOn reports what another program says of a failed set, while it went on or in the minutes after
// it, with no more than the code that a record of the set has: one of VSS, or any in a record about a backup.
func (f *Failure) handedOn(o *Observation) bool {
	s := o.Step
	if s.Record.Provider == "VSS" || o.Facts.Code == 0 || !o.codeOfVSS() && !ofBackup(o) || o.Facts.Writer != "" ||
		!f.tells(o) {
		return false
	}
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		own := c.Observation
		return own.Facts.Code == o.Facts.Code && !disagree(own.Facts.Volumes, o.Facts.Volumes) && own.Step.At.Lo <= s.At.Hi
	})
}

// accompanies reports what disks, services and programs say that are none of VSS while a set
// failed or in the minutes after it, and no cause knows: in a log of some length it would
// be no failure of its own either.
func (f *Failure) accompanies(o *Observation) bool {
	return o.Step.Kind == vocab.KindContext && o.Facts.Writer == "" && f.during(o) &&
		!slices.ContainsFunc(o.candidates, func(c knowledge.Candidate) bool { return !c.Cause.Fallback() })
}

// wrappedBy reports what a program says of a failed set while it went on or in the minutes after it, with
// no more than that the snapshot failed, where a record of VSS in the set says why.
func (f *Failure) wrappedBy(o *Observation) bool {
	if len(o.candidates) == 0 || !o.candidates[0].Cause.Wraps || o.candidates[0].Cause.Kind != knowledge.KindCause ||
		!f.tells(o) {
		return false
	}
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		own := c.Observation
		return ofSnapshots(own.Step) && own.Step.At.Lo <= o.Step.At.Hi &&
			(o.Facts.Writer == "" || own.Facts.Writer == "" || strings.EqualFold(own.Facts.Writer, o.Facts.Writer))
	})
}

// endedBy reports the end of the job in whose log the set failed, where the failure has a reason and
// the end has none.
func (f *Failure) endedBy(o *Observation) bool {
	if f.Set == nil || !f.Problem() || f.Known == nil && f.Finding == nil || f.Known != nil && f.Known.Echo {
		return false
	}
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		return endsJobOf(c.Observation, o) && !namedApart(c.Observation, o)
	})
}

// foretold reports what tells of the cause of a failed set before it began: the same cause, of the
// same database where the failure names one. It was there already, and is no failure beside it.
func (f *Failure) foretold(o *Observation) bool {
	const before = 2 * parse.Day
	if f.Set == nil || f.Set.Outcome == correlate.Success || len(o.candidates) == 0 || o.candidates[0].Cause.ID != f.Known.ID ||
		o.Facts.Writer != "" && o.Step.Record.Provider == "VSS" {
		return false
	}
	began, s := f.Set.Within(), o.Step
	if !began.Known() || !s.At.Known() || s.At.Hi >= began.Lo || began.Lo-s.At.Hi > before {
		return false
	}
	named := false
	for _, c := range f.Claims {
		for _, database := range c.Observation.Facts.Databases {
			named = true
			if len(database) > 2 && strings.Contains(strings.ToLower(o.Facts.Text), strings.ToLower(database)) {
				return true
			}
		}
	}
	return !named
}

// explains reports whether a cause that holds for anchor says that o follows from it.
func explains(cause *knowledge.Cause, anchor, o *Observation) bool {
	ok, _ := follows(cause, anchor, o)
	return ok
}

// follows is explains, and whether more than the time ties them.
func follows(cause *knowledge.Cause, anchor, o *Observation) (ok, firmly bool) {
	for _, p := range cause.Explains {
		if !p.Holds(o.Facts) {
			continue
		}
		if tied, weak := o.tied(anchor, p.Tie); tied {
			if ok = true; !weak {
				return true, true
			}
		}
	}
	return ok, false
}

func (f *Failure) claim(o *Observation, role ClaimRole) {
	f.Count++
	if len(f.Claims) < maxClaims {
		f.Claims = append(f.Claims, Claim{o, role})
	}
}

// maxClaims is how many observations a failure names; it counts all.
const maxClaims = 200
