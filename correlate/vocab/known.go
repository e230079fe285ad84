package vocab

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// contextProviders log about everything: disks, file systems, services, the network.
// What they say matters beside a failure, and is none of a backup by itself.
var contextProviders = append([]string{
	"disk",
	"Ntfs",
	"Microsoft-Windows-Ntfs",
	"Fastfat",
	"volmgr",
	"partmgr",
	"FltMgr",
	"Microsoft-Windows-FilterManager",
	"Microsoft-Windows-SMBClient",
	"SMBClient",
	"srv",
	"MRxSmb",
	"iScsiPrt",
	"MSiSCSI",
	"mpio",
	"storahci",
	"stornvme",
	"iaStor*",
	"vhdmp",
	"Microsoft-Windows-VHDMP",
	"Microsoft-Windows-FailoverClustering",
	"Microsoft-Windows-Kernel-*",
	"EventSystem",
	"Microsoft-Windows-EventSystem",
}, everyThing...)

// everyThing are providers that log of every service, program and update there is: what a record
// of theirs is about only it can say.
var everyThing = []string{
	"DCOM",
	"Microsoft-Windows-DistributedCOM",
	"Service Control Manager",
	"Microsoft-Windows-WindowsUpdateClient",
	"MsiInstaller",
	"Application Error",
	"Windows Error Reporting",
}

// Stranger reports a provider that has to do with backups, shadow copies, storage, writers or
// starts of the host only if its record says so: one that logs of everything, that keeps the time,
// or that the vocabulary and the knowledge have nothing of.
func Stranger(provider string) bool {
	of := func(name string) bool {
		return providerMatches(name, provider) || providerMatches(name, shortNames+provider)
	}
	if slices.ContainsFunc(everyThing, of) || of("Microsoft-Windows-Time-Service") || of("W32Time") {
		return true
	}
	return !isContext(provider) && !isContext(shortNames+provider) &&
		!slices.ContainsFunc(toldOf(), of)
}

// toldOf are the providers of which the vocabulary or the knowledge has an event.
var toldOf = sync.OnceValue(func() []string {
	names := map[string]bool{}
	for _, t := range Every() {
		names[t.Provider] = true
	}
	return slices.Sorted(maps.Keys(names))
})

func isContext(provider string) bool {
	return slices.ContainsFunc(contextProviders, func(p string) bool { return providerMatches(p, provider) })
}

// known are the events that the knowledge tells of and Terms does not: what they mean
// is known, and nothing reads their data but the search for codes and names.
var known = sync.OnceValue(func() []Term {
	var terms []Term
	for _, e := range knowledge.Events() {
		for _, provider := range e.Provider {
			if strings.ContainsAny(strings.TrimSuffix(provider, "*"), "*?") || len(provider) < 3 {
				continue // no selector can ask for it
			}
			for _, id := range e.ID {
				if Find(provider, id) == nil {
					terms = append(
						terms,
						Term{
							Provider: provider,
							ID:       id,
							Kind:     kindOf(e.Role, provider),
							Meaning:  e.Means,
							Source:   e.Source.URL,
							read:     readVSS,
						},
					)
				}
			}
		}
	}
	return terms
})

var knownIndex = sync.OnceValue(func() map[uint32][]*Term {
	m := map[uint32][]*Term{}
	for i := range known() {
		t := &known()[i]
		m[t.ID] = append(m[t.ID], t)
	}
	return m
})

func kindOf(role, provider string) Kind {
	switch {
	case slices.Contains(Kinds, Kind(role)):
		return Kind(role)
	case isContext(provider):
		return KindContext
	}
	return KindOther
}

// shortNames: Event Viewer shows the name of a provider without this.
const shortNames = "Microsoft-Windows-"

// lookupKnown finds what the knowledge says of a record; nil if it says nothing.
func lookupKnown(r *parse.Record) *Term {
	for _, t := range knownIndex()[r.EventID] {
		if providerMatches(t.Provider, r.Provider) || r.FromText && providerMatches(t.Provider, shortNames+r.Provider) {
			return t
		}
	}
	return nil
}
