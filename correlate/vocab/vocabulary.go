// Package vocab is the vocabulary: what the records of event logs, listings, traces and
// texts mean for shadow copies, each record considered alone.
package vocab

import (
	"strings"
	"sync"

	"github.com/vsslog/vsslog/parse"
)

// Term is a row of the vocabulary: what an event of a provider means.
type Term struct {
	Provider string // as logged; compared without case; a trailing * matches any rest
	ID       uint32
	Kind     Kind
	Meaning  string // in our words
	Source   string // where the fact comes from
	// read fills the event from the record; false says that the record, though of
	// this provider and id, has nothing to do with VSS. nil: nothing to fill.
	read func(*Event, *parse.Record) bool
}

// Sources of facts, as cited in terms.
const (
	srcMessages = "message table of the Windows binary"
	srcReal     = "real record"
	srcESE      = "Microsoft Extensible Storage Engine, MIT source"
	srcSQL      = "Microsoft SQL Server documentation"
	srcKB       = "Microsoft Knowledge Base"
	srcAttack   = "MITRE ATT&CK T1490, the commands; Microsoft, event 4688 and Sysmon 1, the command line"
	srcMemory   = "from memory, unconfirmed"
)

// whole names the providers that log about shadow copies only: all of their
// events are kept, with or without a term.
var whole = []string{
	"VSS",
	"VSSAudit",
	"VolSnap",
	"SQLWRITER",
	"SQLVDI",
	"SPP",
	"vmicvss",
	"Microsoft-Windows-VolumeSnapshot-Driver",
	"Microsoft-Windows-FileShareShadowCopyProvider",
}

// Lookup finds the term of an event; nil if neither the vocabulary nor the knowledge
// has one.
func Lookup(provider string, id uint32) *Term {
	if t := Find(provider, id); t != nil {
		return t
	}
	return lookupKnown(&parse.Record{Provider: provider, EventID: id})
}

// Find finds the row of Terms for an event; nil if there is none.
func Find(provider string, id uint32) *Term {
	for _, t := range termIndex[id] {
		if providerMatches(t.Provider, provider) {
			return t
		}
	}
	return nil
}

// termIndex is derived from Terms once; Terms itself stays the one list.
var termIndex = func() map[uint32][]*Term {
	m := make(map[uint32][]*Term, len(Terms))
	for i := range Terms {
		m[Terms[i].ID] = append(m[Terms[i].ID], &Terms[i])
	}
	return m
}()

func providerMatches(pattern, provider string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return len(provider) >= len(prefix) && strings.EqualFold(provider[:len(prefix)], prefix)
	}
	return pattern == provider || strings.EqualFold(pattern, provider)
}

// Whole reports whether all events of provider are about shadow copies.
func Whole(provider string) bool {
	for _, p := range whole {
		if strings.EqualFold(p, provider) {
			return true
		}
	}
	return false
}

// words narrows the search in chunks for providers that log about everything. The
// Service Control Manager has none: its few ids are read sooner than a chunk is
// searched for the names of eighty services.
var words = map[string][]string{
	"Microsoft-Windows-Ntfs":                 {"HarddiskVolumeShadowCopy"},
	"Microsoft-Windows-Kernel-General":       {"OldTime"},
	"Microsoft-Windows-Security-Auditing":    {"PreviousTime", "VSSAudit", "shadow", "SHADOW", "Shadow", "wbadmin", "WBADMIN"},
	"Microsoft-Windows-Sysmon":               {"shadow", "SHADOW", "Shadow", "wbadmin", "WBADMIN"},
	"Microsoft-Windows-Power-Troubleshooter": {"SleepTime"},
}

// Every lists the rows of Terms, and behind them what the knowledge adds.
func Every() []*Term {
	var all []*Term
	for i := range Terms {
		all = append(all, &Terms[i])
	}
	for i := range known() {
		all = append(all, &known()[i])
	}
	return all
}

// Selection returns the selector that reads what the vocabulary knows.
func Selection() *parse.Selector {
	s := &parse.Selector{}
	for _, p := range whole {
		s.Rules = append(s.Rules, parse.Rule{Provider: p})
	}
	at := map[string]int{}
	for _, t := range Every() {
		if Whole(t.Provider) {
			continue
		}
		k, ok := at[t.Provider]
		if !ok {
			k = len(s.Rules)
			at[t.Provider] = k
			s.Rules = append(
				s.Rules,
				parse.Rule{Provider: t.Provider, GUID: providerGUIDs[t.Provider], Words: words[t.Provider]},
			)
		}
		s.Rules[k].IDs = append(s.Rules[k].IDs, t.ID)
	}
	return s
}

