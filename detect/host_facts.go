package detect

import (
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// switchedOff reports a statement that something is disabled, or that a service is not there or does not start, which takes part in the making of shadow copies: a
// service, or an integration service of a virtual machine, of which a cause knows what is missing without it.
func switchedOff(s *correlate.Step) bool {
	r := s.Record
	if r.Provider != parse.ProviderHost {
		return false
	}
	switch r.Text(parse.FieldFact) {
	case parse.FactService:
		state := r.Text(parse.FieldState)
		if r.Text(parse.FieldStartType) != "disabled" && state != parse.ServiceIsMissing && state != parse.ServiceRefused {
			return false
		}
	case parse.FactIntegration:
		if state := r.Text(parse.FieldState); state != "disabled" && state != parse.StateNoContact {
			return false
		}
	default:
		return false
	}
	return len(knowledge.Candidates(s.Facts(), knowledge.Version{})) > 0
}

// switchedOffIn are the statements of the host's listings that something is disabled, as the last listing has it.
func switchedOffIn(k *correlate.Case) []*correlate.Step {
	var off []*correlate.Step
	for _, s := range k.Host.Switches() {
		if wrong(s) && len(off) < maxAround {
			off = append(off, s)
		}
	}
	return off
}

// missedIn are those of switchedOffIn that nothing of the host speaks against: where a set was made, or a listing shows
// writers, VSS could be started, and a writer that a listing shows has its service.
func missedIn(k *correlate.Case) []*correlate.Step {
	made := slices.ContainsFunc(k.Sets, func(set *correlate.SnapshotSet) bool {
		return set.Outcome == correlate.Success || len(set.Spans) > 0
	})
	return slices.DeleteFunc(switchedOffIn(k), func(s *correlate.Step) bool {
		service, ok := knowledge.ServiceOf(s.Record.Text(parse.FieldValue))
		if !ok || s.Record.Text(parse.FieldFact) != parse.FactService {
			return false
		}
		needed := stopsAll(s)
		shown := func(w *correlate.WriterState) bool {
			return slices.Contains(service.Hosts, w.Name) || needed && !strings.EqualFold(service.Key, "swprv")
		}
		return made && needed ||
			slices.ContainsFunc(k.Listings, func(l *correlate.WriterListing) bool { return slices.ContainsFunc(l.States, shown) })
	})
}

// stopsAll reports something that is disabled without which no shadow copy is made, as its cause knows.
func stopsAll(s *correlate.Step) bool {
	found := knowledge.Candidates(s.Facts(), knowledge.Version{})
	return len(found) > 0 && found[0].Cause.Severity != string(Warning)
}

// besideFacts are the facts of a host that are nothing wrong, and that may say why something failed.
var besideFacts = []string{
	parse.FactDynamic, parse.FactFeature, parse.FactSharePoint, parse.FactDedupJob, parse.FactBitLocker,
}

// ofHost is what listings state without a time, and what holds for the host: its providers, and facts that may say why
// something failed.
func ofHost(k *correlate.Case, windows knowledge.Version) (all []*Observation) {
	for _, s := range k.Unassigned {
		if s.Record.Provider == parse.ProviderVSSProvider && len(all) < maxAround {
			all = append(all, observe(s, windows))
		}
	}
	for _, fact := range besideFacts {
		for _, s := range k.Host.Stated(fact) {
			if len(all) < maxAround {
				all = append(all, observe(s, windows))
			}
		}
	}
	return all
}

// runsAt reports whether a step lies in the hours after the start of what runs each day, by the clock of the host. Of a
// step in UTC that is not known.
func (o *Observation) runsAt(s *correlate.Step) bool {
	const long = 4 * parse.Hour // a job goes on for hours
	start, err := time.Parse("15:04", o.Step.Record.Text(parse.FieldStartTime))
	t := s.Record.Time
	if err != nil || t.IsZero() || t.Zone != parse.ZoneLocal {
		return false
	}
	begun := parse.Ticks(start.Hour())*parse.Hour + parse.Ticks(start.Minute())*parse.Minute
	const slack = 5 * parse.Minute
	return (t.Wall%parse.Day-begun+slack+parse.Day)%parse.Day <= long
}
