package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// What signatures share that rest on records which themselves state the fact: an
// event that is written when, and only when, the thing happened.

// live reports whether a step comes from a live record: not from slack space, not
// recovered from damage, and not told by a person in words.
func live(s *correlate.Step) bool { return !s.Record.Stale && !s.Record.Salvaged && !s.Told() }

// needLive demands that at least one of the records is a live one.
var needLive = Need{
	What: "a live record",
	Where: "the log itself: what was found is in slack space or was recovered from damage, and may be of another " +
		"time",
	Has: func(sub *Subject) bool { return slices.ContainsFunc(sub.Steps, live) },
}

// inferred is the check of a signature whose cause no record states: it never
// holds, so that the verdict stays below confirmed.
func inferred(missing string) Check {
	return Check{
		ID:   "inferred",
		Says: "Inferred: no record states the cause",
		Test: func(*Subject, *Finding) CheckResult {
			return CheckResult{Statement: "the marks fit, and other causes leave the same marks", Missing: missing}
		},
	}
}

// first is the earliest of the steps that pulled the trigger.
func first(sub *Subject) *correlate.Step {
	return slices.MinFunc(sub.Steps, (*correlate.Step).Compare)
}

// statedSummary is the summary of a stated fact: what happened, by the first record, and
// how many more there are.
func statedSummary(what string) func(*Subject, *Finding) string {
	return func(sub *Subject, f *Finding) string {
		s := what + " (" + describe(first(sub))
		if n := len(sub.Steps) - 1; n > 0 {
			s += fmt.Sprintf("; %d more", n)
		}
		s += ")"
		if f.Verdict == CannotTell {
			return s + ", by a record that need not be of this time"
		}
		return s
	}
}

// messages cites the message table of a Windows binary, whose templates are
// listed in the libyal project's message database.
func messages(binary, says string) Reference {
	return Reference{"message table of " + binary, "https://github.com/libyal/winevt-kb", says}
}

// observed is the source of what no article describes.
func observed(says string) Reference { return Reference{"observed only", "", says} }

// from reports whether a step is an event of a provider with one of some ids.
func from(s *correlate.Step, provider string, ids ...uint32) bool {
	return s.Term != nil && s.Term.Provider == provider && slices.Contains(ids, s.Record.EventID)
}

// textOnly reports whether a step comes from a text, not from an event log.
func textOnly(s *correlate.Step) bool { return s.Record.Provider == parse.ProviderRequester }

// quoted puts a line of a record between quotes: single ones where it has double ones.
func quoted(line string) string {
	if strings.Contains(line, `"`) {
		return "'" + line + "'"
	}
	return `"` + line + `"`
}
