package vssadmin

import (
	"slices"
	"strings"
	"testing"
)

// Words are compared in lower case and without the full stop behind them, and the first row that fits counts: words that
// stand otherwise, or behind a row that fits all that they fit, are never found.
func TestWordsAreFound(t *testing.T) {
	found := map[string]bool{}
	for _, e := range lastErrors {
		if e.words != strings.ToLower(strings.TrimRight(e.words, ". ")) || found[e.words] {
			t.Errorf("%q is never found as a last error", e.words)
		}
		found[e.words] = true
	}
	for k, row := range spoken {
		if row.words != strings.ToLower(row.words) {
			t.Errorf("%q is not in lower case", row.words)
		}
		for _, earlier := range spoken[:k] {
			hides := !slices.ContainsFunc(strings.Split(earlier.words, "+"), func(asked string) bool {
				return !slices.ContainsFunc(strings.Split(row.words, "+"), func(w string) bool { return strings.Contains(w, asked) })
			})
			if hides {
				t.Errorf("%q is never found behind %q", row.words, earlier.words)
			}
		}
	}
}
