package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// RegistryDeadlock is a thaw held up by a transaction on the registry, so that
// most writers time out together (KB 4460135).
var RegistryDeadlock = &Signature{
	ID: "registry-transaction-deadlock",
	Title: "The Registry Writer and many others timed out together, as when a transaction on the registry holds " +
		"up the thaw",
	Class:    CauseClass,
	Severity: Warning, // a guess at why; the time-outs beside it carry the error
	Scope:    SetScope,
	Blames:   blameWindows,
	Cause: "A program that opens transactions on the registry in quick succession (less than 90 s apart) holds a " +
		"lock that the thaw needs.",
	Mechanism: "The first thaw goes to software that waits for a transaction; the Registry Writer holds what the " +
		"transaction needs. Nothing moves until the Registry Writer times out after 60 s, and most writers time out " +
		"with it.",
	Advice: "Find the program that uses registry transactions (Process Monitor, RegOpenKeyTransacted) and stop it " +
		"during the backup; see the article for the updates.",
	Sources: []Reference{
		{
			"KB 4460135",
			"https://support.microsoft.com/kb/4460135",
			"VSS backup fails with time-outs of most writers while registry transactions run",
		},
	},
	Windows: "Server 2012 R2 and Server 2016",
	Trigger: Trigger{Pick: registryAndMore},
	Needs:   []Need{needVersion},
	Checks: []Check{
		inferred(
			"what held up the thaw: no log names the transaction; a dump of VSSVC.exe or a trace of registry calls " +
				"does",
		),
	},
	Applies: func(sub *Subject) (Applicability, string, []*correlate.Step) {
		return ofVersions(sub, "6.3", "10.0.14393")
	},
	Summary: func(sub *Subject, f *Finding) string {
		return fmt.Sprintf(
			"%d writers timed out together, the Registry Writer among them: a registry transaction may hold up the "+
				"thaw (KB 4460135)",
			len(timedOutSpans(sub.Set)),
		)
	},
}

// registryAndMore returns the marks of the time-outs where the Registry Writer and
// at least two others timed out, on a Windows that the article may be about.
func registryAndMore(sub *Subject) []*correlate.Step {
	spans := timedOutSpans(sub.Set)
	if len(spans) < 3 || len(ofKind(sub.Set.Steps, vocab.KindSlowFreeze)) > 0 ||
		!slices.ContainsFunc(spans, func(sp *correlate.WriterSpan) bool { return sp.Name == "Registry Writer" }) {
		return nil
	}
	if a, _, _ := ofVersions(sub, "6.3", "10.0.14393"); a == NotAffected {
		return nil
	}
	var found []*correlate.Step
	for _, sp := range spans {
		found = append(found, timeoutSteps(sp)...)
	}
	return found
}

func timedOutSpans(set *correlate.SnapshotSet) []*correlate.WriterSpan {
	var found []*correlate.WriterSpan
	for _, sp := range set.Spans {
		if sp.TimedOut() {
			found = append(found, sp)
		}
	}
	return found
}

// ofVersions judges a host by the versions of Windows, as major.minor or
// major.minor.build, that an article lists.
func ofVersions(sub *Subject, versions ...string) (Applicability, string, []*correlate.Step) {
	w, conflict := sub.Case.Host.Windows()
	switch {
	case conflict:
		return UnknownHost, "the host's files state different Windows versions", w.Basis
	case !w.Known():
		return UnknownHost, "no file states the Windows version (systeminfo, or EventLog 6009)", nil
	case slices.Contains(versions, fmt.Sprintf("%d.%d", w.Major, w.Minor)),
		slices.Contains(versions, fmt.Sprintf("%d.%d.%d", w.Major, w.Minor, w.Build)):
		return Affected, w.String() + " is one that the article lists", w.Basis
	}
	return NotAffected, w.String() + " is not one that the article lists (" + strings.Join(
		versions,
		", ",
	) + ")", w.Basis
}
