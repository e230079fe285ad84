package parse

import "strings"

// Selector says which records are wanted, so that a reader need not decode the
// others. A nil Selector wants everything.
type Selector struct {
	Rules []Rule
}

// Rule wants records of one provider.
type Rule struct {
	Provider string   // compared without case; a trailing * matches any rest (MSSQL$*)
	GUID     string   // provider GUID in braces, lower case, or ""
	IDs      []uint32 // event ids without qualifiers; nil: all
	// Words narrow down a provider that logs about everything: a chunk that
	// holds none of them cannot hold a wanted record. Compared with case.
	Words []string
	// Means, if not nil, reports whether a record that the rule wants is of use. It depends on nothing but the names
	// and the data of the record. A reader may leave out one that says what an earlier one said that is of none.
	Means func(*Record) bool
}

// Wants reports whether a record of provider and id is wanted.
func (s *Selector) Wants(provider string, id uint32) bool {
	if s == nil {
		return true
	}
	for i := range s.Rules {
		if s.Rules[i].matches(provider) && s.Rules[i].WantsID(id) {
			return true
		}
	}
	return false
}

// Names reports whether the rule is about a provider, going by its name, its
// GUID (lower case, in braces) or the source name that a manifest provider logs
// under; "" for what a record does not tell.
func (r *Rule) Names(provider, guid, source string) bool {
	if r.GUID != "" && r.GUID == guid {
		return true
	}
	return r.Provider != "" && (r.matches(provider) || source != "" && r.matches(source))
}

func (r *Rule) matches(provider string) bool {
	if prefix, ok := strings.CutSuffix(r.Provider, "*"); ok {
		return len(provider) >= len(prefix) && strings.EqualFold(provider[:len(prefix)], prefix)
	}
	return strings.EqualFold(provider, r.Provider)
}

// WantsID reports whether the rule is about the event id.
func (r *Rule) WantsID(id uint32) bool {
	if r.IDs == nil {
		return true
	}
	for _, want := range r.IDs {
		if want == id {
			return true
		}
	}
	return false
}