// LeaveOut has a selection leave out what most records of services say: what has no meaning here.
func LeaveOut(s *parse.Selector) {
	for i := range s.Rules {
		if s.Rules[i].Provider == serviceControl {
			s.Rules[i].Means = HasMeaning
		}
	}
}

// serviceControl logs about all services.
const serviceControl = "Service Control Manager"

// ProviderWSB is Windows Server Backup; its own log has the same name.
const ProviderWSB = "Microsoft-Windows-Backup"

// ProviderVeeamAgent is the agent of Veeam that backs up the host that it runs on.
const ProviderVeeamAgent = "Veeam Agent"

// providerGUIDs of manifest providers: a record may carry the GUID without the
// name being spelled in its chunk.
var providerGUIDs = map[string]string{
	ProviderWSB: "{1db28f2e-8f80-4027-8c5a-a11f7f10f62d}",
}

// Means reports whether an event can have a meaning here, by its source and number: a look
// that costs little where most have none.
func Means(provider string, id uint32) bool {
	return parse.IsStatement(provider) || Find(provider, id) != nil || Whole(provider) ||
		lookupKnown(&parse.Record{Provider: provider, EventID: id}) != nil
}

// NewEvent gives a record its meaning. It returns nil for a record that has none
// here. The record must outlive the step. Time and host are filled in later,
// when all files of the host are read.
func NewEvent(source string, r *parse.Record) *Event {
	s := &Event{}
	if !s.Read(source, r) {
		return nil
	}
	return s
}

// Read makes s what NewEvent returns, and reports whether the record has a meaning.
func (s *Event) Read(source string, r *parse.Record) bool {
	*s = Event{Source: source}
	if s.read(r) == nil {
		return false
	}
	s.Log = source + "|" + r.Channel
	s.fillFromText()
	return true
}

// HasMeaning reports whether NewEvent has a meaning for a record.
func HasMeaning(r *parse.Record) bool {
	var ok bool
	switch r.Provider {
	case parse.ProviderRequester:
		_, ok = requesterKind(r)
	case parse.ProviderTrace:
		_, ok = traceKinds[r.Text(parse.FieldPhrase)]
	default:
		ok = r.IsStatement() || Whole(r.Provider) || isEvent(r)
	}
	return ok
}

// judged are events that were asked for whether they are any, and are empty again.
var judged = sync.Pool{New: func() any { return new(Event) }}

// isEvent reports whether a record of an event log has a meaning, which most that are
// asked about have not.
func isEvent(r *parse.Record) bool {
	s := judged.Get().(*Event)
	s.brief = true
	ok := s.read(r) != nil
	*s = Event{}
	judged.Put(s)
	return ok
}

// read gives an event, of which the source is known, the meaning of a record; nil if it has none.
func (s *Event) read(r *parse.Record) *Event {
	s.Record, s.ProcessID, s.ThreadID = r, r.ProcessID, r.ThreadID
	if r.IsStatement() {
		return listingEvent(s, r)
	}
	t := Find(r.Provider, r.EventID)
	if t == nil && r.FromText {
		t = Find(shortNames+r.Provider, r.EventID)
	}
	if t == nil {
		t = lookupKnown(r)
	}
	if t == nil {
		if !Whole(r.Provider) {
			return pastedEvent(s, r)
		}
		s.Kind = KindOther
		readVSS(s, r)
		return fromMessage(s, r)
	}
	s.Term, s.Kind = t, t.Kind
	if t.read != nil && !t.read(s, r) {
		if !Whole(r.Provider) {
			return nil
		}
		s.Kind = KindOther
	}
	return fromMessage(s, r)
}

// pastedEvent makes an event without a meaning here, which somebody pasted because it
// seemed to matter or which names a shadow copy, a context of what else there is; nil for
// any other.
func pastedEvent(s *Event, r *parse.Record) *Event {
	if r.Text(parse.FieldPasted) != "true" || r.EventID == 0 {
		return nil
	}
	s.Kind = KindContext
	readVSS(s, r)
	return fromMessage(s, r)
}
